"""JSON-LD: what a page says, for machines. Builders give plain values; `script` is the one way into a page."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from django.utils.safestring import SafeString, mark_safe

Data = dict[str, Any]

CONTEXT = "https://schema.org"
# No text of staff may end the script element or begin another (HTML, section 4.12.1.3).
UNSAFE = str.maketrans({sign: f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"})


def script(data: Data | None) -> SafeString:
    """A data block, which no browser runs and no Content-Security-Policy forbids; nothing for no data."""
    if not data:
        return SafeString()
    text = json.dumps({"@context": CONTEXT, **data}, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(f'<script type="application/ld+json">{text.translate(UNSAFE)}</script>')  # noqa: S308


def graph(things: Iterable[Data]) -> Data | None:
    """Several things side by side; None for none."""
    found = list(things)
    return {"@graph": found} if found else None


def known(data: Data) -> Data:
    """Without what is not known: an empty property would say that there is none."""
    return {name: value for name, value in data.items() if value not in (None, "", [], {})}


def breadcrumbs(site: str, crumbs: Iterable[tuple[str, str]]) -> Data:
    """schema.org BreadcrumbList of (label, path); the page itself has no path."""
    items = [
        known(
            {
                "@type": "ListItem",
                "position": position,
                "name": label,
                "item": f"{site}{path}" if path else "",
            }
        )
        for position, (label, path) in enumerate(crumbs, start=1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}
