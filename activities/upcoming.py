"""When is the next one? What the rules of activities give from one moment on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from .models import Activity
from .models.activities import Status
from .schedule import JAPAN, MonthsPlan, Session, sessions

SOON = timedelta(days=62)
HORIZON = timedelta(days=400)  # a yearly event has its next day within it


class Gathering(NamedTuple):
    """One session of an activity."""

    activity: Activity
    session: Session

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


def next_gathering(activity: Activity, now: datetime) -> Gathering | None:
    """The first that is not over at `now` (local time); None when no rule gives one."""
    if activity.schedule is None or activity.status != Status.RUNNING:
        return None
    for horizon in (SOON, HORIZON):
        for session in sessions(activity.schedule, now.date(), now.date() + horizon):
            if not is_over(session, now):
                return Gathering(activity, session)
    return None


def next_gatherings(activity: Activity, now: datetime, count: int) -> list[Gathering]:
    """The first `count` that are not over at `now`."""
    if activity.schedule is None or activity.status != Status.RUNNING:
        return []
    found = sessions(activity.schedule, now.date(), now.date() + HORIZON)
    return [Gathering(activity, session) for session in found if not is_over(session, now)][:count]


def moment(session: Session) -> tuple[date, time]:
    """What to sort by: an unsaid time comes first."""
    return session.date, session.start or time.min


def is_over(session: Session, now: datetime) -> bool:
    """Whether it has ended. One whose end nobody gave lasts until midnight."""
    if session.date != now.date():
        return session.date < now.date()
    return session.end is not None and session.end <= now.time()


def with_next(activities: Iterable[Activity], now: datetime) -> list[Activity]:
    """The activities, each with what is `upcoming`, and `when` in words."""
    rows = list(activities)
    for row in rows:
        row.upcoming = next_gathering(row, now)
        row.when = when_words(row, now.date())
    return rows


def when_words(activity: Activity, today: date) -> str:
    """The schedule in a sentence; a plan of a fiscal year that is over is no longer told."""
    items = activity.schedule.items if activity.schedule else ()
    if any(isinstance(item, MonthsPlan) and item.lapsed(today) for item in items):
        return "今年度の日程は、お問い合わせください"
    return activity.schedule_line or "お問い合わせください"


def first_of(activities: Iterable[Activity]) -> Gathering | None:
    """The earliest of what is upcoming among activities of `with_next`."""
    coming: list[Gathering] = [activity.upcoming for activity in activities if activity.upcoming]
    return min(coming, key=lambda gathering: gathering.moment, default=None)
