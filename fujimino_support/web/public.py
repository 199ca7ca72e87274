"""Marks the views whose answer is the same for every visitor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])


def public_page(view: View) -> View:
    """`view` answers a GET from public content, the day, the tick and the address alone; it sets no cookie.

    The middleware `fujimino_support.pages.PublicPages` then keeps its pages and gives them an ETag.
    """
    view.is_public_page = True  # type: ignore[attr-defined]
    return view


def is_public_page(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_public_page", False)


def daily_page(view: View) -> View:
    """A `public_page` that neither the tick nor what follows a "?" in its address changes: one answer for the whole day."""
    view.is_daily_page = True  # type: ignore[attr-defined]
    return public_page(view)


def is_daily_page(view: Callable[..., Any]) -> bool:
    return getattr(view, "is_daily_page", False)
