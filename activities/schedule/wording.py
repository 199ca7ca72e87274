"""Schedules said back as one natural sentence, which reads as the same schedule again.

>>> from datetime import date, time
>>> from .rules import Rule, Schedule, Slot
>>> rule = Rule(
...     weekdays=frozenset({1}),
...     weeks=frozenset({2, 4}),
...     months=frozenset(range(1, 13)) - {8},
...     slots=(Slot(time(13, 30), time(15)),),
... )
>>> word(Schedule((rule,), ("雨天中止",)))
'毎月第2・第4火曜日 13時30分から15時（8月を除く） ※雨天中止'
"""

from __future__ import annotations

from .remarks import is_name
from .rules import (
    LAST,
    MONDAY_TO_FRIDAY,
    Always,
    Frequency,
    Holiday,
    Irregular,
    Item,
    MonthsPlan,
    Rule,
    Schedule,
    Suspended,
    monday_of,
)
from .words import (
    EVEN,
    ODD,
    date_list,
    date_words,
    every_day,
    fiscal_year_words,
    month_list,
    month_words,
    often_words,
    slots_words,
    span_words,
    week_words,
    weekday_words,
)


def word(schedule: Schedule) -> str:
    """The sentence with its remarks. `read(word(schedule), on).schedule == schedule` on every day."""
    shown = _shown_inside(schedule)
    rest = [note for note in schedule.notes if note not in shown]
    return " ".join([sentence(schedule), *(f"※{note}" for note in rest)])


def sentence(schedule: Schedule) -> str:
    """The sentence alone; of the remarks only 原則 and 予定, which belong inside it."""
    shown = _shown_inside(schedule)
    words = _joined(schedule.items)
    before = "原則として" if "原則" in shown else ""
    return f"{before}{words}{'（予定）' if '予定' in shown else ''}"


def _shown_inside(schedule: Schedule) -> set[str]:
    if not schedule.rules or len(schedule.items) > 1 or schedule.items[0].label:
        return set()
    return {"原則", "予定"} & set(schedule.notes)


def _joined(items: tuple[Item, ...]) -> str:
    """「、」 between plain rules; 「／」, which nothing reaches across, where brackets or names could be misplaced."""
    plain = all(
        isinstance(item, Rule) and not (item.label or _remarks(item) or _held_as_usual(item, items))
        for item in items
    )
    timed = {bool(item.slots) for item in items}
    words = ""
    for item in items:
        if words and not (isinstance(item, Frequency) and item.doubles):
            words += "、" if plain and len(timed) == 1 and not _confusable(items) else "／"
        words += _item(item, _held_as_usual(item, items))
    return words


def _held_as_usual(item: Item, items: tuple[Item, ...]) -> bool:
    """Whether 「祝日も開催」 must be said, since holidays have times of their own beside it (土日祝 10時から)."""
    return (
        isinstance(item, Rule)
        and bool(item.weekdays)
        and not item.weeks
        and item.holiday is Holiday.HELD
        and any(
            isinstance(other, Rule)
            and other.holiday is Holiday.ALSO
            and other.label == item.label
            and other.slots != item.slots
            for other in items
        )
    )


def _confusable(items: tuple[Item, ...]) -> bool:
    """Months said of one rule seem to hold for the next; a date seems to go on with a day of the month."""
    return any(isinstance(item, Rule) and (item.months or item.dates or item.days) for item in items)


def _item(item: Item, held: bool = False) -> str:
    name = _name(item.label)
    times = f" {slots_words(item.slots)}" if item.slots else ""
    remarks = [*_remarks(item), *(["祝日も開催"] if held else [])]
    bracket = f"（{'、'.join(remarks)}）" if remarks else ""
    if isinstance(item, Frequency) and item.doubles:
        return f"（{often_words(item)}、{item.label}を兼ねます）"
    return f"{name}{_days(item)}{times}{bracket}"


def _name(label: str) -> str:
    """「すずめの学校」 needs its marks, since 学校 alone might say which days are meant."""
    if not label:
        return ""
    return f"{label}：" if is_name(label) else f"「{label}」"


def _days(item: Item) -> str:
    if isinstance(item, Rule):
        return rule_days(item)
    if isinstance(item, Always):
        return "常時"
    if isinstance(item, Suspended):
        return "休止中" + (f"（ふだんは{_joined(item.usual)}）" if item.usual else "")
    if isinstance(item, MonthsPlan):
        year = "毎年" if item.fiscal_year is None else f"{fiscal_year_words(item.fiscal_year)}は"
        return f"{year}{month_list(item.months)}（日は未定）"
    if isinstance(item, Irregular):
        weekdays = weekday_words(item.weekdays)
        months = f"{month_words(item.months)}の" if item.months else ""
        return "不定期" + (f"（{months}{weekdays}）" if weekdays else "")
    return _frequency(item)


def _frequency(often: Frequency) -> str:
    if _alternate(often):
        step = "隔週" if often.unit == "週" else "隔月の"
        return step + (
            week_words(often.weeks, often.weekdays) if often.weeks else weekday_words(often.weekdays)
        )
    words = often_words(often)
    if often.weekdays:
        months = f"{month_words(often.months)}の" if often.months else ""
        weeks = week_words(often.weeks, often.weekdays) if often.weeks else weekday_words(often.weekdays)
        words += f" {months}{weeks}"
    elif often.months:
        words += f" {month_words(often.months)}"
    return f"不定期（{words}）" if often.irregular else words


