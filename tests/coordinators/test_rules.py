from datetime import date

import pytest
from django.db import IntegrityError

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


BREACHES = [
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
