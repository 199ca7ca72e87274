"""What somebody saw, in a hidden box: signed, or in short."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from django.core import signing

from .sheets import Sheet

SALT = "what staff saw"


def seal(value: Any) -> str:
    """For a hidden box: signed, so that nobody has to check it again."""
    return signing.dumps(value, salt=SALT, compress=True)


def opened(sealed: str | None) -> Any:
    """What `seal` was given; None for anything else."""
    try:
        return signing.loads(sealed or "", salt=SALT)
    except (signing.BadSignature, ValueError):
        return None


def digest(sheet: Sheet) -> str:
    return sha256(repr(sheet).encode()).hexdigest()


def row_digests(rows: Any) -> dict[str, str]:
    """What each row says, in short; by its key as text."""
    return {
        str(row.pk): sha256(
            repr([field.value_to_string(row) for field in row._meta.concrete_fields]).encode()
        ).hexdigest()[:16]
        for row in rows
    }
