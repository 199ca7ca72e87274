"""A repeat visit is cheap, and no change is ever missed."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activities.models import Activity
from councils.models import Programme
from fujimino_support.pages import PublicPages
from tests import make

JAPAN = ZoneInfo("Asia/Tokyo")
PAGES = [
    "/",
    "/areas/hamanasu/",
    "/activities/",
    "/activities/1/",
    "/councils/",
    "/coordinators/",
    "/privacy/",
    "/updates.atom",
    "/calendar.ics",
    "/areas/hamanasu/calendar.ics",
    "/activities/1/calendar.ics",
    "/opendata/",
    "/opendata/activities.csv",
    "/opendata/activities.csv?encoding=cp932",
    "/opendata/sessions.json",
    "/opendata/events.csv",
]

pytestmark = pytest.mark.django_db


def at(*moment: int):
    return time_machine.travel(datetime(*moment, tzinfo=JAPAN), tick=False)  # type: ignore[misc,arg-type]


@pytest.fixture(autouse=True)
def town():
    cache.clear()
    make.programme(licence="cc0-1.0")
    make.page()
    make.activity(schedule_words="毎週火曜日 10時から12時")


@pytest.mark.parametrize("address", PAGES)
def test_a_repeat_visit_costs_one_query_and_renders_nothing(client, address):
    with at(2025, 7, 1, 8):
        first = client.get(address)
        with CaptureQueriesContext(connection) as captured:
            again = client.get(address, headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert len(captured) == 1


@pytest.mark.parametrize("address", PAGES)
def test_another_visitor_gets_the_same_page_at_the_price_of_one_query(address):
    with at(2025, 7, 1, 8):
        first = Client().get(address)
        with CaptureQueriesContext(connection) as captured:
            second = Client().get(address)

    assert (second.status_code, second.content, second["ETag"]) == (200, first.content, first["ETag"])
    assert len(captured) == 1


@pytest.mark.parametrize("address", PAGES)
def test_a_page_may_be_kept_and_must_be_asked_about_and_sets_no_cookie(client, address):
    with at(2025, 7, 1, 8):
        answers = [client.get(address), client.get(address), client.head(address)]

    assert [answer["Cache-Control"] for answer in answers] == ["no-cache"] * 3
    assert [dict(answer.cookies) for answer in answers] == [{}] * 3
    assert len({answer["ETag"] for answer in answers}) == 1


def test_what_a_proxy_has_compressed_is_the_same_page(client):
    first = client.get("/", headers={"Accept-Encoding": "gzip"})

    again = client.get("/", headers={"Accept-Encoding": "gzip", "If-None-Match": first["ETag"]})

    assert first["ETag"].startswith('W/"')
    assert again.status_code == 304


@pytest.mark.parametrize("held", ['"another"', "*", "no etag at all", '"' + "x" * 5000 + '"', ""])
def test_who_holds_another_page_gets_this_one(client, held):
    assert client.get("/", headers={"If-None-Match": held}).status_code == 200


def test_a_change_shows_on_the_very_next_request(client):
    before = client.get("/")
    Programme.objects.update(headline="坂の上にも。")

    after = client.get("/", headers={"If-None-Match": before["ETag"]})

    assert after.status_code == 200
    assert "坂の上にも。" in after.content.decode()
    assert "坂の上にも。" not in before.content.decode()


def test_the_next_date_moves_on_when_todays_session_has_ended(client):
    with at(2025, 7, 1, 11, 59):
        before = client.get("/activities/1/")
    with at(2025, 7, 1, 12):
        after = client.get("/activities/1/", headers={"If-None-Match": before["ETag"]})

    assert "7月1日" in before.content.decode()
    assert after.status_code == 200
    assert "7月1日" not in after.content.decode()


def test_a_new_day_makes_a_new_page(client):
    with at(2025, 7, 1, 23, 59):
        evening = client.get("/")["ETag"]
    with at(2025, 7, 2, 0, 0):
        night = client.get("/", headers={"If-None-Match": evening})

    assert night.status_code == 200


def test_a_new_release_makes_new_pages(settings):
    def release(address: str) -> str:
        settings.SITE_URL = address
        return PublicPages(lambda request: HttpResponse()).release

    assert release("https://portal.example") == release("https://portal.example")
    assert release("https://portal.example") != release("https://elsewhere.example")


def test_a_page_that_is_not_there_carries_no_etag(client):
    make.activity(name="終わった会", status="ended")
    ended = Activity.objects.get(name="終わった会").get_absolute_url()

    assert [(client.get(address).status_code, client.get(address).has_header("ETag")) for address in (
        "/no-such-page/", "/areas/nowhere/", ended,
    )] == [(404, False), (404, False), (410, False)]  # fmt: skip


def test_pages_are_served_while_the_cache_is_away(client, monkeypatch):
    def away(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "get", away)
    monkeypatch.setattr(cache, "set", away)

    assert [client.get(address).status_code for address in PAGES] == [200] * len(PAGES)


def test_no_two_addresses_share_a_page(client):
    assert len({client.get(address)["ETag"] for address in [*PAGES, "/activities/?q=茶"]}) == len(PAGES) + 1


def test_staff_pages_and_answers_to_a_post_are_never_kept(client):
    answers = [client.get("/admin/login/"), client.post("/"), client.get("/healthz")]

    assert [answer.has_header("ETag") for answer in answers] == [False] * 3
