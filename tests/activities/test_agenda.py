from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from activities.agenda import (
    coming,
    ends,
    gatherings,
    in_area,
    month,
    of_day,
    tick,
    week,
)
from activities.models import Activity
from activities.ways import EVERYWHERE
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
        assert list(week(TUESDAY, version)) == list(first)


def test_an_area_has_its_own_and_not_what_belongs_to_the_whole_city():
    here, there = make.area(), make.area(name="しおさい", slug="shiosai")
    make.activity(
        name="浜の会", schedule_words="毎週火曜日", council=make.council(name="浜の協議会", area=here)
    )
    make.activity(
        name="潮の会", schedule_words="毎週火曜日", council=make.council(name="潮の協議会", area=there)
    )
    city_wide = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    make.activity(name="町の会", schedule_words="毎週火曜日", council=city_wide)

    def names(area: int) -> list[str]:
        return [each.activity.name for each in gatherings(in_area(of_day(TUESDAY, TUESDAY, ""), area))]

    assert [names(area) for area in (EVERYWHERE, here.pk, there.pk)] == [
        ["浜の会", "潮の会", "町の会"],
        ["浜の会"],
        ["潮の会"],
    ]


def test_a_month_counts_each_day_and_holds_only_the_first_of_it():
    council = make.council()
    for number in range(7):
        activity = make.activity(
            council=council, name=f"会{number}", schedule_words=f"毎月第2水曜日 {18 - number}時から"
        )
    make.session_change(activity=activity, date=date(2025, 7, 9), reason="会場の都合")

    (day,) = month(date(2025, 7, 1), EVERYWHERE, TUESDAY, "").days

    assert (day.day, day.total, day.cancelled, day.postponed) == (date(2025, 7, 9), 7, 1, 0)
    assert [entry.session.start for entry in day.first] == [time(hour) for hour in range(12, 17)]


def test_those_without_a_day_this_month_are_told_apart_from_those_that_have_none_at_all():
    def undated(first: date) -> list[str]:
        keys = month(first, EVERYWHERE, TUESDAY, "").undated
        return [activity.name for activity in Activity.objects.filter(pk__in=keys).order_by("number")]

    council = make.council()
    for words in ("不定期", "年4回", "2か月に1回程度", "常時", "毎週火曜日", "友引の日", ""):
        make.activity(council=council, name=f"会（{words}）", schedule_words=words)
    make.activity(council=council, name="休んでいる会", schedule_words="不定期", status="paused")
    make.activity(
        council=council, name="確かめた計画", schedule_words="9月・12月", confirmed_on=date(2025, 4, 1)
    )
    make.activity(
        council=council, name="去年の計画", schedule_words="9月・12月", confirmed_on=date(2025, 3, 31)
    )
    make.activity(council=council, name="確かめていない計画", schedule_words="9月・12月")
    dated = make.activity(council=council, name="決まった会", schedule_words="不定期")
    make.session_change(activity=dated, date=date(2025, 9, 3), decision="extra")

    always = ["会（不定期）", "会（年4回）", "会（2か月に1回程度）"]
    assert undated(date(2025, 8, 1)) == [*always, "決まった会"]
    assert undated(date(2025, 9, 1)) == [*always, "確かめた計画"]
    assert undated(date(2026, 9, 1)) == [*always, "決まった会"]


@pytest.mark.parametrize("data", [{}, [], ""])
def test_rules_that_say_nothing_are_no_rules(client, data):
    make.programme()
    row = make.activity(name="ときどきの会", schedule_data=data)

    answers = {
        address: client.get(address).status_code
        for address in ("/", "/today/", "/calendar/", "/activities/", row.get_absolute_url(), "/calendar.ics")
    }

    assert set(answers.values()) == {200}, answers
