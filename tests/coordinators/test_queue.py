"""The queue in the admin: what waits, one inquiry and all that is done with it, by whom, and what two of them do to each other."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordinators.models import Inquiry, InquiryNote, InquiryReading, Mail
from councils.models import Area
from fujimino_support.editing.models import User
from tests import make
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in
from tests.test_admin_walk import words_on

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
LIST = "/admin/coordinators/inquiry/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture(autouse=True)
def post_office(settings):
    """A mail server, an office that reads its mail, and two areas."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "town@town.example"
    make.programme(office=make.office(mail="office@town.example", hours="平日 9時から17時"))
    make.area()
    make.area(name="しおさい", slug="shiosai", theme="seiji")


def near() -> Area:
    return Area.objects.get(slug="hamanasu")


def far() -> Area:
    return Area.objects.get(slug="shiosai")


@pytest.fixture
def mio() -> Client:
    return signed_in(in_group(clerk("mio", last_name="浜野", first_name="みお"), "市職員"))


@pytest.fixture
def jiro() -> Client:
    """He looks after はまなす."""
    person = in_group(clerk("jiro", last_name="沖野", first_name="次郎", email="jiro@op.example"), "社協職員")
    make.assignment(user=person, area=near())
    return signed_in(person)


@pytest.fixture
def nami() -> Client:
    """She looks after しおさい."""
    person = in_group(clerk("nami", last_name="波野", first_name="花", email="nami@op.example"), "社協職員")
    make.assignment(user=person, area=far())
    return signed_in(person)


def who(username: str) -> User:
    return User.objects.get(username=username)


def inquiry(days: int = 0, **facts: Any) -> Inquiry:
    return make.inquiry(**{"received_at": NOW - timedelta(days=days), "area": near(), **facts})


class Screen:
    """One inquiry as one person has it open."""

    def __init__(self, staff: Client, row: Inquiry) -> None:
        self.staff, self.address = staff, row.get_absolute_url()
        self.text = staff.get(self.address).content.decode()
        self.boxes = dict(re.findall(r'name="(_seen|answer-key|note-key)" value="(.*?)"', self.text))

    def press(self, deed: str, **boxes: Any) -> Any:
        return self.staff.post(self.address, {"deed": deed, **self.boxes, **boxes})

    def buttons(self) -> list[str]:
        return re.findall(r'name="deed" value="(.*?)"', self.text)


def now(row: Inquiry) -> tuple[str, User | None, Area | None]:
    row = Inquiry.objects.get(pk=row.pk)
    return row.progress, row.assignee, row.area


def messages(staff: Client, answer: Any) -> list[str]:
    page = staff.get(answer["Location"])
    return [str(one) for one in page.context["messages"]]


# The list


def listed(staff: Client, query: str = "") -> list[int]:
    return [row.number for row in staff.get(LIST + query).context["cl"].result_list]


def test_the_list_shows_what_waits_and_the_longest_waiting_first(mio):
    inquiry(1), inquiry(9, progress="open"), inquiry(3)
    inquiry(2, progress="done", done_at=NOW), inquiry(2, progress="suspect")

    text = mio.get(LIST).content.decode()

    assert listed(mio) == [2, 3, 1]
    assert [listed(mio, f"?state={state}") for state in ("new", "open", "done", "suspect", "all")] == [
        [3, 1],
        [2],
        [4],
        [5],
        [1, 4, 3, 2],
    ]
    assert listed(mio, "?state=nonsense") == [2, 3, 1]
    assert "2026年11月15日 10時00分（9日）" in text
    assert "迷惑の疑いが1件あります" in text


