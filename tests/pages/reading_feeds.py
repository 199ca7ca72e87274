"""A calendar read by hand, without the library that wrote it: RFC 5545 sections 3.1, 3.3.11 and 3.4."""

from __future__ import annotations

import re
from typing import Any

NEWLINE = b"\r\n"
ESCAPED = re.compile(r"\\(.)")


def unfolded(content: bytes) -> list[str]:
    """The lines; fails at one that is too long, or that another line break than CRLF divides."""
    assert content.endswith(NEWLINE)
    folded = content.removesuffix(NEWLINE).split(NEWLINE)
    assert [line for line in folded if len(line) > 75] == []
    assert [line for line in folded if re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line)] == []
    return b"\n".join(folded).replace(b"\n ", b"").decode().split("\n")


def text(value: str) -> str:
    return ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value)


def events(content: bytes) -> list[dict[str, str]]:
    """The events, each by the names of its properties, those with parameters by name;parameters too."""
    found: list[dict[str, str]] = []
    depth: list[str] = []
    for line in unfolded(content):
        name, value = re.split(r":", line, maxsplit=1)
        if name == "BEGIN":
            depth.append(value)
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            assert depth.pop() == value
        elif depth[-1] == "VEVENT":
            assert name not in found[-1]
            found[-1][name] = text(value)
    assert depth == []
    return found


def starts(content: bytes) -> list[tuple[str, str]]:
    """The beginning of each event, as the file writes it, and its summary."""
    return sorted((_start(event), event["SUMMARY"]) for event in events(content))


def _start(event: dict[str, Any]) -> str:
    (found,) = [value for name, value in event.items() if name.split(";")[0] == "DTSTART"]
    return str(found)
