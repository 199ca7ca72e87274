"""What becomes of holidays: 「祝日の場合は翌週」「月曜日が祝日のときは翌日」「祝日も開催」."""

from __future__ import annotations

from typing import NamedTuple

from .phrases import Phrases
from .rules import Holiday
from .tokens import Token


class HolidayWords(NamedTuple):
    """「祝日の場合は翌週」, or with `week` 「祝日の場合は第3月曜日」."""

    policy: Holiday
    week: int = 0
    weekdays: frozenset[int] = frozenset()
    opening: bool = False  # 翌開館日: the next day that the house is open


def holiday_words(phrases: Phrases, at: int) -> tuple[HolidayWords, int] | None:
    """「祝日の場合は翌日」「月曜日が祝日のときは翌週に変更」「祝日も開催」."""
    named = phrases.weeks(at)
    before = phrases.weekdays(named[1] if named else at)
    if before or named:
        mark = before[1] if before else (named[1] if named else at)
        if phrases.kind(mark) != "PARTICLE" or phrases.text(mark) not in "がは":
            return None
        at = phrases.over(mark + 1, "SPACE", "SEP")
    elif phrases.kind(at) == "WORD" and phrases.text(at) in {"当日", "当該日", "その日"}:
        at += 1
        if phrases.kind(at) == "PARTICLE":
            at += 1
    elif phrases.kind(at) == "HEAD" and phrases.text(at).endswith("日"):
        if phrases.kind(at + 1) != "PARTICLE" or phrases.text(at + 1) != "が":
            return None
        at += 2
    if phrases.kind(at) != "HOLIDAY":
        return None
    at = phrases.over(at + 1, "SEP", "HOLIDAY")
    if phrases.kind(at) == "MAKES":
        return HolidayWords(Holiday.HELD), at + 1
    if phrases.kind(at) == "PARTICLE" and phrases.text(at) == "も" and phrases.kind(at + 1) == "MAKES":
        return HolidayWords(Holiday.HELD), at + 2
    condition = phrases.kind(at) == "COND"
    if condition:
        at += 1
    if phrases.kind(at) == "PARTICLE" and phrases.text(at) in "はも":
        at += 1
    at = phrases.over(at, "SEP", "SPACE")
    found = _instead(phrases, at)
    if found is None and condition and phrases.kind(at) == "MAKES":
        return HolidayWords(Holiday.HELD), at + 1
    if found is None and condition and phrases.kind(at) == "OFF":
        return HolidayWords(Holiday.OFF), at + 1
    if found is None:
        return None
    words, at = found
    at = phrases.over(at, "MOVES")
    if phrases.kind(at) == "PARTICLE" and phrases.text(at) in "にへ":
        at += 1
    return words, phrases.over(at, "MOVES", "MAKES")


def _instead(phrases: Phrases, at: int) -> tuple[HolidayWords, int] | None:
    if phrases.kind(at) == "SHIFT":
        token: Token = phrases.tokens[at]
        at += 1
        weekdays: frozenset[int] = frozenset()
        joint = phrases.kind(at) == "PARTICLE" and phrases.text(at) == "の"
        if phrases.kind(at + joint) == "WD":
            weekdays = frozenset({phrases.weekday(at + joint) or 0})
            at += joint + 1
        if "nextwork" in token.parts:
            return HolidayWords(Holiday.NEXT_WORKING_DAY, weekdays=weekdays, opening="開" in token.text), at
        policy = Holiday.NEXT_DAY if "nextday" in token.parts else Holiday.NEXT_WEEK
        return HolidayWords(policy, weekdays=weekdays), at
    weeks = phrases.weeks(at)
    if weeks and len(weeks[0]) == 1:
        after = phrases.over(weeks[1], "SPACE")
        if phrases.kind(after) == "PARTICLE" and phrases.text(after) == "の":
            after += 1
        weekdays_said = phrases.weekdays(after)
        end = weekdays_said[1] if weekdays_said else weeks[1]
        return (
            HolidayWords(
                Holiday.OTHER_WEEK, next(iter(weeks[0])), weekdays_said[0] if weekdays_said else frozenset()
            ),
            end,
        )
    return None
