"""What one resident has asked: found, handed out and erased for her by 市職員, and written down by its number alone."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client

from coordinators.admin import person
from coordinators.models import Inquiry, InquiryReading
from tests import make
from tests.fujimino_support.editing.signin.people import clerk, in_group, signed_in

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 5, tzinfo=ZoneInfo("Asia/Tokyo"))
PAGE = "/admin/coordinators/inquiry/person/"


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def mio() -> Client:
    make.programme(inquiry_kept_days=90, backup_kept_days=62)
    return signed_in(in_group(clerk("mio", last_name="浜野", first_name="みお"), "市職員"))


def found(staff: Client, words: str) -> list[int]:
    page = staff.post(PAGE, {"deed": "find", "words": words})
    return [row.number for row in page.context["found"] or ()]


def test_a_person_is_found_by_name_telephone_or_mail_and_in_what_was_written(mio):
    make.inquiry(name="磯部 花子", phone="+81 90-1234-5678", mail="hanako@mail.example", text="渚さんの話")
    make.inquiry_note(text="灯台さんに電話した。", kind="answer")
    make.inquiry(name="潮見", phone="0123-45-6789", mail="shio@mail.example", area=make.area())
    make.inquiry(**dict.fromkeys(("name", "mail", "phone", "town", "text"), ""), erased_at=NOW)

    spelled = ("090-1234-5678", "090 1234 5678", "+81 90 1234 5678", "＋８１（0）90-1234-5678")
    words = ("磯部　花子", "09012345678", "hanako@", "潮見", "浜一丁目", "3", "渚", "灯台", *spelled)
    assert {word: found(mio, word) for word in words} == {
        "磯部　花子": [1],
        "09012345678": [1],
        "hanako@": [1],
        "潮見": [2],
        "浜一丁目": [],
        "3": [],
        "渚": [1],
        "灯台": [1],
        **{number: [1] for number in spelled},
    }


def test_it_is_said_when_more_were_found_than_are_shown(mio, monkeypatch):
    monkeypatch.setattr(person, "MOST_FOUND", 2)
    for _ in range(3):
        make.inquiry(name="磯部 花子")

    page = mio.post(PAGE, {"deed": "find", "words": "磯部"})

    assert [row.number for row in page.context["found"]] == [1, 2]
    assert "3件見つかりました" in page.content.decode()
    assert "はじめの2件を出しています。" in page.content.decode()


def test_who_is_shown_there_is_written_down_as_read(mio):
    make.inquiry(name="磯部 花子"), make.inquiry(name="潮見")

    found(mio, "磯部")

    assert [(one.inquiry.number, one.by.username) for one in InquiryReading.objects.all()] == [(1, "mio")]


SHEET = """\ufeffお預かりしている情報　2026年11月24日 10時05分現在

――――――――――――――――――――
受付番号：1
受け付けた日時：2026年11月24日 10時05分
受け付け方：メールフォーム
用件：活動に参加したい
活動：かもめ体操
地域：はまなす
お名前：磯部 花子
メールアドレス：hanako@mail.example
電話番号：090-0000-5678
お住まいの町：浜一丁目
状態：未対応
内容：
行ってみたい
です。

メモ（2026年11月24日 10時05分）：
午後に電話する。

メール「受け付けの控え」（2026年11月24日 10時05分）：まだ送っていません

職員が見た記録：2026年11月24日 10時05分　浜野 みお

――――――――――――――――――――
受付番号：2
受け付けた日時：2026年11月24日 10時05分
受け付け方：メールフォーム
用件：質問・相談
お名前：磯部 花子
電話番号：090-0000-5678
状態：未対応
内容：
もう一つ。

