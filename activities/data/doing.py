"""Bringing a file in: all of it as one act in the history, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reversion
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import models, transaction

from activities.models import Activity, ActivityPlace, ActivityRole, Place
from fujimino_support.editing.history_many import remember_all
from fujimino_support.editing.models import ContentVersion

from .activities import Tie
from .outcomes import Outcome, Plan

DONE = "ファイルの取り込み"
STEP = 10  # between the orders of what stands in a list


class Moved(Exception):
    """The rows have changed since the plan was shown; nothing was done."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def bring_in(user: Any, make_plan: Callable[[], Plan], seen: str) -> Plan:
    """Do what was `seen` as the digest of a plan; Moved where it is another plan by now."""
    with transaction.atomic():
        ContentVersion.hold()
        plan = make_plan()
        if plan.digest != seen or not plan.is_ready:
            raise Moved(plan)
        rows = _rows_now(plan.changed)
        remember_all(rows.values())
        with reversion.create_revision():
            reversion.set_user(user)
            reversion.set_comment(f"{DONE}：{plan.told}")
            for place in plan.new_places:
                place.save()
            # Whoever brings a number has it before numbers are given out.
            new = sorted(plan.new, key=lambda one: one.row.number is None)
            written = [_write(one, one.row) for one in new]
            changed = [_write(one, rows[one.row.pk]) for one in plan.changed]
        _log(user, [*plan.new_places, *written], ADDITION, plan)
        _log(user, changed, CHANGE, plan)
        return plan


def _rows_now(changed: list[Outcome]) -> dict[Any, models.Model]:
    """The rows afresh, because those of a plan remember their parts as they were."""
    if not changed:
        return {}
    model = type(changed[0].row)
    return dict(model._base_manager.in_bulk([one.row.pk for one in changed]))


def _write(outcome: Outcome, row: models.Model) -> models.Model:
    """Saved last, or saved again: a version of a row is kept with its parts as they are at that moment."""
    if outcome.is_new:
        row.save()
        if outcome.places or outcome.ties:
            _write_parts(outcome, row)
            reversion.add_to_revision(row)
        return row
    for field in row._meta.concrete_fields:
        setattr(row, field.attname, getattr(outcome.row, field.attname))
    _write_parts(outcome, row)
    row.save()
    return row


def _write_parts(outcome: Outcome, row: Any) -> None:
    if outcome.places is not None:
        _hold_at(row, outcome.places)
    if outcome.ties is not None:
        _tie(row, outcome.ties)


def _hold_at(activity: Activity, places: list[Place]) -> None:
    held = {one.place_id: one for one in ActivityPlace.objects.filter(activity=activity)}
    for number, place in enumerate(places, start=1):
        one = held.pop(place.pk, None) or ActivityPlace(activity=activity, place=place)
        one.order = number * STEP
        one.save()
    for left in held.values():
        left.delete()


def _tie(activity: Activity, ties: list[Tie]) -> None:
    """The organisations that may be named; those that may not are in no file, and stay."""
    public = ActivityRole.objects.filter(activity=activity, organisation__is_public=True)
    tied = {(one.organisation_id, one.role): one for one in public}
    for number, (organisation, role, words) in enumerate(ties, start=1):
        one = tied.pop((organisation.pk, role), None) or ActivityRole(
            activity=activity, organisation=organisation, role=role
        )
        one.words, one.order = words, number * STEP
        one.save()
    for left in tied.values():
        left.delete()


def _log(user: Any, rows: list[Any], flag: int, plan: Plan) -> None:
    by_model: dict[type[models.Model], list[Any]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for some in by_model.values():
        LogEntry.objects.log_actions(user.pk, some, flag, f"{DONE}：{plan.told}")
