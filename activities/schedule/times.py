"""Which times belong to which days."""

from __future__ import annotations

from dataclasses import replace

from .assembly import give_way
from .open_ends import OpenEnds
from .parts import Words
from .phrases import Days
from .rules import Holiday, Slot
from .values import Unplaced


class Times(OpenEnds):
    """Takes the times in the order they are said, and gives them to the days that they are of."""

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
                if self.label and not draft.label:
                    draft.label = self.label  # 「第3土曜日 食事は12時から」
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
            or any(draft.kind != "rule" for draft in self.drafts)
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
        self.drafts = [draft for draft in self.drafts if draft.months or not draft.reduced]
        self.months_fresh = False

    def times_of_weekdays(self, days: Days, slots: list[Slot], words: Words) -> bool:
        """「土曜日は10時から」 after a schedule that holds Saturdays. False when none does."""
        owners = [
            draft for draft in self.drafts if draft.kind == "rule" and draft.days.weekdays & days.weekdays
        ]
        if not owners:
            return False
        if any(draft.holiday is Holiday.ALSO for draft in owners):
            raise Unplaced(words, "祝日の時間が分かりません。")
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

    def named_times(self, name: str, slots: list[Slot]) -> bool:
        """Times of a name of their own, on the days said last. False where those have times without a name."""
        mine = [draft for draft in self.drafts if draft.group == self.group and draft.kind == "rule"]
        if not mine or self.label or any(bool(draft.slots) != bool(draft.label) for draft in mine):
            return False
        if not mine[0].label:
            for draft in mine:
                draft.label, draft.slots = name, list(slots)
        else:
            first = mine[0].label
            same = [draft for draft in mine if draft.label == first]
            self.drafts += [replace(draft, label=name, slots=list(slots)) for draft in same]
        self.open = False
        return True

    def times_of_weeks(self, days: Days, slots: list[Slot], words: Words) -> bool:
        """「第4木曜日は10時から」 after a schedule that holds it. False when none does."""
        for draft in self.drafts:
            every = not draft.days.weeks and not draft.skipped
            holds = draft.days.weekdays == days.weekdays and (every or days.weeks < draft.days.weeks)
            if draft.kind != "rule" or draft.override or not holds or not draft.slots:
                continue
            copy = replace(draft, days=replace(draft.days, weeks=days.weeks, every=""), slots=list(slots))
            if every:
                draft.skipped = set(days.weeks)
            else:
                draft.days = replace(draft.days, weeks=draft.days.weeks - days.weeks)
            self.where[id(copy)] = words
            self.drafts.append(copy)
            return True
        return False
