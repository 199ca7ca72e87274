"""How names may be read that nobody has given a reading: guesses, for searching only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate, groupby, product, takewhile
from math import prod
from typing import NamedTuple

from . import dictionary
from .characters import fold_width, printable, to_hiragana
from .folding import HIRAGANA, KANJI, KATAKANA, fold, same_kanji
from .kanji_readings import is_chinese, voiced

MOST_GUESSES = 24
MOST_OF_A_RUN = 12
MOST_JOINED = 3  # words of one script that may be meant as one
MOST_WEIGHED = 300  # ways to read a run of many kanji
LONGEST = 80
SURE = 4  # letters of a reading that hardly stand anywhere by chance
MOST_KEPT = 30_000  # names that have been read; visitors may type without end

_KANJI_RUN = re.compile(f"[{KANJI}々]+")
_KANA = re.compile(f"[{HIRAGANA}{KATAKANA}ー]+")
_HIRAGANA = re.compile(f"[{HIRAGANA}ー]+")
_SCRIPTS = re.compile(
    f"の|(?:(?!の)[{HIRAGANA}ー])+|[{KATAKANA}ー]+|[{KANJI}々]+|[^{HIRAGANA}{KATAKANA}{KANJI}々]+"
)
_JOINTS = frozenset("ノツケヶヵガ")
_SINO = re.compile(f"[{KANJI}]{{2,}}")  # 体操 is never だいそう
_BLOCK = re.compile("[一二三四五六七八九十]+丁目$")
_BLOCK_READ = re.compile("(いっ|に|さん|よん|ご|ろく|なな|はっ|きゅう|じゅっ|じゅう.+)ちょうめ$")
# 緑ケ丘, 三ヶ島: a small ケ between kanji is read が.
_GA = re.compile(f"(?<=[{KANJI}])[ケヶヵ](?=[{KANJI}])")
_UNITS = re.compile(f"[{KATAKANA}ー]{{2,}}|[{KANJI}々]{{2,}}|[{HIRAGANA}ー]{{4,}}")


class Segment(NamedTuple):
    """A stretch of a name, and how it may be read; what nobody can read is read as it stands."""

    text: str
    readings: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        return self.readings != (self.text,)


class Heard(NamedTuple):
    """Folded guesses: of a whole name, and of it from the start of a later word on, or of words in it."""

    whole: list[str]
    parts: list[str]


class Readings:
    """By the dictionary, and by the readings that are `known` of names of this town."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        self._known: dict[str, tuple[str, ...]] = {}
        for name, kana in known:
            for word, reading in _learned(name, kana):
                usual = self._known.get(word, ())
                self._known[word] = (reading, *(one for one in usual if one != reading))
        self._longest = max(map(len, self._known), default=0)
        self._guesses: dict[str, list[str]] = {}
        self._heard: dict[str, Heard] = {}

    def of(self, text: str) -> list[str]:
        """Folded readings of `text`, the likeliest first; none where there is nothing to be read.

        >>> readings = Readings([("大原一丁目", "おおはらいっちょうめ")])
        >>> readings.of("大原自治会 花そだて")[0]
        'おおはらじちかいはなそだて'
        >>> readings.of("ひまわり")
        []
        """
        if text not in self._guesses:
            if len(self._guesses) > MOST_KEPT:
                self._guesses.clear()
            segments = list(self._segments(plain(text[:LONGEST])))
            ways = map("".join, self._ways(segments))
            pairs = _pairs(segments) if len(segments) == 2 else ()
            self._guesses[text] = list(dict.fromkeys(map(fold, (*ways, *pairs))))
        return self._guesses[text]

    def from_each_word(self, text: str) -> Heard:
        """How `text` may be read, and how from the start of each of its words on.

        >>> Readings([]).from_each_word("はまなす喫茶")
        Heard(whole=['はまなすきっさ'], parts=['きっさ'])
        >>> Readings([("大原", "おおはら")]).from_each_word("大原の体操")
        Heard(whole=['おおはらのたいそう', 'おはらのたいそう'], parts=['たいそう', 'おはら', 'おおはら'])
        """
        if text not in self._heard:
            if len(self._heard) > MOST_KEPT:
                self._heard.clear()
            self._heard[text] = self._from_each_word(plain(text[:LONGEST]))
        return self._heard[text]

    def _from_each_word(self, text: str) -> Heard:
        segments = list(_joined(self._segments(text)))
        starts = [at for at in range(1, len(segments)) if _begins(segments, at)]
        ways = list(self._ways(segments))
        whole = dict.fromkeys("".join(way) for way in ways)
        parts = dict.fromkeys("".join(way[at:]) for way in ways for at in starts)
        short = dict.fromkeys(word for way in ways for at in (0, *starts) for word in _short(way[at:]))
        words = (word for at in (0, *starts) for word in _words(segments[at : at + 2]) if ways)
        return Heard(_folded(whole), _folded([*parts, *short, *words]))

    def unlike(self, other: Readings) -> set[str]:
        """Words that the two of them read differently.

        >>> Readings([("亀居会館", "かめいかいかん")]).unlike(Readings([])) == {"亀居会館", "亀居"}
        True
        """
        words = self._known.keys() | other._known.keys()
        return {word for word in words if self._known.get(word) != other._known.get(word)}

    def units(self, text: str) -> list[str]:
        """The words of which a name is made, folded, and how those of several kanji are read.

        >>> Readings([]).units("黒沢健康フラダンスの会")
        ['黒沢健康', 'ふらだんす', '黒沢', 'くろさわ', 'くろさわけんこう', '健康', 'けんこう']
        """
        whole = [fold(unit) for unit in _UNITS.findall(plain(text))]
        parts = [one for part in self._parts(plain(text)) for one in (part, *self.of(part))]
        return list(dict.fromkeys([*whole, *map(fold, parts)]))

    def _parts(self, text: str) -> Iterator[str]:
        """Words with a kanji, and neighbours of nothing but kanji as one."""
        segments = list(self._segments(text))
        for at, segment in enumerate(segments):
            run = takewhile(lambda one: one.is_read and bool(_KANJI_RUN.fullmatch(one.text)), segments[at:])
            together = list(accumulate(one.text for one in run))[:MOST_JOINED]
            yield from (word for word in together or [segment.text] if len(word) > 1 and segment.is_read)

    def _ways(self, segments: list[Segment]) -> Iterator[list[str]]:
        """The readings of all segments, the likeliest first; none where there is nothing to be read."""
        if not any(segment.is_read for segment in segments):
            return
        usual = [segment.readings[0] for segment in segments]
        chinese = [next(filter(is_chinese, one.readings), one.readings[0]) for one in segments]
        yield usual
        yield chinese
        left = MOST_GUESSES
        for first, last in _runs(segments):
            for guess in _guesses([segment.readings for segment in segments[first:last]]):
                yield [*usual[:first], *guess, *usual[last:]]
                yield [*chinese[:first], *guess, *chinese[last:]]
                left -= 1
                if not left:
                    return

    def _segments(self, text: str) -> Iterator[Segment]:
        """Names of this town, and between them the words of the dictionary."""
        at = 0
        while at < len(text):
            for word in dictionary.words(text[at:], compounds=True):
                if known := self._known_at(text, at, len(word.text)):
                    yield _segment(known, (*self._known[known], *dictionary.readings_of(known)), at)
                    at += len(known)
                    break
                yield _segment(word.text, _readings(word), at)
                at += len(word.text)

    def _known_at(self, text: str, at: int, least: int) -> str:
        """The longest name of this town that stands there, if it is not part of a longer word."""
        lengths = range(min(self._longest, len(text) - at), max(least, 2) - 1, -1)
        return next((word for length in lengths if (word := text[at : at + length]) in self._known), "")


