"""Phrases put together: which times belong to which days, and what is left out of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from .dates import usual_days
from .frequencies import HowOften, agrees
from .holiday_phrases import HolidayWords
from .phrases import Days, Left, Period
from .rules import (
    EVERY_DAY,
    LAST,
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


@dataclass(frozen=True)
class Aside:
    """Something said about days that stand elsewhere in the text: an exception, or what holidays do."""

    what: Left | HolidayWords
    words: tuple[int, int]  # tokens
    group: int  # the group it follows; 0 before any
    segment: int  # the part between full stops that it stands in
    general: bool  # after ※, ただし or a full stop: about everything


def apply_asides(drafts: list[Draft], asides: list[Aside]) -> None:
    """Every exception taken out of the days it speaks of."""
    groups = sorted(
        {draft.group for draft in drafts if not draft.override and draft.kind in {"rule", "dates"}}
    )
    for aside in asides:
        beside = [
            draft for draft in drafts if draft.segment == aside.segment and draft.kind in {"rule", "dates"}
        ]
        if aside.general or len(groups) < 2:
            scope = [draft for draft in drafts if draft.kind in {"rule", "dates"}]
        elif beside and len({draft.group for draft in beside if not draft.override}) == 1:
            scope = beside
        elif aside.group and aside.group != groups[-1]:
            scope = [draft for draft in drafts if draft.group == aside.group]
        else:
            raise Unplaced(aside.words, "どの日程についての言葉か分かりません。")
        if not scope:
            raise Unplaced(aside.words)
        if isinstance(aside.what, HolidayWords):
            _move_holidays(scope, aside.what, aside.words)
        else:
            _leave_out(drafts, scope, aside.what, aside.words)
    for draft in drafts:
        if draft.off:  # a day that a later exception takes away as well need not be named
            draft.off = {day for day in draft.off if day in set(usual_days(draft.rule(), day, day))}


def _move_holidays(scope: list[Draft], words: HolidayWords, where: tuple[int, int]) -> None:
    for draft in scope:
        weekdays = draft.days.weekdays
        if words.weekdays and words.weekdays != weekdays:
            raise Unplaced(where, "祝日のときの曜日が、ふだんの曜日と違います。")
        if words.opening and (not weekdays or not weekdays <= {0, 1, 2, 3}):
            raise Unplaced(where, "翌開館日が何曜日になるか分かりません。")
        if draft.holiday is not Holiday.HELD or (draft.kind == "dates" and words.policy is not Holiday.HELD):
            raise Unplaced(where)
        draft.holiday, draft.holiday_week = words.policy, words.week


def _leave_out(drafts: list[Draft], scope: list[Draft], left: Left, where: tuple[int, int]) -> None:
    for draft in scope:
        if left.holiday:
            if draft.holiday not in {Holiday.HELD, Holiday.OFF}:
                raise Unplaced(where, "祝日の扱いが二通り書かれています。")
            draft.holiday = Holiday.OFF
        if (left.weekdays and not draft.days.weekdays) or (left.months and draft.kind == "dates"):
            raise Unplaced(where)
        draft.spans |= set(left.spans)
        if left.months and draft.kind == "rule" and not draft.override:
            draft.months = (draft.months or frozenset(range(1, 13))) - left.months
            if not draft.months:
                raise Unplaced(where, "すべての月が休みになります。")
        if left.weekdays & draft.days.weekdays:
            draft.days = replace(draft.days, weekdays=draft.days.weekdays - left.weekdays)
            if not draft.days.weekdays:
                raise Unplaced(where, "すべての曜日が休みになります。")
    for weeks, weekdays in left.weeks:
        _leave_weeks_out(drafts, scope, weeks, weekdays, where)
    _leave_dates_out(scope, left.dates, where)


def _leave_weeks_out(
    drafts: list[Draft],
    scope: list[Draft],
    weeks: frozenset[int],
    weekdays: frozenset[int],
    where: tuple[int, int],
) -> None:
    touched = False
    for draft in list(scope):
        hit = draft.days.weekdays & (weekdays or EVERY_DAY)
        if draft.kind != "rule" or not hit or draft.override:
            continue
        if weekdays - draft.days.weekdays:
            raise Unplaced(where, "休みの曜日が、開く曜日の中にありません。")
        touched = True
        rest = draft.days.weekdays - hit
        if rest:
            other = replace(draft, days=replace(draft.days, weekdays=rest), skipped=set(draft.skipped))
            other.spans, other.off, other.slots = set(draft.spans), set(draft.off), list(draft.slots)
            drafts.insert(drafts.index(draft) + 1, other)
            scope.append(other)
            draft.days = replace(draft.days, weekdays=hit)
        if not draft.days.weeks:
            draft.skipped |= weeks
        elif LAST in weeks or LAST in draft.days.weeks or not weeks <= draft.days.weeks:
            raise Unplaced(where, "休みの週が、開く週の中にありません。")
        else:
            draft.days = replace(draft.days, weeks=draft.days.weeks - weeks)
            if not draft.days.weeks:
                raise Unplaced(where, "すべての週が休みになります。")
    if not touched:
        raise Unplaced(where, "休みの週が、どの日程のものか分かりません。")


def _leave_dates_out(scope: list[Draft], off: list[date], where: tuple[int, int]) -> None:
    long = len(off) > 1 and (off[-1] - off[0]).days == len(off) - 1
    hit = False
    for day in off:
        owners = [draft for draft in scope if day in set(usual_days(draft.rule(), day, day))]
        if not owners and not long:
            raise Unplaced(where, f"{day.year}年{day.month}月{day.day}日は、もともと開く日ではありません。")
        for draft in owners:
            draft.off.add(day)
            hit = True
    if off and not hit:
        raise Unplaced(where, "休みの日が、開く日の中にありません。")


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
