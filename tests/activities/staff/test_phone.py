"""A phone that is remembered opens the phone screen and nothing else, for thirty days, until somebody stops it."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from activities.models import SessionChange
from fujimino_support.editing.models import User
from fujimino_support.editing.signin.models import FieldSession
from tests import make
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import city_clerk, clerk, in_group, signed_in, written

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture
def exercise():
    make.programme()
    return make.activity(schedule_words="毎週火曜日 10時から12時")


@pytest.fixture
def nami() -> User:
    return in_group(clerk("namino", last_name="波野", first_name="みお"), "社協職員")


def at(moment: datetime):
    return time_machine.travel(moment, tick=False)


@pytest.fixture
def phone(nami, exercise) -> Client:
    """Hers, remembered at nine, and not signed in any more."""
    with at(NINE):
        client = signed_in(nami)
        form = Form(client, "/staff/phone/", "remember")
        form.fill("phone", "社協の2号機")
        form.send(remember="1")
        del client.cookies["sessionid"]
    return client


def test_it_calls_a_session_off_without_a_password(phone, exercise):
    with at(NINE + timedelta(days=27, hours=23)):
        day = "2026-12-29"
        answer = Form(phone, f"/staff/{exercise.number}/{day}/1/", "cancel").post(reason="天候のため")

    assert answer.status_code == 302
    assert SessionChange.objects.get().by.username == "namino"


def test_its_cookie_goes_nowhere_else_and_no_script_reads_it(phone):
    cookie = phone.cookies["field"]

    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/staff/", True, "Lax")
    assert cookie["max-age"] == 30 * 24 * 60 * 60


@pytest.mark.parametrize(
    "address", ["/admin/", "/admin/activities/activity/", "/admin/words/", "/styleguide/"]
)
def test_it_opens_no_page_of_the_admin(phone, address):
    phone.cookies["field"]["path"] = "/"

    with at(NINE):
        assert phone.get(address).status_code == 302


def test_after_thirty_days_it_asks_for_the_password(phone):
    with at(NINE + timedelta(days=30)):
        assert phone.get("/staff/").status_code == 200
    with at(NINE + timedelta(days=31)):
        assert phone.get("/staff/").headers["Location"] == "/admin/login/?next=/staff/"


def test_a_colleague_stops_it_in_the_admin(phone):
    hana = signed_in(city_clerk())
    row = FieldSession.objects.get()

    hana.post(f"/admin/editing/fieldsession/{row.pk}/delete/", {"post": "yes"})

    with at(NINE):
        assert phone.get("/staff/").status_code == 302


def forget_from_the_phone(nami, phone):
    phone.post("/staff/phone/", {"forget": "1"})


def close_the_account(nami, phone):
    User.objects.filter(pk=nami.pk).update(is_active=False)


def take_the_group_away(nami, phone):
    nami.groups.clear()


def hand_out_a_start_password(nami, phone):
    signed_in(city_clerk()).post(f"/admin/editing/user/{nami.pk}/password/")


def remember_another_in_its_place(nami, phone):
    FieldSession.objects.update(secret_key="0" * 64)


@pytest.mark.parametrize(
    ("end", "answer"),
    [
        (forget_from_the_phone, 302),
        (close_the_account, 302),
        (take_the_group_away, 403),
        (hand_out_a_start_password, 302),
        (remember_another_in_its_place, 302),
    ],
)
def test_it_ends_at_once(nami, phone, end, answer):
    with at(NINE):
        end(nami, phone)
        assert phone.get("/staff/").status_code == answer


def test_a_remembered_phone_cannot_have_another_remembered(phone):
    with at(NINE):
        phone.post("/staff/phone/", {"phone": "よその電話", "remember": "1"})

    assert [row.phone for row in FieldSession.objects.all()] == ["社協の2号機"]


def test_it_stands_in_the_record_of_sign_ins(nami, phone):
    with at(NINE):
        forget_from_the_phone(nami, phone)

    assert [line[:2] for line in written()] == [("namino", "field_started"), ("namino", "field_ended")]


def test_the_day_of_its_last_use_is_noted(phone):
    with at(NINE + timedelta(days=3)):
        phone.get("/staff/")

    assert str(FieldSession.objects.get().last_on) == "2026-12-04"


@pytest.mark.parametrize("secret", ["", "x", "a" * 5000])
def test_a_guessed_secret_opens_nothing(client, phone, secret):
    client.cookies["field"] = secret

    with at(NINE):
        assert client.get("/staff/").status_code == 302


@pytest.mark.parametrize("named", ["\0", "2号\0機", "2号\u202e機"])
def test_a_phone_whose_name_no_page_can_show_is_refused_with_a_word(nami, exercise, named):
    with at(NINE):
        answer = signed_in(nami).post("/staff/phone/", {"remember": "1", "phone": named})

    assert answer.status_code == 200
    assert "使えない文字が入っています" in answer.content.decode()
    assert not FieldSession.objects.exists()
