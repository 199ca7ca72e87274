"""Calendars to subscribe to (RFC 5545, and RFC 7986 for their names): values in, bytes out.

One VEVENT for each date, because staff call off single dates and calendars differ in how they read exceptions to a
rule. What is off stays in the calendar under 「【中止】」 with STATUS:CONFIRMED: Google Calendar hides what is
STATUS:CANCELLED, and whoever sees nothing goes to a closed hall. So do the dates of an activity that is paused, of which
the pages show none: a page says that it rests, a date that has left a calendar says nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

from fujimino_support.japanese.characters import printable
from fujimino_support.japanese.dates import span_words

from .decisions import CANCELLED, POSTPONED, Occasion
from .models import Activity, Place
from .models.activities import Status
from .upcoming import Gathering, occasions_of, venue_of

MONTHS = timedelta(days=457)  # fifteen of them
ZONE = ZoneInfo("Asia/Tokyo")
JST = timedelta(hours=9)
EVERY = timedelta(hours=6)  # how often a calendar is asked to look again
MARKS = {CANCELLED: "【中止】", POSTPONED: "【延期】"}
PAUSED = "【休止中】"
RESTS = "いまは、お休みしています。また始まる日は、お問い合わせください。"
LATE = "カレンダーには遅れて届くことがあります。当日は、ページか電話でお確かめください。"


class Feed(NamedTuple):
    """What a calendar says of itself, and what all of its dates have in common."""

    name: str
    about: str
    site: str  # the portal's address, without a slash at its end
    path: str  # of the calendar
    serial: int  # of the content version: it rises with each change and each undoing
    changed_on: date
    ask: str  # whom to call where an activity names nobody
    as_of: str = ""  # as of when the information stands, in words


class Subscription(NamedTuple):
    """Where a page sends those who want a calendar: to a file, and to the program that keeps their calendar."""

    address: str
    webcal: str


def subscription(site: str, path: str) -> Subscription:
    return Subscription(path, f"webcal://{urlsplit(site).netloc}{path}")


def gatherings_of(activities: Iterable[Activity], today: date) -> list[Gathering]:
    """What rows of `deciding(today)` hold and have called off from `today` on, as far as a calendar goes."""
    return [
        Gathering(activity, one)
        for activity in activities
        for one in occasions_of(activity, today, today + MONTHS)
    ]


def announced(activities: Iterable[Activity], today: date) -> list[Gathering]:
    """As `gatherings_of`, and what those that are paused have announced."""
    return [
        Gathering(activity, one)
        for activity in activities
        for one in occasions_of(activity, today, today + MONTHS, (Status.RUNNING, Status.PAUSED))
    ]


def calendar(feed: Feed, gatherings: Iterable[Gathering], others: Mapping[str, Place]) -> bytes:
    """The calendar; `others` are the places by name that single sessions were moved to."""
    head, end = _cut(_head(feed).to_ical(), "VCALENDAR")
    # What the dates of one activity have in common is written once: folding Japanese text is most of the work.
    common: dict[tuple[int, Occasion], tuple[bytes, bytes]] = {}
    parts = [head]
    for gathering in gatherings:
        activity, session = gathering
        key = activity.number, session._replace(date=date.min, slot=0)
        if key not in common:
            common[key] = _cut(_common(feed, gathering, venue_of(gathering, others)).to_ical(), "VEVENT")
        own, _ = _cut(_own(feed, gathering).to_ical(), "VEVENT")
        begun, ended = common[key]
        parts += [own, begun.removeprefix(b"BEGIN:VEVENT\r\n"), ended]
    return b"".join([*parts, end])


def _cut(component: bytes, name: str) -> tuple[bytes, bytes]:
    """All but the last line, and that line."""
    end = f"END:{name}\r\n".encode()
    return component.removesuffix(end), end


def _head(feed: Feed) -> Calendar:
    made = Calendar()
    made.add("prodid", f"-//{_host(feed)}//calendar//JA")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):  # RFC 7986 section 5.1, and what calendars read before it
        made.add(name, printable(feed.name))
    for name in ("description", "x-wr-caldesc"):
        made.add(name, printable(f"{feed.about}{LATE}"))
    made.add("x-wr-timezone", ZONE.key)
    made.add("url", f"{feed.site}{feed.path.removesuffix('calendar.ics')}")
    made.add("source", f"{feed.site}{feed.path}", parameters={"VALUE": "URI"})
    made.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", vDuration(EVERY))
    made.add_component(_zone())
    return made


def _own(feed: Feed, gathering: Gathering) -> Event:
    """What no other date has."""
    activity, session = gathering
    event = Event()
    event.add("uid", f"{activity.number}-{session.date:%Y%m%d}-{session.slot}@{_host(feed)}")
    _add_times(event, session)
    return event


def _common(feed: Feed, gathering: Gathering, venue: Place | None) -> Event:
    activity, session = gathering
    event = Event()
    event.add("sequence", feed.serial)
    # Without a METHOD this is when it was last changed (RFC 5545 section 3.8.7.2).
    event.add("dtstamp", datetime.combine(feed.changed_on, time(), ZONE).astimezone(UTC))
    label = f"（{session.label}）" if session.label else ""
    mark = PAUSED if activity.is_paused else MARKS.get(session.decision, "")
    event.add("summary", printable(f"{mark}{activity.name}{label}"))
    event.add("status", "CONFIRMED")
    if session.is_off or activity.is_paused:
        event.add("transp", "TRANSPARENT")  # nobody is busy then
    if where := _where(gathering, venue):
        event.add("location", printable(where))
    if venue and venue.latitude is not None and venue.longitude is not None:
        event.add("geo", (float(venue.latitude), float(venue.longitude)))
    url = f"{feed.site}{activity.get_absolute_url()}"
    event.add("url", url)
    event.add("description", "\n".join(printable(line) for line in _lines(feed, gathering, url) if line))
    return event


def _add_times(event: Event, session: Occasion) -> None:
    """An unknown beginning makes it a matter of the day; without DTEND it ends as it begins (section 3.6.1)."""
    if session.start is None:
        event.add("dtstart", session.date)
        return
    event.add("dtstart", datetime.combine(session.date, session.start, ZONE))
    if session.end and session.end > session.start:
        event.add("dtend", datetime.combine(session.date, session.end, ZONE))


def _where(gathering: Gathering, venue: Place | None) -> str:
    address = f"（{venue.address}）" if venue and venue.address else ""
    return f"{gathering.where}{address}"


def _lines(feed: Feed, gathering: Gathering, url: str) -> list[str]:
    activity, session = gathering
    unknown = "" if session.start and session.end else "くわしい時間は、お問い合わせください。"
    if session.end and not session.start:
        unknown = f"{span_words(None, session.end)}。{unknown}"
    asked = f"{activity.contact_name} {activity.contact_phone}".strip() or feed.ask
    return [
        RESTS if activity.is_paused else "",
        session.became,
        "" if session.is_off or activity.is_paused else unknown,
        f"問い合わせ先：{asked}" if asked else "",
        url,
        feed.as_of,
        LATE,
    ]


def _zone() -> Timezone:
    """Japan has had no summer time since 1951: one offset, for calendars that do not know the zone by its name."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE.key)
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001  # local time, as section 3.6.5 asks
    standard.add("tzoffsetfrom", JST)
    standard.add("tzoffsetto", JST)
    standard.add("tzname", "JST")
    zone.add_component(standard)
    return zone


def _host(feed: Feed) -> str:
    return urlsplit(feed.site).hostname or ""
