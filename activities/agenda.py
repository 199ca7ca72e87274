"""What is on, reckoned once for each content version and day and then kept; a page takes of it only what it shows."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from heapq import nsmallest
from typing import NamedTuple, TypeVar

from django.db.models import TextField
from django.db.models.functions import Cast

from fujimino_support.web.kept import kept

from .decisions import CANCELLED, POSTPONED, Occasion, moment
from .models import Activity
from .months import last_day
from .packed import Packed
from .schedule import Schedule, from_data
from .upcoming import DAY, Gathering, over_from, planned, second_of

T = TypeVar("T")

WEEK = timedelta(days=6)  # a day and the six after it
SHOWN_OF_A_DAY = 5  # in a month; the page of the day has them all
SHOWN_UNDATED = 12
EVERYWHERE = 0  # instead of the key of an area
SCHEDULES_REMEMBERED = 8192


class Entry(NamedTuple):
    """One session, and the key of its activity."""

    activity: int
    session: Occasion


class DayOfMonth(NamedTuple):
    """How many sessions a day has, how many of them are called off or put off, and the first of them."""

    day: date
    total: int
    cancelled: int
    postponed: int
    first: list[Entry]


class Month(NamedTuple):
    """The days that have sessions, and the activities that have a date still to be said: the first, and how many."""

    days: list[DayOfMonth]
    undated: list[int]
    undated_total: int


class _Plan(NamedTuple):
    """What one activity holds and has called off in a stretch of days."""

    activity: int
    area: int | None
    schedule: Schedule | None
    confirmed_on: date | None
    sessions: list[Occasion]


def week(day: date, version: str) -> Packed[Entry]:
    """All sessions of public activities from `day` on for a week, in order of day and time."""
    return _kept(f"week {day}", version, lambda: _entries(day, day + WEEK, day))


def of_day(day: date, today: date, version: str) -> Packed[Entry]:
    """All of `day`, whenever that is, of what is public `today`."""
    return _kept(f"day {day} {today}", version, lambda: _entries(day, day, today))


def month(first: date, area: int, today: date, version: str) -> Month:
    """The month that begins on `first`, of one area or EVERYWHERE, of what is public `today`."""
    areas = _kept(f"month {first} {today}", version, lambda: _by_area(first, today))
    found = areas.where("area", lambda key: key == area)
    return found[0] if found else Month([], [], 0)


def ends(day: date, version: str) -> list[time]:
    """The times at which a session of `day` ends."""
    return _kept(f"ends {day}", version, lambda: _ends(day, week(day, version)))


def sessions_between(first: date, last: date) -> int:
    """How many sessions public activities hold and have called off on these days."""
    return sum(len(plan.sessions) for plan in _plans(first, last, first))


def tick(now: datetime, version: str) -> int:
    """How many of those times have passed at `now`: what is next stands until this number changes."""
    return bisect_right(ends(now.date(), version), now.time())


def coming(entries: Packed[Entry], now: datetime) -> Packed[Entry]:
    """Those that are not over at `now`."""
    second = second_of(now.date(), now.time())
    return entries.where("over_from", lambda end: end > second)


def in_area(entries: Packed[Entry], area: int) -> Packed[Entry]:
    """Those of one area, or EVERYWHERE."""
    return entries.where("area", lambda key: key == area) if area != EVERYWHERE else entries


def gatherings(entries: Iterable[Entry]) -> list[Gathering]:
    """The entries, each with its activity."""
    found = list(entries)
    activities = Activity.objects.with_council().in_bulk([entry.activity for entry in found])
    # One may have been deleted since they were reckoned.
    return [
        Gathering(activities[entry.activity], entry.session)
        for entry in found
        if entry.activity in activities
    ]


def _kept(what: str, version: str, reckon: Callable[[], T]) -> T:
    """Without a version nothing can be kept, because nothing would tell that it is stale."""
    return kept(f"{what} {version}", reckon) if version else reckon()


def _entries(first: date, last: date, on: date) -> Packed[Entry]:
    found = [
        (Entry(plan.activity, session), plan.area or EVERYWHERE)
        for plan in _plans(first, last, on)
        for session in plan.sessions
    ]
    found.sort(key=lambda pair: moment(pair[0].session))
    return Packed(
        [entry for entry, _ in found],
        over_from=[over_from(entry.session) for entry, _ in found],
        area=[area for _, area in found],
    )


def _ends(day: date, entries: Packed[Entry]) -> list[time]:
    first, midnight = second_of(day, time.min), second_of(day + DAY, time.min)
    found = sorted({end - first for end in entries.numbers("over_from") if first < end < midnight})
    return [time(end // 3600, end // 60 % 60, end % 60) for end in found]


def _by_area(first: date, on: date) -> Packed[Month]:
    plans: dict[int, list[_Plan]] = defaultdict(list)
    for plan in _plans(first, last_day(first), on):
        for area in {EVERYWHERE, plan.area or EVERYWHERE}:
            plans[area].append(plan)
    # An area's month is read without those of its neighbours.
    return Packed([_month(of_area, first) for of_area in plans.values()], chunk=1, area=list(plans))


def _month(plans: list[_Plan], first: date) -> Month:
    days: dict[date, list[Entry]] = defaultdict(list)
    for plan in plans:
        for session in plan.sessions:
            days[session.date].append(Entry(plan.activity, session))
    undated = [
        plan.activity
        for plan in plans
        if not plan.sessions and plan.schedule and plan.schedule.is_undated_in(first, plan.confirmed_on)
    ]
    return Month(
        [_day_of_month(day, days[day]) for day in sorted(days)], undated[:SHOWN_UNDATED], len(undated)
    )


def _day_of_month(day: date, entries: list[Entry]) -> DayOfMonth:
    decided = Counter(entry.session.decision for entry in entries)
    shown = nsmallest(SHOWN_OF_A_DAY, entries, key=lambda entry: moment(entry.session))
    return DayOfMonth(day, len(entries), decided[CANCELLED], decided[POSTPONED], shown)


def _plans(first: date, last: date, on: date) -> Iterator[_Plan]:
    """One for each public activity that may have dates, by number.

    Many hold their sessions alike, on Tuesdays at ten: each way of holding them is reckoned once.
    """
    reckoned: dict[tuple[str | None, ...], list[Occasion]] = {}
    rows = (
        Activity.objects.published(on)
        .with_dates()
        .deciding(first)
        .order_by("number")
        .values_list(
            "pk",
            "council__area",
            "confirmed_on",
            Cast("schedule_data", TextField()),
            Cast("decided", TextField()),
            Cast("closed", TextField()),
        )
    )
    for activity, area, confirmed_on, *way in rows.iterator(chunk_size=2000):
        words, decided, closed = way
        schedule = _schedule(words) if words else None
        alike = (words, decided, closed)
        if alike not in reckoned:
            reckoned[alike] = planned(schedule, _rows(decided), _rows(closed), first, last)
        yield _Plan(activity, area, schedule, confirmed_on, reckoned[alike])


@lru_cache(maxsize=SCHEDULES_REMEMBERED)
def _schedule(text: str) -> Schedule:
    return from_data(json.loads(text))


def _rows(text: str | None) -> list[list[object]] | None:
    rows: list[list[object]] | None = json.loads(text) if text else None
    return rows
