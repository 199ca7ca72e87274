"""What is on, reckoned once for each content version and day and then kept; a page takes of it only what it shows."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple, TypeAlias, TypeVar

from fujimino_support.web.kept import kept

from .decisions import CANCELLED, POSTPONED, Occasion, moment
from .models import Activity
from .months import last_day
from .packed import Packed
from .upcoming import DAY, Gathering, over_from, second_of
from .ways import EVERYWHERE, Held, held

T = TypeVar("T")

WEEK = timedelta(days=6)  # a day and the six after it
SHOWN_OF_A_DAY = 5  # in a month; the page of the day has them all
SHOWN_UNDATED = 12


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


class Entries(Packed[Entry]):
    """Sessions in order of day and time, each packed once for all activities that hold one just so."""

    def _read(self, places: Sequence[int]) -> Iterator[Entry]:
        activities = self._numbers["activity"]
        for place, session in zip(places, super()._read(places), strict=True):
            yield Entry(activities[place], session)


_Group: TypeAlias = tuple[Occasion, list[int]]  # a session, and the places of those who hold one just so


def week(day: date, version: str) -> Entries:
    """All sessions of public activities from `day` on for a week, in order of day and time."""
    return _kept(f"week {day}", version, lambda: _entries(day, day + WEEK, day, version))


def of_day(day: date, today: date, version: str) -> Entries:
    """All of `day`, whenever that is, of what is public `today`."""
    return _kept(f"day {day} {today}", version, lambda: _entries(day, day, today, version))


def month(first: date, area: int, today: date, version: str) -> Month:
    """The month that begins on `first`, of one area or EVERYWHERE, of what is public `today`."""
    return _kept(f"month {first} {today} {area}", version, lambda: _month(first, area, today, version))


def ends(day: date, version: str) -> list[time]:
    """The times at which a session of `day` ends."""
    return _kept(f"ends {day}", version, lambda: _ends(day, week(day, version)))


def sessions_between(first: date, last: date) -> int:
    """How many sessions public activities hold and have called off on these days."""
    return sum(len(way.sessions(first, last)) * len(places) for way, places in held(first, first, "").ways)


def tick(now: datetime, version: str) -> int:
    """How many of those times have passed at `now`: what is next stands until this number changes."""
    return bisect_right(ends(now.date(), version), now.time())


def coming(entries: Entries, now: datetime) -> Entries:
    """Those that are not over at `now`."""
    second = second_of(now.date(), now.time())
    return entries.where("over_from", lambda end: end > second)


def in_area(entries: Entries, area: int) -> Entries:
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


def _entries(first: date, last: date, on: date, version: str) -> Entries:
    town = held(first, on, version)
    groups = [(session, places) for way, places in town.ways for session in way.sessions(first, last)]
    rows = list(_in_order(groups))
    ends = [over_from(session) for session, _ in groups]
    off = [session.is_off for session, _ in groups]
    return Entries(
        [session for session, _ in groups],
        of=[group for group, _ in rows],
        activity=[town.activities[place] for _, place in rows],
        area=[town.areas[place] for _, place in rows],
        over_from=[ends[group] for group, _ in rows],
        is_off=[off[group] for group, _ in rows],
    )


def _later(area: int, now: datetime, version: str) -> Sequence[Entry]:
    """What an area that holds nothing more this week holds first after it."""
    return _kept(f"later {now.date()} {area}", version, lambda: _first(area, now, version))


def _first(area: int, now: datetime, version: str) -> list[Entry]:
    town = held(now.date(), now.date(), version)
    of_area = ((way, town.in_area(area, places)) for way, places in town.ways)
    firsts = [(session, places[0]) for way, places in of_area if places for session in way.coming(now)[:1]]
    first = min(firsts, key=lambda pair: (moment(pair[0]), pair[1]), default=None)
    return [Entry(town.activities[first[1]], first[0])] if first else []


def _in_order(groups: list[_Group]) -> Iterator[tuple[int, int]]:
    """Sort the groups, and give which of them and which place, by day and time, and by place where these are the same."""
    groups.sort(key=_moment)
    for _, at_once in groupby(enumerate(groups), key=lambda numbered: _moment(numbered[1])):
        pairs = [(number, place) for number, (_, places) in at_once for place in places]
        yield from sorted(pairs, key=itemgetter(1))


def _moment(group: tuple[Occasion, object]) -> tuple[date, time]:
    return moment(group[0])


def _ends(day: date, entries: Entries) -> list[time]:
    first, midnight = second_of(day, time.min), second_of(day + DAY, time.min)
    found = sorted({end - first for end in entries.numbers("over_from") if first < end < midnight})
    return [time(end // 3600, end // 60 % 60, end % 60) for end in found]


def _month(first: date, area: int, on: date, version: str) -> Month:
    town = held(first, on, version)
    days: dict[date, list[_Group]] = defaultdict(list)
    undated: list[int] = []
    for way, everywhere in town.ways:
        places = town.in_area(area, everywhere)
        sessions = way.sessions(first, last_day(first)) if places else []
        for session in sessions:
            days[session.date].append((session, places))
        if way.schedule and not sessions:
            undated += [one for one in places if way.schedule.is_undated_in(first, town.confirmed_on(one))]
    return Month(
        [_day_of_month(day, days[day], town) for day in sorted(days)],
        [town.activities[place] for place in sorted(undated)[:SHOWN_UNDATED]],
        len(undated),
    )


def _day_of_month(day: date, groups: list[_Group], town: Held) -> DayOfMonth:
    decided: Counter[str] = Counter()
    for session, places in groups:
        decided[session.decision] += len(places)
    total = decided.total()
    # The line that says how many more there are takes as much room as one of them.
    room = total if total == SHOWN_OF_A_DAY + 1 else SHOWN_OF_A_DAY
    shown: list[tuple[Occasion, int]] = []
    for some in (
        [group for group in groups if group[0].is_unusual],
        [group for group in groups if not group[0].is_unusual],
    ):
        first = islice(_in_order(some), room - len(shown))
        shown += [(some[number][0], place) for number, place in first]
    shown.sort(key=lambda pair: (moment(pair[0]), pair[1]))
    return DayOfMonth(
        day,
        total,
        decided[CANCELLED],
        decided[POSTPONED],
        [Entry(town.activities[place], session) for session, place in shown],
    )
