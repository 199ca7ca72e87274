"""How many inquiries there were, month by month: what stays when nobody remembers whose they were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncMonth

from fujimino_support.japanese.dates import month_words

from .models import Channel, Inquiry, Kind, Progress

WHOLE_CITY = "地域は未定"


class Table(NamedTuple):
    """One way of dividing them: the heads of the columns, a line for each month, and the sums."""

    caption: str
    heads: list[str]
    lines: list[tuple[str, list[int], int]]
    sums: list[int]
    total: int


class Counted(NamedTuple):
    """So many of one month, kind, area and channel."""

    month: date
    kind: str
    area: int | None
    channel: str
    number: int


def months_of(fiscal_year: int) -> list[date]:
    """
    >>> months_of(2026)[0], months_of(2026)[-1], len(months_of(2026))
    (datetime.date(2026, 4, 1), datetime.date(2027, 3, 1), 12)
    """
    return [date(fiscal_year + (month < 4), month, 1) for month in (*range(4, 13), 1, 2, 3)]


def counted(inquiries: QuerySet[Inquiry], fiscal_year: int) -> list[Counted]:
    """Without suspected nuisances."""
    first, last = months_of(fiscal_year)[0], months_of(fiscal_year)[-1].replace(day=31)
    found = (
        inquiries.exclude(progress=Progress.SUSPECT)
        .filter(received_at__date__range=(first, last))
        .annotate(month=TruncMonth("received_at"))
        .order_by()
        .values_list("month", "kind", "area", "channel")
        .annotate(number=Count("pk"))
    )
    return [Counted(month.date(), *rest) for month, *rest in found]


def tables(rows: Sequence[Counted], areas: Sequence[tuple[int | None, str]], fiscal_year: int) -> list[Table]:
    return [
        _table("用件と月", [(one.value, one.label) for one in Kind], rows, "kind", fiscal_year),
        _table("地域と月", areas, rows, "area", fiscal_year),
        _table("受け付け方と月", [(one.value, one.label) for one in Channel], rows, "channel", fiscal_year),
    ]


def _table(
    caption: str,
    columns: Sequence[tuple[object, str]],
    rows: Sequence[Counted],
    by: str,
    fiscal_year: int,
) -> Table:
    cells: Counter[tuple[date, object]] = Counter()
    for row in rows:
        cells[row.month, getattr(row, by)] += row.number
    lines = []
    for month in months_of(fiscal_year):
        line = [cells[month, value] for value, _ in columns]
        lines.append((month_words(month), line, sum(line)))
    sums = [sum(column) for column in zip(*(line for _, line, _ in lines), strict=True)]
    return Table(caption, [label for _, label in columns], lines, sums, sum(sums))
