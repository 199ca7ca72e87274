"""What a visitor chose in the list of activities: found, in words for a heading, and as an address of its own."""

from __future__ import annotations

from datetime import datetime

from django.http import QueryDict

from councils.context import Portal
from fujimino_support.web.addresses import own_address

from .catalogue import catalogue
from .filters import ActivityFilter
from .search import Search
from .selection import Selection


def select(asked: QueryDict, now: datetime, portal: Portal) -> tuple[ActivityFilter, Selection]:
    """The form as it was sent, and what that leaves of all activities."""
    today, everything = now.date(), catalogue(now, portal.version)
    form = ActivityFilter(asked, everything, portal.areas, today)
    words = form.chosen.get("q")
    found = Search(today, portal.version, everything).find(words) if words else None
    return form, Selection(everything, form.chosen, found, today)


def name_of(form: ActivityFilter) -> str:
    """What all choices together are, in a heading; "" when nothing was chosen."""
    words = {name: form.label_of(name, value) for name, value in form.chosen.items() if name != "order"}
    said = [label.partition("：")[2] or label for label in words.values()]
    if [*words] == ["area"]:
        return f"{said[0]}の活動"
    return "".join(f"「{one}」" for one in said) + "の活動" if said else ""


def asked_in(form: ActivityFilter, ordered: bool = True) -> list[tuple[str, str]]:
    """The parameters of its address: each choice once, and nothing unknown."""
    return [
        (name, "1" if value is True else str(value))
        for name, value in form.chosen.items()
        if ordered or name != "order"
    ]


def head_of(form: ActivityFilter, path: str, page: int) -> dict[str, str]:
    """What the head of the list says: its title, its own address, and whether a search engine should list it.

    An area has a list of its own to be found. What else can be combined is endless: each such page is known under its
    own address, because it is no other list, and asks not to be listed.
    """
    name, asked = name_of(form), asked_in(form, ordered=False)
    numbered = f"（{page}ページ目）" if page > 1 else ""
    return {
        "title": (f"{name}の一覧" if name else "活動をさがす") + numbered,
        "canonical": own_address(path, asked, page),
        "robots": "noindex, follow" if {name for name, _ in asked} - {"area"} else "",
    }