def test_the_list_is_narrowed_by_kind_area_person_and_way(mio, jiro):
    inquiry(kind="join", assignee=who("mio"))
    inquiry(area=None, channel="phone", entered_by=who("mio"))
    inquiry(area=far(), assignee=who("jiro"))

    assert {
        query: listed(mio, query)
        for query in (
            "?kind__exact=join",
            f"?area__id__exact={far().pk}",
            "?area__isnull=1",
            "?who=mine",
            "?who=nobody",
            f"?who={who('jiro').pk}",
            "?who=nonsense",
            "?channel__exact=phone",
        )
    } == {
        "?kind__exact=join": [1],
        f"?area__id__exact={far().pk}": [3],
        "?area__isnull=1": [2],
        "?who=mine": [1],
        "?who=nobody": [2],
        f"?who={who('jiro').pk}": [3],
        "?who=nonsense": [1, 2, 3],
        "?channel__exact=phone": [2],
    }


def test_staff_of_the_operator_see_those_of_their_areas_and_the_city_all(mio, jiro):
    rows = [inquiry(), inquiry(area=far()), inquiry(area=None)]
    plain = signed_in(make.user("plain"))

    answers = {
        name: [staff.get(row.get_absolute_url()).status_code for row in rows]
        for name, staff in {"mio": mio, "jiro": jiro, "plain": plain}.items()
    }

    assert (listed(mio), listed(jiro)) == ([1, 2, 3], [1])
    assert answers == {"mio": [200, 200, 200], "jiro": [200, 404, 404], "plain": [403, 403, 403]}


def test_the_list_costs_the_same_however_many_there_are(mio):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert mio.get(LIST).status_code == 200
        return len(captured)

    inquiry(assignee=who("mio"))
    cost()
    with_one = cost()
    for _ in range(3):
        inquiry(assignee=who("mio"), area=far())

    assert cost() == with_one


# Searching


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("花子", [1]),
        ("ハナコ", [2]),
        ("磯部　花子", [1]),
        ("花子 波多野", []),
        ("０９０－１２３４", [1]),
        ("09012345678", [1]),
        ("090", []),
        ("HANAKO@mail", [1]),
        ("緑ヶ丘", [2]),
        ("瀧", [2]),
        ("受付番号２", [2]),
        ("1", [1]),
        ("・", []),
    ],
)
def test_words_are_found_in_whatever_spelling(mio, words, found):
    inquiry(name="磯部 花子", phone="090-1234-5678", mail="hanako@mail.example", text="質問です。")
    inquiry(name="はなこ", phone="0123-45-6789", mail="", text="緑ケ丘の滝の話", town="")

    page = mio.post(f"{LIST}search/", {"words": words})

    assert [row.number for row in page.context["found"]] == found


def test_what_is_searched_stands_in_no_address_no_session_and_no_log(mio):
    inquiry(name="磯部 花子")

    page = mio.post(f"{LIST}search/", {"words": "花子"})

    assert page.status_code == 200
    assert 'method="get"' not in page.content.decode()
    assert 'name="q"' not in mio.get(LIST).content.decode()
    assert ["花子" in str(session.get_decoded()) for session in Session.objects.all()] == [False]
    assert LogEntry.objects.count() == 0


def test_the_search_finds_nothing_of_another_area_and_names_nobody(jiro):
    inquiry(name="磯部 花子", text="花子です。")
    inquiry(area=far(), name="磯部 花子")

    page = jiro.post(f"{LIST}search/", {"words": "花子"})

    assert [row.number for row in page.context["found"]] == [1]
    assert "磯部" not in page.content.decode()
    assert InquiryReading.objects.count() == 0


def test_nothing_is_searched_without_words(mio):
    inquiry()

    page = mio.post(f"{LIST}search/", {"words": " "})

    assert "ここを入力してください。" in page.content.decode()


# One inquiry


def test_what_was_typed_is_shown_as_typed(mio):
    row = inquiry(name="<script>", text="<b>太い</b>\n\n二行目 javascript:alert(1) http://evil.example/")

    text = Screen(mio, row).text

    assert "&lt;b&gt;太い&lt;/b&gt;<br><br>二行目 javascript:alert(1) http://evil.example/" in text
    assert "&lt;script&gt;" in text


