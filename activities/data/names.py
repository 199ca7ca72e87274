"""Rows by their names, as people write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, TypeVar

from fujimino_support.japanese.characters import fold_width
from fujimino_support.japanese.folding import fold

Row = TypeVar("Row")


def alike(name: str) -> str:
    """The same for labels that differ in width, case or spaces alone; names are matched more freely, by `fold`."""
    return "".join(fold_width(name).casefold().split())


class Names(Generic[Row]):
    """Finds a row by its name as it stands, else by the only name that is one to whoever searches: 緑ヶ丘 for 緑ケ丘."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {str(row): row for row in rows}
        self._alike: dict[str, list[Row]] = {}
        for name, row in self._rows.items():
            self._alike.setdefault(fold(name) or name, []).append(row)

    def find(self, name: str) -> Row | None:
        if name in self._rows:
            return self._rows[name]
        found = self._alike.get(fold(name) or name, [])
        return found[0] if len(found) == 1 else None
