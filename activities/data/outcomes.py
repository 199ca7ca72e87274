"""What bringing a file in would do, row by row, before anything is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from activities.models import Place

from .activities import Tie
from .cells import Value, clean, text

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"


class Difference(NamedTuple):
    """One column, before and after."""

    label: str
    before: str
    after: str


@dataclass
class Outcome:
    """What becomes of one row of the file."""

    line: int
    name: str
    row: Any = None  # an Activity or a Place as it shall be, not saved
    is_new: bool = False
    differences: list[Difference] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    places: list[Place] | None = None  # None: as they are
    ties: list[Tie] | None = None

    @property
    def what(self) -> str:
        if self.problems:
            return REFUSED
        if self.is_new:
            return NEW
        return CHANGED if self.differences else SAME


@dataclass(frozen=True)
class Plan:
    outcomes: list[Outcome]
    new_places: list[Place] = field(default_factory=list)

    def of(self, what: str) -> list[Outcome]:
        return [one for one in self.outcomes if one.what == what]

    @cached_property
    def refused(self) -> list[Outcome]:
        return self.of(REFUSED)

    @cached_property
    def new(self) -> list[Outcome]:
        return self.of(NEW)

    @cached_property
    def changed(self) -> list[Outcome]:
        return self.of(CHANGED)

    @cached_property
    def same(self) -> list[Outcome]:
        return self.of(SAME)

    @property
    def does_something(self) -> bool:
        return bool(self.new or self.changed)

    @property
    def is_ready(self) -> bool:
        return self.does_something and not self.refused

    @property
    def digest(self) -> str:
        """Stands for all that was shown: what is done later is this, or nothing."""
        seen = [
            (one.line, one.what, one.name, one.differences, one.problems, one.notes) for one in self.outcomes
        ]
        return sha256(repr(seen).encode()).hexdigest()

    @property
    def told(self) -> str:
        counts = (
            ("新しいもの", len(self.new)),
            ("変えたもの", len(self.changed)),
            ("新しい場所", len(self.new_places)),
        )
        return "、".join(f"{label}{count}件" for label, count in counts if count)


def differing(
    labels: Mapping[str, str], before: Mapping[str, Value], after: Mapping[str, Value]
) -> list[Difference]:
    """The columns, by their labels, in which two rows differ."""
    return [
        Difference(label, said(before, key), said(after, key))
        for key, label in labels.items()
        if said(before, key) != said(after, key)
    ]


def said(row: Mapping[str, Value], key: str) -> str:
    """A cell as a file would have it; "" where there was no row."""
    return text(clean(row.get(key)))
