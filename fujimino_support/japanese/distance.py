"""How many slips of the finger lie between two words."""

from __future__ import annotations

HIRAGANA = ("ぁ", "ー")  # the first and the last letter that a folded word has of kana


def slips(one: str, other: str, most: int) -> int:
    """Letters put in, left out, mistaken or swapped with their neighbour; `most` + 1 where there are more.

    One kanji in place of another counts twice: 書道 is not 茶道 mistyped.

    >>> [slips("ひまわり", typed, 2) for typed in ("ひまわり", "ひまわい", "ひわまり", "ひまり", "ひままわり", "あさがお")]
    [0, 1, 1, 1, 1, 3]
    >>> slips("書道", "茶道", 2)
    2
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        now = [row]
        for column, typed in enumerate(other, start=1):
            cost = min(last[column] + 1, now[column - 1] + 1, last[column - 1] + _mistake(letter, typed))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == typed:
                cost = min(cost, before[column - 2] + 1)
            now.append(cost)
        if min(now) > most:
            return most + 1
        before, last = last, now
    return min(last[-1], most + 1)


def _mistake(letter: str, typed: str) -> int:
    if letter == typed:
        return 0
    return 1 if any(HIRAGANA[0] <= one <= HIRAGANA[1] or one.isascii() for one in (letter, typed)) else 2
