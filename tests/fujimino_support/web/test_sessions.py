from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.sessions import renew_session
from tests import make


def renewed(view, session):
    request = RequestFactory().get("/")
    request.session = session
    renew_session(view)(request)
    return session.modified


def signed_in():
    store = SessionStore()
    store[SESSION_KEY] = "1"
    store.modified = store.accessed = False
    return store


def look(request):
    request.session.get("anything")
    return HttpResponse()


def look_away(request):
    return HttpResponse()


@pytest.mark.parametrize(
    ("view", "session", "answer"),
    [
        (look, signed_in(), True),
        (look_away, signed_in(), False),
        (look, SessionStore(), False),
    ],
)
def test_only_a_page_that_looks_at_a_staff_session_renews_it(view, session, answer):
    assert renewed(view, session) is answer


@pytest.mark.django_db
def test_who_has_just_signed_in_has_no_session_to_renew(client, django_assert_max_num_queries):
    make.programme()
    client.force_login(make.superuser())

    with django_assert_max_num_queries(10):
        assert client.get("/staff/").status_code == 200


@pytest.mark.django_db
def test_a_session_is_renewed_by_one_statement(client, django_assert_num_queries):
    client.force_login(make.superuser())
    session = client.session
    session["seen"] = "あ"

    with django_assert_num_queries(1):
        session.save()

    assert client.session["seen"] == "あ"


@pytest.mark.django_db
def test_a_session_that_was_ended_is_not_brought_back(client):
    client.force_login(make.superuser())
    session = client.session
    session.get("seen")
    client.session.delete()

    with pytest.raises(UpdateError):
        session.save()


@pytest.mark.parametrize(("minutes", "answer"), [(9, False), (11, True)])
def test_it_is_renewed_every_ten_minutes_at_the_most(minutes, answer):
    start = datetime(2026, 12, 1, tzinfo=UTC)
    session = signed_in()
    with time_machine.travel(start, tick=False):
        renewed(look, session)
    session.modified = False

    with time_machine.travel(start + timedelta(minutes=minutes), tick=False):
        assert renewed(look, session) is answer
