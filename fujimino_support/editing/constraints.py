"""Rules that must never break, as database constraints with a Japanese message."""

from __future__ import annotations

from django.db.models import CheckConstraint, Choices, F, Q


def one_of(field: str, choices: type[Choices], name: str) -> CheckConstraint:
    """`field` holds one of `choices`, also when it is written past the form."""
    return CheckConstraint(
        condition=Q(**{f"{field}__in": choices.values}),
        name=name,
        violation_error_message="一覧にない値です。一覧から選んでください。",
    )


def in_order(first: str, last: str, name: str, message: str, strictly: bool = False) -> CheckConstraint:
    """`first` is not after `last` (or, `strictly`, before it); either may be empty."""
    comparison = Q(**{f"{first}__lt" if strictly else f"{first}__lte": F(last)})
    return CheckConstraint(
        condition=Q(**{f"{first}__isnull": True}) | Q(**{f"{last}__isnull": True}) | comparison,
        name=name,
        violation_error_message=message,
    )


def whole_point(name: str) -> CheckConstraint:
    """Latitude and longitude are known together or not at all."""
    return CheckConstraint(
        condition=Q(latitude__isnull=True, longitude__isnull=True)
        | Q(latitude__isnull=False, longitude__isnull=False),
        name=name,
        violation_error_message="緯度と経度は、両方を入力するか、両方を空けてください。",
    )
