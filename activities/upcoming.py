"""When is the next one? What the rules of activities give from one moment on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, TypeAlias

from .decisions import Change, Occasion, moment, occasions, orphans
from .models import Activity, Place
from .models.activities import Status
from .rows import changes_from, closures_from
from .schedule import JAPAN, MonthsPlan, Schedule, sessions
from .trust import doubt

Rows: TypeAlias = list[list[Any]] | None  # as JSON: see `deciding()`

DAY = timedelta(days=1)
SECONDS_A_DAY = 24 * 60 * 60
SOON = timedelta(days=62)
HORIZON = timedelta(days=400)  # a yearly event has its next day within it

ASK = "お問い合わせください"
ASK_THIS_YEAR = f"今年度の日程は、{ASK}"


class Gathering(NamedTuple):
    """One session of an activity."""

    activity: Activity
    session: Occasion

    @property
    def moment(self) -> tuple[date, time]:
        return moment(self.session)

    @property
    def is_holiday(self) -> bool:
        return bool(JAPAN.name(self.session.date))

    @property
    def where(self) -> str:
        """The session's own place, or the activity's."""
        return self.session.place or self.activity.where

    @property
    def then(self) -> Gathering | None:
        """What is held next after it; `activity` is a row of `deciding()`."""
        day = self.session.date
        for horizon in (SOON, HORIZON):
            for one in occasions_of(self.activity, day, day + horizon):
                if not one.is_off and moment(one) > self.moment:
                    return Gathering(self.activity, one)
        return None

    @property
    def elsewhere(self) -> str:
        """The session's place where it is not the usual one; "" where it is."""
        return "" if self.session.place == self.activity.where else self.session.place


def is_held_at(place: Place, activity: Activity, session: Occasion) -> bool:
    """By the session's own place where it has one, else by those of its activity."""
    return session.place == place.name if session.place else place in activity.venues


def venue_of(gathering: Gathering, others: Mapping[str, Place]) -> Place | None:
    """The one place it is held at, if that is known: a venue of its activity, or one of the `others` by name."""
    named = gathering.session.place
    venues = gathering.activity.venues
    found = [place for place in venues if place.name == named] if named else venues
    return found[0] if len(found) == 1 else others.get(named)


def occasions_of(
    activity: Activity, first: date, last: date, statuses: Container[str] = (Status.RUNNING,)
) -> list[Occasion]:
    """What `activity`, a row of `deciding()`, holds and has called off from `first` to `last`; nothing unless it goes on."""
    if activity.status not in statuses:
        return []
    return planned(activity.schedule, activity.decided, activity.closed, first, last)


def planned(
    schedule: Schedule | None, decided: Rows, closed: Rows, first: date, last: date
) -> list[Occasion]:
    """What a schedule gives from `first` to `last` once staff have `decided` and days are `closed`, as `deciding()` tells."""
    changes = changes_from(decided)
    usual = sessions(schedule, first, last) if schedule else []
    # A session that was moved into the range may have stood outside of it.
    moved = {change.date for change in changes if change.new_date and not first <= change.date <= last}
    for day in sorted(moved):
        usual += sessions(schedule, day, day) if schedule else []
    return occasions(usual, changes, closures_from(closed), first, last)


def orphans_of(activity: Activity, since: date) -> list[Change]:
    """What staff decided about days from `since` on that the rules of `activity`, a row of `deciding()`, give no longer."""
    if activity.status != Status.RUNNING:
        return []  # no page shows its days
    changes = changes_from(activity.decided)
    last = max((change.date for change in changes), default=since)
    usual = sessions(activity.schedule, since, last) if activity.schedule and last >= since else []
    return orphans(usual, changes, since)


def lacks_dates(activity: Activity, first: date, last: date) -> bool:
    """Whether it goes on, and nobody has said yet whether it is held on a day from `first` to `last`.

    Where the rules name later days it rests meanwhile, as a plan does of other months; what goes on at any time has no day.
    """
    if activity.status != Status.RUNNING or activity.is_always or occasions_of(activity, first, last):
        return False
    items = activity.schedule.items if activity.schedule else ()
    plans = [item for item in items if isinstance(item, MonthsPlan)]
    if plans and not any(plan.lapsed(first) or first.month in plan.months for plan in plans):
        return False
    return not (activity.schedule and sessions(activity.schedule, last, last + HORIZON))


def next_gatherings(activity: Activity, now: datetime, count: int) -> list[Gathering]:
    """The first that are not over at `now` (local time), until `count` of them are held; those called off stand among them."""
    for horizon in (SOON, HORIZON):
        coming = [
            Gathering(activity, one)
            for one in occasions_of(activity, now.date(), now.date() + horizon)
            if not is_over(one, now)
        ]
        held = [number for number, gathering in enumerate(coming, start=1) if not gathering.session.is_off]
        if len(held) >= count:
            return coming[: held[count - 1]]
    return coming


def is_over(session: Occasion, now: datetime) -> bool:
    """Whether it has ended."""
    return over_from(session) <= second_of(now.date(), now.time())


def over_from(session: Occasion) -> int:
    """The second from which it is over. What is off stays in sight until midnight, as does what has no end that is known."""
    if session.end is None or session.is_off:
        return second_of(session.date + DAY, time.min)
    return second_of(session.date, session.end)


def second_of(day: date, at: time) -> int:
    """A moment as a number: the seconds since the calendar began."""
    return day.toordinal() * SECONDS_A_DAY + at.hour * 3600 + at.minute * 60 + at.second


def with_next(
    activities: Iterable[Activity], now: datetime, stale_after_days: int | None = None
) -> list[Activity]:
    """The activities, each with what is `upcoming` and how that is `unusual`, what before it is `called_off`, and `when` in words.

    One that goes on and has no next day `is_undated`; its words are left out where they too would only say whom to ask.
    One whose 確認日 is older than `stale_after_days` says so in `doubt`.
    """
    rows = list(activities)
    for row in rows:
        coming = next_gatherings(row, now, 1)
        row.called_off = [gathering for gathering in coming if gathering.session.is_off]
        row.upcoming = next((gathering for gathering in coming if not gathering.session.is_off), None)
        row.unusual = unusual(row.upcoming, row.called_off) if row.upcoming else ""
        row.is_undated = row.upcoming is None and row.status == Status.RUNNING and not row.is_always
        when = when_words(row, now.date())
        row.when = "" if row.is_undated and when in (ASK, ASK_THIS_YEAR) else when
        row.doubt = doubt(row.confirmed_on, now.date(), stale_after_days)
    return rows


def unusual(gathering: Gathering, called_off: Iterable[Gathering]) -> str:
    """What became of it, unless the day it was postponed from says so beside it."""
    is_told = any(one.session.other_day == gathering.session.date for one in called_off)
    return "" if is_told else gathering.session.became


def when_words(activity: Activity, today: date) -> str:
    """The schedule in a sentence; a plan of a fiscal year that is over is no longer told."""
    items = activity.schedule.items if activity.schedule else ()
    if any(isinstance(item, MonthsPlan) and item.lapsed(today) for item in items):
        return ASK_THIS_YEAR
    return activity.schedule_line or ASK


def firsts_of(activities: Iterable[Activity]) -> list[Gathering]:
    """What activities of `with_next` show of their dates, in order: what is off, and what is upcoming."""
    shown = [
        gathering
        for activity in activities
        for gathering in (*activity.called_off, *([activity.upcoming] if activity.upcoming else []))
    ]
    return sorted(shown, key=lambda gathering: gathering.moment)
