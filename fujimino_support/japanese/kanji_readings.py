"""What becomes of the readings of a kanji in a word: before the kana of its ending, and behind another one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

_ROWS = (
    "かきくけこ",
    "がぎぐげご",
    "さしすせそ",
    "たちつてと",
    "ばびぶべぼ",
    "なにぬねの",
    "まみむめも",
    "らりるれろ",
    "わいうえお",
)
_CHINESE = re.compile("[ぁ-ん][ゃゅょ]?[いうんくきつち]?")
_VOICED = dict(
    zip("かきくけこさしすせそたちつてとはひふへほ", "がぎぐげござじずぜぞだぢづでどばびぶべぼ", strict=True)
)
_HAS_VOICED = frozenset("がぎぐげござじずぜぞだぢづでどばびぶべぼ")


def is_chinese(reading: str) -> bool:
    """Whether a kanji may be read so in Chinese reading, going by the few shapes that those have.

    >>> [reading for reading in ("せい", "しょう", "がく", "ち", "なり", "とし", "ほたる") if is_chinese(reading)]
    ['せい', 'しょう', 'がく', 'ち']
    """
    return _CHINESE.fullmatch(reading) is not None


def stems(readings: Iterable[str], after: str) -> Iterator[str]:
    """What is left of readings for a kanji `after` which the kana of their end are written.

    >>> list(stems(["ふり", "しん"], "り")), list(stems(["こみ"], "め")), list(stems(["はな"], "の"))
    (['ふ'], ['こ'], [])
    """
    row = next((row for row in _ROWS if after and after in row and after != "の"), "")
    return (one[:-1] for one in readings if len(one) > 1 and one[-1] in row)


def voiced(readings: Iterable[str], has_ending: bool = False) -> Iterator[str]:
    """As a Japanese word is heard behind another, unless it has a voiced sound already: 語り is がたり in 弾き語り.

    >>> list(voiced(["かたり", "かい", "かぜ"]))
    ['がたり']
    >>> list(voiced(["か", "しょ"], has_ending=True))  # 寄せ書き
    ['が', 'じょ']
    """
    return (
        _VOICED[one[0]] + one[1:]
        for one in readings
        if one[0] in _VOICED and (has_ending or not is_chinese(one)) and _HAS_VOICED.isdisjoint(one)
    )
