"""Months as numbers of 31 bits; bit 0 is the 1st.

There are 28 kinds of month: seven weekdays for its 1st, four lengths. A rule's days in each kind fit into a table
of 28 numbers, computed once; what other libraries find by walking is then one `&`.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from functools import lru_cache
from typing import NamedTuple

LAST = -1  # the last such weekday of a month (最終), or its last day (末日)


@lru_cache(maxsize=4096)
def shape(
    weekdays: frozenset[int], weeks: frozenset[int], skipped: frozenset[int], days: frozenset[int]
) -> tuple[int, ...]:
    """The days in each of the 28 kinds of month, by `kind_of_month`.

    >>> second_tuesdays = shape(frozenset({1}), frozenset({2}), frozenset(), frozenset())
    >>> second_tuesdays[kind_of_month(2026, 1)] == 1 << (13 - 1)
    True
    """

    def hit(weekday: int, day: int, length: int) -> bool:
        if days:
            return day in days or (day == length and LAST in days)
        if weekday not in weekdays:
            return False
        positions = {(day + 6) // 7} | ({LAST} if day + 7 > length else set())
        return bool(positions & weeks) if weeks else not positions & skipped

    return tuple(
        sum(1 << (day - 1) for day in range(1, length + 1) if hit((first + day - 1) % 7, day, length))
        for first in range(7)
        for length in range(28, 32)
    )


@lru_cache(maxsize=4096)
def kind_of_month(year: int, month: int) -> int:
    """Which of the 28 kinds a month is."""
    first, length = monthrange(year, month)
    return first * 4 + length - 28


class Window(NamedTuple):
    """The part of one month that lies between two days."""

    month: int
    kind: int
    mask: int
    days: tuple[date, ...]


@lru_cache(maxsize=256)
def windows(first: date, last: date) -> tuple[Window, ...]:
    """The months from `first` to `last`, the outer ones cut to size."""
    found = []
    year, month = first.year, first.month
    while (year, month) <= (last.year, last.month):
        length = monthrange(year, month)[1]
        begin = first.day if (year, month) == (first.year, first.month) else 1
        end = last.day if (year, month) == (last.year, last.month) else length
        mask = (1 << end) - (1 << (begin - 1))
        days = tuple(date(year, month, day) for day in range(1, length + 1))
        found.append(Window(month, kind_of_month(year, month), mask, days))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)


@lru_cache(maxsize=8192)
def bits(mask: int) -> tuple[int, ...]:
    """The places of the ones.

    >>> bits(0b1001)
    (0, 3)
    """
    return tuple(place for place in range(31) if mask >> place & 1)