職員が見た記録：2026年11月24日 10時05分　浜野 みお
"""


def test_what_is_known_of_a_person_is_handed_out_as_a_sheet(mio):
    activity = make.activity()
    one = make.inquiry(
        kind="join", activity=activity, area=activity.council.area, text="行ってみたい\nです。"
    )
    two = make.inquiry(mail="", town="", text="もう一つ。")
    make.inquiry(text="ほかの人の話。")
    make.inquiry_note(inquiry=one)
    make.mail(inquiry=one)

    answer = mio.post(PAGE, {"deed": "export", "inquiry": [two.pk, one.pk]})

    assert answer.content.decode() == SHEET.replace("\n", "\r\n")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="inquiry-1-2.txt"'
    assert "no-store" in answer["Cache-Control"]
    assert [(entry.object_repr, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")] == [
        ("受付番号1", "本人の情報を書き出しました。"),
        ("受付番号2", "本人の情報を書き出しました。"),
    ]
    assert InquiryReading.objects.count() == 2


def test_erasing_is_asked_twice_and_done_once(mio):
    row, other = make.inquiry(name="磯部 花子"), make.inquiry(name="潮見")
    make.inquiry_note(inquiry=row)

    asked = mio.post(PAGE, {"deed": "erase", "inquiry": row.pk})
    before = Inquiry.objects.filter(erased_at=None).count()
    done = mio.post(PAGE, {"deed": "erase", "inquiry": row.pk, "sure": "1"})
    again = mio.post(PAGE, {"deed": "erase", "inquiry": row.pk, "sure": "1"})

    row.refresh_from_db()
    assert (asked.status_code, before, done.status_code, again.status_code) == (200, 2, 302, 200)
    assert "受付番号1（質問・相談、未対応）" in asked.content.decode()
    assert (row.name, row.text, row.progress, row.erased_at, row.notes.count()) == ("", "", "done", NOW, 0)
    assert Inquiry.objects.get(pk=other.pk).name == "潮見"
    assert [(entry.object_repr, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
        ("受付番号1", "個人の情報を消しました。")
    ]


def test_who_is_erased_is_told_of_the_benches_that_name_a_host(mio):
    named = make.bench(host="磯部 花子", host_agreed=True)
    unnamed = make.bench(spot="軒下")
    row = make.inquiry(kind="bench", bench=named)
    other = make.inquiry(kind="bench", bench=unnamed)

    asked = mio.post(PAGE, {"deed": "erase", "inquiry": [row.pk, other.pk]}).content.decode()

    assert f'href="/admin/activities/bench/{named.pk}/change/"' in asked
    assert f'href="/admin/activities/bench/{unnamed.pk}/change/"' not in asked


def test_nothing_is_done_with_nothing_chosen(mio):
    make.inquiry()

    pages = [
        mio.post(PAGE, {"deed": deed, "inquiry": keys})
        for deed in ("export", "erase")
        for keys in ([], ["x"], ["999999"], ["9" * 30])
    ]

    assert {page.status_code for page in pages} == {200}
    assert all("問い合わせを選んでください。" in page.content.decode() for page in pages)
    assert Inquiry.objects.get().erased_at is None


def test_staff_of_the_operator_neither_search_hand_out_nor_erase_a_person():
    make.programme()
    area = make.area()
    jiro = in_group(clerk("jiro"), "社協職員")
    make.assignment(user=jiro, area=area)
    row = make.inquiry(area=area)
    staff = signed_in(jiro)

    answers = [
        staff.post(PAGE, {"deed": deed, "inquiry": row.pk, "words": "花子", "sure": "1"}).status_code
        for deed in ("find", "export", "erase")
    ]

    assert answers == [403, 403, 403]
    assert PAGE not in staff.get("/admin/coordinators/inquiry/").content.decode()
    assert Inquiry.objects.get().erased_at is None


def test_the_page_says_when_everything_is_erased_and_remembers_no_word(mio):
    make.inquiry(name="磯部 花子")

    text = mio.get(PAGE).content.decode()
    found(mio, "花子")

    assert "完了から90日で" in text
    assert re.search(r"控え（バックアップ）からも、それから62日のうちに消えます", text)
    assert not any("花子" in str(session.get_decoded()) for session in Session.objects.all())
