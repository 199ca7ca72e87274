"""What the places of a file would become."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from activities.models import Place
from activities.models.places import Known

from . import values
from .names import Names
from .outcomes import Outcome, Plan, differing
from .places import COLUMNS, FACTS, facts
from .planning import Change, Numbers
from .reading import File, Record

LABELS = {column.key: column.name for column in COLUMNS}
TEXTS = ("name", "kana", "address", "phone", "nearest_stop", "access")
READERS: dict[str, Callable[[str], Any]] = {
    **dict.fromkeys(("latitude", "longitude"), values.degrees),
    **dict.fromkeys(FACTS, partial(values.choice, among=Known)),
}


def plan(file: File) -> Plan:
    rows = list(Place.objects.all())
    numbers, names = Numbers(rows), Names(rows)
    taken = {row.name: row.number for row in rows}
    claimed: dict[str, int] = {}
    return Plan([_outcome(record, file.encoding, numbers, names, taken, claimed) for record in file.records])


def _outcome(
    record: Record,
    encoding: str,
    numbers: Numbers,
    names: Names[Place],
    taken: dict[str, int],
    claimed: dict[str, int],
) -> Outcome:
    outcome = Outcome(record.line, record.cells["name"], Place())
    if record.problem:
        outcome.problems.append(record.problem)
        return outcome
    found = numbers.find(record, outcome, names.find(outcome.name))
    outcome.row, outcome.is_new = found or outcome.row, found is None
    before = facts(found) if found else {}
    change = Change(outcome, LABELS)
    change.hold_against(record, before, encoding)
    change.fill_texts(TEXTS)
    change.fill(READERS)
    row = outcome.row
    outcome.differences = differing(LABELS, before, facts(row))
    if outcome.differences:
        change.check({"number", *FACTS})
        if taken.get(row.name, row.number) != row.number:
            change.refuse("name", f"同じ名前の場所がもうあります（番号{taken[row.name]}）。")
        if row.name in claimed:
            change.refuse("name", f"{claimed[row.name]}行目と同じ名前です。")
        claimed.setdefault(row.name, outcome.line)
    return outcome
