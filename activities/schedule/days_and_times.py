"""Which times belong to which days, and which months."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .assembly import (
    Draft,
    consistent,
    give_way,
)
from .dates import usual_days
from .parts import Parts, Words
from .phrases import Days, Left, Months
from .rules import Rule, Slot
from .values import Unplaced


class DaysAndTimes(Parts):
    """Takes days, months and times in the order they are said."""

    def days(self, days: Days, words: Words, tied: bool, aside: bool = False) -> None:
        """Days of the week or month. `tied`: nothing but a comma lies between them and the days before."""
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
        draft = Draft("rule", 0, days=days)
        if self.general and not self.months_fresh and any(other.kind == "rule" for other in self.drafts):
            raise Unplaced(words, "ただし書きの日が、加わるものか、代わるものかが分かりません。")
        if self.irregular and not days.bare:
            raise Unplaced(words)
        if self.irregular:
            draft.kind, self.irregular = "irregular", False
        self._give_months(draft, words, tied)
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
        last = self.drafts[-1]
        return (
            days.bare and last.kind == "rule" and last.days.weekdays == days.weekdays and not last.days.weeks
        )

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

    def _give_months(self, draft: Draft, words: Words, tied: bool) -> None:
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
        replaces = self.general or months.topic
        main = [
            other
            for other in self.drafts
            if other.kind == "rule" and not other.override and (replaces or other.chapter == self.chapter)
        ]
        covered = [other for other in main if self._effective(other) & draft.months]
        if covered and self.often is None and not months.parity:
            if not (
                self.general
                or (replaces and any(other.days.weekdays == draft.days.weekdays for other in covered))
            ):
                raise Unplaced(words, "前の日程に代わるものか、加わるものかが分かりません。")
            if not self.general and any(other.months and not other.reduced for other in covered):
                raise Unplaced(words, "同じ月の日程が二通り書かれています。")
            give_way(self.drafts, draft.months)
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

    def dates(self, dates: list[date], words: Words) -> None:
        draft = Draft("dates", 0, dates=dates)
        if self.months_fresh or self.irregular:
            raise Unplaced(words)
        if self.often is not None:
            often, self.often = self.often, None
            if not consistent(often, draft):
                raise Unplaced(self.often_words, "回数と日付が合いません。")
        self._add(draft, words)

    def times(self, slots: list[Slot], words: Words, tied: bool) -> None:
        """Session times: for the days that wait, for more sessions of the last days, or for days to come."""
        if self.months_fresh and self.months and any(draft.kind == "rule" for draft in self.drafts):
            self._times_of_months(slots, words)
            return
        if self.often is not None or self.months_fresh:
            self.take_often()
        waiting = [draft for draft in self.drafts if draft.series == self.series and not draft.slots]
        if self.open and waiting:
            for draft in waiting:
                draft.slots = list(slots)
            self.open = False
            self.series += 1
        elif self.drafts and tied:
            if self.lead_slots:
                raise Unplaced(words, "時間が二通り書かれています。")
            for draft in self.drafts:
                if draft.group == self.group:
                    draft.slots += slots
        elif self.drafts and not any(draft.slots for draft in self.drafts):
            for draft in self.drafts:
                draft.slots = list(slots)
            self.open = False
        elif not self.drafts:
            if self.lead_slots and not tied:
                raise Unplaced(words, "時間が二通り書かれています。")
            self.lead_slots += slots
            self.lead_words = words
        else:
            raise Unplaced(words, "どの日程の時間か分かりません。")

    def _times_of_months(self, slots: list[Slot], words: Words) -> None:
        """「8月は9時から11時」: the same days at other times."""
        months = self.months.months if self.months else frozenset()
        main = [draft for draft in self.drafts if draft.kind == "rule" and not draft.override]
        if (
            len({draft.group for draft in main}) != 1
            or len(main) != len(self.drafts)
            or self.label != main[0].label
        ):
            raise Unplaced(words, "どの日程の時間か分かりません。")
        for draft in main:
            if draft.months and not draft.months >= months:
                raise Unplaced(words)
            copy = replace(draft, months=months, slots=list(slots), override=True)
            self.drafts.append(copy)
            self.where[id(copy)] = words
        give_way(self.drafts, months)
        self.months_fresh = False

    def times_of_weekdays(self, days: Days, slots: list[Slot], words: Words) -> bool:
        """「土曜日は10時から」 after a schedule that holds Saturdays. False when none does."""
        owners = [
            draft for draft in self.drafts if draft.kind == "rule" and draft.days.weekdays & days.weekdays
        ]
        if not owners:
            return False
        for draft in owners:
            if draft.days.weekdays <= days.weekdays:
                if draft.slots and not self.general:
                    raise Unplaced(words, "時間が二通り書かれています。")
                draft.slots = list(slots)
                continue
            rest = draft.days.weekdays - days.weekdays
            hit = draft.days.weekdays & days.weekdays
            copy = replace(draft, days=replace(draft.days, weekdays=hit), slots=list(slots))
            self.where[id(copy)] = words
            draft.days = replace(draft.days, weekdays=rest)
            self.drafts.append(copy)
        self.open = False
        return True

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
            or not last.days.bare
            or last.kind not in {"rule", "often"}
            or len(last.days.weekdays) > 1
        ):
            raise Unplaced(words)
        last.days = replace(last.days, weeks=weeks)
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
            return
        if self.months_fresh:
            raise Unplaced(words)
        self.months, self.months_words, self.months_fresh = months, words, True


def falls_on(rule: Rule, day: date) -> bool:
    """Whether the day is one of the rule's."""
    return day in set(usual_days(rule, day, day))
