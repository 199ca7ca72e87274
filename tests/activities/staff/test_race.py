"""Two members of staff who act on the same session at the same moment."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

import pytest
import time_machine

from activities.models import Act, SessionChange
from fujimino_support.editing.models import User
from tests import make
from tests.at_once import at_once
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import signed_in

pytestmark = pytest.mark.usefixtures("database_for_processes")

DAYS = [date(2026, 12, day) for day in (1, 8, 15, 22, 29)]


@pytest.fixture
def people(database_for_processes: str) -> list[User]:
    return [make.user(name, is_superuser=True) for name in ("mio", "kai")]


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        yield


def test_one_wins_and_the_other_is_told(people):
    make.programme()
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")

    for day in DAYS:
        forms = [Form(signed_in(person), f"/staff/{activity.number}/{day}/1/", "cancel") for person in people]
        answers = at_once(
            *(
                partial(form.post, reason=reason)
                for form, reason in zip(forms, ("会場の都合", "天候のため"), strict=True)
            )
        )

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        (told,) = [answer for answer in answers if answer.status_code == 409]
        row = SessionChange.objects.get(date=day)
        assert f"{row.by}さんが" in told.content.decode()
        assert row.reason in told.content.decode()
    assert Act.objects.count() == len(DAYS)


def test_a_form_sent_twice_at_the_same_moment_does_it_once(people):
    make.programme()
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")

    for day in DAYS:
        form = Form(signed_in(people[0]), f"/staff/{activity.number}/{day}/1/", "cancel")
        same = form.copy()
        same.staff = signed_in(people[0])

        answers = at_once(partial(form.post, reason="会場の都合"), partial(same.post, reason="会場の都合"))

        assert len({answer.headers["Location"] for answer in answers}) == 1
    assert (Act.objects.count(), SessionChange.objects.count()) == (len(DAYS), len(DAYS))


def test_undoing_and_deciding_anew_at_the_same_moment_loses_neither(people):
    make.programme()
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")

    for day in DAYS:
        path = f"/staff/{activity.number}/{day}/1/"
        first, second = (signed_in(person) for person in people)
        done = Form(first, path, "cancel").post(reason="会場の都合").headers["Location"]
        change = Form(second, f"{path}change/", "decide")
        change.fill("starts_at", "13:00")

        answers = at_once(partial(first.post, f"{done}undo/"), change.post)

        assert sorted(answer.status_code for answer in answers) == [302, 409]
        row = SessionChange.objects.filter(date=day).first()
        assert (row.decision if row else "") in ("", "changed")
