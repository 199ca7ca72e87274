"""What is left out, and what becomes of holidays: 「8月は休み」「祝日・年末年始を除く」「祝日の場合は翌週」."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from .normal import number
from .phrases import Left, Months, Period, Phrases
from .rules import MONDAY_TO_FRIDAY, YEAR_END, Holiday, Span
from .tokens import Token

_BEGINNINGS = frozenset(
    [
        "HOLIDAY",
        "YEAREND",
        "SEASON",
        "WD",
        "NTH",
        "LAST",
        "MONTH",
        "NUM",
        "SLASH",
        "YEAR",
        "DAY",
        "OPEN",
        "EVERYMONTH",
    ]
)
MOST_ITEMS = 12  # a longer list is no exception; the bound keeps reading fast whatever is written


class HolidayWords(NamedTuple):
    """「祝日の場合は翌週」, or with `week` 「祝日の場合は第3月曜日」."""

    policy: Holiday
    week: int = 0
    weekdays: frozenset[int] = frozenset()
    opening: bool = False  # 翌開館日: the next day that the house is open


def left_out(phrases: Phrases, at: int, established: bool) -> tuple[Left, int] | None:
    """A list that ends in を除く, 以外 or 休み; with 休館日 the list comes after.

    `established`: a schedule was said already, so weekdays here are taken out of it.
    """
    left = Left()
    phrases.established = established
    if phrases.kind(at) == "CLOSEDHEAD":
        left.head = True
        at = phrases.over(at + 1, "SPACE", "COLON", "SEP")
        if phrases.kind(at) == "PARTICLE" and phrases.text(at) in "はが":
            at = phrases.over(at + 1, "SPACE", "SEP")
        items = _items(phrases, at, left)
        return (left, items) if items is not None else None
    kinds: list[str] = []
    end = _items(phrases, at, left, kinds)
    if end is None:
        return None
    mark = phrases.over(end, "SPACE")
    if phrases.kind(mark) == "EXCEPT":
        if _ambiguous(phrases, at, end, kinds, established):
            return None
        return left, mark + 1
    if phrases.kind(mark) == "ONLY":
        return None
    if phrases.kind(mark) == "COND" and kinds == ["HOLIDAY"]:
        mark += 1
    topic = phrases.kind(mark) == "PARTICLE" and phrases.text(mark) in "はもが"
    if topic:
        mark = phrases.over(mark + 1, "SPACE", "SEP")
    if phrases.kind(mark) == "COLON":
        mark = phrases.over(mark + 1, "SPACE")
    if phrases.kind(mark) != "OFF" or _ambiguous(phrases, at, end, kinds, established):
        return None
    left.head = bool(left.weekdays) and not established
    return left, mark + 1


def _ambiguous(phrases: Phrases, at: int, end: int, kinds: list[str], established: bool) -> bool:
    """「月曜日、祝日は休み」 before anything else: a Monday group off on holidays, or a house closed on both?

    Likewise 「第2火曜日、8月は休み」.
    """
    if established or len(kinds) < 2 or not {"WD", "NTH"} & {kinds[0]}:
        return False
    if kinds[0] == "NTH":
        return True
    comma = any(
        phrases.text(place) in {"、", "."} or phrases.kind(place) == "SPACE" for place in range(at, end)
    )
    bare = all(
        "bare" in phrases.tokens[place].parts for place in range(at, end) if phrases.kind(place) == "WD"
    )
    return comma and not bare


def _items(phrases: Phrases, at: int, left: Left, kinds: list[str] | None = None) -> int | None:
    """Reads the items into `left`; the place after the last, or None."""
    kinds = [] if kinds is None else kinds
    start = at
    calendar = phrases.calendar
    saved = (calendar.year, calendar.fiscal, calendar.last)
    calendar.within, calendar.last = phrases.period, None
    if phrases.period is not None:
        calendar.year = None
    try:
        at = _item_list(phrases, at, left, kinds)
    finally:
        calendar.year, calendar.fiscal, calendar.last = saved
        calendar.within = None
    return at if at != start and kinds else None


def _item_list(phrases: Phrases, at: int, left: Left, kinds: list[str]) -> int:
    while len(kinds) < MOST_ITEMS:
        after = _item(phrases, at, left, kinds)
        if after is None:
            break
        at = after
        following = phrases.joined(at)
        if phrases.kind(following) not in _BEGINNINGS:
            break
        at = following
    return at


def _item(phrases: Phrases, at: int, left: Left, kinds: list[str]) -> int | None:
    kind = phrases.kind(at)
    if kind == "HOLIDAY":
        left.holiday = True
        kinds.append(kind)
        at += 1
        if phrases.kind(at) == "PARTICLE" and phrases.text(at) == "の" and phrases.kind(at + 1) == "WD":
            return None
        return at
    if kind in {"YEAREND", "SEASON"}:
        span = _said_span(phrases, at + 1)
        if span is None and kind == "SEASON":
            return None
        left.spans.append(span[0] if span else YEAR_END)
        kinds.append(kind)
        return span[1] if span else at + 1
    if kind == "EVERYMONTH":
        at, kind = at + 1, phrases.kind(at + 1)
        if kind not in {"NTH", "LAST"}:
            return None
    weeks = phrases.weeks(at)
    if weeks:
        after = phrases.over(weeks[1], "SPACE")
        if phrases.kind(after) == "PARTICLE" and phrases.text(after) == "の":
            after += 1
        weekdays = phrases.weekdays(after)
        left.weeks.append((weeks[0], weekdays[0] if weekdays else frozenset()))
        kinds.append("NTH")
        return weekdays[1] if weekdays else weeks[1]
    if kind == "WD":
        weekdays = phrases.weekdays(at)
        if weekdays is None:
            return None
        left.weekdays |= weekdays[0]
        kinds.append("WD")
        return weekdays[1]
    if kind == "WEEKDAYS":
        left.weekdays |= MONDAY_TO_FRIDAY
        kinds.append("WD")
        return at + 1
    months = phrases.months(at)
    if months and isinstance(months[0], Months) and months[0].year is None:
        left.months |= months[0].months
        kinds.append("MONTH")
        return months[1]
    return _dates_item(phrases, at, left, kinds)


def _dates_item(phrases: Phrases, at: int, left: Left, kinds: list[str]) -> int | None:
    span = _span(phrases, at)
    if span and not phrases.established and _goes_on(phrases, span[1]):
        return None  # 「5月8日〜7月31日、7月17日を除く」 begins with a period
    if span:
        left.spans.append(span[0])
        kinds.append("SPAN")
        return span[1]
    dates = phrases.dates(at)
    if dates is None:
        return None
    found, at = dates
    if isinstance(found, Period):
        if found.since is None or found.until is None or (found.until - found.since).days > 366:
            return None
        if _goes_on(phrases, at):
            return None
        found = _every_day(found.since, found.until)
    left.dates += found
    kinds.append("DATE")
    return at


def _goes_on(phrases: Phrases, at: int) -> bool:
    return phrases.text(at) == "、"


def _every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]


def _said_span(phrases: Phrases, at: int) -> tuple[Span, int] | None:
    """（12月28日から1月4日まで）, with or without the brackets."""
    inside = phrases.over(at, "SPACE", "COLON")
    bracket = phrases.kind(inside) == "OPEN"
    if phrases.kind(inside) == "PARTICLE" and phrases.text(inside) == "の":
        return None
    span = _span(phrases, inside + bracket)
    if span is None:
        return None
    if bracket:
        return (span[0], span[1] + 1) if phrases.kind(span[1]) == "CLOSE" else None
    return span


def _span(phrases: Phrases, at: int) -> tuple[Span, int] | None:
    """「12月29日〜1月3日」 as days of every year."""
    first = _month_day(phrases, at)
    if first is None:
        return None
    after = phrases.over(first[2], "SPACE")
    if phrases.kind(after) not in {"TILDE", "FROM"}:
        return None
    after = phrases.over(after + 1, "SPACE", "NEXTYEAR")
    last = _month_day(phrases, after)
    if last is None and phrases.kind(after) == "DAY":
        last = first[0], number(phrases.tokens[after].parts["day"]), after + 1
    if last is None:
        return None
    return Span(*first[:2], *last[:2]), phrases.over(last[2], "TO")


def _month_day(phrases: Phrases, at: int) -> tuple[int, int, int] | None:
    if phrases.kind(at) == "SLASH" and not any(key.startswith("syear") for key in phrases.tokens[at].parts):
        parts = phrases.tokens[at].parts
        return int(parts["smonth"]), int(parts["sday"]), at + 1
    if phrases.kind(at) == "MONTH" and phrases.kind(at + 1) == "DAY":
        parts = phrases.tokens[at].parts
        month = number(parts["month"])
        return month, number(phrases.tokens[at + 1].parts["day"]), at + 2
    return None


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
        if phrases.kind(at) == "PARTICLE" and phrases.text(at) == "の" and phrases.kind(at + 1) == "WD":
            weekdays = frozenset({phrases.weekday(at + 1) or 0})
            at += 2
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
