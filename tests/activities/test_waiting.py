"""いま確かめること, on the front page of the admin: what waits, for whom, one click from its remedy."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from activities.schedule import Kind, read
from activities.upcoming import lacks_dates
from activities.waiting import next_month
from councils.models import Area
from tests import make
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

AUGUST = date(2026, 8, 25)


@pytest.fixture(autouse=True)
def _in_august():
    with time_machine.travel(datetime(2026, 8, 25, 9, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
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


def activity(**facts) -> Activity:
    return make.activity(**{"schedule_words": "毎週水曜日", "confirmed_on": AUGUST, **facts})


def waits(staff: Client) -> dict[str, list[tuple[str, str, str]]]:
    """Under each heading the words, the note and the address of each line."""
    text = staff.get("/admin/").content.decode()
    found = {}
    for kind in text.split('class="waits__kind"')[1:]:
        heading = re.sub("<.*?>", "", re.findall(r"<h3>(.*?)</h3>", kind)[0])
        lines = re.findall(
            r'<li><a href="(.*?)">(.*?)</a>(?: <span class="waits__note">(.*?)</span>)?</li>', kind
        )
        found[heading] = [(words, note, address) for address, words, note in lines]
    return found


def form_of(row: Activity) -> str:
    return f"/admin/activities/activity/{row.pk}/change/#session_changes-group"


def test_a_desk_on_which_nothing_waits_says_nothing(mio):
    activity()

    assert "いま確かめること" not in mio.get("/admin/").content.decode()


def test_what_was_confirmed_longest_ago_comes_first(mio):
    area = make.area()
    council = make.council(area=area)
    for name, day in (
        ("七月の会", date(2026, 7, 1)),
        ("正月の会", date(2026, 1, 5)),
        ("昨年の会", date(2025, 1, 5)),
        ("まだの会", None),
    ):
        activity(council=council, name=name, confirmed_on=day)
    activity(council=council, name="下書きの会", confirmed_on=None, state="draft")
    activity(council=council, name="終わった会", confirmed_on=None, status="ended")

    calls = "/staff/calls/?area=hamanasu#activity-"
    assert waits(mio) == {
        "電話で確かめる活動（3件）": [
            ("まだの会", "まだ確かめていません", f"{calls}4"),
            ("昨年の会", "令和7年1月5日（日曜日）に確認", f"{calls}3"),
            ("正月の会", "令和8年1月5日（月曜日）に確認", f"{calls}2"),
        ]
    }
    assert 'href="/staff/calls/">確認電話リストを開く' in mio.get("/admin/").content.decode()


def test_the_first_few_stand_there_with_the_count_of_all(mio):
    council = make.council()
    for number in range(7):
        activity(council=council, name=f"会{number}", confirmed_on=None, schedule_words="不定期")

    found = waits(mio)

    assert {heading: len(lines) for heading, lines in found.items()} == {
        "電話で確かめる活動（7件）": 5,
        "9月の日程を聞く（7件）": 7,  # two of them folded away
    }
    assert "ほか2件" in mio.get("/admin/").content.decode()


def test_activities_that_have_no_day_next_month_are_asked_for_one(mio):
    council = make.council()
    told = activity(council=council, name="決まった会", schedule_words="不定期")
    make.session_change(activity=told, date=date(2026, 9, 12), decision="extra")
    untold = activity(council=council, name="決まらない会", schedule_words="不定期")
    make.session_change(activity=untold, date=date(2026, 8, 29), decision="extra")
    activity(council=council, name="休む会", schedule_words="不定期", status="paused")

    assert waits(mio) == {"9月の日程を聞く（1件）": [("決まらない会", "不定期", form_of(untold))]}


@pytest.mark.parametrize(
    ("said", "lacks"),
    [
        ("毎週水曜日", False),
        ("不定期", True),
        ("3か月に1回程度", True),
        ("友引の日", True),
        ("", True),
        ("常時", False),
        ("毎週水曜日（9月は休み）", False),  # it rests, and everybody knows
        ("6月の第1日曜日", False),
        ("令和8年度は9月・12月（日は未定）", True),
        ("令和8年度は10月・12月（日は未定）", False),
        ("令和7年度は10月・12月（日は未定）", True),
    ],
)
def test_whom_to_ask_for_the_days_of_a_month(said, lacks):
    make.activity(schedule_words=said)
    row = Activity.objects.deciding(AUGUST).get()

    assert lacks_dates(row, *next_month(AUGUST)) is lacks


def test_the_plan_of_this_test_is_a_plan():
    assert read("令和8年度は9月・12月（日は未定）", AUGUST).schedule.kind is Kind.MONTHS


@pytest.mark.parametrize(
    ("today", "first", "last"),
    [
        (date(2026, 8, 31), date(2026, 9, 1), date(2026, 9, 30)),
        (date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 31)),
        (date(2028, 1, 31), date(2028, 2, 1), date(2028, 2, 29)),
    ],
)
def test_the_month_after_this_one(today, first, last):
    assert next_month(today) == (first, last)


def test_a_decision_that_lost_its_day_waits_until_somebody_decides(mio):
    row = activity(name="かもめ体操")
    change = make.session_change(activity=row, date=date(2026, 9, 3), reason="会場の都合")

    before = waits(mio)
    change.delete()

    assert before == {
        "いまの日時に合わない、中止や変更（1件）": [
            ("かもめ体操", "9月3日の「中止」を、残すか消すか", form_of(row))
        ]
    }
    assert waits(mio) == {}


def test_staff_of_the_operator_are_asked_about_their_own_areas_only(nami):
    far = make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"))
    near = make.council(area=Area.objects.get(slug="hamanasu"))
    for council, name in ((far, "しおさいの会"), (near, "はまなすの会")):
        row = activity(council=council, name=name, schedule_words="不定期", confirmed_on=None)
        make.session_change(activity=row, date=date(2026, 9, 3))

    found = waits(nami)

    assert {heading: [words for words, *_ in lines] for heading, lines in found.items()} == {
        "電話で確かめる活動（1件）": ["はまなすの会"],
        "いまの日時に合わない、中止や変更（1件）": ["はまなすの会"],
    }


def test_a_colleague_of_neither_house_is_asked_nothing():
    make.programme()
    activity(schedule_words="不定期", confirmed_on=None)

    assert waits(signed_in(make.user())) == {}


def test_the_desk_costs_the_same_however_much_waits(mio):
    council = make.council()

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert mio.get("/admin/").status_code == 200
        return len(captured)

    def add(count: int) -> None:
        for number in range(count):
            row = activity(
                council=council, name=f"会{count}-{number}", schedule_words="不定期", confirmed_on=None
            )
            make.session_change(activity=row, date=date(2026, 10, 1))

    add(1)
    cost()  # whatever is only asked once in the life of a process
    with_one = cost()
    add(3)

    assert cost() == with_one
