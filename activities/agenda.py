"""What is on, reckoned once for each content version and day and then kept."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeVar

from fujimino_support.web.kept import kept

from .decisions import Occasion, moment
from .models import Activity
from .upcoming import Gathering, is_over, occasions_of

T = TypeVar("T")

WEEK = timedelta(days=6)  # a day and the six after it


class Entry(NamedTuple):
    """One session, and the key of its activity."""

    activity: int
    session: Occasion


def week(day: date, version: str) -> list[Entry]:
    """All sessions of public activities from `day` on for a week, in order of day and time."""
    return _kept("week", version, day, lambda: _reckoned(day, day + WEEK, day))


def ends(day: date, version: str) -> list[time]:
    """The times at which a session of `day` ends."""
    return _kept("ends", version, day, lambda: _ends(day, week(day, version)))


def tick(now: datetime, version: str) -> int:
    """How many of those times have passed at `now`: what is next stands until this number changes."""
    return bisect_right(ends(now.date(), version), now.time())


def coming(entries: Iterable[Entry], now: datetime) -> list[Entry]:
    """Those that are not over at `now`."""
    return [entry for entry in entries if not is_over(entry.session, now)]


def gatherings(entries: Sequence[Entry]) -> list[Gathering]:
    """The entries, each with its activity."""
    activities = Activity.objects.with_council().in_bulk([entry.activity for entry in entries])
    # One may have been deleted since they were reckoned.
    return [
        Gathering(activities[entry.activity], entry.session)
        for entry in entries
        if entry.activity in activities
    ]


def _kept(what: str, version: str, day: date, reckon: Callable[[], T]) -> T:
    """Without a version nothing can be kept, because nothing would tell that it is stale."""
    return kept(f"{what} {version} {day}", reckon) if version else reckon()


def _reckoned(first: date, last: date, on: date) -> list[Entry]:
    activities = Activity.objects.published(on).with_dates().deciding(on).only("schedule_data", "status")
    entries = [
        Entry(activity.pk, session)
        for activity in activities.order_by("number")
        for session in occasions_of(activity, first, last)
    ]
    return sorted(entries, key=lambda entry: moment(entry.session))


def _ends(day: date, entries: list[Entry]) -> list[time]:
    return sorted({entry.session.end for entry in entries if entry.session.date == day and entry.session.end})
