"""What staff decide about a day stands on every page until the day has passed."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from activities.decisions import Change, Closed, Occasion, occasions
from activities.models import Activity, Closure, SessionChange
from activities.rows import closures_from
from activities.schedule import Session, read, sessions, to_data
from activities.upcoming import next_gatherings, occasions_of, with_next
from tests import make
from tests.forms import change_form

FIRST, LAST = date(2025, 7, 1), date(2025, 7, 31)
WEDNESDAYS = [date(2025, 7, day) for day in (2, 9, 16, 23, 30)]


def usual(words: str = "毎週水曜日 9時から10時") -> list[Session]:
    schedule = read(words, FIRST).schedule
    assert schedule
    return sessions(schedule, FIRST, LAST)


def change(day: int, decision: str = "cancelled", slot: int = 1, **facts) -> Change:
    words = {"start": None, "end": None, "place": "", "new_date": None, "reason": ""}
    return Change(date(2025, 7, day), slot, decision, **{**words, **facts})


def told(found: list[Occasion]) -> list[tuple[int, str, str]]:
    return [(one.date.day, f"{one.start:%H:%M}" if one.start else "", one.became) for one in found]


def decided(*changes: Change, words: str = "毎週水曜日 9時から10時", closed: tuple[Closed, ...] = ()):
    return told(occasions(usual(words), changes, closed, FIRST, LAST))


def test_without_decisions_the_rules_hold():
    assert decided() == [(day.day, "09:00", "") for day in WEDNESDAYS]


def test_a_cancelled_day_stays_in_its_place_with_its_reason():
    assert decided(change(9, reason="会場の都合"))[:3] == [
        (2, "09:00", ""),
        (9, "09:00", "中止：会場の都合"),
        (16, "09:00", ""),
    ]


def test_moving_the_hour_of_the_rule_revives_no_cancelled_day():
    assert decided(change(9), words="毎週水曜日 9時30分から11時")[1] == (9, "09:30", "中止")


def test_a_decision_holds_when_a_new_rule_no_longer_gives_its_day():
    assert (9, "", "中止：台風のため") in decided(
        change(9, reason="台風のため"), words="毎週木曜日 9時から10時"
    )


def test_of_two_sessions_a_day_only_the_one_that_was_meant_is_called_off():
    words = "毎週水曜日 9時から10時、13時から14時"

    assert decided(change(9, slot=2), words=words)[2:4] == [(9, "09:00", ""), (9, "13:00", "中止")]


TWICE = "毎週水曜日 9時から10時、13時から14時"


@pytest.mark.parametrize(
    ("words", "days"),
    [
        (TWICE, [(9, "09:00", ""), (9, "13:00", "中止")]),
        ("毎週水曜日 13時から14時", [(9, "13:00", "中止")]),
        ("毎週水曜日 13時から14時、15時から16時", [(9, "13:00", "中止"), (9, "15:00", "")]),
        ("毎週水曜日 8時から9時、9時から10時、13時から14時", [(9, "08:00", ""), (9, "09:00", ""), (9, "13:00", "中止")]),
        ("毎週水曜日 9時から10時、13時30分から15時", [(9, "09:00", ""), (9, "13:30", "中止")]),
        ("毎週木曜日 13時から14時", [(9, "", "中止")]),
    ],
)  # fmt: skip
def test_whatever_becomes_of_the_rule_what_was_said_of_one_oclock_is_said_of_one_oclock(words, days):
    found = decided(change(9, slot=2, usual_start=time(13)), words=words)

    assert [one for one in found if one[0] == 9] == days


def test_two_sessions_that_change_their_places_keep_what_was_decided_about_each():
    changes = (
        change(9, slot=1, usual_start=time(9), reason="大雨"),
        change(9, "changed", slot=2, place="公園", usual_start=time(13)),
    )
    words = "毎週水曜日 8時から9時、9時から10時、13時から14時"

    assert [one for one in decided(*changes, words=words) if one[0] == 9] == [
        (9, "08:00", ""), (9, "09:00", "中止：大雨"), (9, "13:00", "場所がいつもと違います"),
    ]  # fmt: skip
    found = [one for one in occasions(usual(words), changes, [], FIRST, LAST) if one.date.day == 9]
    assert sorted(one.slot for one in found) == [1, 2, 3]


def test_a_change_of_time_and_place_takes_the_new_ones():
    found = occasions(usual(), [change(9, "changed", start=time(10), place="浜の公園")], [], FIRST, LAST)

    assert (found[1].start, found[1].end, found[1].place, found[1].became) == (
        time(10), None, "浜の公園", "時間と場所がいつもと違います",
    )  # fmt: skip


def test_what_was_moved_and_then_called_off_is_called_off_where_and_when_it_was_announced():
    found = occasions(usual(), [change(9, start=time(13), end=time(15), place="浜の公園")], [], FIRST, LAST)

    assert (found[1].start, found[1].end, found[1].place, found[1].became) == (
        time(13), time(15), "浜の公園", "中止",
    )  # fmt: skip


def test_an_extra_day_stands_among_the_others():
    assert decided(change(10, "extra", start=time(14), reason="夏の会"))[1:3] == [
        (9, "09:00", ""),
        (10, "14:00", "臨時開催：夏の会"),
    ]


def test_a_postponed_day_points_to_its_new_day_and_back():
    assert decided(change(9, "postponed", new_date=date(2025, 7, 11), reason="雨のため"))[1:3] == [
        (9, "09:00", "7月11日（金曜日）に延期：雨のため"),
        (11, "09:00", "7月9日（水曜日）から延期：雨のため"),
    ]


def test_a_day_postponed_without_a_new_day_says_so():
    assert decided(change(9, "postponed"))[1] == (9, "09:00", "延期")


NINE, TEN, ELEVEN = (datetime(2025, 7, 1, hour, tzinfo=ZoneInfo("Asia/Tokyo")) for hour in (9, 10, 11))


def test_closed_days_call_off_what_the_rules_give_but_not_what_staff_decided_since():
    closed = (Closed(date(2025, 7, 9), date(2025, 7, 16), "お盆のため", TEN),)

    assert decided(change(16, "changed", start=time(11), decided_at=ELEVEN), closed=closed)[1:3] == [
        (9, "09:00", "中止：お盆のため"),
        (16, "11:00", "時間がいつもと違います"),
    ]


def test_a_typhoon_calls_off_whatever_was_decided_before_it():
    closed = (Closed(date(2025, 7, 9), date(2025, 7, 11), "台風のため", TEN),)
    changes = (
        change(9, "changed", start=time(11), decided_at=NINE),
        change(10, "extra", start=time(14), decided_at=NINE),
        change(16, "postponed", new_date=date(2025, 7, 11), decided_at=NINE),
    )

    assert decided(*changes, closed=closed)[1:4] == [
        (9, "11:00", "中止：台風のため"),
        (10, "14:00", "中止：台風のため"),
        (11, "09:00", "中止：台風のため"),
    ]


def test_what_is_added_or_moved_to_a_closed_day_on_purpose_is_held_all_the_same():
    closed = (Closed(date(2025, 7, 10), date(2025, 7, 11), "お盆のため", TEN),)
    changes = (
        change(10, "extra", start=time(14), decided_at=ELEVEN),
        change(9, "postponed", new_date=date(2025, 7, 11), decided_at=ELEVEN),
    )

    assert decided(*changes, closed=closed)[2:4] == [
        (10, "14:00", "臨時開催"),
        (11, "09:00", "7月9日（水曜日）から延期"),
    ]


def test_what_was_called_off_by_name_keeps_its_own_reason_on_a_closed_day():
    closed = (Closed(date(2025, 7, 9), date(2025, 7, 9), "お盆のため", TEN),)

    assert decided(change(9, reason="会場の都合", decided_at=NINE), closed=closed)[1] == (
        9, "09:00", "中止：会場の都合",
    )  # fmt: skip


def test_single_dates_are_enough_without_any_rule():
    found = occasions([], [change(5, "extra"), change(20, "extra", start=time(10))], [], FIRST, LAST)

    assert told(found) == [(5, "", "臨時開催"), (20, "10:00", "臨時開催")]


# Read from the database


def at(day: int, hour: int) -> datetime:
    return datetime(2025, 7, day, hour, tzinfo=ZoneInfo("Asia/Tokyo"))


def asked(activity: Activity, since: date = FIRST) -> Activity:
    return Activity.objects.for_display().deciding(since).get(pk=activity.pk)


EIGHT = at(1, 8)


def exercise(**facts) -> Activity:
    return make.activity(**{"schedule_words": "毎週水曜日 9時から10時", **facts})


def days(activity: Activity, now: datetime = EIGHT, count: int = 3) -> list[tuple[int, str]]:
    found = next_gatherings(asked(activity, now.date()), now, count)
    return [(each.session.date.day, each.session.became) for each in found]


@pytest.mark.django_db
def test_every_kind_of_decision_comes_back_from_the_database_as_it_was_made():
    activity = exercise()
    hall = make.place(name="浜の公園")
    make.session_change(activity=activity, date=date(2025, 7, 2), reason="会場の都合")
    make.session_change(
        activity=activity,
        date=date(2025, 7, 9),
        decision="changed",
        starts_at=time(10),
        ends_at=time(11, 30),
        place=hall,
    )
    make.session_change(activity=activity, date=date(2025, 7, 10), decision="extra", starts_at=time(14))
    make.session_change(
        activity=activity, date=date(2025, 7, 16), decision="postponed", new_date=date(2025, 7, 18)
    )

    found = next_gatherings(asked(activity), at(1, 8), 4)

    assert [(each.session.date.day, each.session.start, each.session.end, each.where, each.session.became) for each in found] == [
        (2, time(9), time(10), "", "中止：会場の都合"),
        (9, time(10), time(11, 30), "浜の公園", "時間と場所がいつもと違います"),
        (10, time(14), None, "", "臨時開催"),
        (16, time(9), time(10), "", "7月18日（金曜日）に延期"),
        (18, time(9), time(10), "", "7月16日（水曜日）から延期"),
        (23, time(9), time(10), "", ""),
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_next_is_the_first_that_is_really_held_and_what_is_off_before_it_is_told():
    activity = exercise()
    make.session_change(activity=activity, date=date(2025, 7, 2), reason="会場の都合")

    (row,) = with_next([asked(activity)], at(1, 8))

    assert row.upcoming.session.date == date(2025, 7, 9)
    assert [each.session.became for each in row.called_off] == ["中止：会場の都合"]


@pytest.mark.django_db
def test_a_cancelled_day_stays_until_midnight_and_then_leaves():
    activity = exercise()
    make.session_change(activity=activity, date=date(2025, 7, 2))

    assert days(activity, at(2, 9), 1) == [(2, "中止"), (9, "")]
    assert days(activity, at(2, 23), 1) == [(2, "中止"), (9, "")]
    assert days(activity, at(3, 0), 1) == [(9, "")]


@pytest.mark.django_db
def test_a_day_moved_out_of_last_month_is_found():
    activity = exercise(schedule_words="毎月最終月曜日 9時から10時")
    make.session_change(
        activity=activity, date=date(2025, 6, 30), decision="postponed", new_date=date(2025, 7, 3)
    )

    assert days(activity, at(1, 8), 1) == [(3, "6月30日（月曜日）から延期")]


@pytest.mark.django_db
def test_a_day_that_was_moved_again_and_again_keeps_its_time_from_whatever_day_one_asks():
    activity = exercise(schedule_words="毎月第2火曜日 10時から12時")
    hops = [date(2025, 7, 8), date(2025, 11, 1), date(2026, 4, 1), date(2026, 4, 9)]
    for slot, (day, new_date) in zip((1, 11, 11), pairwise(hops), strict=True):
        make.session_change(activity=activity, date=day, slot=slot, decision="postponed", new_date=new_date)

    for since in (date(2025, 7, 1), date(2026, 4, 1), date(2026, 4, 9)):
        found = occasions_of(asked(activity, since), hops[-1], hops[-1])
        assert [(one.start, one.end, one.slot) for one in found] == [(time(10), time(12), 11)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scope", "is_off"),
    [("city", True), ("area", True), ("place", True), ("another area", False), ("another place", False)],
)
def test_closed_days_reach_whom_they_are_for(scope, is_off):
    activity = exercise(places=(make.place(name="浜の会館"),))
    closure = Closure.objects.create(first_day=FIRST, last_day=date(2025, 7, 5), reason="台風のため")
    if scope == "area":
        closure.areas.add(activity.council.area)
    elif scope == "another area":
        closure.areas.add(make.area(name="みさき", slug="misaki", theme="sumi"))
    elif scope == "place":
        closure.places.add(*activity.places.all())
    elif scope == "another place":
        closure.places.add(make.place(name="沖の会館"))

    assert days(activity, count=1)[0] == ((2, "中止：台風のため") if is_off else (2, ""))


@pytest.mark.django_db
def test_days_closed_since_call_off_a_single_date_and_what_is_decided_after_that_is_held():
    activity = make.activity(schedule_words="不定期")
    with time_machine.travel(NINE, tick=False):
        extra = make.session_change(activity=activity, date=date(2025, 7, 3), decision="extra")
    with time_machine.travel(TEN, tick=False):
        make.closure(first_day=date(2025, 7, 3), last_day=date(2025, 7, 3), reason="台風のため")
    assert days(activity) == [(3, "中止：台風のため")]

    with time_machine.travel(ELEVEN, tick=False):
        extra.save()
    assert days(activity) == [(3, "臨時開催")]


def say(activity: Activity, words: str) -> None:
    schedule = read(words, FIRST).schedule
    assert schedule
    Activity.objects.filter(pk=activity.pk).update(schedule_words=words, schedule_data=to_data(schedule))


@pytest.mark.django_db
def test_a_cancelled_session_stays_cancelled_when_the_one_before_it_is_given_up():
    activity = exercise(schedule_words=TWICE)
    make.session_change(activity=activity, date=date(2025, 7, 2), slot=2)

    say(activity, "毎週水曜日 13時から14時")

    found = next_gatherings(asked(activity), EIGHT, 1)
    assert [(one.session.date.day, one.session.start, one.session.slot, one.session.became) for one in found] == [
        (2, time(13), 2, "中止"),
        (9, time(13), 1, ""),
    ]  # fmt: skip


@pytest.mark.django_db
def test_what_is_decided_anew_is_held_at_the_time_of_the_new_rule():
    activity = exercise(schedule_words=TWICE)
    row = make.session_change(activity=activity, date=date(2025, 7, 2), slot=2)

    starts = [row.usual_start]
    for words in ("毎週水曜日 13時から14時", "毎週水曜日 9時から10時、14時から15時", "不定期"):
        say(activity, words)
        row = SessionChange.objects.get()
        row.save()
        starts.append(row.usual_start)

    assert starts == [time(13), time(13), time(14), time(14)]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("closed", "off"),
    [
        ("浜の会館", {"moved": False, "usual": True, "extra": False}),
        ("沖の会館", {"moved": True, "usual": False, "extra": True}),
        ("山の会館", {"moved": False, "usual": False, "extra": False}),
    ],
)
def test_a_closed_hall_calls_off_what_is_held_in_it_and_not_what_was_moved_away(closed, off):
    halls = {name: make.place(name=name) for name in ("浜の会館", "沖の会館", "山の会館")}
    activity = exercise(places=(halls["浜の会館"],))
    other = halls["沖の会館"]
    with time_machine.travel(NINE, tick=False):
        make.session_change(activity=activity, date=date(2025, 7, 2), decision="changed", place=other)
        make.session_change(activity=activity, date=date(2025, 7, 10), decision="extra", slot=12, place=other)
    with time_machine.travel(TEN, tick=False):
        make.closure(first_day=FIRST, last_day=LAST, reason="工事のため", places=(halls[closed],))

    found = occasions_of(asked(activity), FIRST, date(2025, 7, 10))
    assert [one.is_off for one in found] == [off["moved"], off["usual"], off["extra"]]


@pytest.mark.django_db
def test_of_an_activity_that_is_held_at_two_places_one_that_is_closed_calls_it_off():
    activity = exercise(places=(make.place(name="浜の会館"), make.place(name="沖の会館")))
    make.closure(first_day=FIRST, last_day=LAST, reason="工事のため", places=(activity.venues[1],))

    assert days(activity, count=1)[0] == (2, "中止：工事のため")


@pytest.mark.django_db
def test_two_closures_that_reach_an_activity_twice_count_once_each():
    activity = exercise(places=(make.place(name="浜の会館"), make.place(name="沖の会館")))
    closure = Closure.objects.create(first_day=FIRST, last_day=LAST, reason="工事のため")
    closure.places.add(*activity.places.all())
    closure.areas.add(activity.council.area)
    Closure.objects.create(first_day=FIRST, last_day=LAST, reason="お盆のため")

    assert len(closures_from(asked(activity).closed)) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["paused", "preparing", "ended"])
def test_an_activity_that_does_not_go_on_has_no_days_however_many_were_decided(status):
    activity = exercise(status=status)
    make.session_change(activity=activity, date=date(2025, 7, 3), decision="extra")

    assert days(activity) == []


@pytest.mark.django_db
def test_whoever_asks_for_dates_without_the_decisions_is_stopped():
    with pytest.raises(AttributeError):
        next_gatherings(exercise(), at(1, 8), 1)


@pytest.mark.django_db
def test_the_decisions_of_an_activity_leave_with_it():
    activity = exercise()
    make.session_change(activity=activity)

    activity.delete()

    assert not SessionChange.objects.exists()


def test_in_whatever_order_the_database_gives_them_two_closures_of_a_day_are_told_alike():
    rows: list[list[Any]] = [
        ["2025-07-09", "2025-07-09", "工事のため", None, None, 1],
        ["2025-07-07", "2025-07-11", "大雨のため", "2025-07-01 00:00:00", None, 1],
    ]
    told_of = [decided(closed=tuple(closures_from(given)))[1] for given in (rows, rows[::-1])]

    assert told_of == [(9, "09:00", "中止：大雨のため")] * 2


@pytest.mark.django_db
def test_a_closure_reaches_the_whole_city_an_area_or_a_place_and_no_other():
    here, there = make.area(), make.area(name="しおさい", slug="shiosai")
    hall = make.place(name="浜の会館")
    council, other = make.council(area=here), make.council(name="しおさい協議会", area=there)
    make.activity(council=council, name="浜の会")
    make.activity(council=other, name="潮の会")
    make.activity(council=other, name="会館の会", places=(hall,))
    make.activity(
        council=make.council(name="町ぐるみ会議", tier=make.tier(1), area=None), name="町の会", places=(hall,)
    )
    for day, reason, facts in (
        (2, "大雨のため", {}),
        (3, "祭りのため", {"areas": (here,)}),
        (4, "工事のため", {"places": (hall,)}),
        (5, "停電のため", {"areas": (here, there), "places": (hall,)}),
        (6, "使われない会館", {"places": (make.place(name="山の会館"),)}),
    ):
        make.closure(first_day=date(2025, 7, day), last_day=date(2025, 7, day), reason=reason, **facts)

    rows = Activity.objects.deciding(FIRST).order_by("number")

    assert {row.name: [one.reason for one in closures_from(row.closed)] for row in rows} == {
        "浜の会": ["大雨のため", "祭りのため", "停電のため"],
        "潮の会": ["大雨のため", "停電のため"],
        "会館の会": ["大雨のため", "工事のため", "停電のため"],
        "町の会": ["大雨のため", "工事のため", "停電のため"],
    }


@pytest.mark.django_db
@pytest.mark.parametrize(("box", "typed"), [("places", ["浜の会館"]), ("last_day", "2025-07-06")])
def test_days_that_the_desk_closes_further_are_closed_from_then_on(client, box, typed):
    hall = make.place(name="浜の会館")
    activity = make.activity(schedule_words="不定期", places=(hall,))
    with time_machine.travel(NINE, tick=False):
        closure = make.closure(first_day=date(2025, 7, 3), last_day=date(2025, 7, 4), reason="工事のため")
        closure.places.add(hall if box == "last_day" else make.place(name="沖の会館"))
    with time_machine.travel(TEN, tick=False):
        make.session_change(activity=activity, date=date(2025, 7, 3), decision="extra")
    with time_machine.travel(ELEVEN, tick=False):
        client.force_login(make.superuser())
        form = change_form(client, closure)
        form.send()
        assert days(activity) == [(3, "臨時開催")]

        form = change_form(client, closure)
        form.fill(box, typed)
        form.send()
        assert days(activity) == [(3, "中止：工事のため")]
