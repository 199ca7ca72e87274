"""Schedules for other programs: RFC 5545 recurrence rules, the DS-441 code, schema.org.

Each says nothing rather than something else: what a form cannot express exactly is left out.
"""

from __future__ import annotations

from datetime import timedelta

from .rules import EVERY_DAY, LAST, Holiday, Rule, Schedule

_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY_URLS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def rrules(schedule: Schedule) -> list[str]:
    """One RECUR value (RFC 5545, section 3.3.10) for each rule, as precise as RRULE can be.

    Holidays, year's ends and single days off are no part of RRULE. A rule of alternate weeks needs its DTSTART,
    which stands on a line of its own before RRULE. Given dates have no rule.

    >>> from datetime import date
    >>> rrules(Schedule((Rule(weekdays=frozenset({0}), weeks=frozenset({LAST})),)))
    ['FREQ=MONTHLY;BYDAY=-1MO']
    >>> print(rrules(Schedule((Rule(weekdays=frozenset({3}), anchor=date(2026, 3, 30)),)))[0])
    DTSTART;TZID=Asia/Tokyo:20260402T000000
    RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=TH
    """
    return [said for said in map(_rrule, schedule.rules) if said]


def _rrule(rule: Rule) -> str:
    if rule.dates or not (rule.weekdays or rule.days):
        return ""
    months = f"BYMONTH={_numbers(rule.months)}" if rule.months else ""
    until = f"UNTIL={rule.until:%Y%m%d}T145959Z" if rule.until else ""  # the end of that day in Japan
    if rule.days:
        parts = ["FREQ=MONTHLY", months, f"BYMONTHDAY={_numbers(rule.days)}"]
    elif rule.weeks or rule.skipped_weeks:
        parts = ["FREQ=MONTHLY", months, *_by_day(rule)]
        if len(parts) == 2:
            return ""
    elif rule.weekdays == EVERY_DAY and rule.anchor is None:
        parts = ["FREQ=DAILY", months]
    else:
        parts = ["FREQ=WEEKLY", "INTERVAL=2" if rule.anchor else "", months, f"BYDAY={_names(rule.weekdays)}"]
    said = ";".join(part for part in [*parts, until] if part)
    if rule.anchor is None:
        return said
    start = rule.slots[0].start if rule.slots else None
    first = rule.anchor + timedelta(days=min(rule.weekdays))
    while rule.since is not None and first < rule.since:
        first += timedelta(days=14)
    return f"DTSTART;TZID=Asia/Tokyo:{first:%Y%m%d}T{f'{start:%H%M}' if start else '0000'}00\nRRULE:{said}"


def _by_day(rule: Rule) -> list[str]:
    if rule.weeks:
        weeks = rule.weeks
    elif LAST not in rule.skipped_weeks:
        weeks = frozenset({1, 2, 3, 4, 5}) - rule.skipped_weeks
    elif rule.skipped_weeks == {LAST}:  # all but the last seven days of the month
        return [
            f"BYMONTHDAY={','.join(str(day) for day in range(-31, -7))}",
            f"BYDAY={_names(rule.weekdays)}",
        ]
    else:
        return []
    order = sorted(weeks - {LAST}) + sorted(weeks & {LAST})
    return ["BYDAY=" + ",".join(f"{week}{_DAYS[day]}" for day in sorted(rule.weekdays) for week in order)]


def _numbers(numbers: frozenset[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers, key=lambda number: (number < 0, number)))


def _names(weekdays: frozenset[int]) -> str:
    return ",".join(_DAYS[day] for day in sorted(weekdays))


def ds441(schedule: Schedule) -> str:
    """The code of DS-441 (政府相互運用性フレームワーク, コアデータパーツ 日付及び時刻) for a day of the week.

    Digits name the weeks, 6 the last; two letters name the weekday. Empty where there is more to say: several
    weekdays, months, holidays, periods.

    >>> [ds441(Schedule((rule,))) for rule in (
    ...     Rule(weekdays=frozenset({0}), weeks=frozenset({1, 3})),
    ...     Rule(weekdays=frozenset({4}), weeks=frozenset({LAST})),
    ...     Rule(weekdays=frozenset({2})),
    ...     Rule(weekdays=frozenset({0, 2})),
    ... )]
    ['13Mo', '6Fr', 'We', '']
    """
    if len(schedule.items) != 1 or not schedule.rules:
        return ""
    rule = schedule.rules[0]
    if not rule.is_plain or rule.months or rule.skipped_weeks or len(rule.weekdays) != 1:
        return ""
    weeks = "".join(
        str(week if week != LAST else 6) for week in sorted(rule.weeks, key=lambda week: week % 7)
    )
    return weeks + _DAYS[next(iter(rule.weekdays))].capitalize()


def schema_org(schedule: Schedule) -> list[dict[str, object]]:
    """schema.org Schedule for each session of a day, as JSON-LD without its context.

    Only for rules that schema.org can say whole; nothing there knows of holidays that move.

    >>> schema_org(Schedule((Rule(weekdays=frozenset({1}), weeks=frozenset({2})),)))
    [{'@type': 'Schedule', 'repeatFrequency': 'P1M', 'byDay': ['2TU'], 'scheduleTimezone': 'Asia/Tokyo'}]
    """
    return [found for rule in schedule.rules for found in _schemas(rule)]


def _schemas(rule: Rule) -> list[dict[str, object]]:
    if (
        rule.dates
        or rule.unfit
        or rule.holiday is not Holiday.HELD
        or rule.closed
        or LAST in rule.skipped_weeks
    ):
        return []
    base: dict[str, object] = {"@type": "Schedule"}
    if rule.days:
        if LAST in rule.days:
            return []
        base |= {"repeatFrequency": "P1M", "byMonthDay": sorted(rule.days)}
    elif rule.weeks or rule.skipped_weeks:
        base |= {"repeatFrequency": "P1M", "byDay": _by_day(rule)[0].removeprefix("BYDAY=").split(",")}
    else:
        names = [f"https://schema.org/{_DAY_URLS[day]}" for day in sorted(rule.weekdays)]
        base |= {"repeatFrequency": "P2W" if rule.anchor else "P1W", "byDay": names}
    if rule.months:
        base["byMonth"] = sorted(rule.months)
    begin = rule.since or rule.anchor
    if begin:
        base["startDate"] = begin.isoformat()
    if rule.until:
        base["endDate"] = rule.until.isoformat()
    if rule.off:
        base["exceptDate"] = [day.isoformat() for day in rule.off]
    base["scheduleTimezone"] = "Asia/Tokyo"
    times = [
        {name: f"{at:%H:%M}" for name, at in (("startTime", slot.start), ("endTime", slot.end)) if at}
        for slot in rule.slots
    ]
    return [base | said for said in times or [{}]]
