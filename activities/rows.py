"""Decisions and closed days as the database tells them, in JSON. Values in, values out."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from operator import itemgetter
from typing import Any

from .decisions import LONG_AGO, Change, Closed


def changes_from(rows: list[list[Any]] | None) -> list[Change]:
    """From JSON: dates and times as ISO texts, None where there is none. Databases give them in any order."""
    return [
        Change(
            date.fromisoformat(day),
            slot,
            decision,
            time.fromisoformat(start) if start else None,
            time.fromisoformat(end) if end else None,
            place or "",
            date.fromisoformat(new_date) if new_date else None,
            reason,
            bool(by_hand),
            _instant(decided_at),
            time.fromisoformat(usual) if usual else None,
        )
        for day, slot, decision, start, end, place, new_date, reason, by_hand, decided_at, usual in sorted(
            rows or [], key=itemgetter(0, 1)
        )
    ]


def closures_from(rows: list[list[Any]] | None) -> list[Closed]:
    """From JSON, as `changes_from`; what concerns everything may be told once for each of its places."""
    found = [
        Closed(
            date.fromisoformat(first),
            date.fromisoformat(last),
            reason,
            _instant(decided_at),
            place or "",
            bool(is_usual),
        )
        for first, last, reason, decided_at, place, is_usual in sorted(
            rows or [], key=lambda row: [*row[:3], row[4] or ""]
        )
    ]
    return list(dict.fromkeys(found))


def _instant(text: str | None) -> datetime:
    """A moment as JSON tells it: SQLite keeps them in Greenwich's time and does not say so.

    >>> _instant("2026-12-01 00:00:00.5") == _instant("2026-12-01T09:00:00.500+09:00")
    True
    """
    if text is None:
        return LONG_AGO
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
