"""Whatever days a schedule has, they can be typed: any finite set of sessions is one sentence that reads back exactly."""

from datetime import date, time, timedelta
from random import Random

import pytest

from activities.schedule import MOST_LETTERS, Rule, Schedule, Slot, read, sessions, word

from . import made_up

Meeting = tuple[date, time | None, time | None, str]  # the day, from when, until when, what


def in_words(meetings: set[Meeting]) -> str:
    """One part for the days that share their times and their name."""
    alike: dict[tuple[time | None, time | None, str], list[date]] = {}
    for day, start, end, label in sorted(meetings, key=str):
        alike.setdefault((start, end, label), []).append(day)
    rules = (
        Rule(dates=tuple(sorted(days)), slots=(Slot(start, end),) if start or end else (), label=label)
        for (start, end, label), days in alike.items()
    )
    return word(Schedule(tuple(rules)))


def meeting(random: Random) -> Meeting:
    start = random.choice([None, time(9, 30), time(10), time(13, 30), time(5, 45), time(0)])
    end = random.choice([None, time(12), time(15, 15), time(23, 59)])
    if start and end and end <= start:
        end = None
    return made_up.a_day(random, 2020, 2032), start, end, random.choice(made_up.LABELS)


@pytest.mark.parametrize(("seed", "count"), [(1, 300), pytest.param(2, 3_000, marks=pytest.mark.deep)])
def test_any_sessions_can_be_typed_as_one_sentence(seed, count):
    random = Random(seed)
    for _ in range(count):
        meetings = {meeting(random) for _ in range(random.randint(1, 12))}
        text = in_words(meetings)
        assert len(text) <= MOST_LETTERS

        schedule = read(text, made_up.a_day(random)).schedule

        assert schedule, text
        held = sessions(schedule, date(2020, 1, 1), date(2033, 1, 1))
        assert {(one.date, one.start, one.end, one.label) for one in held} == meetings, text
        assert len(held) == len(meetings), text


def test_a_year_of_weekly_days_fits_into_one_sentence():
    weekly = [date(2026, 4, 1) + timedelta(days=7 * week) for week in range(52)]

    schedule = read(in_words({(day, time(10), time(12), "") for day in weekly}), date(2026, 4, 1)).schedule

    assert schedule
    assert [one.date for one in sessions(schedule, weekly[0], weekly[-1])] == weekly
