"""How an inquiry comes in: once for each form, in the database before anything else, within limits."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils.crypto import salted_hmac

from councils.models import Area, Programme, Town
from councils.towns import find
from fujimino_support.editing.models import NumberSeries
from fujimino_support.web.proxies import household

from . import letters
from .models import Inquiry, Progress, Submission
from .models.inquiries import PERSONAL

# From one household or office, and from everywhere: the form answers with the telephone number beyond.
LIMITS_OF_ADDRESS = {timedelta(hours=1): 10, timedelta(days=1): 30}
LIMITS_OF_ALL = {timedelta(hours=1): 100, timedelta(days=1): 500}
# By themselves, so that no machine uses up what is for people.
LIMITS_OF_SUSPECTS = {timedelta(hours=1): 100, timedelta(days=1): 500}

GOES_BACK = timedelta(hours=1)


class TooMany(Exception):
    """The form has been sent more often than the limits allow; after `wait` one more may be."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


class Received(NamedTuple):
    """An inquiry that has its number, and whether it says what this very request brought."""

    inquiry: Inquiry
    is_the_same: bool


def receive(inquiry: Inquiry, address: str, now: datetime) -> Received:
    """Save an inquiry that came by the form from `address`, with its mails, unless it was received before.

    Raises TooMany where one address, or all people or all machines together, have sent too many; then nothing is saved.
    """
    with transaction.atomic():
        # Whoever gives out numbers does so one after another: a form that is sent twice at one moment waits here.
        NumberSeries.objects.reaching(Inquiry._meta.label_lower, 0)
        earlier = received_before(inquiry, now)
        if earlier:
            return Received(earlier, _words(inquiry) == _words(earlier))
        _count(_address_key(address), inquiry.is_suspect, now)
        inquiry.received_at = now
        inquiry.area = area_of(inquiry)
        inquiry.save()
        if inquiry.progress != Progress.SUSPECT:
            letters.tell_of(inquiry, now)
    return Received(inquiry, is_the_same=True)


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


def _words(inquiry: Inquiry) -> dict[str, str]:
    """What the person chose and typed."""
    return {name: getattr(inquiry, name) for name in ("kind", *PERSONAL)}


def received_before(inquiry: Inquiry, now: datetime) -> Inquiry | None:
    """What came of the same form, or just now in the very same words by the same way.

    A browser that goes back may have been given a new form for what it still shows.
    """
    lately = Inquiry.objects.filter(received_at__gte=now - GOES_BACK, **_words(inquiry))
    same = ("channel", "entered_by", "activity", "recruitment")
    in_words = lately.filter(**{name: getattr(inquiry, name) for name in same})
    return Inquiry.objects.filter(key=inquiry.key).first() or in_words.first()


def _address_key(address: str) -> str:
    return salted_hmac("coordinators.intake", household(address), algorithm="sha256").hexdigest()


def _count(address_key: str, is_suspect: bool, now: datetime) -> None:
    here = Submission.objects.filter(address_key=address_key)
    alike = Submission.objects.filter(is_suspect=is_suspect)
    for sent, limits in (
        (alike, LIMITS_OF_SUSPECTS if is_suspect else LIMITS_OF_ALL),
        (here, LIMITS_OF_ADDRESS),
    ):
        for span, most in limits.items():
            times = list(sent.filter(at__gte=now - span).order_by("-at").values_list("at", flat=True)[:most])
            if len(times) == most:
                raise TooMany([now, *times][-1] + span - now)
    Submission.objects.create(address_key=address_key, is_suspect=is_suspect, at=now)
