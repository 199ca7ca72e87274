"""What of the inquiries waits on the front page of the admin, and the other kinds beside it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coordinators import handling
from coordinators.models import Inquiry, Kind, Progress
from coordinators.models.inquiries import NoteKind
from councils.models import Area, ContactOffice, Programme
from fujimino_support.editing.models import Draft, User
from tests import make
from tests.activities.test_waiting import waits
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 27)  # a Friday; Monday was a holiday
NOW = datetime(2026, 11, 27, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
LIST = "/admin/coordinators/inquiry/"
UNTOUCHED = "3開庁日のあいだ、だれも手をつけていない問い合わせ"
RESTING = "対応中のまま、6開庁日のあいだ何もしていない問い合わせ"
NOBODY_TOLD = "問い合わせの知らせのあて先がありません"
WEEK = "今週、始まるもの・終わるもの"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mio() -> Client:
    make.programme()
    return signed_in(in_group(clerk("mio", last_name="浜野", first_name="みお"), "市職員"))


@pytest.fixture
def nami() -> Client:
    """She looks after はまなす."""
    if not Programme.objects.exists():
        make.programme()
    person = in_group(clerk("namino", last_name="波野", first_name="花"), "社協職員")
    make.assignment(user=person, area=make.area())
    return signed_in(person)


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def test_what_nobody_has_touched_for_three_working_days_comes_first(mio):
    early = make.inquiry(received_at=days_ago(7), kind="bench")  # Friday a week ago
    late = make.inquiry(received_at=days_ago(3))  # on Tuesday; three working days are over on Friday night
    make.inquiry(received_at=days_ago(9), progress="done", done_at=NOW)

    found = waits(mio)

    assert found == {
        f"{UNTOUCHED}（1件）": [
            ("受付番号1（いすを置く場所を提供したい）", "地域は未定、7日前", early.get_absolute_url())
        ],
        "新しい問い合わせ（1件）": [
            ("受付番号2（質問・相談）", "地域は未定、3日前", late.get_absolute_url())
        ],
    }


def test_what_was_touched_waits_anew(mio):
    make.inquiry(received_at=days_ago(9), touched_at=days_ago(3))
    make.inquiry(received_at=days_ago(9), touched_at=days_ago(7))
    me = User.objects.get(username="mio")
    make.inquiry(received_at=days_ago(30), touched_at=days_ago(9), progress="open", assignee=me)
    make.inquiry(received_at=days_ago(30), touched_at=days_ago(14), progress="open", assignee=me)
    make.inquiry(received_at=days_ago(30), touched_at=days_ago(30), progress="done", done_at=NOW)

    found = waits(mio)

    assert {heading: [words for words, *_ in lines] for heading, lines in found.items()} == {
        f"{UNTOUCHED}（1件）": ["受付番号2（質問・相談）"],
        "新しい問い合わせ（1件）": ["受付番号1（質問・相談）"],
        "自分が担当している問い合わせ（2件）": ["受付番号3（質問・相談）", "受付番号4（質問・相談）"],
        f"{RESTING}（1件）": ["受付番号4（質問・相談）"],
    }


DEEDS = {
    "take": lambda row, by: handling.assign(row, by, NOW),
    "move": lambda row, by: handling.move(row, Progress.OPEN, NOW),
    "hand on": lambda row, by: handling.hand_on(row, None, Kind.HELP, NOW),
    "note": lambda row, by: handling.write_down(row, NoteKind.NOTE, "午後に電話。", "0" * 32, by, NOW),
    "answer": lambda row, by: handling.answer(row, "水曜日です。", "0" * 32, by, NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_whatever_is_done_with_it_touches_it(mio, deed):
    row = make.inquiry(received_at=days_ago(30))

    DEEDS[deed](row, User.objects.get(username="mio"))

    assert Inquiry.objects.get().touched_at == NOW
    assert not Inquiry.objects.untouched(TODAY).exists()


@pytest.mark.parametrize(
    ("office", "clerk_mail", "server", "told"),
    [
        ({}, "", "mail.example", True),
        ({"inbox": "inbox@town.example"}, "", "mail.example", False),
        ({"mail": "office@town.example"}, "", "mail.example", False),
        ({}, "mio@town.example", "mail.example", False),
        ({}, "", "", False),
    ],
)
def test_the_desk_says_when_nobody_hears_of_an_inquiry_and_leads_to_the_office(
    mio, nami, settings, office, clerk_mail, server, told
):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = server, "portal@town.example"
    ContactOffice.objects.update(**{"mail": "", "inbox": "", **office})
    User.objects.filter(username="mio").update(email=clerk_mail)
    row = ContactOffice.objects.get()

    remedy = f"/admin/councils/contactoffice/{row.pk}/change/"
    line = (f"{row}のメールを書く", "届いたことを、だれもメールで知らされません", remedy)
    assert waits(mio) == ({f"{NOBODY_TOLD}（1件）": [line]} if told else {})
    assert waits(nami) == {}
    assert mio.get(remedy).status_code == 200


def test_each_thing_that_hangs_leads_to_where_it_is_mended(mio):
    me, gone = User.objects.get(username="mio"), make.user("gone", is_active=False)
    mine = make.inquiry(progress="open", assignee=me)
    lost = make.inquiry(progress="open", assignee=gone, received_at=days_ago(181))
    suspect = make.inquiry(progress="suspect")
    make.mail(inquiry=mine, given_up_at=NOW, purpose="answer")
    make.mail(inquiry=mine)

    found = waits(mio)

    words = "（質問・相談）"
    assert found == {
        "自分が担当している問い合わせ（1件）": [
            (f"受付番号1{words}", "地域は未定、今日", mine.get_absolute_url())
        ],
        "対応中で、担当のいない問い合わせ（1件）": [
            (f"受付番号2{words}", "地域は未定、181日前", lost.get_absolute_url())
        ],
        f"{RESTING}（1件）": [(f"受付番号2{words}", "地域は未定、181日前", lost.get_absolute_url())],
        "送れなかったメール（1件）": [("受付番号1の返事", "", f"{mine.get_absolute_url()}#mails")],
        "180日たっても終わっていない問い合わせ（1件）": [
            (f"受付番号2{words}", "地域は未定、181日前", lost.get_absolute_url())
        ],
        "迷惑の疑い（ほんとうの問い合わせでないか）（1件）": [
            (f"受付番号3{words}", "地域は未定、今日", suspect.get_absolute_url())
        ],
    }


def test_the_first_few_are_shown_with_the_count_of_all_and_the_way_to_them(mio):
    for _ in range(7):
        make.mail(inquiry=make.inquiry(), given_up_at=NOW)

    found = waits(mio)

    assert {heading: len(lines) for heading, lines in found.items()} == {
        "新しい問い合わせ（7件）": 5,
        "送れなかったメール（7件）": 5,
    }
    assert f'<a class="button" href="{LIST}?state=new">一覧を開く</a>' in mio.get("/admin/").content.decode()


def test_the_list_behind_each_kind_holds_what_was_told(mio):
    me = User.objects.get(username="mio")
    make.inquiry(progress="open", assignee=me), make.inquiry(progress="open"), make.inquiry()
    make.inquiry(progress="suspect")

    text = mio.get("/admin/").content.decode()
    behind = {
        query: [row.number for row in mio.get(LIST + query).context["cl"].result_list]
        for query in ("?state=new", "?state=open&who=mine", "?state=open", "?state=suspect")
    }

    assert all(f'href="{LIST}{query.replace("&", "&amp;")}"' in text for query in behind)
    assert behind == {
        "?state=new": [3],
        "?state=open&who=mine": [1],
        "?state=open": [1, 2],
        "?state=suspect": [4],
    }


def test_staff_of_the_operator_are_told_of_their_own_areas_only(nami):
    near, far = Area.objects.get(), make.area(name="しおさい", slug="shiosai", theme="seiji")
    make.inquiry(area=near), make.inquiry(area=far), make.inquiry()
    make.mail(inquiry=make.inquiry(area=far), given_up_at=NOW)

    found = waits(nami)

    assert {heading: [words for words, *_ in lines] for heading, lines in found.items()} == {
        "新しい問い合わせ（1件）": ["受付番号1（質問・相談）"]
    }


def test_a_colleague_of_neither_house_is_told_nothing():
    make.programme()
    make.inquiry()
    make.vain_word()
    make.draft(make.link(), label="浜のバス")

    assert waits(signed_in(make.user("plain"))) == {}


# The other kinds


def test_drafts_wait_for_those_who_publish_and_for_those_whose_came_back(mio, settings):
    link, page = make.link(label="浜のバス"), make.page(title="きまり")
    nami = in_group(clerk("namino", last_name="波野", first_name="花"), "社協職員")
    waiting = make.draft(link, label="港のバス")
    back = make.draft(page, title="新しいきまり")
    Draft.objects.filter(pk=back.pk).update(by=nami, sent_back="短くしてください。")

    hers, his = waits(signed_in(nami)), waits(mio)

    assert his == {
        "公開を待つ下書き（1件）": [
            ("浜のバスの下書き", "浜野 みおさん、11月27日", f"/admin/editing/draft/{waiting.pk}/change/")
        ]
    }
    assert hers == {
        "差し戻された自分の下書き（1件）": [
            ("きまりの下書き", "短くしてください。", f"/admin/editing/draft/{back.pk}/change/")
        ]
    }


def test_words_searched_in_vain_lead_to_the_form_that_gives_them_a_meaning(mio):
    make.vain_word(word="ヨガ", count=7)
    make.vain_word(word="浜の釣り", count=3)
    make.vain_word(word="一度だけ", count=1)

    found = waits(mio)

    add = "/admin/activities/synonym/add/?words="
    assert found == {
        "さがして見つからなかった言葉（2件）": [
            ("「ヨガ」", "7回", f"{add}%E3%83%A8%E3%82%AC"),
            ("「浜の釣り」", "3回", f"{add}%E6%B5%9C%E3%81%AE%E9%87%A3%E3%82%8A"),
        ]
    }
    (_, _, address) = found["さがして見つからなかった言葉（2件）"][0]
    assert 'value="ヨガ"' in mio.get(address).content.decode()


def test_what_begins_or_ends_within_seven_days_is_told_with_its_day(mio):
    council = make.council()
    day = TODAY + timedelta(days=6)
    activity = make.activity(
        council=council, schedule_words="毎週水曜日", confirmed_on=TODAY, public_until=TODAY
    )
    recruitment = make.recruitment(activity=activity, open_until=day)
    notice = make.notice(shown_from=TODAY + timedelta(days=1), shown_until=TODAY + timedelta(days=2))
    page = make.page(public_from=day)
    coordinator = make.coordinator(in_post_until=TODAY + timedelta(days=3))
    make.recruitment(activity=activity, title="まだ先", open_until=day + timedelta(days=1))
    make.notice(text="もう終わった", shown_from=days_ago(9).date(), shown_until=days_ago(1).date())
    make.page(slug="drafted", state="draft", public_from=day)

    text = mio.get("/admin/").content.decode()
    found = waits(mio)

    change = f"/admin/activities/activity/{activity.pk}/change/"
    told = f"お知らせ「{notice}」"
    assert found == {
        f"{WEEK}（6件）": [
            ("活動「かもめ体操」", "11月27日（金曜日）で終わります", change),
            (told, "11月28日（土曜日）から出ます", f"/admin/councils/notice/{notice.pk}/change/"),
            (told, "11月29日（日曜日）で終わります", f"/admin/councils/notice/{notice.pk}/change/"),
            (
                "コーディネーター「潮見」",
                "11月30日（月曜日）で終わります",
                f"/admin/coordinators/coordinator/{coordinator.pk}/change/",
            ),
            ("募集「浜の掃除をする人」", "12月3日（木曜日）で終わります", change),
            (
                "ページ「個人情報のこと」",
                "12月3日（木曜日）から出ます",
                f"/admin/councils/page/{page.pk}/change/",
            ),
        ]
    }
    assert recruitment.title in text


def test_staff_of_the_operator_are_told_of_what_ends_in_their_areas(nami):
    near, far = Area.objects.get(), make.area(name="しおさい", slug="shiosai", theme="seiji")
    for area, name in ((near, "はまなすの会"), (far, "しおさいの会")):
        make.activity(
            council=make.council(area=area, name=f"{name}協議会"),
            name=name,
            schedule_words="毎週水曜日",
            confirmed_on=TODAY,
            public_until=TODAY,
        )
    make.notice(shown_from=TODAY)

    found = waits(nami)

    assert {heading: [words for words, *_ in lines] for heading, lines in found.items()} == {
        f"{WEEK}（1件）": ["活動「はまなすの会」"]
    }


def test_people_come_before_pages(mio):
    council = make.council()
    make.activity(council=council, schedule_words="不定期", confirmed_on=None, public_until=TODAY)
    make.vain_word()
    make.draft(make.link(), label="浜のバス")
    make.inquiry(received_at=days_ago(9))
    make.inquiry()

    assert list(waits(mio)) == [
        f"{UNTOUCHED}（1件）",
        "新しい問い合わせ（1件）",
        "公開を待つ下書き（1件）",
        "電話で確かめる活動（1件）",
        "12月の日程を聞く（1件）",
        f"{WEEK}（1件）",
        "さがして見つからなかった言葉（1件）",
    ]


def test_the_desk_costs_the_same_however_much_waits(mio):
    me = User.objects.get(username="mio")

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert mio.get("/admin/").status_code == 200
        return len(captured)

    def add(count: int) -> None:
        for number in range(count):
            row = make.inquiry(received_at=days_ago(300), progress="open", assignee=me)
            make.inquiry(received_at=days_ago(9)), make.inquiry(), make.inquiry(progress="open")
            make.inquiry(progress="suspect")
            make.mail(inquiry=row, given_up_at=NOW)
            make.draft(make.link(label=f"港{count}{number}"), label="浜のバス")
            make.vain_word(word=f"言葉{count}{number}")
            make.notice(text=f"知らせ{count}{number}", shown_from=TODAY)
            make.coordinator(surname=f"潮見{count}{number}", in_post_until=TODAY)

    add(1)
    cost()  # whatever is only asked once in the life of a process
    with_one = cost()
    add(2)

    assert cost() == with_one