def _segment(word: str, readings: tuple[str, ...], at: int) -> Segment:
    if at and not _SINO.fullmatch(word):
        readings = (*readings, *voiced(readings))
    return Segment(word, tuple(dict.fromkeys(readings)))


def _readings(word: dictionary.Word) -> tuple[str, ...]:
    """Those of a word in kana, or of one that nobody can read, are the word itself."""
    if not _KANJI_RUN.search(word.text):
        return (word.text,)
    return (word.reading, *dictionary.readings_of(word.text))


def plain(text: str) -> str:
    """Of one width and of usual kanji."""
    text = _GA.sub("が", fold_width(printable(text)).casefold().translate(same_kanji))
    return re.sub("(.)々", r"\1\1", text)


def _words(segments: list[Segment]) -> Iterable[str]:
    """However the first word may be read: one of the dictionary, or two kanji."""
    if segments[0].is_read and len(segments[0].text) > 1:
        return segments[0].readings
    return _pairs(segments)


def _pairs(segments: list[Segment]) -> Iterable[str]:
    """However two kanji may be read."""
    if len(segments) > 1 and all(len(segment.text) == 1 and segment.is_read for segment in segments):
        return map("".join, product(*(segment.readings for segment in segments)))
    return ()


def _folded(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(fold(word) for word in words if len(word) > 1))


