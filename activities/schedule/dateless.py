"""The honest kinds: what neighbourhoods say of their days without saying which days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .months import LAST
from .values import EVERY_DAY, Kind, Part, refuse_if


@dataclass(frozen=True, kw_only=True)
class Always(Part):
    """常時: at any time, so on no day in particular."""

    kind = Kind.ALWAYS

    def __post_init__(self) -> None:
        self._check()


@dataclass(frozen=True, kw_only=True)
class Irregular(Part):
    """不定期, on some weekdays where they are said. Nothing can be computed from it."""

    kind = Kind.IRREGULAR
    weekdays: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self._check()
        refuse_if(not self.weekdays <= EVERY_DAY, "曜日ではない番号があります。")
        refuse_if(
            not self.months <= set(range(1, 13)) or len(self.months) == 12, "月の書き方が正しくありません。"
        )

    def falls_in(self, month: date) -> bool:
        """Whether one of its days may lie in the month that begins on `month`."""
        return not self.months or month.month in self.months


@dataclass(frozen=True, kw_only=True)
class Frequency(Part):
    """「年4回」「2か月から3か月に1回程度」「月1回 土曜日」: how often, not when.

    `every` units pass for `times` sessions; `every_most` and `times_most` close a range and equal their fellows
    where there is none. 隔週 and 隔月 without a day to count from are such values too.
    """

    unit: str = "月"
    times: int = 1
    times_most: int = 0
    every: int = 1
    every_most: int = 0
    about: bool = False
    at_least: bool = False
    irregular: bool = False
    doubles: bool = (
        False  # the label's own sessions fall together with the rule's: 「オレンジカフェを兼ねます」
    )
    weekdays: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    months: frozenset[int] = frozenset()
    since: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        self._check()
        refuse_if(self.unit not in ("年", "月", "週"), "回数は、年、月、週のどれかで書いてください。")
        for low, most in (("times", "times_most"), ("every", "every_most")):
            if not getattr(self, most):
                object.__setattr__(self, most, getattr(self, low))
            refuse_if(
                not 1 <= getattr(self, low) <= getattr(self, most) <= 366, "回数の書き方が正しくありません。"
            )
        refuse_if(not self.weekdays <= EVERY_DAY, "曜日ではない番号があります。")
        refuse_if(not self.weeks <= {1, 2, 3, 4, 5, LAST}, "週は第1から第5、または最終です。")
        refuse_if(bool(self.weeks) and not self.weekdays, "第何週かはありますが、曜日がありません。")
        refuse_if(
            not self.months <= set(range(1, 13)) or len(self.months) == 12, "月の書き方が正しくありません。"
        )
        refuse_if(self.doubles and not self.label, "兼ねる催しの名前がありません。")

    @property
    def kind(self) -> Kind:
        return Kind.IRREGULAR if self.irregular else Kind.FREQUENCY

    def falls_in(self, month: date) -> bool:
        """Whether one of its days may lie in the month that begins on `month`.

        >>> yearly = Frequency(unit="年", months=frozenset({6, 12}), until=date(2026, 12, 10))
        >>> [yearly.falls_in(month) for month in (date(2026, 11, 1), date(2026, 12, 1), date(2027, 6, 1))]
        [False, True, False]
        """
        begun = self.since is None or (self.since.year, self.since.month) <= (month.year, month.month)
        goes_on = self.until is None or self.until >= month
        return begun and goes_on and (not self.months or month.month in self.months)


@dataclass(frozen=True, kw_only=True)
class MonthsPlan(Part):
    """「9月・12月（日は未定）」: a plan of one fiscal year (April to March), or of every year where that is said."""

    kind = Kind.MONTHS
    months: frozenset[int] = frozenset()
    fiscal_year: int | None = None

    def __post_init__(self) -> None:
        self._check()
        refuse_if(not self.months or not self.months <= set(range(1, 13)), "月が書かれていません。")

    def lapsed(self, on: date) -> bool:
        """Whether the plan's fiscal year is over on that day.

        >>> plan = MonthsPlan(months=frozenset({9, 12}), fiscal_year=2025)
        >>> plan.lapsed(date(2026, 3, 31)), plan.lapsed(date(2026, 4, 1))
        (False, True)
        """
        return self.fiscal_year is not None and on >= date(self.fiscal_year + 1, 4, 1)

    def falls_in(self, month: date, confirmed_on: date | None) -> bool:
        """Whether it names the month that begins on `month`, and somebody confirmed it within that fiscal year.

        >>> plan = MonthsPlan(months=frozenset({9, 12}), fiscal_year=2025)
        >>> plan.falls_in(date(2025, 12, 1), date(2025, 4, 1)), plan.falls_in(date(2025, 12, 1), date(2025, 3, 31))
        (True, False)
        >>> plan.falls_in(date(2026, 9, 1), date(2026, 8, 1)), plan.falls_in(date(2025, 11, 1), date(2025, 8, 1))
        (False, False)
        """
        if confirmed_on is None or month.month not in self.months:
            return False
        year = _fiscal_year(month)
        return self.fiscal_year in (None, year) and _fiscal_year(confirmed_on) == year


def _fiscal_year(day: date) -> int:
    return day.year if day.month >= 4 else day.year - 1
