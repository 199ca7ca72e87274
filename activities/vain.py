"""Remembers by which words nothing was found, without ever being in the way of the page."""

from __future__ import annotations

import logging
import re
from datetime import date

from django.core.cache import cache
from django.db import DatabaseError

from fujimino_support.japanese.characters import fold_width, printable

from .models import VainWord

LONGEST = 40
MOST_A_MINUTE = 30
# What may say who somebody is: a number to ring, an address.
PERSONAL = re.compile(r"[0-9][0-9\-() ]{3,}|@|https?:|[0-9]丁目|番地")

logger = logging.getLogger(__name__)


def remember(words: str, on: date) -> None:
    """Count them, unless they may be personal, or many have just been counted."""
    word = " ".join(printable(fold_width(words)).split())
    if not word or len(word) > LONGEST or PERSONAL.search(word) or _is_crowded():
        return
    try:
        VainWord.objects.add(word, on)
    except DatabaseError:
        logger.warning("words searched in vain were not counted", exc_info=True)


def _is_crowded() -> bool:
    """Whether this minute has had its share: whoever searches without end must not write without end."""
    try:
        cache.add("vain-words", 0, 60)
        return cache.incr("vain-words") > MOST_A_MINUTE
    except Exception:
        # Without a cache nothing holds them back; then nothing is counted.
        logger.warning("the cache does not answer", exc_info=True)
        return True
