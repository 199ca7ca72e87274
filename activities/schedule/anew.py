"""What is said again a year later: a plan of months is then one of the new fiscal year."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .reading import read
from .rules import MonthsPlan, Schedule


def planned_anew(schedule: Schedule, words: str, on: date) -> Schedule:
    """A plan of months whose words name no fiscal year, for that of the day `on`; any other schedule as it is.

    >>> plan = read("9月・12月（日は未定）", date(2025, 7, 20)).schedule
    >>> [planned_anew(plan, words, date(2026, 5, 1)).items[0].fiscal_year for words in ("9月・12月（日は未定）", "")]
    [2026, 2025]
    """
    anew = read(words, on).schedule
    return anew if anew and _but_for_years(anew) == _but_for_years(schedule) else schedule


def _but_for_years(schedule: Schedule) -> Schedule:
    items = (
        replace(item, fiscal_year=None) if isinstance(item, MonthsPlan) else item for item in schedule.items
    )
    return replace(schedule, items=tuple(items))
