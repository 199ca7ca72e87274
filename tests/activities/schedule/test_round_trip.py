"""What the sentence says is what was said: read(word(schedule)) is the schedule, whatever the day."""

from datetime import date
from random import Random

import pytest

from activities.schedule import Contradiction, from_data, plain, read, short, to_data, word

from . import made_up


def schedules(seed: int, count: int):
    random = Random(seed)
    while count:
        try:
            schedule = made_up.schedule(random)
        except Contradiction:
            continue
        count -= 1
        yield random, schedule


@pytest.mark.parametrize(("seed", "count"), [(1, 2000), pytest.param(2, 50_000, marks=pytest.mark.deep)])
def test_a_sentence_reads_as_the_schedule_it_was_made_from(seed, count):
    for random, schedule in schedules(seed, count):
        sentence = word(schedule)

        reading = read(sentence, made_up.a_day(random))

        assert reading.schedule == schedule, (sentence, reading)


def test_data_comes_back_as_the_schedule():
    for _, schedule in schedules(3, 500):
        assert from_data(to_data(schedule)) == schedule


def test_every_schedule_has_a_plain_and_a_short_form():
    for _, schedule in schedules(4, 500):
        assert plain(schedule).endswith("。")
        assert short(schedule)


def test_a_sentence_is_its_own_sentence():
    text = "原則として毎月第2・第4火曜日 13時30分から15時（8月を除く、会場：中央公民館）"

    schedule = read(text, date(2026, 1, 1)).schedule
    assert schedule
    assert word(schedule) == text
