"""A table of open data, and the two kinds of file it is given as: values in, bytes out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Sequence
from datetime import date
from io import StringIO
from typing import Any, NamedTuple, TypeAlias

from .cells import CP932, UTF_8, Value, clean, narrowed, neutral, text

Row: TypeAlias = Sequence[Value]


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
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    for row in ([column.name for column in columns], *rows):
        cells = [text(clean(value)) for value in row]
        writer.writerow(neutral(narrowed(cell) if encoding == CP932 else cell) for cell in cells)
    return written.getvalue().encode(encoding)


def as_json(source: Source, title: str, columns: Sequence[Column], rows: Iterable[Row]) -> bytes:
    """The rows by the columns' keys, and beside them what the columns mean and whose data it is."""
    keys = [column.key for column in columns]
    found: list[dict[str, Any]] = [dict(zip(keys, map(clean, row), strict=True)) for row in rows]
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
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
