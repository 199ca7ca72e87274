"""Template filters for days, times, phone numbers and the words of staff; loaded as `wording`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, time

from django import template
from django.conf import settings
from django.template import Context
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from fujimino_support.japanese.dates import day_words, near_words, short_day_words, span_words
from fujimino_support.japanese.folding import Folding

from . import linked_data as linked
from .text import excerpt as make_excerpt
from .text import plain_text, staff_text

register = template.Library()

register.filter("plain", plain_text)
register.simple_tag(linked.script, name="linked_data")


@register.filter
def day(value: date | None) -> str:
    """A day in words inside its <time>; "" when there is none."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), day_words(value))


@register.simple_tag
def near_day(day: date, today: date) -> str:
    """今日, あす or 27日."""
    return near_words(day, today)


@register.simple_tag
def short_day(day: date, holiday: bool = False) -> str:
    """A day of this year in words inside its <time>."""
    return format_html('<time datetime="{}">{}</time>', day.isoformat(), short_day_words(day, holiday))


@register.filter
def prose(text: str, level: int = 3) -> SafeString:
    """What staff wrote, as paragraphs, lists and links; headings in it start at `level`."""
    return staff_text(text, level=level)


@register.filter
def excerpt(text: str, length: int) -> str:
    return make_excerpt(text, length)


@register.simple_tag
def marked(text: str, words: Sequence[str] = ()) -> SafeString:
    """The text, with the folded `words` in it marked."""
    spans = Folding(text).spans(words) if words else []
    parts, end = [], 0
    for start, stop in spans:
        parts += [escape(text[end:start]), format_html("<mark>{}</mark>", text[start:stop])]
        end = stop
    return mark_safe("".join([*parts, escape(text[end:])]))  # noqa: S308, each part is escaped


@register.filter
def digits(number: str) -> str:
    """A phone number as `tel:` wants it."""
    return re.sub(r"\D", "", number)


@register.filter
def phone(number: str) -> str:
    """A number to tap."""
    return format_html('<a class="phone" href="tel:{}">{}</a>', digits(number), number)


@register.simple_block_tag
def said(content: str) -> str:
    """What stands between, to be said twice: `{% said as title %}…{% endsaid %}`. A block can stand in a page only once."""
    return content


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """The whole address of the page: what its view calls its own, or the path without what follows a "?"."""
    return f"{settings.SITE_URL}{context.get('canonical') or context['request'].path}"


@register.simple_tag
def share_picture() -> str:
    """The whole address of the picture that stands beside a link to the portal elsewhere."""
    return f"{settings.SITE_URL}{static('images/share.png')}"


@register.simple_tag
def span(start: time | None, end: time | None) -> SafeString:
    """In words that may break between the two times, where the style lets them break nowhere else."""
    return mark_safe(span_words(start, end).replace("から", "から<wbr>"))  # noqa: S308  # times alone are in it


@register.simple_tag
def breadcrumb_data(first: str, home: str, crumbs: list[tuple[str, str]]) -> SafeString:
    """The breadcrumbs that the page shows, for machines; `first` is the label of the way `home`."""
    return linked.script(linked.breadcrumbs(settings.SITE_URL, [(first, home), *crumbs]))
