"""How long rows are kept that are about what happened: a model says so, and `manage.py forget` asks each."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.apps import apps
from django.db import models
from django.utils import timezone


class KeptFor(NamedTuple):
    """From the moment in `field` on; a model has it as its attribute `kept_for`."""

    field: str
    span: timedelta


def kept_models() -> list[tuple[type[models.Model], KeptFor]]:
    return [(model, model.kept_for) for model in apps.get_models() if hasattr(model, "kept_for")]


def midnight(day: date) -> datetime:
    """The moment at which `day` begins here."""
    return timezone.make_aware(datetime.combine(day, time()))
