"""The schedule that all the phrases make together."""

from __future__ import annotations

from datetime import date

from .assembly import (
    Draft,
    apply_asides,
    count_out,
    settle_alternate_weeks,
)
from .days_and_times import DaysAndTimes
from .parts import Words
from .phrases import Days, Left, Period
from .rules import EVERY_DAY, Contradiction, Holiday, Schedule, Suspended
from .values import Unplaced


class Builder(DaysAndTimes):
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
        if not any(left.weekdays for left in lefts) or any(left.weeks or left.dates for left in lefts):
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
