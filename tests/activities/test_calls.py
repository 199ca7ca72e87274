"""確認電話リスト: whom to ring, what to ask, and one button to say that nothing has changed."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.messages import get_messages
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from councils.models import Area, Council, Programme
from tests import make
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in
from tests.pages.reading import read, tables

pytestmark = pytest.mark.django_db

TODAY = date(2026, 12, 1)
CALLS = "/staff/calls/"
SECRET, NUMBER = "うちうち", "090-7777-0001"


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(datetime(2026, 12, 1, 9, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        yield


@pytest.fixture
def mio() -> Client:
    make.programme()
    return signed_in(in_group(clerk("mio", last_name="浜野", first_name="みお"), "市職員"))


@pytest.fixture
def nami() -> Client:
    """She looks after はまなす."""
    make.programme()
    person = in_group(clerk("namino", last_name="波野", first_name="みお"), "社協職員")
    make.assignment(user=person, area=make.area())
    return signed_in(person)


def near() -> Council:
    return Council.objects.filter(area__slug="hamanasu").first() or make.council(
        area=Area.objects.get(slug="hamanasu")
    )


def far() -> Council:
    return Council.objects.filter(area__slug="shiosai").first() or make.council(
        name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai", theme="seiji")
    )


def rows(staff: Client, address: str = CALLS) -> list[list[str]]:
    """Of the list; the menu beside it is a table too."""
    found = tables(read(staff.get(address)))
    return next((table.rows for table in found if "たずねること" in table.header), [])


def names(staff: Client, address: str = CALLS) -> list[str]:
    return [cells[0].split()[0] for cells in rows(staff, address)]


def test_a_row_holds_all_that_a_call_needs(mio):
    activity = make.activity(
        places=(make.place(),), schedule_words="毎週水曜日 9時から10時", confirmed_on=date(2026, 1, 17)
    )
    neighbours = make.organisation()
    activity.contact_people.add(make.contact_person(organisation=neighbours))

    assert rows(mio) == [
        [
            "かもめ体操 はまなす 確認日 令和8年1月17日（土曜日）",
            "毎週水曜日 9時から10時 浜の集会所",
            "磯部 花子（浜町内会） 090-0000-1234",
            "「かもめ体操は、毎週水曜日 9時から10時、浜の集会所、で変わりはありませんか。」",
            "変わりなし（かもめ体操） □ 変わりなし □ 変わった □ 出なかった",
        ]
    ]


def test_only_what_is_to_confirm_is_listed_and_the_longest_ago_first(mio):
    council = make.council()
    told: dict[str, dict[str, Any]] = {
        "今年の会": {"confirmed_on": date(2026, 6, 3)},
        "先ごろの会": {"confirmed_on": date(2026, 6, 4)},
        "昨年の会": {"confirmed_on": date(2025, 6, 3)},
        "まだの会": {},
        "休む会": {"status": "paused", "confirmed_on": date(2026, 2, 2)},
        "終わった会": {"status": "ended"},
        "下書きの会": {"state": "draft"},
        "下げた会": {"state": "withdrawn"},
    }
    for name, facts in told.items():
        make.activity(council=council, name=name, **facts)

    assert names(mio) == ["まだの会", "昨年の会", "休む会", "今年の会"]


def test_staff_change_after_how_many_days(mio):
    make.activity(confirmed_on=date(2026, 11, 20))

    before = names(mio)
    Programme.objects.update(stale_after_days=10)

    assert (before, names(mio)) == ([], ["かもめ体操"])


def test_my_areas_come_first_and_the_others_are_one_click_away(nami):
    make.activity(council=near(), name="はまなすの会", confirmed_on=date(2026, 3, 1))
    make.activity(council=far(), name="しおさいの会")
    city = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    make.activity(council=city, name="町の会", confirmed_on=date(2026, 1, 1))
    page = nami.get(CALLS).content.decode()

    offered = re.findall(r'<a class="button" href="(.*?)"( aria-current="page")?>(.*?)</a>', page)

    assert offered == [
        (CALLS, ' aria-current="page"', "自分の地域"),
        (f"{CALLS}?area=ALL", "", "すべての地域"),
        (f"{CALLS}?area=hamanasu", "", "はまなす"),
        (f"{CALLS}?area=shiosai", "", "しおさい"),
    ]
    assert {address: names(nami, address) for address, *_ in offered} == {
        CALLS: ["町の会", "はまなすの会"],
        f"{CALLS}?area=ALL": ["町の会", "はまなすの会", "しおさいの会"],
        f"{CALLS}?area=hamanasu": ["はまなすの会"],
        f"{CALLS}?area=shiosai": ["しおさいの会"],
    }


def test_who_looks_after_no_area_sees_all_of_them(mio):
    make.activity(council=make.council(area=make.area()), name="はまなすの会")
    make.activity(council=far(), name="しおさいの会")

    assert names(mio) == ["はまなすの会", "しおさいの会"]


@pytest.mark.parametrize("area", ["atlantis", "all", "", "x" * 500])
def test_an_area_that_does_not_exist_is_not_found(mio, area):
    assert mio.get(f"{CALLS}?area={area}").status_code == 404


def test_people_of_another_area_stay_unknown_and_the_public_number_stands_in(nami):
    person = make.contact_person(name=f"{SECRET} 月子", phone=NUMBER)
    theirs = make.activity(council=far(), contact_name="しおさいの係", contact_phone="0123-45-3333")
    theirs.contact_people.add(person)
    ours = make.activity(council=near(), name="編み物の会")
    ours.contact_people.add(make.contact_person())

    page = nami.get(f"{CALLS}?area=ALL").content.decode()

    assert (SECRET in page, NUMBER in page) == (False, False)
    assert [cells[2] for cells in rows(nami, f"{CALLS}?area=ALL")] == [
        "磯部 花子 090-0000-1234",
        "しおさいの係 0123-45-3333",
    ]
    # Only what is hers to change leads to its form.
    assert f"/admin/activities/activity/{ours.pk}/change/" in page
    assert f"/admin/activities/activity/{theirs.pk}/change/" not in page


def test_where_nobody_is_known_the_hall_is_rung_or_nobody(mio):
    council = make.council()
    hall = make.place(phone="0123-45-2222")
    make.activity(council=council, name="会館の会", places=(hall, make.place(name="広場")))
    make.activity(council=council, name="知らない会")

    assert [cells[2] for cells in rows(mio)] == ["浜の集会所 0123-45-2222", "番号は分かりません"]


# The button


def press(staff: Client, number: object, address: str = CALLS):
    return staff.post(address, {"number": number})


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def test_one_press_confirms_and_leads_back_to_the_next(nami):
    first, second = (make.activity(council=near(), name=name) for name in ("朝の会", "昼の会"))

    answer = press(nami, first.number)
    last = press(nami, second.number, f"{CALLS}?area=hamanasu")

    assert (answer.status_code, answer.headers["Location"]) == (302, f"{CALLS}#activity-{second.number}")
    assert told(answer)[0] == "「朝の会」は変わりなし。確認日を、今日 12月1日（火曜日）にしました。"
    assert last.headers["Location"] == f"{CALLS}?area=hamanasu"
    assert list(Activity.objects.values_list("confirmed_on", flat=True)) == [TODAY, TODAY]
    assert names(nami) == []


def test_a_second_press_does_nothing_and_says_so(nami):
    activity = make.activity(council=near(), name="朝の会")

    press(nami, activity.number)
    again = press(nami, activity.number)

    assert (again.status_code, told(again)[-1]) == (302, "「朝の会」の確認日は、もう今日になっています。")
    assert LogEntry.objects.count() == 1


def test_staff_confirm_in_any_area(nami):
    activity = make.activity(council=far())

    press(nami, activity.number, f"{CALLS}?area=shiosai")

    assert Activity.objects.get().confirmed_on == TODAY


@pytest.mark.parametrize("number", ["", "x", "-1", "１", "0", "999999", "1" * 30, "1.0"])
def test_what_no_button_says_is_not_found(mio, number):
    make.activity()

    assert press(mio, number).status_code == 404
    assert Activity.objects.get().confirmed_on is None


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"status": "ended"}])
def test_what_residents_do_not_see_is_not_confirmed(mio, facts):
    activity = make.activity(**facts)

    assert press(mio, activity.number).status_code == 404


def test_neither_residents_nor_a_colleague_of_neither_house_open_it(client):
    activity = make.activity()
    colleague = signed_in(make.user())

    answers = [someone.get(CALLS).status_code for someone in (client, colleague)]
    answers += [press(someone, activity.number).status_code for someone in (client, colleague)]

    assert answers == [302, 403, 302, 403]
    assert Activity.objects.get().confirmed_on is None


def test_a_press_without_the_token_of_the_form_is_refused(mio):
    activity = make.activity()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = mio.cookies

    assert press(strict, activity.number).status_code == 403
    assert Activity.objects.get().confirmed_on is None


# What it costs


@pytest.mark.parametrize("address", [CALLS, f"{CALLS}?area=ALL"])
def test_the_list_costs_the_same_however_long_it_is(nami, address):
    def add(count: int) -> None:
        for number in range(count):
            row = make.activity(
                council=near(),
                name=f"会{count}-{number}",
                places=(make.place(name=f"会館{count}-{number}"),),
            )
            row.contact_people.add(
                make.contact_person(
                    name=f"磯部{count}-{number}",
                    organisation=make.organisation(name=f"町内会{count}-{number}"),
                )
            )

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert nami.get(address).status_code == 200
        return len(captured)

    add(1)
    cost()  # whatever is only asked once in the life of a process
    with_one = cost()
    add(3)

    assert (cost(), len(rows(nami, address))) == (with_one, 4)
    assert with_one <= 16


def test_a_thousand_are_listed_a_hundred_at_a_time(mio):
    council = make.council()
    Activity.objects.bulk_create(
        Activity(number=number, council=council, name=f"会{number}", summary="集まり", state="public")
        for number in range(1, 121)
    )

    assert len(rows(mio)) == 100
