"""Days as pages show them: a sheet for each day that has something, and the weeks of a month as a table."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from .agenda import DayOfMonth
from .decisions import CANCELLED, POSTPONED
from .months import weeks
from .schedule import JAPAN
from .upcoming import Gathering


class Sheet(NamedTuple):
    """A day, its sessions, and what it has beside them."""

    day: date
    gatherings: list[Gathering]
    rest: int = 0
    rest_off: str = ""

    @property
    def holiday(self) -> str:
        return JAPAN.name(self.day)


class Cell(NamedTuple):
    """A day in the table of its month."""

    day: date
    held: int
    off: list[str]
    is_listed: bool

    @property
    def holiday(self) -> str:
        return JAPAN.name(self.day)


def sheets(gatherings: Iterable[Gathering]) -> list[Sheet]:
    """One for each day; the gatherings are in order."""
    days = groupby(gatherings, key=lambda gathering: gathering.session.date)
    return [Sheet(day, list(of_day)) for day, of_day in days]


def sheets_of_month(days: list[DayOfMonth], gatherings: Iterable[Gathering]) -> list[Sheet]:
    """Each with how many more the day has, so that no cancelled session hides behind a number."""
    counted = {one.day: one for one in days}
    return [_with_rest(sheet, counted[sheet.day]) for sheet in sheets(gatherings)]


def grid(first: date, days: list[DayOfMonth], listed: Iterable[date]) -> list[list[Cell | None]]:
    """The weeks of a month; `listed` are the days that the page has a sheet of."""
    counted, linked = {one.day: one for one in days}, set(listed)
    return [
        [None if day is None else _cell(day, counted.get(day), day in linked) for day in week]
        for week in weeks(first)
    ]


def off_words(cancelled: int, postponed: int) -> list[str]:
    """
    >>> off_words(2, 1), off_words(0, 0)
    (['中止2件', '延期1件'], [])
    """
    return [f"{what}{count}件" for what, count in (("中止", cancelled), ("延期", postponed)) if count]


def _with_rest(sheet: Sheet, counted: DayOfMonth) -> Sheet:
    shown = [gathering.session.decision for gathering in sheet.gatherings]
    off = off_words(
        counted.cancelled - shown.count(CANCELLED),
        counted.postponed - shown.count(POSTPONED),
    )
    return sheet._replace(rest=counted.total - len(shown), rest_off="・".join(off))


def _cell(day: date, counted: DayOfMonth | None, is_listed: bool) -> Cell:
    if counted is None or not is_listed:
        return Cell(day, 0, [], False)
    off = off_words(counted.cancelled, counted.postponed)
    return Cell(day, counted.total - counted.cancelled - counted.postponed, off, True)
