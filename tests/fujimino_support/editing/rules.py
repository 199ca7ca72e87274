"""For the tables of tests/<app>/test_rules.py: rows that break a rule, and where they are stopped."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction

Row = TypeVar("Row", bound=models.Model)


class Breach(NamedTuple):
    rule: str
    row: Callable[[], models.Model]  # not saved as it stands: it breaks this rule and no other
    messages: dict[str, list[str]]


def changed(row: Row, **facts: Any) -> Row:
    for name, value in facts.items():
        setattr(row, name, value)
    return row


def rules_of(app: str) -> list[str]:
    """Every constraint and every unique field of an app, by name."""
    rules = []
    for model in apps.get_app_config(app).get_models():
        rules += [constraint.name for constraint in model._meta.constraints]
        rules += [
            f"{model._meta.model_name}.{field.name}"
            for field in model._meta.local_fields
            if field.unique and not isinstance(field, models.AutoField)
        ]
    return sorted(rules)


def words_of_constraints(app: str) -> dict[str, str]:
    return {
        constraint.name: str(constraint.violation_error_message)
        for model in apps.get_app_config(app).get_models()
        for constraint in model._meta.constraints
    }


def refusal_by_form(row: models.Model) -> dict[str, list[str]]:
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    return refusal.value.message_dict


def save_past_the_form(row: models.Model) -> None:
    with transaction.atomic():
        row.save(force_insert=row._state.adding)
