"""How long rows are kept that are about what happened: a model says so, and `manage.py forget` asks each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple, TypeAlias

from django.apps import apps
from django.db import models
from django.utils import timezone


class KeptFor(NamedTuple):
    """From the moment in `field` on; a model has it as its attribute `kept_for`."""

    field: str
    span: timedelta


def kept_models() -> list[tuple[type[models.Model], KeptFor]]:
    return [(model, model.kept_for) for model in apps.get_models() if hasattr(model, "kept_for")]


Forgetter: TypeAlias = Callable[[date, datetime], list[str]]
_forgetters: list[Forgetter] = []


def forgets(forgetter: Forgetter) -> Forgetter:
    """Let `manage.py forget` call `forgetter` with its day and the moment; it returns lines that say what is gone.

    For rows that stay without what is personal in them; the cellar knows none of them.
    """
    _forgetters.append(forgetter)
    return forgetter


def forget_the_personal(on: date, now: datetime) -> list[str]:
    return [line for forgetter in _forgetters for line in forgetter(on, now)]


def midnight(day: date) -> datetime:
    """The moment at which `day` begins here."""
    return timezone.make_aware(datetime.combine(day, time()))
