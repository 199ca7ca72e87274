"""What staff do from the phone: done once, all of it or nothing, never over a colleague's decision, and undone as one."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.test import Client

from activities.models import Act, Activity, SessionChange
from fujimino_support.editing import history
from fujimino_support.editing.models import User
from tests import make
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import city_clerk, clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

NINE = datetime(2026, 12, 1, 9, 0, tzinfo=ZoneInfo("Asia/Tokyo"))  # a Tuesday
TODAY = date(2026, 12, 1)


@pytest.fixture(autouse=True)
def _at_nine():
    with time_machine.travel(NINE, tick=False):
        yield


@pytest.fixture
def hall():
    make.programme()
    return make.place(phone="0123-45-2222")


@pytest.fixture
def exercise(hall) -> Activity:
    return make.activity(places=(hall,), schedule_words="毎週火曜日 10時から12時")


@pytest.fixture
def nami() -> Client:
    """Of the operator, looking after no area in particular."""
    return signed_in(in_group(clerk("namino", last_name="波野", first_name="みお"), "社協職員"))


@pytest.fixture
def hana() -> Client:
    return signed_in(city_clerk())


def address(activity: Activity, day: date = TODAY, slot: int = 1) -> str:
    return f"/staff/{activity.number}/{day}/{slot}/"


def cancel(
    staff: Client,
    activity: Activity,
    reason: str = "会場の都合",
    day: date = TODAY,
    slot: int = 1,
    **more: str,
):
    return Form(staff, address(activity, day, slot), "cancel").post(reason=reason, **more)


def told(activity: Activity, client: Client | None = None) -> list[str]:
    """What the activity's page says that is not as usual."""
    text = (client or Client()).get(activity.get_absolute_url()).content.decode()
    found = re.findall(r'class="(?:off|unusual)">(.*?)</span>', text, re.S)
    return [re.sub("<.*?>", "", words) for words in found]


def decided() -> list[tuple[str, int, str, str]]:
    rows = SessionChange.objects.order_by("date", "slot")
    return [(f"{row.date:%m-%d}", row.slot, row.decision, row.reason) for row in rows]


def test_two_taps_call_a_session_off_on_its_page(nami, exercise):
    answer = cancel(nami, exercise)

    assert answer.status_code == 302
    assert told(exercise) == ["12月1日（火曜日）は、中止：会場の都合"]


def test_the_done_screen_has_the_sentence_to_send_and_the_numbers_to_ring(nami, exercise):
    person = make.contact_person(organisation=make.organisation(areas=(exercise.council.area,)))
    exercise.contact_people.add(person)
    make.assignment(user=clerk_of(nami), area=exercise.council.area)

    text = nami.get(cancel(nami, exercise).headers["Location"]).content.decode()

    sentence = re.search(r"<textarea.*?>(.*?)</textarea>", text, re.S)
    assert sentence
    assert sentence[1].split("\n") == [
        "【中止のお知らせ】",
        "かもめ体操",
        "12月1日（火曜日）10時から12時",
        "中止：会場の都合",
        "次回は、12月8日（火曜日）10時から12時です。",
        "お問い合わせ：0123-45-6789",
        f"http://testserver/activities/{exercise.number}/",
    ]
    assert re.findall(r'href="tel:(\d+)"', text) == ["09000001234", "0123452222"]


def clerk_of(staff: Client) -> User:
    return User.objects.get(pk=staff.session["_auth_user_id"])


def test_a_number_that_is_not_ones_own_to_know_stays_away(nami, exercise):
    person = make.contact_person(organisation=make.organisation(areas=(exercise.council.area,)))
    exercise.contact_people.add(person)
    other = make.area(name="しおさい", slug="shiosai", theme="seiji")
    make.assignment(user=clerk_of(nami), area=other)

    text = nami.get(cancel(nami, exercise).headers["Location"]).content.decode()

    assert (person.phone in text, person.name in text, "0123-45-2222" in text) == (False, False, True)


