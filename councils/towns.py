"""Finding a 町丁目 by what somebody types: part of its name or of its reading, or a whole address.

Pure: towns and words in, towns out. Where words fit several towns, the visitor chooses; nobody guesses for her.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from itertools import groupby
from typing import NamedTuple
from unicodedata import normalize

from fujimino_support.japanese.characters import DASHES, fold_width, to_hiragana
from fujimino_support.japanese.folding import same_kanji

from .models import Town

LONGEST = 100
MOST_OFFERED = 30
MOST_NEAR = 6
NEAR_ENOUGH = 0.5

_DIGITS = {numeral: digit for digit, numeral in enumerate("〇一二三四五六七八九")}
_NUMERALS = "〇一二三四五六七八九十"
_NUMERAL_OF_BLOCK = re.compile(f"[{_NUMERALS}]+(?=丁目|$)")
_BLOCK = re.compile(r"(?<=\d)丁目?")
_LAST_BLOCK = re.compile(r"(?<=\d)丁目?$")
_SPOKEN_BLOCK = re.compile("(いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう|じゅっ)ちょうめ$")
_SPOKEN = dict(
    zip(
        ("いっ", "に", "さん", "よん", "ご", "ろく", "なな", "はっ", "きゅう", "じゅっ"),
        range(1, 11),
        strict=True,
    )
)
_GA = re.compile(r"(?<=[\u4e00-\u9fff])[けゖが](?=[\u4e00-\u9fff])")  # 緑ケ丘, 緑ヶ丘, 緑が丘
_AFTER_BLOCK = re.compile(f"[{DASHES}の番]")
_AFTER_NAME = re.compile(f"[{DASHES}の番字0-9]")
_UNREAD = re.compile(r"[\s・,、。]|大字")
_WITH_BLOCK = re.compile(f"(.+?)([{_NUMERALS}0-9０-９]+丁目)")
_ROWS = [
    "あいうえお",
    "かきくけこ",
    "さしすせそ",
    "たちつてと",
    "なにぬねの",
    "はひふへほ",
    "まみむめも",
    "やゆよ",
    "らりるれろ",
    "わゐゑをん",
]
# 岡 and 丘 tell towns apart that a search for activities may take for one.
_SAME_KANJI = {other: one for other, one in same_kanji.items() if chr(other) != "岡"}
_SMALL = str.maketrans("ぁぃぅぇぉっゃゅょゎ", "あいうえおつやゆよわ")


class Found(NamedTuple):
    """The town that was meant, if that is sure, and others to choose from."""

    town: Town | None
    others: list[Town]
    is_near: bool = False
    """Whether nothing fits, and the others only resemble what was typed."""


class Block(NamedTuple):
    """One town in its group: what tells it from the others, and what they all begin with."""

    town: Town
    label: str


class Group(NamedTuple):
    """Towns that are told apart by their 丁目 alone."""

    name: str
    blocks: list[Block]


class Row(NamedTuple):
    """The groups of one row of the syllabary; without a letter while some readings are unknown."""

    letter: str
    groups: list[Group]


def fold(words: str) -> str:
    """One form for all ways to write a town: widths, kana, ケ・ヶ・が, and the number of its 丁目.

    >>> {fold(words) for words in ("緑ケ丘一丁目", "緑ヶ丘１丁目", "緑が丘 1", "緑ガ丘一")}
    {'緑が丘1'}
    >>> fold("瀧﨑") == fold("滝崎")
    True
    >>> fold("カミフクオカ・イッチョウメ"), fold("大字亀久保"), fold("上ノ原十二丁目")
    ('かみふくおか1', '亀久保', '上の原12')
    """
    plain = _GA.sub("が", to_hiragana(_UNREAD.sub("", fold_width(words)).casefold().translate(_SAME_KANJI)))
    counted = _NUMERAL_OF_BLOCK.sub(lambda found: str(_number(found[0])), plain)
    return _SPOKEN_BLOCK.sub(
        lambda found: str(_SPOKEN[found[1]]), _BLOCK.sub("-", _LAST_BLOCK.sub("", counted))
    )


def find(towns: Sequence[Town], words: str, city: str) -> Found:
    """The town that `words` name; of an address within `city`, the town in which it lies."""
    asked = _within(fold(words), fold(city))
    if not asked:
        return Found(None, [])
    keys = [(town, {fold(town.name), fold(town.kana)} - {""}) for town in towns]
    named = [town for town, forms in keys if asked in forms]
    partly = [town for town, forms in keys if any(asked in form for form in forms)]
    if len(named) == 1:
        return Found(named[0], [town for town in partly if town is not named[0]][:MOST_OFFERED])
    fitting = partly or [town for town, forms in keys if any(_lies_in(asked, form) for form in forms)]
    if len(fitting) == 1:
        return Found(fitting[0], [])
    return Found(None, fitting[:MOST_OFFERED]) if fitting else Found(None, _near(keys, asked), is_near=True)


def rows(towns: Sequence[Town]) -> list[Row]:
    """All towns for a list to choose from, by the syllabary once every reading is known, as staff ordered them."""
    groups = [
        (of_name[0][1].kana, Group(name, [Block(town, label) for label, town in of_name]))
        for name, of_name in _by_name(towns)
    ]
    if not all(kana for kana, _ in groups):
        return [Row("", [group for _, group in groups])] if groups else []
    known = sorted(groups, key=lambda pair: _place_of(pair[0]))
    return [
        Row(letter, [group for _, group in of_letter])
        for letter, of_letter in groupby(known, key=lambda pair: _letter(pair[0]))
    ]


def _by_name(towns: Sequence[Town]) -> list[tuple[str, list[tuple[str, Town]]]]:
    named: dict[str, list[tuple[str, Town]]] = {}
    for town in towns:
        parts = _WITH_BLOCK.fullmatch(town.name)
        name, label = parts.groups() if parts else (town.name, "")
        named.setdefault(name, []).append((label, town))
    return list(named.items())


def _number(numeral: str) -> int:
    """
    >>> [_number(numeral) for numeral in ("一", "十", "十二", "二十", "二十三")]
    [1, 10, 12, 20, 23]
    """
    tens, ten, ones = numeral.rpartition("十")
    if not ten:
        return int("".join(str(_DIGITS[one]) for one in ones))
    return 10 * (_number(tens) if tens else 1) + (_number(ones) if ones else 0)


def _within(words: str, city: str) -> str:
    """An address without what stands before its town."""
    _, named, rest = words.partition(city) if city else ("", "", "")
    return rest if named and rest else words


def _lies_in(address: str, town: str) -> bool:
    """Whether the address goes on from the town to a number or a 字.

    >>> [_lies_in(address, "中丸1") for address in ("中丸1-2-3", "中丸1番地", "中丸12", "中丸2-1")]
    [True, True, False, False]
    >>> [_lies_in(address, "福岡") for address in ("福岡123", "福岡字東", "福岡中央1-2", "上福岡1-2")]
    [True, True, False, False]
    """
    rest = address.removeprefix(town)
    return rest != address and bool((_AFTER_BLOCK if town[-1:].isdigit() else _AFTER_NAME).match(rest))


def _near(keys: list[tuple[Town, set[str]]], asked: str) -> list[Town]:
    forms = {form: town for town, own in keys for form in own}
    close = get_close_matches(asked, list(forms), n=MOST_NEAR, cutoff=NEAR_ENOUGH)
    return list({forms[form].pk: forms[form] for form in forms if form in close}.values())


def _plain_first(kana: str) -> str:
    return normalize("NFD", to_hiragana(kana)[:1])[:1].translate(_SMALL)


def _place_of(kana: str) -> int:
    first = _plain_first(kana)
    return next((place for place, row in enumerate(_ROWS) if first in row), len(_ROWS))


def _letter(kana: str) -> str:
    """
    >>> [_letter(kana) for kana in ("うれしの", "ごちょうめ", "ピアノ", "ぁ", "ー")]
    ['あ', 'か', 'は', 'あ', 'そのほか']
    """
    place = _place_of(kana)
    return _ROWS[place][0] if place < len(_ROWS) else "そのほか"
