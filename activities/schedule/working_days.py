"""Working days of a city office: 行政機関の休日に関する法律 第1条, which cities follow in their 条例."""

from __future__ import annotations

from datetime import date, timedelta

from .holidays import JAPAN, Holidays

# 12月29日から翌年の1月3日まで
YEAR_END = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
SATURDAY = 5


def is_working_day(day: date, holidays: Holidays = JAPAN) -> bool:
    """
    >>> [is_working_day(date(2026, 11, day)) for day in (20, 21, 22, 23, 24)]
    [True, False, False, False, True]
    >>> is_working_day(date(2026, 12, 29)), is_working_day(date(2027, 1, 4))
    (False, True)
    """
    return day.weekday() < SATURDAY and (day.month, day.day) not in YEAR_END and not holidays.name(day)


def working_days_before(day: date, count: int, holidays: Holidays = JAPAN) -> date:
    """The day from which on `count` working days have passed when `day` begins.

    What came in before it has waited for longer: over a weekend and a holiday, three working days are six.

    >>> working_days_before(date(2026, 11, 27), 3), working_days_before(date(2026, 11, 24), 3)
    (datetime.date(2026, 11, 24), datetime.date(2026, 11, 18))
    """
    while count:
        day -= timedelta(days=1)
        count -= is_working_day(day, holidays)
    return day