def test_ones_own_words_are_a_reason_too(nami, exercise):
    Form(nami, address(exercise), "cancel").post(own="雪のため")

    assert decided() == [("12-01", 1, "cancelled", "雪のため")]


def test_without_a_reason_nothing_is_done_and_it_is_said(nami, exercise):
    answer = Form(nami, address(exercise), "cancel").post()

    assert "理由のボタンを選ぶか、理由を書いてください。" in answer.content.decode()
    assert decided() == []


def test_a_double_tap_does_it_once(nami, exercise):
    form = Form(nami, address(exercise), "cancel")

    first, second = form.post(reason="会場の都合"), form.post(reason="会場の都合")

    assert first.headers["Location"] == second.headers["Location"]
    assert (Act.objects.count(), LogEntry.objects.count(), len(decided())) == (1, 1, 1)


def test_a_resend_after_the_undo_does_not_do_it_again(nami, exercise):
    form = Form(nami, address(exercise), "cancel")
    form.post(reason="会場の都合")
    undo(nami, Act.objects.get())

    form.post(reason="会場の都合")

    assert decided() == []


def undo(staff: Client, act: Act):
    return staff.post(f"/staff/acts/{act.key}/undo/")


def test_of_two_colleagues_the_second_is_told_who_was_first(nami, hana, exercise):
    form = Form(hana, address(exercise), "cancel")
    cancel(nami, exercise)

    answer = form.post(reason="天候のため")

    assert answer.status_code == 409
    assert "波野 みおさんが、12月1日9時に決めました：中止：会場の都合" in answer.content.decode()
    assert decided() == [("12-01", 1, "cancelled", "会場の都合")]


def test_what_the_second_had_typed_is_still_there(nami, hana, exercise):
    form = Form(hana, f"{address(exercise)}change/", "decide")
    cancel(nami, exercise)
    form.fill("starts_at", "13:00")
    form.fill("reason", "午前は工事")

    again = form.came_back(form.post())

    assert (again.values["starts_at"], again.values["reason"]) == (["13:00"], ["午前は工事"])
    assert again.post().status_code == 302
    assert decided() == [("12-01", 1, "changed", "午前は工事")]


def test_undo_brings_every_page_back_as_it_was(nami, exercise):
    before = pages(exercise)
    cancel(nami, exercise)
    during = pages(exercise)

    undo(nami, Act.objects.get())

    assert [address for address in before if before[address] == during[address]] == []
    assert pages(exercise) == before


def test_the_calendars_number_rises_with_the_undo_and_the_news_has_an_entry_more(nami, exercise):
    states = [of_machines()]
    cancel(nami, exercise)
    states.append(of_machines())
    undo(nami, Act.objects.get())
    states.append(of_machines())

    (first, _), (second, told), (third, taken_back) = states
    assert first < second < third
    # A reason that was taken back is told no longer.
    assert taken_back[1:] == [line.removesuffix("：会場の都合") for line in told]
    assert (
        taken_back[0] == "「かもめ体操」の12月1日（火曜日）の中止は、取り消しになりました。いつもどおりです"
    )


def pages(activity: Activity) -> dict[str, str]:
    """Every page on which the session stands, but for 更新日."""
    area = activity.council.area
    assert area
    addresses = ["/", area.get_absolute_url(), "/activities/", activity.get_absolute_url(), "/today/"]
    addresses += ["/calendar/2026/12/", "/calendar/2026/12/01/", f"/today/?area={area.slug}"]
    found = {address: Client().get(address).content.decode() for address in addresses}
    return {address: re.sub("更新日.*?</p>", "", page, flags=re.S) for address, page in found.items()}


def of_machines() -> tuple[int, list[str]]:
    """The highest SEQUENCE of the calendar, and the news from the newest on."""
    calendar = Client().get("/calendar.ics").content.decode()
    news = Client().get("/updates.atom").content.decode()
    return (
        max(map(int, re.findall("SEQUENCE:([0-9]+)", calendar))),
        re.findall("<title.*?>(.*?)</title>", news)[1:],
    )


