"""Which files there are, what each is of, and what stands in it on a day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from activities.agenda import sessions_between
from activities.feeds import MONTHS, gatherings_of
from activities.models import Activity, Place
from activities.models.activities import ActivityQuerySet
from activities.models.decisions import places_changed_to
from activities.upcoming import Gathering

from . import activities, events, places, sessions
from .activities import shown_roles
from .tables import Column, Row, Source


class Kind(NamedTuple):
    """A table of open data."""

    name: str  # in its address
    title: str
    about: str
    columns: Sequence[Column]
    rows: Callable[[date, Source], list[Row]]
    count: Callable[[date], int]


def published(today: date) -> ActivityQuerySet:
    """Public activities with all that their rows say, by number."""
    found: ActivityQuerySet = Activity.objects.published(today).for_display().prefetch_related(shown_roles())
    return found.order_by("number")


def _activities(today: date, source: Source) -> list[Row]:
    return activities.rows(published(today), source.site)


def _public_places(today: date) -> list[Place]:
    """Where public activities are held; the places of the others are nobody's business yet."""
    used = Q(hosts__activity__in=Activity.objects.published(today))
    return list(Place.objects.filter(used).distinct().order_by("number"))


def _places(today: date, source: Source) -> list[Row]:
    return places.rows(_public_places(today))


def _gatherings(today: date) -> list[Gathering]:
    return gatherings_of(published(today).with_dates().deciding(today), today)


def _sessions(today: date, source: Source) -> list[Row]:
    return sessions.rows(_gatherings(today), places_changed_to(today), source.site)


def _events(today: date, source: Source) -> list[Row]:
    return events.rows(_gatherings(today), places_changed_to(today), source)


def _count_of_activities(today: date) -> int:
    return Activity.objects.published(today).count()


def _count_of_places(today: date) -> int:
    return len(_public_places(today))


def _count_of_sessions(today: date) -> int:
    return sessions_between(today, today + MONTHS)


KINDS = (
    Kind(
        "activities",
        "活動",
        "公開している活動の全部。終わった活動は入りません。",
        activities.COLUMNS,
        _activities,
        _count_of_activities,
    ),
    Kind(
        "places",
        "場所",
        "公開している活動の場所。",
        places.COLUMNS,
        _places,
        _count_of_places,
    ),
    Kind(
        "sessions",
        "日程",
        "きょうから15か月分の、活動の1回ずつ。中止と延期の日も入ります。日にちの決まっていない活動は入りません。",
        sessions.COLUMNS,
        _sessions,
        _count_of_sessions,
    ),
    Kind(
        "events",
        "イベント一覧",
        "日程と同じ内容を、自治体のデータの「イベント一覧」にならった32の項目で並べたもの。",
        events.COLUMNS,
        _events,
        _count_of_sessions,
    ),
)
