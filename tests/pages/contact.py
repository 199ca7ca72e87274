"""A resident at the form of `/contact/`: what she finds in its boxes, and what she sends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import time_machine
from django.test import Client
from django.utils import timezone

from tests.pages.forms import controls_of
from tests.pages.reading import facts, lines, main, read_html, title

# What HTML cannot hold; whoever typed it finds the rest.
IN_NO_PAGE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
WORDS = {
    "kind": "join",
    "name": "磯部 花子",
    "phone": "090-0000-5678",
    "mail": "",
    "town": "浜一丁目",
    "text": "体操に行ってみたいです。\n\n膝が悪いのですが、いすでもできますか。",
}


class Screen(NamedTuple):
    """What came back."""

    answer: Any

    @property
    def page(self) -> Element:
        return read_html(IN_NO_PAGE.sub("", self.answer.content.decode()))

    @property
    def status(self) -> int:
        return int(self.answer.status_code)

    @property
    def title(self) -> str:
        return title(self.page).split("｜")[0]

    @property
    def lines(self) -> list[str]:
        return lines(main(self.page))

    @property
    def facts(self) -> dict[str, str]:
        return dict(facts(main(self.page)))

    @property
    def boxes(self) -> dict[str, str]:
        """What the browser would send of the form, but for the token and the button."""
        sent = controls_of(self.page, "contact")
        return {one.name: one.value for one in sent if one.name != "csrfmiddlewaretoken"}

    @property
    def typed(self) -> dict[str, str]:
        return {name: self.boxes.get(name, "") for name in WORDS}

    @property
    def complaints(self) -> dict[str, str]:
        """The message beside each box that has one."""
        parts = {part.get("id") or "": part for part in main(self.page).iter("ul")}
        named = {name: re.fullmatch("id_(.*)_error", name) for name in parts}
        return {match[1]: " ".join(lines(parts[name])) for name, match in named.items() if match}


def look(client: Client, query: str = "") -> Screen:
    return Screen(client.get(f"/contact/{query}"))


def send(client: Client, boxes: dict[str, Any], step: str, **extra: Any) -> Screen:
    return Screen(client.post("/contact/", {**boxes, "step": step}, **extra))


def filled(client: Client, query: str = "", **words: str) -> dict[str, str]:
    """The boxes of a fresh form, which asks about what `query` names, with somebody's words in them."""
    return {**look(client, query).boxes, **WORDS, **words}


def a_minute_later() -> time_machine.travel:
    """Whoever writes takes her time; a machine does not."""
    return time_machine.travel(timezone.localtime() + timedelta(minutes=1), tick=True)


def taking_a_minute(client: Client, boxes: dict[str, Any], step: str = "send") -> Screen:
    with a_minute_later():
        return send(client, boxes, step)
