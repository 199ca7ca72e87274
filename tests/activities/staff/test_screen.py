"""The phone screen as a whole: what it lists, for whom, at what price, and how few touches it takes."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Act, Activity, Headcount
from councils.models import Area
from fujimino_support.editing.models import User
from tests import make
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import city_clerk, clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Tuesday
MOST_QUERIES = 10
MOST_BYTES = 40_000  # of the three screens of a cancellation with their stylesheet, uncompressed


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def nami() -> Client:
    """She looks after はまなす."""
    make.programme()
    person = in_group(clerk("namino", last_name="波野", first_name="みお"), "社協職員")
    make.assignment(user=person, area=make.area())
    return signed_in(person)


def far_council():
    return make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai", theme="seiji"))


def listed(staff: Client, address: str = "/staff/") -> list[str]:
    text = staff.get(address).content.decode()
    days = re.findall(r'<section aria-labelledby="day-(.*?)">(.*?)</section>', text, re.S)
    return [f"{day} {name}" for day, rows in days for name in re.findall(r'row__what">(.*?)</span>', rows)]


def test_my_areas_come_first_and_the_others_are_one_tap_away(nami):
    make.activity(council=make.council(area=Area.objects.get()), schedule_words="毎週火曜日 10時から12時")
    make.activity(council=far_council(), name="囲碁", schedule_words="毎週木曜日 9時から11時")

    assert listed(nami) == ["2026-12-01 かもめ体操"]
    assert listed(nami, "/staff/?all=1") == ["2026-12-01 かもめ体操", "2026-12-03 囲碁"]
    assert 'href="/staff/?all=1"' in nami.get("/staff/").content.decode()


def test_decisions_that_lost_their_day_are_told_where_they_can_be_taken_back(nami):
    near = make.activity(
        council=make.council(area=Area.objects.get()), schedule_words="毎週木曜日 10時から12時"
    )
    far = make.activity(council=far_council(), name="囲碁", schedule_words="毎週木曜日 9時から11時")
    for activity in (near, far):
        make.session_change(activity=activity, date=date(2026, 12, 1))
        make.session_change(activity=activity, date=date(2026, 12, 3))
        make.session_change(activity=activity, date=date(2026, 12, 4), slot=12, decision="extra")

    def told(address: str) -> list[tuple[str, str]]:
        text = nami.get(address).content.decode()
        section = re.findall(r'<section aria-labelledby="orphaned">(.*?)</section>', text, re.S)
        found = re.findall(r'href="(.*?)".*?row__where">(.*?)</span>', "".join(section), re.S)
        return [(link, words) for link, words in found]

    mine = [(f"/staff/{near.number}/2026-12-01/1/", "12月1日の「中止」")]
    assert told("/staff/") == mine
    assert told("/staff/?all=1") == [*mine, (f"/staff/{far.number}/2026-12-01/1/", "12月1日の「中止」")]
    Form(nami, f"{mine[0][0]}usual/", "usual", nami.get(mine[0][0])).send()
    assert told("/staff/") == []


def test_a_session_of_another_area_is_called_off_at_once_and_the_one_in_charge_is_told(nami):
    activity = make.activity(council=far_council(), name="囲碁", schedule_words="毎週火曜日 9時から11時")
    person = in_group(clerk("isobe", last_name="磯部", first_name="花"), "社協職員")
    make.assignment(user=person, area=activity.council.area)

    Form(nami, f"/staff/{activity.number}/2026-12-01/1/", "cancel").post(reason="会場の都合")

    news = re.findall(
        r'row__when">(.*?)</span>\s*<span class="row__what">(.*?)</span></a>',
        signed_in(person).get("/staff/").content.decode(),
    )
    assert news == [("12月1日 9時00分　波野 みおさん", "中止：囲碁 12月1日（火曜日）（会場の都合）")]


def test_what_is_over_today_still_stands_for_its_headcount(nami):
    activity = make.activity(schedule_words="毎週火曜日 7時から8時")
    path = f"/staff/{activity.number}/2026-12-01/1/headcount/"

    assert listed(nami) == ["2026-12-01 かもめ体操"]
    for people in ("12", "14"):
        form = Form(nami, path, "headcount")
        form.fill("people", people)
        form.send()

    assert [(row.people, row.by.username) for row in Headcount.objects.all()] == [(14, "namino")]


def test_who_counts_second_is_told_what_the_first_has_written(nami):
    activity = make.activity(schedule_words="毎週火曜日 7時から8時")
    path = f"/staff/{activity.number}/2026-12-01/1/headcount/"
    first, second = (Form(staff, path, "headcount") for staff in (nami, signed_in(city_clerk())))
    first.fill("people", "12")
    second.fill("people", "7")
    first.send()

    answer = second.post()

    assert answer.status_code == 409
    assert "12人と書いてあります（波野 みおさん）" in answer.content.decode()
    assert [row.people for row in Headcount.objects.all()] == [12]
    again = second.came_back(answer)
    assert again.values["people"] == ["7"]
    again.send()
    assert [row.people for row in Headcount.objects.all()] == [7]


@pytest.mark.parametrize("people", ["", "-1", "10000", "x", "１２０００", "9" * 400])
def test_a_headcount_that_cannot_be_is_refused_with_a_word(nami, people):
    activity = make.activity(schedule_words="毎週火曜日 7時から8時")

    answer = nami.post(f"/staff/{activity.number}/2026-12-01/1/headcount/", {"people": people})

    assert (answer.status_code, "errorlist" in answer.content.decode(), Headcount.objects.count()) == (
        200,
        True,
        0,
    )


def test_the_sessions_of_the_last_week_wait_for_their_headcount(nami):
    make.activity(schedule_words="毎週木曜日 7時から8時")

    text = nami.get("/staff/past/").content.decode()

    assert re.findall(r'href="(/staff/[0-9]+/.*?)"', text) == ["/staff/1/2026-11-26/1/headcount/"]


def test_one_tap_says_that_nothing_has_changed_of_any_area(nami):
    activity = make.activity(council=far_council(), schedule_words="毎週火曜日 10時から12時")
    path = f"/staff/{activity.number}/2026-12-01/1/"

    for _ in range(2):
        answer = nami.post(f"{path}unchanged/", follow=True)

    activity.refresh_from_db()
    assert activity.confirmed_on == date(2026, 12, 1)
    assert "今日、変わりがないことを確かめました。" in answer.content.decode()
    assert LogEntry.objects.count() == 1


def confirm_by_tap(staff: Client, path: str) -> str:
    """The address of what was done."""
    location: str = Form(staff, f"{path}unchanged/", "unchanged", staff.get(path)).post().headers["Location"]
    return location


def take_back(staff: Client, done: str):
    return Form(staff, f"{done}undo/", "undo", staff.get(done)).post()


def test_that_nothing_has_changed_is_taken_back_like_any_act(nami):
    activity = make.activity(schedule_words="毎週火曜日 10時から12時", confirmed_on=date(2026, 3, 1))
    page = Client().get(activity.get_absolute_url()).content

    done = confirm_by_tap(nami, f"/staff/{activity.number}/2026-12-01/1/")
    text = nami.get(done).content.decode()
    assert take_back(nami, done).headers["Location"] == done
    again = nami.get(done).content.decode()

    activity.refresh_from_db()
    assert activity.confirmed_on == date(2026, 3, 1)
    assert Client().get(activity.get_absolute_url()).content == page
    assert ("できました：変わりなし" in text, "そのまま送れる文" in text, "電話するところ" in text) == (
        True,
        False,
        False,
    )
    assert ("取り消しました" in again, 'id="undo"' in again) == (True, False)
    assert [entry.change_message for entry in LogEntry.objects.order_by("pk")] == [
        "変わりがないことを確かめた",
        "「変わりがないことを確かめた」の取り消し",
    ]
    assert "変わりなし：かもめ体操（取り消した）" in nami.get("/staff/").content.decode()


def test_a_day_that_somebody_has_written_since_is_not_taken_back(nami):
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")
    done = confirm_by_tap(nami, f"/staff/{activity.number}/2026-12-01/1/")
    Activity.objects.update(confirmed_on=date(2026, 11, 30))

    answer = take_back(nami, done)

    activity.refresh_from_db()
    assert (answer.status_code, activity.confirmed_on) == (409, date(2026, 11, 30))


def test_of_a_deleted_activity_nothing_is_taken_back(nami):
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")
    done = confirm_by_tap(nami, f"/staff/{activity.number}/2026-12-01/1/")
    activity.delete()

    assert take_back(nami, done).status_code == 409


def test_it_is_taken_back_for_as_long_as_its_day_has_not_passed(nami):
    activity = make.activity(schedule_words="毎週木曜日 7時から8時")
    done = confirm_by_tap(nami, f"/staff/{activity.number}/2026-11-26/1/")

    assert 'id="undo"' in nami.get(done).content.decode()
    with time_machine.travel(datetime(2026, 12, 2, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        tomorrow = signed_in(User.objects.get(username="namino"))
        assert 'id="undo"' not in tomorrow.get(done).content.decode()
        assert tomorrow.post(f"{done}undo/").status_code == 409


def test_a_second_tap_leads_to_the_first_and_the_other_buttons_do_what_they_say(nami):
    activity = make.activity(schedule_words="毎週火曜日 10時から12時")
    path = f"/staff/{activity.number}/2026-12-01/1/"
    page = nami.get(path)
    confirming, cancelling = (
        Form(nami, f"{path}unchanged/", "unchanged", page),
        Form(nami, path, "cancel", page),
    )

    first, second = (confirming.post().headers["Location"] for _ in range(2))
    cancelled = cancelling.post(reason="会場の都合").headers["Location"]

    assert first == second != cancelled
    assert [act.deed for act in Act.objects.order_by("pk")] == ["confirmed", "cancelled"]


def test_nobody_counts_who_will_come_tomorrow(nami):
    activity = make.activity(schedule_words="毎週水曜日 7時から8時")

    assert nami.get(f"/staff/{activity.number}/2026-12-02/1/headcount/").status_code == 404


def test_no_headcount_stands_on_a_public_page(nami):
    activity = make.activity(schedule_words="毎週火曜日 7時から8時")
    make.headcount(activity=activity, date=date(2026, 12, 1), people=7777)

    pages = ["/", "/today/", activity.get_absolute_url(), "/calendar.ics", "/updates.atom"]
    assert [page for page in pages if "7777" in Client().get(page).content.decode()] == []


def costs(staff: Client, count: int) -> dict[str, int]:
    with transaction.atomic():
        council = make.council(area=Area.objects.get())
        places = tuple(make.place(name=f"集会所{number}", phone="0123-45-2222") for number in range(count))
        for number in range(count):
            activity = make.activity(
                council=council, name=f"会{number}", places=places, schedule_words="毎週火曜日 10時から12時"
            )
            make.session_change(
                activity=activity, date=date(2026, 12, 1), decision="changed", starts_at=time(11)
            )
            activity.contact_people.add(make.contact_person(name=f"磯部{number}"))
        steps = [[activity.pk, "2026-12-01", 1, None, None] for activity in council.activities.all()]
        for number in range(count):
            make.act(key=f"{number:032x}", steps=steps)
        found = {}
        for address in (
            *("/staff/", "/staff/?all=1", "/staff/past/", "/staff/add/", "/staff/phone/"),
            f"/staff/{activity.number}/2026-12-01/1/",
            f"/staff/{activity.number}/2026-12-01/1/change/",
            f"/staff/{activity.number}/add/",
            "/staff/many/?first=2026-12-01&last=2026-12-07",
            f"/staff/acts/{0:032x}/",
            f"/staff/acts/{0:032x}/calls/",
        ):
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                assert staff.get(address).status_code == 200
            asked = [one for one in captured if "SAVEPOINT" not in one["sql"]]  # of this test's transaction
            found[re.sub("[0-9]+", "n", address, count=1)] = len(asked)
        transaction.set_rollback(True)
    return found


def test_every_screen_costs_the_same_however_much_there_is(nami):
    nami.get("/staff/")
    with_one, with_three = (costs(nami, count) for count in (1, 3))

    assert with_three == with_one
    assert {address: cost for address, cost in with_one.items() if cost > MOST_QUERIES} == {}


@pytest.mark.parametrize("count", [1, 60])
def test_a_cancellation_weighs_little_however_full_the_week_is(nami, settings, count):
    settings.WHITENOISE_AUTOREFRESH = True
    hall, council = make.place(name="浜辺の大きな集会所の2階" * 3), make.council(area=Area.objects.get())
    for number in range(count):
        activity = make.activity(
            council=council,
            name=f"{number}番目の朝の体操と茶話会" * 5,
            places=(hall,),
            schedule_words="毎週火曜日 10時から12時",
        )
    pages = [nami.get("/staff/"), nami.get(f"/staff/{activity.number}/2026-12-01/1/")]
    form = Form(nami, f"/staff/{activity.number}/2026-12-01/1/", "cancel")
    pages.append(nami.get(form.post(reason="会場の都合").headers["Location"]))

    sheets = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', pages[0].content.decode()))
    files = [b"".join(Client().get(sheet)) for sheet in sheets]

    assert sum(map(len, [*files, *(page.content for page in pages)])) <= MOST_BYTES
    assert not any(b"<script" in page.content for page in pages)


def test_an_activity_is_deleted_with_its_headcounts(nami):
    activity = make.activity(schedule_words="毎週火曜日 7時から8時")
    make.headcount(activity=activity)
    desk = signed_in(city_clerk())

    address = f"/admin/activities/activity/{activity.pk}/delete/"
    seen = re.findall('name="_seen" value="(.*?)"', desk.get(address).content.decode())
    desk.post(address, {"post": "yes", "_seen": seen})

    assert (Activity.objects.count(), Headcount.objects.count()) == (0, 0)
