"""Five hundred more invented activities and what is asked there, written by somebody who had not seen the search.

`third_town_asked.tsv` has a line for each question: what is typed, and the activities that answer it, if any.
"""

from __future__ import annotations

from csv import QUOTE_NONE, DictReader, reader
from datetime import date
from pathlib import Path
from typing import NamedTuple

from activities.models import Activity, ActivityPlace, ActivityRole, Place
from activities.schedule import read, to_data
from councils.models import Council, Organisation

HERE = Path(__file__).parent
FIRST = 7001


class Pair(NamedTuple):
    query: str
    number: int


def build() -> None:
    """They are not the only ones: the seed is there too."""
    council = Council.objects.order_by("pk")[0]
    places: dict[str, Place] = {}
    hosts: dict[str, Organisation] = {}
    for number, row in enumerate(_rows(), start=FIRST):
        schedule = read(row["schedule"], date(2025, 7, 1)).schedule
        activity = Activity(
            number=number,
            council=council,
            state="public",
            schedule_words=row["schedule"],
            **{field: row[field] for field in ("name", "kana", "audience", "summary", "body")},
        )
        activity.schedule_data = to_data(schedule) if schedule else None
        activity.save()
        if name := row["place"]:
            facts = {"kana": row["place_kana"], "address": row["town"]}
            place = places.get(name) or Place.objects.get_or_create(name=name, defaults=facts)[0]
            places[name] = place
            ActivityPlace.objects.create(activity=activity, place=place)
        if name := row["host"]:
            hosts[name] = hosts.get(name) or Organisation.objects.get_or_create(name=name)[0]
            ActivityRole.objects.create(activity=activity, organisation=hosts[name])


def pairs() -> list[Pair]:
    number_of = {row["name"]: number for number, row in enumerate(_rows(), start=FIRST)}
    return [Pair(query, number_of[names[0]]) for query, *names in _asked() if names]


def _rows() -> list[dict[str, str]]:
    with (HERE / "third_town.tsv").open(encoding="utf-8") as file:
        return list(DictReader(file, delimiter="\t", quoting=QUOTE_NONE))


def _asked() -> list[list[str]]:
    with (HERE / "third_town_asked.tsv").open(encoding="utf-8") as file:
        return list(reader(file, delimiter="\t", quoting=QUOTE_NONE))


NO_ANSWER = [line[0] for line in _asked() if len(line) == 1]
