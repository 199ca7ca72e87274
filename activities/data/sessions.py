"""Sessions as rows: each date of each activity; what was called off stays, with its words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from activities.decisions import CANCELLED, CHANGED, EXTRA, POSTPONED
from activities.models import Place
from activities.upcoming import Gathering, venue_of
from fujimino_support.japanese.dates import WEEKDAYS

from .cells import iso
from .tables import Column, Row

USUAL = "いつもどおり"
DECIDED = {CANCELLED: "中止", POSTPONED: "延期", CHANGED: "変更", EXTRA: "臨時開催"}

COLUMNS = (
    Column("id", "回の番号", "活動の番号、日付、その日の何回目か。変わりません。"),
    Column("number", "活動の番号", "活動のファイルの「番号」と同じです。"),
    Column("name", "活動の名前", "活動の名前。"),
    Column("label", "回の名前", "活動の名前と別に、その回だけの名前があるとき。"),
    Column("date", "日付", "例：2025-07-01"),
    Column("weekday", "曜日", "例：火"),
    Column("starts_at", "始まる時刻", "分からないときは空です。"),
    Column("ends_at", "終わる時刻", "分からないときは空です。"),
    Column(
        "decision", "開催", "いつもどおり・中止・延期・変更・臨時開催のどれか。中止と延期の日は、行いません。"
    ),
    Column("words", "変わったこと", "中止や変更の理由など。例：中止：会場の都合"),
    Column("other_date", "延期の先・もと", "延期した先の日付、または延期する前の日付。"),
    Column("place", "場所", "その回の場所。"),
    Column("address", "住所", "場所の住所。"),
    Column("latitude", "緯度", "世界測地系（WGS 84）の度。"),
    Column("longitude", "経度", "世界測地系（WGS 84）の度。"),
    Column("url", "ページ", "活動のページのアドレス。"),
)


def rows(gatherings: Iterable[Gathering], others: Mapping[str, Place], site: str) -> list[Row]:
    """One for each; `others` are the places by name that single sessions were moved to."""
    return [_row(gathering, venue_of(gathering, others), site) for gathering in gatherings]


def key(gathering: Gathering) -> str:
    """What a session is called, for as long as it stands."""
    activity, session = gathering
    return f"{activity.number}-{session.date:%Y%m%d}-{session.slot}"


def clock(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""


def point(place: Place | None) -> tuple[float | None, float | None]:
    """Latitude and longitude, where they are known."""
    if place is None or place.latitude is None or place.longitude is None:
        return None, None
    return float(place.latitude), float(place.longitude)


def _row(gathering: Gathering, venue: Place | None, site: str) -> Row:
    activity, session = gathering
    return (
        key(gathering),
        activity.number,
        activity.name,
        session.label,
        session.date.isoformat(),
        WEEKDAYS[session.date.weekday()],
        clock(session.start),
        clock(session.end),
        DECIDED.get(session.decision, USUAL),
        session.became,
        iso(session.other_day),
        gathering.where,
        venue.address if venue else "",
        *point(venue),
        f"{site}{activity.get_absolute_url()}",
    )
