"""The names, readings and places there are: what a typed word may have been meant to be."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, starmap
from typing import NamedTuple

from fujimino_support.japanese.dictionary import IN_KANA
from fujimino_support.japanese.folding import KANJI
from fujimino_support.japanese.kanji_readings import is_chinese
from fujimino_support.japanese.readings import SURE, Readings
from fujimino_support.japanese.sounds import sound

from .models import SearchText
from .models.search import FOLDED, GUESSED, IN_TEXT, LINE, NEARLY, OF_NAMES, edges_of, from_its_start

MOST_HEARD = 3
MOST_OF_BEGINNING = 8
JOINTS = "のとやがおはにでも"
HEAD = 3
LIKE = {**GUESSED, IN_TEXT: "text"}  # where readings and usual spellings stand, and what it is as good as
COLUMNS = (*FOLDED, *LIKE)
MOST_KANJI = 3  # of a name that may have been typed without the kana in it
KANA = re.compile("[ぁ-ゖー]+")
NOUN = re.compile(f"[{KANJI}]{{2,}}|[{KANJI}]ちゃん")
KANJI_OF, STEM = re.compile(f"[{KANJI}]"), re.compile(f"[{KANJI}]+")


class Term(NamedTuple):
    """A word or a whole name, and how it is heard."""

    text: str
    sound: str


class Lexicon(NamedTuple):
    """All names, readings, places and other words in one text; names and their parts by the length of their sound."""

    text: str
    guesses: list[str]  # how names may be read, from the start of each of their words on, and spelled; sorted
    heads: frozenset[str]  # the first letters of its lines, to know fast what begins none
    terms: dict[int, dict[str, str]]  # how each is heard, by the length of that
    units: frozenset[str]
    readings: Readings
    heard_as: Mapping[str, list[str]]  # the words that mean the same as another, by how they are read
    spellings: frozenset[str]  # how words in all of it, the running texts too, are usually spelled and read
    rows: dict[int, list[str]]  # the folded columns of each activity, and then those of guessed readings
    spelled: Mapping[str, str] = {}  # what was typed of the words that were folded
    usual: Mapping[str, str] = {}  # how they are usually spelled
    meant: frozenset[str] = frozenset()  # the words among them that are in the dictionary, and no slips

    def holding(self, words: list[tuple[str, frozenset[str]]]) -> dict[int, int]:
        """What `SearchText.objects.holding` says of its rows, and what has words of running text by how they are read."""
        ranks = dict.fromkeys(self.rows, 0)
        for word, alike in words:
            here = {key: rank_in(self.rows[key], word, alike) for key in ranks}
            ranks = {key: rank + one for key, rank in ranks.items() if (one := here[key]) is not None}
        return ranks

    def terms_of(self, length: int) -> Iterable[Term]:
        """Those that are heard as so many letters."""
        return starmap(Term, self.terms.get(length, {}).items())

    def knows(self, word: str) -> int:
        """2 for a word, 1 for what stands anywhere, or is heard, and is long enough to mean something; or else 0."""
        if word in self.units:
            return 2
        long_enough = len(word) > (2 if KANA.fullmatch(word) else 1)
        is_sure = len(word) >= SURE or not KANA.fullmatch(word)
        stands = long_enough and (
            word in self.text or self.may_begin(word) or (is_sure and word in self.spellings)
        )
        return int(stands or bool(self.heard(word)))

    def has_whole(self, word: str) -> int:
        return 2 * (word in self.units)

    def heard(self, word: str) -> list[str]:
        """How a word is spelled or read that is written otherwise here: in kana, with other kanji, with fewer, or no ケ."""
        usual = self.usual.get(word, word)
        if KANA.fullmatch(word):  # バトミントン is バドミントン; but たいそう need not be 大層
            same = [usual] if usual != word and KANA.fullmatch(usual) and self.stands(usual) else []
            return [*same, *self.heard_as.get(word, [])]
        meant = [usual] if usual != word and self.stands(usual) else []
        read = [*self.readings.of(self.spelled.get(word, word)), *self.readings.of(word), *_with_joint(word)]
        if len(word) == 1:  # a 蛍 is a ほたる, but a 京 is not what is heard in きょうと
            read = [one for one in read if not is_chinese(one)]
        meant += [f"{IN_KANA}{one}" for one in read if self.stands(f"{IN_KANA}{one}")]
        return meant + [
            one
            for one in dict.fromkeys(read)
            if len(one) > 2 and (self.is_guessed(one, word) or self.begins(one))
        ]

    def has_begun(self, word: str, whole: str) -> bool:
        """Whether a word of the `whole()` begins so: of two kana the ふら of フラダンス, but not the かに of 静かに."""
        if len(word) < 3 and KANA.fullmatch(word):
            return any(one.startswith(f"{IN_KANA}{word}") for one in self.spellings)
        return begins_in(whole, word)

    def stands(self, usual: str) -> bool:
        """Whether a word stands anywhere that is usually spelled so."""
        return usual in self.spellings

    def may_begin(self, reading: str) -> bool:
        """Whether it is `from_its_start` in any of the guesses."""
        at = bisect_left(self.guesses, reading)
        found = self.guesses[at] if at < len(self.guesses) else ""
        return found == reading if len(reading) < SURE else found.startswith(reading)

    def is_guessed(self, reading: str, word: str) -> bool:
        """Whether a name is guessed to be read so that has the kana itself, or a kanji of the `word`: 弓道 is no 丘童謡."""
        if not self.may_begin(reading):
            return False
        line = from_its_start(reading)
        kanji = set(KANJI_OF.findall(word))
        return reading in self.text or any(
            not kanji.isdisjoint(name)
            for name, *columns in self.rows.values()
            if any(line in column for column in columns[len(FOLDED) - 1 : -1])
        )

    def begins(self, reading: str) -> bool:
        """A sound that begins in the middle of a word, and goes on in the next, is no word."""
        if len(reading) < SURE and KANA.fullmatch(reading):  # the せいか of 生花 also begins せいかつ
            return reading in self.units or f"{LINE}{reading}{LINE}" in self.text
        if reading[:HEAD] in self.heads and f"{LINE}{reading}" in self.text:
            return True
        beginnings = {reading[:end] for end in range(2, len(reading) + 1)}
        return len(reading) >= SURE and not beginnings.isdisjoint(self.units) and reading in self.text

    def whole(self) -> str:
        """All lines of all activities, the running texts among them."""
        return LINE.join(column for columns in self.rows.values() for column in columns[: len(FOLDED)])


def _with_joint(word: str) -> list[str]:
    """鶴峰 may be 鶴ヶ峰, 四辻 is 四ツ辻, and 松木台 is 松ノ木台."""
    if not NOUN.fullmatch(word) or len(word) > MOST_KANJI:
        return []
    return [f"{word[:at]}{joint}{word[at:]}" for joint in "がのつ" for at in range(1, len(word))]


def begins_in(whole: str, word: str) -> bool:
    """There is no 眼鏡 in 双眼鏡, but a 鳥 in 野鳥."""
    before = f"(?<![{KANJI}])" if len(word) > 1 else ""
    return word in whole and re.search(before + re.escape(word), whole) is not None


def rank_in(columns: list[str], word: str, alike: frozenset[str]) -> int | None:
    """How good a place a word has in the folded columns of one activity; None where it stands nowhere."""
    if not any(one in column for column in columns for one in (word, *alike)):
        return None
    for rank, edges in enumerate(edges_of(word)):
        if any(edge in columns[COLUMNS.index(column)] for column, edge in edges.items()):
            return rank
    for first, one in ((2, word), *((NEARLY, other) for other in sorted(alike))):
        for at, column in enumerate(columns[: len(FOLDED)]):
            if one in column:
                return first + at
        for column, like in zip(columns[len(FOLDED) :], LIKE.values(), strict=True):
            if from_its_start(one) in column:
                return first + FOLDED.index(like)
    return None


def lexicon_of(keys: set[int], synonyms: frozenset[str], readings: Readings) -> Lexicon:
    """Of the activities with the `keys`, and nothing of those that are not public; and the `synonyms`."""
    known: dict[str, str] = {}  # ten thousand activities share a few hundred places, hosts and hours
    rows: dict[int, list[str]] = {}
    divided: set[str] = set()
    for key, parts, *columns in SearchText.objects.values_list("pk", "units", *COLUMNS):
        if key in keys:
            rows[key] = [known.setdefault(column, column) for column in columns]
            divided.add(parts)
    by_column = list(map(set, zip(*rows.values(), strict=True))) or [set() for _ in COLUMNS]
    lines = set().union(*by_column[: len(FOLDED) - 1])  # but for the text, in which anything may stand
    guesses = _lines_of(by_column[len(FOLDED) : -1])
    spellings = guesses | _lines_of(by_column[-1:])
    heard = set().union(*by_column[len(FOLDED) : -1])
    units = synonyms | _lines_of([divided])
    in_kana = (word.removeprefix(IN_KANA) for word in spellings if word.startswith(IN_KANA))
    terms = {
        *units,
        *_lines_of(by_column[:OF_NAMES]),
        *(
            column.split(LINE * 2)[1].split(LINE)[0] for column in heard if LINE * 2 in column
        ),  # the likeliest
        *(word for word in in_kana if len(word) > SURE),
        *_without_beginning(_lines_of(by_column[:1]), units),
    }
    by_length: dict[int, dict[str, str]] = defaultdict(dict)
    for term in sorted(terms - {""}):
        how = sound(term)
        by_length[len(how)][term] = how
    text = LINE.join(sorted(lines | synonyms))
    heads = frozenset(line[:HEAD] for line in text.split(LINE))
    return Lexicon(
        text,
        sorted(guesses),
        heads,
        dict(by_length),
        units,
        readings,
        _heard_as(synonyms, readings),
        spellings,
        rows,
    )


def _lines_of(columns: Iterable[Iterable[str]]) -> frozenset[str]:
    return frozenset(chain.from_iterable(text.split(LINE) for column in columns for text in column)) - {""}


def _without_beginning(names: Iterable[str], units: frozenset[str]) -> Iterator[str]:
    """The まきわり助っ人 of 柳瀧まきわり助っ人: names without words they begin with, unless these are joined to the rest."""
    for name in names:
        for end in range(2, min(MOST_OF_BEGINNING, len(name) - SURE) + 1):
            if name[:end] in units and name[end] not in JOINTS:
                yield name[end:]


def _heard_as(synonyms: Iterable[str], readings: Readings) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for word in sorted(synonyms):
        for reading in readings.of(word)[:MOST_HEARD]:
            if len(reading) > 2:
                found[reading].append(word)
    return found
