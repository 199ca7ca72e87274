"""How fast schedules are reckoned, as ratios of one run: `make bench`."""

from __future__ import annotations

import gc
import random
import time
from datetime import date, datetime

from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekday  # type: ignore[import-untyped,unused-ignore]

from activities.schedule import LAST, Rule, sessions

MONTH = date(2026, 11, 1), date(2026, 11, 30)
RULES, MANY = 10_000, 150_000  # a large city's halls; every 通いの場 in Japan


def main() -> None:
    chance = random.Random(1)
    rules = [made_up(chance) for _ in range(MANY)]
    few = rules[:RULES]
    # Counted and let go one by one, as a page does that shows them: to keep all of them at once would be a
    # measure of the garbage collector, which goes through everything alive again and again.
    ours = seconds(lambda: sum(len(sessions([rule], *MONTH)) for rule in few))
    theirs = seconds(lambda: sum(len(list(as_rrule(rule))) for rule in few))
    many = seconds(lambda: sum(len(sessions([rule], *MONTH)) for rule in rules))
    print(f"a month of {RULES} rules: {ours:.3f} s, dateutil {theirs:.3f} s, ratio 1/{theirs / ours:.1f}")
    print(
        f"a month of {MANY} rules: {many:.3f} s, {many / ours:.1f} times that of {RULES}; linear is {MANY / RULES:.0f}"
    )


def made_up(chance: random.Random) -> Rule:
    days = frozenset(chance.sample(range(7), chance.choice((1, 1, 1, 2))))
    weeks = frozenset(chance.sample((1, 2, 3, 4, LAST), chance.choice((0, 1, 1, 2))))
    return Rule(weekdays=days, weeks=weeks)


def as_rrule(rule: Rule) -> rrule:
    first, last = (datetime(day.year, day.month, day.day) for day in MONTH)
    if not rule.weeks:
        return rrule(WEEKLY, dtstart=first, until=last, byweekday=sorted(rule.weekdays))
    named = [weekday(day, week) for day in sorted(rule.weekdays) for week in sorted(rule.weeks)]
    return rrule(MONTHLY, dtstart=first, until=last, byweekday=named)


def seconds(work: object) -> float:
    """The best of three, in seconds of this process; the results are dropped between runs."""
    found = []
    for _ in range(3):
        gc.collect()
        start = time.process_time()
        work()  # type: ignore[operator]
        found.append(time.process_time() - start)
    return min(found)


main()
