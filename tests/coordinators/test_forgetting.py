"""After `manage.py forget` no word of a person is left: in no table, in no dump and in no file."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client

from coordinators.forgetting import erase
from coordinators.models import Inquiry, InquiryNote, InquiryReading, Mail, Progress
from tests import make

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
# Planted in every box that takes words, in every spelling that a dump might have.
PERSONAL = ("忘れられ花子", "wasure@hanako.example", "090-4444-4321", "忘れ浜七丁目", "ひみつの頼みごと")
NAME, MAIL, PHONE, TOWN, TEXT = PERSONAL


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def done(days: int, **facts) -> Inquiry:
    return make.inquiry(progress="done", received_at=days_ago(days + 5), done_at=days_ago(days), **facts)


def forget(on: str = "") -> list[str]:
    said = StringIO()
    call_command("forget", *(["--on", on] if on else []), stdout=said)
    return [line for line in said.getvalue().splitlines() if "問い合わせた人" in line or "迷惑" in line]


def erased() -> list[int]:
    return list(Inquiry.objects.exclude(erased_at=None).order_by("number").values_list("number", flat=True))


def test_a_person_is_forgotten_after_the_days_that_staff_set():
    make.programme(inquiry_kept_days=90)
    done(89), done(90), done(91), done(400)
    make.inquiry(received_at=days_ago(400))
    make.inquiry(received_at=days_ago(400), progress="open")

    first, second = forget(), forget()

    assert first == [
        "問い合わせた人の情報（完了から90日より前）：2件から消しました。",
        "迷惑の疑いのある問い合わせの内容（30日より前）：0件から消しました。",
    ]
    assert second[0] == "問い合わせた人の情報（完了から90日より前）：0件から消しました。"
    assert erased() == [3, 4]


def test_without_a_programme_it_is_half_a_year():
    done(180), done(181)

    forget()

    assert erased() == [2]


def test_a_suspected_nuisance_is_forgotten_after_thirty_days_and_stays_suspected():
    make.inquiry(progress="suspect", received_at=days_ago(30))
    make.inquiry(progress="suspect", received_at=days_ago(31))

    forget()

    assert erased() == [2]
    assert Inquiry.objects.get(number=2).progress == "suspect"


def test_the_thirty_days_begin_when_somebody_suspects_it():
    row = make.inquiry(received_at=days_ago(400))
    row.move_to(Progress.SUSPECT, NOW)
    row.save()

    forget("2026-12-24")
    on_the_last_day = erased()
    forget("2026-12-25")

    assert (on_the_last_day, erased()) == ([], [1])


def test_what_is_counted_stays_and_what_says_who_it_was_goes():
    area = make.area()
    row = done(200, area=area, kind="join", activity=make.activity())
    make.inquiry_note(inquiry=row)
    make.mail(inquiry=row)
    make.inquiry_reading(inquiry=row)
    before = Inquiry.objects.values().get()

    forget()

    gone = dict.fromkeys(("name", "mail", "phone", "town", "text"), "")
    assert Inquiry.objects.values().get() == {**before, **gone, "erased_at": NOW}
    assert (InquiryNote.objects.count(), Mail.objects.count(), InquiryReading.objects.count()) == (0, 0, 1)


def test_what_is_erased_while_it_waits_waits_no_longer():
    make.inquiry(), make.inquiry(progress="open"), make.inquiry(progress="suspect")

    assert erase(Inquiry.objects.all(), NOW) == 3
    assert erase(Inquiry.objects.all(), NOW) == 0
    assert list(Inquiry.objects.order_by("number").values_list("progress", "done_at")) == [
        ("done", NOW),
        ("done", NOW),
        ("suspect", None),
    ]


def test_more_are_erased_than_one_statement_holds():
    rows = [done(200) for _ in range(3)]
    Inquiry.objects.bulk_create(
        Inquiry(
            number=100 + number,
            key=f"{number:032}",
            received_at=rows[0].received_at,
            done_at=rows[0].done_at,
            progress="done",
            phone="0123-45-6789",
            text="問い合わせ",
        )
        for number in range(1200)
    )

    assert forget()[0] == "問い合わせた人の情報（完了から180日より前）：1203件から消しました。"


# Looking everywhere


def planted(settings) -> Inquiry:
    """A person who asked, whom staff looked for, wrote about, called and answered, by their own screens."""
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "town@town.example"
    make.programme()
    clerk = make.user("mio")
    clerk.groups.add(Group.objects.get(name="市職員"))
    staff = Client()
    staff.force_login(clerk)
    address = "/admin/coordinators/inquiry/"
    facts = {"name": NAME, "mail": MAIL, "phone": PHONE, "town": TOWN, "text": f"{TEXT}です。"}
    key = "0" * 32
    staff.post(f"{address}add/", {**facts, "form_key": key, "channel": "phone", "kind": "join"})
    row = Inquiry.objects.get()
    here = row.get_absolute_url()
    staff.post(f"{address}search/", {"words": NAME})
    staff.post(f"{address}person/", {"words": PHONE, "deed": "find"})
    staff.post(f"{address}person/", {"inquiry": row.pk, "deed": "export"})
    staff.post(here, {"deed": "note", "note-key": "1" * 32, "note-text": f"{NAME}さんの{TEXT}"})
    staff.post(here, {"deed": "mail", "_seen": "", "answer-key": "2" * 32, "answer-text": TEXT})  # held back
    answer = {"answer-key": "2" * 32, "answer-text": f"{NAME}さま {TEXT}", "answer-done": "on"}
    page = staff.get(here).content.decode()
    seen = page.split('name="_seen" value="')[1].split('"')[0]
    staff.post(here, {"deed": "mail", "_seen": seen, **answer})
    Mail.objects.update(last_problem="送れませんでした", given_up_at=NOW)
    row.refresh_from_db()
    assert (row.progress, row.notes.count(), row.mails.filter(to=MAIL).count()) == ("done", 2, 1)
    return row


def found_in(words: str) -> set[str]:
    """Which of the personal words stand in it, also as JSON or an address would spell them."""
    spelled = {
        word: (word, word.encode("unicode_escape").decode(), word.replace("-", "")) for word in PERSONAL
    }
    return {word for word, forms in spelled.items() if any(form in words for form in forms)}


def all_tables() -> str:
    """Each column of each row of each table that the database has, Django's own among them."""
    with connection.cursor() as cursor:
        names = [
            name for name in connection.introspection.table_names(cursor) if not name.startswith("sqlite_")
        ]
        rows = []
        for name in names:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            rows += [repr(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def a_dump() -> str:
    out = StringIO()
    call_command("dumpdata", stdout=out)
    return out.getvalue()


def test_no_table_no_dump_and_no_file_holds_a_word_of_the_person_afterwards(settings, media_root):
    planted(settings)
    before = found_in(all_tables()), found_in(a_dump())

    forget("2027-11-24")

    assert before == (set(PERSONAL), set(PERSONAL))
    assert (found_in(all_tables()), found_in(a_dump())) == (set(), set())
    files = [path for path in media_root.rglob("*") if path.is_file()]
    assert [path for path in files if found_in(path.read_bytes().decode("utf-8", "replace"))] == []


def test_only_the_inquiry_its_notes_and_its_mails_ever_held_a_word_of_the_person(settings):
    """So that erasing is no more than these: the log, the sessions and the record of who looked hold none."""
    planted(settings)

    holding = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if found_in(repr(list(model._base_manager.values_list())))
    }

    assert holding == {"coordinators.Inquiry", "coordinators.InquiryNote", "coordinators.Mail"}
