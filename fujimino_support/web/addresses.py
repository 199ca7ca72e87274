"""The one address under which a page wants to be known."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlencode


def own_address(path: str, asked: Iterable[tuple[str, str]] = (), page: int = 1) -> str:
    """`path` with what of its parameters changes the page; the first page of a list is the list.

    >>> own_address("/today/", [("area", "oi")], page=2), own_address("/today/", [("area", "")])
    ('/today/?area=oi&page=2', '/today/')
    """
    said = [(name, value) for name, value in asked if value]
    if page > 1:
        said.append(("page", str(page)))
    return f"{path}?{urlencode(said)}" if said else path
