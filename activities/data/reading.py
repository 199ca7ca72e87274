"""A file that staff send, read as rows of cells; what is wrong with it as a whole is said in words."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import NamedTuple

from fujimino_support.editing.fields import plain_newlines
from fujimino_support.japanese.characters import printable

from .cells import CP932, UTF_8, plain
from .tables import Column

MOST_BYTES = 2_000_000
MOST_ROWS = 2_000
NAMED = 5  # columns in one message
SHORT = 20  # letters of a cell in a message

# What is often sent instead, by its first bytes.
OTHER_FILES = {
    b"PK\x03\x04": "Excelのファイル（xlsx）です。「名前を付けて保存」で「CSV UTF-8（コンマ区切り）」を選んで保存し直してください。",
    b"\xd0\xcf\x11\xe0": "Excelのファイル（xls）です。「名前を付けて保存」で「CSV（コンマ区切り）」を選んで保存し直してください。",
    b"%PDF": "PDFです。CSVのファイルを選んでください。",
    b"\xff\xfe": "文字コードがUTF-16です。UTF-8か、Shift_JIS（cp932）のCSVで保存し直してください。",
    b"\xfe\xff": "文字コードがUTF-16です。UTF-8か、Shift_JIS（cp932）のCSVで保存し直してください。",
}


class Unreadable(ValueError):
    """The file is not what it should be; the message says what to do."""


class Record(NamedTuple):
    """One row: the line that a spreadsheet shows it on, and its cells by the key of their column."""

    line: int
    cells: dict[str, str]
    problem: str = ""


class File(NamedTuple):
    encoding: str
    records: list[Record]


def decoded(content: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was in.

    >>> decoded("番号".encode("utf-8-sig")), decoded("番号".encode()), decoded("番号".encode("cp932"))
    (('番号', 'utf-8-sig'), ('番号', 'utf-8-sig'), ('番号', 'cp932'))
    """
    if not content.strip():
        raise Unreadable("ファイルが空です。")
    if len(content) > MOST_BYTES:
        raise Unreadable("ファイルが大きすぎます。2MBまでにしてください。")
    for start, message in OTHER_FILES.items():
        if content.startswith(start):
            raise Unreadable(message)
    if b"\x00" in content:
        raise Unreadable("文字でないものが入っています（NUL）。CSVのファイルを選んでください。")
    for encoding in (UTF_8, CP932):
        try:
            return content.decode(encoding).lstrip("\ufeff"), encoding
        except UnicodeDecodeError:
            continue
    raise Unreadable(
        "文字コードが、UTF-8でもShift_JIS（cp932）でもありません。どちらかで保存し直してください。"
    )


def read(text: str, encoding: str, columns: Sequence[Column]) -> File:
    """The rows of a text in which every column is one of `columns`."""
    lines = _lines(text)
    _, header = next(lines, (1, []))
    keys = _keys(header, columns)
    records = [_record(line, cells, keys) for line, cells in lines if any(cell.strip() for cell in cells)]
    if not records:
        raise Unreadable("見出しの下に行がありません。")
    return File(encoding, records)


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 0
    try:
        for cells in reader:
            line += 1
            if line > MOST_ROWS + 1:
                raise Unreadable(f"行が多すぎます。{MOST_ROWS}行までに分けてください。")
            yield line, [plain_newlines(plain(cell)) for cell in cells]
    except csv.Error as error:
        raise Unreadable(_told(line + 1, str(error))) from error


def _told(line: int, error: str) -> str:
    if "field larger" in error:
        return f"{line}行目に、長すぎる欄があります。"
    return f'{line}行目の「"」が合っていません。欄の初めと終わりの「"」を確かめてください。'


def _keys(header: Sequence[str], columns: Iterable[Column]) -> list[str]:
    """The key of each column; "" for one without a name."""
    known = {column.name: column.key for column in columns}
    names = [name.strip() for name in header]
    unknown = [short(name) for name in names if name and name not in known]
    twice = [name for name in known if names.count(name) > 1]
    if len(names) == 1 and any(sign in names[0] for sign in "\t;"):
        raise Unreadable("列がコンマで区切られていません。コンマ区切りのCSVで保存し直してください。")
    if unknown:
        more = "など" if len(unknown) > NAMED else ""
        raise Unreadable(
            f"1行目に、知らない見出しがあります（{'、'.join(unknown[:NAMED])}{more}）。"
            "「オープンデータ」のファイルと同じ見出しにしてください。"
        )
    if twice:
        raise Unreadable(f"1行目に、同じ見出しが2つあります（{'、'.join(twice[:NAMED])}）。")
    if not {"number", "name"} <= {known[name] for name in names if name}:
        raise Unreadable("1行目に「番号」と「名前」の見出しが必要です。")
    return [known.get(name, "") for name in names]


def _record(line: int, cells: list[str], keys: list[str]) -> Record:
    found = {key: cell for key, cell in zip(keys, cells, strict=False) if key}
    nameless = [cell for key, cell in zip(keys, cells, strict=False) if not key]
    if any(cell.strip() for cell in [*cells[len(keys) :], *nameless]):
        return Record(line, found, "見出しより右に、はみ出した欄があります。")
    if len(cells) < len(keys):
        return Record(line, found, "欄の数が、見出しより少なくなっています。")
    return Record(line, found)


def short(text: str) -> str:
    """A cell in a message, whatever is in it.

    >>> short("かもめ"), short("あ" * 100_000), short("a\\x07\\nb")
    ('「かもめ」', '「ああああああああああああああああああああ…」', '「ab」')
    """
    shown = printable(text[: SHORT * 4])
    return f"「{shown[:SHORT]}…」" if len(shown) > SHORT else f"「{shown}」"
