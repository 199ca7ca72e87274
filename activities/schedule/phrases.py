"""Months, dates and periods in words; with the weekdays, all that names a day."""

from __future__ import annotations

from datetime import date, timedelta

from .calendar import western
from .normal import number
from .rules import Contradiction
from .weekday_phrases import EVEN, ODD, Days, Left, Months, Period, WeekdayPhrases


class Phrases(WeekdayPhrases):
    """Reads one phrase at a time. Each method returns the value and where it ends, or None."""

    def year(self, at: int) -> tuple[int, bool, int] | None:
        if self.kind(at) != "YEAR":
            return None
        parts = self.tokens[at].parts
        if "ywest" in parts:
            return int(parts["ywest"]), "yfiscal" in parts, at + 1
        return western(parts["yera"], parts["yno"]), "yfiscal2" in parts, at + 1

    def months(self, at: int) -> tuple[Months | Period, int] | None:
        """偶数月, 4・7・10月, 4月〜9月; with years a range of months is a period."""
        if self.kind(at) == "SEASON":
            return self._season(at)
        every_year = self.kind(at) == "EVERYYEAR"
        if every_year:
            at = self.over(at + 1, "SPACE")
        if self.kind(at) == "PARITY":
            months = EVEN if self.tokens[at].parts["parity"] == "偶" else ODD
            return Months(months, parity=True, every_year=every_year), at + 1
        year = self.year(at)
        if year:
            at = self._after_year(year[2])
        found: list[int] = []
        ranged = False
        while True:
            month = self._month(at)
            if month is None:
                return None
            at += 1
            after = self._range(at)
            end = self._range_end(after) if after != at else None
            if end:
                last_year, last, at = end
                if year or last_year:
                    return self._period(year, month, last_year, last, at) if not found else None
                found += [(month + step - 1) % 12 + 1 for step in range((last - month) % 12 + 1)]
                ranged = True
            elif after != at and year:
                if self.kind(after) == "DAY":
                    return None
                return Period(date(self._in(year, month), month, 1), None), after
            else:
                found.append(month)
            if len(found) > 12:
                return None
            after = self.joined(at)
            if after == at or self._month(after) is None:
                break
            at = after
        if len(set(found)) < len(found):
            return None
        if self.kind(self.over(at, "SPACE")) == "TO":
            if year is None or len(found) > 1 or ranged:
                return None
            period = self._period(year, found[0], None, found[0], at)
            return (Period(None, period[0].until), self.over(at, "SPACE") + 1) if period else None
        return Months(
            frozenset(found), year[0] if year else None, bool(year and year[1]), every_year, ranged=ranged
        ), at

    def _after_year(self, at: int) -> int:
        """Past 「の」 or 「は、」 after a year."""
        at = self.over(at, "SPACE")
        if self.kind(at) == "PARTICLE" and self.text(at) in {"の", "は"}:
            at = self.over(at + 1, "SPACE", "SEP")
        return at

    def _season(self, at: int) -> tuple[Months | Period, int] | None:
        """「夏季（7月～9月）」: the season is what the months say."""
        bracket = self.kind(at + 1) == "OPEN"
        found = self.months(at + 1 + bracket) if self.kind(at + 1) != "SEASON" else None
        if found is None or not isinstance(found[0], Months):
            return None
        if bracket and self.kind(found[1]) != "CLOSE":
            return None
        return found[0], found[1] + bracket

    def _month(self, at: int, deep: int = 0) -> int | None:
        if self.kind(at) == "MONTH":
            if self.kind(self.over(at + 1, "SPACE")) == "DAY":
                return None
            parts = self.tokens[at].parts
            return number(parts["month"])
        if self.kind(at) == "NUM" and deep < 12:
            after = self._range(at + 1)
            after = after if after != at + 1 else self.joined(at + 1)
            if (
                after != at + 1
                and self._month(after, deep + 1) is not None
                and 1 <= number(self.text(at)) <= 12
            ):
                return number(self.text(at))
        return None

    def _range_end(self, at: int) -> tuple[int | None, int, int] | None:
        year = self.year(at)
        at = year[2] if year else self.over(at, "NEXTYEAR", "SPACE")
        month = self._month(self.over(at, "SPACE"))
        if month is None:
            return None
        at = self.over(at, "SPACE") + 1
        return (year[0] if year else None), month, self.over(at, "TO")

    def _in(self, year: tuple[int, bool, int], month: int) -> int:
        return year[0] + (year[1] and month < 4)

    def _period(
        self, year: tuple[int, bool, int] | None, month: int, last_year: int | None, last: int, at: int
    ) -> tuple[Period, int] | None:
        if year is None:
            return None
        begin = self._in(year, month)
        end = last_year if last_year is not None else begin + (last < month)
        after = date(end + (last == 12), last % 12 + 1, 1)
        return Period(date(begin, month, 1), after - timedelta(days=1)), at

    def dates(self, at: int) -> tuple[list[date] | Period, int] | None:
        """A list of dates, or the period between two."""
        found: list[date] = []
        alone = True
        while True:
            one = self._date(at, bool(found))
            if one is None:
                break
            day, at = one
            after = self._range(at)
            if after != at:
                last = self._date(after, True)
                if last is not None:
                    end = self.over(last[1], "SPACE")
                    end = end + 1 if self.kind(end) == "TO" else last[1]
                    more = self._next_date(end)
                    if not found and (more is None or (last[0] - day).days > 6):
                        return Period(day, last[0]), end
                    if (last[0] - day).days > 6:
                        return None
                    found += [day + timedelta(days=step) for step in range((last[0] - day).days + 1)]
                    at = end
                elif alone and not found and self.kind(after) not in {"CLOCK", "MERIDIEM", "NOON"}:
                    return Period(day, None), after
                else:
                    found.append(day)
            elif self.kind(self.over(at, "SPACE")) == "TO" and not found:
                return Period(None, day), self.over(at, "SPACE") + 1
            else:
                found.append(day)
            following = self._next_date(at)
            if following is None:
                break
            at = following
        if not found:
            return None
        if sorted(set(found)) != found:
            raise Contradiction("日付が早い順に並んでいません。")
        return found, at

    def dates_of(self, month: int, at: int) -> tuple[list[date], int] | None:
        """「8日・22日（土）」 of a month that was said before."""
        found: list[date] = []
        while self.kind(at) in {"DAY", "NUM"} and len(found) < 12:
            if self.kind(at) == "NUM" and self.kind(self.joined(at + 1)) not in {"NUM", "DAY"}:
                return None
            day = self._day_number(at)
            weekday, at = self._date_weekday(at + 1)
            found.append(self.calendar.place(month, day, weekday))
            after = self.joined(at)
            if after == at or self.kind(after) not in {"DAY", "NUM"}:
                break
            at = after
        return (found, at) if found and sorted(set(found)) == found else None

    def _next_date(self, at: int) -> int | None:
        """Where the next of a list begins, if the list goes on."""
        after = self.joined(at)
        if after == at and self.kind(at) == "STOP" and self.text(at) == "/":
            after = self.over(at + 1, "SPACE")
            if self.kind(after) == "YEAR":
                return None
        here = self.kind(after)
        if here == "NUM" and after != at and self.kind(self.joined(after + 1)) in {"NUM", "DAY"}:
            return after
        named = [self.kind(after + step) for step in (1, 2, 3)] == ["OPEN", "WD", "CLOSE"]
        if here == "NUM" and after != at and named:
            return after
        if here in {"DAY", "SLASH"} and (after != at or self.kind(at - 1) == "CLOSE"):
            return after
        if here == "YEAR" and self.kind(self.over(after + 1, "SPACE")) == "MONTH":
            after_year = self.over(after + 1, "SPACE")
            return after if self.kind(self.over(after_year + 1, "SPACE")) == "DAY" else None
        if here == "NEXTYEAR" and self.kind(after + 1) == "MONTH":
            return after
        if here == "MONTH" and self.kind(self.over(after + 1, "SPACE")) in {"DAY", "NUM"}:
            return after
        return None

    def _date(self, at: int, in_list: bool) -> tuple[date, int] | None:
        calendar = self.calendar
        year = self.year(at)
        if year:
            at = self._after_year(year[2])
        elif self.kind(at) == "NEXTYEAR" and in_list and calendar.last is not None:
            calendar.say_year(calendar.last.year + 1, False)
            at += 1
        if self.kind(at) == "SLASH":
            parts = self.tokens[at].parts
            key = "" if "smonth" in parts else "2" if "smonth2" in parts else "3"
            month, day = int(parts["smonth" + key]), int(parts["sday" + key])
            if "syear" + key in parts:
                said = int(parts["syear" + key])
                if said < 1900 and not parts.get("sera" + key, ""):
                    return None
                calendar.say_year(western(parts.get("sera" + key, ""), str(said)), False)
            at += 1
        elif self.kind(at) == "MONTH" and self.kind(self.over(at + 1, "SPACE")) in {"DAY", "NUM"}:
            parts = self.tokens[at].parts
            month = number(parts["month"])
            at = self.over(at + 1, "SPACE")
            if self.kind(at) == "NUM" and self.kind(self.joined(at + 1)) not in {"NUM", "DAY"}:
                return None
            day = self._day_number(at)
            at += 1
        elif self.kind(at) in {"DAY", "NUM"} and in_list and calendar.last is not None and not year:
            month, day = calendar.last.month, self._day_number(at)
            at += 1
        else:
            return None
        if year:
            calendar.say_year(year[0], year[1])
        weekday, at = self._date_weekday(at)
        return calendar.place(month, day, weekday), at

    def _day_number(self, at: int) -> int:
        token = self.tokens[at]
        return number(token.parts.get("day") or token.text)

    def _date_weekday(self, at: int) -> tuple[int | None, int]:
        """(土), (月・祝), or 土曜日 straight after the date."""
        weekday = self.weekday(at)
        if weekday is not None and "bare" not in self.tokens[at].parts:
            return weekday, at + 1
        inside = self.over(at, "SPACE")
        if self.kind(inside) == "OPEN":
            weekday = self.weekday(inside + 1)
            after = inside + 2
            if weekday is not None:
                after = self.over(after, "SEP", "HOLIDAY")
                after += self.text(after) == "休" and self.kind(after - 1) == "SEP"
                if self.kind(after) == "CLOSE":
                    return weekday, after + 1
            if self.kind(inside + 1) == "HOLIDAY" and self.kind(inside + 2) == "CLOSE":
                return None, inside + 3
        return None, at


__all__ = ["Days", "Left", "Months", "Period", "Phrases"]
