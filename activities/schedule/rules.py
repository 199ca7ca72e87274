"""Schedules as values: what a neighbourhood says of its days, frozen and free of contradictions.

Weeks of the month are counted as Japanese notices do and as RFC 5545 does (section 3.3.10, BYDAY): 第2火曜日 is
the second Tuesday of its month, 最終火曜日 (`LAST`) the last one, which is 第4 or 第5. Weekdays run from 0, Monday.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from .dateless import Always, Frequency, Irregular, MonthsPlan
from .months import LAST, shape
from .values import (
    DAY_PARTS,
    EVERY_DAY,
    MONDAY_TO_FRIDAY,
    NEARBY,
    YEAR_END,
    Contradiction,
    Holiday,
    Kind,
    Part,
    Slot,
    Span,
    monday_of,
    refuse_if,
)


@dataclass(frozen=True, kw_only=True)
class Rule(Part):
    """Days that can be computed: weekdays (of some weeks), days of the month, or given dates.

    >>> Rule(weekdays=frozenset({0}), weeks=frozenset({LAST})).kind
    <Kind.RULE: 'rule'>
    >>> Rule(weeks=frozenset({2}))
    Traceback (most recent call last):
        ...
    activities.schedule.values.Contradiction: 第何週かはありますが、曜日がありません。
    """

    weekdays: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()  # none: every week
    skipped_weeks: frozenset[int] = frozenset()  # 第5水曜日を除く, where every week is meant otherwise
    days: frozenset[int] = frozenset()
    dates: tuple[date, ...] = ()
    months: frozenset[int] = frozenset()  # none: every month
    since: date | None = None
    until: date | None = None
    anchor: date | None = None  # the Monday of a week that counts; every other week from it does
    holiday: Holiday = Holiday.HELD
    holiday_week: int = 0  # the other week, for Holiday.OTHER_WEEK
    unfit: frozenset[int] = frozenset()  # 「毎月20日（土日の場合は翌月曜日）」: weekdays that will not do
    unfit_moves: Holiday = Holiday.HELD  # what becomes of a day of the month that falls on one
    closed: tuple[Span, ...] = ()
    off: tuple[date, ...] = ()

    @property
    def kind(self) -> Kind:
        return Kind.DATES if self.dates else Kind.RULE

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """Its days in each of the 28 kinds of month."""
        return shape(self.weekdays, self.weeks, self.skipped_weeks, self.days)

    @cached_property
    def is_plain(self) -> bool:
        """Whether weekdays or days of the month alone decide its days."""
        bounds = self.dates or self.since or self.until or self.anchor or self.closed or self.off
        return self.holiday is Holiday.HELD and not self.unfit and not bounds

    def __post_init__(self) -> None:
        self._check()
        ways = [bool(self.weekdays), bool(self.days), bool(self.dates)]
        refuse_if(bool(self.weeks) and not self.weekdays, "第何週かはありますが、曜日がありません。")
        only_holidays = self.holiday is Holiday.ALSO and not any(ways)
        refuse_if(
            ways.count(True) != 1 and not only_holidays,
            "曜日、毎月の日、日付のうち、一つだけを書いてください。",
        )
        refuse_if(not self.weekdays <= EVERY_DAY, "曜日ではない番号があります。")
        refuse_if(
            not self.weeks | self.skipped_weeks <= {1, 2, 3, 4, 5, LAST}, "週は第1から第5、または最終です。"
        )
        refuse_if(bool(self.weeks and self.skipped_weeks), "開く週と休む週の両方が書かれています。")
        refuse_if(bool(self.skipped_weeks) and not self.weekdays, "休む週はありますが、曜日がありません。")
        refuse_if(self.skipped_weeks >= {1, 2, 3, 4, 5}, "すべての週が休みになっています。")
        refuse_if(not self.days <= {*range(1, 32), LAST}, "毎月の日は1日から31日、または末日です。")
        refuse_if(not self.months <= set(range(1, 13)), "月は1月から12月です。")
        refuse_if(len(self.months) == 12, "すべての月が書かれています。「毎月」としてください。")
        refuse_if(self.dates != tuple(sorted(set(self.dates))), "日付は、早い順に一度ずつ書いてください。")
        refuse_if(
            bool(self.dates and (self.months or self.since or self.until)),
            "日付と期間の両方が書かれています。",
        )
        refuse_if(
            self.since is not None and self.until is not None and self.until < self.since,
            "期間の終わりが始まりより前です。",
        )
        self._check_anchor()
        self._check_holiday()
        refuse_if(
            self.closed != tuple(sorted(set(self.closed))), "毎年休む期間は、早い順に一度ずつ書いてください。"
        )
        refuse_if(self.off != tuple(sorted(set(self.off))), "休む日は、早い順に一度ずつ書いてください。")
        if self.days and self.months:
            longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
            refuse_if(
                all(day > longest.get(month, 31) for month in self.months for day in self.days),
                "その月にはない日です。",
            )

    def _check_anchor(self) -> None:
        if self.anchor is None:
            return
        refuse_if(
            not self.weekdays or bool(self.weeks or self.skipped_weeks),
            "隔週は、毎週の曜日とだけ組み合わせられます。",
        )
        refuse_if(self.anchor.weekday() != 0, "隔週の起点は、その週の月曜日です。")

    def _check_holiday(self) -> None:
        named = self.holiday is Holiday.OTHER_WEEK
        refuse_if(named != (self.holiday_week != 0), "祝日のときの週が決まっていません。")
        refuse_if(named and not self.weekdays, "祝日のときの週はありますが、曜日がありません。")
        refuse_if(not -1 <= self.holiday_week <= 5, "週は第1から第5、または最終です。")
        moves = self.holiday not in {Holiday.HELD, Holiday.OFF}
        refuse_if(moves and self.weekdays == EVERY_DAY, "毎日開くので、祝日の振替はありません。")
        also = self.holiday is Holiday.ALSO
        refuse_if(also and bool(self.dates), "日付のほかの祝日は、別に書いてください。")
        refuse_if(also and bool(self.skipped_weeks), "休む週の祝日が開くのかどうかが分かりません。")
        self._check_unfit()

    def _check_unfit(self) -> None:
        refuse_if(
            bool(self.unfit) != (self.unfit_moves is not Holiday.HELD),
            "合わない曜日の扱いが決まっていません。",
        )
        refuse_if(bool(self.unfit) and not self.days, "合わない曜日は、毎月の日とだけ組み合わせられます。")
        refuse_if(not self.unfit < EVERY_DAY, "合わない曜日の書き方が正しくありません。")
        moves = self.unfit_moves in {Holiday.HELD, Holiday.OFF, *NEARBY}
        refuse_if(not moves, "合わない曜日の日は、前か後の日に移すか、休みにしてください。")
        differs = self.holiday not in {Holiday.HELD, self.unfit_moves}
        refuse_if(bool(self.unfit) and differs, "祝日の扱いが、合わない曜日の扱いと違います。")


@dataclass(frozen=True, kw_only=True)
class Suspended(Part):
    """休止中, with the schedule that holds otherwise where it is said."""

    kind = Kind.SUSPENDED
    usual: tuple[Item, ...] = ()

    def __post_init__(self) -> None:
        self._check()


Item = Rule | Always | Irregular | Frequency | MonthsPlan | Suspended


@dataclass(frozen=True)
class Schedule:
    """The whole of what was said: its parts in order, and remarks that move no date."""

    items: tuple[Item, ...]
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_if(not self.items, "日程が書かれていません。")
        refuse_if(len(set(self.items)) < len(self.items), "同じ日程が二度書かれています。")
        suspended = any(isinstance(item, Suspended) for item in self.items)
        refuse_if(suspended and len(self.items) > 1, "休止中と、ほかの日程の両方が書かれています。")

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The parts that have dates."""
        return tuple(item for item in self.items if isinstance(item, Rule))

    def is_undated_in(self, month: date, confirmed_on: date | None) -> bool:
        """Whether it holds something in the month that begins on `month`, on a day that nobody has said yet.

        >>> Schedule((Irregular(),)).is_undated_in(date(2026, 12, 1), None)
        True
        """
        return any(
            item.falls_in(month, confirmed_on) if isinstance(item, MonthsPlan) else item.falls_in(month)
            for item in self.items
            if isinstance(item, Irregular | Frequency | MonthsPlan)
        )

    @property
    def kind(self) -> Kind:
        """That of its rules where it has some; else that of its first part."""
        if self.rules:
            return Kind.DATES if all(rule.dates for rule in self.rules) else Kind.RULE
        return self.items[0].kind


__all__ = [
    "DAY_PARTS",
    "EVERY_DAY",
    "LAST",
    "MONDAY_TO_FRIDAY",
    "YEAR_END",
    "Always",
    "Contradiction",
    "Frequency",
    "Holiday",
    "Irregular",
    "Item",
    "Kind",
    "MonthsPlan",
    "Rule",
    "Schedule",
    "Slot",
    "Span",
    "Suspended",
    "monday_of",
]
