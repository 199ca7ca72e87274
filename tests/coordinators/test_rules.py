from datetime import date

import pytest
from django.db import IntegrityError
from django.utils import timezone

from coordinators.models import Coordinator
from tests import make
from tests.fujimino_support.editing.rules import (
    Breach,
    changed,
    refusal_by_form,
    rules_of,
    save_past_the_form,
)

pytestmark = pytest.mark.django_db


def second_coordinator():
    make.coordinator(surname="潮見")
    return make.coordinator(surname="灯台")


def second_inquiry():
    make.inquiry(key="0" * 32)
    return make.inquiry(key="1" * 32)


def second_note():
    make.inquiry_note(key="0" * 32)
    return make.inquiry_note(key="1" * 32)


def second_mail():
    make.mail(message_id="<1@town.example>")
    return make.mail(message_id="<2@town.example>")


NOT_ON_THE_LIST = "'nonsense' は有効な選択肢ではありません。"
NOW = timezone.localtime()

BREACHES = [
    Breach(
        "inquiry.key",
        lambda: changed(second_inquiry(), key="0" * 32),
        {"key": ["この 目印 を持った 問い合わせ が既に存在します。"]},
    ),
    Breach(
        "inquiry.number",
        lambda: changed(second_inquiry(), number=1),
        {"number": ["この 番号 を持った 問い合わせ が既に存在します。"]},
    ),
    Breach(
        "inquiry_channel",
        lambda: changed(make.inquiry(channel="phone", entered_by=make.user()), channel="nonsense"),
        {"channel": [NOT_ON_THE_LIST]},
    ),
    Breach("inquiry_kind", lambda: changed(make.inquiry(), kind="nonsense"), {"kind": [NOT_ON_THE_LIST]}),
    Breach(
        "inquiry_progress",
        lambda: changed(make.inquiry(), progress="nonsense"),
        {"progress": [NOT_ON_THE_LIST]},
    ),
    Breach(
        "inquiry_erased_whole",
        lambda: changed(make.inquiry(), erased_at=NOW),
        {
            "__all__": [
                "個人の情報を消した問い合わせには、名前や内容を書けません。新しい問い合わせとして登録してください。"
            ]
        },
    ),
    Breach(
        "inquiry_says_something",
        lambda: changed(make.inquiry(), text=""),
        {"__all__": ["内容を入力してください。"]},
    ),
    Breach(
        "inquiry_can_be_answered",
        lambda: changed(make.inquiry(), mail="", phone=""),
        {"__all__": ["電話番号かメールアドレスの、どちらかを入力してください。"]},
    ),
    Breach(
        "inquiry_suspected_on_a_day",
        lambda: changed(make.inquiry(progress="suspect"), suspected_at=None),
        {"__all__": ["迷惑の疑いに移した日時は、状態が「迷惑の疑い」のときだけ入ります。"]},
    ),
    Breach(
        "inquiry_done_on_a_day",
        lambda: changed(make.inquiry(), progress="done"),
        {"__all__": ["完了した日時は、状態が「完了」のときだけ入ります。"]},
    ),
    Breach(
        "inquiry_entered_by_staff",
        lambda: changed(make.inquiry(), channel="phone"),
        {"__all__": ["メールフォームのほかの問い合わせには、書きとめた職員が入ります。"]},
    ),
    Breach(
        "inquirynote.key",
        lambda: changed(second_note(), key="0" * 32),
        {"key": ["この 目印 を持った 問い合わせのメモ が既に存在します。"]},
    ),
    Breach(
        "inquirynote_kind",
        lambda: changed(make.inquiry_note(), kind="nonsense"),
        {"kind": [NOT_ON_THE_LIST]},
    ),
    Breach(
        "mail.message_id",
        lambda: changed(second_mail(), message_id="<1@town.example>"),
        {"message_id": ["この Message-ID を持った メール が既に存在します。"]},
    ),
    Breach("mail_purpose", lambda: changed(make.mail(), purpose="nonsense"), {"purpose": [NOT_ON_THE_LIST]}),
    Breach(
        "mail_sent_or_given_up",
        lambda: changed(make.mail(), to="", body="", sent_at=NOW, given_up_at=NOW),
        {"__all__": ["送ったメールは、送るのをやめたことにできません。"]},
    ),
    Breach(
        "mail_sent_is_emptied",
        lambda: changed(make.mail(), sent_at=NOW),
        {"__all__": ["送ったメールには、あて先と本文を残しません。"]},
    ),
    Breach(
        "mail_goes_somewhere",
        lambda: changed(make.mail(), to=""),
        {"__all__": ["あて先を入力してください。"]},
    ),
    Breach(
        "coordinator_once",
        lambda: changed(second_coordinator(), surname="潮見"),
        {"__all__": ["同じ氏名のコーディネーターが、もう登録されています。"]},
    ),
    Breach(
        "coordinator_in_post",
        lambda: changed(make.coordinator(), in_post_from=date(2025, 4, 2), in_post_until=date(2025, 4, 1)),
        {"__all__": ["離任する日は、着任した日と同じか、後の日にしてください。"]},
    ),
    Breach(
        "coordinator_photo_focus",
        lambda: changed(make.coordinator(), photo_focus="inside"),
        {"photo_focus": ["'inside' は有効な選択肢ではありません。"]},
    ),
]
ids = [breach.rule for breach in BREACHES]


def test_every_rule_of_the_app_is_broken_here():
    assert sorted(ids) == rules_of("coordinators")


@pytest.mark.parametrize("breach", BREACHES, ids=ids)
def test_a_form_refuses_what_breaks_a_rule_and_says_why(breach):
    assert refusal_by_form(breach.row()) == breach.messages


@pytest.mark.parametrize("breach", BREACHES, ids=ids)
def test_the_database_refuses_what_breaks_a_rule_past_the_form(breach):
    row = breach.row()

    with pytest.raises(IntegrityError):
        save_past_the_form(row)


@pytest.mark.parametrize(
    ("facts", "introduced"),
    [
        ({}, True),
        ({"in_post_from": date(2025, 4, 1)}, True),
        ({"in_post_from": date(2025, 4, 2)}, False),
        ({"in_post_until": date(2025, 4, 1)}, True),
        ({"in_post_until": date(2025, 3, 31)}, False),
        ({"is_shown": False}, False),
    ],
)
def test_a_coordinator_is_introduced_while_in_post_and_willing(facts, introduced):
    make.coordinator(**facts)

    assert Coordinator.objects.in_post(date(2025, 4, 1)).exists() is introduced


@pytest.mark.parametrize("consent", [True, False])
def test_a_face_is_shown_only_when_its_owner_agreed(consent):
    coordinator = make.coordinator(photo=make.picture(), photo_consent=consent)

    assert coordinator.face == (coordinator.photo if consent else None)


def test_a_coordinator_without_a_photo_has_no_face():
    assert make.coordinator(photo_consent=True).face is None


@pytest.mark.parametrize(
    ("facts", "name", "kana"),
    [
        ({}, "潮見", ""),
        ({"surname_kana": "しおみ"}, "潮見", "しおみ"),
        (
            {"surname_kana": "しおみ", "given_name": "さやか", "given_name_kana": "さやか"},
            "潮見 さやか",
            "しおみ さやか",
        ),
    ],
)
def test_a_coordinator_is_named_as_far_as_is_known(facts, name, kana):
    coordinator = make.coordinator(**facts)

    assert (str(coordinator), coordinator.kana) == (name, kana)
