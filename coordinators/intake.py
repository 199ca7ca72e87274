"""How an inquiry comes in: once for each form, in the database before anything else, within limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction

from councils.models import Area, Programme, Town
from councils.towns import find
from fujimino_support.editing.models import NumberSeries

from . import letters
from .models import Inquiry, Progress, Submission

# From one household or office, and from everywhere: the form answers with the telephone number beyond.
LIMITS_OF_ADDRESS = {timedelta(hours=1): 10, timedelta(days=1): 30}
LIMITS_OF_ALL = {timedelta(hours=1): 100, timedelta(days=1): 500}


class TooMany(Exception):
    """The form has been sent more often than the limits allow."""


class Received(NamedTuple):
    """An inquiry that has its number, and whether this very request brought it."""

    inquiry: Inquiry
    is_new: bool


def receive(inquiry: Inquiry, address_key: str, now: datetime) -> Received:
    """Save an inquiry that came by the form, with its mails, unless its `key` was received before.

    Raises TooMany where one address, or all together, have sent too many; then nothing is saved.
    """
    with transaction.atomic():
        # Whoever gives out numbers does so one after another: a form that is sent twice at one moment waits here.
        NumberSeries.objects.reaching(Inquiry._meta.label_lower, 0)
        earlier = Inquiry.objects.filter(key=inquiry.key).first()
        if earlier:
            return Received(earlier, is_new=False)
        _count(address_key, now)
        inquiry.received_at = now
        inquiry.area = area_of(inquiry)
        inquiry.save()
        if inquiry.progress != Progress.SUSPECT:
            letters.tell_of(inquiry, now)
    return Received(inquiry, is_new=True)


def area_of(inquiry: Inquiry) -> Area | None:
    """Of the activity that it is about, or else of the town; None where staff have to say."""
    activity = inquiry.recruitment.activity if inquiry.recruitment else inquiry.activity
    if activity:
        return activity.council.area
    if not inquiry.town:
        return None
    city = Programme.objects.values_list("city", flat=True).first() or ""
    found = find(list(Town.objects.select_related("area")), inquiry.town, city).town
    return found.area if found else None


def _count(address_key: str, now: datetime) -> None:
    everywhere = Submission.objects.all()
    here = everywhere.filter(address_key=address_key)
    for sent, limits in ((everywhere, LIMITS_OF_ALL), (here, LIMITS_OF_ADDRESS)):
        for span, most in limits.items():
            if sent.filter(at__gte=now - span).count() >= most:
                raise TooMany
    Submission.objects.create(address_key=address_key, at=now)
