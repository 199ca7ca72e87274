"""What comes onto the pages, or leaves them, in the seven days from today on: it can still be put off, or renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse

from activities.models import Activity, Recruitment
from coordinators.models import Coordinator
from councils.models import Notice, Page
from fujimino_support.editing import rights
from fujimino_support.editing.models import State
from fujimino_support.editing.waiting import LAST, Line, Waiting, tells
from fujimino_support.japanese.dates import short_day_words

DAYS = 7
SHOWN, FOLDED = 5, 100


class Shown(NamedTuple):
    """A kind of rows that stand on pages from one day until another."""

    model: type[Any]
    first: str | None
    last: str
    only: Q = Q()
    parent: str = ""  # on whose screen it is edited


KINDS = (
    Shown(Activity, "public_from", "public_until", Q(state=State.PUBLIC)),
    Shown(Recruitment, None, "open_until", Q(activity__state=State.PUBLIC), parent="activity"),
    Shown(Notice, "shown_from", "shown_until"),
    Shown(Page, "public_from", "public_until", Q(state=State.PUBLIC)),
    Shown(Coordinator, "in_post_from", "in_post_until", Q(is_shown=True)),
)


@tells(LAST)
def of_this_week(request: HttpRequest, today: date) -> list[Waiting]:
    found = sorted(
        (day, order, line)
        for order, kind in enumerate(KINDS)
        if rights.allows(request.user, rights.CHANGE, kind.model)
        for day, line in _of(request.user, kind, today, today + timedelta(days=DAYS - 1))
    )
    lines = [line for _, _, line in found]
    return [Waiting("今週、始まるもの・終わるもの", len(lines), lines[:SHOWN], lines[SHOWN:FOLDED])]


def _of(user: Any, kind: Shown, first: date, last: date) -> Iterator[tuple[date, Line]]:
    ends = [(name, verb) for name, verb in ((kind.first, "から出ます"), (kind.last, "で終わります")) if name]
    within = Q()
    for name, _ in ends:
        within |= Q(**{f"{name}__range": (first, last)})
    rows = rights.rows(user, rights.VIEW, kind.model.objects.filter(kind.only & within))
    for row in rows[:FOLDED]:
        for name, verb in ends:
            day = getattr(row, name)
            if day and first <= day <= last:
                words = f"{kind.model._meta.verbose_name}「{row}」"
                yield day, Line(words, _screen(row, kind.parent), f"{short_day_words(day)}{verb}")


def _screen(row: Any, parent: str) -> str:
    meta = row._meta.get_field(parent).related_model._meta if parent else row._meta
    key = getattr(row, f"{parent}_id") if parent else row.pk
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[key])
