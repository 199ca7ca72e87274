"""The days against an independent reckoning: dateutil for the rules, plain walking for holidays and closings."""

from datetime import date, datetime, time, timedelta
from random import Random

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped, unused-ignore]

from activities.schedule import (
    JAPAN,
    LAST,
    YEAR_END,
    Contradiction,
    Holiday,
    Rule,
    Schedule,
    Slot,
    dates,
    read,
    rrules,
    sessions,
)

from . import made_up

DAY = timedelta(days=1)


def dateutil_days(rrule: str, rule: Rule, first: date, last: date) -> list[date]:
    begin = max(first, rule.since or first)
    without_until = ";".join(part for part in rrule.split(";") if not part.startswith("UNTIL"))
    end = min(last, rule.until or last)
    if begin > end:
        return []
    start = datetime.combine(begin, time())
    return [
        day.date()
        for day in rrulestr(without_until, dtstart=start).between(
            start, datetime.combine(end, time()), inc=True
        )
    ]


@pytest.mark.parametrize(("seed", "count"), [(1, 2000), pytest.param(2, 100_000, marks=pytest.mark.deep)])
def test_rules_have_the_days_that_dateutil_finds(seed, count):
    random = Random(seed)
    compared = 0
    while compared < count:
        try:
            rule = made_up.simple_rule(random)
        except Contradiction:
            continue
        said = rrules(Schedule((rule,)))
        if not said:
            continue
        first = made_up.a_day(random)
        last = min(first + timedelta(days=random.randrange(1, 500)), date(2040, 12, 31))

        assert dates([rule], first, last) == dateutil_days(said[0], rule, first, last), (rule, first, last)
        compared += 1


def walked(rule: Rule, first: date, last: date) -> list[date]:
    """Every day looked at, from two months before to two months after."""
    found = set()
    day = first - timedelta(days=70)
    while day <= last + timedelta(days=70):
        if day not in rule.off and (is_usual(rule, day) or is_open_holiday(rule, day)):
            target = moved(rule, day)
            if target and not closed(rule, target):
                found.add(target)
        day += DAY
    return sorted(day for day in found if first <= day <= last)


def is_open_holiday(rule: Rule, day: date) -> bool:
    begun = not rule.since or day >= rule.since
    open_still = not rule.until or day <= rule.until
    in_month = not rule.months or day.month in rule.months
    return rule.holiday is Holiday.ALSO and bool(JAPAN.name(day)) and begun and open_still and in_month


