"""What is left out, and what becomes of holidays: 「8月は休み」「祝日・年末年始を除く」「祝日の場合は翌週」."""

from __future__ import annotations

from datetime import date, timedelta

from .normal import number
from .phrases import Left, Months, Period, Phrases
from .rules import MONDAY_TO_FRIDAY, YEAR_END, Span
from .values import NEW_YEAR, NEW_YEAR_DAYS, Unplaced

_BEGINNINGS = frozenset(
    [
        "EVERYWEEK",
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
_KNOWN_SPANS = {"元日": NEW_YEAR, "元旦": NEW_YEAR, "三が日": NEW_YEAR_DAYS, "正月三が日": NEW_YEAR_DAYS}
MOST_ITEMS = 12  # a longer list is no exception; the bound keeps reading fast whatever is written


def left_out(phrases: Phrases, at: int, established: bool, inside: bool = False) -> tuple[Left, int] | None:
    """A list that ends in を除く, 以外 or 休み; with 休館日 the list comes after.

    `established`: a schedule was said already, so weekdays here are taken out of it. `inside` a bracket nothing
    but exceptions stand.
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
        if _ambiguous(phrases, at, end, kinds, established or inside):
            return None
        left.head = bool(left.weekdays) and not established
        return left, mark + 1
    if phrases.kind(mark) == "ONLY":
        return None
    if phrases.kind(mark) == "COND" and kinds == ["HOLIDAY"]:
        mark += 1
    topic = phrases.kind(mark) == "PARTICLE" and phrases.text(mark) in "はもが"
    if topic:
        mark = phrases.over(mark + 1, "SPACE", "SEP")
        mark = because(phrases, mark) or mark
        if phrases.kind(mark) == "SEASON" and kinds == ["MONTH"] and phrases.text(mark).endswith("休み"):
            follows = phrases.over(mark + 1, "MAKES", "SPACE")
            if phrases.kind(follows) in {"END", "CLOSE", "STOP", "SEP"}:  # 「8月は夏休み」
                return left, phrases.over(mark + 1, "MAKES")
    if phrases.kind(mark) == "COLON":
        mark = phrases.over(mark + 1, "SPACE")
    if phrases.kind(mark) != "OFF" or _ambiguous(phrases, at, end, kinds, established or inside):
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
    weekdays = [place for place in range(at, end) if phrases.kind(place) == "WD"]
    joints = {phrases.text(place) for place in range(at, end) if phrases.kind(place) in {"SEP", "SPACE"}}
    ranged = any(phrases.kind(place) in {"TILDE", "FROM"} for place in range(at, end))
    bare = all("bare" in phrases.tokens[place].parts for place in weekdays)
    if joints - {"・"} and not (joints == {"、"} and len(weekdays) > 1 and bare and not ranged):
        raise Unplaced((at, end), "どの曜日が休みなのか分かりません。")
    return False


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
        apart = following > at or phrases.kind(following) in {"HOLIDAY", "YEAREND", "WD"}
        if not apart or phrases.kind(following) not in _BEGINNINGS:
            break
        at = following
    return at


def _item(phrases: Phrases, at: int, left: Left, kinds: list[str]) -> int | None:
    if left.head and phrases.kind(at) == "EVERYWEEK":
        at += 1
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
        if span is None and kind == "SEASON" and phrases.text(at) not in _KNOWN_SPANS:
            return None
        left.spans.append(span[0] if span else _KNOWN_SPANS.get(phrases.text(at), YEAR_END))
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
        weeks = phrases.weeks(phrases.over(months[1], "SPACE"))
        if weeks:
            weekdays = phrases.weekdays(phrases.over(weeks[1], "SPACE"))
            said = weekdays[0] if weekdays else frozenset()
            left.weeks_of.append((months[0].months, weeks[0], said))
            kinds.append("NTH")
            return weekdays[1] if weekdays else weeks[1]
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
    alone = phrases.kind(first[2] - 1) == "SLASH" and phrases.kind(after) == "NUM"
    if last is None and (alone or phrases.kind(after) == "DAY"):
        token = phrases.tokens[after]
        last = first[0], number(token.parts.get("day", token.text)), after + 1
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


_REASON_MOST = 6


def because(phrases: Phrases, at: int) -> int | None:
    """「お盆のため」「敬老会につき」: where the reason ends; None where none is given.

    A reason changes no day: what it leads to does. It holds no day and no time itself.
    """
    for end in range(at, at + _REASON_MOST):
        kind, text = phrases.kind(end), phrases.text(end)
        if kind not in {"WORD", "PARTICLE", "SEASON", "HOLIDAY", "YEAREND", "MAKES", "OFF", "CLOSEDHEAD"}:
            return None
        if text.endswith(("ため", "につき", "により", "の関係で", "の都合で", "都合により")):
            return phrases.over(end + 1, "SPACE", "SEP")
    return None
