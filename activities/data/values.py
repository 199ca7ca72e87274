"""What a cell means: days, numbers, choices, as spreadsheets rewrite them. Raises Refused with words for the clerk."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import Choices

from fujimino_support.japanese.characters import fold_width

from .names import alike
from .reading import short

DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
YES, NO = ("はい", "1", "true", "○"), ("", "いいえ", "0", "false")


class Refused(ValueError):
    """The cell says nothing that this column can hold."""


def day(cell: str) -> date | None:
    """
    >>> day("2025-07-01") == day("2025/7/1") == day("２０２５年７月１日") == date(2025, 7, 1), day(" ")
    (True, None)
    """
    text = fold_width(cell).strip()
    if not text:
        return None
    if found := DAY.fullmatch(text):
        try:
            return date(*(int(part) for part in found.groups()))
        except ValueError:
            pass  # no calendar has it
    raise Refused(f"{short(cell)}は日付ではありません。例：2025-07-01")


def number(cell: str) -> int | None:
    """
    >>> number("15"), number("１５"), number("")
    (15, 15, None)
    """
    text = fold_width(cell).strip()
    if not text:
        return None
    if not re.fullmatch("[0-9]{1,9}", text):
        raise Refused(f"{short(cell)}は数ではありません。例：15")
    return int(text)


def degrees(cell: str) -> Decimal | None:
    """
    >>> degrees("35.871056"), degrees("139.5")
    (Decimal('35.871056'), Decimal('139.500000'))
    """
    text = fold_width(cell).strip()
    if not text:
        return None
    try:
        found = Decimal(text)
        if not found.is_finite() or abs(found) >= 1000:
            raise InvalidOperation
        return found.quantize(Decimal("0.000001"))
    except InvalidOperation:
        raise Refused(f"{short(cell)}は緯度・経度の数ではありません。例：35.871056") from None


def choice(cell: str, among: type[Choices]) -> str | None:
    """The value whose label the cell says; None where it is empty."""
    if not cell.strip():
        return None
    for value, label in among.choices:
        if alike(cell) == alike(str(label)):
            return str(value)
    raise Refused(f"{short(cell)}は選べません。{'・'.join(map(str, among.labels))}のどれかにしてください。")


def yes(cell: str) -> bool:
    text = alike(cell)
    if text not in YES + NO:
        raise Refused(f"{short(cell)}は選べません。「はい」か空にしてください。")
    return text in YES


def names(cell: str) -> list[str]:
    """One to a line; empty lines say nothing."""
    return [line for line in cell.split("\n") if line.strip()]
