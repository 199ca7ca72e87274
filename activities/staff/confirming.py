"""確認日: somebody asked, and nothing has changed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction

from activities.models import Act, Activity, Deed
from activities.schedule import planned_anew, to_data
from fujimino_support.editing import history, rights
from fujimino_support.editing.models import ContentVersion

from .acts import Name, Overtaken, Step, done_by, own

DONE = "変わりがないことを確かめた"
TAKEN_BACK = f"「{DONE}」の取り消し"
CONFIRMED_ON, SCHEDULE = "confirmed_on", "schedule_data"


@transaction.atomic
def confirm(user: Any, activity: Activity, on: date) -> bool:
    """Let 確認日 of `activity` be the day `on`, with its history; False when it is as late already, and nothing is done.

    A plan of months whose words name no fiscal year is from then on one of that of `on`.

    Raises PermissionDenied for whoever may not confirm.
    """
    if not rights.may_confirm(user, activity):
        raise PermissionDenied
    ContentVersion.hold()
    row = Activity.objects.get(pk=activity.pk)
    if row.confirmed_on is not None and row.confirmed_on >= on:
        return False
    facts: dict[str, Any] = {CONFIRMED_ON: on}
    anew = row.schedule and planned_anew(row.schedule, row.schedule_words, on)
    if anew and anew != row.schedule:
        facts[SCHEDULE] = to_data(anew)
    _write(user, row, facts, DONE)
    return True


@transaction.atomic
def confirm_by_tap(user: Any, name: Name, key: str, now: datetime) -> Act | None:
    """Confirm the activity of a session, as an act that can be undone; the same for as often as `key` is sent.

    None when somebody has confirmed it today already. Raises Activity.DoesNotExist when it has been deleted.
    """
    ContentVersion.hold()
    done = done_by(user, key)
    if done:
        return done
    row = Activity.objects.get(pk=name.activity)
    if not confirm(user, row, now.date()):
        return None
    before, after = (_state(one) for one in (row, Activity.objects.get(pk=row.pk)))
    return Act.objects.create(
        key=own(key),
        at=now,
        by=user,
        deed=Deed.CONFIRMED,
        about=row.name,
        steps=[[name.activity, name.date.isoformat(), name.slot, before, after]],
    )


def take_back(user: Any, act: Act, steps: list[Step]) -> None:
    """Let 確認日 be what it was; raises Overtaken when somebody has written another since, or the activity is gone."""
    for name, before, after in steps:
        row = Activity.objects.filter(pk=name.activity).first()
        if row is None or row.confirmed_on != _day(after):
            raise Overtaken({})
        facts: dict[str, Any] = {CONFIRMED_ON: _day(before)}
        was, made = ((state or {}).get(SCHEDULE) for state in (before, after))
        if was != made and row.schedule_data == made:
            facts[SCHEDULE] = was
        _write(user, row, facts, TAKEN_BACK)


def _state(row: Activity) -> dict[str, Any]:
    return {CONFIRMED_ON: row.confirmed_on and row.confirmed_on.isoformat(), SCHEDULE: row.schedule_data}


def _day(state: dict[str, Any] | None) -> date | None:
    words = (state or {}).get(CONFIRMED_ON)
    return date.fromisoformat(words) if words else None


def _write(user: Any, row: Activity, facts: dict[str, Any], comment: str) -> None:
    history.remember(row)
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(comment)
        for name, value in facts.items():
            setattr(row, name, value)
        row.save(update_fields=list(facts))
    LogEntry.objects.log_actions(user.pk, [row], CHANGE, comment)
