"""From rules to sessions: which days, between two days, and why a session is not on its usual day.

The usual days come from tables of months (`months`). Only those that a holiday, a closing or another week can
change are looked at one by one.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Collection, Iterable, Iterator
from datetime import date, time, timedelta
from itertools import groupby
from typing import NamedTuple

from .holidays import JAPAN, Holidays
from .months import bits, kind_of_month, shape, windows
from .rules import Holiday, Rule, Schedule, Slot, monday_of
from .values import STEPS, WORKING_DAYS

DAY = timedelta(days=1)
_UNSAID = (None,)  # the one session of a day whose time is not said
_Day = tuple[date, date | None, str]  # the day, its usual day where it was moved, and why


Day = date  # the name `date` is a field of Session


class Session(NamedTuple):
    """One meeting. `moved_from` is its usual day where a holiday moved it, `why` the holiday's name."""

    date: Day
    start: time | None
    end: time | None
    label: str
    place: str
    part: str = ""
    moved_from: Day | None = None
    why: str = ""


def sessions(
    schedule: Schedule | Iterable[Rule],
    first: date,
    last: date,
    *,
    holidays: Holidays = JAPAN,
    closures: Collection[date] = (),
) -> list[Session]:
    """Every session from `first` to `last`, both included, in order of day and time; each once.

    On `closures` nothing takes place. What has no computable days has no sessions.

    >>> second_tuesday = Rule(weekdays=frozenset({1}), weeks=frozenset({2}), slots=(Slot(time(10)),))
    >>> [str(session.date) for session in sessions([second_tuesday], date(2026, 1, 1), date(2026, 3, 31))]
    ['2026-01-13', '2026-02-10', '2026-03-10']
    """
    rules = schedule.rules if isinstance(schedule, Schedule) else tuple(schedule)
    found: list[Session] = []
    slots = [(rule, slot) for rule in rules for slot in rule.slots or _UNSAID]
    if len(slots) > 1:
        slots.sort(key=_order)
    for rule, slot in slots:
        found += _sessions_of(rule, slot, first, last, holidays)
    if closures:
        found = [session for session in found if session.date not in closures]
    if len(slots) > 1:
        by_day: dict[Day, list[Session]] = {}
        for session in found:
            by_day.setdefault(session[0], []).append(session)
        found = [session for day in sorted(by_day) for session, _ in groupby(by_day[day])]
    return found


def dates(
    schedule: Schedule | Iterable[Rule],
    first: date,
    last: date,
    *,
    holidays: Holidays = JAPAN,
    closures: Collection[date] = (),
) -> list[date]:
    """The days of the sessions, each once, in order."""
    held = sessions(schedule, first, last, holidays=holidays, closures=closures)
    return list(dict.fromkeys(session.date for session in held))


def _sessions_of(rule: Rule, slot: Slot | None, first: date, last: date, holidays: Holidays) -> list[Session]:
    start, end, part = (slot.start, slot.end, slot.part) if slot else (None, None, "")
    label, where = rule.label, rule.place
    if not rule.is_plain:
        return [
            Session(day, start, end, label, where, part, moved_from, why)
            for day, moved_from, why in _days(rule, first, last, holidays)
        ]
    make = tuple.__new__  # Session(...) would spend most of its time on the names of its arguments
    months, kinds = rule.months, rule.shape
    return [
        make(Session, (days[bit], start, end, label, where, part, None, ""))
        for month, kind, mask, days in windows(first, last)
        if not months or month in months
        for bit in bits(kinds[kind] & mask)
    ]


def _order(part_of_day: tuple[Rule, Slot | None]) -> tuple[time, time, str, str, str]:
    rule, slot = part_of_day
    start, end, part = (slot.start, slot.end, slot.part) if slot else (None, None, "")
    return start or time.min, end or time.max, part, rule.label, rule.place


