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
