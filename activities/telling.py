"""Keeps the news in step with the public content, whatever way that was written."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from councils.models import Notice
from councils.models.pages import Gravity
from fujimino_support.editing.models import ContentVersion

from .models import Activity, Closure, Told, Update
from .models.activities import Status
from .news import News, news, taken_back
from .rows import changes_from

MARK = "version"  # the key under which stands what was last looked at


def is_behind(version: str, today: date) -> bool:
    """Whether content has changed, or a day has begun, since the news was last brought up to date."""
    return Told.objects.filter(pk=MARK).values_list("facts", flat=True).first() != _mark(version, today)


def tell(now: datetime) -> None:
    """Write what is new at `now`. The first time there is nothing to compare with, and nothing is told.

    Whoever comes second, in this process or another, waits for the lock and finds nothing left to tell.
    """
    with transaction.atomic():
        version = ContentVersion.lock()
        told = {row.pk: row.facts for row in Told.objects.all()}
        mark = told.pop(MARK, None)
        # A server whose clock is behind must not tell yesterday again.
        today = (
            max(timezone.localdate(now), date.fromisoformat(mark["day"])) if mark else timezone.localdate(now)
        )
        if mark == _mark(version, today):
            return
        facts = public_facts(today)
        if mark:
            hidden = _hidden(told.keys() - facts.keys(), today)
            Update.objects.forget_names([_number(key) for key in hidden])
            told |= {key: {**told[key], "name": ""} for key in hidden}
            if subjects := taken_back(told, facts, today):
                Update.objects.take_back_words(subjects)
            kept = _silent(told, facts)
            Update.objects.bulk_create(_row(one, now) for one in news(kept, facts, today))
        changed = {key: value for key, value in facts.items() if told.get(key) != value}
        _remember({**changed, MARK: _mark(version, today)})
        Told.objects.filter(pk__in=told.keys() - facts.keys()).delete()


def _mark(version: str, today: date) -> dict[str, str]:
    return {"version": version, "day": today.isoformat()}


def _row(one: News, now: datetime) -> Update:
    kind, number = one.subject.split()[:2]
    return Update(
        at=now,
        number=int(number) if kind == "activity" else None,
        subject=one.subject,
        sentence=one.sentence,
        words=one.words,
    )


def _remember(facts: dict[str, Any]) -> None:
    Told.objects.bulk_create(
        [Told(key=key, facts=value) for key, value in facts.items()],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["facts"],
    )


def _hidden(missing: set[str], today: date) -> list[str]:
    """The keys of activities whose page is there no longer: deleted, or a draft once more. Others answer by their name."""
    keys = {_number(key): key for key in sorted(missing) if key.startswith("activity")}
    known = set(Activity.objects.gone(today).filter(number__in=keys).values_list("number", flat=True))
    return [key for number, key in keys.items() if number not in known]


def _number(key: str) -> int:
    return int(key.split()[1])


def _silent(told: dict[str, Any], facts: dict[str, Any]) -> dict[str, Any]:
    """Without closures that still hold and merely concern nothing public any longer."""
    missing = [key for key in told.keys() - facts.keys() if key.startswith("closure")]
    held = Closure.objects.filter(pk__in=[key.split()[1] for key in missing]).values_list("pk", flat=True)
    silent = {f"closure {key}" for key in held}
    return {key: value for key, value in told.items() if key not in silent}


# The public facts


def public_facts(today: date) -> dict[str, Any]:
    """What residents may know on the day `today`, under the keys of `news`."""
    activities = list(Activity.objects.published(today).for_display().deciding(today))
    venues = {place.name for activity in activities for place in activity.venues}
    closures = Closure.objects.filter(last_day__gte=today).prefetch_related("areas", "places")
    urgent = Notice.objects.holding(today).filter(gravity=Gravity.URGENT)
    return {
        **{f"activity {activity.number}": _of_activity(activity) for activity in activities},
        **{f"closure {row.pk}": found for row in closures if (found := _of_closure(row, venues))},
        **{f"notice {row.pk}": _of_notice(row) for row in urgent},
    }


def _of_activity(activity: Activity) -> dict[str, Any]:
    changes = changes_from(activity.decided) if activity.status == Status.RUNNING else []
    return {
        "name": activity.name,
        "status": str(activity.status),
        "when": activity.schedule_line,
        "where": activity.where,
        "sessions": {
            f"{change.date} {change.slot}": [
                change.decision,
                *(at.isoformat() if at else None for at in (change.start, change.end)),
                change.place,
                change.new_date.isoformat() if change.new_date else None,
                change.reason,
            ]
            for change in changes
        },
    }


def _of_closure(row: Closure, venues: set[str]) -> dict[str, Any] | None:
    """None where it concerns nothing public: a hall's name may be in a draft alone."""
    areas, places = list(row.areas.all()), list(row.places.all())
    of = [area.name for area in areas] + [place.name for place in places if place.name in venues]
    if (areas or places) and not of:
        return None
    return {
        "first": row.first_day.isoformat(),
        "last": row.last_day.isoformat(),
        "reason": row.reason,
        "of": of,
    }


def _of_notice(row: Notice) -> dict[str, Any]:
    return {"text": row.text, "last": row.shown_until.isoformat() if row.shown_until else ""}
