import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from fujimino_support.web.proxies import client_address, trusted_proxies


def request_from(peer, **headers):
    return RequestFactory().get("/", REMOTE_ADDR=peer, **headers)


def seen_behind(request):
    """The scheme and the address that a view sees."""
    seen = []

    def view(request):
        seen.append((request.scheme, client_address(request)))
        return HttpResponse()

    trusted_proxies(view)(request)
    return seen[0]


def test_a_trusted_proxy_is_believed(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = request_from("10.1.2.3", HTTP_X_FORWARDED_FOR="203.0.113.7", HTTP_X_FORWARDED_PROTO="https")

    assert seen_behind(request) == ("https", "203.0.113.7")


def test_a_stranger_is_not_believed(settings):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]
    request = request_from("198.51.100.9", HTTP_X_FORWARDED_FOR="203.0.113.7", HTTP_X_FORWARDED_PROTO="https")

    assert seen_behind(request) == ("http", "198.51.100.9")


def test_a_socket_is_believed_only_when_named(settings):
    headers = {"HTTP_X_FORWARDED_FOR": "203.0.113.7", "HTTP_X_FORWARDED_PROTO": "https"}

    settings.TRUSTED_PROXIES = ["unix"]
    assert seen_behind(request_from("", **headers)) == ("https", "203.0.113.7")

    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert seen_behind(request_from("", **headers)) == ("http", "")


@pytest.mark.parametrize(
    ("forwarded", "address"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("1.1.1.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("2001:db8::7, 10.0.0.2", "2001:db8::7"),
        ("203.0.113.7:443, 10.0.0.2:51234", "203.0.113.7"),
        ("[2001:db8::7]:443, [::ffff:10.0.0.2]", "2001:db8::7"),
        ("203.0.113.7:x, 10.0.0.2", "10.0.0.2"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("nonsense, 10.0.0.2", "10.0.0.2"),
        ("nonsense", "10.0.0.1"),
        (" , ", "10.0.0.1"),
        ("", "10.0.0.1"),
    ],
)
def test_the_client_is_the_rightmost_address_that_is_no_proxy(settings, forwarded, address):
    settings.TRUSTED_PROXIES = ["10.0.0.0/8"]

    assert client_address(request_from("10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)) == address


def test_a_proxy_reached_over_ipv6_keeps_its_ipv4_name(settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    assert (
        client_address(request_from("::ffff:127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")) == "203.0.113.7"
    )
