"""The schedule that all the phrases make together."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from .assembly import (
    Draft,
    count_out,
    doubtful,
    give_way_to_holidays,
    settle_alternate_weeks,
)
from .dates import dates, usual_days
from .days_of_parts import DaysOfParts
from .leaving_out import apply_asides
from .parts import Words
from .phrases import Days, Left, Period
from .rules import EVERY_DAY, Contradiction, Holiday, Schedule, Suspended
from .values import Unplaced


class Builder(DaysOfParts):
    """Takes phrases in the order they are said and builds a schedule from them."""

    def finish(self) -> Schedule:
        self.take_often()
        self._complement()
        if self.also:
            raise Unplaced(self.also[0][1], "ほかにどの日が開くのか分かりません。")
        self._inherit_times()
        self._take_periods()
        suspended = [draft for draft in self.drafts if draft.kind == "suspended"]
        self.drafts = [draft for draft in self.drafts if draft.kind != "suspended"]
        apply_asides(self.drafts, self.asides)
        drafts = self.drafts
        for draft in drafts:
            settle_alternate_weeks(draft, self.where.get(id(draft), (0, 0)))
            if draft.days.no_holidays and draft.kind == "rule" and draft.holiday is Holiday.HELD:
                draft.holiday = Holiday.OFF
        give_way_to_holidays(drafts)
        if unclear := doubtful(drafts):
            raise Unplaced(self.where.get(id(unclear), (0, 0)), "毎週か、決まった週かが分かりません。")
        self._time_of_all(drafts)
        for moved in self.moves:
            self._replace_month(*moved)
        for label, weekdays, words in self.named:
            mine = [draft.days.weekdays for draft in drafts if draft.label == label or not label]
            if not mine or any(found != weekdays for found in mine):
                raise Unplaced(words, "名前の中の曜日が、開く曜日かどうか分かりません。")
        for shown in self.shown:
            self._compare(*shown)
        if self.total:
            self._take_total(drafts)
        if not drafts and not suspended:
            raise Unplaced((0, 10**6), "いつ開くか（曜日や日付）が書かれていません。")
        fiscal = self.on.year - (self.on.month < 4)
        items = tuple(dict.fromkeys(draft.item(fiscal) for draft in drafts))
        notes = sorted(
            {note: None for note in self.notes if note}, key=lambda note: (note != "原則", note == "予定")
        )
        if suspended:
            items = (Suspended(usual=items),)
        return Schedule(items, tuple(notes))

    def _time_of_all(self, drafts: list[Draft]) -> None:
        """「囲碁 毎週火曜、将棋 毎週木曜 13時から」: whose time is it?"""
        rules = [draft for draft in drafts if draft.kind == "rule" and not draft.override]
        for draft, after in pairwise(rules):
            names = (draft.label, after.label), (draft.place, after.place)
            apart = any(name and other and name != other for name, other in names)
            together = draft.segment == after.segment and draft.chapter == after.chapter
            if apart and together and after.slots and not draft.slots:
                raise Unplaced(self.where[id(draft)], "何時からか分かりません。")

    def _replace_month(self, main: list[Draft], given: list[date], words: Words) -> None:
        """The month's usual days fall out, and the dates come in at the usual time."""
        first = given[0].replace(day=1)
        last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        mine = [draft for draft in main if draft in self.drafts]
        times = {tuple(draft.slots) for draft in mine}
        usual = [day for draft in mine for day in usual_days(draft.rule(), first, last)]
        if len(times) != 1 or not usual or any(draft.holiday is Holiday.ALSO for draft in mine):
            raise Unplaced(words, "どの日程の代わりか分かりません。")
        for draft in mine:
            draft.off |= set(usual_days(draft.rule(), first, last)) - set(given)
        fresh = [day for day in given if day not in usual]
        if fresh:
            owner = mine[0]
            self.drafts.append(
                Draft("dates", 0, dates=fresh, slots=list(owner.slots), label=owner.label, place=owner.place)
            )

    def _compare(self, drafts: list[Draft], shown: list[date], words: Words, next_time: bool) -> None:
        """Dates given beside a rule must be all of its days from the first of them, or from `on`, to the last."""
        mine = [draft for draft in self.drafts if draft in drafts or draft.override]
        if any(draft.kind != "rule" for draft in mine):
            raise Unplaced(words, "日付と曜日の両方が書かれています。")
        first = min(self.on, shown[0]) if next_time else shown[0]
        if dates([draft.rule() for draft in mine], first, shown[-1]) != shown:
            raise Unplaced(words, "日付と曜日が合いません。")

    def _inherit_times(self) -> None:
        """「ただし1月は第3土曜」 keeps the time of day."""
        main = {tuple(draft.slots) for draft in self.drafts if draft.kind == "rule" and not draft.override}
        for draft in self.drafts:
            if draft.override and not draft.slots:
                if len(main) != 1:
                    raise Unplaced(self.where[id(draft)], "何時からか分かりません。")
                draft.slots = list(next(iter(main)))

    def _complement(self) -> None:
        """「日曜・祝日は休館」 alone: open on every other day."""
        if self.drafts or not self.closed_head:
            return
        lefts = [aside.what for aside in self.asides if isinstance(aside.what, Left)]
        named = any(left.weekdays or left.weeks for left in lefts)
        if not named or any(left.dates or left.weeks_of for left in lefts):
            return
        if any(not weekdays for left in lefts for _, weekdays in left.weeks):
            return
        if len(lefts) != len(self.asides):
            return
        closed = {weekday for left in lefts for weekday in left.weekdays}
        self.also = [(days, words) for days, words in self.also if days.weekdays & closed]
        self._add(Draft("rule", 0, days=Days(EVERY_DAY)), self.asides[0].words)

    def _take_periods(self) -> None:
        self._take_year()
        rules = [draft for draft in self.drafts if draft.kind in {"rule", "often"}]
        for place, (at, period, words) in enumerate(self.periods):
            if not self.drafts and len(self.periods) == 1 and period.since and period.until:
                self._daily(period, words)
                return
            if len(self.periods) == 1 and at not in {0, len(self.drafts)}:
                raise Unplaced(words, "どの日程の期間か分かりません。")
            end = self.periods[place + 1][0] if place + 1 < len(self.periods) else len(self.drafts)
            scope = self.drafts if len(self.periods) == 1 else self.drafts[at:end]
            scope = [draft for draft in scope if draft in rules]
            if not scope:
                raise Unplaced(words)
            for draft in scope:
                if draft.period is not None:
                    raise Unplaced(words)
                draft.period = period

    def _daily(self, period: Period, words: Words) -> None:
        """「9月1日〜5日」 with no weekday: each of these days, when they are few."""
        if period.since is None or period.until is None or (period.until - period.since).days > 6:
            raise Unplaced(words, "期間のうちのどの日か分かりません。「毎日」か曜日を付けてください。")
        days = [
            date.fromordinal(day) for day in range(period.since.toordinal(), period.until.toordinal() + 1)
        ]
        self.open = False
        draft = self._add(Draft("dates", 0, dates=days), words)
        draft.slots = list(self.lead_slots)

    def _take_total(self, drafts: list[Draft]) -> None:
        dated = [draft for draft in drafts if draft.kind == "dates"]
        if dated and len(dated) == len(drafts):
            if sum(len(draft.dates) for draft in dated) != self.total:
                raise Unplaced(self.total_words, "回数と日付の数が合いません。")
            return
        if len(drafts) == 1 and drafts[0].period and drafts[0].period.until:
            self.notes.append(f"全{self.total}回")
            return
        if len(drafts) == 1 and drafts[0].kind == "rule" and not drafts[0].off and not drafts[0].spans:
            try:
                drafts[0].period = count_out(drafts[0], self.total)
            except Contradiction as error:
                raise Unplaced(self.total_words, str(error)) from None
            return
        raise Unplaced(self.total_words)
