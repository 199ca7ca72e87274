"""What the form of `/contact/` carries from step to step, and what makes an inquiry suspect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.core import signing

from activities.models import Activity, Recruitment
from fujimino_support.editing.fields import KEY
from fujimino_support.editing.models import fresh_token

from .models import Inquiry

SALT = "a form of contact"
RECEIPT = signing.Signer(salt="the number of an inquiry")

LEAST_TIME = timedelta(seconds=3)  # in which nobody reads the form, fills it in and confirms it
MOST_LINKS = 3
_LINK = re.compile(r"https?://|www\.|\[url", re.IGNORECASE)
_JAPANESE = re.compile("[ぁ-ヿ一-鿿]")


class Ticket(NamedTuple):
    """Which form this is, and when it was first shown; signed, it stands in a hidden box."""

    key: str
    shown_at: int  # seconds

    @classmethod
    def issue(cls, now: datetime) -> Ticket:
        return cls(fresh_token(), int(now.timestamp()))

    @classmethod
    def read(cls, sealed: str) -> Ticket | None:
        """The ticket that was sealed, however long ago; None for anything else."""
        try:
            return cls(*signing.loads(sealed, salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return None

    def another(self) -> Ticket:
        """For what becomes a form of its own."""
        return self._replace(key=fresh_token())

    def sealed(self) -> str:
        return signing.dumps(tuple(self), salt=SALT)

    def age(self, now: datetime) -> timedelta:
        return timedelta(seconds=int(now.timestamp()) - self.shown_at)


class About(NamedTuple):
    """What the person was looking at when she took the way to the form."""

    activity: Activity | None
    recruitment: Recruitment | None


def about(asked: Mapping[str, str], today: date) -> About:
    """What an address or a hidden box names, as far as residents know of it; anything else is nothing."""
    number, key = asked.get("activity", ""), asked.get("recruitment", "")
    recruitments = Recruitment.objects.open(today).select_related("activity__council__area")
    recruitment = recruitments.filter(pk=key).first() if KEY.fullmatch(key) else None
    if recruitment:
        return About(recruitment.activity, recruitment)
    # One that has ended since the form was shown is still what it was about.
    known = Activity.objects.known(today).select_related("council__area")
    return About(known.filter(number=number).first() if KEY.fullmatch(number) else None, None)


def is_suspect(inquiry: Inquiry, trap: str, age: timedelta) -> bool:
    """Whether a machine is likely to have sent it: it fills in every box, is quick, and leaves links."""
    links = len(_LINK.findall(inquiry.text))
    return (
        bool(trap)
        or age < LEAST_TIME
        or links > MOST_LINKS
        or bool(_LINK.search(inquiry.name))
        or bool(links and not _JAPANESE.search(inquiry.text))
    )


def receipt(inquiry: Inquiry) -> str:
    """For the address of the last page: nobody learns there of an inquiry by counting on."""
    return RECEIPT.sign(str(inquiry.number))


def number_of(receipt: str) -> int | None:
    try:
        return int(RECEIPT.unsign(receipt))
    except signing.BadSignature:
        return None