def test_each_look_at_an_inquiry_is_written_down_and_shown_to_the_next(mio, jiro):
    row = inquiry()
    first = Screen(mio, row).text

    second = Screen(jiro, row).text

    assert "あなたが初めて見ました。" in first
    assert "2026年11月24日 10時00分　浜野 みお" in second
    assert "<strong>浜野 みお</strong>さんも、この30分のうちに" in second
    assert list(InquiryReading.objects.order_by("pk").values_list("inquiry", "by__username", "at")) == [
        (row.pk, "mio", NOW),
        (row.pk, "jiro", NOW),
    ]


def test_who_looked_is_named_once_with_how_often(mio, jiro):
    row = inquiry()
    for days, name in ((3, "jiro"), (2, "mio"), (1, "jiro")):
        make.inquiry_reading(inquiry=row, by=who(name), at=NOW - timedelta(days=days))

    text = Screen(mio, row).text

    assert re.findall("<li>(.*?)</li>", text.split('id="readings"')[1]) == [
        "2026年11月23日 10時00分　沖野 次郎（2回）",
        "2026年11月22日 10時00分　浜野 みお",
    ]


def test_who_looked_long_ago_is_not_taken_to_be_looking(mio, jiro):
    row = inquiry()
    make.inquiry_reading(inquiry=row, by=who("jiro"), at=NOW - timedelta(minutes=31))

    assert "この30分のうちに" not in Screen(mio, row).text


def test_somebody_takes_it_by_one_press(jiro):
    row = inquiry()

    answer = Screen(jiro, row).press("take")

    assert now(row) == ("open", who("jiro"), near())
    assert messages(jiro, answer) == ["受付番号1は、沖野 次郎さんが担当します。"]


def test_each_state_offers_its_next_steps(mio):
    rows = [
        inquiry(),
        inquiry(progress="open", assignee=who("mio")),
        inquiry(progress="done", done_at=NOW),
        inquiry(progress="suspect"),
        make.inquiry(**dict.fromkeys(("name", "mail", "phone", "town", "text"), ""), erased_at=NOW),
    ]

    assert [Screen(mio, row).buttons() for row in rows] == [
        ["take", "move:open", "move:done", "move:suspect", "assign", "hand", "mail", "call", "note"],
        ["move:done", "move:new", "assign", "hand", "mail", "call", "note"],
        ["take", "move:open", "assign", "hand", "mail", "call", "note"],
        ["clear", "note"],
        [],
    ]


def test_the_steps_are_taken_and_the_day_on_which_it_was_done_is_kept(mio):
    row = inquiry()
    steps = []

    for deed in ("move:open", "move:done", "move:open", "move:new", "move:suspect"):
        Screen(mio, row).press(deed)
        row.refresh_from_db()
        steps.append((row.progress, row.done_at, row.suspected_at))

    assert steps == [
        ("open", None, None),
        ("done", NOW, None),
        ("open", None, None),
        ("new", None, None),
        ("suspect", None, NOW),
    ]


@pytest.mark.parametrize("deed", ["move:nonsense", "move:new", "move:", "clear", "nonsense", "", "again:x"])
def test_a_button_that_is_not_there_does_nothing(mio, deed):
    row = inquiry()

    answer = Screen(mio, row).press(deed)

    assert answer.status_code == 302
    assert now(row) == ("new", None, near())
    assert LogEntry.objects.count() == 0


def test_it_is_given_to_those_who_may_see_it(mio, jiro, nami):
    row = inquiry()
    closed = in_group(clerk("closed", is_active=False), "市職員")
    page = Screen(mio, row)

    strange = page.press("assign", **{"assign-person": who("nami").pk})
    gone = page.press("assign", **{"assign-person": closed.pk})
    given = page.press("assign", **{"assign-person": who("jiro").pk})

    assert [answer.status_code for answer in (strange, gone, given)] == [200, 200, 302]
    assert now(row) == ("open", who("jiro"), near())


def test_who_has_left_is_named_until_somebody_else_has_it(mio, jiro):
    row = inquiry(progress="open", assignee=who("jiro"))
    User.objects.filter(username="jiro").update(is_active=False)

    text = Screen(mio, row).text

    assert "担当 沖野 次郎" in text
    assert f'<option value="{who("jiro").pk}" selected>沖野 次郎</option>' in text


