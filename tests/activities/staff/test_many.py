"""Many sessions at once: what would be called off is shown first; then all of it or nothing, and undone as one."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client

from activities.models import Act, Activity, SessionChange
from tests import make
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Tuesday


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def town() -> list[Activity]:
    """Two areas, two halls, four sessions in the week."""
    make.programme()
    hall, lawn = make.place(phone="0123-45-2222"), make.place(name="かもめ広場")
    near = make.council()
    far = make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai", theme="seiji"))
    return [
        make.activity(council=near, places=(hall,), schedule_words="毎週火曜日 10時から12時"),
        make.activity(council=near, name="編み物", places=(lawn,), schedule_words="毎週水曜日 13時から15時"),
        make.activity(council=far, name="朝市", places=(hall,), schedule_words="毎週金曜日 8時から9時"),
        make.activity(council=far, name="囲碁", places=(lawn,), schedule_words="毎週土曜日 9時から11時"),
    ]


@pytest.fixture
def nami() -> Client:
    return signed_in(in_group(clerk("namino", last_name="波野", first_name="みお"), "社協職員"))


WEEK = "first=2026-12-01&last=2026-12-07"


def form(staff: Client, query: str = WEEK) -> Form:
    return Form(staff, f"/staff/many/?{query}", "many")


def send(form: Form, **buttons: str):
    form.address = "/staff/many/"
    return form.post(**buttons)


def off() -> list[tuple[str, str]]:
    rows = SessionChange.objects.order_by("date")
    return [(row.activity.name, row.reason) for row in rows if row.decision == "cancelled"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        (WEEK, ["かもめ体操", "編み物", "朝市", "囲碁"]),
        ("first=2026-12-02", ["編み物"]),
        (f"{WEEK}&area={{area}}", ["朝市", "囲碁"]),
        (f"{WEEK}&place={{hall}}", ["かもめ体操", "朝市"]),
        (f"{WEEK}&area={{area}}&place={{hall}}", ["朝市"]),
    ],
)
def test_days_area_and_place_choose_what_would_be_called_off(town, nami, query, names):
    area, hall = town[2].council.area_id, town[0].venues[0].pk

    assert send(form(nami, query.format(area=area, hall=hall)), reason="天候のため").status_code == 302
    assert [name for name, _ in off()] == names


def test_a_place_means_what_is_held_there_on_the_day(town, nami):
    hall, lawn = town[0].venues[0], town[1].venues[0]
    make.session_change(activity=town[0], date=date(2026, 12, 1), decision="changed", place=lawn)
    make.session_change(activity=town[1], date=date(2026, 12, 3), decision="extra", slot=12, place=hall)

    def listed(place) -> list[str]:
        text = nami.get(f"/staff/many/?{WEEK}&place={place.pk}").content.decode()
        return re.findall('row__what">(.*?)</span>', text)

    assert (listed(hall), listed(lawn)) == (["編み物", "朝市"], ["かもめ体操", "編み物", "囲碁"])


def test_what_is_unticked_takes_place(town, nami):
    boxes = form(nami)
    boxes.values["session"].pop(1)

    send(boxes, reason="天候のため")

    assert off() == [("かもめ体操", "天候のため"), ("朝市", "天候のため"), ("囲碁", "天候のため")]
    assert Act.objects.count() == 1


def test_if_one_was_decided_meanwhile_nothing_is_done_and_it_is_named(town, nami):
    boxes = form(nami)
    make.session_change(activity=town[1], date=date(2026, 12, 2), decision="changed", starts_at="14:00")

    answer = send(boxes, reason="天候のため")

    assert (answer.status_code, off()) == (409, [])
    assert "変えた回があります。何も変えていません。" in answer.content.decode()


def test_if_one_was_called_off_meanwhile_nothing_is_done_and_the_list_is_the_new_one(town, nami):
    boxes = form(nami)
    make.session_change(activity=town[1], date=date(2026, 12, 2))

    answer = send(boxes, reason="天候のため")

    assert (answer.status_code, len(off())) == (409, 1)
    assert "1回は、いまの日程にないか、もう中止になっています。" in answer.content.decode()
    again = boxes.came_back(answer)
    assert len(again.values["session"]) == 3
    assert send(again, reason="天候のため").status_code == 302


def test_all_of_it_is_undone_as_one(town, nami):
    send(form(nami), reason="天候のため")
    act = Act.objects.get()

    nami.post(f"/staff/acts/{act.key}/undo/")

    assert (off(), SessionChange.objects.count()) == ([], 0)


def test_if_one_was_decided_anew_none_is_undone(town, nami):
    send(form(nami), reason="天候のため")
    SessionChange.objects.filter(activity=town[1]).update(reason="雪のため")

    answer = nami.post(f"/staff/acts/{Act.objects.get().key}/undo/")

    assert (answer.status_code, len(off())) == (409, 4)


def test_without_a_reason_or_a_tick_nothing_is_done(town, nami):
    boxes = form(nami)
    assert "理由のボタンを選ぶか" in send(boxes).content.decode()

    boxes.values["session"] = []
    assert "1つ以上選んで" in send(boxes, reason="天候のため").content.decode()
    assert off() == []


@pytest.mark.parametrize(
    "query",
    [
        "first=", "first=2026-11-30", "first=2026-12-01&last=2027-01-01", "first=2026-12-02&last=2026-12-01",
        "first=9999-12-31", "first=x&last=%00", "first=2026-12-01&area=999999&place=x", "first=2029-01-01",
        "first=2026-12-01&area=99999999999999999999999",
    ],
)  # fmt: skip
def test_days_that_nobody_can_choose_are_refused_with_a_word(town, nami, query):
    answer = nami.get(f"/staff/many/?{query}")

    assert answer.status_code in (200, 400)
    assert ("errorlist" in answer.content.decode()) == (answer.status_code == 200)


def test_the_call_sheet_has_a_box_a_session_and_whom_to_ring_in_each_line(town, nami):
    send(form(nami), reason="天候のため")

    text = nami.get(f"/staff/acts/{Act.objects.get().key}/calls/").content.decode()

    assert text.count("□") == 4
    rows = re.findall(r'<th scope="row">(.*?)<br>.*?<td>(.*?)</td>', text, re.S)
    assert [(name, re.findall(r"tel:(\d+)", who)) for name, who in rows] == [
        ("かもめ体操", ["0123452222"]),
        ("編み物", []),
        ("朝市", ["0123452222"]),
        ("囲碁", []),
    ]


def test_one_message_names_them_all(town, nami):
    answer = send(form(nami), reason="天候のため")

    text = nami.get(answer.headers["Location"]).content.decode()

    sentence = re.search(r"<textarea.*?>(.*?)</textarea>", text, re.S)
    assert sentence
    assert sentence[1].split("\n") == [
        "【中止のお知らせ】",
        "次の集まりを中止します（天候のため）。",
        "・かもめ体操 12月1日（火曜日）10時から12時",
        "・編み物 12月2日（水曜日）13時から15時",
        "・朝市 12月4日（金曜日）8時から9時",
        "・囲碁 12月5日（土曜日）9時から11時",
        "http://testserver/today/",
    ]


def test_as_many_as_may_be_looked_over_weigh_little_and_the_day_and_the_hall_are_said_once(town, nami):
    hall = town[0].venues[0]
    Activity.objects.exclude(pk=town[0].pk).delete()
    for number in range(27):
        name = f"{number}番目の、朝の体操と茶話会と編み物と囲碁とおしゃべりの会" * 2
        make.activity(council=town[0].council, name=name, places=(hall,), schedule_words="毎日 9時から10時")

    text = nami.get(f"/staff/many/?{WEEK}&place={hall.pk}").content.decode()

    assert text.count('name="session"') == 27 * 7 + 1
    assert (text.count("<h3>"), text.count("12月2日（水曜日）"), text.count(hall.name)) == (7, 1, 1)
    assert len(text.encode()) < 100_000


def test_more_than_can_be_looked_over_is_asked_to_be_narrowed(town, nami):
    for number in range(30):
        make.activity(council=town[0].council, name=f"会{number}", schedule_words="毎日 9時から10時")

    text = nami.get(f"/staff/many/?{WEEK}").content.decode()

    assert "214回あります。一度に中止にできるのは200回までです。" in text
    assert 'name="session"' not in text
