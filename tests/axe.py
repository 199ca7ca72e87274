"""What axe says of a page, in every window that it may be seen in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Window = tuple[int, str, str]  # width, colours, forced colours

LIGHT, DARK, FORCED = ("light", "none"), ("dark", "none"), ("light", "active")
EVERY_WINDOW: list[Window] = [
    (width, *colours) for width in (360, 768, 1280) for colours in (LIGHT, DARK, FORCED)
]
# The suite looks at each page in one window, and the windows go round; `make deep` looks at each in every window.
ROUND: list[Window] = [
    *((360, *LIGHT), (768, *DARK), (1280, *FORCED)),
    *((360, *DARK), (1280, *LIGHT), (768, *FORCED), (1280, *DARK)),
]
WINDOWS = [
    pytest.param(False, id="one window each"),
    pytest.param(True, id="every window", marks=pytest.mark.deep),
]
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations", "incomplete"],
    # Else axe copies the stylesheets into the page, and the policy rightly complains.
    "preload": False,
}
# What residents read has the contrast of AAA.
STRICTER = {
    **RULES,
    "rules": {"target-size": {"enabled": True}, "color-contrast-enhanced": {"enabled": True}},
}


def windows_of(number: int, every: bool) -> list[Window]:
    """In which windows the page of this number is looked at."""
    return EVERY_WINDOW if every else [ROUND[number % len(ROUND)]]


def answers(
    page: Page, windows: Iterable[Window], rules: dict[str, Any] = RULES
) -> Iterator[tuple[str, Any]]:
    """What axe answers in each of the windows, and the name of the window."""
    for width, scheme, forced in windows:
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme, forced_colors=forced)  # type: ignore[arg-type]
        yield f"{width} {scheme} {forced}", Axe().run(page, options=rules).response
    page.emulate_media(color_scheme="light", forced_colors="none")


def faults(answer: Any) -> list[str]:
    return [
        f"{fault['id']}: {node['html'][:120]} {node.get('failureSummary', '')}"
        for fault in answer["violations"]
        for node in fault["nodes"]
    ]
