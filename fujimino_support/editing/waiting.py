"""いま確かめること: what waits for staff on the front page of the admin. Apps tell it; the cellar knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import NamedTuple, TypeAlias

from django.http import HttpRequest


class Line(NamedTuple):
    """One thing to see to, and the address at which that is done."""

    words: str
    address: str
    note: str = ""


class Waiting(NamedTuple):
    """Things of one kind; the first of them are `shown`, the others `folded` away, and `total` is of them all."""

    heading: str
    total: int
    shown: list[Line]
    folded: list[Line] = []
    address: str = ""  # where all of them stand
    link: str = ""

    @property
    def unshown(self) -> int:
        return self.total - len(self.shown)


Teller: TypeAlias = Callable[[HttpRequest, date], list[Waiting]]
# Where on the front page: people who wait, then what colleagues wait for, then the pages, then what is good to know.
FIRST, SECOND, THIRD, LAST = range(4)
_tellers: list[tuple[int, Teller]] = []


def tells(place: int) -> Callable[[Teller], Teller]:
    """Let a teller be asked, as far as the rights of whoever asks go, each time that the front page is shown."""

    def register(teller: Teller) -> Teller:
        _tellers.append((place, teller))
        _tellers.sort(key=lambda told: told[0])
        return teller

    return register


def waiting(request: HttpRequest, today: date) -> list[Waiting]:
    """What waits for whoever asks; kinds of which nothing waits are left out."""
    return [one for _, teller in _tellers for one in teller(request, today) if one.total]
