"""Sentences with a number in them."""

from datetime import timedelta
from math import ceil


def span(wait: timedelta) -> str:
    """
    >>> span(timedelta(seconds=3)), span(timedelta(seconds=60)), span(timedelta(seconds=61)), span(timedelta(hours=5))
    ('3秒', '1分', '2分', '5時間')
    """
    seconds = max(1, ceil(wait.total_seconds()))
    if seconds < 60:
        return f"{seconds}秒"
    if seconds <= 90 * 60:
        return f"{ceil(seconds / 60)}分"
    return f"{ceil(seconds / 3600)}時間"
