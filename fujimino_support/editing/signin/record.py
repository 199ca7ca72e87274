"""Writing the record of sign-ins."""

from __future__ import annotations

import ipaddress
from datetime import datetime

from django.http import HttpRequest

from fujimino_support.editing.models import User
from fujimino_support.web.proxies import client_address

from .models import Outcome, SignIn


def record(
    request: HttpRequest, outcome: Outcome, user: User | None, now: datetime, colleague: User | None = None
) -> None:
    SignIn.objects.create(
        at=now, user=user, outcome=outcome, address=address_of(request) or None, colleague=colleague
    )


def address_of(request: HttpRequest) -> str:
    """The client's address; empty when nobody tells it."""
    address = client_address(request)
    try:
        return str(ipaddress.ip_address(address))
    except ValueError:
        return ""
