"""Passwords that a colleague hands over, and those that people choose."""

from __future__ import annotations

import secrets

from django.db import transaction

from fujimino_support.editing.models import User

from . import field, throttle

# Without letters and digits that look alike on a slip of paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_start_password() -> str:
    """Four letters thrice, to be read out or written down: 59 bits."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def hand_out(user: User) -> str:
    """A start password for `user`: the old one, her sessions and phones end, and she must choose her own at once."""
    password = new_start_password()
    with transaction.atomic():
        account = User.objects.select_for_update().get(pk=user.pk)
        account.set_password(password)
        account.password_is_temporary = True
        account.save(update_fields=["password", "password_is_temporary"])
        throttle.forgive(account.username)
        field.forget_all(account)
    return password


def choose(user: User, password: str) -> None:
    user.set_password(password)
    user.password_is_temporary = False
    user.save(update_fields=["password", "password_is_temporary"])
    field.forget_all(user)