def _short(way: list[str]) -> Iterator[str]:
    """What its first words come to, while that is short."""
    return takewhile(lambda word: len(word) < SURE, accumulate(way))


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """With those that stand as they are joined to one for each script, but parted at の."""
    for is_read, neighbours in groupby(segments, key=lambda segment: segment.is_read):
        if is_read:
            yield from neighbours
        else:
            text = "".join(segment.text for segment in neighbours)
            yield from (Segment(run, (run,)) for run in _SCRIPTS.findall(text))


def _begins(segments: list[Segment], at: int) -> bool:
    """Whether a word begins there: few hiragana are the rest of a word, or join it to the next, but for those behind の."""
    text = segments[at].text
    few = (_HIRAGANA.fullmatch(text) and len(text) < 3) or text in _JOINTS
    return not (at and few) or segments[at - 1].text == "の"


def _runs(segments: list[Segment]) -> Iterator[tuple[int, int]]:
    """From where to where there are neighbours that may be read in several ways."""
    first = None
    for at, segment in enumerate([*segments, Segment("", ("",))]):
        if len(segment.readings) > 1:
            first = at if first is None else first
        elif first is not None:
            yield first, at
            first = None


def _guesses(readings: list[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
    """Other ways than the usual to read a run, the likeliest first.

    Of many, those come first that are Chinese throughout, as 成年後見 is せいねんこうけん and not なりとしあとみ.
    """
    if prod(map(len, readings)) > MOST_OF_A_RUN:
        chinese = [tuple(filter(is_chinese, one)) or one for one in readings]
        if prod(map(len, chinese)) <= MOST_OF_A_RUN:
            yield from product(*chinese)
    most = max(map(len, readings))
    while prod(min(len(one), most) for one in readings) > MOST_WEIGHED:
        most -= 1
    ways = sorted(product(*(range(min(len(one), most)) for one in readings)), key=sum)
    for way in ways[1 : MOST_OF_A_RUN + 1]:
        yield tuple(one[at] for one, at in zip(readings, way, strict=True))


def _learned(name: str, kana: str) -> Iterator[tuple[str, str]]:
    """What the reading of a name tells of its parts: 大原一丁目 of 大原, 大原会館 of it too.

    >>> list(_learned("大原一丁目", "おおはらいっちょうめ")), list(_learned("亀居会館", "かめいかいかん"))
    ([('大原', 'おおはら')], [('亀居会館', 'かめいかいかん'), ('亀居', 'かめい')])
    """
    name, kana = plain(name), to_hiragana(fold_width(kana)).replace(" ", "").replace("・", "")
    name, kana = _BLOCK.sub("", name), _BLOCK_READ.sub("", kana) if _BLOCK.search(name) else kana
    if len(name) < 2 or not kana or not _KANJI_RUN.search(name) or not _KANA.fullmatch(kana):
        return
    yield name, kana
    for length in range(2, len(name) - 1):
        for reading in dictionary.readings_of(name[-length:]):
            if kana.endswith(reading) and kana != reading:
                yield name[:-length], kana.removesuffix(reading)
                return
