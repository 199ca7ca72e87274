"""Schedules in やさしい日本語, for those who are learning the language.

After 在留支援のためのやさしい日本語ガイドライン (出入国在留管理庁・文化庁, 2020年): short sentences that end in です,
one thing in each, spaces between the words, 午前 and 午後 said, no 隔週, 偶数月 or 除く.
"""

from __future__ import annotations

from datetime import time

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
    Suspended,
)
from .wording import left_out_words, says_working_days
from .words import (
    date_list,
    date_words,
    fiscal_year_words,
    month_list,
    month_words,
    ordered_weeks,
    weekday_words,
)


def plain(schedule: Schedule) -> str:
    """
    >>> rule = Rule(weekdays=frozenset({1}), weeks=frozenset({2, 4}), slots=(Slot(time(13, 30), time(15)),))
    >>> plain(Schedule((rule,)))
    '毎月 2回目と 4回目の 火曜日です。午後1時30分から 午後3時までです。'
    """
    return "".join(_sentences(item) for item in schedule.items)


def _sentences(item: Item) -> str:
    said = [f"{item.label}は " if item.label else "", f"{_when(item)}。"]
    if item.slots:
        said.append("と ".join(_times(slot) for slot in item.slots) + "です。")
    if isinstance(item, Rule | Frequency):
        said.append(f"{date_words(item.since)}から 始まります。" if item.since else "")
        said.append(f"{date_words(item.until)}に 終わります。" if item.until else "")
    if isinstance(item, Rule):
        said += _exceptions(item)
    if item.place:
        said.append(f"場所は {item.place}です。")
    return "".join(said)


def _when(item: Item) -> str:
    if isinstance(item, Rule):
        return f"{_days(item)}です"
    if isinstance(item, Always):
        return "いつでも できます"
    if isinstance(item, Suspended):
        return "今は 休みです"
    if isinstance(item, MonthsPlan):
        year = "毎年" if item.fiscal_year is None else fiscal_year_words(item.fiscal_year)
        return f"{year} {month_list(item.months)}です。日は まだ 決まっていません"
    if isinstance(item, Irregular):
        days = f"{_spaced(weekday_words(item.weekdays))}です。" if item.weekdays else ""
        return f"{days}いつするかは 決まっていません"
    return _often(item)


def _often(often: Frequency) -> str:
    unit = {"月": "か月", "週": "週間", "年": "年"}[often.unit]
    every = f"{often.every}{unit}"
    if often.every_most > often.every:
        every += f"から {often.every_most}{unit}"
    times = f"{often.times}回"
    if often.times_most > often.times:
        times += f"から {often.times_most}回"
    more = "以上" if often.at_least else "くらい" if often.about else ""
    days = f"{_spaced(weekday_words(often.weekdays))}です。" if often.weekdays else ""
    return f"{every}に {times}{more}です。{days}日は 決まっていません"


def _days(rule: Rule) -> str:
    if rule.dates:
        return _spaced(date_list(rule.dates))
    if rule.holiday is Holiday.ALSO:
        return f"{_usual_days(rule)}と 祝日" if rule.weekdays or rule.days else f"{_months(rule)}祝日"
    return _usual_days(rule)


def _usual_days(rule: Rule) -> str:
    months = _months(rule)
    if rule.days:
        days = [f"{day}日" for day in sorted(rule.days - {LAST})] + (
            ["最後の 日"] if LAST in rule.days else []
        )
        return f"{months or '毎月'} {'と '.join(days)}"
    weekdays = _spaced(weekday_words(rule.weekdays))
    if rule.weeks:
        weeks = "と ".join("最後" if week == LAST else f"{week}回目" for week in ordered_weeks(rule.weeks))
        return f"{months or '毎月'} {weeks}の {weekdays}"
    lead = f"{months} " if months else ""
    if rule.weekdays == EVERY_DAY:
        return f"{lead}毎日"
    return f"{lead}{'2週間に 1回の' if rule.anchor else '毎週'} {weekdays}"


def _spaced(words: str) -> str:
    return words.replace("・", "と ").replace("から", "から ")


def _months(rule: Rule) -> str:
    if not rule.months or len(rule.months) > 7:
        return ""
    words = month_words(rule.months)
    return f"{month_list(rule.months) if words.endswith('数月') else words}の"


def _times(slot: Slot) -> str:
    if slot.part:
        return slot.part
    start = f"{_clock(slot.start)}から" if slot.start else ""
    end = f"{_clock(slot.end)}まで" if slot.end else ""
    return " ".join(part for part in (start, end) if part)


def _clock(at: time) -> str:
    if at == time(12):
        return "昼の12時"
    half, hour = ("午前", at.hour) if at.hour < 12 else ("午後", at.hour - 12)
    return f"{half}{hour}時{at.minute}分" if at.minute else f"{half}{hour}時"


_MOVES = {
    Holiday.NEXT_DAY: "次の日",
    Holiday.NEXT_WORKING_DAY: "次の平日（月曜日から 金曜日）",
    Holiday.NEXT_WEEK: "次の週の 同じ曜日",
    Holiday.DAY_BEFORE: "前の日",
    Holiday.WORKING_DAY_BEFORE: "前の平日（月曜日から 金曜日）",
    Holiday.WEEK_BEFORE: "前の週の 同じ曜日",
}


def _exceptions(rule: Rule) -> list[str]:
    out = [_spaced(words) for words in left_out_words(rule)] + (["祝日"] if says_working_days(rule) else [])
    said = [f"{'と '.join(out)}は 休みです。"] if out else []
    if rule.unfit_moves in _MOVES:
        days = _spaced(weekday_words(rule.unfit)) + ("と 祝日" if rule.holiday is rule.unfit_moves else "")
        return [*said, f"{days}のときは、{_MOVES[rule.unfit_moves]}にします。"]
    moved = _MOVES.get(rule.holiday)
    if rule.holiday is Holiday.OTHER_WEEK:
        moved = "最後の週" if rule.holiday_week == LAST else f"{rule.holiday_week}回目の週"
    return [*said, f"祝日のときは、{moved}にします。"] if moved else said
