"""How many slips of the finger lie between two words."""

from __future__ import annotations

from itertools import accumulate

HIRAGANA = ("ぁ", "ー")  # the first and the last letter that a folded word has of kana

_ANOTHER_WORD = frozenset(("やゃ", "ゆゅ", "よょ", "ゃや", "ゅゆ", "ょよ"))  # びよういん and びょういん


def slips(one: str, other: str, most: int) -> int:
    """Letters put in, left out, mistaken or swapped with their neighbour; `most` + 1 where there are more.

    One kanji in place of another counts twice, and so does one too many: 書道 is not 茶道 mistyped, nor 雪まつり まつり.

    >>> [slips("ひまわり", typed, 2) for typed in ("ひまわり", "ひまわい", "ひわまり", "ひまり", "ひままわり", "あさがお")]
    [0, 1, 1, 1, 1, 3]
    >>> slips("書道", "茶道", 2), slips("まつり", "雪まつり", 2), slips("囲碁の集い", "碁囲の集い", 1)
    (2, 2, 1)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(accumulate(map(_weight, other), initial=0))
    for row, letter in enumerate(one, start=1):
        now = [last[0] + _weight(letter)]
        for column, typed in enumerate(other, start=1):
            left_out, put_in = last[column] + _weight(letter), now[column - 1] + _weight(typed)
            cost = min(left_out, put_in, last[column - 1] + _mistake(letter, typed))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == typed:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most and min(last) > most:  # two kanji swapped come to less again in the next row
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def _mistake(letter: str, typed: str) -> int:
    if letter == typed:
        return 0
    if letter + typed in _ANOTHER_WORD:
        return 2
    return min(_weight(letter), _weight(typed))


def _weight(letter: str) -> int:
    return 1 if HIRAGANA[0] <= letter <= HIRAGANA[1] or letter.isascii() else 2
