"""Days, and which months they are of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .assembly import (
    Draft,
    consistent,
    give_way,
)
from .dates import usual_days
from .frequencies import agrees
from .parts import Words
from .phrases import Days, Left, Months
from .rules import Holiday, Rule
from .times import Times
from .values import Unplaced

_ALTERNATE = (frozenset({1, 3}), frozenset({2, 4}), frozenset({1, 3, 5}))  # what people call 隔週 as well


class DaysOfParts(Times):
    """Takes days, months and times in the order they are said."""

    def days(self, days: Days, words: Words, tied: bool, aside: bool = False, more: bool = False) -> None:
        """Days of the week or month.

        `tied`: nothing but a comma lies between them and the days before. `more`: 「…も」.
        """
        last = self.drafts[-1] if self.drafts else None
        if aside and last is not None and last.kind == "rule" and last.series == self.series:
            raise Unplaced(words, "かっこの中の曜日が、前の曜日と違います。")
        if self.period_beside:
            raise Unplaced(words, "いつから変わるのかが分かりません。")
        if (
            last is not None
            and last.kind == "dates"
            and last.chapter == self.chapter
            and last.label == self.label
        ):
            rule = Rule(weekdays=days.weekdays, weeks=days.weeks) if days.weekdays else None
            if rule and all(falls_on(rule, day) for day in last.dates):
                return
            raise Unplaced(words, "日付と曜日が合いません。")
        draft = Draft("rule", 0, days=days, holiday=Holiday.ALSO if days.holidays else Holiday.HELD)
        if self.general and not self.months_fresh and any(other.kind == "rule" for other in self.drafts):
            raise Unplaced(words, "ただし書きの日が、加わるものか、代わるものかが分かりません。")
        if self.irregular and not days.bare:
            raise Unplaced(words)
        if self.irregular:
            draft.kind, self.irregular = "irregular", False
        self._give_months(draft, words, tied, more)
        if self.often is not None:
            often, self.often = self.often, None
            draft.often = often
            if days.bare and (often.unit != "週" or often.every > 1):
                draft.kind = "often"
            elif often.every > 1 and often.unit == "月" and days.weeks and not draft.months:
                draft.kind = "often"
                if often.times != len(days.weeks) * len(days.weekdays):
                    raise Unplaced(self.often_words, "回数と曜日が合いません。")
            elif not consistent(often, draft):
                raise Unplaced(self.often_words, "回数と曜日が合いません。")
            if draft.kind == "rule":
                draft.often = None
        elif self._any_week(draft):
            raise Unplaced(
                words,
                "その月の毎週か、決まった週かが分かりません。「毎週」か「第2」などを付けてください。",
            )
        self._add(draft, words)

    def says_again(self, days: Days) -> bool:
        """「平日（月〜金）」: the same days in other words."""
        last = self.drafts[-1] if self.drafts else Draft("", 0)
        if days.days and last.kind == "rule":
            return days.days == last.days.days
        return (
            days.bare and last.kind == "rule" and last.days.weekdays == days.weekdays and not last.days.weeks
        )

    def weekdays_of_other_weeks(self) -> frozenset[int]:
        """「第2・4水曜日（8月は第2のみ）」: the weekday of the weeks that some months have; none where it is unclear."""
        if not (self.months_fresh and self.months and self.months.topic):
            return frozenset()
        main = {draft.days.weekdays for draft in self.drafts if draft.kind == "rule" and draft.days.weeks}
        alone = len(main) == 1 and all(draft.kind == "rule" and draft.days.weeks for draft in self.drafts)
        weekdays = next(iter(main)) if alone else frozenset()
        return weekdays if len(weekdays) == 1 else frozenset()

    def overlap(self, days: Days) -> bool:
        """Whether some of the days were said before."""
        return any(
            draft.kind == "rule"
            and draft.label == self.label
            and draft.days.weekdays & days.weekdays
            and (not draft.days.weeks or not days.weeks or draft.days.weeks & days.weeks)
            and not (self.months_fresh or draft.months)
            for draft in self.drafts
        )

    def _any_week(self, draft: Draft) -> bool:
        """「8月の土曜日」: every one, or one? Of a span of months, 「4月から9月の土曜日」, every one."""
        of_months = draft.days.bare and draft.months and draft.kind == "rule" and not draft.override
        return bool(of_months) and not (self.months is not None and self.months.ranged)

    def _give_months(self, draft: Draft, words: Words, tied: bool, more: bool) -> None:
        months = self.months
        if months is None:
            return
        if months.year is not None:
            raise Unplaced(self.months_words)
        if not self.months_fresh:
            before = self.drafts[-1] if self.drafts else None
            if draft.days.every in {"EVERYWEEK", "EVERYMONTH", "ALTWEEK", "EVERYDAY"} or before is None:
                self.months = None
                return
            same = before.days.weekdays == draft.days.weekdays and tied
            if not (same or months.ranged):
                raise Unplaced(words, "前の月の言葉が、この日程にもかかるのか分かりません。")
        self.months_fresh = False
        if len(months.months) == 12:
            return
        draft.months = months.months
        if more and self.drafts:
            draft.override = True  # 「8月のみ第4水曜日も」: besides the usual days, at their time
            return
        self.said += self.general or months.topic
        replaces = self.general or months.topic
        main = [
            other
            for other in self.drafts
            if other.kind == "rule" and not other.override and (replaces or other.chapter == self.chapter)
        ]
        if self.inside and main:
            main = [other for other in main if other.group == main[-1].group]
        covered = [other for other in main if self._effective(other) & draft.months]
        if covered and self.often is None and not months.parity:
            if not (
                self.general
                or (replaces and any(other.days.weekdays == draft.days.weekdays for other in covered))
            ):
                raise Unplaced(words, "前の日程に代わるものか、加わるものかが分かりません。")
            if not self.general and any(other.months and not other.reduced for other in covered):
                raise Unplaced(words, "同じ月の日程が二通り書かれています。")
            give_way(main, draft.months)
            draft.override = True
        elif covered:
            raise Unplaced(words, "同じ月の日程が二通り書かれています。")

    def _effective(self, draft: Draft) -> frozenset[int]:
        """The months that a rule has left, with the exceptions said so far."""
        months = draft.months or frozenset(range(1, 13))
        for aside in self.asides:
            if isinstance(aside.what, Left) and (aside.general or aside.group == draft.group):
                months -= aside.what.months
        return months

    def confirms(self, dates: list[date], words: Words, next_time: bool) -> bool:
        """「毎月第2水曜日（次回は5月13日）」: dates that only show which days are meant; looked at in the end."""
        mine = [draft for draft in self.drafts if draft.chapter == self.chapter and draft.label == self.label]
        certain = mine and all(draft.kind == "rule" for draft in mine) and not self.months_fresh
        said = next_time or all(draft.days.every in {"EVERYWEEK", "EVERYMONTH"} for draft in mine)
        if not (certain and said) or self.months_fresh or self.irregular or self.often is not None:
            return False
        self.shown.append((mine, dates, words, next_time))
        return True

    def dates(self, dates: list[date], words: Words) -> None:
        draft = Draft("dates", 0, dates=dates)
        if self.months_fresh or self.irregular:
            raise Unplaced(words)
        if self.often is not None:
            often, self.often = self.often, None
            if not consistent(often, draft):
                raise Unplaced(self.often_words, "回数と日付が合いません。")
        self._add(draft, words)

    def replace_month(self, dates: list[date], words: Words) -> None:
        """「毎月第1金曜日（5月は8日）」: that month has these dates and none of its usual days."""
        main = [draft for draft in self.drafts if draft.kind == "rule" and not draft.override]
        if len({draft.group for draft in main}) != 1 or any(draft.chapter != self.chapter for draft in main):
            raise Unplaced(words, "どの日程の代わりか分かりません。")
        self.moves.append((main, dates, words))
        self.said += 1

    def weekdays_of_open_end(self, days: Days) -> bool:
        """「不定期（土曜日）」: on these weekdays, but not on all of them."""
        last = self.drafts[-1] if self.drafts else None
        if (
            last is None
            or last.kind not in {"irregular", "often"}
            or not days.bare
            or last.days.weekdays
            or last.doubles
        ):
            return False
        if not last.irregular and last.kind == "often":
            return False
        last.days = days
        if self.months_fresh and self.months:
            last.months, self.months_fresh = self.months.months, False
        return True

    def weeks(self, weeks: frozenset[int], words: Words) -> None:
        """「木曜日（第1・第3）」."""
        last = self.drafts[-1] if self.drafts else None
        if (
            last is None
            or not (last.days.bare or (last.days.every == "ALTWEEK" and weeks in _ALTERNATE))
            or last.kind not in {"rule", "often"}
            or len(last.days.weekdays) > 1
        ):
            raise Unplaced(words)
        last.days = replace(last.days, weeks=weeks, every="")
        if last.kind == "often" and last.often:
            if not consistent(last.often, last):
                raise Unplaced(words, "回数と曜日が合いません。")
            last.kind, last.often = "rule", None

    def alternate(self, every: str, words: Words) -> None:
        """「土曜日（隔週）」."""
        last = self.drafts[-1] if self.drafts else None
        weekly = last is not None and (last.days.bare or last.days.every == "EVERYWEEK")
        monthly = last is not None and bool(last.days.weeks) and every == "ALTMONTH"
        if last is None or last.kind != "rule" or not (weekly or monthly):
            raise Unplaced(words)
        last.days = replace(last.days, every=every)

    def every_year(self, day: date, words: Words) -> None:
        """「毎年5月5日」."""
        draft = Draft("rule", 0, days=Days(days=frozenset({day.day})), months=frozenset({day.month}))
        self._add(draft, words)

    def say_anchor(self, monday: date, words: Words) -> None:
        """「隔週木曜日（令和8年4月2日の週から数える）」."""
        if not self.drafts or self.drafts[-1].days.every != "ALTWEEK":
            raise Unplaced(words)
        self.drafts[-1].anchor = monday

    def say_months(self, months: Months, words: Words, backward: bool) -> None:
        if backward and self.drafts and self.drafts[-1].kind in {"rule", "often"}:
            mine = [draft for draft in self.drafts if draft.group == self.drafts[-1].group]
            if any(draft.months for draft in mine) or months.year is not None:
                raise Unplaced(words)
            for draft in mine:
                draft.months = months.months if len(months.months) < 12 else frozenset()
                if (
                    draft.kind == "often"
                    and draft.often
                    and agrees(draft.often, draft.days.weekdays, draft.days.weeks, draft.months)
                ):
                    draft.kind, draft.often = "rule", None  # 「3か月に1回 第1日曜日（4月・7月・10月・1月）」
            return
        if self.months_fresh:
            raise Unplaced(words)
        self.months, self.months_words, self.months_fresh = months, words, True


def falls_on(rule: Rule, day: date) -> bool:
    """Whether the day is one of the rule's."""
    return day in set(usual_days(rule, day, day))