def test_it_is_handed_on_and_leaves_the_sight_of_who_handed_it(jiro, nami):
    row = inquiry(progress="open", assignee=who("jiro"))

    answer = Screen(jiro, row).press("hand", **{"hand-area": far().pk, "hand-kind": "help"})

    assert answer["Location"] == LIST
    assert messages(jiro, answer) == [
        "受付番号1を、「しおさい」の担当に渡しました。この問い合わせは、あなたの一覧からなくなりました。"
    ]
    assert now(row) == ("new", None, far())
    assert Inquiry.objects.get().kind == "help"
    assert (jiro.get(row.get_absolute_url()).status_code, nami.get(row.get_absolute_url()).status_code) == (
        404,
        200,
    )
    assert sorted(Mail.objects.values_list("purpose", "to")) == [
        ("news", "nami@op.example"),
        ("news", "office@town.example"),
    ]


def test_it_is_handed_to_the_city(jiro, mio):
    row = inquiry()

    Screen(jiro, row).press("hand", **{"hand-area": "", "hand-kind": "question"})

    assert now(row) == ("new", None, None)
    assert jiro.get(row.get_absolute_url()).status_code == 404
    assert mio.get(row.get_absolute_url()).status_code == 200


def test_a_kind_alone_is_corrected_without_telling_anybody(jiro):
    row = inquiry()

    answer = Screen(jiro, row).press("hand", **{"hand-area": near().pk, "hand-kind": "bench"})

    assert messages(jiro, answer) == ["受付番号1の用件を直しました。"]
    assert Mail.objects.count() == 0


# Answers


ANSWER = {"answer-text": "水曜日の9時です。\r\nお待ちしています。"}
SIGNED = """水曜日の9時です。
お待ちしています。

――――――――
受付番号1
さざなみ町 暮らしの支え合い事業
ささえあい課 くらしの係　電話 0123-45-6789
受付時間：平日 9時から17時"""


def test_an_answer_is_laid_into_the_outbox_and_kept_beside_the_inquiry(jiro):
    row = inquiry()

    answer = Screen(jiro, row).press("mail", **ANSWER)

    assert messages(jiro, answer) == ["受付番号1への返事を、送るメールに入れました。"]
    mail, note = Mail.objects.get(), InquiryNote.objects.get()
    assert (mail.purpose, mail.to, mail.subject, mail.body) == (
        "answer",
        "hanako@mail.example",
        "さざなみ支え合い帳 受付番号1のお返事",
        SIGNED,
    )
    assert (note.kind, note.by, note.at, note.text) == (
        "answer",
        who("jiro"),
        NOW,
        "水曜日の9時です。\nお待ちしています。",
    )
    assert now(row) == ("open", who("jiro"), near())


def test_an_answer_may_be_the_last_word(jiro, mio):
    row = inquiry(progress="open", assignee=who("mio"))

    Screen(jiro, row).press("mail", **ANSWER, **{"answer-done": "on"})

    assert now(row) == ("done", who("mio"), near())


@pytest.mark.parametrize(
    ("facts", "server", "said"),
    [
        ({"mail": ""}, "mail.example", 'tel:09000005678">090-0000-5678</a> に電話をして'),
        ({}, "", "メールを送る設定がありません。"),
        ({"phone": ""}, "", "役所のメールから hanako@mail.example に返事をして"),
    ],
)
def test_where_no_mail_leads_to_the_person_the_screen_says_what_to_do(mio, settings, facts, server, said):
    settings.EMAIL_HOST = server
    row = inquiry(**facts)
    page = Screen(mio, row)

    answer = page.press("mail", **ANSWER)

    assert said in page.text
    assert "mail" not in page.buttons()
    assert answer.status_code == 200
    assert (Mail.objects.count(), InquiryNote.objects.count()) == (0, 0)


def test_what_was_said_on_the_telephone_is_written_down(mio):
    row = inquiry(mail="")

    Screen(mio, row).press("call", **ANSWER, **{"answer-done": "on"})

    note = InquiryNote.objects.get()
    assert (note.kind, note.text) == ("call", "水曜日の9時です。\nお待ちしています。")
    assert (now(row), Mail.objects.count()) == (("done", who("mio"), near()), 0)


