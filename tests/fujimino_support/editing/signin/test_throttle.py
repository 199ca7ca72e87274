"""Waits after mistakes: for a name at an address, for an address, for a name."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from fujimino_support.editing.models import User
from fujimino_support.editing.signin import throttle
from fujimino_support.editing.signin.models import Tries
from fujimino_support.editing.signin.throttle import Attempt

from .people import EIGHT, HOME, OFFICE, PASSWORD, at, clerk, knock, where

WRONG = "利用者名かパスワードが違います。大文字と小文字は区別されます。"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def wait(words):
    return f"続けて間違えたため、いまはログインできません。あと{words}待ってから、もう一度お試しください。"


def fumble(client, times, username="hamada", at=OFFICE):
    return [where(knock(client, username, "wrong", at)) for _ in range(times)]


@pytest.fixture
def door(db):
    clerk()
    clerk("isobe")
    return Client()


def test_the_fifth_mistake_starts_a_wait(door):
    with at(EIGHT):
        assert fumble(door, 6) == [WRONG] * 4 + [wait("1分")] * 2


def test_the_right_password_is_refused_during_the_wait_with_the_same_words(door):
    with at(EIGHT):
        fumble(door, 5)
        wrong, right = knock(door, password="wrong"), knock(door)

    assert [where(wrong), where(right)] == [wait("1分")] * 2
    assert (wrong.status_code, right.status_code) == (200, 200)


def test_after_the_wait_the_right_password_lets_her_in(door):
    with at(EIGHT):
        fumble(door, 5)
    with at(EIGHT + MINUTE):
        assert where(knock(door)) == "/admin/"


def test_each_mistake_after_a_wait_doubles_it_up_to_a_quarter_of_an_hour(door):
    moment, waits = EIGHT, []
    with at(moment):
        fumble(door, 5)
    for _ in range(6):
        left = throttle.wait(Attempt("hamada", OFFICE), moment)
        waits.append(left // MINUTE)
        moment += left
        with at(moment):
            fumble(door, 1)

    assert waits == [1, 2, 4, 8, 15, 15]


def test_impatience_during_a_wait_does_not_lengthen_it(door):
    with at(EIGHT):
        fumble(door, 5)
    with at(EIGHT + 50 * SECOND):
        assert fumble(door, 20) == [wait("10秒")] * 20
    with at(EIGHT + MINUTE):
        assert where(knock(door)) == "/admin/"


def test_coming_in_wipes_the_mistakes_out(door):
    with at(EIGHT):
        for _ in range(4):
            fumble(door, 4)
            assert where(knock(door)) == "/admin/"


def test_one_fumbler_stops_neither_her_colleagues_nor_herself_elsewhere(door):
    with at(EIGHT):
        fumble(door, 30)

        assert where(knock(door, "isobe")) == "/admin/"
        assert where(knock(Client(), "hamada", at=HOME)) == "/admin/"
        assert where(knock(Client(), "hamada")) == wait("1分")


def test_a_name_in_other_letters_is_the_same_name(door):
    with at(EIGHT):
        for name in ("hamada", "HAMADA", "ｈａｍａｄａ", "Hamada", "hamadA"):
            knock(door, name, "wrong")

        assert where(knock(door)) == wait("1分")


def test_an_address_waits_after_mistakes_over_twenty_names(door):
    with at(EIGHT):
        said = [fumble(door, 1, f"name{number}")[0] for number in range(20)]

        assert said == [WRONG] * 19 + [wait("1分")]
        assert where(knock(door, "isobe")) == wait("1分")
        assert where(knock(Client(), "isobe", at=HOME)) == "/admin/"
    with at(EIGHT + MINUTE):
        assert where(knock(door, "isobe")) == "/admin/"


def test_an_office_of_forty_who_mistype_and_then_come_in_is_not_slowed(door, django_user_model):
    with at(EIGHT):
        django_user_model.objects.bulk_create(
            User(
                username=f"clerk{number}",
                password=User.objects.get(username="hamada").password,
                is_staff=True,
            )
            for number in range(40)
        )
        for number in range(40):
            fumble(door, 2, f"clerk{number}")
            assert where(knock(Client(), f"clerk{number}")) == "/admin/"


def test_an_address_of_version_6_is_its_provider_s_64_bits(door):
    with at(EIGHT):
        for last in range(5):
            knock(door, "hamada", "wrong", f"2001:db8:1:2::{last}")

        assert where(knock(door, at="2001:db8:1:2:ffff::1")) == wait("1分")
        assert where(knock(door, at="2001:db8:1:3::1")) == "/admin/"


def test_a_name_guessed_from_everywhere_waits_but_not_where_its_owner_comes_in(door):
    with at(EIGHT - timedelta(days=3)):
        knock(Client())
    with at(EIGHT):
        said = [fumble(door, 1, at=f"203.0.113.{number}")[0] for number in range(50)]

        assert said == [WRONG] * 49 + [wait("1分")]
        assert where(knock(Client(), at=HOME)) == wait("1分")
        assert where(knock(Client(), at=OFFICE)) == "/admin/"


def test_a_guesser_has_about_a_hundred_tries_a_day(db):
    moment, tries = EIGHT, 0
    while moment < EIGHT + timedelta(days=1):
        left = throttle.begin(Attempt("hamada", OFFICE), moment)
        tries += not left
        moment += left or SECOND

    assert tries == 103


def test_no_name_and_no_address_is_kept_in_clear(door):
    with at(EIGHT):
        knock(door, "my-password-in-the-wrong-box", "wrong")

    kept = str(list(Tries.objects.values()))
    assert Tries.objects.count() == 1
    assert "my-password" not in kept
    assert OFFICE not in kept


def test_rows_of_yesterday_leave(door):
    with at(EIGHT):
        fumble(door, 1, "one")
        fumble(door, 1, "two")
    with at(EIGHT + timedelta(days=1, seconds=1)):
        fumble(door, 1, "three")

    assert Tries.objects.count() == 1


def test_behind_a_trusted_proxy_the_client_is_counted_and_not_the_proxy(door, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    def through_proxy(address, password):
        return door.post(
            "/admin/login/",
            {"username": "hamada", "password": password},
            REMOTE_ADDR="127.0.0.1",
            HTTP_X_FORWARDED_FOR=address,
        )

    with at(EIGHT):
        for _ in range(5):
            through_proxy(f"{HOME}, {OFFICE}", "wrong")

        assert where(through_proxy(OFFICE, PASSWORD)) == wait("1分")
        assert where(through_proxy(HOME, PASSWORD)) == "/admin/"


def test_a_socket_that_tells_no_address_works_all_the_same(door):
    assert where(knock(door, at="")) == "/admin/"


@pytest.mark.django_db(transaction=True)
def test_tries_at_the_same_moment_are_all_counted():
    """On PostgreSQL the threads race; SQLite in memory has one connection and no race."""
    attempt, now = Attempt("hamada", OFFICE), timezone.localtime()

    def one_try(_):
        try:
            return throttle.begin(attempt, now)
        finally:
            connections.close_all()

    if connection.vendor == "sqlite":
        answers = [throttle.begin(attempt, now) for _ in range(40)]
    else:
        with ThreadPoolExecutor(20) as pool:
            answers = list(pool.map(one_try, range(40)))

    assert sorted(answers) == [timedelta()] * 5 + [MINUTE] * 35
    assert Tries.objects.get().failures == 5
