"""Calendars to subscribe to, read back by icalendar and by hand."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.rrule import FR, MO, MONTHLY, TU, WE, WEEKLY, rrule  # type: ignore[import-untyped, unused-ignore]
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from activities.feeds import RESTS
from activities.models import Activity, SessionChange
from councils.models import Council
from tests import make
from tests.pages.reading import links, read, under, words
from tests.pages.reading_feeds import events, starts, unfolded

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

JAPAN = ZoneInfo("Asia/Tokyo")
TODAY = date(2025, 7, 1)
LAST = date(2026, 10, 1)  # fifteen months on
HOSTILE = [
    "体操、カフェ, 食堂; 花だん",
    "一行目\n二行目\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "\u202eかもめ\u2066",
    "🐦👵🏽葛󠄀城",
    "</script><script>alert(1)</script>",
    "back\\slash \\n \\, ^n",
    "\u2028線\u2029と\x0b\x85端",
    "あ" * 80,
]


def feed(client, address: str = "/calendar.ics") -> bytes:
    answer = client.get(address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    return answer.content


def by_library(content: bytes) -> list[Any]:
    calendar: Any = Calendar.from_ical(content)
    return list(calendar.walk("VEVENT"))


def by_day(content: bytes) -> dict[str, dict[str, str]]:
    """The events read by hand, under the day and the slot in their UID."""
    return {event["UID"].split("@")[0].split("-", 1)[1]: event for event in events(content)}


def stamp(day: Any, hour: int | None = None) -> str:
    return f"{day:%Y%m%d}" + (f"T{hour:02}0000" if hour is not None else "")


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def every(weekday: Any, **rule: Any) -> list[datetime]:
    return list(rrule(dtstart=midnight(TODAY), until=midnight(LAST), byweekday=weekday, **rule))


def stamp_of(answer: Any) -> str:
    """When its first event begins."""
    return min(start for start, _ in starts(answer.content))


# Reading back


def test_the_city_s_calendar_has_the_dates_that_its_sentences_give(client, published):
    content = feed(client)

    expected = [
        *((stamp(day), "にじいろTIME") for day in every(MO(-1), freq=MONTHLY)),
        *((stamp(day, 10), Activity.objects.get(number=4).name) for day in every(MO, freq=WEEKLY)),
        *((stamp(day, 13), Activity.objects.get(number=8).name) for day in every(FR, freq=WEEKLY)),
        *((stamp(day), Activity.objects.get(number=9).name) for day in every(TU(-1), freq=MONTHLY)),
    ]
    assert starts(content) == sorted(expected)
    assert len(expected) > 150


def test_two_readers_find_the_same_dates(client, published):
    council = Council.objects.exclude(area=None).first()
    activity = make.activity(
        council=council, name="かもめ、体操;", schedule_words="毎週水曜日 9時から10時30分"
    )
    make.session_change(activity=activity, date=date(2025, 7, 2), reason="台風,大雨;のため")
    content = feed(client)

    theirs = sorted((str(event["uid"]), str(event["summary"]), str(event.get("location", "")), event["dtstart"].to_ical().decode()) for event in by_library(content))  # fmt: skip
    ours = sorted(
        (event["UID"], event["SUMMARY"], event.get("LOCATION", ""), start)
        for event in events(content)
        for name, start in event.items()
        if name.startswith("DTSTART")
    )

    assert theirs == ours
    assert len({uid for uid, *_ in ours}) == len(ours) > 200


def test_a_town_with_everything(client):
    make.town_with_everything()
    make.session_change(activity=Activity.objects.get(number=1), date=date(2025, 7, 16), reason="高波のため")
    content = feed(client)

    days = {day.date() for day in every(WE, freq=WEEKLY)} | {
        change.date for change in SessionChange.objects.filter(date__range=(TODAY, LAST))
    }
    found = sorted({event["dtstart"].dt.date() if isinstance(event["dtstart"].dt, datetime) else event["dtstart"].dt for event in by_library(content)})  # fmt: skip
    assert found == sorted(days)
    event = by_day(content)["20250723-1"]
    assert {name: value for name, value in event.items() if name not in ("SEQUENCE", "DTSTAMP")} == {
        "UID": "1-20250723-1@testserver",
        "DTSTART;TZID=Asia/Tokyo": "20250723T090000",
        "DTEND;TZID=Asia/Tokyo": "20250723T100000",
        "SUMMARY": "かもめ体操",
        "LOCATION": "浜の集会所、かもめ広場のそば",
        "STATUS": "CONFIRMED",
        "URL": "http://testserver/activities/1/",
        "DESCRIPTION": "問い合わせ先：磯部 0123-45-3333\nhttp://testserver/activities/1/\n"
        "令和7年4月1日（火曜日）時点の情報です。出かける前に電話を。\n"
        "カレンダーには遅れて届くことがあります。当日は、ページか電話でお確かめください。",
    }


def test_an_area_and_an_activity_have_calendars_of_their_own(client, published):
    local = Activity.objects.get(number=8).council.area
    whole, area = events(feed(client)), events(feed(client, f"{local.get_absolute_url()}calendar.ics"))
    alone = events(feed(client, "/activities/8/calendar.ics"))

    assert [event for event in whole if event["UID"].startswith("8-")] == alone
    assert {event["URL"] for event in alone} == {"http://testserver/activities/8/"}
    inside = Activity.objects.filter(council__area=local).values_list("number", flat=True)
    assert area == [event for event in whole if int(event["UID"].split("-")[0]) in inside]
    assert 0 < len(area) < len(whole)


def test_the_head_names_the_calendar_and_its_zone(client):
    make.programme(as_of=None)
    make.activity(schedule_words="毎週水曜日")

    lines = unfolded(feed(client, "/activities/1/calendar.ics"))

    assert lines[: lines.index("BEGIN:VEVENT")] == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//testserver//calendar//JA",
        "CALSCALE:GREGORIAN",
        "DESCRIPTION:北海道さざなみ町 暮らしの支え合い事業。カレンダーには遅れて届くことがあります。"
        "当日は、ページか電話でお確かめください。",
        "X-WR-CALDESC:北海道さざなみ町 暮らしの支え合い事業。カレンダーには遅れて届くことがあります。"
        "当日は、ページか電話でお確かめください。",
        "NAME:かもめ体操",
        "X-WR-CALNAME:かもめ体操",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "SOURCE;VALUE=URI:http://testserver/activities/1/calendar.ics",
        "URL:http://testserver/activities/1/",
        "X-PUBLISHED-TTL:PT6H",
        "X-WR-TIMEZONE:Asia/Tokyo",
        "BEGIN:VTIMEZONE",
        "TZID:Asia/Tokyo",
        "BEGIN:STANDARD",
        "DTSTART:19700101T000000",
        "TZNAME:JST",
        "TZOFFSETFROM:+0900",
        "TZOFFSETTO:+0900",
        "END:STANDARD",
        "END:VTIMEZONE",
    ]


def test_an_empty_database_has_an_empty_calendar(client):
    assert events(feed(client)) == []


# What staff decide


def test_a_cancelled_date_stays_under_its_mark_with_its_reason(client):
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    before = by_day(feed(client))["20250702-1"]
    change = make.session_change(activity=activity, date=date(2025, 7, 2), reason="会場の都合")
    off = by_day(feed(client))["20250702-1"]
    change.delete()
    after = by_day(feed(client))["20250702-1"]

    assert (off["SUMMARY"], off["STATUS"], off["TRANSP"]) == (
        "【中止】かもめ体操",
        "CONFIRMED",
        "TRANSPARENT",
    )
    assert off["DESCRIPTION"].split("\n")[0] == "中止：会場の都合"
    assert off["UID"] == before["UID"]
    assert int(before["SEQUENCE"]) < int(off["SEQUENCE"]) < int(after["SEQUENCE"])
    assert {**after, "SEQUENCE": ""} == {**before, "SEQUENCE": ""}


def test_a_postponed_date_points_both_ways(client):
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    hall = make.place(name="大きな会館", address="浜9", latitude="42.5", longitude="141.5")
    make.session_change(
        activity=activity,
        date=date(2025, 7, 2),
        decision="postponed",
        new_date=date(2025, 7, 4),
        starts_at=time(11),
        place=hall,
        reason="工事",
    )
    days = by_day(feed(client))
    old, new = days["20250702-1"], days["20250704-11"]

    assert (old["SUMMARY"], old["DESCRIPTION"].split("\n")[0]) == (
        "【延期】かもめ体操",
        "7月4日（金曜日）に延期：工事",
    )
    assert (new["SUMMARY"], new["DESCRIPTION"].split("\n")[0]) == (
        "かもめ体操",
        "7月2日（水曜日）から延期：工事",
    )
    assert new["DTSTART;TZID=Asia/Tokyo"] == "20250704T110000"
    assert (new["LOCATION"], new["GEO"]) == ("大きな会館（浜9）", "42.5;141.5")


def test_closed_days_reach_the_calendar(client):
    make.activity(schedule_words="毎週水曜日 9時から10時")
    make.closure(first_day=date(2025, 8, 13), last_day=date(2025, 8, 16))

    off = [
        event["DTSTART;TZID=Asia/Tokyo"] for event in events(feed(client)) if "【中止】" in event["SUMMARY"]
    ]

    assert off == ["20250813T090000"]


@pytest.mark.parametrize(
    ("facts", "times", "said"),
    [
        ({"starts_at": time(9)}, {"DTSTART;TZID=Asia/Tokyo": "20250703T090000"}, True),
        ({"ends_at": time(9)}, {"DTSTART;VALUE=DATE": "20250703"}, True),
        ({}, {"DTSTART;VALUE=DATE": "20250703"}, True),
        (
            {"starts_at": time(9), "ends_at": time(10)},
            {"DTSTART;TZID=Asia/Tokyo": "20250703T090000", "DTEND;TZID=Asia/Tokyo": "20250703T100000"},
            False,
        ),
    ],
)
def test_an_unknown_time_is_not_invented(client, facts, times, said):
    make.session_change(activity=make.activity(), date=date(2025, 7, 3), decision="extra", **facts)

    (event,) = events(feed(client))

    assert {
        name: value for name, value in event.items() if name.startswith("DT") and name != "DTSTAMP"
    } == times
    assert ("くわしい時間は、お問い合わせください。" in event["DESCRIPTION"]) == said


def test_a_uid_outlives_a_new_name_and_a_new_time(client):
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    before = [event["UID"] for event in events(feed(client))]
    again = make.activity(
        council=make.council(name="別", tier=make.tier(1), area=None), schedule_words="毎週水曜日 13時"
    )
    Activity.objects.filter(pk=activity.pk).update(name="別の名", schedule_data=again.schedule_data)

    after = [event["UID"] for event in events(feed(client, "/activities/1/calendar.ics"))]

    assert after == before


# What must not be in it


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_words_stay_words(client, name):
    hall = make.place(name=f"会館 {name}"[:80], address=name)
    activity = make.activity(schedule_words="毎月第1水曜日", places=(hall,))
    Activity.objects.update(name=name, contact_name=name[:60], contact_phone="0123-45-3333")
    make.session_change(activity=activity, date=date(2025, 7, 2), reason=name[:60])

    content = feed(client)
    shown = "".join(sign for sign in name if sign not in "\n\r\u202e\u2066\u2028\u2029\x0b\x85")

    first = by_day(content)["20250702-1"]
    assert first["SUMMARY"] == f"【中止】{shown}"
    assert len(events(content)) == len(by_library(content)) == 15
    assert [str(event["summary"]) for event in by_library(content)] == [
        event["SUMMARY"] for event in events(content)
    ]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"state": "draft"}, 404),
        ({"public_from": date(2025, 7, 2)}, 404),
        ({"state": "withdrawn"}, 410),
        ({"status": "ended"}, 410),
        ({"public_until": date(2025, 6, 30)}, 410),
    ],
)
def test_what_residents_may_not_see_has_no_calendar(client, facts, status):
    activity = make.activity(schedule_words="毎週水曜日", **facts)

    answers = [client.get(address).status_code for address in (activity.get_absolute_url(), "/activities/1/calendar.ics")]  # fmt: skip

    assert answers == [status] * 2
    assert events(feed(client)) == []
    assert client.get("/activities/2/calendar.ics").status_code == 404
    assert client.get("/areas/nowhere/calendar.ics").status_code == 404


def test_the_dates_of_a_paused_activity_stay_under_their_mark_and_no_page_announces_one(client):
    activity = make.activity(schedule_words="毎週水曜日 9時から10時")
    make.session_change(activity=activity, date=date(2025, 7, 9), reason="会場の都合")
    make.activity(council=activity.council, name="始まる会", schedule_words="毎週水曜日", status="preparing")
    before = by_day(feed(client))
    Activity.objects.filter(pk=activity.pk).update(status="paused")

    after = by_day(feed(client))

    assert list(after) == list(before)
    assert {event["SUMMARY"] for event in after.values()} == {"【休止中】かもめ体操"}
    assert {(event["STATUS"], event["TRANSP"]) for event in after.values()} == {("CONFIRMED", "TRANSPARENT")}
    assert after["20250702-1"]["DESCRIPTION"].split("\n")[0] == RESTS
    assert after["20250709-1"]["DESCRIPTION"].split("\n")[:2] == [RESTS, "中止：会場の都合"]
    assert by_day(feed(client, "/activities/1/calendar.ics")) == after
    assert RESTS.split("。")[0] in words(read(client.get("/activities/1/")))
    pages = [
        client.get(address).content.decode()
        for address in ("/", "/today/", "/calendar/", "/opendata/sessions.csv")
    ]
    assert [page for page in pages if 'datetime="2025-07-02"' in page or "2025-07-02," in page] == []


def test_nothing_for_staff_alone_is_in_it(client):
    make.town_with_everything()
    secret = make.user("himitsu", last_name="もれた", first_name="職員")
    activity = Activity.objects.get(number=1)
    activity.contact_people.add(make.contact_person(name="もれた 花子", phone="0999-99-9999", note="もれた"))
    make.session_change(activity=activity, date=date(2025, 7, 9), by=secret)

    texts = [feed(client, address).decode() for address in ("/calendar.ics", "/activities/1/calendar.ics")]

    assert [leak for leak in ("もれた", "0999", "himitsu", "浜田") if leak in "".join(texts)] == []


# How it is kept


def test_it_is_kept_for_the_day_and_not_for_what_follows_a_question_mark(client):
    make.programme()
    make.activity(schedule_words="毎週火曜日 10時から12時")
    first = client.get("/calendar.ics")

    with time_machine.travel(datetime(2025, 7, 1, 13, tzinfo=JAPAN), tick=False):
        with CaptureQueriesContext(connection) as captured:
            same = [client.get(address) for address in ("/calendar.ics", "/calendar.ics?v=2")]
        queries = len(captured)
        held = client.get("/calendar.ics", headers={"If-None-Match": first["ETag"]})
    with time_machine.travel(datetime(2025, 7, 2, 0, tzinfo=JAPAN), tick=False):
        tomorrow = client.get("/calendar.ics", headers={"If-None-Match": first["ETag"]})

    assert [(answer["ETag"], answer.content) for answer in same] == [(first["ETag"], first.content)] * 2
    assert queries == 2
    assert held.status_code == 304
    assert tomorrow.status_code == 200
    assert [stamp_of(answer) for answer in (first, tomorrow)] == ["20250701T100000", "20250708T100000"]


def test_it_costs_the_same_however_many_activities(client):
    def cost() -> list[int]:
        costs = []
        for address in ("/calendar.ics", "/areas/hamanasu/calendar.ics", "/activities/1/calendar.ics"):
            cache.clear()
            with CaptureQueriesContext(connection) as captured:
                feed(client, address)
            costs.append(len(captured))
        return costs

    make.programme()
    council = make.council()
    make.activity(council=council, name="一の会", schedule_words="毎週水曜日", places=(make.place(),))
    with_one = cost()
    for number in range(2):
        hall = make.place(name=f"会館{number}")
        more = make.activity(council=council, name=f"会{number}", schedule_words="毎週水曜日", places=(hall,))
        make.session_change(activity=more, place=hall, decision="changed")

    assert cost() == with_one
    assert max(with_one) <= 5


# Where pages say so


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("/activities/1/", "/activities/1/calendar.ics"),
        ("/areas/hamanasu/", "/areas/hamanasu/calendar.ics"),
        ("/today/", "/calendar.ics"),
    ],
)
def test_pages_offer_their_calendar_and_say_how_late_it_may_be(client, address, path):
    make.activity(schedule_words="毎週水曜日")

    offer = under(read(client.get(address)), "カレンダーに入れる")

    assert [where for _, where in links(offer)] == [f"webcal://testserver{path}", path]
    assert "変わるまでに数時間、長いときは1日ほどかかります" in words(offer)
