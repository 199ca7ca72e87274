"""What is left out, taken out of the days it speaks of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from .assembly import Draft
from .dates import usual_days
from .holiday_phrases import HolidayWords
from .phrases import Left
from .rules import EVERY_DAY, LAST, Holiday
from .values import STEPS, Unplaced

ALL_MONTHS = frozenset(range(1, 13))


@dataclass(frozen=True)
class Aside:
    """Something said about days that stand elsewhere in the text: an exception, or what holidays do."""

    what: Left | HolidayWords
    words: tuple[int, int]  # tokens
    group: int  # the group it follows; 0 before any
    segment: int  # the part between full stops that it stands in
    general: bool  # after ※, ただし or a full stop: about everything
    bracket: bool = False  # in a bracket, of the days before it where others follow


def apply_asides(drafts: list[Draft], asides: list[Aside]) -> None:
    """Every exception taken out of the days it speaks of."""
    groups = sorted(
        {draft.group for draft in drafts if not draft.override and draft.kind in {"rule", "dates"}}
    )
    for aside in asides:
        beside = [
            draft for draft in drafts if draft.segment == aside.segment and draft.kind in {"rule", "dates"}
        ]
        followed = aside.bracket and aside.group and any(group > aside.group for group in groups)
        if (aside.general and not followed) or len(groups) < 2:
            scope = [draft for draft in drafts if draft.kind in {"rule", "dates"}]
        elif followed or _each_has_its_own(groups, asides, aside):
            scope = [
                draft for draft in drafts if draft.group == aside.group and draft.kind in {"rule", "dates"}
            ]
        elif beside and len({draft.group for draft in beside if not draft.override}) == 1:
            scope = beside
        elif aside.group and aside.group != groups[-1]:
            scope = [draft for draft in drafts if draft.group == aside.group]
        elif _of_all(drafts, aside):
            scope = [draft for draft in drafts if draft.kind in {"rule", "dates"}]
        else:
            raise Unplaced(aside.words, "どの日程についての言葉か分かりません。")
        if not scope:
            raise Unplaced(aside.words)
        if isinstance(aside.what, HolidayWords):
            _move_holidays(scope, aside.what, aside.words, aside.general)
        else:
            _leave_out(drafts, scope, aside.what, aside.words)
    for draft in drafts:
        if draft.off:  # a day that a later exception takes away as well need not be named
            draft.off = {day for day in draft.off if day in set(usual_days(draft.rule(), day, day))}


def _each_has_its_own(groups: list[int], asides: list[Aside], aside: Aside) -> bool:
    """「第2火曜日（1月休み）、第4火曜日（12月休み）」."""
    mine = {one.group for one in asides if one.bracket and not one.general}
    return aside.bracket and set(groups) <= mine


def _of_all(drafts: list[Draft], aside: Aside) -> bool:
    """What closes a list of days and speaks of holidays and year's ends alone is about all of them.

    「火曜日10時〜12時、木曜日13時〜15時（祝日・年末年始を除く）」; a weekday in it must be none of those that are open.
    """
    what = aside.what
    if isinstance(what, HolidayWords):
        return not (what.week or what.weekdays or what.unfit)
    if what.months or what.weeks or what.weeks_of or what.dates:
        return False
    return not any(draft.days.weekdays & what.weekdays for draft in drafts)


def _move_holidays(scope: list[Draft], words: HolidayWords, where: tuple[int, int], general: bool) -> None:
    for draft in scope:
        weekdays = draft.days.weekdays
        if words.unfit:
            _move_unfit(draft, words, where)
            continue
        if words.weekdays and words.weekdays != weekdays:
            raise Unplaced(where, "祝日のときの曜日が、ふだんの曜日と違います。")
        if words.opening and (not weekdays or not weekdays <= {0, 1, 2, 3}):
            raise Unplaced(where, "翌開館日が何曜日になるか分かりません。")
        if draft.holiday is not Holiday.HELD or (draft.kind == "dates" and words.policy is not Holiday.HELD):
            raise Unplaced(where)
        if words.of not in (frozenset(), weekdays) or words.of_weeks not in (frozenset(), draft.days.weeks):
            raise Unplaced(where, "どの日の祝日のことか分かりません。")
        apart = any(other.days.weekdays != weekdays and not other.override for other in scope)
        if words.policy in STEPS and apart and not general:
            raise Unplaced(where, "どの日程の祝日のことか分かりません。")
        draft.holiday, draft.holiday_week = words.policy, words.week
        draft.holiday_said = True


def _move_unfit(draft: Draft, words: HolidayWords, where: tuple[int, int]) -> None:
    """「毎月20日（土日祝の場合は翌平日）」."""
    if not draft.days.days or draft.unfit or draft.holiday is not Holiday.HELD:
        raise Unplaced(where)
    if words.policy is not Holiday.HELD:
        draft.unfit, draft.unfit_moves = words.unfit, words.policy
        draft.holiday = words.policy if words.holidays else Holiday.HELD


def _leave_out(drafts: list[Draft], scope: list[Draft], left: Left, where: tuple[int, int]) -> None:
    for draft in scope:
        if left.holiday:
            if draft.holiday not in {Holiday.HELD, Holiday.OFF}:
                raise Unplaced(where, "祝日の扱いが二通り書かれています。")
            draft.holiday = Holiday.OFF
        if draft.holiday is Holiday.ALSO and (left.weekdays or left.weeks or left.weeks_of):
            raise Unplaced(where, "その曜日の祝日が開くのかどうかが分かりません。")
        if left.weekdays and draft.days.days and not draft.unfit:
            draft.unfit, draft.unfit_moves = frozenset(left.weekdays), Holiday.OFF
        elif (left.weekdays and not draft.days.weekdays) or (left.months and draft.kind == "dates"):
            raise Unplaced(where)
        draft.spans |= set(left.spans)
        if left.months and draft.kind == "rule" and not draft.override:
            draft.months = (draft.months or ALL_MONTHS) - left.months
            if not draft.months:
                raise Unplaced(where, "すべての月が休みになります。")
        if left.weekdays & draft.days.weekdays:
            draft.days = replace(draft.days, weekdays=draft.days.weekdays - left.weekdays)
            if not draft.days.weekdays:
                raise Unplaced(where, "すべての曜日が休みになります。")
    for weeks, weekdays in left.weeks:
        _leave_weeks_out(drafts, scope, weeks, weekdays, where)
    for months, weeks, weekdays in left.weeks_of:
        _leave_weeks_of_months_out(drafts, scope, months, (weeks, weekdays), where)
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
        elif LAST not in weeks | draft.days.weeks and not weeks & draft.days.weeks:
            continue  # 「第1〜4金曜日、第5金曜日は休み」: said twice
        elif LAST in weeks or LAST in draft.days.weeks or not weeks <= draft.days.weeks:
            raise Unplaced(where, "休みの週が、開く週の中にありません。")
        else:
            draft.days = replace(draft.days, weeks=draft.days.weeks - weeks)
            if not draft.days.weeks:
                raise Unplaced(where, "すべての週が休みになります。")
    if not touched:
        raise Unplaced(where, "休みの週が、どの日程のものか分かりません。")


def _leave_weeks_of_months_out(
    drafts: list[Draft],
    scope: list[Draft],
    months: frozenset[int],
    weeks: tuple[frozenset[int], frozenset[int]],
    where: tuple[int, int],
) -> None:
    """「5月の第1火曜日は休み」: those months become a part of their own, and their weeks are taken out of it."""
    touched: list[Draft] = []
    for draft in list(scope):
        mine = (draft.months or ALL_MONTHS) & months
        if draft.kind != "rule" or draft.override or not draft.days.weekdays or not mine:
            continue
        if weeks[1] and not weeks[1] & draft.days.weekdays:
            continue
        if len(draft.days.weekdays) > 1 or months - mine:
            raise Unplaced(where, "休みの週が、どの日程のものか分かりません。")
        draft.months = (draft.months or ALL_MONTHS) - mine
        draft.reduced = True
        if draft.days.weeks and draft.days.weeks == weeks[0]:
            touched.append(draft)
            continue
        other = replace(draft, months=mine, skipped=set(draft.skipped))
        other.spans, other.off, other.slots = set(draft.spans), set(draft.off), list(draft.slots)
        drafts.insert(drafts.index(draft) + 1, other)
        touched.append(other)
        _leave_weeks_out(drafts, [other], *weeks, where)
    if not touched:
        raise Unplaced(where, "休みの週が、どの日程のものか分かりません。")
    if any(not draft.months for draft in drafts if draft.reduced):
        raise Unplaced(where, "すべての月が休みになります。")


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
