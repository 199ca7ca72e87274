"""What people type for the town they live in, and the town that is found."""

import doctest

import pytest

from councils import towns
from councils.models import Town
from councils.towns import Row, find, rows

NAMES = [
    *("上福岡一丁目", "上福岡二丁目", "福岡", "福岡一丁目", "福岡中央一丁目", "緑ケ丘一丁目", "緑ケ丘二丁目"),
    *("上ノ原一丁目", "亀久保", "亀久保一丁目", "中丸一丁目", "中丸十二丁目", "ふじみ野一丁目"),
]
READINGS = {"緑ケ丘一丁目": "みどりがおかいっちょうめ", "亀久保": "かめくぼ"}
TOWNS = [
    Town(pk=number, name=name, kana=READINGS.get(name, "")) for number, name in enumerate(NAMES, start=1)
]


def found(words):
    town, others, is_near = find(TOWNS, words, "ふじみ野市")
    return town.name if town else None, [other.name for other in others], is_near


def test_the_examples_hold():
    failed, tried = doctest.testmod(towns)

    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("typed", "town"),
    [
        ("緑ケ丘一丁目", "緑ケ丘一丁目"),
        ("緑ヶ丘１丁目", "緑ケ丘一丁目"),
        ("緑が丘1", "緑ケ丘一丁目"),
        (" 緑ガ丘 一 ", "緑ケ丘一丁目"),
        ("ﾐﾄﾞﾘｶﾞｵｶ 1丁目", "緑ケ丘一丁目"),
        ("みどりがおかいっちょうめ", "緑ケ丘一丁目"),
        ("上の原", "上ノ原一丁目"),
        ("中丸12丁目", "中丸十二丁目"),
        ("上福岡1-5-14", "上福岡一丁目"),
        ("上福岡１丁目５番１４号", "上福岡一丁目"),
        ("埼玉県ふじみ野市上福岡1−5−14", "上福岡一丁目"),
        ("〒356-0000 ふじみ野市ふじみ野一丁目", "ふじみ野一丁目"),
        ("福岡中央1-2", "福岡中央一丁目"),
        ("大字亀久保1234番地", "亀久保"),
    ],
)
def test_a_town_is_found_however_it_is_written(typed, town):
    assert found(typed) == (town, [], False)


@pytest.mark.parametrize(
    ("typed", "town", "others"),
    [
        ("亀久保", "亀久保", ["亀久保一丁目"]),
        ("かめくぼ", "亀久保", []),
        ("緑ヶ丘", None, ["緑ケ丘一丁目", "緑ケ丘二丁目"]),
        # Block 1, or lot 1 of the old village: only she who lives there knows.
        ("亀久保1-2", None, ["亀久保", "亀久保一丁目"]),
    ],
)
def test_where_several_towns_fit_nobody_guesses(typed, town, others):
    assert found(typed) == (town, others, False)


def test_what_is_no_town_finds_those_that_look_like_it():
    assert found("上服岡1丁目") == (
        None,
        ["上福岡一丁目", "上福岡二丁目", "福岡一丁目", "上ノ原一丁目"],
        True,
    )
    assert found("xyz") == (None, [], True)
    assert found("ふじみ野市") == (None, ["ふじみ野一丁目"], True)


@pytest.mark.parametrize("typed", ["", "　", "・", "大字"])
def test_nothing_typed_finds_nothing(typed):
    assert found(typed) == (None, [], False)


def read(listed: list[Row]):
    return [
        (row.letter, [(group.name, [block.label for block in group.blocks]) for group in row.groups])
        for row in listed
    ]


def test_the_list_says_what_towns_share_once():
    assert read(rows(TOWNS[2:4] + TOWNS[8:10] + TOWNS[5:7])) == [
        ("", [("福岡", ["", "一丁目"]), ("亀久保", ["", "一丁目"]), ("緑ケ丘", ["一丁目", "二丁目"])])
    ]


def test_the_list_goes_by_the_syllabary_once_every_reading_is_known():
    known = [("北野", "きたの"), ("西", "にし"), ("苗間", "なえま"), ("川崎", "かわさき")]

    listed = rows([Town(pk=number, name=name, kana=kana) for number, (name, kana) in enumerate(known)])

    assert read(listed) == [
        ("か", [("北野", [""]), ("川崎", [""])]),
        ("な", [("西", [""]), ("苗間", [""])]),
    ]


def test_without_towns_there_is_no_list():
    assert rows([]) == []
