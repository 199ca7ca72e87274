"""Somebody between the password and being signed in.

She is nobody yet to the rest of the portal: `request.user` stays anonymous until every step is done, so no page can
forget to ask for the second one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django_otp import login as confirm
from django_otp.models import Device

from fujimino_support.editing.models import User

KEY = "signing_in"
AT_MOST = timedelta(minutes=10)
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Underway(NamedTuple):
    user: User
    device: str
    destination: str


def start(request: HttpRequest, user: User, destination: str, now: datetime) -> Underway:
    """After the right password; whoever used this browser before is out."""
    request.session.flush()
    request.session[KEY] = {
        "user": user.pk,
        "hash": user.get_session_auth_hash(),
        "until": (now + AT_MOST).timestamp(),
        "device": "",
        "destination": destination,
    }
    return Underway(user, "", destination)


def find(request: HttpRequest, now: datetime) -> Underway | None:
    """None when nobody has given a password lately, or her account has been closed or given another one since."""
    kept: dict[str, Any] = request.session.get(KEY, {})
    if not kept or kept["until"] < now.timestamp():
        return None
    user = User.objects.filter(pk=kept["user"], is_active=True, is_staff=True).first()
    if user is None or not constant_time_compare(kept["hash"], user.get_session_auth_hash()):
        return None
    return Underway(user, kept["device"], kept["destination"])


def keep(request: HttpRequest, **facts: str) -> None:
    request.session[KEY] = {**request.session[KEY], **facts}


def finish(request: HttpRequest, one: Underway) -> None:
    del request.session[KEY]
    login(request, one.user, backend=BACKEND)
    if one.device:
        confirm(request, Device.from_persistent_id(one.device))
