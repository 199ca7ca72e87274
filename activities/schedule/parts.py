"""The parts of a schedule as they are said, and what still waits for its fellow."""

from __future__ import annotations

from datetime import date

from .assembly import (
    Draft,
    consistent,
)
from .frequencies import HowOften
from .holiday_phrases import HolidayWords
from .leaving_out import Aside
from .phrases import Days, Left, Months, Period
from .rules import Slot
from .values import Unplaced

Words = tuple[int, int]


class Parts:
    """The parts so far, and what still waits: times before days, months before weekdays."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.drafts: list[Draft] = []
        self.asides: list[Aside] = []
        self.notes: list[str] = []
        self.periods: list[tuple[int, Period, Words]] = []
        self.where: dict[int, Words] = {}
        self.group = 0
        self.open = False  # whether days still wait for their times
        self.label = self.place = ""
        self.lead_slots: list[Slot] = []
        self.lead_words: Words = (0, 0)
        self.months: Months | None = None
        self.months_words: Words = (0, 0)
        self.months_fresh = False  # said, and no day has used them yet
        self.often: HowOften | None = None
        self.often_words: Words = (0, 0)
        self.irregular = False
        self.year: tuple[int, bool] | None = None
        self.total = 0
        self.total_words: Words = (0, 0)
        self.general = False  # after ※ or ただし
        self.closed_head = False
        self.period_beside = False  # inside a bracket that gave the days before it a period
        self.chapter = 0  # parts between 「／」
        self.series = 0
        self.segment = 0  # parts between full stops
        self.sealed = False  # the group has its name; further days begin another
        self.moves: list[tuple[list[Draft], list[date], Words]] = []  # dates in place of a month's usual days
        self.named: list[tuple[str, frozenset[int], Words]] = []  # 土曜サロン: its name and weekday
        self.inside = False  # a bracket
        self.leads = False  # names stand before their days
        self.said = 0  # exceptions and other months so far
        self.shown: list[tuple[list[Draft], list[date], Words, bool]] = []
        self.also: list[tuple[Days, Words]] = []

    def _add(self, draft: Draft, words: Words) -> Draft:
        draft.label, draft.place = self.label, self.place
        if not self.open or self.sealed:
            self.group += 1
        self.sealed = False
        draft.group, draft.segment, draft.chapter = self.group, self.segment, self.chapter
        draft.slots = list(self.lead_slots)
        self.open = not draft.slots
        self._agree(draft, words)
        draft.series = self.series
        self.drafts.append(draft)
        self.where[id(draft)] = words
        return draft

    def _agree(self, draft: Draft, words: Words) -> None:
        """Days and 「月1回」 of one name must say the same; given dates and weekdays are not mixed."""
        for other in self.drafts:
            if other.chapter != self.chapter or other.label != self.label or other.doubles or draft.doubles:
                continue
            kinds = {draft.kind, other.kind}
            if kinds == {"rule", "dates"}:
                raise Unplaced(words, "日付と曜日の両方が書かれています。")
            fixed = draft if draft.kind in {"rule", "dates"} else other
            loose = other if fixed is draft else draft
            if fixed.kind not in {"rule", "dates"} or loose.kind not in {"often", "irregular", "always"}:
                continue
            if loose.days.weekdays and not fixed.days.bare:
                continue
            if (
                loose.kind == "often"
                and loose.often
                and not loose.irregular
                and consistent(loose.often, fixed)
            ):
                continue
            raise Unplaced(words, "決まった日と、決まっていない日の両方が書かれています。")

    def stop(self, fresh: bool) -> None:
        """A full stop: nothing waits beyond it. 「／」 begins afresh, without the label too."""
        self.take_often()
        self.segment += 1
        self.series += 1
        if fresh and self.drafts:
            self._take_year()
            self.label = ""
            self.chapter += 1
        self.open = False
        self.months = None
        self.months_fresh = False

    def close(self, months: Months | None, said: int) -> None:
        """A bracket closes: its months hold no longer, and what it left out is of the days before it alone."""
        if not self.months_fresh:
            self.months = months
        if self.said > said and self.drafts:
            self.sealed = True

    def stop_months(self) -> None:
        """The months that were said before hold no longer."""
        self.months, self.months_fresh, self.open = None, False, False
        self.series += 1

    def take_often(self) -> None:
        if self.often is not None:
            often, self.often = self.often, None
            draft = Draft("often", 0, often=often)
            if self.months_fresh and self.months:
                draft.months, self.months_fresh = self.months.months, False
                if self.months.year is not None:
                    raise Unplaced(self.months_words)
            self._add(draft, self.often_words)
        if self.months_fresh and self.months:
            months, self.months_fresh = self.months, False
            fiscal = months.fiscal
            year = months.year
            if year is None and self.year is not None:
                year, fiscal = self.year
            if year is not None and not fiscal:
                years = {year - (month < 4) for month in months.months}
                if len(years) > 1:
                    raise Unplaced(self.months_words, "年度をまたいでいます。")
                year = years.pop()
            draft = Draft(
                "months", 0, months=months.months, year=year, every_year=months.every_year or months.parity
            )
            beside = [
                other for other in self.drafts if other.chapter == self.chapter and other.label == self.label
            ]
            if months.ranged or any(other.kind in {"rule", "dates"} for other in beside):
                raise Unplaced(self.months_words)
            self._add(draft, self.months_words)

    def say_period(self, period: Period, words: Words, inside: bool) -> None:
        """From … to …; in a bracket, of the days before it."""
        if inside and self.often is not None:
            self.take_often()
        mine = [
            draft for draft in self.drafts if draft.group == self.group and draft.kind in {"rule", "often"}
        ]
        if not (inside and mine):
            self.periods.append((len(self.drafts), period, words))
            return
        self.period_beside = True
        for draft in mine:
            if draft.period is not None:
                raise Unplaced(words)
            draft.period = period

    def _beside(self) -> Draft | None:
        """The last part, when the same breath and the same name still go on."""
        last = self.drafts[-1] if self.drafts else None
        return (
            last if last is not None and last.segment == self.segment and last.label == self.label else None
        )

    @property
    def suspended(self) -> bool:
        """Whether 休止中 was said; a bracket after it holds a whole schedule."""
        return any(draft.kind == "suspended" for draft in self.drafts)

    def leave_out(self, what: Left | HolidayWords, words: Words, attached: bool, bracket: bool) -> None:
        general = self.general or not attached
        group = self.group if self.drafts else 0
        self.asides.append(Aside(what, words, group, self.segment, general, bracket and attached))
        self.said += 1
        if isinstance(what, Left) and what.head:
            self.closed_head = True

    def say_label(self, label: str, words: Words, backward: bool) -> None:
        if backward and self.drafts:
            for draft in self.drafts:
                if draft.group == self.group:
                    if draft.label:
                        raise Unplaced(words)
                    draft.label = label
            self.sealed = True
            return
        self.take_often()
        self.open = False
        self.series += 1
        self.label = label
        self.leads |= not self.drafts
        if self.months is not None and not self.months_fresh:
            self.months = None

    def say_place(self, place: str, words: Words, follows: bool = False) -> None:
        """Where; `follows`: days come next, which may be those of another house."""
        if self.often is not None:
            self.take_often()
        if self.place and self.place != place and self.drafts and follows:
            self.place, self.open = place, False  # 「①東公民館 第2火曜日 ②西公民館 第4火曜日」
            self.series += 1
            return
        if self.place and self.place != place:
            raise Unplaced(words)
        mine = [draft for draft in self.drafts if draft.group == self.group]
        if not mine:
            self.place = place
        for draft in mine:
            if draft.place and draft.place != place:
                raise Unplaced(words)
            draft.place = place
        self.said += bool(mine)

    def _take_year(self) -> None:
        """「令和8年度は毎月…」: the rules of that year."""
        if self.year is None or self.periods:
            return
        year, fiscal = self.year
        first = date(year, 4 if fiscal else 1, 1)
        last = date(year + 1, 3, 31) if fiscal else date(year, 12, 31)
        for draft in self.drafts:
            if draft.kind in {"rule", "often"} and draft.chapter == self.chapter and draft.period is None:
                draft.period = Period(first, last)
        self.year = None
