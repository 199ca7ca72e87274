"""確認日 moves when somebody confirms, with its history, and once."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from activities.models import Activity
from activities.schedule import read, to_data
from activities.staff.acts import Name, undo
from activities.staff.confirming import DONE, confirm, confirm_by_tap, take_back
from fujimino_support.editing import history
from fujimino_support.editing.models import ContentVersion, LastChange
from tests import make
from tests.at_once import at_once, several_writers
from tests.fujimino_support.editing.signin.people import clerk, in_group

TODAY = date(2026, 12, 1)


def operator(username: str = "namino"):
    return in_group(clerk(username, last_name="波野", first_name="みお"), "社協職員")


@pytest.mark.django_db
def test_confirming_is_kept_with_who_did_it_and_moves_the_pages_but_not_the_day_of_the_last_change():
    nami = operator()
    activity = make.activity(confirmed_on=date(2026, 1, 1))
    LastChange.objects.update(on=date(2026, 5, 5))
    before = ContentVersion.current()

    done = confirm(nami, activity, TODAY)

    newest, oldest = history.versions_of(Activity, activity.pk)
    assert done is True
    assert (newest.field_dict["confirmed_on"], newest.revision.user, newest.revision.comment) == (
        TODAY,
        nami,
        DONE,
    )
    assert oldest.field_dict["confirmed_on"] == date(2026, 1, 1)
    assert [(entry.user, entry.object_id, entry.change_message) for entry in LogEntry.objects.all()] == [
        (nami, str(activity.pk), DONE)
    ]
    assert ContentVersion.current() != before
    assert LastChange.objects.get().on == date(2026, 5, 5)


@pytest.mark.django_db
@pytest.mark.parametrize("stands", [TODAY, date(2026, 12, 2)])
def test_what_is_confirmed_already_is_left_alone(stands):
    activity = make.activity(confirmed_on=stands)

    assert confirm(operator(), activity, TODAY) is False
    assert Activity.objects.get().confirmed_on == stands
    assert (LogEntry.objects.count(), history.versions_of(Activity, activity.pk).count()) == (0, 0)


@pytest.mark.django_db
def test_only_what_was_asked_about_is_written():
    """A colleague may have saved since the row was read."""
    activity = make.activity()
    Activity.objects.update(summary="夜のうちに直した。")

    confirm(operator(), activity, TODAY)

    now = Activity.objects.get()
    assert (now.summary, now.confirmed_on) == ("夜のうちに直した。", TODAY)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("9月・12月（日は未定）", "令和8年度は9月・12月（日は未定）"),
        ("令和7年度は9月・12月（日は未定）", "令和7年度は9月・12月（日は未定）"),
        ("7月12日 10時から12時", "令和7年7月12日（土曜日） 10時から12時"),
    ],
)
def test_a_plan_that_names_no_fiscal_year_is_one_of_that_in_which_it_was_confirmed_last(words, line):
    schedule = read(words, date(2025, 7, 1)).schedule
    assert schedule
    before = to_data(schedule)
    activity = make.activity(schedule_words=words)
    Activity.objects.update(schedule_data=before)
    nami = operator()
    now = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))

    act = confirm_by_tap(nami, Name(activity.pk, TODAY, 1), "0" * 32, now)
    confirmed = Activity.objects.get()
    assert act
    undo(nami, act, now, take_back)

    assert confirmed.schedule_line == line
    assert Activity.objects.get().schedule_data == before


@pytest.mark.django_db
def test_who_is_of_neither_house_confirms_nothing():
    activity = make.activity()

    with pytest.raises(PermissionDenied):
        confirm(make.user(), activity, TODAY)

    assert Activity.objects.get().confirmed_on is None


@several_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_the_same_moment_confirm_once():
    activity = make.activity()
    people = [operator("namino"), operator("okino")]

    done = at_once(*(partial(confirm, person, activity, TODAY) for person in people))

    assert sorted(done) == [False, True]
    assert LogEntry.objects.count() == 1


@several_writers
@pytest.mark.django_db(transaction=True)
def test_two_who_take_it_back_at_the_same_moment_take_it_back_once():
    activity = make.activity(confirmed_on=date(2026, 1, 1))
    people = [operator("namino"), operator("okino")]
    now = datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo"))
    act = confirm_by_tap(people[0], Name(activity.pk, TODAY, 1), "a" * 32, now)
    assert act

    undone = at_once(*(partial(undo, person, act, now, take_back) for person in people))

    assert len({one.undone_by_id for one in undone}) == 1
    assert Activity.objects.get().confirmed_on == date(2026, 1, 1)
    assert LogEntry.objects.count() == 2
