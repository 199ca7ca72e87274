"""What staff do to sessions from the phone: done once, all of it or nothing, never over somebody else's decision.

Each form carries a key, by which a second tap or a resend finds what the first has done, and what was decided when the
form was shown, by which the second of two colleagues learns of the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any, NamedTuple, TypeAlias

import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction

from activities.decisions import CANCELLED, EXTRA, MOVED_SLOT
from activities.models import Act, Activity, Headcount, SessionChange
from fujimino_support.editing.history_many import remember_all
from fujimino_support.editing.models import ContentVersion, fresh_token
from fujimino_support.japanese.dates import short_day_words

DECIDED = ("decision", "new_date", "starts_at", "ends_at", "place_id", "reason")

State: TypeAlias = "dict[str, Any] | None"  # what was decided about a session, by `DECIDED`; None: nothing


class Name(NamedTuple):
    """One session of an activity: the `slot`-th of its day."""

    activity: int
    date: date
    slot: int


class Step(NamedTuple):
    name: Name
    before: State
    after: State


class Overtaken(Exception):
    """Somebody else has decided about these sessions in the meantime."""

    def __init__(self, rows: dict[Name, SessionChange | None]) -> None:
        super().__init__(rows)
        self.rows = rows


class TooLate(Exception):
    """The day has passed."""


def cancelled(before: State, reason: str) -> State:
    """`before`, called off; the times of an added session stay, so that the page can say which one it was."""
    return {**(before or dict.fromkeys(DECIDED)), "decision": CANCELLED, "reason": reason, "new_date": None}


def usual(before: State, by_hand: bool) -> State:
    """Nothing decided; of what staff added the session itself, unless that is what is taken away.

    >>> usual({"decision": "cancelled", "reason": "雪"}, by_hand=True), usual({"decision": "extra"}, by_hand=True)
    ({'decision': 'extra', 'reason': '', 'new_date': None}, None)
    """
    if not (by_hand and before and before["decision"] != EXTRA):
        return None
    return {**before, "decision": EXTRA, "reason": "", "new_date": None}


def state_of(row: SessionChange | None) -> State:
    """As JSON keeps it.

    >>> state_of(None)
    """
    if row is None:
        return None
    return {name: _plain(getattr(row, name)) for name in DECIDED}


def _kept(row: SessionChange | None) -> State:
    """What brings the row back: days that were closed since it was decided call it off again."""
    state = state_of(row)
    return {**state, "decided_at": row.decided_at.isoformat()} if row and state else None


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return value.isoformat("minutes")
    return value.isoformat() if isinstance(value, date) else value


def rows_of(names: Iterable[Name]) -> dict[Name, SessionChange]:
    """What is decided about them, in the database."""
    wanted = set(names)
    rows = SessionChange.objects.select_related("by", "place").filter(
        activity__in={name.activity for name in wanted}, date__in={name.date for name in wanted}
    )
    found = {Name(row.activity_id, row.date, row.slot): row for row in rows}
    return {name: found[name] for name in wanted if name in found}


def steps_of(act: Act) -> list[Step]:
    return [
        Step(Name(activity, date.fromisoformat(day), slot), before, after)
        for activity, day, slot, before, after in act.steps
    ]


def done_by(user: Any, key: str) -> Act | None:
    """What the form with this key has done already, if it was hers."""
    return Act.objects.filter(key=key, by=user).first()


def own(key: str) -> str:
    """The key, or a new one where somebody else has used it: a stranger's key is no key of hers."""
    return fresh_token() if Act.objects.filter(key=key).exists() else key


@transaction.atomic
def do(
    user: Any,
    deed: str,
    wanted: Mapping[Name, State],
    seen: Mapping[Name, State],
    key: str,
    now: datetime,
    reason: str = "",
) -> Act:
    """Let each session be as `wanted`; gives what was done, the same for as often as `key` is sent.

    Raises Overtaken when one of them is no longer as `seen`, TooLate when the day of one has passed, and ValidationError
    when the database would refuse one.
    """
    ContentVersion.hold()
    done = done_by(user, key)
    if done:
        return done
    if min(name.date for name in wanted) < now.date():
        raise TooLate
    rows = rows_of(wanted)
    activities = Activity.objects.filter(pk__in={name.activity for name in wanted})
    if activities.count() < len({name.activity for name in wanted}):
        raise Overtaken({})  # one of them has been deleted
    _nobody_else(rows, {name: seen.get(name) for name in wanted})
    _nothing_further(rows, wanted)
    steps = [Step(name, _kept(rows.get(name)), after) for name, after in wanted.items()]
    act = Act(
        key=own(key),
        at=now,
        by=user,
        deed=deed,
        reason=reason,
        about=_about(steps),
        steps=[
            [step.name.activity, step.name.date.isoformat(), step.name.slot, step.before, step.after]
            for step in steps
        ],
    )
    _write(user, rows, {step.name: step.after for step in steps}, f"現場の画面から：{act}")
    act.save()
    return act


