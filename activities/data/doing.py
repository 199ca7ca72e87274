"""Bringing a file in: all of it as one act in the history, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reversion
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import models, transaction

from activities.models import Activity, ActivityPlace, ActivityRole, Category, Place
from councils.models import Area, Council, Organisation
from fujimino_support.editing.history_many import keep_all, remember_all, with_parts
from fujimino_support.editing.models import ContentVersion

from .activities import Tie
from .outcomes import Outcome, Plan

DONE = "ファイルの取り込み"
RESTS_ON = (Activity, ActivityPlace, ActivityRole, Category, Place, Area, Council, Organisation)
STEP = 10  # between the orders of what stands in a list


class Moved(Exception):
    """The rows have changed since the plan was shown; nothing was done."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan


def bring_in(user: Any, make_plan: Callable[[], Plan], seen: str) -> Plan:
    """Do what was `seen` as the digest of a plan; Moved where it is another plan by now."""
    ground = _ground()
    plan = make_plan()  # which takes longest, and holds nobody up
    with transaction.atomic():
        ContentVersion.hold()
        if _ground() != ground:
            plan = make_plan()
        if plan.digest != seen or not plan.is_ready:
            raise Moved(plan)
        rows = _rows_now(plan.changed)
        remember_all(rows.values())
        with reversion.create_revision(manage_manually=True):
            reversion.set_user(user)
            reversion.set_comment(f"{DONE}：{plan.told}")
            for place in plan.new_places:
                place.save()
            written = _write_new(plan.new)
            changed = [_write(one, rows[one.row.pk]) for one in plan.changed]
            keep_all([*plan.new_places, *written, *changed])
        _log(user, [*plan.new_places, *written], ADDITION, plan)
        _log(user, changed, CHANGE, plan)
        return plan


def _ground() -> list[list[tuple[Any, ...]]]:
    """All that a plan rests on, as it stands: drafts too, which move no content version."""
    return [list(model._base_manager.order_by("pk").values_list()) for model in RESTS_ON]


def _rows_now(changed: list[Outcome]) -> dict[Any, models.Model]:
    """The rows afresh, because those of a plan remember their parts as they were."""
    if not changed:
        return {}
    model = type(changed[0].row)
    return {row.pk: row for row in with_parts(model, [one.row.pk for one in changed])}


def _write_new(new: list[Outcome]) -> list[models.Model]:
    """Whoever brings a number has it before numbers are given out."""
    rows: list[Any] = [one.row for one in sorted(new, key=lambda one: one.row.number is None)]
    numberless = [row for row in rows if row.number is None]
    for row in rows:
        if row.number is not None:
            row.save()
    for row, number in zip(
        numberless, type(rows[0]).next_numbers(len(numberless)) if numberless else [], strict=True
    ):
        row.number = number
        row.save()
    ActivityPlace.objects.bulk_create(
        ActivityPlace(activity=one.row, place=place, order=at * STEP)
        for one in new
        for at, place in enumerate(one.places or (), start=1)
    )
    ActivityRole.objects.bulk_create(
        ActivityRole(
            activity=one.row, organisation=tie.organisation, role=tie.role, words=tie.words, order=at * STEP
        )
        for one in new
        for at, tie in enumerate(one.ties or (), start=1)
    )
    return rows


def _write(outcome: Outcome, row: models.Model) -> models.Model:
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
