import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.sessions import renew_session


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
