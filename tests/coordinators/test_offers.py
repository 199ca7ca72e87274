"""An offer of a place becomes a bench in two steps, and what the person wrote stays behind."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from activities.models import Bench, Place
from coordinators.models import Inquiry
from coordinators.offers import accept
from fujimino_support.editing.models import User
from tests import make
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in
from tests.pages.reading import links, read

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Tokyo"))


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mio() -> Client:
    make.programme()
    return signed_in(in_group(clerk("mio", last_name="浜野", first_name="みお"), "市職員"))


def offer(**facts) -> Inquiry:
    area = facts.get("area") or make.area()
    return make.inquiry(**{"kind": "bench", "text": "軒下をどうぞ。", **facts, "area": area})


def registering(inquiry: Inquiry) -> str:
    return f"/admin/coordinators/inquiry/{inquiry.pk}/bench/"


def is_offered(staff: Client, inquiry: Inquiry) -> bool:
    page = read(staff.get(inquiry.get_absolute_url()))
    return ("いすとして登録する", registering(inquiry)) in links(page)


def test_a_button_and_a_form_make_an_offer_a_bench_that_is_not_yet_on_the_page(mio, client):
    inquiry = offer()

    assert is_offered(mio, inquiry)
    done = mio.post(registering(inquiry), {"new_place": "波の薬局", "spot": "軒下", "seats": "2", "host": ""})

    bench = Bench.objects.get()
    assert (done.status_code, done["Location"]) == (302, f"/admin/activities/bench/{bench.pk}/change/")
    assert (bench.place.name, bench.spot, bench.seats, bench.area, bench.condition, bench.host) == (
        *("波の薬局", "軒下", 2, inquiry.area, "planned", ""),
    )
    inquiry.refresh_from_db()
    assert inquiry.bench == bench
    assert [note.text for note in inquiry.notes.all()] == ["いすの番号1として登録しました。"]
    assert not is_offered(mio, inquiry)
    assert "波の薬局" not in client.get("/benches/").content.decode()


def test_the_bench_has_a_history_that_names_the_offer_by_its_number_alone(mio):
    inquiry = offer()
    mio.post(registering(inquiry), {"place": make.place().pk, "seats": "1"})

    page = mio.get(f"/admin/activities/bench/{Bench.objects.get().pk}/history/").content.decode()

    assert "受付番号1の申し出から登録" in page
    assert [word for word in (inquiry.name, inquiry.mail, inquiry.phone, inquiry.text) if word in page] == []


def test_pressed_twice_there_is_one_bench(mio):
    inquiry, place = offer(), make.place()
    by = User.objects.get(username="mio")

    first = accept(inquiry, Bench(place=place), None, by, NOW)
    second = accept(inquiry, Bench(place=place), None, by, NOW + timedelta(seconds=1))
    again = mio.post(registering(inquiry), {"place": place.pk, "seats": "1"})

    assert (first, Bench.objects.count()) == (second, 1)
    assert again["Location"] == inquiry.get_absolute_url()


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        (
            {"seats": "1"},
            {"place": ["場所を一覧から選ぶか、新しい場所の名前を書いてください。両方は書けません。"]},
        ),
        (
            {"seats": "1", "new_place": "浜の集会所"},
            {"new_place": ["同じ名前の場所が、もうあります。上の一覧から選んでください。"]},
        ),
        ({"seats": "0", "new_place": "波の薬局"}, {"seats": ["1からの数を入力してください。"]}),
        (
            {"seats": "1", "new_place": "波の薬局", "host_agreed": "on"},
            {"__all__": ["名前を出すときは、置いている方の名前も入力してください。"]},
        ),
    ],
)
def test_what_cannot_be_taken_is_said_and_nothing_is_half_written(mio, typed, errors):
    make.place()

    answer = mio.post(registering(offer()), typed)

    assert answer.context["form"].errors == errors
    assert all(message in answer.content.decode() for messages in errors.values() for message in messages)
    assert all(value in answer.content.decode() for value in typed.values() if value != "on")
    assert (Bench.objects.count(), Place.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    "facts", [{"kind": "question"}, {"progress": "suspect"}], ids=["no offer", "a suspected nuisance"]
)
def test_only_an_offer_can_become_a_bench(mio, facts):
    inquiry = offer(**facts)

    answer = mio.post(registering(inquiry), {"new_place": "波の薬局", "seats": "1"})

    assert not is_offered(mio, inquiry)
    assert (answer["Location"], Bench.objects.count()) == (inquiry.get_absolute_url(), 0)


def test_staff_of_the_operator_register_the_offers_of_their_areas_alone():
    near, far = offer(), offer(area=make.area(name="しおさい", slug="shiosai", theme="seiji"))
    person = in_group(clerk("jiro"), "社協職員")
    make.assignment(user=person, area=near.area)
    jiro = signed_in(person)

    answers = [
        jiro.post(registering(inquiry), {"new_place": f"店{inquiry.pk}", "seats": "1"}).status_code
        for inquiry in (near, far)
    ]

    assert answers == [302, 404]
    assert [bench.area for bench in Bench.objects.all()] == [near.area]