def _alternate(often: Frequency) -> bool:
    """Whether it is 隔週 or 隔月 of known weekdays, without a day to count from."""
    sessions = len(often.weekdays) * (len(often.weeks) or 1)
    twice = often.every == often.every_most == 2 and often.times == often.times_most == sessions
    return (
        twice
        and not (often.about or often.at_least or often.irregular)
        and bool(often.weeks) == (often.unit == "月")
    )


def rule_days(rule: Rule) -> str:
    """Only the days of a rule, with the months that lead them.

    >>> from .rules import Rule
    >>> rule_days(Rule(weekdays=frozenset({5}), weeks=frozenset({2}), months=ODD))
    '奇数月の第2土曜日'
    """
    if rule.dates:
        return date_list(rule.dates)
    if rule.holiday is Holiday.ALSO:
        usual = rule.weekdays or rule.days
        return f"{_usual_days(rule)}・祝日" if usual else f"{_led_by_months(rule)}祝日"
    return _usual_days(rule)


def _led_by_months(rule: Rule) -> str:
    return "" if _by_exception(rule) else f"{month_words(rule.months)}の"


def _usual_days(rule: Rule) -> str:
    if rule.days:
        return "毎月" + "・".join(
            [*(f"{day}日" for day in sorted(rule.days - {LAST})), *(["末日"] if LAST in rule.days else [])]
        )
    months = _led_by_months(rule)
    if rule.weeks:
        return (months or "毎月") + week_words(rule.weeks, rule.weekdays)
    if rule.anchor:
        return f"{months}隔週{weekday_words(rule.weekdays)}"
    if every_day(rule.weekdays):
        return f"{months}毎日"
    if says_working_days(rule):
        return f"{months}平日"
    return f"{months}毎週{weekday_words(rule.weekdays)}"


def says_working_days(rule: Rule) -> bool:
    """平日: Monday to Friday, and no holidays."""
    return (
        rule.weekdays == MONDAY_TO_FRIDAY and rule.holiday is Holiday.OFF and not (rule.weeks or rule.anchor)
    )


def _by_exception(rule: Rule) -> bool:
    """「8月を除く」 rather than eleven months."""
    return not rule.months or (len(rule.months) > 7 and rule.months not in (EVEN, ODD))


def _remarks(item: Item) -> list[str]:
    """What stands in the bracket after a part."""
    words: list[str] = []
    if isinstance(item, Rule | Frequency) and (item.since or item.until):
        since = f"{date_words(item.since)}から" if item.since else ""
        words.append(since + (f"{date_words(item.until)}まで" if item.until else ""))
    if isinstance(item, Rule):
        words += _rule_remarks(item)
    if item.place:
        words.append(f"会場：{item.place}")
    return words


def _rule_remarks(rule: Rule) -> list[str]:
    words = []
    if rule.anchor and not _counted_from_its_start(rule):
        words.append(f"{date_words(rule.anchor)}の週から数える")
    if rule.days and rule.months and not _by_exception(rule):
        words.append(f"{month_words(rule.months)}のみ")
    if out := left_out_words(rule):
        words.append("・".join(out) + "を除く")
    if moved := _moved_words(rule):
        words.append(moved)
    return words


SHIFT_WORDS = {
    Holiday.NEXT_DAY: "翌日",
    Holiday.NEXT_WORKING_DAY: "翌平日",
    Holiday.NEXT_WEEK: "翌週",
    Holiday.DAY_BEFORE: "前日",
    Holiday.WORKING_DAY_BEFORE: "前平日",
    Holiday.WEEK_BEFORE: "前週",
}


def _moved_words(rule: Rule) -> str:
    """「祝日の場合は翌週」「土曜日・日曜日・祝日の場合は翌平日」."""
    if rule.unfit_moves in SHIFT_WORDS:
        also = "・祝日" if rule.holiday is rule.unfit_moves else ""
        return f"{weekday_words(rule.unfit)}{also}の場合は{SHIFT_WORDS[rule.unfit_moves]}"
    moved = SHIFT_WORDS.get(rule.holiday, "")
    if rule.holiday is Holiday.OTHER_WEEK:
        moved = "最終週" if rule.holiday_week == LAST else f"第{rule.holiday_week}週"
    return f"祝日の場合は{moved}" if moved else ""


def _counted_from_its_start(rule: Rule) -> bool:
    """「令和8年4月2日から」 tells which weeks count, when that is the first of the days."""
    begins = (
        rule.since is not None
        and monday_of(rule.since) == rule.anchor
        and rule.since.weekday() in rule.weekdays
    )
    return begins and (6 not in rule.weekdays or len(rule.weekdays) == 1)


def left_out_words(rule: Rule) -> list[str]:
    """What the rule leaves out, one by one: 8月, 第5水曜日, 祝日, 年末年始, single dates."""
    words = []
    if rule.months and _by_exception(rule):
        words += [f"{month}月" for month in range(1, 13) if month not in rule.months]
    if rule.skipped_weeks:
        one = weekday_words(rule.weekdays) if len(rule.weekdays) == 1 else "週"
        for week in sorted(rule.skipped_weeks - {LAST}) + sorted(rule.skipped_weeks & {LAST}):
            words.append(f"第{week}{one}" if week != LAST else f"最終{one}")
    if rule.unfit_moves is Holiday.OFF:
        words.append(weekday_words(rule.unfit))
    if rule.holiday is Holiday.OFF and not says_working_days(rule):
        words.append("祝日")
    words += [span_words(span) for span in rule.closed]
    if rule.off:
        words.append("・".join(date_words(day) for day in rule.off))
    return words
