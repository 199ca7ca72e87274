"""The ways in which public activities hold their sessions, and which of them hold theirs so.

Many do alike, on Tuesdays at ten: whatever is reckoned of dates is reckoned once for each way.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextField
from django.db.models.functions import Cast

from .decisions import Occasion
from .models import Activity
from .months import first_day
from .schedule import Schedule, from_data
from .upcoming import HORIZON, SOON, is_over, planned

EVERYWHERE = 0  # instead of the key of an area
REMEMBERED = 32768  # of ten thousand that are all unlike: the week, the month and what is coming


class Way(NamedTuple):
    """The rules, what is decided and which days are closed, as the database tells them: in JSON."""

    rules: str | None
    decided: str | None
    closed: str | None

    @property
    def schedule(self) -> Schedule | None:
        return _schedule(self.rules) if self.rules else None

    def sessions(self, first: date, last: date) -> list[Occasion]:
        """What is held and called off from `first`, which is no earlier than was asked for, to `last`."""
        return _sessions(self, first, last)

    def coming(self, now: datetime) -> list[Occasion]:
        """What is held and not over at `now`: soon, or within the horizon where there is nothing soon."""
        for horizon in (SOON, HORIZON):
            coming = [
                one
                for one in self.sessions(now.date(), now.date() + horizon)
                if not one.is_off and not is_over(one, now)
            ]
            if coming:
                break
        return coming


class Held(NamedTuple):
    """The ways, each with the places of those who hold their sessions so, and what is known of an activity by its place.

    Its place among all of them by number: ten thousand numbers in a few columns cost less than as many objects.
    """

    ways: list[tuple[Way, list[int]]]
    activities: array[int]
    areas: array[int]  # EVERYWHERE where it belongs to none
    confirmed: list[str | None]

    def in_area(self, area: int, places: list[int]) -> list[int]:
        """Those of the places that belong to the area, or EVERYWHERE."""
        return places if area == EVERYWHERE else [place for place in places if self.areas[place] == area]

    def confirmed_on(self, place: int) -> date | None:
        text = self.confirmed[place]
        return date.fromisoformat(text) if text else None


def held(first: date, on: date, version: str) -> Held:
    """For dates from `first` on, of all that is public on the day `on` and may have dates."""
    since = min(first, first_day(on))  # the week, the month and the list of one day ask for the same
    return _kept(since, on, version) if version else _read(since, on)


# The first page after a change asks two or three times. In the memory of the process, where nothing has to be unpacked.
@lru_cache(maxsize=2)
def _kept(since: date, on: date, version: str) -> Held:
    return _read(since, on)


def _read(since: date, on: date) -> Held:
    rows = (
        Activity.objects.published(on)
        .with_dates()
        .deciding(since)
        .order_by("number")
        .values_list(
            "pk",
            "council__area",
            *(Cast(what, TextField()) for what in ("confirmed_on", "schedule_data", "decided", "closed")),
        )
    )
    found: dict[tuple[str | None, str | None, str | None], list[int]] = defaultdict(list)
    activities, areas, confirmed = array("q"), array("q"), []
    for place, row in enumerate(rows.iterator(chunk_size=2000)):
        activity, area, confirmed_on, rules, decided, closed = row
        activities.append(activity)
        areas.append(area or EVERYWHERE)
        confirmed.append(confirmed_on)
        found[rules, decided, closed].append(place)
    return Held([(Way(*way), places) for way, places in found.items()], activities, areas, confirmed)


# They hang on no content version: after a change only what has changed is reckoned anew.
@lru_cache(maxsize=REMEMBERED)
def _sessions(way: Way, first: date, last: date) -> list[Occasion]:
    return planned(way.schedule, _rows(way.decided), _rows(way.closed), first, last)


@lru_cache(maxsize=REMEMBERED)
def _schedule(text: str) -> Schedule | None:
    data = json.loads(text)
    return from_data(data) if data else None


def _rows(text: str | None) -> list[list[object]] | None:
    rows: list[list[object]] | None = json.loads(text) if text else None
    return rows
