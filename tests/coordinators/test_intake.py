from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.db import transaction

from coordinators import intake, letters
from coordinators.intake import Received, TooMany, receive
from coordinators.models import Inquiry, Mail, Submission
from tests import make
from tests.at_once import at_once

NOW = datetime(2025, 7, 1, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
HOME = "192.0.2.1"

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.town.example", "portal@town.example"


def written(key="0", **facts):
    """An inquiry that is not saved yet."""
    words = {"name": f"磯部 {key}子", "mail": "hanako@mail.example", "text": "体操に行ってみたいです。"}
    return Inquiry(key=key * 32, **{**words, **facts})


def outbox():
    return [(mail.purpose, mail.to, mail.subject) for mail in Mail.objects.order_by("pk")]


def test_an_inquiry_gets_the_next_number_and_the_moment_it_came():
    received = [receive(written(key), HOME, NOW).inquiry for key in "ab"]

    assert [(one.number, one.received_at, one.progress) for one in received] == [
        (1, NOW, "new"),
        (2, NOW, "new"),
    ]


def test_a_form_sent_again_is_the_inquiry_that_it_was():
    first = receive(written(), HOME, NOW)
    again = receive(written(), HOME, NOW + timedelta(days=400))

    assert (first, again) == (Received(first.inquiry, True), Received(first.inquiry, True))
    assert (Inquiry.objects.count(), Submission.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "changed",
    [
        {"text": "やはり見学だけにします。"},
        {"name": "磯部"},
        {"phone": "090-0000-5678"},
        {"mail": ""},
        {"town": "浜二丁目"},
        {"kind": "help"},
    ],
)
def test_a_form_changed_after_it_was_received_is_told_from_one_sent_again(changed):
    first = receive(written(), HOME, NOW)

    again = receive(written(**changed), HOME, NOW)

    assert again == Received(first.inquiry, is_the_same=False)
    assert Inquiry.objects.count() == 1


def test_the_same_words_in_another_form_are_the_same_inquiry_for_an_hour():
    activity = make.activity()
    same = {"activity": activity, "name": "磯部 花子"}
    first = receive(written("a", **same), HOME, NOW).inquiry

    again = [
        receive(written("b", **same), HOME, NOW + timedelta(hours=1)),
        receive(written("c", **{**same, "activity": None}), HOME, NOW),
        receive(written("d", **same, kind="join"), HOME, NOW),
        receive(written("e", **same), HOME, NOW + timedelta(hours=1, seconds=1)),
    ]

    assert (again[0], [one.inquiry.number for one in again]) == (Received(first, True), [1, 2, 3, 4])


def test_what_was_taken_down_by_telephone_is_not_what_came_by_the_form():
    make.inquiry(
        channel="phone",
        entered_by=make.user(),
        received_at=NOW,
        phone="",
        town="",
        text="体操に行ってみたいです。",
    )

    assert receive(written(), HOME, NOW).inquiry.number == 2


def test_a_form_sent_again_counts_for_no_limit(monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 1})

    numbers = {receive(written(), HOME, NOW).inquiry.number for _ in range(5)}

    assert numbers == {1}


@pytest.mark.parametrize(
    ("limits", "waits"),
    [
        ({timedelta(hours=1): 2, timedelta(days=1): 3}, timedelta(hours=1)),
        ({timedelta(hours=1): 3, timedelta(days=1): 2}, timedelta(days=1)),
    ],
)
def test_one_address_sends_only_so_often(monkeypatch, limits, waits):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", limits)
    for key in "ab":
        receive(written(key), HOME, NOW)

    with pytest.raises(TooMany):
        receive(written("c"), HOME, NOW + waits)
    assert receive(written("c"), "192.0.2.2", NOW).inquiry.number == 3
    assert receive(written("d"), HOME, NOW + waits + timedelta(seconds=1)).inquiry.number == 4


