from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from activities.agenda import coming, ends, gatherings, tick, week
from activities.models import Activity
from tests import make

pytestmark = pytest.mark.django_db

TUESDAY = date(2025, 7, 1)


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2025, 7, 1, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo"))


def town() -> None:
    make.activity(name="朝の会", schedule_words="毎週火曜日 9時から10時")
    make.activity(name="昼の会", schedule_words="毎週火曜日 10時から12時")
    make.activity(name="もう一つの昼の会", schedule_words="毎週火曜日 11時から12時")
    make.activity(name="夕方の会", schedule_words="毎週水曜日 17時から18時")
    make.activity(name="月曜の会", schedule_words="毎週月曜日")
    for state, status in [
        ("draft", "running"),
        ("withdrawn", "running"),
        ("public", "paused"),
        ("public", "ended"),
    ]:
        make.activity(
            name=f"隠れた会{state}{status}",
            state=state,
            status=status,
            schedule_words="毎週火曜日 9時から11時",
        )


def test_a_week_stands_in_the_order_of_day_and_time():
    town()

    found = gatherings(coming(week(TUESDAY, ""), at(8)))

    assert [(each.session.date, each.session.start, each.activity.name) for each in found] == [
        (date(2025, 7, 1), time(9), "朝の会"),
        (date(2025, 7, 1), time(10), "昼の会"),
        (date(2025, 7, 1), time(11), "もう一つの昼の会"),
        (date(2025, 7, 2), time(17), "夕方の会"),
        (date(2025, 7, 7), None, "月曜の会"),
    ]


def test_what_is_over_has_left_and_only_so_many_are_given():
    town()

    found = gatherings(coming(week(TUESDAY, ""), at(10))[:2])

    assert [each.activity.name for each in found] == ["昼の会", "もう一つの昼の会"]


def test_the_tick_counts_the_ends_that_have_passed():
    town()

    assert ends(TUESDAY, "") == [time(10), time(12)]
    assert [tick(at(*moment), "") for moment in [(0,), (9, 59), (10,), (11, 59), (12,), (23, 59)]] == [
        0, 0, 1, 1, 2, 2,
    ]  # fmt: skip


def test_an_activity_that_was_deleted_in_the_meantime_is_left_out():
    town()
    reckoned = week(TUESDAY, "")
    Activity.objects.get(name="朝の会").delete()

    assert [each.activity.name for each in gatherings(coming(reckoned, at(8))[:3])] == [
        "昼の会",
        "もう一つの昼の会",
    ]


def test_a_week_is_reckoned_once_for_each_version(django_assert_num_queries):
    town()
    version = "of-this-test-alone"
    first = week(TUESDAY, version)

    with django_assert_num_queries(0):
        assert week(TUESDAY, version) == first
