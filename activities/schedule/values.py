"""What schedules are made of: sessions of a day, days of every year, and who may not contradict whom."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from enum import StrEnum

EVERY_DAY = frozenset(range(7))
MONDAY_TO_FRIDAY = frozenset(range(5))
DAY_PARTS = ("午前", "午後", "朝", "昼", "夕方", "夜")

# What a label or a place may not hold, since the sentence would then say something else when it is read again.
_SCHEDULE_WORDS = re.compile(
    r"曜|毎[日週月年]|第[0-9一二三四五](?=[ 週・、と月火水木金土日]|$)|[0-9](?:[月日時回週年]|か月|:[0-9])|隔[週月]|[偶奇]数月|平日|祝[日祭]|年末|年始"
    r"|休[みむ館止業会]|除[くき]|以外|午[前後]|不定|未定|随時|常時|通年|最終|月末|中止|翌|[。、,:;/|※()（）「」【】〜\n]"
)


class Contradiction(ValueError):
    """A schedule that says two things at once; the message is for the person who wrote it."""


class Unplaced(Exception):
    """Words that are known, but not what they belong to; `words` are tokens, the message says more."""

    def __init__(self, words: tuple[int, int], message: str = "") -> None:
        super().__init__(message)
        self.words, self.message = words, message


class Kind(StrEnum):
    """What a schedule is, as the command and the portal name it."""

    RULE = "rule"
    DATES = "dates"
    ALWAYS = "always"
    IRREGULAR = "irregular"
    FREQUENCY = "frequency"
    MONTHS = "months"
    SUSPENDED = "suspended"
    UNREAD = "unread"


class Holiday(StrEnum):
    """What becomes of a day that falls on a national holiday."""

    HELD = "held"
    OFF = "off"
    NEXT_DAY = "next day"
    NEXT_WORKING_DAY = "next working day"
    NEXT_WEEK = "next week"
    DAY_BEFORE = "day before"
    WORKING_DAY_BEFORE = "working day before"
    WEEK_BEFORE = "week before"
    OTHER_WEEK = "other week"
    ALSO = "also"  # 「土・日・祝日」: on every holiday as well, whatever its weekday


# By how many days a policy moves a session at a time, until it falls on a day that will do.
STEPS = {
    Holiday.NEXT_DAY: 1,
    Holiday.NEXT_WORKING_DAY: 1,
    Holiday.NEXT_WEEK: 7,
    Holiday.DAY_BEFORE: -1,
    Holiday.WORKING_DAY_BEFORE: -1,
    Holiday.WEEK_BEFORE: -7,
}
NEARBY = frozenset(policy for policy, step in STEPS.items() if abs(step) == 1)
WORKING_DAYS = frozenset({Holiday.NEXT_WORKING_DAY, Holiday.WORKING_DAY_BEFORE})


def refuse_if(wrong: bool, message: str) -> None:
    if wrong:
        raise Contradiction(message)


def _check_name(name: str, what: str) -> None:
    found = _SCHEDULE_WORDS.search(name)
    refuse_if(
        found is not None,
        f"{what}「{name}」に日程として読める言葉「{found.group() if found else ''}」があります。言い換えてください。",
    )
    refuse_if(
        name != name.strip() or len(name) > 60,
        f"{what}「{name}」は、前後に空白のない60字以内で書いてください。",
    )


@dataclass(frozen=True, order=True)
class Span:
    """Days of every year, both ends included; 12/29 to 1/3 crosses the year's end."""

    first_month: int
    first_day: int
    last_month: int
    last_day: int

    def __post_init__(self) -> None:
        for month, day in ((self.first_month, self.first_day), (self.last_month, self.last_day)):
            try:
                date(2024, month, day)
            except ValueError:
                raise Contradiction(f"{month}月{day}日という日はありません。") from None

    def __contains__(self, day: date) -> bool:
        first, last = (self.first_month, self.first_day), (self.last_month, self.last_day)
        here = (day.month, day.day)
        return first <= here <= last if first <= last else here >= first or here <= last


# 年末年始, unless a notice says other days. 行政機関の休日に関する法律 (昭和63年法律第91号) 第1条第1項第3号 and the
# cities' ordinances made after it: 12月29日から翌年の1月3日までの日.
YEAR_END = Span(12, 29, 1, 3)
NEW_YEAR, NEW_YEAR_DAYS = Span(1, 1, 1, 1), Span(1, 1, 1, 3)  # 元日, 三が日


@dataclass(frozen=True)
class Slot:
    """One session of a day. Either end may be unsaid; `part` stands where only 午前 or 夜 is said."""

    start: time | None = None
    end: time | None = None
    part: str = ""

    def __post_init__(self) -> None:
        refuse_if(
            self.start is not None and self.end is not None and self.end <= self.start,
            "終わりの時刻が始まりの時刻より前です。",
        )
        refuse_if(
            bool(self.part) and self.part not in DAY_PARTS, f"「{self.part}」は時間帯として分かりません。"
        )
        refuse_if(
            bool(self.part) == bool(self.start or self.end),
            "時刻と時間帯は、どちらか一方だけを書いてください。",
        )


@dataclass(frozen=True, kw_only=True)
class Part:
    """What every part of a schedule may carry: its sessions of a day, whose it is, and where."""

    slots: tuple[Slot, ...] = ()
    label: str = ""
    place: str = ""

    def _check(self) -> None:
        _check_name(self.label, "名前")
        _check_name(self.place, "会場")
        refuse_if(len(set(self.slots)) < len(self.slots), "同じ時間が二度書かれています。")


def monday_of(day: date) -> date:
    """The Monday of the week of `day`; RFC 5545 begins a week there unless WKST says otherwise."""
    return day - timedelta(days=day.weekday())
