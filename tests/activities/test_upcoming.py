from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from activities.models import Activity
from activities.upcoming import Gathering, next_gatherings, when_words, with_next
from tests import make

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0, month: int = 7) -> datetime:
    return datetime(2025, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo"))


def asked(activity: Activity) -> Activity:
    """The row as pages read it."""
    return Activity.objects.for_display().deciding(date(2025, 7, 1)).get(pk=activity.pk)


def exercise(**facts) -> Activity:
    return asked(make.activity(**{"schedule_words": "毎週水曜日 9時から10時", **facts}))


def next_gathering(activity: Activity, now: datetime) -> Gathering | None:
    return with_next([activity], now)[0].upcoming


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (at(1, 8), date(2025, 7, 2)),
        (at(2, 0), date(2025, 7, 2)),
        (at(2, 9, 59), date(2025, 7, 2)),
        (at(2, 10), date(2025, 7, 9)),
        (at(31, 23, 59, month=12), date(2026, 1, 7)),
    ],
)
def test_the_next_gathering_is_the_first_that_is_not_over(now, day):
    assert next_gathering(exercise(), now).session.date == day


def test_a_gathering_whose_end_nobody_gave_lasts_until_midnight():
    activity = exercise(schedule_words="毎週水曜日")

    assert next_gathering(activity, at(2, 23, 59)).session.date == date(2025, 7, 2)


def test_a_yearly_day_is_found_eleven_months_ahead():
    activity = exercise(schedule_words="6月の第1日曜日")

    assert next_gathering(activity, at(1, 8)).session.date == date(2026, 6, 7)


@pytest.mark.parametrize("words", ["不定期", "常時", "3か月に1回程度", "年4回", "", "友引の日"])
def test_what_has_no_dates_has_no_next(words):
    assert next_gathering(exercise(schedule_words=words), at(1, 8)) is None


@pytest.mark.parametrize("status", ["paused", "preparing", "ended"])
def test_what_does_not_go_on_has_no_next(status):
    activity = exercise(status=status)

    assert next_gathering(activity, at(1, 8)) is None
    assert next_gatherings(activity, at(1, 8), 3) == []


def test_a_holiday_is_said_to_be_one():
    activity = exercise(schedule_words="毎週月曜日")

    found = next_gatherings(activity, at(14, 8), 2)

    assert [(each.session.date, each.is_holiday) for each in found] == [
        (date(2025, 7, 14), False),
        (date(2025, 7, 21), True),  # 海の日
    ]


def test_a_gathering_is_where_its_activity_is():
    activity = exercise(places=(make.place(),), place_words="の庭")

    assert next_gathering(activity, at(1, 8)).where == "浜の集会所の庭"


@pytest.mark.parametrize(
    ("words", "today", "said"),
    [
        ("毎週水曜日９時～１０時", date(2025, 7, 1), "毎週水曜日 9時から10時"),
        ("友引の日", date(2025, 7, 1), "友引の日"),
        ("", date(2025, 7, 1), "お問い合わせください"),
        ("令和7年度は9月・12月（日は未定）", date(2026, 3, 31), "令和7年度は9月・12月（日は未定）"),
        ("令和7年度は9月・12月（日は未定）", date(2026, 4, 1), "今年度の日程は、お問い合わせください"),
    ],
)
def test_the_schedule_is_told_in_a_sentence_while_it_holds(words, today, said):
    assert when_words(exercise(schedule_words=words), today) == said
