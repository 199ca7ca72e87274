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
    make = tuple.__new__  # Session(...) would spend most of its time on the names of its arguments
    slots = [
        (rule, *_times(slot), rule.label, rule.place) for rule in rules for slot in rule.slots or _UNSAID
    ]
    if len(slots) > 1:
        slots.sort(key=_order)
    for rule, start, end, part, label, where in slots:
        if rule.is_plain:
            for window in windows(first, last):
                if not rule.months or window.month in rule.months:
                    days = window.days
                    found += [
                        make(Session, (days[bit], start, end, label, where, part, None, ""))
                        for bit in bits(rule.shape[window.kind] & window.mask)
                    ]
        else:
            found += [
                Session(day, start, end, label, where, part, moved_from, why)
                for day, moved_from, why in _days(rule, first, last, holidays)
            ]
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


def _times(slot: Slot | None) -> tuple[time | None, time | None, str]:
    return (slot.start, slot.end, slot.part) if slot else (None, None, "")


def _order(slot: tuple[Rule, time | None, time | None, str, str, str]) -> tuple[time, time, str, str, str]:
    _, start, end, part, label, place = slot
    return start or time.min, end or time.max, part, label, place


def _days(rule: Rule, first: date, last: date, holidays: Holidays) -> list[_Day]:
    """The days of one rule with the day each was moved from and why."""
    if rule.holiday is Holiday.HELD:
        days = list(usual_days(rule, first, last))
        if not rule.closed and not rule.off:
            return [(day, None, "") for day in days]
        return [(day, None, "") for day in days if not _closed(rule, day)]
    # A session may come in from before `first` (翌日, 翌週) or, by a named week, from after `last`.
    begin = max(date.min + DAY, first.replace(day=1)) - DAY
    end = last.replace(day=monthrange(last.year, last.month)[1])
    kept: dict[date, _Day] = {}
    for day in usual_days(rule, begin.replace(day=1), end):
        if day in rule.off:
            continue
        why = holidays.name(day)
        target = _moved(rule, day, holidays) if why else day
        if target is None or not first <= target <= last or _closed(rule, target):
            continue
        if not why or target not in kept:
            kept[target] = (target, day if why else None, why)
    return [kept[day] for day in sorted(kept)]


def _closed(rule: Rule, day: date) -> bool:
    return day in rule.off or any(day in span for span in rule.closed)


def _moved(rule: Rule, day: date, holidays: Holidays) -> date | None:
    """Where the session of a holiday goes; None when it falls out.

    A day that is a holiday again moves on by the same step: 5月3日 becomes the first day after 連休.
    """
    if rule.holiday is Holiday.OFF:
        return None
    if rule.holiday is Holiday.OTHER_WEEK:
        kinds = shape(frozenset({day.weekday()}), frozenset({rule.holiday_week}), frozenset(), frozenset())
        mask = kinds[kind_of_month(day.year, day.month)]
        target = day.replace(day=mask.bit_length()) if mask else None
        return None if target is None or holidays.name(target) else target
    step = 7 if rule.holiday is Holiday.NEXT_WEEK else 1
    working = rule.holiday is Holiday.NEXT_WORKING_DAY
    while holidays.name(day) or (working and (day.weekday() > 4 or _closed(rule, day))):
        if (date.max - day).days < step:
            return None
        day += timedelta(days=step)
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
