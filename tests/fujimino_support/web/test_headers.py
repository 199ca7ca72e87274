import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.headers import content_security_policy, security_headers


def answer_of(response):
    return security_headers(lambda request: response)(RequestFactory().get("/"))


def test_every_answer_carries_the_headers():
    headers = answer_of(HttpResponse(content_type="text/plain")).headers

    assert dict(headers) == {
        "Content-Type": "text/plain",
        "Content-Security-Policy": (
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
            "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        ),
        "Permissions-Policy": (
            "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
            "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
        ),
        "Cross-Origin-Resource-Policy": "same-origin",
    }


def test_a_view_may_set_its_own():
    response = HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    assert answer_of(response).headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_policy_lists_every_source():
    policy = content_security_policy({"img-src": ["'self'", "data:"], "base-uri": ["'none'"]})

    assert policy == "img-src 'self' data:; base-uri 'none'"


@pytest.mark.django_db
def test_a_page_of_the_portal_carries_the_headers_of_django_too(client):
    headers = client.get("/no-such-page/").headers

    names = ("X-Frame-Options", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy")
    assert [headers[name] for name in names] == ["DENY", "nosniff", "same-origin", "same-origin"]
    assert "Content-Security-Policy" in headers
