"""Cells are harmless in any spreadsheet, and come back as they were."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.data.cells import CP932, neutral, plain
from activities.data.tables import Column, Source, as_csv, as_json

COLUMNS = (Column("name", "名前", "名前。"), Column("body", "紹介", "紹介。"))
SOURCE = Source(
    "https://p.example", "帳", "北海道", "さざなみ町", "019999", "課", "0", "cc0-1.0", date(2025, 7, 1)
)
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "\r=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "−1",
    " =1",
    "　＝1",
    "'=1",
    "''＠x",
]


@pytest.mark.parametrize("cell", FORMULAS)
def test_no_cell_begins_as_a_formula_does(cell):
    assert neutral(cell) == f"'{cell}"
    assert plain(neutral(cell)) == cell


@pytest.mark.parametrize("cell", ["かもめ体操", "'90年代の会", "a=b", "", "'", "〜", "ー"])
def test_other_cells_are_left_alone(cell):
    assert (neutral(cell), plain(cell)) == (cell, cell)


@given(st.text(alphabet=st.sampled_from("'=＝+-@\t\r\n \u3000あ−x"), max_size=8) | st.text())
def test_every_cell_comes_back_unharmed(cell):
    assert plain(neutral(cell)) == cell


def test_a_file_has_its_mark_and_its_line_ends():
    content = as_csv(COLUMNS, [("かもめ,体操", "一行目\n二行目"), ("=1", None)])

    assert content == '\ufeff名前,紹介\r\n"かもめ,体操","一行目\n二行目"\r\n\'=1,\r\n'.encode()


def test_what_the_older_encoding_cannot_hold_is_seen_to_be_missing():
    content = as_csv(COLUMNS, [("葛󠄀城 🐦", "10時〜12時 −5 髙﨑①")], CP932).decode(CP932)

    assert content == "名前,紹介\r\n葛〓城 〓,10時～12時 －5 髙﨑①\r\n"


def test_the_older_encoding_makes_no_formula_of_another_sign():
    row = next(csv.reader(StringIO(as_csv(COLUMNS[:1], [("−1",)], CP932).decode(CP932).split("\r\n")[1])))

    assert row == ["'－1"]


@given(st.lists(st.tuples(st.text(), st.text())))
def test_any_text_can_be_written(rows):
    assert as_csv(COLUMNS, rows).decode("utf-8-sig").endswith("\r\n")
    assert as_csv(COLUMNS, rows, CP932).decode(CP932).startswith("名前,紹介")
    assert as_json(SOURCE, "活動", COLUMNS, rows).decode()
