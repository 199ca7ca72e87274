"""Years that people leave out, and dates that cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .normal import number
from .rules import Contradiction

_ERA_STARTS = {"令和": 2019, "R": 2019, "平成": 1989, "H": 1989, "昭和": 1926}
_NAMES = "月火水木金土日"


def western(era: str, year: str) -> int:
    """The Western year of an era's; both eras of 2019 name the same one.

    >>> western("令和", "元"), western("R", "8"), western("平成", "31"), western("", "2026")
    (2019, 2026, 2019, 2026)
    """
    return number(year) if not era else _ERA_STARTS[era.upper() if era.isascii() else era] + number(year) - 1


@dataclass
class Calendar:
    """Gives each date its year: the one said last, else the first on or after `on`."""

    on: date
    year: int | None = None
    fiscal: bool = False
    last: date | None = field(default=None)
    within: tuple[date, date] | None = None  # the period that was said: its days need no year

    def say_year(self, year: int, fiscal: bool) -> None:
        self.year, self.fiscal, self.last = year, fiscal, None

    def place(self, month: int, day: int, weekday: int | None) -> date:
        """The date itself; a weekday that disagrees is an error that says so.

        >>> str(Calendar(date(2026, 11, 23)).place(1, 18, 0))
        '2027-01-18'
        >>> Calendar(date(2026, 11, 23)).place(1, 18, 3)
        Traceback (most recent call last):
            ...
        activities.schedule.values.Contradiction: 2027年1月18日は木曜日ではなく月曜日です。
        """
        found = self._year_of(month, day)
        if weekday is not None and found.weekday() != weekday:
            raise Contradiction(
                f"{found.year}年{month}月{day}日は{_NAMES[weekday]}曜日ではなく{_NAMES[found.weekday()]}曜日です。"
            )
        self.last = found
        return found

    def _year_of(self, month: int, day: int) -> date:
        if self.within is not None and self.year is None:
            first, last = self.within
            for year in range(first.year, last.year + 1):
                found = _date(year, month, day) if (month, day) != (2, 29) else first
                if first <= found <= last and (found.month, found.day) == (month, day):
                    return found
        if self.year is not None:
            year = self.year + (self.fiscal and month < 4)
            if self.last is not None and not self.fiscal and (month, day) < (self.last.month, self.last.day):
                year = self.last.year + 1  # 「令和7年12月7日、1月11日」 crosses the year's end
            elif self.last is not None:
                year = max(year, self.last.year)
            return _date(year, month, day)
        for year in range(self.on.year, self.on.year + 9):  # 29 February waits up to eight years
            try:
                found = date(year, month, day)
            except ValueError:
                continue
            if found >= self.on:
                break
        else:
            raise Contradiction(f"{month}月{day}日という日はありません。")
        if self.last is not None and found < self.last:
            raise Contradiction(f"{month}月{day}日が何年か分かりません。年を書いてください。")
        return found


def _date(year: int, month: int, day: int) -> date:
    try:
        if not 1900 <= year <= 2199:
            raise ValueError
        return date(year, month, day)
    except ValueError:
        raise Contradiction(f"{year}年{month}月{day}日という日はありません。") from None
