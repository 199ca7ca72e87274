"""Waits after wrong passwords, counted in the database because several hosts share it.

A try is counted before its password is looked at and forgotten when it succeeds, so tries made at the same moment
cannot slip past the count. A try that is refused counts nothing, so impatience does not lengthen a wait.

One person's mistakes stop her name at her address only. An address waits for mistakes over many different names, which no
single person makes; a name waits everywhere only after far more mistakes than one address is allowed, and even then not
at an address from which its owner has come in lately.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils.crypto import salted_hmac

from fujimino_support.web.proxies import household

from .models import Outcome, SignIn, Tries

MISTAKES_OF_ONE = 5  # of one name at one address
NAMES_AT_ADDRESS = 20  # different names with mistakes within an hour
MISTAKES_ANYWHERE = 50  # of one name at all addresses within a day
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(minutes=15)
HOUR, DAY, LATELY = timedelta(hours=1), timedelta(days=1), timedelta(days=30)
NO_WAIT = timedelta()


class Attempt(NamedTuple):
    """A name as it was typed, and where."""

    name: str
    address: str

    @property
    def keys(self) -> dict[str, str]:
        return {"name_key": name_key(self.name), "address_key": _key("address", household(self.address))}


def begin(attempt: Attempt, now: datetime) -> timedelta:
    """Count a try, or give the time that is left to wait."""
    elsewhere = _wait_of_address(attempt, now) or _wait_of_name(attempt, now)
    if elsewhere:
        return elsewhere
    with transaction.atomic():
        # Writing what is there already locks the row, whether it is new or not.
        Tries.objects.bulk_create(
            [Tries(**attempt.keys, last_at=now)],
            update_conflicts=True,
            unique_fields=["name_key", "address_key"],
            update_fields=["name_key"],
        )
        tries = Tries.objects.get(**attempt.keys)
        left = _left(tries.failures, MISTAKES_OF_ONE, tries.last_at, now)
        if not left:
            tries.failures += 1
            tries.last_at = now
            tries.save()
    return left


def wait(attempt: Attempt, now: datetime) -> timedelta:
    """How long the next try has to wait; counts nothing."""
    tries = Tries.objects.filter(**attempt.keys).first()
    own = _left(tries.failures, MISTAKES_OF_ONE, tries.last_at, now) if tries else NO_WAIT
    return max(own, _wait_of_address(attempt, now), _wait_of_name(attempt, now))


def succeed(attempt: Attempt) -> None:
    Tries.objects.filter(**attempt.keys).update(failures=0)


def forgive(name: str) -> None:
    """A colleague vouches for this name."""
    Tries.objects.filter(name_key=name_key(name)).update(failures=0)


def forget(now: datetime) -> None:
    """Rows older than a day leave; one that somebody is writing stays."""
    with transaction.atomic():
        old = Tries.objects.select_for_update(skip_locked=True).filter(last_at__lt=now - DAY)
        Tries.objects.filter(pk__in=old.values("pk")).delete()


def pause(mistakes: int, allowed: int) -> timedelta:
    """
    >>> [pause(mistakes, 5) // timedelta(minutes=1) for mistakes in (4, 5, 6, 7, 8, 9, 1000)]
    [0, 1, 2, 4, 8, 15, 15]
    """
    if mistakes < allowed:
        return NO_WAIT
    times: int = 2 ** min(mistakes - allowed, 10)
    return min(FIRST_WAIT * times, LONGEST_WAIT)


def name_key(name: str) -> str:
    return _key("name", unicodedata.normalize("NFKC", name).casefold())


def _wait_of_address(attempt: Attempt, now: datetime) -> timedelta:
    rows = _recent(now - HOUR).filter(address_key=attempt.keys["address_key"])
    names, last = rows.aggregate(Count("pk"), Max("last_at")).values()
    return _left(names, NAMES_AT_ADDRESS, last, now)


def _wait_of_name(attempt: Attempt, now: datetime) -> timedelta:
    rows = _recent(now - DAY).filter(name_key=attempt.keys["name_key"])
    mistakes, last = rows.aggregate(Sum("failures"), Max("last_at")).values()
    left = _left(mistakes or 0, MISTAKES_ANYWHERE, last, now)
    if left and _came_in_lately(attempt, now):
        return NO_WAIT
    return left


def _recent(since: datetime) -> QuerySet[Tries]:
    return Tries.objects.filter(failures__gt=0, last_at__gte=since)


def _came_in_lately(attempt: Attempt, now: datetime) -> bool:
    return SignIn.objects.filter(
        user__username=attempt.name,
        address=attempt.address or None,
        outcome=Outcome.SIGNED_IN,
        at__gte=now - LATELY,
    ).exists()


def _left(mistakes: int, allowed: int, last: datetime | None, now: datetime) -> timedelta:
    if last is None:
        return NO_WAIT
    return max(NO_WAIT, last + pause(mistakes, allowed) - now)


def _key(kind: str, value: str) -> str:
    return salted_hmac(f"fujimino_support.editing.signin.{kind}", value, algorithm="sha256").hexdigest()
