"""Cells of a CSV file: values as text, never as a formula, in either of the two encodings.

Spreadsheets reckon a cell that begins with "=", "+", "-", "@", a tab or a carriage return, and those of Japan the
full-width signs too. An apostrophe before it makes it text again, and is taken off when the file comes back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

from fujimino_support.japanese.characters import printable

Value: TypeAlias = str | int | float | bool | Sequence[str] | None

UTF_8, CP932 = "utf-8-sig", "cp932"
GETA = "〓"  # what printers set for a character that they did not have

# Apostrophes that stand there already get one more, so that taking one off gives back what was written.
_FORMULA = re.compile(r"'*[\s\u200b-\u200d\u2060\ufeff]*[=+\-@\t\r\n＝＋－＠﹦﹢﹣﹫−]")

# The same characters of JIS, to which Unicode and Microsoft gave other codes.
_OF_MICROSOFT = str.maketrans("〜−‖—¢£¬", "～－∥―￠￡￢")


def neutral(cell: str) -> str:
    """
    >>> [neutral(cell) for cell in ("=1+1", "＝1+1", " @x", "\u200b=1", "'=1", "かもめ体操", "'90年代", "")]
    ["'=1+1", "'＝1+1", "' @x", "'\u200b=1", "''=1", 'かもめ体操', "'90年代", '']
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def plain(cell: str) -> str:
    """What `neutral` was given.

    >>> [plain(neutral(cell)) for cell in ("=1+1", "'=1", "''\\t", "'90年代")]
    ['=1+1', "'=1", "''\\t", "'90年代"]
    """
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def text(value: Value) -> str:
    """A value in one cell; several stand one below the other, as their names may hold any sign but a new line.

    >>> [text(value) for value in (None, 15, 35.871056, True, False, ["浜の集会所", "かもめ広場"], ["", "有志"], ["有志", ""])]
    ['', '15', '35.871056', 'はい', '', '浜の集会所\\nかもめ広場', '\\n有志', '有志']
    """
    if value is None or isinstance(value, bool):
        return "はい" if value else ""
    if isinstance(value, str | int | float):
        return str(value)
    return "\n".join(value).rstrip("\n")


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def clean(value: Value) -> Value:
    """Without the characters that no page can show safely."""
    if isinstance(value, str):
        return printable(value, newlines=True)
    if value is None or isinstance(value, int | float):
        return value
    return [printable(one) for one in value]


def narrowed(cell: str) -> str:
    """What the older encoding can hold of a cell, with a mark for each character that it cannot.

    >>> narrowed("10時〜12時 葛󠄀城 🐦 髙﨑")
    '10時～12時 葛〓城 〓 髙﨑'
    """
    found = cell.translate(_OF_MICROSOFT)
    try:
        found.encode(CP932)
    except UnicodeEncodeError:
        return "".join(letter if _fits(letter) else GETA for letter in found)
    return found


def _fits(letter: str) -> bool:
    try:
        letter.encode(CP932)
    except UnicodeEncodeError:
        return False
    return True
