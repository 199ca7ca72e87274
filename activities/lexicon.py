"""The names, readings and places there are: what a typed word may have been meant to be."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from fujimino_support.japanese.distance import slips

from .models import SearchText
from .search_text import LINE

MOST_NEAR = 3
KANA = re.compile("[ぁ-ゖー]+")


class Lexicon(NamedTuple):
    """All names, readings, places and other words in one text, and the first three by their length."""

    text: str
    terms: dict[int, list[str]]
    synonyms: frozenset[str]

    def knows(self, word: str) -> bool:
        """Whether it stands anywhere, and is long enough to mean something: two letters, three when all are kana."""
        long_enough = len(word) > (2 if KANA.fullmatch(word) else 1)
        return word in self.synonyms or (long_enough and word in self.text)


def lexicon_of(keys: set[int], synonyms: frozenset[str]) -> Lexicon:
    """Of the activities with the `keys`, and nothing of those that are not public; and the `synonyms`."""
    lines: list[str] = []
    terms = set(synonyms)
    for key, words, *names in SearchText.objects.values_list("pk", "words", "name", "reading", "place"):
        if key in keys:
            lines += [words, *names]
            terms.update(term for column in names for term in column.split(LINE) if term)
    by_length: dict[int, list[str]] = defaultdict(list)
    for term in sorted(terms):
        by_length[len(term)].append(term)
    return Lexicon(LINE.join([*lines, *sorted(synonyms)]), dict(by_length), synonyms)


def forgiven(word: str) -> int:
    """How many slips: in a word that is too short, another is just another word."""
    if len(word) > 7:
        return 2
    return 1 if len(word) > 3 or (len(word) == 3 and KANA.fullmatch(word)) else 0


def near(word: str, lexicon: Lexicon) -> list[str]:
    """The terms that are nearest to `word` as a whole."""
    most = forgiven(word)
    lengths = range(len(word) - most, len(word) + most + 1)
    terms = (term for length in lengths for term in lexicon.terms.get(length, ()))
    return _nearest(word, most, terms)


def beginning(word: str, lexicon: Lexicon) -> list[str]:
    """Beginnings of terms that are nearest to `word`: who looks for ひまわり may mean ひまわりサロン."""
    if len(word) < 4:
        return []
    begun = {
        term[: len(word)] for length, terms in lexicon.terms.items() if length > len(word) for term in terms
    }
    return _nearest(word, 1, sorted(begun))


def _nearest(word: str, most: int, terms: Iterable[str]) -> list[str]:
    letters = set(word)
    found: list[tuple[int, str]] = []
    for term in terms:
        if len(letters - set(term)) > most or (len(word) == 3 and term[0] != word[0]):
            continue
        count = slips(term, word, most)
        if count <= most:
            found.append((count, term))
            most = count
    return [term for count, term in found if count == most][:MOST_NEAR]
