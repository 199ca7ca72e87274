"""National holidays behind one small protocol, so that the rest needs no library and a test needs no calendar."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Protocol

import jpholiday

# 国民の祝日に関する法律 (昭和23年法律第178号) took effect in July 1948. The equinoxes, which 国立天文台 announces
# a year ahead, are computed; the formula is good until the end of this century.
FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2099, 12, 31)


class Holidays(Protocol):
    """Anything that can name the holiday of a day."""

    def name(self, day: date) -> str:
        """The name of the holiday, or "" for an ordinary day."""
        ...


@lru_cache(maxsize=4096)
def _of_month(year: int, month: int) -> dict[int, str]:
    return {day.day: name for day, name in jpholiday.month_holidays(year, month)}


class NationalHolidays:
    """The holidays of 祝日法 第2条 and the days off of its 第3条 (振替休日 and 国民の休日), from jpholiday.

    >>> NationalHolidays().name(date(2026, 9, 22)), NationalHolidays().name(date(2026, 9, 24))
    ('国民の休日', '')

    Outside 1949 to 2099 no day is known to be one. Nothing is asked of the library there, since it keeps
    every day it was ever asked about.
    """

    def name(self, day: date) -> str:
        if not FIRST_DAY <= day <= LAST_DAY:
            return ""
        return _of_month(day.year, day.month).get(day.day, "")


JAPAN = NationalHolidays()
