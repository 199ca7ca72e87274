"""Values kept in the cache, which may be away: then they are reckoned anew."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, TypeVar

from django.core.cache import cache

T = TypeVar("T")

DAY = 24 * 60 * 60  # seconds

logger = logging.getLogger(__name__)


def kept(key: str, reckon: Callable[[], T]) -> T:
    """The value under `key`, or what `reckon` gives, kept for at most a day."""
    value: T | None = look(key)
    if value is None:
        value = reckon()
        keep(key, value)
    return value


def look(key: str) -> Any:
    """The value under `key`, or None."""
    try:
        return cache.get(key.replace(" ", ":"))
    except Exception:
        # Redis raises errors of its own, and no page may fail because it is being restarted.
        logger.warning("the cache does not answer", exc_info=True)
        return None


def keep(key: str, value: object) -> None:
    try:
        cache.set(key.replace(" ", ":"), value, DAY)
    except Exception:
        logger.warning("the cache does not answer", exc_info=True)
