"""The names, readings and places there are: what a typed word may have been meant to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from fujimino_support.japanese.distance import slips
from fujimino_support.japanese.readings import Readings
from fujimino_support.japanese.sounds import sound

from .models import SearchMark, SearchText
from .models.search import LINE

MOST_NEAR = 3
SURE = 4  # letters of a reading that hardly stand anywhere by chance
KANA = re.compile("[ぁ-ゖー]+")


class Term(NamedTuple):
    """A word or a whole name, and how it is heard."""

    text: str
    sound: str


class Lexicon(NamedTuple):
    """All names, readings, places and other words in one text; names and their parts by the length of their sound."""

    text: str
    terms: dict[int, list[Term]]
    units: frozenset[str]
    synonyms: frozenset[str]
    readings: Readings

    def knows(self, word: str) -> int:
        """2 for a word, 1 for what stands anywhere, or is heard, and is long enough to mean something; or else 0."""
        if word in self.units:
            return 2
        long_enough = len(word) > (2 if KANA.fullmatch(word) else 1)
        return int((long_enough and word in self.text) or bool(self.heard(word)))

    def has_whole(self, word: str) -> int:
        return 2 * (word in self.units)

    def heard(self, word: str) -> list[str]:
        """The readings of a word that is written with other kanji than it is written with here, or with fewer."""
        if len(word) < 2 or KANA.fullmatch(word):
            return []
        return [
            one
            for one in self.readings.of(word)
            if (len(one) >= SURE and one in self.text) or (len(one) > 2 and f"{LINE}{one}" in self.text)
        ]


def lexicon_of(keys: set[int], synonyms: frozenset[str]) -> Lexicon:
    """Of the activities with the `keys`, and nothing of those that are not public; and the `synonyms`."""
    lines: list[str] = []
    terms, units = set(synonyms), set(synonyms)
    columns = ("pk", "words", "units", "name", "reading", "place")
    for key, words, parts, *names in SearchText.objects.values_list(*columns):
        if key in keys:
            lines += [words, *names]
            units.update(parts.split(LINE))
            terms.update(term for column in names for term in column.split(LINE))
    by_length: dict[int, list[Term]] = defaultdict(list)
    for term in sorted((terms | units) - {""}):
        heard = sound(term)
        by_length[len(heard)].append(Term(term, heard))
    mark = SearchMark.objects.first()
    readings = Readings((name, kana) for name, kana in mark.readings) if mark else Readings([])
    text = LINE.join([*lines, *sorted(synonyms)])
    return Lexicon(text, dict(by_length), frozenset(units), synonyms, readings)


def forgiven(word: str) -> int:
    """How many slips: in a word that is too short, another is just another word."""
    if len(word) > 7:
        return 2
    return 1 if len(word) > 3 else 0


def near(word: str, lexicon: Lexicon) -> list[str]:
    """The terms that are nearest to `word` as a whole."""
    heard = sound(word)
    most = forgiven(heard)
    lengths = range(len(heard) - most, len(heard) + most + 1)
    terms = (term for length in lengths for term in lexicon.terms.get(length, ()))
    return _nearest(heard, most, terms)


def beginning(word: str, lexicon: Lexicon) -> list[str]:
    """Beginnings of terms that are nearest to `word`: who looks for ひまわり may mean ひまわりサロン."""
    if len(word) < 4:
        return []
    begun = {
        term.text[: len(word)]
        for length, terms in lexicon.terms.items()
        if length >= len(word) - 1
        for term in terms
        if len(term.text) > len(word)
    }
    return _nearest(sound(word), 1, [Term(text, sound(text)) for text in sorted(begun)])


def _nearest(word: str, most: int, terms: Iterable[Term]) -> list[str]:
    letters = set(word)
    found: list[tuple[int, str]] = []
    for term in terms:
        if len(letters - set(term.sound)) > most or (len(word) <= 3 and term.sound[:1] != word[:1]):
            continue
        count = slips(term.sound, word, most)
        if count <= most:
            found.append((count, term.text))
            most = count
    return [term for count, term in found if count == most][:MOST_NEAR]
