"""What becomes of holidays: 「祝日の場合は翌週」「月曜日が祝日のときは翌日」「祝日も開催」."""

from __future__ import annotations

from typing import NamedTuple

from .phrases import Phrases
from .rules import Holiday
from .tokens import Token


class HolidayWords(NamedTuple):
    """「祝日の場合は翌週」, or with `week` 「祝日の場合は第3月曜日」, with `unfit` 「土日の場合は翌月曜日」."""

    policy: Holiday
    week: int = 0
    weekdays: frozenset[int] = frozenset()
    opening: bool = False  # 翌開館日: the next day that the house is open
    unfit: frozenset[int] = frozenset()  # weekdays that will not do
    holidays: bool = True  # whether holidays will not do either
    of: frozenset[int] = (
        frozenset()
    )  # 「月曜日が祝日の場合は」: the weekdays, and the weeks, that are spoken of
    of_weeks: frozenset[int] = frozenset()


def holiday_words(phrases: Phrases, at: int) -> tuple[HolidayWords, int] | None:
    """「祝日の場合は翌日」「月曜日が祝日のときは翌週に変更」「祝日も開催」「20日が土日祝の場合は翌平日」."""
    begin = _subject(phrases, at)
    if begin is None:
        return None
    named = phrases.weeks(at) if begin != at else None
    of = phrases.weekdays(named[1] if named else at) if begin != at else None
    found = _about(phrases, begin)
    if found is None:
        return None
    weekdays, weeks = of[0] if of else frozenset(), named[0] if named else frozenset()
    return found[0]._replace(of=weekdays, of_weeks=weeks), found[1]


def _about(phrases: Phrases, begin: int) -> tuple[HolidayWords, int] | None:
    unfit = phrases.weekdays(begin)
    at = phrases.joined(unfit[1]) if unfit else begin
    holidays = phrases.kind(at) == "HOLIDAY"
    if not holidays and unfit is None:
        return None
    at = phrases.over(at + 1, "SEP", "HOLIDAY") if holidays or unfit is None else unfit[1]
    condition = phrases.kind(at) == "COND"
    if unfit and not condition:
        return None
    if not unfit and (held := _held(phrases, at)):
        return HolidayWords(Holiday.HELD), held
    at += condition
    topic = phrases.kind(at) == "PARTICLE" and phrases.text(at) in "はも"
    if not (condition or topic):
        return None  # 「祝日・第3火曜日は休み」
    at += topic
    found = _becomes(phrases, phrases.over(at, "SEP", "SPACE"), condition)
    if found is None:
        return None
    words, end = found
    if unfit is None:
        return None if words.weekdays == {4} and words.policy is Holiday.DAY_BEFORE else found
    if words.weekdays and not _lands(words, unfit[0], holidays):
        return None
    policy = Holiday.NEXT_DAY if words.policy is Holiday.NEXT_WEEK and words.weekdays else words.policy
    return HolidayWords(policy, words.week, unfit=unfit[0], holidays=holidays), end


def _lands(words: HolidayWords, unfit: frozenset[int], holidays: bool) -> bool:
    """Whether 翌月曜日 and 前の金曜日 are where the steps lead from these weekdays."""
    ahead = words.weekdays == {0} and unfit in (frozenset({5, 6}), frozenset({6}))
    back = words.weekdays == {4} and unfit in (frozenset({5, 6}), frozenset({5}))
    return (ahead or back) and not holidays


def _subject(phrases: Phrases, at: int) -> int | None:
    """Past 「月曜日が」「当日が」「20日が」; None where the words do not go on so."""
    named = phrases.weeks(at)
    before = phrases.weekdays(named[1] if named else at)
    if before or named:
        mark = before[1] if before else (named[1] if named else at)
        if phrases.kind(mark) == "PARTICLE" and phrases.text(mark) in "がは":
            after = phrases.over(mark + 1, "SPACE", "SEP")
            return after if phrases.kind(after) == "HOLIDAY" else None
        return None if named else at
    if phrases.kind(at) == "WORD" and phrases.text(at) in {"当日", "当該日", "その日"}:
        return at + 1 + (phrases.kind(at + 1) == "PARTICLE")
    dated = phrases.kind(at) == "HEAD" and phrases.text(at).endswith("日")
    if dated or phrases.kind(at) in {"DAY", "ENDDAY"}:
        return at + 2 if phrases.kind(at + 1) == "PARTICLE" and phrases.text(at + 1) == "が" else None
    return at


def _held(phrases: Phrases, at: int) -> int | None:
    """「祝日も開催」「祝日でも実施」「祝日に関係なく」: where that ends."""
    start = at
    if phrases.kind(at) == "WHATEVER":
        return phrases.over(at + 1, "SPACE", "MAKES")
    while phrases.kind(at) == "PARTICLE" and phrases.text(at) in {"で", "も"}:
        at += 1
    if phrases.kind(at) == "WORD" and phrases.text(at) in {"通り", "どおり", "通常通り", "通常どおり"}:
        at += 1
    if phrases.kind(at) != "MAKES" or (
        phrases.text(at).startswith("も") and at != start and phrases.text(start) != "で"
    ):
        return None
    return at + 1


def _becomes(phrases: Phrases, at: int, condition: bool) -> tuple[HolidayWords, int] | None:
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


_SHIFTS = {
    "nextwork": Holiday.NEXT_WORKING_DAY,
    "nextday": Holiday.NEXT_DAY,
    "nextweek": Holiday.NEXT_WEEK,
    "nextmon": Holiday.NEXT_WEEK,
    "workbefore": Holiday.WORKING_DAY_BEFORE,
    "daybefore": Holiday.DAY_BEFORE,
    "fridaybefore": Holiday.DAY_BEFORE,
    "weekbefore": Holiday.WEEK_BEFORE,
}
_NAMED = {"nextmon": frozenset({0}), "fridaybefore": frozenset({4})}


def _instead(phrases: Phrases, at: int) -> tuple[HolidayWords, int] | None:
    if phrases.kind(at) == "SHIFT":
        token: Token = phrases.tokens[at]
        name = next(name for name in _SHIFTS if name in token.parts)
        at += 1
        weekdays = _NAMED.get(name, frozenset())
        joint = phrases.kind(at) == "PARTICLE" and phrases.text(at) == "の"
        if phrases.kind(at + joint) == "WD":
            weekdays = frozenset({phrases.weekday(at + joint) or 0})
            at += joint + 1
        return HolidayWords(_SHIFTS[name], weekdays=weekdays, opening="開" in token.text), at
    weeks = phrases.weeks(at)
    if weeks and len(weeks[0]) == 1:
        after = phrases.over(weeks[1], "SPACE")
        if phrases.kind(after) == "PARTICLE" and phrases.text(after) == "の":
            after += 1
        weekdays_said = phrases.weekdays(after)
        end = weekdays_said[1] if weekdays_said else weeks[1]
        named = weekdays_said[0] if weekdays_said else frozenset()
        return HolidayWords(Holiday.OTHER_WEEK, next(iter(weeks[0])), named), end
    return None
