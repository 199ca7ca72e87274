"""A decision whose day a new rule no longer gives holds until staff decide, and they are told."""

from __future__ import annotations

from datetime import date, time

import pytest
from django.contrib.messages import get_messages

from activities.decisions import CANCELLED, CHANGED, EXTRA, MOVED_SLOT, POSTPONED, Change, orphans
from activities.models import Activity
from activities.schedule import Session, read, sessions
from activities.upcoming import orphans_of
from tests import make
from tests.forms import Form, change_form
from tests.pages.reading import read as read_page
from tests.pages.reading import words

TODAY, LAST = date(2025, 7, 1), date(2025, 7, 31)


def given(said: str = "毎週木曜日 9時から10時") -> list[Session]:
    schedule = read(said, TODAY).schedule
    assert schedule
    return sessions(schedule, TODAY, LAST)


def change(
    day: int, decision: str = CANCELLED, slot: int = 1, new_day: int | None = None, of: time | None = None
) -> Change:
    new_date = date(2025, 7, new_day) if new_day else None
    return Change(date(2025, 7, day), slot, decision, None, None, "", new_date, "", usual_start=of)


def lost(*changes: Change, said: str = "毎週木曜日 9時から10時", since: date = TODAY) -> list[str]:
    return [one.words for one in orphans(given(said), changes, since)]


@pytest.mark.parametrize(
    ("decision", "named"),
    [
        (CANCELLED, ["7月9日の「中止」"]),
        (CHANGED, ["7月9日の「変更」"]),
        (POSTPONED, ["7月9日の「延期」"]),
        (EXTRA, []),
    ],
)
def test_what_was_decided_about_a_day_that_is_no_longer_given_is_an_orphan(decision, named):
    assert lost(change(9, decision)) == named
    assert lost(change(10, decision)) == []


def test_days_that_have_passed_are_no_longer_asked_about():
    assert lost(change(9), change(16), since=date(2025, 7, 10)) == ["7月16日の「中止」"]


def test_they_come_in_order_of_days():
    assert lost(change(16), change(9)) == ["7月9日の「中止」", "7月16日の「中止」"]


def test_of_two_sessions_a_day_the_one_that_is_left_keeps_its_decision():
    assert lost(change(10, slot=1), change(10, slot=2)) == ["7月10日の「中止」"]


TWICE = "毎週木曜日 9時から10時、13時から14時"


@pytest.mark.parametrize(
    ("slot", "of", "said", "is_lost"),
    [
        (1, time(9), "毎週木曜日 9時から10時", False),
        (1, time(9), "毎週木曜日 10時から11時", False),
        (1, time(9), "毎週木曜日", False),
        (1, time(9), "毎週木曜日 13時から14時", True),
        (2, time(13), "毎週木曜日 13時から14時", False),
        (2, time(13), TWICE, False),
        (2, time(13), "毎週木曜日 9時から10時、14時から15時", True),
        (2, time(13), "毎週木曜日 9時から10時", True),
    ],
)
def test_staff_are_asked_where_it_is_not_certain_which_session_was_meant(slot, of, said, is_lost):
    assert lost(change(10, slot=slot, of=of), said=said) == (["7月10日の「中止」"] if is_lost else [])


def test_what_is_decided_about_a_moved_session_hangs_on_what_was_moved():
    moved, off_again = change(10, POSTPONED, new_day=15), change(15, slot=MOVED_SLOT)

    assert lost(moved, off_again) == []
    assert lost(off_again) == ["7月15日の「中止」"]


def test_a_session_that_staff_added_and_called_off_came_from_no_rule():
    assert lost(change(9, slot=MOVED_SLOT + 1)) == []


@pytest.mark.django_db
@pytest.mark.usefixtures("early_in_july")
@pytest.mark.parametrize("slot", [1, 2])
def test_a_session_that_the_desk_added_in_any_slot_and_called_off_came_from_no_rule(client, slot):
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    make.session_change(activity=activity, date=date(2025, 7, 10), slot=slot, decision="extra")
    client.force_login(make.superuser())
    Form(client, f"/staff/{activity.number}/2025-07-10/{slot}/", "cancel").send(reason="会場の都合")

    row = Activity.objects.deciding(TODAY).get()

    assert activity.session_changes.get().decision == "cancelled"
    assert orphans_of(row, TODAY) == []


# Read from the database, and told on the form


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "status", "count"),
    [
        ("毎週水曜日", "running", 0),
        ("毎週木曜日", "running", 1),
        ("不定期", "running", 1),
        ("友引の日", "running", 1),
        ("毎週木曜日", "paused", 0),
    ],
)
def test_an_activity_knows_its_orphans(said, status, count):
    activity = make.activity(schedule_words=said, status=status)
    make.session_change(activity=activity, date=date(2025, 7, 9))

    assert len(orphans_of(Activity.objects.deciding(TODAY).get(), TODAY)) == count


@pytest.mark.django_db
@pytest.mark.usefixtures("early_in_july")
def test_saving_a_new_rule_tells_of_the_decisions_that_lost_their_day(client):
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    for day in (9, 16):
        make.session_change(activity=activity, date=date(2025, 7, day), reason="会場の都合")
    client.force_login(make.superuser())

    def saved_as(said: str) -> list[str]:
        form = change_form(client, activity)
        form.fill("schedule_words", said)
        answer = form.post(_save="1")
        return [str(message) for message in get_messages(answer.wsgi_request) if message.tags == "warning"]

    quiet = saved_as("毎週水曜日 10時から11時")
    (warning,) = saved_as("毎週木曜日 9時から10時")

    assert quiet == []
    assert warning == (
        "7月9日の「中止」、7月16日の「中止」は、新しい日時に合いません。ページには出たままです。"
        f'残すか消すか、<a href="/admin/activities/activity/{activity.pk}/change/#session_changes-group">'
        "「日ごとの変更」</a>で決めてください。"
    )
    form = client.get(f"/admin/activities/activity/{activity.pk}/change/").content.decode()
    assert 'id="session_changes-group"' in form
    assert "7月9日（水曜日） 中止：会場の都合" in words(read_page(client.get(activity.get_absolute_url())))
