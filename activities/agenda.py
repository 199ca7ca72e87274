"""What is on, reckoned once for each content version and day and then kept; a page takes of it only what it shows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, groupby, islice
from typing import NamedTuple, TypeVar

from fujimino_support.web.kept import kept

from .decisions import CANCELLED, POSTPONED, Occasion, moment
from .models import Activity
from .months import last_day
from .packed import Packed
from .schedule import Schedule
from .upcoming import DAY, Gathering, over_from, second_of
from .ways import Holder, ways

T = TypeVar("T")

WEEK = timedelta(days=6)  # a day and the six after it
SHOWN_OF_A_DAY = 5  # in a month; the page of the day has them all
SHOWN_UNDATED = 12
EVERYWHERE = 0  # instead of the key of an area


class Entry(NamedTuple):
    """One session, and the key of its activity."""

    activity: int
    session: Occasion


class DayOfMonth(NamedTuple):
    """How many sessions a day has, how many of them are called off or put off, and the first of them, unusual ones before others."""

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
    """What activities that are all held alike hold and have called off in a stretch of days."""

    schedule: Schedule | None
    sessions: list[Occasion]
    holders: list[Holder]


def week(day: date, version: str) -> Packed[Entry]:
    """All sessions of public activities from `day` on for a week, in order of day and time."""
    return _kept(f"week {day}", version, lambda: _entries(day, day + WEEK, day, version))


def of_day(day: date, today: date, version: str) -> Packed[Entry]:
    """All of `day`, whenever that is, of what is public `today`."""
    return _kept(f"day {day} {today}", version, lambda: _entries(day, day, today, version))


def month(first: date, area: int, today: date, version: str) -> Month:
    """The month that begins on `first`, of one area or EVERYWHERE, of what is public `today`."""
    areas = _kept(f"month {first} {today}", version, lambda: _by_area(first, today, version))
    found = areas.where("area", lambda key: key == area)
    return found[0] if found else Month([], [], 0)


def ends(day: date, version: str) -> list[time]:
    """The times at which a session of `day` ends."""
    return _kept(f"ends {day}", version, lambda: _ends(day, week(day, version)))


def sessions_between(first: date, last: date) -> int:
    """How many sessions public activities hold and have called off on these days."""
    return sum(len(plan.sessions) * len(plan.holders) for plan in _plans(first, last, first, ""))


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


def firsts(areas: Iterable[int], now: datetime, version: str) -> dict[int, Entry]:
    """What is held next in each of `areas`; those of which no date is known are left out."""
    held = coming(week(now.date(), version), now).where("is_off", lambda is_off: not is_off)
    found = {area: in_area(held, area)[:1] or _later(area, now, version) for area in areas}
    return {area: first[0] for area, first in found.items() if first}


def gatherings(entries: Iterable[Entry]) -> list[Gathering]:
    """The entries, each with its activity."""
    return list(by_entry(entries).values())


def by_entry(entries: Iterable[Entry]) -> dict[Entry, Gathering]:
    """Each entry with its activity; one may have been deleted since they were reckoned."""
    found = list(entries)
    since = min((entry.session.date for entry in found), default=date.max)
    activities = Activity.objects.with_council().deciding(since).in_bulk([entry.activity for entry in found])
    return {
        entry: Gathering(activities[entry.activity], entry.session)
        for entry in found
        if entry.activity in activities
    }


def _kept(what: str, version: str, reckon: Callable[[], T]) -> T:
    """Without a version nothing can be kept, because nothing would tell that it is stale."""
    return kept(f"{what} {version}", reckon) if version else reckon()


def _entries(first: date, last: date, on: date, version: str) -> Packed[Entry]:
    held = [(session, plan.holders) for plan in _plans(first, last, on, version) for session in plan.sessions]
    end_of = {id(session): over_from(session) for session, _ in held}
    found = list(_in_order(held))
    return Packed(
        [Entry(holder.activity, session) for session, holder in found],
        over_from=[end_of[id(session)] for session, _ in found],
        area=[holder.area or EVERYWHERE for _, holder in found],
        is_off=[session.is_off for session, _ in found],
    )


def _later(area: int, now: datetime, version: str) -> Sequence[Entry]:
    """What an area that holds nothing more this week holds first after it."""
    return _kept(f"later {now.date()} {area}", version, lambda: _first(area, now, version))


def _first(area: int, now: datetime, version: str) -> list[Entry]:
    of_area = (
        (way, [holder for holder in holders if holder.area == area])
        for way, holders in ways(now.date(), now.date(), version)
    )
    firsts = [
        (session, min(holders)) for way, holders in of_area if holders for session in way.coming(now)[:1]
    ]
    first = min(firsts, key=lambda pair: (moment(pair[0]), pair[1]), default=None)
    return [Entry(first[1].activity, first[0])] if first else []


def _in_order(held: list[tuple[Occasion, list[Holder]]]) -> Iterator[tuple[Occasion, Holder]]:
    """Each session with each who holds it, by day and time, and by number where these are the same."""
    held.sort(key=lambda pair: moment(pair[0]))
    for _, at_once in groupby(held, key=lambda pair: moment(pair[0])):
        pairs = [(session, holder) for session, holders in at_once for holder in holders]
        yield from sorted(pairs, key=lambda pair: pair[1])


def _ends(day: date, entries: Packed[Entry]) -> list[time]:
    first, midnight = second_of(day, time.min), second_of(day + DAY, time.min)
    found = sorted({end - first for end in entries.numbers("over_from") if first < end < midnight})
    return [time(end // 3600, end // 60 % 60, end % 60) for end in found]


def _by_area(first: date, on: date, version: str) -> Packed[Month]:
    areas: dict[int, list[_Plan]] = defaultdict(list)
    for plan in _plans(first, last_day(first), on, version):
        holders: dict[int, list[Holder]] = defaultdict(list)
        for holder in plan.holders:
            holders[holder.area or EVERYWHERE].append(holder)
        for area, of_area in {**holders, EVERYWHERE: plan.holders}.items():
            areas[area].append(plan._replace(holders=of_area))
    # An area's month is read without those of its neighbours.
    return Packed([_month(plans, first) for plans in areas.values()], chunk=1, area=list(areas))


def _month(plans: list[_Plan], first: date) -> Month:
    days: dict[date, list[tuple[Occasion, list[Holder]]]] = defaultdict(list)
    undated: list[Holder] = []
    for plan in plans:
        for session in plan.sessions:
            days[session.date].append((session, plan.holders))
        if plan.schedule and not plan.sessions:
            undated += [
                one for one in plan.holders if plan.schedule.is_undated_in(first, _day(one.confirmed_on))
            ]
    return Month(
        [_day_of_month(day, days[day]) for day in sorted(days)],
        [holder.activity for holder in sorted(undated)[:SHOWN_UNDATED]],
        len(undated),
    )


def _day_of_month(day: date, held: list[tuple[Occasion, list[Holder]]]) -> DayOfMonth:
    decided: Counter[str] = Counter()
    for session, holders in held:
        decided[session.decision] += len(holders)
    total = decided.total()
    # The line that says how many more there are takes as much room as one of them.
    room = total if total == SHOWN_OF_A_DAY + 1 else SHOWN_OF_A_DAY
    unusual = [pair for pair in held if pair[0].is_unusual]
    usual = [pair for pair in held if not pair[0].is_unusual] if len(unusual) < room else []
    shown = list(islice(chain(_in_order(unusual), _in_order(usual)), room))
    shown.sort(key=lambda pair: (moment(pair[0]), pair[1]))
    return DayOfMonth(
        day,
        total,
        decided[CANCELLED],
        decided[POSTPONED],
        [Entry(holder.activity, session) for session, holder in shown],
    )


def _plans(first: date, last: date, on: date, version: str) -> list[_Plan]:
    """What the public activities hold that may have dates."""
    return [
        _Plan(way.schedule, way.sessions(first, last), holders) for way, holders in ways(first, on, version)
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
