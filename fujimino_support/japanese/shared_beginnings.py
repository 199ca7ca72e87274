"""What names that begin alike tell of how their beginning is read: mostly the part of the town."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import takewhile

from .characters import fold_width, to_hiragana
from .folding import KANJI

ENOUGH = 3  # ways in which names must go on: with two, both may go on with the same kana
SHORTEST, LONGEST = 2, 5
_BEGINNING = re.compile(f"[{KANJI}][{KANJI}ケヶガノツがの]*[{KANJI}]")


def shared_beginnings(named: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The beginnings that names with a reading share, and what their readings share.

    >>> shared_beginnings([("齋部朝市", "いんべあさいち"), ("齋部茶の間", "いんべちゃのま"), ("齋部フラ", "いんべふら")])
    [('齋部', 'いんべ')]
    >>> shared_beginnings([("東町朝市", "ひがしちょうあさいち"), ("東町フラ", "あずまちょうふら"), ("東町の茶", "あずまちょうのちゃ")])
    []
    """
    kana_of: dict[str, list[str]] = defaultdict(list)
    next_of: dict[str, set[str]] = defaultdict(set)
    for name, kana in named:
        heard = to_hiragana(fold_width(kana)).replace(" ", "").replace("・", "")
        for end in range(SHORTEST, min(LONGEST, len(name) - 1) + 1):
            beginning = name[:end]
            if _BEGINNING.fullmatch(beginning):
                kana_of[beginning].append(heard)
                next_of[beginning].add(name[end])
    shared = (
        (beginning, _shared(kana))
        for beginning, kana in sorted(kana_of.items())
        if len(next_of[beginning]) >= ENOUGH
    )
    return [(beginning, kana) for beginning, kana in shared if len(kana) >= len(beginning)]


def _shared(words: list[str]) -> str:
    alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*words, strict=False))
    return "".join(letters[0] for letters in alike)
