"""How a row of a file is held against the row it is about; nothing is written here.

A column that the file does not have stays as it is, and so does a row. A cell that says what is there already is not
even read: a file that came from here changes nothing, whatever the rules have become since.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from fujimino_support.editing.words_change import problems_of

from .cells import CP932, GETA, Value, narrowed
from .outcomes import Outcome, said
from .reading import Record
from .values import Refused, number

HIGHEST_NUMBER = 99_999  # a slip of the finger must not use up all numbers

LOST = f"「{GETA}」があります。Shift_JISで表せなかった文字の跡です。UTF-8のファイルを使うか、正しい文字に直してください。"


@dataclass
class Change:
    """One row of the file: all its cells, those that say something new, and what comes of it."""

    outcome: Outcome
    labels: Mapping[str, str]
    given: Mapping[str, str] = field(default_factory=dict)
    cells: dict[str, str] = field(default_factory=dict)

    def hold_against(self, record: Record, before: Mapping[str, Value], encoding: str) -> None:
        self.given = record.cells
        for key, cell in self.given.items():
            now = said(before, key)
            if cell == now or (encoding == CP932 and cell == narrowed(now)):
                continue
            if encoding == CP932 and GETA in cell and GETA not in now:
                self.refuse(key, LOST)
            self.cells[key] = cell

    def refuse(self, key: str, why: str) -> None:
        self.outcome.problems.append(f"{self.labels[key]}：{why}")

    def read(self, key: str, reader: Callable[[str], Any]) -> Any:
        """What a cell means; None, and a problem, where it means nothing."""
        try:
            return reader(self.cells[key])
        except Refused as refused:
            self.refuse(key, str(refused))
            return None

    def fill_texts(self, names: Iterable[str]) -> None:
        row = self.outcome.row
        for name in names:
            if name in self.cells:
                setattr(row, name, row._meta.get_field(name).to_python(self.cells[name]))

    def fill(self, readers: Mapping[str, Callable[[str], Any]]) -> None:
        """An empty choice leaves what was there."""
        row = self.outcome.row
        for name, reader in readers.items():
            if name in self.cells:
                value = self.read(name, reader)
                if value is not None or row._meta.get_field(name).null:
                    setattr(row, name, value)

    def check(self, unchecked: set[str]) -> None:
        """What the model itself would refuse, but for what needs the rows of the whole file."""
        row: models.Model = self.outcome.row
        try:
            row.clean_fields(exclude=unchecked)
            if not self.outcome.problems:  # else they would be said of values that were not meant
                row.validate_constraints(exclude=unchecked)
        except ValidationError as error:
            self.outcome.problems.append(problems_of(error, row))


class Numbers:
    """Rows of one model by their numbers, and which lines of the file were about them."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self.rows = {row.number: row for row in rows}
        self.lines: dict[int, int] = {}

    def find(self, record: Record, outcome: Outcome, by_name: Any) -> Any:
        """The row that the record is about, by its number or else `by_name`; None for a new one, which takes its number."""
        try:
            wanted = number(record.cells["number"])
        except Refused as refused:
            outcome.problems.append(f"番号：{refused}")
            return None
        if wanted is None:
            if by_name is None:
                return None
            wanted = by_name.number
            outcome.notes.append(f"番号がないので、名前で見つけました（番号{wanted}）。")
        if wanted in self.lines:
            outcome.problems.append(f"番号：{self.lines[wanted]}行目と同じものです。")
        self.lines.setdefault(wanted, record.line)
        if wanted not in self.rows:
            self._take(wanted, outcome)
        return self.rows.get(wanted)

    def _take(self, wanted: int, outcome: Outcome) -> None:
        outcome.row.number = wanted
        outcome.notes.append(f"番号{wanted}のものは、いまありません。この番号で新しく作ります。")
        if not 1 <= wanted <= HIGHEST_NUMBER:
            outcome.problems.append(
                f"番号：新しく使える番号は、1から{HIGHEST_NUMBER}までです。空けておくと、自動で付きます。"
            )
