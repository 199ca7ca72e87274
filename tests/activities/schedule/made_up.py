"""Schedules made up at random, for the oracle, the round trip and the fuzz."""

from __future__ import annotations

from datetime import date, time, timedelta
from random import Random

from activities.schedule import (
    LAST,
    YEAR_END,
    Always,
    Frequency,
    Holiday,
    Irregular,
    Item,
    MonthsPlan,
    Rule,
    Schedule,
    Slot,
    Span,
    Suspended,
)

WEEKS = [1, 2, 3, 4, 5, LAST]
LABELS = [
    "",
    "",
    "",
    "オレンジカフェ",
    "いきいき百歳体操",
    "子ども食堂",
    "学習支援・プレイパーク",
    "ひだまり カフェ",
    "すずめの学校",
]
PLACES = ["", "", "", "中央公民館", "緑ケ丘集会所", "ほほえみ中丸デイサービス 2階ホール", "みどり 会館"]


def some(random: Random, values, most: int) -> frozenset[int]:
    return frozenset(random.sample(list(values), random.randint(1, most)))


def a_day(random: Random, first: int = 2020, last: int = 2040) -> date:
    return date(first, 1, 1) + timedelta(days=random.randrange((date(last, 12, 31) - date(first, 1, 1)).days))


def slots(random: Random) -> tuple[Slot, ...]:
    kind = random.randrange(8)
    if kind == 0:
        return ()
    if kind == 1:
        return (Slot(part=random.choice(["午前", "午後", "夜"])),)
    found, at = [], random.randrange(0, 20) * 60
    for _ in range(random.choice([1, 1, 1, 2, 3])):
        start = at + random.choice([0, 5, 30, 45])
        end = start + random.choice([15, 60, 90, 120])
        if end >= 24 * 60:
            break
        first = time(start // 60, start % 60)
        last = time(end // 60, end % 60)
        found.append(Slot(first, None if random.random() < 0.2 else last))
        at = end
    return tuple(dict.fromkeys(found)) or (Slot(end=time(12)),)


def months(random: Random) -> frozenset[int]:
    kind = random.randrange(6)
    if kind == 0:
        return frozenset({1, 3, 5, 7, 9, 11})
    if kind == 1:
        return some(random, range(1, 13), 5)
    if kind == 2:
        return frozenset(range(1, 13)) - some(random, range(1, 13), 3)
    return frozenset()


def simple_rule(random: Random) -> Rule:
    """Weekdays, days and months: what RRULE can say."""
    kind = random.randrange(5)
    values: dict = {"months": months(random)}
    if kind == 0:
        values["days"] = some(random, [*range(1, 29), LAST], 4)
    else:
        values["weekdays"] = some(random, range(7), random.choice([1, 1, 2, 7]))
        if kind < 4:
            values["weeks"] = some(random, WEEKS, 3)
        elif random.random() < 0.3:
            values["skipped_weeks"] = some(random, [1, 2, 3, 4, 5], 2)
        elif random.random() < 0.1:
            values["skipped_weeks"] = frozenset({LAST})
    if random.random() < 0.2:
        values["since"] = a_day(random)
        values["until"] = values["since"] + timedelta(days=random.randrange(400))
    return Rule(**values)


def full_rule(random: Random) -> Rule:
    """Everything that a rule can hold."""
    values: dict = {"slots": slots(random), "label": random.choice(LABELS), "place": random.choice(PLACES)}
    kind = random.randrange(8)
    if kind == 0:
        values["dates"] = tuple(sorted({a_day(random) for _ in range(random.randint(1, 5))}))
        return Rule(**values)
    if kind == 1:
        values["days"] = some(random, [*range(1, 29), LAST], 4)
    else:
        values["weekdays"] = some(random, range(7), random.choice([1, 1, 2, 3, 7]))
    if kind in {2, 3, 4}:
        values["weeks"] = some(random, WEEKS, 3)
    elif kind == 5:
        values["skipped_weeks"] = some(random, WEEKS, 2)
    elif kind == 6 and values["weekdays"] != frozenset(range(7)):
        day = a_day(random)
        values["anchor"] = day - timedelta(days=day.weekday())
    values["months"] = months(random)
    if random.random() < 0.25:
        values["since"] = a_day(random)
    if random.random() < 0.2:
        values["until"] = values.get("since", a_day(random)) + timedelta(days=random.randrange(30, 500))
    if random.random() < 0.3:
        daily = values.get("weekdays") == frozenset(range(7))
        policies = [Holiday.OFF] if daily else [*Holiday]
        values["holiday"] = random.choice(policies)
        if values["holiday"] is Holiday.OTHER_WEEK:
            if "weekdays" in values:
                values["holiday_week"] = random.choice(WEEKS)
            else:
                values["holiday"] = Holiday.NEXT_WEEK
    if "days" in values and random.random() < 0.3:
        values["unfit"] = random.choice([frozenset({5, 6}), frozenset({6}), frozenset({5})])
        values["unfit_moves"] = random.choice(
            [
                Holiday.OFF,
                Holiday.NEXT_DAY,
                Holiday.NEXT_WORKING_DAY,
                Holiday.DAY_BEFORE,
                Holiday.WORKING_DAY_BEFORE,
            ]
        )
        values["holiday"] = random.choice([Holiday.HELD, values["unfit_moves"]])
        values.pop("holiday_week", None)
    if random.random() < 0.2:
        values["closed"] = tuple(sorted(random.sample([YEAR_END, Span(8, 13, 8, 16), Span(12, 28, 1, 4)], 2)))
    return Rule(**values)


def honest_item(random: Random) -> Item:
    """What has no dates of its own."""
    values: dict = {"slots": slots(random), "label": random.choice(LABELS), "place": random.choice(PLACES)}
    kind = random.randrange(5)
    if kind == 0:
        return Always(**values)
    if kind == 1:
        return Irregular(
            weekdays=some(random, range(7), 2) if random.random() < 0.5 else frozenset(), **values
        )
    if kind == 2:
        year = random.choice([None, 2019, 2025, 2026])
        return MonthsPlan(months=some(random, range(1, 13), 4), fiscal_year=year, **values)
    times = random.randint(1, 5)
    return Frequency(
        unit=random.choice("年月週"),
        times=times,
        times_most=times + random.choice([0, 0, 1]),
        every=random.choice([1, 1, 1, 3]),
        about=random.random() < 0.3,
        irregular=random.random() < 0.2,
        **values,
    )


def schedule(random: Random) -> Schedule:
    """Some parts and perhaps a remark; parts that 「第1・第3」 would say as one are not both in it."""
    if random.random() < 0.05:
        usual = (full_rule(random),) if random.random() < 0.5 else ()
        return Schedule((Suspended(usual=usual),))
    makers = [full_rule, full_rule, full_rule, honest_item]
    items = tuple(random.choice(makers)(random) for _ in range(random.choice([1, 1, 1, 2, 3])))
    notes = random.choice([(), (), ("雨天中止",), ("原則",), ("原則", "要予約、参加費100円", "予定")])
    return Schedule(tuple(dict.fromkeys(items)), notes)