@pytest.mark.parametrize("deed", ["mail", "call", "note"])
def test_an_empty_box_comes_back_with_its_fault(mio, deed):
    row = inquiry()

    answer = Screen(mio, row).press(deed)

    text = answer.content.decode()
    assert "ここを入力してください。" in text
    assert "<title>エラー：受付番号1" in text
    assert InquiryNote.objects.count() == 0


def test_a_form_that_is_sent_twice_is_done_once(mio):
    row = inquiry()
    page = Screen(mio, row)

    codes = [page.press("mail", **ANSWER).status_code for _ in range(2)]
    codes += [page.press("note", **{"note-text": "あとで電話。"}).status_code for _ in range(2)]

    assert codes == [302, 302, 302, 302]
    assert list(InquiryNote.objects.values_list("kind", flat=True)) == ["answer", "note"]
    assert Mail.objects.count() == 1


BOXES_OF = {"mail": "answer", "call": "answer", "note": "note"}


@pytest.mark.parametrize("deed", BOXES_OF)
def test_the_same_words_in_a_new_form_are_written_once_in_an_hour(mio, jiro, deed):
    row = inquiry()
    words = {f"{BOXES_OF[deed]}-text": "水曜日の9時です。"}

    def sent(staff: Client, hours: int) -> tuple[list[str], int]:
        with time_machine.travel(NOW + timedelta(hours=hours), tick=False):
            answer = Screen(staff, row).press(deed, **words)
            return messages(staff, answer), InquiryNote.objects.count()

    told = [sent(mio, 0), sent(mio, 1), sent(jiro, 1), sent(mio, 2)]

    already = {
        "mail": "この返事は、もう送るメールに入れています。二度は送りません。",
        "call": "この返事は、もう書きとめています。",
        "note": "このメモは、もう書きとめています。",
    }[deed]
    assert [count for _, count in told] == [1, 1, 2, 3]
    assert [words == [already] for words, _ in told] == [False, True, False, False]
    assert Mail.objects.count() == (3 if deed == "mail" else 0)


@pytest.mark.parametrize("deed", BOXES_OF)
def test_other_words_in_a_form_that_was_sent_are_shown_again_and_then_written(mio, deed):
    row = inquiry()
    page, box = Screen(mio, row), f"{BOXES_OF[deed]}-text"
    page.press(deed, **{box: "水曜日です。"})

    held = page.press(deed, **{box: "木曜日です。"})

    text = held.content.decode()
    page.boxes = dict(re.findall(r'name="(_seen|answer-key|note-key)" value="(.*?)"', text))
    assert "この文は、まだです。" in text
    assert "木曜日です。" in text
    assert [note.text for note in row.notes.all()] == ["水曜日です。"]
    assert page.press(deed, **{box: "木曜日です。"}).status_code == 302
    assert [note.text for note in row.notes.all()] == ["水曜日です。", "木曜日です。"]


def test_a_mail_that_was_given_up_is_sent_once_more(mio):
    row = inquiry()
    lost = make.mail(inquiry=row, given_up_at=NOW, tries=9, last_problem="あて先がありません")
    other = make.mail(inquiry=inquiry(), given_up_at=NOW, tries=9)
    page = Screen(mio, row)

    page.press(f"again:{lost.pk}"), page.press(f"again:{other.pk}")

    assert "送れませんでした" in page.text
    assert "あて先がありません（9回）" in page.text
    assert list(Mail.objects.order_by("pk").values_list("given_up_at", "tries", "next_try_at")) == [
        (None, 0, NOW),
        (NOW, 9, NOW),
    ]


# Two at one time


