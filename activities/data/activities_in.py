"""What the activities of a file would become."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Choices

from activities.forms import told
from activities.models import Activity, ActivityRole, Category, Place
from activities.models.activities import Booking, Fee, Status
from activities.models.ties import Role, places_held_at
from activities.schedule import read, to_data
from councils.models import Council, Organisation
from fujimino_support.editing.models import State
from fujimino_support.editing.words_change import problems_of
from fujimino_support.japanese.characters import forbidden_characters

from . import values
from .activities import COLUMNS, Tie, facts, shown_roles, ties_of
from .names import Names, alike
from .outcomes import Outcome, Plan, differing
from .planning import Change, Numbers
from .reading import File, Record, short

LABELS = {column.key: column.name for column in COLUMNS}
FROM_OTHERS = ("area", "url")  # columns that follow from other columns
TEXTS = (
    *("name", "kana", "summary", "body", "place_words", "audience", "fee_words", "booking_words", "bring"),
    *("contact_name", "contact_phone"),
)
CHOICES: dict[str, type[Choices]] = {"status": Status, "fee": Fee, "booking": Booking, "state": State}
READERS: dict[str, Callable[[str], Any]] = {
    **{name: partial(values.choice, among=among) for name, among in CHOICES.items()},
    **dict.fromkeys(("usual_headcount", "order"), values.number),
    **dict.fromkeys(("started_on", "confirmed_on", "public_from", "public_until"), values.day),
}
MOST_PLACES = 20
UNCHECKED = {"number", "council", "category", *CHOICES}  # looked up here; each check asks the database


def plan(file: File, today: date) -> Plan:
    """Read on the day `today`, because a schedule is."""
    town = _Town(today)
    outcomes = [town.outcome(record, file.encoding) for record in file.records]
    return Plan(outcomes, list(town.new_places.values()))


class _Town:
    """All that the rows of a file may name, read once; and what earlier rows have brought."""

    def __init__(self, today: date) -> None:
        rows = list(Activity.objects.with_council().prefetch_related(places_held_at(), shown_roles()))
        self.today = today
        self.numbers = Numbers(rows)
        self.councils: Names[Council] = Names(Council.objects.select_related("area"))
        self.categories: Names[Category] = Names(Category.objects.all())
        self.places: Names[Place] = Names(Place.objects.all())
        self.organisations: Names[Organisation] = Names(Organisation.objects.public())
        self.by_name = {(row.council_id, row.name): row for row in rows}
        self.claimed: dict[tuple[int, str], int] = {}  # by which line of the file
        self.new_places: dict[str, Place] = {}

    def outcome(self, record: Record, encoding: str) -> Outcome:
        outcome = Outcome(record.line, record.cells["name"], Activity())
        if record.problem:
            outcome.problems.append(record.problem)
            return outcome
        council = self.councils.find(record.cells.get("council", ""))
        by_name = self.by_name.get((council.pk, outcome.name)) if council else None
        found = self.numbers.find(record, outcome, by_name)
        outcome.row, outcome.is_new = found or outcome.row, found is None
        venues, ties = (found.venues, ties_of(found)) if found else ([], [])
        before = facts(found, venues, ties) if found else {}
        change = Change(outcome, LABELS)
        change.hold_against(record, before, encoding)
        self._fill(change, ties)
        if outcome.row.council_id is None:
            return outcome
        after = facts(
            outcome.row,
            venues if outcome.places is None else outcome.places,
            ties if outcome.ties is None else outcome.ties,
        )
        outcome.differences = differing(_shown(), before, after)
        if outcome.differences:
            change.check(UNCHECKED)
            self._claim(change)
        if "area" in change.cells and alike(change.cells["area"]) not in ("", alike(str(after["area"]))):
            change.refuse(
                "area", f"協議体の地域は{short(str(after['area']))}です。協議体と地域を確かめてください。"
            )
        return outcome

    def _fill(self, change: Change, ties: list[Tie]) -> None:
        change.fill_texts(TEXTS)
        change.fill(READERS)
        self._fill_council(change)
        self._fill_schedule(change)
        if "places" in change.cells:
            change.outcome.places = self._places(change)
        if {"organisations", "roles", "role_words"} & change.cells.keys():
            change.outcome.ties = self._ties(change, ties)

    def _fill_council(self, change: Change) -> None:
        row = change.outcome.row
        if "council" in change.cells:
            council = self.councils.find(change.cells["council"])
            if council is None:
                change.refuse("council", f"{short(change.cells['council'])}は登録がありません。")
            else:
                row.council = council
        elif row.council_id is None:
            change.refuse("council", "新しい活動では、協議体の名前を書いてください。")
        if "category" in change.cells:
            row.category = self.categories.find(change.cells["category"])
            if row.category is None and change.cells["category"].strip():
                change.refuse("category", f"{short(change.cells['category'])}は登録がありません。")

    def _fill_schedule(self, change: Change) -> None:
        row, cells = change.outcome.row, change.cells
        if not {"schedule", "schedule_is_words"} & cells.keys():
            return
        only_words = bool(row.schedule_words) and row.schedule_data is None
        if "schedule_is_words" in cells:
            only_words = change.read("schedule_is_words", values.yes)
        words = cells.get("schedule", row.schedule_words)
        row.schedule_words, row.schedule_data = words, None
        longest = Activity._meta.get_field("schedule_words").max_length or 0
        if not words or only_words or len(words) > longest or forbidden_characters(words, newlines=False):
            return  # the model refuses what is too long, and such characters by name
        reading = read(words, self.today)
        if reading.schedule is None:
            change.refuse(
                "schedule", f"{told(reading)} 言い換えるか、「日時は言葉のまま」を「はい」にしてください。"
            )
        else:
            row.schedule_data = to_data(reading.schedule)
            change.outcome.notes.append(told(reading))

    def _places(self, change: Change) -> list[Place]:
        places: list[Place] = []
        names = values.names(change.cells["places"])
        if len(names) > MOST_PLACES:
            change.refuse("places", f"{MOST_PLACES}か所までです（いま{len(names)}か所）。")
            return places
        for name in names:
            place = self.places.find(name) or self.new_places.get(name) or self._new_place(name, change)
            if place.name != name:
                change.outcome.notes.append(f"場所{short(name)}は、登録してある{short(place.name)}とします。")
            if place in places:
                change.refuse("places", f"{short(name)}が2回あります。")
            places.append(place)
        return places

    def _new_place(self, name: str, change: Change) -> Place:
        place = self.new_places[name] = Place(name=name)
        change.outcome.notes.append(f"場所{short(name)}は登録がないので、新しく作ります。")
        try:
            place.clean_fields(exclude={"number"})
        except ValidationError as error:
            change.refuse("places", problems_of(error, place))
        return place

    def _ties(self, change: Change, now: list[Tie]) -> list[Tie]:
        """By their lines; of a column that the file does not have, an organisation keeps what it has."""
        mine: list[Tie | None] = [*now]
        names = [tie.organisation.name for tie in now]
        if "organisations" in change.given:
            by_name = dict(zip(names, now, strict=True))
            names = values.names(change.given["organisations"])
            mine = [by_name.get(name) for name in names]
        labels = [str(Role(tie.role).label) if tie else "" for tie in mine]
        words = [tie.words if tie else "" for tie in mine]
        if "roles" in change.given:
            labels = values.names(change.given["roles"]) or [""] * len(names)
        if "role_words" in change.given:
            lines = change.given["role_words"].split("\n") if change.given["role_words"] else []
            words = lines + [""] * (len(names) - len(lines))
        if not len(names) == len(labels) == len(words):
            change.refuse(
                "organisations",
                "団体・役割・関わり方の行の数が合っていません。1つの団体を1行にしてください。",
            )
            return now
        ties: list[Tie] = []
        for name, label, how in zip(names, labels, words, strict=True):
            organisation = self.organisations.find(name)
            role = self._role(change, label)
            if organisation is None:
                change.refuse(
                    "organisations",
                    f"{short(name)}は、名前を出してよい団体の中にありません。先に「団体」の画面で登録してください。",
                )
            elif any(tie[:2] == (organisation, role) for tie in ties):
                change.refuse("organisations", f"{short(name)}の同じ役割が2回あります。")
            else:
                tie = Tie(organisation, role, how)
                self._check_tie(change, tie)
                ties.append(tie)
        return ties

    def _check_tie(self, change: Change, tie: Tie) -> None:
        role = ActivityRole(role=tie.role, words=tie.words)
        try:
            role.clean_fields(exclude={"activity", "organisation"})
        except ValidationError as error:
            change.refuse("role_words", problems_of(error, role))

    def _role(self, change: Change, label: str) -> str:
        try:
            return values.choice(label, Role) or Role.PARTNER
        except values.Refused as refused:
            change.refuse("roles", str(refused))
            return Role.PARTNER

    def _claim(self, change: Change) -> None:
        """A name is given once in a council, in the database and in the file."""
        row = change.outcome.row
        name = row.council_id, row.name
        holder = self.by_name.get(name)
        if holder is not None and holder.pk != row.pk:
            change.refuse("name", f"この協議体には、同じ名前の活動がもうあります（番号{holder.number}）。")
        if name in self.claimed:
            change.refuse("name", f"{self.claimed[name]}行目と、協議体も名前も同じです。")
        self.claimed.setdefault(name, change.outcome.line)


def _shown() -> dict[str, str]:
    return {key: label for key, label in LABELS.items() if key not in FROM_OTHERS}
