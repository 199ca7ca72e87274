"""Rows that take long to make, made once for all tests of a module.

Each test has its own transaction inside of theirs, and is rolled back to them. A module in which they stand has no test
with real transactions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings


@contextmanager
def standing(blocker: Any, build: Callable[[], object], media: Path) -> Iterator[None]:
    """What `build` makes; its files are laid into `media`, from where a test takes a copy."""
    with blocker.unblock(), transaction.atomic():
        with override_settings(MEDIA_ROOT=media):
            build()
        yield
        transaction.set_rollback(True)
