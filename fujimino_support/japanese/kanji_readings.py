"""What tells Chinese readings of kanji from Japanese ones, and what becomes of those behind another word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

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


def voiced(readings: Iterable[str]) -> Iterator[str]:
    """As a Japanese word is heard behind another, unless it has a voiced sound already: 語り is がたり in 弾き語り.

    >>> list(voiced(["かたり", "かい", "かぜ"]))
    ['がたり']
    """
    return (
        _VOICED[one[0]] + one[1:]
        for one in readings
        if one[0] in _VOICED and not is_chinese(one) and _HAS_VOICED.isdisjoint(one)
    )