def _days(rule: Rule, first: date, last: date, holidays: Holidays) -> list[_Day]:
    """The days of one rule with the day each was moved from and why."""
    if rule.holiday is Holiday.ALSO:
        return [(day, None, "") for day in _with_holidays(rule, first, last, holidays)]
    if rule.holiday is Holiday.HELD and not rule.unfit:
        days = list(usual_days(rule, first, last))
        if not rule.closed and not rule.off:
            return [(day, None, "") for day in days]
        return [(day, None, "") for day in days if not _closed(rule, day)]
    # A session may come in from before `first` (翌日, 翌週) or from after `last` (前日, a named week).
    kept: dict[date, _Day] = {}
    for day in usual_days(rule, _month_before(first), _month_after(last)):
        if day in rule.off:
            continue
        why = _misfit(rule, day, holidays)
        target = _moved(rule, day, holidays) if why else day
        if target is None or not first <= target <= last or _closed(rule, target):
            continue
        if not why or target not in kept:
            kept[target] = (target, day if why else None, why)
    return [kept[day] for day in sorted(kept)]


def _month_before(day: date) -> date:
    """The first day of the month before."""
    return (max(date.min + DAY, day.replace(day=1)) - DAY).replace(day=1)


def _month_after(day: date) -> date:
    """The last day of the month after."""
    end = day.replace(day=monthrange(day.year, day.month)[1])
    after = end if end == date.max else end + DAY
    return after.replace(day=monthrange(after.year, after.month)[1])


def _with_holidays(rule: Rule, first: date, last: date, holidays: Holidays) -> list[date]:
    """The usual days and every holiday, in the rule's months and its period."""
    usual = set(usual_days(rule, first, last))
    if rule.since is not None:
        first = max(first, rule.since)
    if rule.until is not None:
        last = min(last, rule.until)
    months = (
        []
        if first > last
        else [one for one in windows(first, last) if one.month in (rule.months or {one.month})]
    )
    days = [
        day
        for one in months
        for day in one.days
        if first <= day <= last and (day in usual or holidays.name(day))
    ]
    return [day for day in days if not _closed(rule, day)]


def _closed(rule: Rule, day: date) -> bool:
    return day in rule.off or any(day in span for span in rule.closed)


def _misfit(rule: Rule, day: date, holidays: Holidays) -> str:
    """Why a session cannot be on that day: the holiday's name, a weekday that will not do, or nothing."""
    why = holidays.name(day) if rule.holiday is not Holiday.HELD else ""
    return why or ("月火水木金土日"[day.weekday()] + "曜日" if day.weekday() in rule.unfit else "")


def _moved(rule: Rule, day: date, holidays: Holidays) -> date | None:
    """Where the session of a day that will not do goes; None when it falls out.

    A day that will not do either moves on by the same step: 5月3日 becomes the first day after 連休.
    """
    policy = rule.unfit_moves if rule.unfit else rule.holiday
    if policy is Holiday.OFF:
        return None
    if policy is Holiday.OTHER_WEEK:
        kinds = shape(frozenset({day.weekday()}), frozenset({rule.holiday_week}), frozenset(), frozenset())
        mask = kinds[kind_of_month(day.year, day.month)]
        target = day.replace(day=mask.bit_length()) if mask else None
        return None if target is None or holidays.name(target) else target
    step, working = timedelta(days=STEPS[policy]), policy in WORKING_DAYS
    while _misfit(rule, day, holidays) or (
        working and (day.weekday() > 4 or holidays.name(day) or _closed(rule, day))
    ):
        try:
            day += step
        except OverflowError:  # beyond the calendar's ends
            return None
    return day


def usual_days(rule: Rule, first: date, last: date) -> Iterator[date]:
    """The days that the rule's weekdays, days or dates name, holidays and closings not yet looked at."""
    if rule.since is not None and rule.since > first:
        first = rule.since
    if rule.until is not None and rule.until < last:
        last = rule.until
    if first > last:
        return
    if rule.dates:
        yield from (day for day in rule.dates if first <= day <= last)
        return
    for window in windows(first, last):
        if not rule.months or window.month in rule.months:
            for bit in bits(rule.shape[window.kind] & window.mask):
                day = window.days[bit]
                if rule.anchor is None or (monday_of(day) - rule.anchor).days % 14 == 0:
                    yield day
