"""The pieces that sentences are made of: weekdays, months, times, dates in words.

Every piece reads back as what it says; `wording` joins them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from .rules import EVERY_DAY, LAST, YEAR_END, Frequency, Slot, Span
from .values import NEW_YEAR, NEW_YEAR_DAYS

WEEKDAYS = "月火水木金土日"
_SPAN_NAMES = {YEAR_END: "年末年始", NEW_YEAR: "元日", NEW_YEAR_DAYS: "三が日"}
EVEN, ODD = frozenset({2, 4, 6, 8, 10, 12}), frozenset({1, 3, 5, 7, 9, 11})
# 元号法 (昭和54年法律第43号) and the orders made under it; the first days of the eras.
_ERAS = (("令和", date(2019, 5, 1)), ("平成", date(1989, 1, 8)), ("昭和", date(1926, 12, 25)))


def year_words(day: date) -> str:
    """
    >>> year_words(date(2019, 4, 30)), year_words(date(2019, 5, 1)), year_words(date(1912, 1, 1))
    ('平成31年', '令和元年', '1912年')
    """
    for name, first in _ERAS:
        if day >= first:
            year = day.year - first.year + 1
            return f"{name}{'元' if year == 1 else year}年"
    return f"{day.year}年"


def fiscal_year_words(year: int) -> str:
    """
    >>> fiscal_year_words(2025), fiscal_year_words(2019)
    ('令和7年度', '令和元年度')
    """
    return year_words(date(year, 12, 31)) + "度"


def date_words(day: date) -> str:
    """
    >>> date_words(date(2026, 1, 17))
    '令和8年1月17日'
    """
    return f"{year_words(day)}{day.month}月{day.day}日"


def date_list(days: Iterable[date]) -> str:
    """Each year said once.

    >>> date_list([date(2026, 12, 7), date(2027, 1, 11), date(2027, 2, 8)])
    '令和8年12月7日（月曜日）・令和9年1月11日（月曜日）・2月8日（月曜日）'
    """
    words, year = [], ""
    for day in days:
        said = year_words(day)
        words.append(
            f"{said if said != year else ''}{day.month}月{day.day}日（{WEEKDAYS[day.weekday()]}曜日）"
        )
        year = said
    return "・".join(words)


def weekday_words(weekdays: frozenset[int]) -> str:
    """
    >>> weekday_words(frozenset({0, 1, 2, 3, 4})), weekday_words(frozenset({1, 5})), weekday_words(frozenset({5}))
    ('月曜日から金曜日', '火曜日・土曜日', '土曜日')
    """
    days = sorted(weekdays)
    if len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        return f"{WEEKDAYS[days[0]]}曜日から{WEEKDAYS[days[-1]]}曜日"
    return "・".join(f"{WEEKDAYS[day]}曜日" for day in days)


def ordered_weeks(weeks: frozenset[int]) -> list[int]:
    """第1 to 第5, then 最終."""
    return sorted(weeks - {LAST}) + sorted(weeks & {LAST})


def week_words(weeks: frozenset[int], weekdays: frozenset[int]) -> str:
    """Weeks with their weekdays; 「週の」 where several weekdays share them.

    >>> week_words(frozenset({2, 4}), frozenset({1})), week_words(frozenset({1, LAST}), frozenset({1, 3}))
    ('第2・第4火曜日', '第1週・最終週の火曜日・木曜日')
    """
    if len(weekdays) == 1:
        names = [f"第{week}" if week != LAST else "最終" for week in ordered_weeks(weeks)]
        return "・".join(names) + weekday_words(weekdays)
    names = [f"第{week}週" if week != LAST else "最終週" for week in ordered_weeks(weeks)]
    return "・".join(names) + "の" + weekday_words(weekdays)


def month_words(months: frozenset[int]) -> str:
    """
    >>> [month_words(frozenset(months)) for months in (EVEN, {4, 5, 6, 7}, {11, 12, 1, 2}, {9, 12})]
    ['偶数月', '4月から7月', '11月から2月', '9月・12月']
    """
    if months in (EVEN, ODD):
        return "偶数月" if months == EVEN else "奇数月"
    starts = [month for month in months if (month - 2) % 12 + 1 not in months]
    if len(starts) == 1 and len(months) > 2:
        return f"{starts[0]}月から{(starts[0] + len(months) - 2) % 12 + 1}月"
    return "・".join(f"{month}月" for month in sorted(months))


def month_list(months: frozenset[int]) -> str:
    """The months one by one, as a fiscal year has them."""
    return "・".join(f"{month}月" for month in sorted(months, key=lambda month: (month < 4, month)))


def span_words(span: Span) -> str:
    """
    >>> span_words(YEAR_END), span_words(Span(8, 13, 8, 16))
    ('年末年始', '8月13日から8月16日')
    """
    if span in _SPAN_NAMES:
        return _SPAN_NAMES[span]
    return f"{span.first_month}月{span.first_day}日から{span.last_month}月{span.last_day}日"


def clock_words(at: time) -> str:
    """Six and later stand as they are; earlier hours need their 午前.

    >>> [clock_words(at) for at in (time(13, 30), time(9), time(5, 30), time(0))]
    ['13時30分', '9時', '午前5時30分', '午前0時']
    """
    words = f"{at.hour}時{at.minute}分" if at.minute else f"{at.hour}時"
    return f"午前{words}" if at.hour < 6 else words


def slot_words(slot: Slot) -> str:
    """
    >>> [slot_words(slot) for slot in (Slot(time(10), time(12)), Slot(time(10)), Slot(end=time(12)), Slot(part="夜"))]
    ['10時から12時', '10時から', '12時まで', '夜']
    """
    if slot.part:
        return slot.part
    if slot.start is None:
        return f"{clock_words(slot.end)}まで" if slot.end else ""
    return f"{clock_words(slot.start)}から{clock_words(slot.end) if slot.end else ''}"


def slots_words(slots: Iterable[Slot]) -> str:
    """Several sessions of a day, in their order."""
    return "・".join(slot_words(slot) for slot in slots)


def often_words(often: Frequency) -> str:
    """
    >>> often_words(Frequency(unit="月", every=2, every_most=3, about=True)), often_words(Frequency(unit="年", times=4))
    ('2か月から3か月に1回程度', '年4回')
    """
    times = f"{often.times}回" if often.times == often.times_most else f"{often.times}〜{often.times_most}回"
    times += ("以上" if often.at_least else "") + ("程度" if often.about else "")
    unit = {"月": "か月", "週": "週間", "年": "年"}[often.unit]
    if often.every == often.every_most == 1:
        return f"{often.unit}{times}"
    if often.every == often.every_most:
        return f"{often.every}{unit}に{times}"
    if often.unit == "年":
        return f"{often.every}〜{often.every_most}年に{times}"
    return f"{often.every}{unit}から{often.every_most}{unit}に{times}"


def every_day(weekdays: frozenset[int]) -> bool:
    """Whether 毎日 says it."""
    return weekdays == EVERY_DAY
