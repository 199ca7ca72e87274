"""Finds activities by words, however they are spelled: first as they stand, then as they may have been meant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from itertools import groupby
from typing import NamedTuple

from fujimino_support.japanese.asking import (
    Asked,
    Kind,
    Piece,
    asked,
    time_of,
    understand,
    weekday_of,
    words_of,
)
from fujimino_support.japanese.characters import fold_width
from fujimino_support.japanese.dictionary import IN_KANA, meant_as_typed, usual
from fujimino_support.japanese.folding import Folding, fold, with_endings
from fujimino_support.japanese.gist import Gist, gist
from fujimino_support.japanese.readings import Readings
from fujimino_support.japanese.romaji import kana_of
from fujimino_support.web.kept import kept

from .catalogue import WEEK_DAYS, WEEKDAYS, Catalogue, places_in
from .lexicon import KANA, NOUN, STEM, Lexicon, begins_in, lexicon_of
from .misspelt import beginning, misheard, near, same_sound
from .models import Activity, SearchText
from .search_text import mark_of
from .upcoming import DAY
from .weighing import ENOUGH, ENOUGH_OF_A_LIST, Weighable, Weight, weighed

MOST_WORDS = 8
OFTEN = 4  # days of a week
LESS = 3  # ranks that what is held so often is put behind others as good


class Found(NamedTuple):
    """The activities, as bits of the catalogue and with their ranks by key, and how they were found."""

    bits: int = 0
    ranks: dict[int, int] = {}
    words: tuple[str, ...] = ()  # folded: to be marked in what is shown
    instead: str = ""  # the folded name that was taken for a word that nobody knows
    is_partly: bool = False  # whether much of what was typed does not fit them
    weekday: int | None = None  # the day that was guessed, where none of them is held on it


class Search:
    """By the words of one content version, on one day, among the activities of a catalogue."""

    def __init__(self, on: date, version: str, catalogue: Catalogue) -> None:
        self.on, self.version, self.catalogue = on, version, catalogue
        mark = mark_of(version) if catalogue.keys else None
        self.synonyms: list[list[str]] = mark.synonyms if mark else []
        self._readings: list[list[str]] = mark.readings if mark else []

    def find(self, text: str) -> Found:
        typed = words_of(text, MOST_WORDS)
        if not (typed and self.catalogue.keys):
            return Found()
        return self._as_typed(typed) or self._as_spoken(text)

    def _as_typed(self, typed: list[str]) -> Found | None:
        days = [word for word in typed if weekday_of(word) is not None]
        times = [word for word in typed if time_of(word)]
        words = tuple(word for word in typed if word not in days and word not in times)
        weekday = weekday_of(days[0]) if days else None
        wish = Asked(words, weekday, time_of(times[0]) if times else "")
        return self._having(wish, said=(*days, *times))

    def _as_spoken(self, text: str) -> Found:
        lexicon = self._lexicon()._replace(
            spelled=with_endings(text), usual=usual(text), meant=meant_as_typed(text)
        )
        knows = cache(lexicon.knows)  # what a stretch is, is asked again and again
        parts = understand(text, knows)
        wish = asked(parts, MOST_WORDS)
        return (
            self._having(wish, lexicon=lexicon)
            or self._without_guess(wish, lexicon)
            or self._nearly(text, wish, parts, lexicon)
            or self._in_short(text, wish, knows, lexicon)
            or self._in_kana(text, lexicon)
            or Found()
        )

    def _having(
        self, wish: Asked, said: tuple[str, ...] = (), lexicon: Lexicon | None = None
    ) -> Found | None:
        """What has all that is wished; a day and a time that were `said` may also stand in its words."""
        if not (wish.words or wish.time or wish.weekday is not None):
            return None
        ranks = self._holding(wish.words, lexicon) if wish.words else dict.fromkeys(self.catalogue.keys, 0)
        bits = self.catalogue.of_keys(ranks)
        if bits:
            bits &= self._held_when(wish) | (self.catalogue.of_keys(self._holding(said)) if said else 0)
        if not bits:
            return None
        return Found(bits, self._rather_on(wish.weekday, ranks), self._marked((*wish.words, *said), lexicon))

    def _without_guess(self, wish: Asked, lexicon: Lexicon) -> Found | None:
        """A day that was only guessed is given up when nothing else fits."""
        if not (wish.doubtful and wish.words and wish.weekday is not None):
            return None
        found = self._having(wish._replace(weekday=None), lexicon=lexicon)
        return found._replace(weekday=wish.weekday) if found else None

    def _nearly(self, text: str, wish: Asked, parts: list[list[Piece]], lexicon: Lexicon) -> Found | None:
        """What has the names that are one or two slips away from what nobody knows."""
        by_whole_words = understand(text, lexicon.has_whole)
        for words in (*self._meant(text, parts, lexicon), *self._meant(text, by_whole_words, lexicon)):
            meant = wish._replace(words=tuple(words))
            found = self._having(meant, lexicon=lexicon) or self._without_guess(meant, lexicon)
            if found:
                typed = fold(text)
                return found._replace(instead=next((word for word in words if word not in typed), ""))
        return None

    def _in_short(
        self, text: str, wish: Asked, knows: Callable[[str], int], lexicon: Lexicon
    ) -> Found | None:
        """What has the names in a sentence, whatever else it says."""
        whole = lexicon.whole()

        @cache
        def stands(word: str) -> int:
            return knows(word) or int(bool(NOUN.fullmatch(word)) and begins_in(whole, word))

        short = gist(text, stands)
        words = self._weighing(short, whole, lexicon)
        if found := self._weighed(words, wish, lexicon):
            return found
        # Rather a part of it than nothing: of a list, if all its words stand somewhere.
        freed = [word._replace(is_needed=False) for word in words]
        enough = ENOUGH if short.is_told else ENOUGH_OF_A_LIST
        if short.is_told or (len(words) > 2 and all(word.ranks for word in words)):
            found = self._weighed(freed, wish, lexicon, enough)
        return found._replace(is_partly=True) if found else None

    def _weighed(
        self, words: list[Weighable], wish: Asked, lexicon: Lexicon, enough: float = ENOUGH
    ) -> Found | None:
        ranks, whole = weighed(words, len(lexicon.rows), enough)
        marked = self._marked(tuple(word.text for word in words), lexicon)
        found = self._at_the_time(Found(self.catalogue.of_keys(ranks), ranks, marked), wish)
        if found is None:
            return None
        return found._replace(is_partly=found.is_partly or not found.bits & self.catalogue.of_keys(whole))

    def _at_the_time(self, found: Found, wish: Asked) -> Found | None:
        """Of what was `found` that which is held when it is asked for; what is given up of that is said."""
        ways = [wish, wish._replace(time="")]
        if wish.doubtful or wish.weekday is None:  # a day that was not guessed is not given up
            ways += [wish._replace(weekday=None), Asked()]
        for way in ways:
            if bits := found.bits & self._held_when(way):
                ranks = self._rather_on(way.weekday, found.ranks)
                weekday = wish.weekday if way.weekday != wish.weekday else None
                return found._replace(
                    bits=bits, ranks=ranks, is_partly=way.time != wish.time, weekday=weekday
                )
        return None

    def _held_when(self, wish: Asked) -> int:
        day = "" if wish.weekday is None else f"weekday {WEEKDAYS[wish.weekday]}"
        return self.catalogue.marked(day, wish.time) if day or wish.time else self.catalogue.everything

    def _rather_on(self, weekday: int | None, ranks: dict[int, int]) -> dict[int, int]:
        """Who says Thursday hardly means what is held nearly every day."""
        if weekday is None:
            return ranks
        # Those held on none, one … of the seven days from today on, or on more.
        held = [self.catalogue.everything, *[0] * OFTEN]
        for number in range(WEEK_DAYS):
            on = self.catalogue.marked(f"day {self.on + DAY * number}")
            for count in range(OFTEN, 0, -1):
                held[count] |= held[count - 1] & on
        often = {self.catalogue.keys[place] for place in places_in(held[OFTEN])}
        return {key: rank + LESS * (key in often) for key, rank in ranks.items()}

    def _weighing(self, short: Gist, whole: str, lexicon: Lexicon) -> list[Weighable]:
        """The words of it, and none where something is asked for that nobody knows.

        In a list of words each is asked for; a sentence says more than that.
        """
        is_list = not short.is_told
        words: list[Weighable] = []
        for word in (*short.telling, *short.unknown):
            is_wanted = is_list or word in short.wanted
            weight = Weight.BESIDE if word in short.beside and not is_list else Weight.NAME
            is_known = word in short.telling or lexicon.has_begun(word, whole)
            meant = word if is_known else next(iter(_either(word, lexicon)), "")
            if is_wanted and not meant:
                return []
            ranks = self._holding([meant], lexicon) if meant else {}
            words.append(Weighable(meant or word, weight, ranks, is_wanted))
        words += (Weighable(word, Weight.AROUND, self._holding([word], lexicon)) for word in short.weak)
        for verb in short.verbs:
            stem = "".join(STEM.findall(verb)[:1])
            words.append(Weighable(stem, Weight.VERB, lexicon.holding([(stem, frozenset({verb}))])))
        return words

    def _in_kana(self, text: str, lexicon: Lexicon) -> Found | None:
        """What is heard in words that are typed in Latin letters, or in all of them as one."""
        typed = fold_width(text).split()
        heard = [(word, fold(kana_of(word))) for word in typed]
        if not any(kana for _, kana in heard):
            return None
        names = [same_sound(kana, lexicon) if kana else fold(word) for word, kana in heard]
        whole = (
            same_sound("".join(kana for _, kana in heard), lexicon) if all(kana for _, kana in heard) else ""
        )
        for words in (names, [whole]):
            if all(words) and (found := self._having(Asked(tuple(words)[:MOST_WORDS]), lexicon=lexicon)):
                return found
        return None

    def _meant(self, text: str, parts: list[list[Piece]], lexicon: Lexicon) -> Iterable[list[str]]:
        typed = fold(text)
        yield from ([name] for name in near(typed, lexicon) or misheard(typed, lexicon))
        words: list[str] = []
        for part in parts:
            spelt = "".join(piece.text for piece in part)
            names = near(spelt, lexicon) if any(piece.kind is Kind.UNKNOWN for piece in part) else []
            for name in names[:1]:
                words.append(name)
            if not names:
                words += (found := _run_by_run(part, lexicon)) or []
                if found is None:
                    return
        if words:
            yield words

    def _holding(self, words: Iterable[str], lexicon: Lexicon | None = None) -> dict[int, int]:
        meaning = [(word, self._alike(word, lexicon)) for word in words]
        return lexicon.holding(meaning) if lexicon else SearchText.objects.holding(meaning)

    def _alike(self, word: str, lexicon: Lexicon | None = None) -> frozenset[str]:
        """Words that mean the same, and with a `lexicon` those that are read the same."""
        said = {word, *(lexicon.heard(word) if lexicon else ())}
        same = {other for line in self.synonyms if not said.isdisjoint(line) for other in line}
        return frozenset(same | said) - {word}

    def _marked(self, words: tuple[str, ...], lexicon: Lexicon | None) -> tuple[str, ...]:
        alike = {word: sorted(self._alike(word, lexicon)) for word in words}
        marked = (one.removeprefix(IN_KANA) for word in words for one in (word, *alike[word]))
        return tuple(dict.fromkeys(marked))

    def _lexicon(self) -> Lexicon:
        def read() -> Lexicon:
            readings = Readings((name, kana) for name, kana in self._readings)
            return lexicon_of(set(self.catalogue.keys), frozenset().union(*self.synonyms), readings)

        return kept(f"lexicon {self.on} {self.version}", read) if self.version else read()


def _run_by_run(part: list[Piece], lexicon: Lexicon) -> list[str] | None:
    """The words of a part, and the nearest names for those that nobody knows; None where there is none."""
    words: list[str] = []
    for meaningful, run in groupby(part, key=lambda piece: piece.kind in (Kind.WORD, Kind.UNKNOWN)):
        pieces = list(run)
        if not meaningful:
            continue
        joined = "".join(piece.text for piece in pieces)
        is_slip = KANA.fullmatch(joined) or not any(
            piece.kind is Kind.UNKNOWN and piece.text in lexicon.meant for piece in pieces
        )
        names = _either(joined, lexicon) if len(pieces) > 1 and is_slip else []
        if names:
            words.append(names[0])
            continue
        for piece in pieces:
            found = [piece.text] if piece.kind is Kind.WORD else _either(piece.text, lexicon)
            if not found:
                return None
            words.append(found[0])
    return words


def _either(word: str, lexicon: Lexicon) -> list[str]:
    return near(word, lexicon) or beginning(word, lexicon)


def spelt(word: str, rows: Iterable[Activity]) -> str:
    """The folded `word` as it is spelled in the names of what was found."""
    for row in rows:
        for name in (row.name, *(place.name for place in row.venues), row.kana):
            folding = Folding(name)
            for start, end in folding.spans([word])[:1]:
                return name[start:end]
    return word