def is_usual(rule: Rule, day: date) -> bool:
    if (rule.since and day < rule.since) or (rule.until and day > rule.until):
        return False
    if rule.dates:
        return day in rule.dates
    if rule.months and day.month not in rule.months:
        return False
    is_last = (day + 7 * DAY).month != day.month
    if rule.days:
        return day.day in rule.days or ((day + DAY).day == 1 and LAST in rule.days)
    weeks = {(day.day - 1) // 7 + 1} | ({LAST} if is_last else set())
    if (
        day.weekday() not in rule.weekdays
        or (rule.weeks and not weeks & rule.weeks)
        or weeks & rule.skipped_weeks
    ):
        return False
    return rule.anchor is None or (day - timedelta(days=day.weekday()) - rule.anchor).days % 14 == 0


def closed(rule: Rule, day: date) -> bool:
    return day in rule.off or any(day in span for span in rule.closed)


def moved(rule: Rule, day: date) -> date | None:
    policy = rule.unfit_moves if rule.unfit else rule.holiday
    if not will_not_do(rule, day):
        return day
    if policy is Holiday.OFF:
        return None
    if policy is Holiday.OTHER_WEEK:
        alike = Rule(weekdays=frozenset({day.weekday()}), weeks=frozenset({rule.holiday_week}))
        in_month = [day.replace(day=1) + n * DAY for n in range(31)]
        days = [one for one in in_month if one.month == day.month and is_usual(alike, one)]
        return days[0] if days and not JAPAN.name(days[0]) else None
    length = 7 if policy in {Holiday.NEXT_WEEK, Holiday.WEEK_BEFORE} else 1
    back = policy in {Holiday.DAY_BEFORE, Holiday.WEEK_BEFORE, Holiday.WORKING_DAY_BEFORE}
    working = policy in {Holiday.NEXT_WORKING_DAY, Holiday.WORKING_DAY_BEFORE}
    step = timedelta(days=-length if back else length)
    day += step
    while will_not_do(rule, day) or (working and (day.weekday() > 4 or JAPAN.name(day) or closed(rule, day))):
        day += step
    return day


def will_not_do(rule: Rule, day: date) -> bool:
    on_holiday = rule.holiday not in {Holiday.HELD, Holiday.ALSO} and bool(JAPAN.name(day))
    return on_holiday or day.weekday() in rule.unfit


@pytest.mark.parametrize(("seed", "count"), [(3, 400), pytest.param(4, 10_000, marks=pytest.mark.deep)])
def test_holidays_and_closings_agree_with_walking_every_day(seed, count):
    random = Random(seed)
    compared = 0
    while compared < count:
        try:
            rule = made_up.full_rule(random)
        except Contradiction:
            continue
        first = made_up.a_day(random)
        last = first + timedelta(days=random.randrange(1, 400))

        assert dates([rule], first, last) == walked(rule, first, last), (rule, first, last)
        compared += 1


def days_of(text: str, first: date, last: date) -> list[str]:
    schedule = read(text, first).schedule
    assert schedule, text
    return [str(day) for day in dates(schedule, first, last)]


def test_the_fifth_tuesday_comes_only_where_there_is_one():
    assert days_of("毎月第5火曜日", date(2026, 1, 1), date(2026, 12, 31)) == [
        "2026-03-31",
        "2026-06-30",
        "2026-09-29",
        "2026-12-29",
    ]


def test_the_last_monday_is_the_fourth_or_the_fifth():
    assert days_of("毎月最終月曜日", date(2025, 7, 1), date(2025, 9, 30)) == [
        "2025-07-28",
        "2025-08-25",
        "2025-09-29",
    ]


def test_29_february_waits_for_a_leap_year():
    assert days_of("2月29日", date(2026, 3, 1), date(2029, 12, 31)) == ["2028-02-29"]
    assert days_of("毎月29日", date(2027, 2, 1), date(2027, 3, 31)) == ["2027-03-29"]
    assert days_of("毎月末日", date(2028, 2, 1), date(2028, 3, 31)) == ["2028-02-29", "2028-03-31"]


def test_a_list_that_crosses_the_year_stays_in_order():
    assert days_of("12月9日（水）、1月13日（水）", date(2026, 11, 23), date(2027, 12, 31)) == [
        "2026-12-09",
        "2027-01-13",
    ]


def test_a_group_that_closes_over_new_year_is_closed_on_both_sides():
    assert days_of("毎週火曜日（年末年始を除く）", date(2026, 12, 20), date(2027, 1, 15)) == [
        "2026-12-22",
        "2027-01-05",
        "2027-01-12",
    ]


def test_a_group_is_not_closed_over_new_year_unless_it_says_so():
    assert days_of("毎週火曜日", date(2026, 12, 28), date(2027, 1, 6)) == ["2026-12-29", "2027-01-05"]


def test_the_day_after_long_holidays():
    assert days_of("毎週日曜日（祝日の場合は翌日）", date(2026, 5, 1), date(2026, 5, 12)) == [
        "2026-05-07",
        "2026-05-10",
    ]
    assert days_of("毎週火曜日（祝日の場合は翌週）", date(2026, 9, 15), date(2026, 9, 30)) == [
        "2026-09-15",
        "2026-09-29",
    ]
    assert days_of("毎週金曜日（祝日の場合は翌平日）", date(2027, 4, 28), date(2027, 5, 8)) == [
        "2027-04-30",
        "2027-05-07",
    ]
    assert days_of("毎月第3月曜日（祝日の場合は第4月曜日）", date(2026, 7, 1), date(2026, 9, 30)) == [
        "2026-07-27",
        "2026-08-17",
        "2026-09-28",
    ]


def test_a_session_moved_into_the_range_is_in_it_and_says_why():
    schedule = read("毎週火曜日 10時から12時（祝日の場合は翌日）", date(2026, 4, 1)).schedule
    assert schedule

    held = sessions(schedule, date(2026, 9, 24), date(2026, 9, 28))

    assert [(str(one.date), str(one.moved_from), one.why) for one in held] == [
        ("2026-09-24", "2026-09-22", "国民の休日")
    ]


def test_the_change_of_era_has_ten_days_of_holidays():
    assert days_of("平日", date(2019, 4, 25), date(2019, 5, 9)) == [
        "2019-04-25",
        "2019-04-26",
        "2019-05-07",
        "2019-05-08",
        "2019-05-09",
    ]


def test_closures_take_days_out():
    rule = Rule(weekdays=frozenset({0}), slots=(Slot(time(10), time(12)),))

    assert dates([rule], date(2026, 6, 1), date(2026, 6, 15), closures={date(2026, 6, 8)}) == [
        date(2026, 6, 1),
        date(2026, 6, 15),
    ]


def test_sessions_of_several_rules_are_in_order_and_each_once():
    morning = Rule(weekdays=frozenset({0}), slots=(Slot(time(10)), Slot(time(9))))
    again = Rule(weekdays=frozenset({0, 1}), slots=(Slot(time(9)),), closed=(YEAR_END,))

    held = sessions([morning, again], date(2026, 6, 1), date(2026, 6, 2))

    assert [(one.date.day, one.start) for one in held] == [(1, time(9)), (1, time(10)), (2, time(9))]


def test_a_day_with_no_known_holidays_is_an_ordinary_day():
    assert (JAPAN.name(date(2150, 1, 1)), JAPAN.name(date(1900, 1, 1)), JAPAN.name(date(2026, 1, 1))) == (
        "",
        "",
        "元日",
    )


def test_the_ends_of_the_calendar_are_no_cliff():
    rule = Rule(weekdays=frozenset({4}), holiday=Holiday.NEXT_WEEK)

    assert dates([rule], date(9999, 12, 1), date.max)[-1] == date.max
    assert dates([rule], date.min, date(1, 1, 31))[0] == date(1, 1, 5)


def test_alternate_weeks_count_across_the_year():
    assert days_of("令和8年12月3日から隔週木曜日", date(2026, 12, 1), date(2027, 1, 31)) == [
        "2026-12-03",
        "2026-12-17",
        "2026-12-31",
        "2027-01-14",
        "2027-01-28",
    ]