def test_whoever_answers_second_is_told_of_the_first_and_loses_no_word(mio, jiro):
    row = inquiry()
    hers, his = Screen(mio, row), Screen(jiro, row)
    hers.press("mail", **ANSWER)

    held = his.press("mail", **{"answer-text": "月曜日ですよ。"})

    text = held.content.decode()
    assert held.status_code == 409
    assert held.context["overtaken"] == [
        "状態が「未対応」から「対応中」になりました。",
        "担当が浜野 みおになりました。",
        "浜野 みおさんが2026年11月24日 10時00分に返事をしました。",
    ]
    assert "月曜日ですよ。" in text
    assert Mail.objects.count() == 1
    his.boxes = dict(re.findall(r'name="(_seen|answer-key|note-key)" value="(.*?)"', text))
    assert his.press("mail", **{"answer-text": "月曜日ですよ。"}).status_code == 302
    assert Mail.objects.count() == 2
    assert "沖野 次郎" in Screen(mio, row).text


@pytest.mark.parametrize(
    ("deed", "boxes"),
    [
        ("take", {}),
        ("move:done", {}),
        ("assign", {"assign-person": ""}),
        ("hand", {"hand-area": "", "hand-kind": "help"}),
        ("call", ANSWER),
    ],
)
def test_nothing_is_written_over_what_a_colleague_has_just_done(mio, jiro, deed, boxes):
    row = inquiry()
    his = Screen(jiro, row)
    Screen(mio, row).press("take")

    answer = his.press(deed, **boxes)

    assert answer.status_code == 409
    assert answer.context["overtaken"][-1] == "担当が浜野 みおになりました。"
    assert now(row) == ("open", who("mio"), near())


def test_a_form_that_does_not_say_what_was_seen_is_held_back(mio):
    row = inquiry()
    page = Screen(mio, row)

    answers = [page.press("take", _seen=seen) for seen in ("", "nonsense", page.boxes["_seen"][:-1])]

    assert [answer.status_code for answer in answers] == [409] * 3
    assert now(row) == ("new", None, near())


def test_a_note_is_added_whatever_others_have_done(mio, jiro):
    row = inquiry()
    his = Screen(jiro, row)
    Screen(mio, row).press("move:done")

    his.press("note", **{"note-text": "朝がつながります。"})

    assert [note.text for note in row.notes.all()] == ["朝がつながります。"]


def test_what_was_handed_on_in_the_meantime_is_no_longer_there(jiro, mio):
    row = inquiry()
    his = Screen(jiro, row)
    Screen(mio, row).press("hand", **{"hand-area": far().pk, "hand-kind": "question"})

    assert his.press("take").status_code == 404


def test_what_was_erased_in_the_meantime_is_not_answered(mio):
    row = inquiry()
    page = Screen(mio, row)
    Inquiry.objects.update(**dict.fromkeys(("name", "mail", "phone", "town", "text"), ""), erased_at=NOW)

    page.press("mail", **ANSWER), page.press("note", **{"note-text": "花子さん"}), page.press("take")

    assert (Mail.objects.count(), InquiryNote.objects.count()) == (0, 0)
    assert now(row)[:2] == ("new", None)


# Suspected nuisances


def test_what_is_no_nuisance_is_told_of_once(mio, jiro):
    row = inquiry(progress="suspect")
    page = Screen(mio, row)

    page.press("clear"), page.press("clear")

    assert now(row) == ("new", None, near())
    assert sorted(Mail.objects.values_list("purpose", "to")) == [
        ("news", "jiro@op.example"),
        ("news", "office@town.example"),
        ("receipt", "hanako@mail.example"),
    ]
    Screen(mio, row).press("move:suspect")
    Screen(mio, row).press("clear")
    assert Mail.objects.count() == 3


# Calls and visits


def call(**facts: str) -> dict[str, str]:
    key = "a" * 32
    return {"form_key": key, "channel": "phone", "kind": "help", "text": "手伝いたいそうです。", **facts}


