"""What a person who writes a schedule may want to know before others rely on it."""

from __future__ import annotations

from datetime import date, timedelta

from .dates import dates
from .holidays import JAPAN, Holidays
from .rules import LAST, MonthsPlan, Rule, Schedule

YEAR = timedelta(days=365)


def advice(schedule: Schedule, on: date, holidays: Holidays = JAPAN) -> list[str]:
    """Sentences to show beside the schedule; none when there is nothing to say.

    >>> advice(Schedule((Rule(weekdays=frozenset({1}), weeks=frozenset({5})),)), date(2026, 4, 1))
    ['第5火曜日は、年に4回ほどしかありません。毎月の終わりなら「最終」と書いてください。']
    """
    said = [words for rule in schedule.rules for words in _of_weeks(rule)]
    if schedule.rules and not dates(schedule, on, on + YEAR, holidays=holidays):
        said.append("これから12か月の間に、開く日がありません。")
    said += [
        "年度が終わった予定です。新しい予定に直してください。"
        for item in schedule.items
        if isinstance(item, MonthsPlan) and item.lapsed(on)
    ]
    return list(dict.fromkeys(said))


def _of_weeks(rule: Rule) -> list[str]:
    names = "・".join("月火水木金土日"[day] + "曜日" for day in sorted(rule.weekdays))
    if 5 in rule.weeks:
        return [f"第5{names}は、年に4回ほどしかありません。毎月の終わりなら「最終」と書いてください。"]
    if 4 in rule.weeks and LAST not in rule.weeks:
        return [f"第4{names}は、最終{names}と違う日になる月があります。"]
    return []