def take_back(user: Any, act: Act, steps: list[Step]) -> None:
    """Let every session be as it was before; raises Overtaken when one of them has been decided anew since."""
    rows = rows_of(step.name for step in steps)
    _nobody_else(rows, {step.name: step.after for step in steps})
    _nothing_further(rows, {step.name: step.before for step in steps})
    _write(user, rows, {step.name: step.before for step in steps}, f"現場の画面から：{act}の取り消し")


@transaction.atomic
def undo(
    user: Any,
    act: Act,
    now: datetime,
    take_back: Callable[[Any, Act, list[Step]], None] = take_back,
) -> Act:
    """Let it be as it was before `act`; a second time changes nothing.

    Raises Overtaken when it has been decided anew since, and TooLate when the last of the days has passed.
    """
    ContentVersion.hold()
    act = Act.objects.get(pk=act.pk)
    if act.undone_at is not None:
        return act
    if not may_undo(act, now.date()):
        raise TooLate
    take_back(user, act, steps_of(act))
    act.undone_at, act.undone_by = now, user
    act.save()
    return act


@transaction.atomic
def count(user: Any, name: Name, people: int, seen: int | None) -> bool:
    """Write down how many came; False, and nothing is done, where somebody has written another number than was `seen`."""
    ContentVersion.hold()
    facts = {"activity_id": name.activity, "date": name.date, "slot": name.slot}
    row = Headcount.objects.filter(**facts).first()
    if (row.people if row else None) not in (seen, people):
        return False
    Headcount.objects.update_or_create(**facts, defaults={"people": people, "by": user})
    return True


def may_undo(act: Act, today: date) -> bool:
    """Whether one of its days, of the days that were moved to or on which it was confirmed, is to come or is today."""
    days = [day for step in steps_of(act) for day in (step.name.date, *_new_days(step)) if day]
    return act.undone_at is None and max(days) >= today


def _new_days(step: Step) -> list[date]:
    state = step.after or {}
    return [date.fromisoformat(state[name]) for name in ("new_date", "confirmed_on") if state.get(name)]


def _about(steps: list[Step]) -> str:
    """「かもめ体操 12月1日（火曜日）」, of several 「かもめ体操 12月1日（火曜日）など4回」."""
    first = steps[0].name
    name = Activity.objects.values_list("name", flat=True).get(pk=first.activity)
    more = f"など{len(steps)}回" if len(steps) > 1 else ""
    return f"{name} {short_day_words(first.date)}{more}"


def _nobody_else(rows: Mapping[Name, SessionChange], expected: Mapping[Name, State]) -> None:
    others = {name: rows.get(name) for name, state in expected.items() if state_of(rows.get(name)) != state}
    if others:
        raise Overtaken(others)


def _nothing_further(rows: Mapping[Name, SessionChange], wanted: Mapping[Name, State]) -> None:
    """Raises Overtaken where something is decided about the session of a new day that would be no more."""
    left = [
        Name(name.activity, row.new_date, MOVED_SLOT)
        for name, row in rows.items()
        if row.new_date and (wanted[name] or {}).get("new_date") != row.new_date.isoformat()
    ]
    others = rows_of(left) if left else {}
    if others:
        raise Overtaken(dict(others))


def _write(user: Any, rows: Mapping[Name, SessionChange], wanted: Mapping[Name, State], comment: str) -> None:
    """Save it, with what the activities said before and say now in their history, and a line in the log for each."""
    activities = Activity.objects.filter(pk__in={name.activity for name in wanted})
    remember_all(activities)
    with reversion.create_revision():
        reversion.set_user(user)
        reversion.set_comment(comment)
        # What is taken back goes first: another row may need its new day.
        for name, state in wanted.items():
            if state is None and name in rows:
                rows[name].delete()
        for name, state in wanted.items():
            if state is not None:
                row = rows.get(name) or SessionChange(
                    activity_id=name.activity, date=name.date, slot=name.slot
                )
                _put(row, state, user)
        changed = list(activities.all())
        for activity in changed:
            reversion.add_to_revision(activity)
    LogEntry.objects.log_actions(user.pk, changed, CHANGE, comment)


def _put(row: SessionChange, state: dict[str, Any], user: Any) -> None:
    row.decision, row.reason, row.place_id = state["decision"], state["reason"], state["place_id"]
    row.new_date = date.fromisoformat(state["new_date"]) if state["new_date"] else None
    row.starts_at, row.ends_at = (
        time.fromisoformat(state[name]) if state[name] else None for name in ("starts_at", "ends_at")
    )
    row.by = user
    row.full_clean()
    row.save()
    if "decided_at" in state:  # it is as it was
        SessionChange.objects.filter(pk=row.pk).update(decided_at=state["decided_at"])
