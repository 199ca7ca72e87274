"""What the phone screen says, and what staff send on: plain sentences for LINE, mail and the telephone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from activities.decisions import CANCELLED, CHANGED, EXTRA, POSTPONED, Occasion
from activities.models import Activity, SessionChange
from fujimino_support.japanese.dates import short_day_words, span_words, time_words

TITLES = {
    CANCELLED: "中止のお知らせ",
    CHANGED: "変更のお知らせ",
    POSTPONED: "延期のお知らせ",
    EXTRA: "臨時開催のお知らせ",
    "": "いつもどおり開きます",
}


def when(session: Occasion) -> str:
    """
    >>> from datetime import date, time
    >>> when(Occasion(date(2026, 12, 1), time(10), time(12)))
    '12月1日（火曜日）10時から12時'
    """
    return short_day_words(session.date) + span_words(session.start, session.end)


def notice(
    activity: Activity, session: Occasion, next_held: Occasion | None, phone: str, address: str
) -> str:
    """What to send to those who come: one fact in each line."""
    lines = [f"【{TITLES[session.decision]}】", activity.name, when(session)]
    if not session.is_off:
        lines.append(f"場所：{session.place or activity.where}" if session.place or activity.where else "")
    if session.became:
        lines.append(session.became)
    if session.is_off and next_held:
        lines.append(f"次回は、{when(next_held)}です。")
    lines.append(f"お問い合わせ：{phone}" if phone else "")
    return "\n".join(line for line in [*lines, address] if line)


def notice_of_many(
    told: Iterable[tuple[Activity, Occasion]], decision: str, reason: str, address: str
) -> str:
    """One message for all that was called off together, or opens again."""
    lines = [f"・{activity.name} {when(session)}" for activity, session in told]
    opening = [f"次の集まりを中止します（{reason}）。"] if decision == CANCELLED else []
    return "\n".join([f"【{TITLES[decision]}】", *opening, *lines, address])


def decided_by(row: SessionChange) -> str:
    """Who decided, and when: 「磯部 花子さんが、11月24日9時2分に」, or "" when the row does not tell."""
    return f"{row.by}さんが、{moment_words(row.decided_at)}に" if row.by else ""


def moment_words(at: datetime) -> str:
    """
    >>> from zoneinfo import ZoneInfo
    >>> moment_words(datetime(2026, 11, 24, 9, 2, tzinfo=ZoneInfo("Asia/Tokyo")))
    '11月24日9時2分'
    """
    local = timezone.localtime(at)
    return f"{local.month}月{local.day}日{time_words(local.time())}"
