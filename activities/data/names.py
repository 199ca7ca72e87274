"""Rows by their names, as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from fujimino_support.japanese.characters import fold_width

Row = TypeVar("Row")


def alike(name: str) -> str:
    """The same for names that differ in width, case or spaces alone; the one place that decides it."""
    return "".join(fold_width(name).casefold().split())


class Names(Generic[Row]):
    """Finds a row by its name as it stands, else by the only name that is alike."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {str(row): row for row in rows}
        self._alike: dict[str, list[Row]] = {}
        for name, row in self._rows.items():
            self._alike.setdefault(alike(name), []).append(row)

    def find(self, name: str) -> Row | None:
        if name in self._rows:
            return self._rows[name]
        found = self._alike.get(alike(name), [])
        return found[0] if len(found) == 1 else None