def test_all_together_send_only_so_often(monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ALL", {timedelta(hours=1): 2})
    for key, address in (("a", "192.0.2.1"), ("b", "198.51.100.1")):
        receive(written(key), address, NOW)

    with pytest.raises(TooMany):
        receive(written("c"), "203.0.113.1", NOW)

    assert (Inquiry.objects.count(), Submission.objects.count()) == (2, 2)
    assert receive(written("c"), HOME, NOW + timedelta(hours=2)).inquiry.number == 3


def test_machines_use_up_no_limit_of_people(monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_SUSPECTS", {timedelta(hours=1): 2})
    monkeypatch.setattr(intake, "LIMITS_OF_ALL", {timedelta(hours=1): 1})
    suspected: dict[str, Any] = {"progress": "suspect", "suspected_at": NOW}
    for number, key in enumerate("ab"):
        receive(written(key, **suspected), f"192.0.2.{number}", NOW)

    with pytest.raises(TooMany):
        receive(written("c", **suspected), "203.0.113.1", NOW)
    assert receive(written("d"), "203.0.113.1", NOW).inquiry.number == 3


def test_a_limit_says_when_one_more_may_be_sent(monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 2})
    for minutes, key in ((0, "a"), (20, "b"), (70, "c")):
        receive(written(key), HOME, NOW + timedelta(minutes=minutes))

    with pytest.raises(TooMany) as limit:
        receive(written("d"), HOME, NOW + timedelta(minutes=75))

    assert limit.value.wait == timedelta(minutes=5)


def test_nobody_fills_a_mailbox_with_receipts(mail_server):
    make.programme()
    for number in range(7):
        receive(written(str(number), mail=["a@mail.example", "A@Mail.example"][number % 2]), HOME, NOW)
    receive(written("7", mail="b@mail.example"), HOME, NOW)
    receive(written("8", mail="a@mail.example"), HOME, NOW + timedelta(days=1))

    receipts = Mail.objects.filter(purpose="receipt").order_by("inquiry__number")

    assert [mail.inquiry.number for mail in receipts] == [1, 2, 3, 4, 5, 8, 9]
    assert Inquiry.objects.count() == 9


def test_the_limits_as_they_stand():
    assert (intake.LIMITS_OF_ADDRESS, intake.LIMITS_OF_ALL, intake.LIMITS_OF_SUSPECTS) == (
        {timedelta(hours=1): 10, timedelta(days=1): 30},
        {timedelta(hours=1): 100, timedelta(days=1): 500},
        {timedelta(hours=1): 100, timedelta(days=1): 500},
    )


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("2001:db8::1", "2001:db8::2", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("192.0.2.1", "192.0.2.2", False),
        ("", "", True),
    ],
)
def test_a_household_is_known_by_a_hash_that_names_no_address(one, other, alike):
    for key, address in (("a", one), ("b", other)):
        receive(written(key), address, NOW)
    keys = [row.address_key for row in Submission.objects.all()]

    assert (len(set(keys)) == 1) is alike
    assert [key for key in keys if len(key) != 64 or "192" in key[:3]] == []


def test_the_area_is_that_of_the_activity_or_else_of_the_town():
    hamanasu, shiosai = make.area(), make.area(name="しおさい", slug="shiosai")
    make.programme()
    make.town(area=hamanasu)
    make.town(name="浜二丁目")
    activity = make.activity(council=make.council(name="しおさい協議会", area=shiosai))
    recruitment = make.recruitment(activity=activity)
    city_wide = make.activity(council=make.council(name="町ぐるみ", tier=make.tier(1), area=None))

    facts_of: dict[str, dict[str, Any]] = {
        "a": {"activity": activity, "town": "浜一丁目"},
        "b": {"recruitment": recruitment},
        "c": {"activity": city_wide, "town": "浜一丁目"},
        "d": {"town": "さざなみ町浜１丁目2-3"},
        "e": {"town": "浜二丁目"},
        "f": {"town": "ここにない町"},
        "1": {},
    }

    areas = [receive(written(key, **facts), HOME, NOW).inquiry.area for key, facts in facts_of.items()]

    assert areas == [shiosai, shiosai, None, hamanasu, None, None, None]


def test_the_office_the_colleagues_and_the_person_get_a_mail(mail_server):
    make.programme(office=make.office(inbox="uketsuke@town.example", mail="sasaeai@town.example"))
    make.town(area=make.area())
    colleagues: dict[str, dict[str, Any]] = {
        "isobe": {},
        "namino": {"is_active": False},
        "minato": {"is_staff": False},
        "nagisa": {"email": ""},
    }
    for name, facts in colleagues.items():
        make.assignment(user=make.user(name, **{"email": f"{name}@town.example", **facts}))
    make.user("hamada", email="hamada@town.example")

    receive(written(town="浜一丁目"), HOME, NOW)

    assert outbox() == [
        ("news", "uketsuke@town.example", "問い合わせ 受付番号1"),
        ("news", "isobe@town.example", "問い合わせ 受付番号1"),
        ("receipt", "hanako@mail.example", "さざなみ支え合い帳 受付番号1"),
    ]


