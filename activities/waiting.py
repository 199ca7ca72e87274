"""What of the activities waits for staff: old 確認日, months without dates, decisions whose days are gone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from councils.context import portal_of
from fujimino_support.editing import rights
from fujimino_support.editing.waiting import LAST, THIRD, Line, Waiting, tells
from fujimino_support.japanese.dates import day_words

from .calls import address_of_call
from .models import Activity, VainWord
from .models.activities import ActivityQuerySet, Status
from .trust import fresh_since
from .upcoming import lacks_dates, orphans_of

SHOWN = 5
FOLDED = 100


@tells(THIRD)
def of_activities(request: HttpRequest, today: date) -> list[Waiting]:
    """As far as the person may see the activities in the admin: 社協職員 those of their areas."""
    published = Activity.objects.published(today)
    seen = cast("ActivityQuerySet", rights.rows(request.user, rights.VIEW, published))
    running = list(seen.filter(status=Status.RUNNING).deciding(today).order_by("number"))
    return [
        _unconfirmed(seen, fresh_since(today, portal_of(request).stale_after_days)),
        _undated(running, today),
        _orphaned(running, today),
    ]


@tells(LAST)
def of_words(request: HttpRequest, today: date) -> list[Waiting]:
    """Words by which nothing was found: each leads to the form that gives it a word of the same meaning."""
    if not rights.allows(request.user, rights.VIEW, VainWord):
        return []
    rows = VainWord.objects.often()
    add = reverse("admin:activities_synonym_add")
    lines = [
        Line(f"「{row.word}」", f"{add}?{urlencode({'words': row.word})}", f"{row.count}回")
        for row in rows[:SHOWN]
    ]
    return [
        Waiting(
            "さがして見つからなかった言葉",
            rows.count(),
            lines,
            address=reverse("admin:activities_vainword_changelist"),
            link="見つからなかった言葉を開く",
        )
    ]


def address_of_changes(activity: Activity) -> str:
    """Where staff decide about single days of it."""
    return f"{reverse('admin:activities_activity_change', args=[activity.pk])}#session_changes-group"


def next_month(today: date) -> tuple[date, date]:
    """The first and the last day of the month after that of `today`.

    >>> next_month(date(2026, 11, 24))
    (datetime.date(2026, 12, 1), datetime.date(2026, 12, 31))
    """
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _unconfirmed(seen: ActivityQuerySet, since: date) -> Waiting:
    rows = seen.unconfirmed(since)
    lines = [
        Line(
            row.name,
            address_of_call(row),
            f"{day_words(row.confirmed_on)}に確認" if row.confirmed_on else "まだ確かめていません",
        )
        for row in rows.select_related("council__area")[:SHOWN]
    ]
    return Waiting(
        "電話で確かめる活動",
        rows.count(),
        lines,
        address=reverse("confirm_calls"),
        link="確認電話リストを開く",
    )


def _undated(running: list[Activity], today: date) -> Waiting:
    first, last = next_month(today)
    rows = [row for row in running if lacks_dates(row, first, last)]
    return _folded(
        f"{first.month}月の日程を聞く",
        [Line(row.name, address_of_changes(row), row.schedule_line) for row in rows],
    )


def _orphaned(running: list[Activity], today: date) -> Waiting:
    return _folded(
        "いまの日時に合わない、中止や変更",
        [
            Line(row.name, address_of_changes(row), f"{decision.words}を、残すか消すか")
            for row in running
            for decision in orphans_of(row, today)
        ],
    )


def _folded(heading: str, lines: list[Line]) -> Waiting:
    return Waiting(heading, len(lines), lines[:SHOWN], lines[SHOWN:FOLDED])
