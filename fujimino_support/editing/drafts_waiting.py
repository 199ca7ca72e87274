"""Drafts on the front page of the admin: to be published, or to be written anew by whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import groupby

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from . import rights
from .models import Draft
from .signin.staff import who
from .waiting import SECOND, Line, Waiting, tells

SHOWN = 5


@tells(SECOND)
def of_drafts(request: HttpRequest, today: date) -> list[Waiting]:
    """Those who publish are asked to publish; whose draft came back is asked to mend it."""
    if not rights.allows(request.user, rights.VIEW, Draft):
        return []
    drafts = Draft.objects.select_related("by", "content_type").order_by("written_at")
    back = drafts.filter(by=who(request)).exclude(sent_back="")
    waits = (
        drafts.filter(sent_back="") if rights.allows(request.user, rights.PUBLISH, Draft) else drafts.none()
    )
    return [
        _kind("公開を待つ下書き", waits, lambda draft: f"{draft.by}さん、{_day(draft)}"),
        _kind("差し戻された自分の下書き", back, lambda draft: draft.sent_back),
    ]


def _kind(heading: str, drafts: QuerySet[Draft], note: Callable[[Draft], str]) -> Waiting:
    shown = list(drafts[:SHOWN])
    _fetch_rows(shown)
    lines = [
        Line(str(draft), reverse("admin:editing_draft_change", args=[draft.pk]), note(draft))
        for draft in shown
    ]
    address = reverse("admin:editing_draft_changelist")
    return Waiting(heading, drafts.count(), lines, address=address, link="下書きの一覧を開く")


def _day(draft: Draft) -> str:
    day = timezone.localdate(draft.written_at)
    return f"{day.month}月{day.day}日"


def _fetch_rows(drafts: list[Draft]) -> None:
    """What each is a draft of, in one query for each kind."""
    for kind, of_kind in groupby(
        sorted(drafts, key=lambda one: one.content_type_id), lambda one: one.content_type
    ):
        model, together = kind.model_class(), list(of_kind)
        rows = model._base_manager.in_bulk([one.object_id for one in together]) if model else {}
        for draft in together:
            draft.row = next((row for key, row in rows.items() if str(key) == draft.object_id), None)