def test_where_no_office_and_no_colleague_reads_mail_the_city_s_staff_are_told(mail_server):
    make.programme(office=make.office(mail=""))
    clerks: dict[str, dict[str, Any]] = {"mio": {}, "left": {"is_active": False}, "mute": {"email": ""}}
    for name, facts in clerks.items():
        person = make.user(name, **{"email": f"{name}@town.example", **facts})
        person.groups.add(Group.objects.get(name="市職員"))

    receive(written(mail="", phone="090-0000-5678"), HOME, NOW)

    assert outbox() == [("news", "mio@town.example", "問い合わせ 受付番号1")]


def test_a_mail_repeats_nothing_that_was_typed(mail_server):
    make.programme(office=make.office(inbox="uketsuke@town.example", hours="平日 9時から17時"))

    receive(written(name="ななこ", town="みぎわ", text="ないしょ", phone="090-0000-5678"), HOME, NOW)

    words = "".join(f"{mail.subject}{mail.body}{mail.message_id}" for mail in Mail.objects.all())
    assert [word for word in ("ななこ", "みぎわ", "ないしょ", "5678", "hanako") if word in words] == []
    assert (Mail.objects.count(), "受付番号は1です" in words) == (2, True)


def test_who_gave_no_address_gets_no_receipt(mail_server):
    make.programme(office=make.office(inbox="uketsuke@town.example"))

    receive(written(mail="", phone="090-0000-5678"), HOME, NOW)

    assert [purpose for purpose, *_ in outbox()] == ["news"]


def test_a_suspect_is_kept_and_numbered_and_sends_no_mail(mail_server):
    make.programme(office=make.office(inbox="uketsuke@town.example"))

    received = receive(written(progress="suspect", suspected_at=NOW), HOME, NOW)

    assert (received.inquiry.number, Inquiry.objects.get().progress, outbox()) == (1, "suspect", [])


def test_without_a_mail_server_an_inquiry_is_received_and_no_mail_is_laid():
    make.programme(office=make.office(inbox="uketsuke@town.example"))

    assert (receive(written(), HOME, NOW).inquiry.number, outbox()) == (1, [])


def test_where_there_is_no_programme_an_inquiry_is_received_all_the_same(mail_server):
    assert (receive(written(town="浜一丁目"), HOME, NOW).inquiry.number, outbox()) == (1, [])


def test_what_is_rolled_back_leaves_neither_inquiry_nor_mail_nor_count(mail_server, monkeypatch):
    make.programme(office=make.office(inbox="uketsuke@town.example"))

    def fail(*args):
        raise ZeroDivisionError

    monkeypatch.setattr(letters, "_receipt", fail)  # when the mail to staff lies in the outbox already
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        receive(written(), HOME, NOW)

    assert (Inquiry.objects.count(), Mail.objects.count(), Submission.objects.count()) == (0, 0, 0)


# The threads share a database of their own on SQLite, so each step there is one of theirs.


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_by_eight_at_one_moment_is_one_inquiry(database_for_threads, mail_server):
    at_once(lambda: make.programme(office=make.office(inbox="uketsuke@town.example")))

    received = at_once(*[lambda: receive(written(), HOME, NOW)] * 8)
    (counted,) = at_once(lambda: (Inquiry.objects.count(), Submission.objects.count(), outbox()))

    assert {(one.inquiry.number, one.is_the_same) for one in received} == {(1, True)}
    assert counted == (
        1,
        1,
        [
            ("news", "uketsuke@town.example", "問い合わせ 受付番号1"),
            ("receipt", "hanako@mail.example", "さざなみ支え合い帳 受付番号1"),
        ],
    )


@pytest.mark.django_db(transaction=True)
def test_eight_forms_at_one_moment_pass_no_limit_together(database_for_threads, monkeypatch):
    monkeypatch.setattr(intake, "LIMITS_OF_ADDRESS", {timedelta(hours=1): 3})

    def attempt(key):
        try:
            return receive(written(key), HOME, NOW).inquiry.number
        except TooMany:
            return None

    numbers = at_once(*[lambda key=key: attempt(key) for key in "01234567"])

    assert sorted(number for number in numbers if number) == [1, 2, 3]
    assert numbers.count(None) == 5
