"""The addresses that machines ask for: health, robots, sitemap, security.txt, media."""

from datetime import date
from typing import Any
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.db.utils import OperationalError

from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def test_health_needs_one_query_and_no_programme(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        response = client.get("/healthz")

    assert (response.status_code, response.content, response.headers["Content-Type"]) == (
        200,
        b"ok\n",
        "text/plain",
    )
    assert "no-store" in response.headers["Cache-Control"]


def test_health_is_503_while_the_database_does_not_answer(client, monkeypatch):
    def unreachable():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", unreachable)

    response = client.get("/healthz")

    assert (response.status_code, response.content) == (503, b"database unavailable\n")


def test_robots_may_read_all_but_the_admin(client):
    response = client.get("/robots.txt")

    assert response.content.decode().splitlines() == [
        "User-agent: *",
        "Disallow: /admin/",
        "Sitemap: http://testserver/sitemap.xml",
    ]


def addresses(response):
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    return [found.text for found in ElementTree.fromstring(response.content).iter(f"{space}loc")]


def test_the_sitemap_of_an_empty_database(client):
    assert addresses(client.get("/sitemap.xml")) == [
        "http://testserver/",
        "http://testserver/today/",
        "http://testserver/councils/",
        "http://testserver/activities/",
        "http://testserver/coordinators/",
        "http://testserver/contact/",
        "http://testserver/town/",
        "http://testserver/join/",
        "http://testserver/benches/",
        "http://testserver/calendar/2025/07/",
        "http://testserver/calendar/2025/08/",
    ]


def test_the_sitemap_lists_what_residents_may_see_under_the_site_s_own_name(client, settings):
    settings.SITE_URL = "https://sasaeai.example"
    make.activity()
    hidden: list[dict[str, Any]] = [
        {"state": "draft"},
        {"state": "withdrawn"},
        {"status": "ended"},
        {"public_from": date(2025, 7, 2)},
        {"public_until": date(2025, 6, 30)},
    ]
    for number, facts in enumerate(hidden):
        make.activity(name=f"見えない会{number}", **facts)
    make.page()
    make.page(slug="draft", state="draft")

    response = client.get("/sitemap.xml", headers={"host": "127.0.0.1"})

    assert response.status_code == 200
    assert addresses(response) == [
        f"https://sasaeai.example{path}"
        for path in (
            "/",
            "/today/",
            "/councils/",
            "/activities/",
            "/coordinators/",
            "/contact/",
            "/town/",
            "/join/",
            "/benches/",
            "/calendar/2025/07/",
            "/calendar/2025/08/",
            "/areas/hamanasu/",
            "/activities/1/",
            "/privacy/",
        )
    ]


def test_every_address_in_the_city_s_sitemap_answers(client, published):
    found = addresses(client.get("/sitemap.xml"))

    assert len(found) == 9 + 2 + 4 + 10 + 4
    assert {address: client.get(address).status_code for address in found} == dict.fromkeys(found, 200)


def test_security_txt_names_whom_to_tell(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@town.example"

    response = client.get("/.well-known/security.txt")

    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert response.content.decode().splitlines() == [
        "Contact: mailto:security@town.example",
        "Expires: 2026-07-01T00:00:00Z",
        "Preferred-Languages: ja, en",
        "Canonical: http://testserver/.well-known/security.txt",
    ]


def test_without_a_contact_there_is_no_security_txt(client, settings):
    settings.SECURITY_CONTACT = ""

    assert client.get("/.well-known/security.txt").status_code == 404


def test_minutes_of_a_meeting_can_be_fetched(client):
    minutes = make.meeting(minutes=make.pdf("what was said")).minutes

    response = client.get(minutes.url)

    assert (response.status_code, response.headers["Content-Type"]) == (200, "application/pdf")
    assert response.getvalue() == b"%PDF-1.4\n%what was said\n%%EOF\n"
    response.close()


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/photos/",
        "/media/minutes/",
        "/media/secrets.txt",
        f"/media/photos/{'0' * 32}.jpg",
        f"/media/photos/{'0' * 32}.svg",
        f"/media/photos/{'0' * 32}.jpg/",
        f"/media/photos/..%2f{'0' * 32}.jpg",
        f"/media/photos/../{'0' * 32}.jpg",
        "/media/../fujimino_support/settings.py",
        "/media/..%2f..%2ffujimino_support/settings.py",
        "/media//etc/passwd",
    ],
)
def test_nothing_else_can_be_fetched(client, media_root, path):
    (media_root / "photos").mkdir(parents=True)
    (media_root / "secrets.txt").write_text("secret")
    (media_root / f"{'0' * 32}.jpg").write_text("secret")
    (media_root / "photos" / f"{'0' * 32}.svg").write_text("secret")

    assert client.get(path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/councils/",
        "/activities/",
        "/activities/1/",
        "/areas/hamanasu/",
        "/coordinators/",
        "/privacy/",
        "/healthz",
        "/robots.txt",
    ],
)
def test_an_address_answers_to_reading_only(client, path):
    make.activity()
    make.page()

    statuses = {
        method: client.generic(method, path).status_code
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW")
    }

    assert statuses == {
        "GET": 200,
        "HEAD": 200,
        **dict.fromkeys(("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"), 405),
    }
