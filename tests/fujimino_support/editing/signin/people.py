"""Members of staff at the door, and what they do there."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from fujimino_support.editing.models import User
from fujimino_support.editing.signin.models import SignIn
from tests import make

PASSWORD = "kamome-to-hamanasu"
EIGHT = datetime(2026, 1, 13, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
OFFICE, HOME = "198.51.100.7", "203.0.113.9"


def clerk(username: str = "hamada", **facts: Any) -> User:
    return make.user(username, **{"password": PASSWORD, **facts})


def in_group(user: User, *names: str) -> User:
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])
    return user


def city_clerk(username: str = "isobe", **facts: Any) -> User:
    return in_group(clerk(username, last_name="磯部", first_name="花", **facts), "市職員")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def knock(
    client: Client, username: str = "hamada", password: str = PASSWORD, at: str = OFFICE, **more: Any
) -> Any:
    """The login form, sent from the address `at`."""
    return client.post("/admin/login/", {"username": username, "password": password, **more}, REMOTE_ADDR=at)


def at(moment: datetime) -> time_machine.travel:
    return time_machine.travel(moment, tick=False)


def where(answer: Any) -> str:
    """Where an answer leads, or what it says went wrong."""
    if answer.status_code == 302:
        return str(answer["Location"])
    found = re.findall(
        r'<p class="errornote" role="alert">(.*?)</p>|<ul class="errorlist".*?>(.*?)</ul>',
        answer.content.decode(),
        re.S,
    )
    return html.unescape(re.sub("<.*?>", "", " ".join(note or listed for note, listed in found)))


def phone_of(user: User) -> TOTPDevice:
    return TOTPDevice.objects.create(user=user, name="スマートフォン")


def paper_of(user: User, *codes: str) -> StaticDevice:
    paper = StaticDevice.objects.create(user=user, name="控えの番号")
    for code in codes:
        paper.token_set.create(token=code)
    return paper


def shown(key: bytes, moment: datetime) -> str:
    """What an app shows at `moment`."""
    totp = TOTP(key)
    totp.time = moment.timestamp()
    return f"{totp.token():06}"


def written() -> list[tuple[str | None, str, str | None, str | None]]:
    """The record, oldest first: whose, what, where, with whose help."""
    lines = SignIn.objects.order_by("pk").select_related("user", "colleague")
    return [
        (
            line.user.username if line.user else None,
            line.outcome,
            line.address,
            line.colleague.username if line.colleague else None,
        )
        for line in lines
    ]
