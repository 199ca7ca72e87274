"""A table of open data, and the two kinds of file it is given as: values in, bytes out."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

from .cells import CP932, UTF_8, Value, clean, narrowed, neutral, text

Row: TypeAlias = Sequence[Value]

Cell = TypeVar("Cell")


class Column(NamedTuple):
    key: str  # what JSON calls it
    name: str  # what the first line of the CSV file calls it
    about: str


class Source(NamedTuple):
    """Who gives the data away, under what terms, and as of when."""

    site: str  # the portal's address, without a slash at its end
    name: str
    prefecture: str
    city: str
    city_code: str
    office: str
    phone: str
    licence: str
    changed_on: date


def as_csv(columns: Iterable[Column], rows: Iterable[Row], encoding: str = UTF_8) -> bytes:
    """Lines end in CR LF, as RFC 4180 has it; the mark at the beginning tells Excel that it is UTF-8."""

    def cell(value: Value) -> str:
        said = text(clean(value))
        return neutral(narrowed(said) if encoding == CP932 else said)

    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    remembered = _Remembered(cell)
    writer.writerow([column.name for column in columns])
    writer.writerows(map(remembered.of, row) for row in rows)
    return written.getvalue().encode(encoding)


def as_json(source: Source, title: str, columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The rows by the columns' keys, and beside them what the columns mean and whose data it is."""
    keys = [column.key for column in columns]
    remembered = _Remembered(clean)
    found: list[dict[str, Any]] = [dict(zip(keys, map(remembered.of, row), strict=True)) for row in rows]
    said = {
        "title": title,
        "publisher": f"{source.prefecture}{source.city}",
        "source": source.name,
        "url": f"{source.site}/opendata/",
        "licence": source.licence,
        "updated_on": source.changed_on.isoformat(),
        "columns": [column._asdict() for column in columns],
        "count": len(found),
        "rows": found,
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


class _Remembered(Generic[Cell]):
    """What a function makes of a text, reckoned once: sixty sessions of one activity say the same."""

    def __init__(self, make: Callable[[Value], Cell]) -> None:
        self.make = make
        self.made: dict[str, Cell] = {}

    def of(self, value: Value) -> Cell:
        if not isinstance(value, str):
            return self.make(value)
        if value not in self.made:
            self.made[value] = self.make(value)
        return self.made[value]
