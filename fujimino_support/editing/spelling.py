"""One word and its other spellings in a text, and the little of the text that is shown with it."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from fujimino_support.japanese.characters import fold_width

AROUND = 30  # letters shown on either side of a word
OFTEN = 5  # times that a text shows the word

Piece = tuple[str, bool]  # letters, and whether they are marked

# Other spellings


@cache
def _wide_and_narrow() -> dict[str, list[str]]:
    """The other widths of each letter, and ヶ beside ケ."""
    others: dict[str, list[str]] = {}
    for code in (0x3000, *range(0xFF01, 0xFFEF)):
        if unicodedata.category(chr(code)) != "Cn":
            others.setdefault(fold_width(chr(code)), []).append(chr(code))
    for plain in map(chr, range(0x30A1, 0x30FB)):  # ガ is ｶ and ﾞ, which are two letters
        base, *sound = list(unicodedata.normalize("NFD", plain))
        if sound and base in others:
            mark = {"\u3099": "ﾞ", "\u309a": "ﾟ"}[sound[0]]
            others.setdefault(plain, []).extend(narrow + mark for narrow in others[base])
    ke = ["ヶ", "ケ", *others["ケ"]]
    return others | {"ヶ": ke, "ケ": ke}


def alike(word: str) -> re.Pattern[str]:
    """Every spelling of `word` that differs by width, or by ヶ for ケ, alone.

    >>> [alike("緑ヶ丘ガ1").fullmatch(other) is not None for other in ("緑ケ丘ｶﾞ１", "緑ｹ丘ガ1", "緑ガ丘ガ1", "緑丘ガ1")]
    [True, True, False, False]
    """
    others = _wide_and_narrow()
    letters = [[letter, *others.get(letter, [])] for letter in fold_width(word)]
    return re.compile("".join(f"(?:{'|'.join(map(re.escape, some))})" for some in letters))


# What is shown of a place


def marked(word: str, instead: str, before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Before and after, with the word marked and a little of what stands around it."""
    between = before.split(word)
    rewritten = instead.join(between) != after  # as its field writes it
    return _pieces(between, word), ([(after[:200], False)] if rewritten else _pieces(between, instead))


def _pieces(between: list[str], word: str) -> list[Piece]:
    more = len(between) - 1 - OFTEN
    between = between[: OFTEN + 1]
    pieces: list[Piece] = [(_end(between[0]), False)]
    for number, text in enumerate(between[1:], start=1):
        last = number == len(between) - 1
        short = text if len(text) <= 2 * AROUND and not last else _start(text) + ("" if last else _end(text))
        pieces += [(word, True), (short, False)]
    return [piece for piece in pieces if piece[0]] + ([(f"（ほかに{more}回）", False)] if more > 0 else [])


def _start(text: str) -> str:
    return text if len(text) <= AROUND else f"{text[:AROUND]}…"


def _end(text: str) -> str:
    return text if len(text) <= AROUND else f"…{text[-AROUND:]}"


def differing(before: str, after: str) -> tuple[list[Piece], list[Piece]]:
    """Before and after, marked from the first letter that is not the same to the last."""
    start = before[: _in_common(before, after)]
    rest = [text[len(start) :] for text in (before, after)]
    same = _in_common(rest[0][::-1], rest[1][::-1])
    end = rest[0][len(rest[0]) - same :]
    return tuple(  # type: ignore[return-value]
        [
            piece
            for piece in (
                (_end(start), False),
                (text[: len(text) - len(end)][:400], True),
                (_start(end), False),
            )
            if piece[0]
        ]
        for text in rest
    )


def _in_common(one: str, other: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((number for number, (a, b) in pairs if a != b), min(len(one), len(other)))
