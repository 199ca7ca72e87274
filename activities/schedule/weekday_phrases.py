"""What the words say in small groups: which days, which months, which dates, what is left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from .calendar import Calendar
from .normal import number
from .rules import EVERY_DAY, LAST, MONDAY_TO_FRIDAY, Span
from .tokens import Token

WEEKDAYS = "月火水木金土日"
AND = frozenset({"と", "及び", "および", "並びに", "ならびに", "や"})
EVEN, ODD = frozenset({2, 4, 6, 8, 10, 12}), frozenset({1, 3, 5, 7, 9, 11})


@dataclass(frozen=True)
class Days:
    """Weekdays, of some weeks where those are said; `every` is the word before them."""

    weekdays: frozenset[int] = frozenset()
    weeks: frozenset[int] = frozenset()
    days: frozenset[int] = frozenset()
    every: str = ""  # "EVERYWEEK", "EVERYMONTH", "ALTWEEK", "ALTMONTH", "EVERYDAY" or nothing
    no_holidays: bool = False
    holidays: bool = False  # 土・日・祝日: every holiday as well

    @property
    def bare(self) -> bool:
        """Whether only weekdays are said: 火・木曜日."""
        return bool(self.weekdays) and not self.weeks and not self.every and not self.no_holidays


@dataclass(frozen=True)
class Months:
    months: frozenset[int]
    year: int | None = None
    fiscal: bool = False
    every_year: bool = False
    parity: bool = False
    ranged: bool = False
    topic: bool = False  # 「2月は…」: what follows takes the place of what was said


@dataclass(frozen=True)
class Period:
    since: date | None
    until: date | None


@dataclass
class Left:
    """What is left out: the items of 「…を除く」 and 「…は休み」."""

    holiday: bool = False
    spans: list[Span] = field(default_factory=list)
    months: set[int] = field(default_factory=set)
    weekdays: set[int] = field(default_factory=set)
    weeks: list[tuple[frozenset[int], frozenset[int]]] = field(default_factory=list)  # weeks, weekdays
    # 「5月の第1火曜日は休み」: months, weeks, weekdays
    weeks_of: list[tuple[frozenset[int], frozenset[int], frozenset[int]]] = field(default_factory=list)
    dates: list[date] = field(default_factory=list)
    head: bool = False  # 「休館日：…」 or 「…は休館」 says which days are closed, so the others are open


class WeekdayPhrases:
    """Reads one phrase at a time. Each method returns the value and where it ends, or None."""

    def __init__(self, tokens: list[Token], calendar: Calendar) -> None:
        self.tokens, self.calendar = tokens, calendar
        self.period: tuple[date, date] | None = None
        self.established = False  # a schedule was said already

    def kind(self, at: int) -> str:
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else "END"

    def text(self, at: int) -> str:
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def over(self, at: int, *kinds: str) -> int:
        while self.kind(at) in kinds:
            at += 1
        return at

    def joined(self, at: int, *, loosely: bool = True) -> int:
        """Past 「・」「、」「と」 between two of a list."""
        start = at
        at = self.over(at, "SPACE") if loosely else at
        if self.kind(at) == "SEP" or (self.kind(at) == "PARTICLE" and self.text(at) in AND):
            return self.over(at + 1, "SPACE")
        return at if loosely else start

    def _range(self, at: int) -> int:
        """Past 「〜」 or 「から」; the same place when none is there."""
        mark = self.over(at, "SPACE")
        return self.over(mark + 1, "SPACE") if self.kind(mark) in {"TILDE", "FROM"} else at

    def weeks(self, at: int) -> tuple[frozenset[int], int, bool] | None:
        """第1・3, 第1週から第4週の, 最終; the flag tells that 週の was said, so all weekdays after it share them."""
        if self.kind(at) not in {"NTH", "LAST"}:
            return None
        found: list[int] = []
        while True:
            number_said = self._week(at)
            if number_said is None:
                return None
            if number_said in found:
                return None
            found.append(number_said)
            wide = "週" in self.text(at) or (len(found) > 1 and self.text(at).endswith("の"))
            at += 1
            after = self._range(at)
            if after != at and self.kind(after) in {"NTH", "NUM"} and (last := self._week(after)):
                if last <= number_said:
                    return None
                found += range(number_said + 1, last + 1)
                wide = "週" in self.text(after)
                at = self.over(after + 1, "TO")
                after = at
            after = self.joined(at)
            if self._week(after) is None or (self.kind(after) == "NUM" and after == at):
                break
            at = after
        return (frozenset(found), at, wide) if len(set(found)) == len(found) else None

    def _week(self, at: int) -> int | None:
        if self.kind(at) == "LAST":
            return LAST
        if self.kind(at) == "NTH":
            parts = self.tokens[at].parts
            if "first" in parts:
                return 1
            return number(
                next(parts[name] for name in ("nth", "nth2", "nth3", "nth4", "nth5") if name in parts)
            )
        if self.kind(at) == "NUM" and self.text(at) in {"1", "2", "3", "4", "5", *"一二三四五"}:
            return number(self.text(at))
        return None

    def weekday(self, at: int) -> int | None:
        return WEEKDAYS.index(self.tokens[at].parts["wd"]) if self.kind(at) == "WD" else None

    def weekdays(self, at: int, shared: bool = True) -> tuple[frozenset[int], int] | None:
        """月・水・金曜日, 月〜金, 火曜日と木曜日. Not `shared`: only what surely hangs together, 火・木曜日."""
        first = self.weekday(at)
        if first is None:
            return None
        found, at = [first], at + 1
        while True:
            after = self._range(at)
            last = self.weekday(after) if after != at else None
            if last is not None:
                found += [day % 7 for day in range(found[-1] + 1, found[-1] + 1 + (last - found[-1]) % 7)]
                at = self.over(after + 1, "TO")
                continue
            after = self.joined(at)
            here = self.weekday(after)
            bare = "bare" in self.tokens[self._said_last(at)].parts
            if here is None or not (shared or bare) or (after == at and not bare):
                break
            if here in found:
                return None
            found.append(here)
            at = after + 1
        return (frozenset(found), at) if len(set(found)) == len(found) else None

    def _said_last(self, at: int) -> int:
        return at - 1 - (self.kind(at - 1) == "TO")

    def days(self, at: int) -> tuple[Days, int] | None:
        every = ""
        if self.kind(at) == "EVERYDAY":
            return Days(EVERY_DAY, every="EVERYDAY"), at + 1
        if self.kind(at) == "WEEKDAYS":
            return Days(MONDAY_TO_FRIDAY, no_holidays=True), at + 1
        while self.kind(at) in {"EVERYWEEK", "EVERYMONTH", "ALTWEEK", "ALTMONTH"}:
            if every and self.kind(at) == "EVERYWEEK":
                return None
            every = self.kind(at)
            at = self.over(at + 1, "SPACE", "COLON")
            if self.kind(at) == "SEP" and self.kind(at + 1) in {"NTH", "WD", "LAST"}:
                at += 1
        if every == "EVERYMONTH" and (found := self.month_days(at)):
            return Days(days=found[0], every=every), found[1]
        weeks = self.weeks(at)
        if weeks:
            at = self.over(weeks[1], "SPACE")
            if self.kind(at) == "PARTICLE" and self.text(at) == "の":
                at = self.over(at + 1, "SPACE")
        bracketed = self.bracketed(at)
        if bracketed:
            return Days(bracketed[0], weeks[0] if weeks else frozenset(), every=every), bracketed[1]
        weekdays = self.weekdays(at, shared=not weeks or weeks[2])
        if weekdays is None:
            return None
        if (every == "EVERYWEEK" and weeks) or (every == "EVERYMONTH" and not weeks):
            return None  # 「毎月土曜日」 does not say which
        if weeks and (self._another_weekday(weekdays[1]) or (not weeks[2] and weekdays[0] >= {5, 6})):
            return None  # 「第3土日」: is Sunday the third one, or the day after the third Saturday?
        return Days(weekdays[0], weeks[0] if weeks else frozenset(), every=every), weekdays[1]

    def bracketed(self, at: int) -> tuple[frozenset[int], int] | None:
        """（火）（金）, and （月・水） in one bracket."""
        found: frozenset[int] = frozenset()
        start = end = at
        while self.kind(at) == "OPEN":
            inside = self.weekdays(at + 1)
            if inside is None or self.kind(inside[1]) != "CLOSE" or found & inside[0]:
                break
            found, end = found | inside[0], inside[1] + 1
            at = self.joined(end)
        return (found, end) if end > start else None

    def _another_weekday(self, at: int) -> bool:
        """「第1月曜日、火曜日」: the second may be every week's. Not guessed at."""
        after = self.joined(at)
        if after == at or self.weekday(after) is None:
            return False
        follows = self.over(after + 1, "SPACE")
        return not (self.kind(follows) == "PARTICLE" and self.text(follows) == "は")

    def month_days(self, at: int) -> tuple[frozenset[int], int] | None:
        found: set[int] = set()
        while True:
            token = self.tokens[at] if at < len(self.tokens) else None
            if token is not None and token.kind == "DAY":
                found.add(number(token.parts["day"]))
            elif token is not None and token.kind == "ENDDAY":
                found.add(LAST)
            elif token is not None and token.kind == "DIGITDAYS":
                digit = int(token.parts["tail"])
                found.update(day for day in range(1, 32) if day % 10 == digit)
            elif (
                token is not None and token.kind == "NUM" and self.kind(self.joined(at + 1)) in {"DAY", "NUM"}
            ):
                found.add(number(token.text))
            else:
                break
            at += 1
            after = self._range(at)
            if after != at and token.kind in {"DAY", "NUM"} and self.kind(after) == "DAY":
                last = number(self.tokens[after].parts["day"])
                if last <= max(found):
                    return None
                found.update(range(max(found) + 1, last + 1))
                at = self.over(after + 1, "TO")
            after = self.joined(at)
            if after == at or self.kind(after) not in {"DAY", "ENDDAY", "DIGITDAYS", "NUM"}:
                break
            at = after
        return (frozenset(found), at) if found and max(found) <= 31 else None
