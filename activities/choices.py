"""What a visitor chose in the list of activities: in words for a heading, and as an address that says no more than that."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Model
from django.forms import Field
from django.utils.html import strip_tags

from councils.models import Area
from fujimino_support.japanese.dates import day_words
from fujimino_support.web.addresses import own_address

from .filters import ActivityFilter


class Choice(NamedTuple):
    """One box of the filter that was filled in with what it can hold."""

    name: str
    label: str
    value: Any
    words: str


def choices_of(chosen: ActivityFilter) -> list[Choice]:
    """In the order of the boxes; nothing for what was left empty or could not be."""
    form = chosen.form
    form.is_valid()
    filled = {name: value for name, value in form.cleaned_data.items() if value}
    return [
        Choice(name, str(field.label), filled[name], _words(field, filled[name]))
        for name, field in form.fields.items()
        if name in filled
    ]


def area_of(choices: Iterable[Choice]) -> Area | None:
    """The area, where it is all that was chosen."""
    values = [choice.value for choice in choices]
    return values[0] if len(values) == 1 and isinstance(values[0], Area) else None


def name_of(choices: Iterable[Choice]) -> str:
    """What all of them together choose, in a heading; "" when nothing was chosen."""
    given = list(choices)
    if area := area_of(given):
        return f"{area.name}の活動"
    return "".join(f"「{one.words or one.label}」" for one in given) + "の活動" if given else ""


def head_of(chosen: ActivityFilter, path: str, page: int) -> dict[str, str]:
    """What the head of the list says: its title, its own address, and whether a search engine should list it.

    An area has a list of its own to be found. What else can be combined is endless: each such page is known under its
    own address, because it is no other list, and asks not to be listed.
    """
    choices = choices_of(chosen)
    name = name_of(choices)
    numbered = f"（{page}ページ目）" if page > 1 else ""
    return {
        "title": (f"{name}の一覧" if name else "活動をさがす") + numbered,
        "canonical": own_address(path, asked_in(chosen, choices), page),
        "robots": "noindex, follow" if choices and not area_of(choices) else "",
    }


def asked_in(chosen: ActivityFilter, choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """The parameters of its address: each choice once, and nothing unknown."""
    form = chosen.form
    asked = [
        (one.name, form.fields[one.name].widget.value_from_datadict(form.data, form.files, one.name))
        for one in choices
    ]
    return [(name, value) for name, values in asked for value in dict.fromkeys(_listed(values)) if value]


def _listed(values: Any) -> list[Any]:
    return list(values) if isinstance(values, list | tuple) else [values]


def _words(field: Field, value: Any) -> str:
    """
    >>> _words(Field(), date(2026, 11, 24)), _words(Field(), "体操"), _words(Field(), True)
    ('令和8年11月24日（火曜日）', '体操', '')
    """
    if value is True:
        return ""
    if isinstance(value, date):
        return day_words(value)
    if isinstance(value, Model):
        return str(value)
    if not isinstance(value, str) and hasattr(value, "__iter__"):
        return "・".join(_words(field, one) for one in value)
    labels = {str(key): strip_tags(str(label)) for key, label in getattr(field, "choices", ())}
    return labels.get(str(value), str(value))
