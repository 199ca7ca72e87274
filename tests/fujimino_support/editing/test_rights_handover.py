"""人事異動: from whom, to whom, a look, and the move."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from councils.models import AreaAssignment
from fujimino_support.editing.handover import WORK, Handover
from fujimino_support.editing.models import User
from tests import make
from tests.forms import Form
from tests.test_admin_walk import words_on

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/handover/"


@pytest.fixture
def clerk():
    person = make.user("clerk", last_name="渚", first_name="ゆき")
    person.groups.add(Group.objects.get(name="市職員"))
    return person


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


@pytest.fixture
def leaver():
    person = make.user("isobe", last_name="磯部", first_name="花子")
    make.assignment(user=person, area=make.area())
    make.assignment(user=person, area=make.area(name="しおさい", slug="shiosai", theme="seiji"))
    return person


def in_charge():
    return sorted(AreaAssignment.objects.values_list("user__username", "area__slug"))


def chosen(desk, giver, taker, close=False):
    """The form as it is after the look."""
    form = Form(desk, ADDRESS, "handover_form")
    asked = {
        "giver": giver.pk,
        "taker": taker.pk,
        "csrfmiddlewaretoken": form.values["csrfmiddlewaretoken"],
        **({"close": "on"} if close else {}),
    }
    return asked, desk.post(ADDRESS, asked)


def confirmed(desk, asked, look):
    return desk.post(ADDRESS, {**asked, "_seen": look.context["seen"]}, follow=True)


def test_a_look_changes_nothing_and_names_what_would_move(desk, leaver):
    before = in_charge()

    _, look = chosen(desk, leaver, make.user("hamada"), close=True)

    words = words_on(look.content.decode())
    assert "磯部 花子さんから浜田 みおさんへ" in words
    assert "はまなす：磯部 花子" in words
    assert "しおさい：磯部 花子" in words
    assert "磯部 花子さんのアカウントを閉じます" in words
    assert in_charge() == before
    assert User.objects.get(username="isobe").is_active is True


def test_areas_move_the_account_is_closed_and_both_are_logged(desk, clerk, leaver):
    taker = make.user("hamada")
    make.assignment(user=taker, area=AreaAssignment.objects.first().area)

    answer = confirmed(desk, *chosen(desk, leaver, taker, close=True))

    words = "人事異動：磯部 花子から浜田 みおへ、担当を引き継ぎました。アカウントを閉じました。"
    assert words in words_on(answer.content.decode())
    assert in_charge() == [("hamada", "hamanasu"), ("hamada", "shiosai")]
    assert User.objects.get(username="isobe").is_active is False
    assert sorted(LogEntry.objects.values_list("user__username", "object_id", "change_message")) == sorted(
        ("clerk", str(person.pk), words) for person in (leaver, taker)
    )


def test_an_account_stays_open_unless_it_is_to_be_closed(desk, leaver):
    confirmed(desk, *chosen(desk, leaver, make.user("hamada")))

    assert in_charge() == [("hamada", "hamanasu"), ("hamada", "shiosai")]
    assert User.objects.get(username="isobe").is_active is True


def test_what_came_between_the_look_and_the_move_is_looked_at_first(desk, leaver):
    taker = make.user("hamada")
    asked, look = chosen(desk, leaver, taker)
    AreaAssignment.objects.filter(area__slug="shiosai").delete()

    answer = confirmed(desk, asked, look)

    assert "見ているあいだに内容が変わりました" in answer.content.decode()
    assert in_charge() == [("isobe", "hamanasu")]


def test_all_of_it_happens_or_nothing(leaver, clerk, monkeypatch):
    def broken(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(LogEntry.objects, "log_actions", broken)
    with pytest.raises(DatabaseError), transaction.atomic():
        Handover(leaver, make.user("hamada"), close=True).carry_out(clerk)

    assert in_charge() == [("isobe", "hamanasu"), ("isobe", "shiosai")]


@pytest.mark.parametrize(
    ("giver", "taker", "close", "message"),
    [
        ("isobe", "isobe", False, "同じ人です。引き継ぐ相手を選んでください。"),
        ("clerk", "isobe", True, "自分のアカウントは閉じられません。ほかの職員に頼んでください。"),
        ("kanrisha", "isobe", True, "管理者のアカウントを閉じられるのは、管理者だけです。"),
        ("isobe", "closed", False, "候補にありません"),
        ("isobe", "resident", False, "候補にありません"),
    ],
)
def test_what_cannot_be_handed_over_is_said(desk, leaver, giver, taker, close, message):
    make.superuser()
    make.user("closed", is_active=False)
    make.user("resident", is_staff=False)
    people = {person.username: person for person in User.objects.all()}
    before = in_charge()

    _, answer = chosen(desk, people[giver], people[taker], close)

    assert message in answer.content.decode()
    assert in_charge() == before


@pytest.mark.parametrize("value", ["", "x", "-1", "9" * 30, "１", "0"])
def test_an_account_that_cannot_be_is_refused(desk, leaver, value):
    assert desk.get(ADDRESS, {"giver": value}).status_code == 200
    assert desk.post(ADDRESS, {"giver": value, "taker": value, "_seen": value}).status_code == 200


def test_the_closed_still_in_charge_are_shown_as_closed(desk, leaver):
    User.objects.filter(pk=leaver.pk).update(is_active=False)
    area = AreaAssignment.objects.first().area

    for address in (ADDRESS, f"/admin/councils/area/{area.pk}/change/"):
        assert "磯部 花子（isobe、閉じたアカウント）" in desk.get(address).content.decode()


def test_the_desk_of_accounts_leads_there(desk):
    assert f'href="{ADDRESS}"' in desk.get("/admin/editing/user/").content.decode()


def test_the_screen_costs_the_same_however_many_work_here(desk):
    costs = []
    desk.get(ADDRESS)  # it renews the session, which the next ones need not
    for number in range(3):
        make.assignment(
            user=make.user(f"person{number}"),
            area=make.area(name=f"はま{number}", slug=f"hama{number}", theme="sumi"),
        )
        with CaptureQueriesContext(connection) as captured:
            desk.get(ADDRESS)
        costs.append(len(captured))

    assert costs == [costs[0]] * 3


def test_every_field_that_names_a_person_is_handed_over_or_stays_for_a_reason():
    stay = {
        "admin.logentry.user": "what somebody did, they did",
        "editing.signin.user": "who signed in",
        "editing.signin.colleague": "who helped",
        "editing.fieldsession.user": "a phone in one pocket; it ends within thirty days, and with the account",
        "activities.act.by": "who did it",
        "activities.act.undone_by": "who took it back",
        "activities.headcount.by": "who counted",
        "activities.sessionchange.by": "who decided about a day; it is done",
        "coordinators.inquiry.entered_by": "who took it down",
        "coordinators.inquirynote.by": "who wrote it",
        "coordinators.inquiryreading.by": "who looked",
        "editing.preview.made_by": "who gave the link away; it ends within days, and with the account",
    }
    naming = {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ("editing", "councils", "activities", "coordinators", "admin")
        for field in model._meta.concrete_fields
        if field.related_model is User
    }

    assert naming == {f"{label}.{field}" for label, field, _ in WORK} | set(stay)
