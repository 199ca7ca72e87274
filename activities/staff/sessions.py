"""The sessions that the phone screen shows: of my areas first, those of others one tap away."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Prefetch, Q, prefetch_related_objects

from activities.agenda import Entries, Entry, gatherings, week
from activities.decisions import Change, Occasion, moment
from activities.models import Act, Activity, Place
from activities.models.decisions import ADDED_SLOTS, SessionChange
from activities.models.ties import places_held_at
from activities.upcoming import Gathering, is_held_at, next_gatherings, occasions_of, orphans_of
from activities.ways import EVERYWHERE
from councils.models import ContactPerson
from fujimino_support.editing import rights

from .acts import Name, rows_of, steps_of

PAST = timedelta(days=31)  # how long a headcount may be written afterwards
AHEAD = timedelta(days=400)
TO_RING = "to_ring"
NEWS, NEWS_READ, NEWS_SHOWN = timedelta(days=7), 100, 10


class Found(NamedTuple):
    """One session with its activity, and what is decided about it."""

    gathering: Gathering
    name: Name
    row: SessionChange | None


def areas_of(user: Any, everywhere: bool) -> frozenset[int]:
    """The keys of the areas that `user` looks after; none where all are meant, or there are none in particular."""
    return frozenset() if everywhere else rights.standing(user).areas


def in_areas(areas: frozenset[int]) -> Q:
    """Activities of `areas`, and those of the whole city; all of them where none is named."""
    return Q(council__area__in=areas) | Q(council__area=None) if areas else Q()


def of_week(areas: frozenset[int], today: date, version: str) -> Entries:
    """What takes place from today on for a week, and what was called off."""
    entries = week(today, version)
    return entries.where("area", lambda key: key in areas or key == EVERYWHERE) if areas else entries


def find(number: int, day: date, slot: int, today: date) -> Found | None:
    """The session that residents see under this name; None when there is none."""
    if not today - PAST <= day <= today + AHEAD:
        return None
    activity = activity_of(number, min(day, today), today)
    if activity is None:
        return None
    session = next((one for one in occasions_of(activity, day, day) if one.slot == slot), None)
    if session is None:
        return None
    name = Name(activity.pk, day, slot)
    return Found(Gathering(activity, session), name, rows_of([name]).get(name))


def activity_of(number: int, since: date, today: date) -> Activity | None:
    return Activity.objects.published(today).for_display().deciding(since).filter(number=number).first()


def next_held(activity: Activity, now: datetime) -> Gathering | None:
    """The next session that takes place; `activity` is a row of `deciding()`."""
    return next((one for one in next_gatherings(activity, now, 1) if not one.session.is_off), None)


def same_added(wanted: SessionChange) -> SessionChange | None:
    """The session that somebody has added already on the same day, at the same time and place."""
    names = ("activity", "date", "decision", "starts_at", "ends_at", "place")
    same = SessionChange.objects.filter(**{name: getattr(wanted, name) for name in names})
    found: SessionChange | None = same.first()
    return found


def free_slot(activity: Activity, day: date) -> int | None:
    """The first slot that nobody has used for a session added on `day`; None when all are taken."""
    taken = set(SessionChange.objects.filter(activity=activity, date=day).values_list("slot", flat=True))
    return next((slot for slot in ADDED_SLOTS if slot not in taken), None)


def between(first: date, last: date, today: date, concerned: Q, place: Place | None = None) -> list[Entry]:
    """Every session from `first` to `last` of the public activities `concerned`, in order of day and time.

    Of a `place` those that are held there: what was moved away is not, and what was moved there is.
    """
    activities = Activity.objects.published(today).with_dates().deciding(min(first, today)).filter(concerned)
    activities = activities.only("schedule_data", "status")
    if place:
        moved = SessionChange.objects.filter(place=place)
        there = Q(pk__in=place.hosts.values("activity")) | Q(pk__in=moved.values("activity"))
        activities = activities.filter(there).prefetch_related(places_held_at())
    entries = [
        Entry(activity.pk, session)
        for activity in activities
        for session in occasions_of(activity, first, last)
        if place is None or is_held_at(place, activity, session)
    ]
    return sorted(entries, key=lambda entry: moment(entry.session))


class Told(NamedTuple):
    """A session about which something was done, as it stands now, and whom to tell."""

    activity: Activity
    session: Occasion
    next_held: Occasion | None
    people: list[ContactPerson]

    @property
    def where(self) -> str:
        return Gathering(self.activity, self.session).where

    @property
    def has_numbers(self) -> bool:
        places = any(place.phone for place in self.activity.venues)
        return bool(self.people or self.activity.contact_phone or places)


def news(areas: frozenset[int], now: datetime) -> list[Act]:
    """What anybody did in the last days to sessions of `areas`: whoever is in charge is told."""
    acts = list(Act.objects.select_related("by").filter(at__gte=now - NEWS)[:NEWS_READ])
    concerned = {act.pk: {step.name.activity for step in steps_of(act)} for act in acts}
    among = Activity.objects.filter(in_areas(areas), pk__in=set().union(*concerned.values()))
    mine = set(among.values_list("pk", flat=True))
    return [act for act in acts if concerned[act.pk] & mine][:NEWS_SHOWN]


def orphaned(areas: frozenset[int], today: date) -> list[tuple[Activity, Change]]:
    """What was decided about days of `areas` that the rules give no longer, or hardly: staff decide whether it stays."""
    decided = SessionChange.objects.filter(date__gte=today, by_hand=False).values("activity")
    activities = Activity.objects.published(today).filter(in_areas(areas), pk__in=decided)
    rows = activities.deciding(today).order_by("number")
    return [(row, change) for row in rows for change in orphans_of(row, today)]


def people_to_ring(user: Any) -> Prefetch:
    """Of the people behind activities those whom `user` may know, under TO_RING."""
    people = rights.rows(user, rights.VIEW, ContactPerson.objects.select_related("organisation"))
    return Prefetch("contact_people", people, to_attr=TO_RING)


def told(act: Act, user: Any, now: datetime) -> list[Told]:
    """The sessions of `act` that still exist; of the people to ring, those whom `user` may know."""
    names = [step.name for step in steps_of(act)]
    since = min([now.date(), *(name.date for name in names)])
    activities = (
        Activity.objects.filter(pk__in={name.activity for name in names})
        .for_display()
        .deciding(since)
        .prefetch_related(people_to_ring(user))
        .in_bulk()
    )
    found = []
    for name in names:
        activity = activities.get(name.activity)
        on_day = occasions_of(activity, name.date, name.date) if activity else []
        for session in on_day:
            if activity and session.slot == name.slot:
                coming = next_held(activity, now)
                found.append(Told(activity, session, coming and coming.session, getattr(activity, TO_RING)))
    return found


def with_places(entries: Iterable[Entry]) -> list[Gathering]:
    found = gatherings(entries)
    prefetch_related_objects([gathering.activity for gathering in found], places_held_at())
    return found
