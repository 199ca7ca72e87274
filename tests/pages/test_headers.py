import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.test import Client

from activities.models import Activity
from councils.models import Council
from tests import make
from tests.pages.broken_urls import ERRORS
from tests.pages.everything import public_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.any_database]

SERVICES = ["/healthz", "/robots.txt", "/sitemap.xml", "/.well-known/security.txt"]
MISTAKEN = ["/no-such-page/", "/about", "/?q=%00", "/activities/?page=9", "/activities/?area=atlantis"]
PROTECTIVE = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Permissions-Policy": (
        "accelerometer=(), autoplay=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), "
        "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
    ),
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def wrongly_headed(answers):
    """The answers whose protective headers are not those above, with what they have instead."""
    headers = {
        address: {name: answer.headers.get(name) for name in PROTECTIVE}
        for address, answer in answers.items()
    }
    return {address: found for address, found in headers.items() if found != PROTECTIVE}


def test_every_public_answer_carries_the_protective_headers(client, published):
    make.activity(name="終わった会", status="ended", council=Council.objects.first())
    photo = make.photo(activity=Activity.objects.first()).image.url
    addresses = [*public_addresses(), *make.feeds(), *SERVICES, *MISTAKEN, photo, "/admin/login/"]

    answers = {address: client.get(address) for address in addresses}

    answers[photo].close()
    assert wrongly_headed(answers) == {}
    assert {answer.status_code for answer in answers.values()} == {200, 301, 400, 404, 410}


def test_browsers_too_old_for_the_policy_are_told_not_to_frame_a_page(client, published):
    framing = {address: client.get(address).headers.get("X-Frame-Options") for address in public_addresses()}

    assert set(framing.values()) == {"DENY"}


def test_error_pages_carry_them_too(client, settings):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    client.raise_request_exception = False

    answers = {address: client.get(address) for address in ERRORS}

    assert wrongly_headed(answers) == {}
    assert answers["/errors/503/"].headers["Retry-After"] == "60"


def test_no_public_page_sets_or_depends_on_a_cookie(client, published):
    make.activity(name="終わった会", status="ended", council=Council.objects.first())
    addresses = [*public_addresses(), *make.feeds(), *SERVICES, *MISTAKEN]

    answers = {address: client.get(address) for address in addresses}

    assert {address: answer.cookies.output() for address, answer in answers.items() if answer.cookies} == {}
    assert {
        address: answer.headers["Vary"]
        for address, answer in answers.items()
        if "cookie" in answer.headers.get("Vary", "").lower()
    } == {}


def test_staff_who_signed_in_see_the_page_that_residents_see(client, published):
    addresses = [*public_addresses(), *make.feeds(), *MISTAKEN]
    signed_in = Client()
    signed_in.force_login(make.superuser())
    before = signed_in.cookies.output()

    answers = {address: signed_in.get(address) for address in addresses}

    assert {address: answer.cookies.output() for address, answer in answers.items() if answer.cookies} == {}
    assert {address: answer.content for address, answer in answers.items()} == {
        address: client.get(address).content for address in addresses
    }
    assert signed_in.cookies.output() == before


def test_a_head_request_has_the_headers_of_a_get(client, published):
    for address in [*public_addresses(), *make.feeds()]:
        get, head = client.get(address), client.head(address)

        assert (address, head.status_code, dict(head.headers), head.content) == (
            address,
            get.status_code,
            dict(get.headers),
            b"",
        )


def test_the_admin_is_kept_by_no_cache(admin_client):
    for address in ("/admin/", "/admin/login/", "/admin/activities/activity/"):
        answer = admin_client.get(address)

        assert (address, "no-store" in answer.headers.get("Cache-Control", "")) == (address, True)


PROGRAM = """
import json, sys
import django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
call_command("migrate", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
asked = json.loads(sys.argv[1])
client = Client(headers={"host": "portal.example"})
print(json.dumps([
    (answer.status_code, dict(answer.headers), [cookie.OutputString() for cookie in answer.cookies.values()])
    for answer in (client.get(path, **extra) for path, extra in asked)
]))
"""


def answers_over_https(tmp_path, asked, **changes):
    """What a portal with SECURE_SSL=1 answers, in a process and an environment of its own."""
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.pages.https_settings",
        "SECRET_KEY": "a-long-enough-key-for-these-tests-0123456789-abcdefg",
        "ALLOWED_HOSTS": "portal.example",
        "SITE_URL": "https://portal.example",
        "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3",
        "GATHERED": str(tmp_path / "static"),
        **changes,
    }
    run = subprocess.run(
        [sys.executable, "-c", PROGRAM, json.dumps(asked)],
        cwd=Path(__file__).parents[2],
        env=environment,
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(run.stdout)


FORWARDED = {"HTTP_X_FORWARDED_PROTO": "https"}


def test_https_is_required_and_remembered_and_cookies_belong_to_this_host_alone(tmp_path):
    asked = [
        ("/councils/?x=1", {}),
        ("/councils/", FORWARDED),
        ("/councils/", {**FORWARDED, "REMOTE_ADDR": "203.0.113.9"}),
        ("/admin/login/", FORWARDED),
        ("/healthz", {}),
    ]
    plain, secure, liar, login, health = answers_over_https(tmp_path, asked)

    assert (plain[0], plain[1]["Location"], plain[2]) == (301, "https://portal.example/councils/?x=1", [])
    assert (secure[0], secure[1]["Strict-Transport-Security"], secure[2]) == (200, "max-age=31536000", [])
    assert (liar[0], liar[1]["Location"]) == (301, "https://portal.example/councils/")
    assert [cookie.split("=")[0] for cookie in login[2]] == ["__Host-csrftoken"]
    assert set(login[2][0].split("; ")[1:]) >= {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
    assert "Domain" not in login[2][0]
    assert (health[0], health[2]) == (200, [])
    assert [{name: answer[1].get(name) for name in PROTECTIVE} for answer in (secure, plain, login)] == [
        PROTECTIVE
    ] * 3
