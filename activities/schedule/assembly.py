"""Phrases put together: which times belong to which days, and what is left out of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

from .dates import usual_days
from .frequencies import HowOften, agrees
from .phrases import Days, Period
from .rules import (
    Always,
    Contradiction,
    Frequency,
    Holiday,
    Irregular,
    Item,
    MonthsPlan,
    Rule,
    Slot,
    Span,
    monday_of,
)
from .values import Unplaced


@dataclass
class Draft:
    """One part of a schedule while its words are still coming in."""

    kind: str  # rule, dates, often, irregular, always, months, suspended
    group: int
    segment: int = 0
    chapter: int = 0
    series: int = 0  # days that wait for the same times
    days: Days = field(default_factory=Days)
    dates: list[date] = field(default_factory=list)
    months: frozenset[int] = frozenset()
    year: int | None = None
    every_year: bool = False
    often: HowOften | None = None
    irregular: bool = False
    doubles: bool = False
    slots: list[Slot] = field(default_factory=list)
    label: str = ""
    place: str = ""
    period: Period | None = None
    anchor: date | None = None
    override: bool = False
    reduced: bool = False  # some of its months were given to another rule
    skipped: set[int] = field(default_factory=set)
    holiday: Holiday = Holiday.HELD
    holiday_week: int = 0
    holiday_said: bool = False  # 「祝日も開催」
    unfit: frozenset[int] = frozenset()
    unfit_moves: Holiday = Holiday.HELD
    spans: set[Span] = field(default_factory=set)
    off: set[date] = field(default_factory=set)

    def rule(self, **more: object) -> Rule:
        """The rule, or a rule of its bare days where `more` says nothing else."""
        days = self.days
        period = self.period or Period(None, None)
        values: dict[str, object] = {
            "weekdays": days.weekdays,
            "weeks": days.weeks,
            "skipped_weeks": frozenset(self.skipped),
            "days": days.days,
            "dates": tuple(self.dates),
            "months": self.months,
            "since": period.since,
            "until": period.until,
            "anchor": self.anchor,
            "slots": tuple(self.slots),
            "label": self.label,
            "place": self.place,
            "holiday": self.holiday,
            "holiday_week": self.holiday_week,
            "unfit": self.unfit,
            "unfit_moves": self.unfit_moves,
            "closed": tuple(sorted(self.spans)),
            "off": tuple(sorted(self.off)),
        }
        return Rule(**(values | more))  # type: ignore[arg-type]

    def item(self, fiscal_year: int) -> Item:
        """The value that it has become."""
        name = {"slots": tuple(self.slots), "label": self.label, "place": self.place}
        period = self.period or Period(None, None)
        if self.kind == "often" and self.often:
            how = self.often
            return Frequency(
                unit=how.unit,
                times=how.times,
                times_most=how.times_most,
                every=how.every,
                every_most=how.every_most,
                about=how.about,
                at_least=how.at_least,
                irregular=self.irregular,
                doubles=self.doubles,
                weekdays=self.days.weekdays,
                weeks=self.days.weeks,
                months=self.months,
                since=period.since,
                until=period.until,
                **name,  # type: ignore[arg-type]
            )
        if self.kind == "irregular":
            return Irregular(weekdays=self.days.weekdays, months=self.months, **name)  # type: ignore[arg-type]
        if self.kind == "always":
            return Always(**name)  # type: ignore[arg-type]
        if self.kind == "months":
            year = None if self.every_year else self.year if self.year is not None else fiscal_year
            return MonthsPlan(months=self.months, fiscal_year=year, **name)  # type: ignore[arg-type]
        return self.rule()


def give_way(drafts: list[Draft], months: frozenset[int]) -> list[Draft]:
    """The drafts that a 「2月は…」 takes months away from; they lose them here."""
    losers = [draft for draft in drafts if draft.kind == "rule" and not draft.override]
    for draft in losers:
        draft.reduced |= not draft.months
        draft.months = (draft.months or frozenset(range(1, 13))) - months
    return losers


def settle_alternate_weeks(draft: Draft, words: tuple[int, int]) -> None:
    """隔週 counts from the first day of its period; without one it says how often, not when."""
    if draft.kind != "rule" or draft.days.every not in {"ALTWEEK", "ALTMONTH"}:
        return
    days = draft.days
    since = draft.period.since if draft.period else None
    if days.every == "ALTWEEK" and not days.weeks:
        if draft.anchor is not None:
            return
        if since is not None and since.weekday() in days.weekdays:
            if 6 in days.weekdays and len(days.weekdays) > 1:
                raise Unplaced(words, "日曜日とほかの曜日の隔週は、週の始まりが分かりません。")
            draft.anchor = monday_of(since)
            return
    if days.every == "ALTMONTH" and len(draft.months) == 6:
        return  # 「隔月第4土曜日（偶数月）」
    draft.kind = "often"
    unit = "週" if days.every == "ALTWEEK" else "月"
    if unit == "週" and days.weeks:
        raise Unplaced(words, "隔週と第何週の両方が書かれています。")
    times = len(days.weekdays) * (len(days.weeks) or 1)
    draft.often = HowOften(unit, times, times, 2, 2)


def count_out(draft: Draft, total: int) -> Period:
    """「5月11日から毎週月曜日 全4回」: the period closes with the last of them."""
    period = draft.period
    if period is None or period.since is None or draft.kind != "rule":
        raise Contradiction(f"全{total}回の初めの日が分かりません。")
    found = list(usual_days(draft.rule(), period.since, period.since + timedelta(days=366 * 2)))
    if not 0 < total <= len(found) or found[0] != period.since:
        raise Contradiction(f"全{total}回の初めの日が分かりません。")
    return Period(period.since, found[total - 1])


def consistent(often: HowOften, draft: Draft) -> bool:
    """Whether 「月2回」 is only what the days beside it say already."""
    if draft.kind == "dates":
        return often.unit == "年" and often.times == len(draft.dates)
    if draft.days.days:
        return often.unit == "月" and often.every == 1 and often.times == len(draft.days.days)
    return agrees(often, draft.days.weekdays, draft.days.weeks, draft.months)


def give_way_to_holidays(drafts: list[Draft]) -> None:
    """「火〜金 9時から17時、土日祝 10時から16時」: on a holiday the times of 祝 hold, not Tuesday's."""
    for other in drafts:
        if other.holiday is not Holiday.ALSO:
            continue
        for draft in drafts:
            every_week = draft.kind == "rule" and draft.days.weekdays and not draft.days.weeks
            every_week = every_week and draft.period == other.period and draft.months == other.months
            held = draft.holiday is Holiday.HELD and not draft.holiday_said
            if every_week and held and draft.label == other.label and draft.slots != other.slots:
                draft.holiday = Holiday.OFF


def doubtful(drafts: list[Draft]) -> Draft | None:
    """A weekday without a week beside one with a week: 「土曜日のつどい 毎月第4土曜日」. It may be but a name."""
    rules = [draft for draft in drafts if draft.kind == "rule" and not draft.override]
    for draft in rules:
        if not draft.days.bare or draft.months:
            continue
        for other in rules:
            same = other.days.weeks and other.days.weekdays <= draft.days.weekdays
            if same and (not draft.slots or draft.slots == other.slots):
                return draft
    for draft in rules:
        for other in rules:
            inside = other.days.weeks and other.days.weekdays <= draft.days.weekdays and not draft.days.weeks
            if (
                inside
                and draft.chapter == other.chapter
                and draft.slots
                and other.label
                and not (other.slots or draft.label)
            ):
                return other  # 「毎週水曜日 10時から 相談：第2水曜日」: besides, or as a part of it?
    return None
