"""The phone that stays signed in for the work in the field, and the pages that let it in.

A colleague in front of a closed hall has no time for a password. The phone keeps a secret of its own, which opens the
pages of the phone screen and nothing else: no page of the admin looks at it, and no other page is sent it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from fujimino_support.editing import rights
from fujimino_support.editing.models import User

from .models import FIELD_DAYS, FieldSession, Outcome
from .record import record
from .staff import is_signed_in, who

COOKIE = "__Secure-field" if settings.SECURE_SSL else "field"
PAGE = "staff"  # its name in the matrix of rights

FieldView: TypeAlias = Callable[..., HttpResponse]


def field_page(view: FieldView) -> FieldView:
    """A page of the phone screen: `request.user` is whoever signed in, or the owner of the phone."""

    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        request.phone = None  # type: ignore[attr-defined]
        if not is_signed_in(request):
            phone = phone_of(request)
            if phone is None:
                return redirect_to_login(request.get_full_path(), reverse("admin:login"))
            request.phone = phone  # type: ignore[attr-defined]
            request.user = phone.user
        if not rights.may_open(request.user, PAGE):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return never_cache(page)


def phone_of(request: HttpRequest) -> FieldSession | None:
    """The field session of the phone that asks; each day it is used is noted once."""
    secret = request.COOKIES.get(COOKIE, "")
    today = timezone.localdate()
    phone = FieldSession.objects.of(secret, today) if secret else None
    if phone is None or phone.user.password_is_temporary:
        return None
    if phone.last_on != today:
        FieldSession.objects.filter(pk=phone.pk).update(last_on=today)
    return phone


def remember(request: HttpRequest, response: HttpResponse, phone: str, now: datetime) -> FieldSession:
    """Let the phone that asks stay signed in for `FIELD_DAYS` days; `phone` is what people call it."""
    with transaction.atomic():
        forget(request, response, now)
        row, secret = FieldSession.objects.enrol(who(request), phone, now)
        record(request, Outcome.FIELD_STARTED, who(request), now)
    response.set_cookie(
        COOKIE,
        secret,
        max_age=FIELD_DAYS * 24 * 60 * 60,
        path=reverse("staff"),
        secure=settings.SECURE_SSL,
        httponly=True,
        samesite="Lax",
    )
    return row


def forget(request: HttpRequest, response: HttpResponse, now: datetime) -> None:
    """Sign the phone that asks out, if it was remembered."""
    phone = phone_of(request)
    if phone is not None:
        phone.delete()
        record(request, Outcome.FIELD_ENDED, phone.user, now)
    response.delete_cookie(COOKIE, path=reverse("staff"), samesite="Lax")


def forget_all(user: User) -> None:
    """Sign every phone of `user` out: one of them, or the password, may be in other hands."""
    FieldSession.objects.filter(user=user).delete()
