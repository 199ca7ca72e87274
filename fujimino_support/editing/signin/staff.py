"""Who is in, and who may help whom with an account."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib.auth.models import Group
from django.db.models import QuerySet
from django.http import HttpRequest

from fujimino_support.editing.models import User
from fujimino_support.editing.rights import Role

# They go no further than the rights of whoever looks after accounts; any other group is for superusers to give.
GIVEN_BY_STAFF = frozenset({Role.CITY.value, Role.OPERATOR.value})


def is_signed_in(request: HttpRequest) -> bool:
    """A member of staff who has taken every step."""
    user = request.user
    if not (user.is_active and user.is_staff) or user.password_is_temporary:
        return False
    return not settings.STAFF_OTP or getattr(user, "otp_device", None) is not None


def who(request: HttpRequest) -> User:
    """Whoever is signed in; for pages that let nobody else in."""
    return cast(User, request.user)


def reaches(user: User, account: User) -> bool:
    """Nobody reaches above herself: superusers, and groups that only superusers give, are out of others' reach."""
    if user.is_superuser:
        return True
    return not account.is_superuser and groups_of(account) <= GIVEN_BY_STAFF


def groups_given_by(user: User) -> QuerySet[Group]:
    groups = Group.objects.order_by("pk")
    return groups if user.is_superuser else groups.filter(name__in=GIVEN_BY_STAFF)


def groups_of(account: User) -> frozenset[str]:
    """Read once per request: the row lives no longer."""
    if not hasattr(account, "names_of_groups"):
        account.names_of_groups = frozenset(account.groups.values_list("name", flat=True))  # type: ignore[attr-defined]
    names: frozenset[str] = account.names_of_groups  # type: ignore[attr-defined]
    return names
