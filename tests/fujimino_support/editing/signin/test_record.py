"""The record of sign-ins: who reads it, that nobody changes it, how long it stays."""

from datetime import date, timedelta

import pytest
from django.test import Client

from fujimino_support.editing.models import User
from fujimino_support.editing.signin.models import KEPT_FOR, Outcome, SignIn, forget_sign_ins
from tests import make

from .people import EIGHT, OFFICE, at, city_clerk, clerk, in_group, knock, signed_in

pytestmark = pytest.mark.django_db

LIST = "/admin/editing/signin/"


@pytest.fixture
def line():
    return SignIn.objects.create(at=EIGHT, user=clerk(), outcome=Outcome.SIGNED_IN, address=OFFICE)


def addresses(line):
    return [LIST, f"{LIST}{line.pk}/change/", f"{LIST}{line.pk}/history/"]


@pytest.mark.parametrize("person", [city_clerk, lambda: make.superuser("root")], ids=["city", "superuser"])
def test_those_who_look_after_accounts_read_it(line, person):
    desk = signed_in(person())

    assert [desk.get(address).status_code for address in addresses(line)] == [200] * 3
    assert OFFICE in desk.get(LIST).content.decode()
    assert LIST in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("groups", [("社協職員",), ()])
def test_nobody_else_reads_it(line, groups):
    desk = signed_in(in_group(clerk("operator"), *groups))

    assert [desk.get(address).status_code for address in addresses(line)] == [403] * 3
    assert LIST not in desk.get("/admin/").content.decode()


@pytest.mark.parametrize("person", [city_clerk, lambda: make.superuser("root")], ids=["city", "superuser"])
def test_nobody_changes_it(line, person):
    desk = signed_in(person())
    before = list(SignIn.objects.values())
    typed = {"at_0": "2020-01-01", "at_1": "00:00", "outcome": "signed_out", "address": "", "post": "yes"}

    answers = [
        desk.post(f"{LIST}add/", typed).status_code,
        desk.post(f"{LIST}{line.pk}/change/", typed).status_code,
        desk.post(f"{LIST}{line.pk}/delete/", typed).status_code,
        desk.get(f"{LIST}{line.pk}/delete/").status_code,
    ]
    desk.post(
        LIST, {"action": "delete_selected", "_selected_action": str(line.pk), "post": "yes", "index": "0"}
    )

    assert answers == [403] * 4
    assert list(SignIn.objects.values()) == before


def test_it_says_in_words_what_happened_and_hides_names_that_nobody_has(client):
    with at(EIGHT):
        knock(client, "my-password-in-the-wrong-box", "wrong")
    answer = signed_in(make.superuser("root")).get(LIST).content.decode()

    assert "my-password" not in answer
    assert "（登録のない利用者名）" in answer
    assert "パスワードが違った" in answer


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_however_full_it_is(count, django_assert_num_queries):
    desk = signed_in(make.superuser("root"))
    helper = User.objects.get(username="root")
    for number in range(count):
        SignIn.objects.create(
            at=EIGHT, user=clerk(f"clerk{number}"), outcome=Outcome.START_PASSWORD, colleague=helper
        )
    desk.get(LIST)

    with django_assert_num_queries(5):
        desk.get(LIST)


def test_it_is_found_by_name_and_by_what_happened(line):
    SignIn.objects.create(at=EIGHT, user=None, outcome=Outcome.WRONG_PASSWORD)
    desk = signed_in(make.superuser("root"))

    def found(query):
        return list(desk.get(LIST, query).context["cl"].queryset.values_list("pk", flat=True))

    assert found({"q": "浜田"}) == [line.pk]
    assert found({"outcome__exact": "signed_in"}) == [line.pk]
    assert desk.get(LIST, {"user__password__startswith": "p"}).status_code in (302, 400)


def test_lines_leave_after_half_a_year_by_the_days_of_japan(line):
    SignIn.objects.all().delete()
    user = User.objects.get()
    just_before = EIGHT.replace(hour=0) - timedelta(seconds=1)
    for moment in (just_before, EIGHT.replace(hour=0), EIGHT):
        SignIn.objects.create(at=moment, user=user, outcome=Outcome.SIGNED_IN)

    gone = forget_sign_ins(date(2026, 1, 13))

    assert gone == 1
    assert [row.at for row in SignIn.objects.order_by("at")] == [EIGHT.replace(hour=0), EIGHT]
    assert timedelta(days=180) == KEPT_FOR


def test_a_strange_address_is_left_out_and_breaks_nothing():
    clerk()

    knock(Client(), at="unix-socket")

    assert SignIn.objects.get().address is None
