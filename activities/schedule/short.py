"""Schedules in few letters, for a cell of a table: 「第2・4火 13:30〜15:00」.

A ＊ tells that there is more to it than the cell holds.
"""

from __future__ import annotations

from .rules import (
    EVERY_DAY,
    LAST,
    Always,
    Frequency,
    Holiday,
    Irregular,
    Item,
    MonthsPlan,
    Rule,
    Schedule,
    Slot,
)
from .wording import says_working_days
from .words import WEEKDAYS, month_list, month_words, often_words, ordered_weeks


def short(schedule: Schedule) -> str:
    """
    >>> from datetime import time
    >>> rule = Rule(weekdays=frozenset({1}), weeks=frozenset({2, 4}), slots=(Slot(time(13, 30), time(15)),))
    >>> short(Schedule((rule,)))
    '第2・4火 13:30〜15:00'
    """
    return "／".join(_item(item) for item in schedule.items)


def _item(item: Item) -> str:
    times = "・".join(_slot(slot) for slot in item.slots)
    return f"{_words(item)} {times}".strip()


def _words(item: Item) -> str:
    if isinstance(item, Rule):
        return _days(item) + ("＊" if _has_more(item) else "")
    if isinstance(item, Frequency):
        return often_words(item)
    if isinstance(item, MonthsPlan):
        return month_list(item.months)
    if isinstance(item, Irregular):
        return "不定期"
    return "常時" if isinstance(item, Always) else "休止中"


def _has_more(rule: Rule) -> bool:
    holidays = rule.holiday not in {Holiday.HELD, Holiday.ALSO} and not says_working_days(rule)
    return bool(
        holidays or rule.unfit or rule.closed or rule.off or rule.skipped_weeks or rule.since or rule.until
    )


def _days(rule: Rule) -> str:
    if rule.dates:
        return "・".join(f"{day.month}/{day.day}" for day in rule.dates)
    few = rule.months and len(rule.months) < 8
    months = f"{month_words(rule.months)} " if few else ""
    out = "・".join(str(month) for month in range(1, 13) if month not in rule.months)
    days = _of_month(rule) if rule.weekdays or rule.days else ""
    if rule.holiday is Holiday.ALSO:
        days += "・祝日" if days else "祝日"
    return months + days + (f"（{out}月休）" if rule.months and not few else "")


def _of_month(rule: Rule) -> str:
    if rule.days:
        return "・".join(
            [*(f"{day}日" for day in sorted(rule.days - {LAST})), *(["末日"] if LAST in rule.days else [])]
        )
    if rule.weeks:
        weeks = "・".join("最終" if week == LAST else str(week) for week in ordered_weeks(rule.weeks))
        return f"{'' if rule.weeks == {LAST} else '第'}{weeks}{_weekdays(rule.weekdays)}"
    if rule.weekdays == EVERY_DAY:
        return "毎日"
    if says_working_days(rule):
        return "平日"
    return f"{'隔週' if rule.anchor else '毎週'}{_weekdays(rule.weekdays)}"


def _weekdays(weekdays: frozenset[int]) -> str:
    names = "".join(WEEKDAYS[day] for day in sorted(weekdays))
    return f"{names[0]}〜{names[-1]}" if len(names) > 2 and names in WEEKDAYS else names


def _slot(slot: Slot) -> str:
    if slot.part:
        return slot.part
    start, end = (f"{at.hour}:{at.minute:02}" if at else "" for at in (slot.start, slot.end))
    return f"{start}〜{end}"
