"""Marks the views whose answer is the same for every visitor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.http import HttpRequest

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


def daily_file(**choices: str) -> Callable[[View], View]:
    """A `daily_page` with two answers for each of `choices`: what its address chooses by `?encoding=cp932`, and the usual one."""

    def mark(view: View) -> View:
        view.daily_choices = choices  # type: ignore[attr-defined]
        return daily_page(view)

    return mark


def daily_address(view: Callable[..., Any], request: HttpRequest) -> str:
    """All of an address by which the answers of a `daily_page` differ."""
    choices: Mapping[str, str] = getattr(view, "daily_choices", {})
    made = [f"{name}={value}" for name, value in choices.items() if request.GET.get(name) == value]
    return "?".join([request.path, *made])
