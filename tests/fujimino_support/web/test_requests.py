from typing import Any

import pytest
from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.requests import Handler, Request, refuse_nul


def answer(request):
    return refuse_nul(lambda request: HttpResponse("ok"))(request).content


@pytest.mark.parametrize("path", ["/a%00b/", "/?q=%00", "/?%00=q", "/?q=%e3%81%82%00"])
def test_a_nul_in_the_address_is_refused(path):
    with pytest.raises(BadRequest):
        answer(RequestFactory().get(path))


def test_a_nul_in_a_cookie_is_refused():
    request = RequestFactory(headers={"Cookie": r'sessionid="\000"'}).get("/")

    with pytest.raises(BadRequest):
        answer(request)


@pytest.mark.parametrize("path", ["/", "/areas/kasumigaoka/?q=%E4%BD%93%E6%93%8D", "/?q=%2500", "/?q=100%"])
def test_any_other_address_passes(path):
    assert answer(RequestFactory().get(path)) == b"ok"


def test_the_portal_answers_400(client):
    assert client.get("/?q=%00").status_code == 400


def status_of(environ: dict[str, Any]) -> str:
    """What the server is told before anything of the page."""
    statuses: list[str] = []

    def start(status: str, headers: Any, failure: Any = None) -> Any:
        statuses.append(status)

    Handler()(environ, start)
    (status,) = statuses
    return status


@pytest.mark.django_db
@pytest.mark.parametrize("charset", ["base64", "undefined", "punycode", "utf-16", "shift_jis"])
def test_an_address_is_read_in_no_charset_that_the_body_names(charset):
    environ = RequestFactory().get("/?q=%E4%BD%93").environ

    assert status_of({**environ, "CONTENT_TYPE": f"text/plain; charset={charset}"}) == "400 Bad Request"


@pytest.mark.django_db
def test_an_address_is_read_as_django_reads_it():
    environ = RequestFactory().get("/robots.txt?q=%E4%BD%93&q=%FF&%20=").environ

    asked = Request(environ).GET

    assert (status_of(environ), asked.getlist("q"), asked) == (
        "200 OK",
        ["体", "\ufffd"],
        WSGIRequest(environ).GET,
    )
