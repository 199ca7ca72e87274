"""Which of the names there are was meant by one that is misspelt or misheard."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain, islice

from fujimino_support.japanese.distance import slips
from fujimino_support.japanese.mistaken import is_mistyped, lacks_a_kanji
from fujimino_support.japanese.readings import SURE
from fujimino_support.japanese.sounds import sound

from .lexicon import KANA, Lexicon, Term

MOST_NEAR = 3
SHORTEST = 3  # letters: スキー is no 好き
VOICED = str.maketrans(
    "がぎぐげござじずぜぞだでどばびぶべぼぱぴぷぺぽ", "かきくけこさしすせそたてとはひふへほはひふへほ"
)


def forgiven(word: str) -> int:
    """How many slips: in a word that is too short, another is just another word."""
    if len(word) > 7:
        return 2
    return 1 if len(word) > 3 else 0


def near(word: str, lexicon: Lexicon) -> list[str]:
    """The terms that are nearest to `word` as a whole."""
    heard = sound(word)
    if word in lexicon.meant or (len(heard) < SHORTEST and KANA.search(heard)):
        return []
    most = forgiven(heard)
    lengths = range(len(heard) - most, len(heard) + most + 1)
    terms = (term for length in lengths for term in lexicon.terms_of(length))
    if found := _nearest(heard, most, terms):
        return found
    mistyped = (term.text for term in lexicon.terms_of(len(heard)) if is_mistyped(term.sound, heard))
    longer = (term.text for term in lexicon.terms_of(len(heard) + 1) if lacks_a_kanji(heard, term.sound))
    return list(islice(chain(mistyped, longer), 1))


def misheard(word: str, lexicon: Lexicon) -> list[str]:
    """Words of three kana that differ by no more than their voicing marks: who types ズンパ means ズンバ."""
    heard = sound(word)
    if len(heard) != 3 or not KANA.fullmatch(heard):
        return []
    plain = heard.translate(VOICED)
    alike = (term.text for term in lexicon.terms_of(3) if term.sound.translate(VOICED) == plain)
    return [word for word in alike if any(word in columns[0] for columns in lexicon.rows.values())]


def same_sound(kana: str, lexicon: Lexicon) -> str:
    """The word or name that sounds like `kana`, or part of one; "" where there is none."""
    if lexicon.knows(kana):
        return kana
    heard = sound(kana)
    there = lexicon.terms_of(len(heard)) if len(heard) >= SURE - 1 else ()
    return next((term.text for term in there if term.sound == heard), "")


def beginning(word: str, lexicon: Lexicon) -> list[str]:
    """Beginnings of terms that are nearest to `word`: who looks for ひまわり may mean ひまわりサロン."""
    if len(word) < 4:
        return []
    heard = sound(word)
    if same := _same_beginning(heard, lexicon):
        return [same]
    if word in lexicon.meant:
        return []
    begun = {
        term.text[: len(word)]
        for length in lexicon.terms
        if length >= len(word) - 1
        for term in lexicon.terms_of(length)
        if len(term.text) > len(word)
    }
    found = _nearest(heard, min(1, forgiven(heard)), [Term(text, sound(text)) for text in sorted(begun)])
    found = found or [text for text in sorted(begun) if is_mistyped(text, word)][:1]
    if len(heard) > SURE:
        return found
    # So short a name is meant as it is written, and not as it is guessed to be read.
    return [text for text in found if any(text in columns[0] for columns in lexicon.rows.values())]


def _same_beginning(heard: str, lexicon: Lexicon) -> str:
    """ゲートボル is heard like the ゲートボール of ゲートボールクラブ; "" where no term begins so."""
    begun = (
        term.text
        for length in sorted(lexicon.terms)
        if length > len(heard) >= SURE
        for term in lexicon.terms_of(length)
        if term.sound.startswith(heard)
    )
    text = next(begun, "")
    ends = (end for end in range(len(heard), len(text)) if sound(text[:end]) == heard)
    return text[: max(ends, default=0)]


def _nearest(word: str, most: int, terms: Iterable[Term]) -> list[str]:
    """Of those that are as near, what has the same letters in another order is meant before what has others."""
    letters, spelt, plain = set(word), Counter(word), word.translate(VOICED)
    found: list[tuple[int, int, str]] = []
    for term in terms:
        is_voiced = most > 0 and len(word) > SURE and plain == term.sound.translate(VOICED)
        if not is_voiced and len(letters - set(term.sound)) > most:
            continue
        if len(word) <= SURE and term.sound[:1].translate(VOICED) != plain[:1]:
            continue
        other = Counter(term.sound)
        is_swapped = most > 0 and word[:1] == term.sound[:1] and spelt == other
        is_other = term.sound != word
        count = 1 if is_other and (is_swapped or is_voiced) else slips(term.sound, word, most)
        if count <= most:
            found.append((count, ((spelt - other) + (other - spelt)).total(), term.text))
            most = count
    return [term for _, _, term in sorted(one for one in found if one[0] == most)][:MOST_NEAR]
