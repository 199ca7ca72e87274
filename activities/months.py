"""The months of the calendar: which are shown, what stands beside them, how their weeks lie. Values in, values out."""

from __future__ import annotations

from calendar import SUNDAY, Calendar, monthrange
from datetime import date, timedelta

MONTHS_EITHER_WAY = 24


def first_day(day: date) -> date:
    return day.replace(day=1)


def last_day(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def month_before(day: date) -> date:
    """The first day of the month before that of `day`."""
    return first_day(first_day(day) - timedelta(days=1))


def month_after(day: date) -> date:
    """The first day of the month after that of `day`."""
    return last_day(day) + timedelta(days=1)


def is_within_reach(day: date, today: date) -> bool:
    """Whether its month is at most two years from this one.

    >>> today = date(2026, 11, 24)
    >>> [is_within_reach(day, today) for day in (date(2024, 11, 1), date(2024, 10, 31), date(2028, 11, 30), date(2028, 12, 1))]
    [True, False, True, False]
    """
    return abs((day.year - today.year) * 12 + day.month - today.month) <= MONTHS_EITHER_WAY


def weeks(first: date) -> list[list[date | None]]:
    """The weeks of a month as they hang on Japanese walls, from Sunday to Saturday; None is a day of another month.

    >>> [day and day.day for day in weeks(date(2026, 12, 1))[0]]
    [None, None, 1, 2, 3, 4, 5]
    """
    found = Calendar(SUNDAY).monthdatescalendar(first.year, first.month)
    return [[day if day.month == first.month else None for day in week] for week in found]
