"""The second step: a number from an app on the phone, or a spare one from paper. django-otp keeps both.

Its own form leaves the choice of a device to the person and sticks at it; here the number's length tells which is meant.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from base64 import b32encode
from binascii import unhexlify
from datetime import datetime, timedelta
from io import BytesIO
from typing import NamedTuple

import segno
from django.db import transaction
from django_otp.models import Device
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from django_otp.util import random_hex

from fujimino_support.editing.models import User

from . import field

FROM_PHONE, FROM_PAPER = re.compile(r"[0-9]{6}"), re.compile(r"[0-9]{10}")
SPARE_CODES = 10


class Answer(NamedTuple):
    """The device that knows the number, or None; whether it was asked at all; how long the next try has to wait."""

    device: Device | None
    tried: bool
    wait: timedelta


def has_phone(user: User) -> bool:
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def plain(typed: str) -> str:
    """
    >>> plain("１２３ 456"), plain("1234-5678-90")
    ('123456', '1234567890')
    """
    return re.sub(r"[\s‐-―ー−-]", "", unicodedata.normalize("NFKC", typed))


def check(user: User, number: str, now: datetime) -> Answer:
    """Whether `number` is right for `user` now; a right one is used up."""
    kind = StaticDevice if FROM_PAPER.fullmatch(number) else TOTPDevice
    with transaction.atomic():
        device = kind.objects.select_for_update().filter(user=user, confirmed=True).order_by("pk").first()
        if device is None:
            return Answer(None, True, timedelta())
        tried, _ = device.verify_is_allowed()
        known = device.verify_token(number)
        free, why = device.verify_is_allowed()
        return Answer(device if known else None, tried, timedelta() if free else why["locked_until"] - now)


def new_secret() -> str:
    return str(random_hex(20))


def secret_to_type(secret: str) -> str:
    """
    >>> secret_to_type("00" * 20)
    'AAAA AAAA AAAA AAAA AAAA AAAA AAAA AAAA'
    """
    return " ".join(re.findall(".{4}", b32encode(unhexlify(secret)).decode()))


def address_for_app(user: User, secret: str) -> str:
    return str(TOTPDevice(user=user, key=secret).config_url)


def qr_code(user: User, secret: str) -> bytes:
    out = BytesIO()
    code = segno.make(address_for_app(user, secret), error="m", micro=False)
    code.save(out, kind="svg", scale=6, border=4, light="#fff")
    return out.getvalue()


def add_phone(user: User, secret: str, number: str, now: datetime) -> tuple[Device, list[str]] | None:
    """The phone that shows `number` from `secret` replaces any other, with new spare numbers; None when it does not."""
    totp = TOTP(unhexlify(secret))
    totp.time = now.timestamp()
    if not FROM_PHONE.fullmatch(number) or not totp.verify(int(number), tolerance=1):
        return None
    with transaction.atomic():
        User.objects.select_for_update().get(pk=user.pk)
        remove_phone(user)
        phone = TOTPDevice.objects.create(
            user=user, name="スマートフォン", key=secret, drift=totp.drift, last_t=totp.t()
        )
        return phone, _new_spare_codes(user)


@transaction.atomic
def remove_phone(user: User) -> None:
    """And the spare numbers. Locked first, as `check` does, so that neither waits for the other's half."""
    for kind in (TOTPDevice, StaticDevice):
        list(kind.objects.select_for_update().filter(user=user))
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).delete()
    field.forget_all(user)


def spare_codes_left(user: User) -> int:
    return sum(device.token_set.count() for device in StaticDevice.objects.filter(user=user))


def _new_spare_codes(user: User) -> list[str]:
    paper = StaticDevice.objects.create(user=user, name="控えの番号")
    codes: set[str] = set()
    while len(codes) < SPARE_CODES:
        codes.add(f"{secrets.randbelow(10**10):010}")
    for code in codes:
        paper.token_set.create(token=code)
    return [f"{code[:4]} {code[4:8]} {code[8:]}" for code in sorted(codes)]