def test_a_call_is_entered_into_the_same_queue(mio, jiro):
    answer = mio.post(f"{LIST}add/", call(name="磯部", phone="０９０-１２３４-５６７８", area=str(near().pk)))

    row = Inquiry.objects.get()
    assert answer.status_code == 302
    assert (row.number, row.channel, row.kind, row.progress, row.entered_by, row.received_at) == (
        1,
        "phone",
        "help",
        "new",
        who("mio"),
        NOW,
    )
    assert (row.name, row.phone, row.area) == ("磯部", "090-1234-5678", near())
    assert sorted(Mail.objects.values_list("purpose", "to")) == [
        ("news", "jiro@op.example"),
        ("news", "office@town.example"),
    ]
    assert listed(jiro) == [1]


def test_a_call_that_is_sent_twice_is_one(mio):
    answers = [mio.post(f"{LIST}add/", call()) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Location"] == Inquiry.objects.get().get_absolute_url()


def test_a_call_in_the_same_words_is_one_for_an_hour(mio, jiro):
    facts = call(area=str(near().pk))
    mio.post(f"{LIST}add/", facts)

    again = mio.post(f"{LIST}add/", {**facts, "form_key": "b" * 32})
    told = messages(mio, again)
    his = jiro.post(f"{LIST}add/", {**facts, "form_key": "c" * 32})
    with time_machine.travel(NOW + timedelta(hours=1, seconds=1), tick=False):
        later = mio.post(f"{LIST}add/", {**facts, "form_key": "d" * 32})

    assert again["Location"] == Inquiry.objects.get(number=1).get_absolute_url()
    assert told[-1:] == ["同じ内容は、受付番号1として、もう登録しています。"]
    assert (his.status_code, later.status_code, Inquiry.objects.count()) == (302, 302, 3)


def test_other_words_in_the_form_of_a_call_are_shown_again_and_then_saved(mio):
    mio.post(f"{LIST}add/", call())

    held = mio.post(f"{LIST}add/", call(text="やはり見学だけ。"))
    (key,) = re.findall(r'name="form_key" value="(.*?)"', held.content.decode())

    assert (held.status_code, Inquiry.objects.count()) == (200, 1)
    assert "受付番号1として登録しています。違うところがあるため" in held.content.decode()
    assert mio.post(f"{LIST}add/", call(text="やはり見学だけ。", form_key=key)).status_code == 302
    assert [row.text for row in Inquiry.objects.order_by("number")] == [
        "手伝いたいそうです。",
        "やはり見学だけ。",
    ]


def test_what_staff_enter_came_by_no_form_and_says_something(mio):
    refused = [
        mio.post(f"{LIST}add/", call(channel="form")),
        mio.post(f"{LIST}add/", call(text=" ")),
        mio.post(f"{LIST}add/", call(form_key="nonsense")),
    ]

    assert [answer.status_code for answer in refused] == [200, 200, 200]
    assert Inquiry.objects.count() == 0


def test_staff_of_the_operator_enter_calls_of_their_own_areas(jiro):
    strange = jiro.post(f"{LIST}add/", call(area=str(far().pk)))
    nowhere = jiro.post(f"{LIST}add/", call())
    own = jiro.post(f"{LIST}add/", call(area=str(near().pk)))

    assert [answer.status_code for answer in (strange, nowhere, own)] == [200, 200, 302]
    assert [row.area for row in Inquiry.objects.all()] == [near()]


def test_a_call_without_an_area_goes_to_that_of_its_activity_or_its_town(mio):
    make.town(area=far())
    activity = make.activity(council=make.council(area=near()))

    mio.post(f"{LIST}add/", call(activity=str(activity.pk)))
    mio.post(f"{LIST}add/", call(form_key="b" * 32, town="浜一丁目"))
    mio.post(f"{LIST}add/", call(form_key="c" * 32, town="ここにない町"))

    assert [row.area for row in Inquiry.objects.order_by("number")] == [near(), far(), None]


def test_an_area_that_is_not_that_of_the_activity_is_refused(mio):
    activity = make.activity(council=make.council(area=near()))

    strange = mio.post(f"{LIST}add/", call(activity=str(activity.pk), area=str(far().pk)))
    own = mio.post(f"{LIST}add/", call(activity=str(activity.pk), area=str(near().pk)))

    assert (strange.status_code, own.status_code) == (200, 302)
    assert "「かもめ体操」は「はまなす」の活動です。" in strange.content.decode()


def test_the_box_of_the_area_says_what_is_true_for_whoever_reads_it(mio, jiro):
    hers, his = [staff.get(f"{LIST}add/").content.decode() for staff in (mio, jiro)]

    assert ("空けておくと、活動か町の地域になります。" in hers, "あなたが担当する地域から" in hers) == (
        True,
        False,
    )
    assert ("空けておくと、活動か町の地域になります。" in his, "あなたが担当する地域から" in his) == (
        False,
        True,
    )


# What is written of it elsewhere


def test_the_log_names_numbers_and_boxes_and_never_what_is_in_them(mio):
    mio.post(f"{LIST}add/", call(name="磯部 花子", phone="090-1234-5678"))
    row = Inquiry.objects.get()
    for deed, boxes in (
        ("take", {}),
        ("hand", {"hand-area": near().pk, "hand-kind": "join"}),
        ("call", ANSWER),
        ("note", {"note-text": "花子さんは朝がよい。"}),
        ("move:done", {}),
    ):
        Screen(mio, row).press(deed, **boxes)

    told = [(entry.object_repr, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]
    assert told == [
        ("受付番号1", "追加されました。"),
        ("受付番号1", "担当 を変更しました。"),
        ("受付番号1", "地域 と 用件 を変更しました。"),
        ("受付番号1", "返事（電話・窓口） を変更しました。"),
        ("受付番号1", "メモ を変更しました。"),
        ("受付番号1", "状態 を変更しました。"),
    ]


# Counting


def test_inquiries_are_counted_by_kind_area_and_way_month_by_month(mio):
    inquiry(kind="join"), inquiry(40, kind="join"), inquiry(kind="help", area=None)
    inquiry(progress="suspect")
    inquiry(40, kind="bench", channel="visit", entered_by=who("mio"))
    Inquiry.objects.filter(kind="bench").update(
        **dict.fromkeys(("name", "mail", "phone", "town", "text"), ""), erased_at=NOW
    )
    inquiry(300)

    page = mio.get(f"{LIST}counts/")

    tables = {table.caption: table for table in page.context["tables"]}
    filled = {
        caption: [(month, cells) for month, cells, total in table.lines if total]
        for caption, table in tables.items()
    }
    assert filled == {
        "用件と月": [("令和8年10月", [0, 0, 1, 1, 0, 0]), ("令和8年11月", [0, 0, 1, 0, 1, 0])],
        "地域と月": [("令和8年10月", [2, 0, 0]), ("令和8年11月", [1, 0, 1])],
        "受け付け方と月": [("令和8年10月", [1, 0, 1, 0]), ("令和8年11月", [2, 0, 0, 0])],
    }
    assert {table.total for table in tables.values()} == {4}
    assert page.context["years"] == [(2026, "令和8年度"), (2025, "令和7年度")]
    assert mio.get(f"{LIST}counts/?year=2025").context["tables"][0].total == 1


@pytest.mark.parametrize("year", ["", "x", "20260", "0001", "９９９９"])
def test_a_year_that_is_none_is_this_year(mio, year):
    assert mio.get(f"{LIST}counts/?year={year}").context["year"] == 2026


def test_staff_of_the_operator_count_those_of_their_areas(jiro):
    inquiry(), inquiry(area=far()), inquiry(area=None)

    table = jiro.get(f"{LIST}counts/").context["tables"][1]

    assert (table.heads, table.total) == (["はまなす"], 1)


def test_every_screen_speaks_of_an_inquiry_by_its_number_in_its_title(mio):
    row = inquiry(name="磯部 花子")

    pages = [mio.get(row.get_absolute_url()), mio.get(LIST), mio.get(f"{LIST}counts/")]

    titles = [re.findall("<title>(.*?)</title>", page.content.decode())[0] for page in pages]
    assert titles == [
        "受付番号1 | ページの編集",
        "問い合わせ | ページの編集",
        "問い合わせの件数（令和8年度） | ページの編集",
    ]
    assert "花子" not in words_on(pages[1].content)
