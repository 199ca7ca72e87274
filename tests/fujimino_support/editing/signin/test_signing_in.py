"""The password page: whom it lets in, what it says, where it leads."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from fujimino_support.editing.models import User
from tests import make

from .people import EIGHT, OFFICE, PASSWORD, at, clerk, knock, signed_in, where, written

pytestmark = pytest.mark.django_db

WRONG = "利用者名かパスワードが違います。大文字と小文字は区別されます。"
# Everyone whom the password page turns away: the name, and the password that is typed.
TURNED_AWAY = {
    "wrong password": ("hamada", "wrong"),
    "unknown name": ("nobody", PASSWORD),
    "closed account": ("closed", PASSWORD),
    "no member of staff": ("visitor", PASSWORD),
    "no password yet": ("newcomer", PASSWORD),
    "name in capitals": ("HAMADA", PASSWORD),
}


@pytest.fixture
def people():
    clerk()
    clerk("closed", is_active=False)
    clerk("visitor", is_staff=False)
    make.user("newcomer")


def test_a_clerk_comes_in(people, client):
    assert where(knock(client)) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_everyone_who_is_turned_away_reads_the_same(people):
    pages = {}
    for who, (name, password) in TURNED_AWAY.items():
        client = Client()
        answer = knock(client, name, password)
        said = answer.content.decode().replace(name, "")
        pages[who] = (answer.status_code, said.replace(answer.context["csrf_token"].__str__(), ""))
        assert client.get("/admin/").status_code == 302

    assert set(pages.values()) == {pages["unknown name"]}
    assert WRONG in pages["unknown name"][1]


def questions(name, password):
    client = Client()
    with CaptureQueriesContext(connection) as asked:
        knock(client, name, password)
    return [re.sub(r"s[0-9]+_x[0-9]+|'[^']*'|[0-9]+|NULL", "?", query["sql"]) for query in asked]


def test_the_database_is_asked_the_same_whoever_is_turned_away(people):
    asked = {who: questions(*typed) for who, typed in TURNED_AWAY.items()}

    assert {who: list_ for who, list_ in asked.items() if list_ != asked["unknown name"]} == {}
    assert len(asked["unknown name"]) == 16


def test_the_password_is_hashed_once_whoever_is_turned_away(people, settings, monkeypatch):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    monkeypatch.setattr(PBKDF2PasswordHasher, "iterations", 10)
    for user in User.objects.exclude(username="newcomer"):
        user.set_password(PASSWORD)
        user.save()
    runs = []
    encode = PBKDF2PasswordHasher.encode

    def count(self, *args, **more):
        runs.append(1)
        return encode(self, *args, **more)

    monkeypatch.setattr(
        PBKDF2PasswordHasher,
        "encode",
        count,
    )

    counted = {}
    for who, typed in TURNED_AWAY.items():
        runs.clear()
        knock(Client(), *typed)
        counted[who] = len(runs)

    assert counted == dict.fromkeys(TURNED_AWAY, 1)


def test_during_a_wait_no_password_is_hashed_for_anybody(people, monkeypatch):
    for name, _ in TURNED_AWAY.values():
        for _ in range(5):
            knock(Client(), name, "wrong")

    monkeypatch.setattr("fujimino_support.editing.signin.views.authenticate", None)

    assert {where(knock(Client(), *typed))[:10] for typed in TURNED_AWAY.values()} == {"続けて間違えたため、"}


# Where it leads


@pytest.mark.parametrize(
    ("wanted", "leads"),
    [
        ("/admin/councils/notice/?q=波", "/admin/councils/notice/?q=%E6%B3%A2"),
        ("/", "/"),
        ("", "/admin/"),
        ("//evil.example", "/admin/"),
        ("https://evil.example/admin/", "/admin/"),
        ("http://testserver@evil.example/", "/admin/"),
        ("/\\evil.example", "/admin/"),
        ("javascript:alert(1)", "/admin/"),
        ("/admin/\r\nSet-Cookie: a=b", "/admin/"),
        ("/admin/\0", "/admin/"),
        ("/" + "a" * 100_000, "/admin/"),
        ("%", "/admin/"),
        ("admin:index", "/admin/"),
        ("../notices/", "/admin/"),
        ("😀", "/admin/"),
        ("/admin/login/?next=/", "/admin/"),
        ("/admin/logout/", "/admin/"),
    ],
)
def test_next_leads_to_a_page_of_the_portal_or_to_the_desk(people, client, wanted, leads):
    assert where(knock(client, next=wanted)) == leads


def test_next_in_the_address_survives_a_mistake(people, client):
    page = client.get("/admin/login/?next=/admin/councils/notice/").content.decode()
    again = knock(client, password="wrong", next="/admin/councils/notice/").content.decode()

    hidden = '<input type="hidden" name="next" value="/admin/councils/notice/">'
    assert (page.count(hidden), again.count(hidden)) == (1, 1)


def test_who_is_in_already_is_led_on(people):
    client = signed_in(User.objects.get(username="hamada"))

    assert where(client.get("/admin/login/")) == "/admin/"
    assert where(client.get("/admin/login/?next=/admin/councils/notice/")) == "/admin/councils/notice/"
    assert where(client.get("/admin/login/?next=%")) == "/admin/"


def test_another_person_at_the_same_window_inherits_nothing(people, client):
    clerk("isobe")
    knock(client)
    client.session["kept"] = "hamada's"
    before = client.cookies["sessionid"].value

    knock(client, "isobe")

    assert client.cookies["sessionid"].value != before
    assert client.session["_auth_user_id"] == str(User.objects.get(username="isobe").pk)
    assert "kept" not in client.session


# What may be typed


@pytest.mark.parametrize("box", ["username", "password", "next", "csrfmiddlewaretoken", "something"])
@pytest.mark.parametrize("typed", ["\0", "a\0b", "\u202e", "\ud7ff", "あ" * 100_000, "", " "])
def test_nothing_that_is_typed_makes_the_page_fail(people, box, typed):
    client = Client(raise_request_exception=False)

    answer = client.post("/admin/login/", {"username": "hamada", "password": "wrong", box: typed})

    assert (answer.status_code, where(answer) != "") == (200, True)


def test_an_empty_form_says_which_box_to_fill_in(client):
    answer = client.post("/admin/login/", {})

    assert where(answer) == "ここを入力してください。 ここを入力してください。"


def test_a_form_of_another_site_is_refused(people):
    client = Client(enforce_csrf_checks=True)

    assert knock(client).status_code == 403


# How long it lasts


def test_a_session_ends_after_eight_idle_hours_and_each_page_starts_them_anew(people, client):
    almost = timedelta(hours=7, minutes=59)
    with at(EIGHT):
        knock(client)
    with at(EIGHT + almost):
        assert client.get("/admin/").status_code == 200
    with at(EIGHT + almost * 2):
        assert client.get("/admin/").status_code == 200
    with at(EIGHT + almost * 2 + timedelta(hours=8, seconds=1)):
        assert where(client.get("/admin/")) == "/admin/login/?next=/admin/"


def test_signing_out_ends_the_session_on_the_server(people, client):
    knock(client)
    cookie = client.cookies["sessionid"].value

    answer = client.post("/admin/logout/", REMOTE_ADDR=OFFICE)

    assert "ログアウトしました" in answer.content.decode()
    client.cookies["sessionid"] = cookie
    assert where(client.get("/admin/")) == "/admin/login/?next=/admin/"


def test_every_coming_and_going_is_written_down(people, client):
    with at(EIGHT):
        knock(client, "nobody", "wrong")
        knock(client, "hamada", "wrong")
        knock(client)
        client.post("/admin/logout/", REMOTE_ADDR=OFFICE)

    assert written() == [
        (None, "wrong_password", OFFICE, None),
        ("hamada", "wrong_password", OFFICE, None),
        ("hamada", "signed_in", OFFICE, None),
        ("hamada", "signed_out", OFFICE, None),
    ]


def test_a_wait_is_written_down_once_however_often_somebody_tries(people, client):
    with at(EIGHT):
        for _ in range(30):
            knock(client, "hamada", "wrong")

    assert written() == [("hamada", "wrong_password", OFFICE, None)] * 5 + [
        ("hamada", "waiting", OFFICE, None)
    ]
