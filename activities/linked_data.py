"""Activities and their dates as schema.org says them: EventSeries, Event, Place. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time
from typing import cast
from zoneinfo import ZoneInfo

from fujimino_support.web.linked_data import Data, known

from .decisions import CANCELLED, POSTPONED, Occasion
from .models import Activity, Place
from .models.activities import Fee
from .schedule import schema_org
from .upcoming import Gathering, venue_of

ZONE = ZoneInfo("Asia/Tokyo")
STATUS = "https://schema.org/Event"
STATES = {CANCELLED: "Cancelled", POSTPONED: "Postponed"}


def series(
    site: str,
    activity: Activity,
    gatherings: Iterable[Gathering],
    hosts: Iterable[str],
    off: Iterable[Occasion] = (),
) -> Data:
    """An activity with its next dates, the organisations that host it, and what is `off` of its schedule."""
    organisers = [{"@type": "Organization", "name": name} for name in hosts]
    events = [event(site, gathering) for gathering in gatherings]
    for one in events:
        one |= known({"organizer": organisers})
    return known(
        {
            "@type": "EventSeries",
            "@id": f"{site}{activity.get_absolute_url()}",
            "url": f"{site}{activity.get_absolute_url()}",
            "name": activity.name,
            "description": activity.summary,
            "inLanguage": "ja",
            "location": [place(venue) for venue in activity.venues],
            "organizer": organisers,
            "isAccessibleForFree": {Fee.FREE: True, Fee.PAID: False}.get(Fee(activity.fee)),
            "eventSchedule": _schedules(activity, list(off)) if events else [],
            "subEvent": events,
        }
    )


def _schedules(activity: Activity, off: list[Occasion]) -> list[Data]:
    """Its schedules, each but for the days on which the session of that time is off."""
    found = schema_org(activity.schedule) if activity.schedule else []
    for one in found:
        days = [str(session.date) for session in off if one.get("startTime") in (None, _clock(session.start))]
        rests = cast("list[str]", one.get("exceptDate", []))
        one |= known({"exceptDate": sorted({*rests, *days})})
    return found


def _clock(at: time | None) -> str:
    return f"{at:%H:%M}" if at else ""


def event(site: str, gathering: Gathering, others: Mapping[str, Place] | None = None) -> Data:
    """One date; what is off stays, as it does on the page."""
    activity, session = gathering
    venue = venue_of(gathering, others or {})
    url = f"{site}{activity.get_absolute_url()}"
    where = {"@type": "Place", "name": gathering.where} if gathering.where else {}
    return known(
        {
            "@type": "Event",
            "@id": f"{url}#{session.date.isoformat()}-{session.slot}",
            "url": url,
            "name": f"{activity.name}（{session.label}）" if session.label else activity.name,
            "description": session.became,
            "startDate": _moment(session.date, session.start),
            "endDate": _moment(session.date, session.end) if session.start and session.end else "",
            "eventStatus": f"{STATUS}{_state(session)}",
            "eventAttendanceMode": "https://schema.org/OfflineEventAttendanceMode",
            # The day alone: at what time it would have begun then is not kept.
            "previousStartDate": session.other_day.isoformat()
            if _was_moved(session) and session.other_day
            else "",
            "location": place(venue) if venue and venue.name == gathering.where else where,
        }
    )


def place(venue: Place) -> Data:
    address = {"@type": "PostalAddress", "addressCountry": "JP", "streetAddress": venue.address}
    point = {
        "@type": "GeoCoordinates",
        "latitude": _number(venue.latitude),
        "longitude": _number(venue.longitude),
    }
    return known(
        {
            "@type": "Place",
            "name": venue.name,
            "address": address if venue.address else {},
            "geo": point if venue.latitude is not None else {},
            "telephone": venue.phone,
        }
    )


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _state(session: Occasion) -> str:
    return STATES.get(session.decision, "Rescheduled" if _was_moved(session) else "Scheduled")


def _was_moved(session: Occasion) -> bool:
    return session.other_day is not None and not session.is_off


def _moment(day: date, at: time | None) -> str:
    """With its offset, 2026-01-17T10:00:00+09:00; the day alone where no time is known."""
    return datetime.combine(day, at, ZONE).isoformat() if at else day.isoformat()
