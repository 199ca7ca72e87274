"""JSON-LD says what the page says, and nothing that the page may not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, time
from typing import Any

import pytest

from activities.models import Activity
from tests import make
from tests.pages.everything import public_addresses
from tests.pages.reading import read
from tests.pages.reading_feeds import events

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("early_in_july")]

SITE = "http://testserver"
HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "体操 & カフェ \" ' \\ 食堂",
    "\u2028線\u2029",
    "🐦👵🏽",
    "&lt;b&gt; &amp;",
]


def data(client, address: str) -> list[dict[str, Any]]:
    """Each block of the page; fails at HTML that a block breaks."""
    blocks = [
        json.loads("".join(script.itertext()))
        for script in read(client.get(address)).iter("script")
        if script.get("type") == "application/ld+json"
    ]
    assert [block["@context"] for block in blocks] == ["https://schema.org"] * len(blocks)
    return blocks


def things(found: Any) -> Iterator[dict[str, Any]]:
    """Every typed thing, however deep."""
    if isinstance(found, dict):
        if "@type" in found:
            yield found
        for value in found.values():
            yield from things(value)
    elif isinstance(found, list):
        for value in found:
            yield from things(value)


def of_type(client, address: str, kind: str) -> list[dict[str, Any]]:
    return [thing for thing in things(data(client, address)) if thing["@type"] == kind]


def test_an_activity_is_a_series_of_events(client):
    hall = make.place(address="浜3-4", latitude="42.111111", longitude="141.222222", phone="0123-45-2222")
    activity = make.activity(schedule_words="毎月第1・第3水曜日 9時から10時", places=(hall,), fee="free")
    make.role(activity=activity, role="host")
    make.role(activity=activity, role="partner", organisation=make.organisation(name="診療所"))
    make.session_change(activity=activity, date=date(2025, 7, 2), reason="会場の都合")

    (series,) = of_type(client, "/activities/1/", "EventSeries")
    place = {
        "@type": "Place",
        "name": "浜の集会所",
        "address": {"@type": "PostalAddress", "addressCountry": "JP", "streetAddress": "浜3-4"},
        "geo": {"@type": "GeoCoordinates", "latitude": 42.111111, "longitude": 141.222222},
        "telephone": "0123-45-2222",
    }
    host = [{"@type": "Organization", "name": "浜町内会"}]

    dates = series.pop("subEvent")
    assert series == {
        "@context": "https://schema.org",
        "@type": "EventSeries",
        "@id": f"{SITE}/activities/1/",
        "url": f"{SITE}/activities/1/",
        "name": "かもめ体操",
        "description": "海を見ながら体をほぐします。",
        "inLanguage": "ja",
        "location": [place],
        "organizer": host,
        "isAccessibleForFree": True,
        "eventSchedule": [
            {
                "@type": "Schedule",
                "repeatFrequency": "P1M",
                "byDay": ["1WE", "3WE"],
                "scheduleTimezone": "Asia/Tokyo",
                "startTime": "09:00",
                "endTime": "10:00",
                "exceptDate": ["2025-07-02"],
            }
        ],
    }
    assert dates[0] == {
        "@type": "Event",
        "@id": f"{SITE}/activities/1/#2025-07-02-1",
        "url": f"{SITE}/activities/1/",
        "name": "かもめ体操",
        "description": "中止：会場の都合",
        "startDate": "2025-07-02T09:00:00+09:00",
        "endDate": "2025-07-02T10:00:00+09:00",
        "eventStatus": "https://schema.org/EventCancelled",
        "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
        "location": place,
        "organizer": host,
    }
    assert [one["eventStatus"].removeprefix("https://schema.org/Event") for one in dates] == [
        "Cancelled",
        *["Scheduled"] * 6,
    ]


def test_only_the_session_that_is_off_is_left_out_of_its_schedule(client):
    activity = make.activity(schedule_words="毎週水曜日 9時から10時、13時から14時")
    for day in (9, 16):
        make.session_change(activity=activity, date=date(2025, 7, day), slot=2)

    found = of_type(client, "/activities/1/", "Schedule")

    assert [(one["startTime"], one.get("exceptDate")) for one in found] == [
        ("09:00", None),
        ("13:00", ["2025-07-09", "2025-07-16"]),
    ]


@pytest.mark.parametrize("address", ["/", "/calendar/", "/calendar/2025/07/", "/calendar/2025/07/02/"])
def test_wherever_dates_are_listed_they_are_told_to_machines_with_what_is_off(client, address):
    make.programme()
    activity = make.activity(schedule_words="毎月第1水曜日 9時から10時")
    make.session_change(activity=activity, date=date(2025, 7, 2), reason="会場の都合")

    (event,) = of_type(client, address, "Event")

    assert (event["startDate"], event["eventStatus"], event["description"]) == (
        "2025-07-02T09:00:00+09:00",
        "https://schema.org/EventCancelled",
        "中止：会場の都合",
    )


def test_a_postponed_date_is_told_at_both_its_ends(client):
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    make.session_change(
        activity=activity, date=date(2025, 7, 2), decision="postponed", new_date=date(2025, 7, 4)
    )

    old, new = of_type(client, "/activities/1/", "Event")[:2]

    assert (old["eventStatus"], old["startDate"], "previousStartDate" in old) == (
        "https://schema.org/EventPostponed",
        "2025-07-02T09:00:00+09:00",
        False,
    )
    assert (new["eventStatus"], new["startDate"], new["previousStartDate"]) == (
        "https://schema.org/EventRescheduled",
        "2025-07-04T09:00:00+09:00",
        "2025-07-02",
    )


@pytest.mark.parametrize(
    ("facts", "times"),
    [
        ({}, ("2025-07-03", None)),
        ({"ends_at": time(9)}, ("2025-07-03", None)),
        ({"starts_at": time(9)}, ("2025-07-03T09:00:00+09:00", None)),
    ],
)
def test_an_unknown_time_is_not_invented(client, facts, times):
    make.session_change(activity=make.activity(), date=date(2025, 7, 3), decision="extra", **facts)

    (event,) = of_type(client, "/activities/1/", "Event")

    assert (event["startDate"], event.get("endDate")) == times


def test_every_view_and_the_calendar_tell_one_truth_on_the_very_next_request(client):
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    addresses = ["/activities/1/", "/today/", activity.council.area.get_absolute_url()]

    def told() -> set[tuple[bool, bool]]:
        off = [
            of_type(client, address, "Event")[0]["eventStatus"].endswith("Cancelled") for address in addresses
        ]
        pages = ["中止：高波" in client.get(address).content.decode() for address in addresses]
        feed = events(client.get("/calendar.ics").content)[0]["SUMMARY"].startswith("【中止】")
        return {*zip(off, pages, strict=True), (feed, feed)}

    before = told()
    change = make.session_change(activity=activity, date=date(2025, 7, 2), reason="高波")
    during = told()
    change.delete()

    assert [before, during, told()] == [{(False, False)}, {(True, True)}, {(False, False)}]


def test_undoing_brings_back_the_pages_while_the_calendar_and_the_news_go_on(client):
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    pages = ["/", "/activities/1/", "/today/", "/activities/", activity.council.area.get_absolute_url()]

    def state() -> tuple[list[bytes], int, int]:
        (first, *_) = events(client.get("/calendar.ics").content)
        news = client.get("/updates.atom").content.count(b"<entry>")
        return [client.get(address).content for address in pages], int(first["SEQUENCE"]), news

    before = state()
    change = make.session_change(activity=activity, date=date(2025, 7, 2), reason="高波")
    during = state()
    change.delete()
    after = state()

    assert after[0] == before[0]
    assert [one for one, other in zip(before[0], during[0], strict=True) if one == other] == []
    assert before[1] < during[1] < after[1]
    assert [before[2], during[2], after[2]] == [0, 1, 2]


def test_the_front_page_names_the_city_and_its_site(client):
    make.programme(office=make.office(postal_code="000-0001", address="浜1-2", hours="平日"))

    ((city, site),) = [block["@graph"] for block in data(client, "/")]

    assert city == {
        "@type": "GovernmentOrganization",
        "@id": f"{SITE}/#city",
        "name": "北海道さざなみ町",
        "department": {
            "@type": "GovernmentOrganization",
            "name": "ささえあい課 くらしの係",
            "telephone": "0123-45-6789",
            "address": {
                "@type": "PostalAddress",
                "addressCountry": "JP",
                "postalCode": "000-0001",
                "streetAddress": "浜1-2",
            },
        },
    }
    assert (site["name"], site["publisher"]) == ("さざなみ支え合い帳", {"@id": f"{SITE}/#city"})
    assert site["potentialAction"]["target"]["urlTemplate"] == f"{SITE}/activities/?q={{words}}"


def test_an_empty_database_says_nothing_of_itself(client):
    assert data(client, "/") == []
    assert of_type(client, "/today/", "Event") == []


def test_breadcrumbs_are_told_wherever_they_show(client):
    make.town_with_everything()
    addresses = public_addresses()

    seen = {address: bool([nav for nav in read(client.get(address)).iter("nav") if nav.get("class") == "breadcrumbs"]) for address in addresses}  # fmt: skip
    told = {address: len(of_type(client, address, "BreadcrumbList")) for address in addresses}

    assert told == seen
    (crumbs,) = of_type(client, "/activities/1/", "BreadcrumbList")
    assert crumbs["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "name": "表紙", "item": f"{SITE}/"},
        {"@type": "ListItem", "position": 2, "name": "はまなす", "item": f"{SITE}/areas/hamanasu/"},
        {"@type": "ListItem", "position": 3, "name": "かもめ体操"},
    ]


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(client, words):
    make.programme(site_name=words[:40], city=words[:20])
    make.activity(schedule_words="毎週水曜日", places=(make.place(name=words, address=words),))
    Activity.objects.update(name=words, summary=words)

    names = {thing["name"] for thing in of_type(client, "/activities/1/", "Event")}
    raw = client.get("/activities/1/").content.decode()

    assert names == {words}
    assert of_type(client, "/activities/1/", "Place")[0]["address"]["streetAddress"] == words
    assert of_type(client, "/", "WebSite")[0]["name"] == words[:40]
    assert {thing["name"] for thing in of_type(client, "/today/", "Event")} == {words}
    assert "alert(1)</script>" not in raw
    assert "<!--<script>" not in raw


def test_nothing_for_staff_alone_is_in_it(client):
    make.town_with_everything()
    activity = Activity.objects.get(number=1)
    hidden = make.organisation(name="もれた会", is_public=False)
    make.role(activity=activity, organisation=hidden, role="host")
    activity.contact_people.add(make.contact_person(name="もれた 花子", phone="0999-99-9999", note="もれた"))
    make.session_change(activity=activity, date=date(2025, 7, 9), by=make.user("himitsu", last_name="もれた"))

    found = "".join(json.dumps(data(client, address), ensure_ascii=False) for address in public_addresses())

    assert [leak for leak in ("もれた", "0999", "himitsu", "磯部 花子") if leak in found] == []
    assert "浜町内会" in found