def test_undo_brings_back_what_was_decided_before(nami, exercise):
    make.session_change(activity=exercise, date=TODAY, decision="changed", starts_at=time(11), reason="遅め")
    cancel(nami, exercise)

    undo(nami, Act.objects.get())

    assert decided() == [("12-01", 1, "changed", "遅め")]


def test_nobody_undoes_over_a_later_decision(nami, hana, exercise):
    cancel(nami, exercise)
    act = Act.objects.get()
    Form(hana, f"{address(exercise)}usual/", "usual", hana.get(address(exercise))).post()

    answer = nami.post(f"/staff/acts/{act.key}/undo/")

    assert answer.status_code == 409
    assert decided() == []


def test_after_the_day_there_is_no_undo(nami, exercise):
    cancel(nami, exercise)
    act = Act.objects.get()

    with time_machine.travel(datetime(2026, 12, 2, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        answer = signed_in(User.objects.get(username="namino")).post(f"/staff/acts/{act.key}/undo/")

    assert (answer.status_code, decided()) == (409, [("12-01", 1, "cancelled", "会場の都合")])


def test_another_time_and_place_stand_on_the_page(nami, exercise):
    park = make.place(name="浜の公園")
    form = Form(nami, f"{address(exercise)}change/", "decide")
    form.fill("starts_at", "13:30")
    form.fill("ends_at", "15:00")
    form.fill("place", [park.name])

    assert form.post().status_code == 302

    row = SessionChange.objects.get()
    assert (row.starts_at, row.ends_at, row.place, row.by.username) == (
        time(13, 30),
        time(15),
        park,
        "namino",
    )
    assert told(exercise) == ["時間と場所がいつもと違います", "時間と場所がいつもと違います"]


def test_a_change_of_nothing_is_refused(nami, exercise):
    answer = Form(nami, f"{address(exercise)}change/", "decide").post()

    assert "変更のときは、時刻か場所を入力してください。" in answer.content.decode()
    assert decided() == []


def test_a_postponed_session_has_a_life_of_its_own_on_its_new_day(nami, exercise):
    form = Form(nami, f"{address(exercise)}postpone/", "decide")
    form.fill("new_date", "2026-12-03")
    form.send()

    Form(nami, address(exercise, date(2026, 12, 3), 11), "cancel").post(reason="天候のため")

    assert decided() == [("12-01", 1, "postponed", ""), ("12-03", 11, "cancelled", "天候のため")]
    assert told(exercise) == [
        "12月1日（火曜日）は、12月3日（木曜日）に延期",
        "12月3日（木曜日）は、中止：天候のため",
    ]


def test_two_sessions_cannot_be_postponed_to_one_day(nami, exercise):
    for day in (TODAY, date(2026, 12, 8)):
        form = Form(nami, f"{address(exercise, day)}postpone/", "decide")
        form.fill("new_date", "2026-12-10")
        answer = form.post()

    assert "その日に延期した回が、もうあります。" in answer.content.decode()
    assert decided() == [("12-01", 1, "postponed", "")]


@pytest.mark.parametrize("day", ["2026-11-30", "2028-02-01", "2026-13-01", "0000-00-00", "", "あす"])
def test_a_session_is_added_only_on_a_day_that_can_come(nami, exercise, day):
    form = Form(nami, f"/staff/{exercise.number}/add/", "add")
    form.fill("date", day)

    assert form.post().status_code == 200
    assert decided() == []


def test_one_date_more_is_a_session_like_any_other(nami, exercise):
    form = Form(nami, f"/staff/{exercise.number}/add/", "add")
    form.fill("date", "2026-12-04")
    form.fill("starts_at", "14:00")
    form.fill("reason", "年忘れの会")
    form.send()
    form.post()  # a second tap

    assert decided() == [("12-04", 12, "extra", "年忘れの会")]
    assert told(exercise) == ["臨時開催：年忘れの会"]


def test_the_same_date_sent_from_two_forms_is_added_once_and_the_second_leads_there(nami, hana, exercise):
    forms = [Form(staff, f"/staff/{exercise.number}/add/", "add") for staff in (nami, hana)]
    for form in forms:
        form.fill("date", "2026-12-04")
        form.fill("starts_at", "14:00")
    forms[0].send()

    text = forms[1].post().content.decode()

    assert "この日の同じ時間に、もう足してあります。" in text
    assert f'href="{address(exercise, FRIDAY, 12)}"' in text
    assert decided() == [("12-04", 12, "extra", "")]
    forms[1].fill("starts_at", "16:00")
    forms[1].send()
    assert decided() == [("12-04", 12, "extra", ""), ("12-04", 13, "extra", "")]


def test_what_was_done_stands_in_the_history_and_the_log_of_the_activity(nami, exercise):
    cancel(nami, exercise)

    newest = history.versions_of(Activity, exercise.pk)[0].revision
    entry = LogEntry.objects.get()
    assert (newest.user.username, newest.comment) == (
        "namino",
        "現場の画面から：中止：かもめ体操 12月1日（火曜日）",
    )
    assert (entry.user.username, entry.object_id, entry.change_message) == (
        "namino",
        str(exercise.pk),
        "現場の画面から：中止：かもめ体操 12月1日（火曜日）",
    )


def test_the_desk_reads_in_its_record_who_did_what_on_the_phone_and_took_it_back(nami, hana, exercise):
    done = cancel(nami, exercise).headers["Location"]
    nami.post(f"{done}undo/")

    rows = re.findall(
        r"field-who.*?>(.*?)</td>.*?field-details.*?>(.*?)</td>",
        hana.get("/admin/admin/logentry/").content.decode(),
        re.S,
    )

    assert [row for row in rows if "現場の画面" in row[1]] == [
        ("波野 みお（namino）", "現場の画面から：中止：かもめ体操 12月1日（火曜日）の取り消し"),
        ("波野 みお（namino）", "現場の画面から：中止：かもめ体操 12月1日（火曜日）"),
    ]


@pytest.mark.parametrize(
    "path",
    ["2026-13-01/1/", "2026-12-01/0/", "2026-12-01/21/", "2026-12-02/1/", "2029-12-01/1/", "0000-01-01/1/",
     "2026-12-01/1/nothing/", "2026-12-01/2/", "2026-12-01/1/usual/", "99999999/1/", "%ed%a0%80/1/"],
)  # fmt: skip
def test_an_address_of_no_session_is_none(nami, exercise, path):
    assert nami.get(f"/staff/{exercise.number}/{path}").status_code in (404, 405)


def test_a_draft_has_no_sessions_here(nami, exercise):
    Activity.objects.update(state="draft")

    assert nami.get(address(exercise)).status_code == 404


def test_of_a_session_that_a_colleague_has_taken_away_what_was_typed_is_still_there(nami, hana, exercise):
    make.session_change(activity=exercise, date=date(2026, 12, 4), decision="extra")
    path = address(exercise, date(2026, 12, 4))
    form = Form(hana, f"{path}change/", "decide")
    form.fill("starts_at", "13:30")
    form.fill("reason", "準備のため")
    Form(nami, f"{path}usual/", "usual", nami.get(path)).send()

    answer = form.post()

    assert answer.status_code == 409
    assert [words in answer.content.decode() for words in ("いまはありません", "13:30", "準備のため")] == [
        True
    ] * 3
    assert decided() == []


def test_a_key_that_a_colleague_has_used_is_no_key(nami, hana, exercise):
    cancel(nami, exercise)
    form = Form(hana, address(exercise, date(2026, 12, 8)), "cancel")

    answer = form.post(reason="天候のため", key=Act.objects.get().key)

    assert answer.status_code == 302
    assert decided() == [("12-01", 1, "cancelled", "会場の都合"), ("12-08", 1, "cancelled", "天候のため")]


def test_what_a_closed_day_calls_off_is_explained_and_can_be_held_all_the_same(nami, exercise):
    make.closure(first_day=TODAY, last_day=TODAY, reason="工事のため")

    assert "「休みの日」で決めた中止です。" in nami.get(address(exercise)).content.decode()

    form = Form(nami, f"{address(exercise)}change/", "decide")
    form.fill("starts_at", "10:00")
    form.send()
    assert told(exercise) == ["時間がいつもと違います", "時間がいつもと違います"]


def at(hour: int):
    return time_machine.travel(NINE.replace(hour=hour), tick=False)


def test_a_date_of_its_own_that_a_typhoon_calls_off_can_be_held_all_the_same_and_undone(nami, exercise):
    friday = date(2026, 12, 4)
    make.session_change(activity=exercise, date=friday, slot=12, decision="extra", starts_at=time(14))
    with at(10):
        make.closure(first_day=friday, last_day=friday, reason="台風のため")
        during = told(exercise)
    with at(11):
        screen = nami.get(address(exercise, friday, 12)).content.decode()
        form = Form(nami, f"{address(exercise, friday, 12)}change/", "decide")
        form.fill("starts_at", "14:30")
        form.send()
        after = told(exercise)
        undo(nami, Act.objects.get())

    assert "「休みの日」で決めた中止です。" in screen
    assert "さんが" not in screen.partition("<main")[2].partition("</main>")[0]
    assert during == ["中止：台風のため"]
    assert "中止" not in " ".join(after)
    assert told(exercise) == during


FRIDAY = date(2026, 12, 4)


@pytest.fixture
def extra(exercise) -> SessionChange:
    """A session that staff added."""
    facts = {"decision": "extra", "starts_at": time(14), "ends_at": time(15)}
    return make.session_change(activity=exercise, date=FRIDAY, slot=12, **facts)


def take_back(staff: Client, activity: Activity, day: date = FRIDAY, slot: int = 12):
    path = address(activity, day, slot)
    return Form(staff, f"{path}usual/", "usual", staff.get(path)).post()


def test_an_added_session_that_was_called_off_comes_back_and_is_told(nami, exercise, extra):
    Client().get("/updates.atom")
    Form(nami, address(exercise, FRIDAY, 12), "cancel").post(reason="会場の都合")
    assert "臨時開催に戻す" in nami.get(address(exercise, FRIDAY, 12)).content.decode()
    Client().get("/updates.atom")

    take_back(nami, exercise)

    row = SessionChange.objects.get()
    assert (row.decision, row.starts_at, row.ends_at, row.reason) == ("extra", time(14), time(15), "")
    news = Client().get("/updates.atom").content.decode()
    assert "は、12月4日（金曜日）に臨時開催があります（14時から15時）" in news


def test_an_added_session_is_taken_away_by_its_own_button(nami, exercise, extra):
    assert "この臨時の回をなくす" in nami.get(address(exercise, FRIDAY, 12)).content.decode()

    take_back(nami, exercise)

    assert decided() == []


def test_an_added_session_that_was_postponed_comes_back_to_its_day(nami, exercise, extra):
    form = Form(nami, f"{address(exercise, FRIDAY, 12)}postpone/", "decide")
    form.fill("new_date", "2026-12-11")
    form.send()

    take_back(nami, exercise)

    assert decided() == [("12-04", 12, "extra", "")]


def decide(staff: Client, path: str, **typed: str | list[str]) -> None:
    form = Form(staff, path, "decide")
    for name, value in typed.items():
        form.fill(name, value)
    form.send()


def times_and_place() -> list[tuple[str, str, time | None, time | None, str]]:
    rows = SessionChange.objects.order_by("date", "slot")
    return [
        (f"{row.date:%m-%d}", row.decision, row.starts_at, row.ends_at, str(row.place or "")) for row in rows
    ]


def test_who_changes_the_place_only_leaves_the_time_as_it_is_decided(nami, exercise, extra):
    park = make.place(name="浜の公園")
    decide(nami, f"{address(exercise)}change/", starts_at="13:00", ends_at="15:00", reason="工事")

    decide(nami, f"{address(exercise)}change/", place=[park.name])
    decide(nami, f"{address(exercise, FRIDAY, 12)}change/", place=[park.name])

    assert times_and_place() == [
        ("12-01", "changed", time(13), time(15), "浜の公園"),
        ("12-04", "changed", time(14), time(15), "浜の公園"),
    ]
    assert SessionChange.objects.earliest("date").reason == "工事"


def test_an_added_session_keeps_its_time_when_it_is_postponed(nami, exercise, extra):
    decide(nami, f"{address(exercise, FRIDAY, 12)}postpone/", new_date="2026-12-11")

    calendar = Client().get(f"{exercise.get_absolute_url()}calendar.ics").content.decode()
    assert re.findall("DTSTART;TZID=Asia/Tokyo:(202612(?:04|11)T[0-9]+)", calendar) == [
        "20261204T140000", "20261211T140000",
    ]  # fmt: skip


def test_a_box_that_is_emptied_is_as_usual_again(nami, exercise):
    decide(nami, f"{address(exercise)}change/", starts_at="13:00", place=[exercise.venues[0].name])

    decide(nami, f"{address(exercise)}change/", starts_at="")

    assert times_and_place() == [("12-01", "changed", None, None, str(exercise.venues[0]))]


def test_the_reason_of_a_cancellation_is_none_of_what_is_decided_next(nami, exercise):
    cancel(nami, exercise)

    decide(nami, f"{address(exercise)}change/", starts_at="13:00")

    assert decided() == [("12-01", 1, "changed", "")]


def test_a_double_tap_on_postponing_leads_to_what_the_first_has_done(nami, exercise):
    form = Form(nami, f"{address(exercise)}postpone/", "decide")
    form.fill("new_date", "2026-12-03")

    first, second = form.post(), form.post()

    assert first.headers["Location"] == second.headers["Location"]
    assert Act.objects.count() == 1


def test_a_double_tap_on_taking_an_added_session_away_does_it_once_and_says_so(nami, exercise, extra):
    path = address(exercise, FRIDAY, 12)
    form = Form(nami, f"{path}usual/", "usual", nami.get(path))

    first, second = form.post(), form.post()

    assert first.headers["Location"] == second.headers["Location"]
    assert (Act.objects.count(), decided()) == (1, [])


def test_a_postponement_is_not_undone_under_what_was_decided_about_its_new_day(nami, hana, exercise):
    decide(nami, f"{address(exercise)}postpone/", new_date="2026-12-03")
    act = Act.objects.get()
    cancel(hana, exercise, day=date(2026, 12, 3), slot=11)

    undone = undo(nami, act)
    as_usual = take_back(nami, exercise, TODAY, 1)

    assert (undone.status_code, as_usual.status_code) == (409, 409)
    assert "変えた回があります。何も変えていません。" in undone.content.decode()
    assert (
        "延期した先の12月3日（木曜日）の回に、そのあとで決めたことがあります。" in as_usual.content.decode()
    )
    assert decided() == [("12-01", 1, "postponed", ""), ("12-03", 11, "cancelled", "会場の都合")]


@pytest.mark.parametrize("what", ["cancel", "usual", "change"])
def test_of_a_day_that_has_passed_nothing_is_decided_any_more(nami, exercise, what):
    make.session_change(activity=exercise, date=TODAY, decision="changed", starts_at=time(11), reason="遅め")
    path = address(exercise)
    form = {
        "cancel": lambda: Form(nami, path, "cancel"),
        "usual": lambda: Form(nami, f"{path}usual/", "usual", nami.get(path)),
        "change": lambda: Form(nami, f"{path}change/", "decide"),
    }[what]()

    with time_machine.travel(datetime(2026, 12, 2, 0, 1, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        form.staff = signed_in(User.objects.get(username="namino"))
        answer = form.post(**({"reason": "雪のため"} if what != "usual" else {}))

    assert answer.status_code == 409
    assert "この日は過ぎたので、もう変えられません。何もしていません。" in answer.content.decode()
    assert (decided(), Act.objects.count()) == ([("12-01", 1, "changed", "遅め")], 0)
