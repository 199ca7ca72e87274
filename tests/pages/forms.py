"""A form of the admin as a browser holds it: the values it would send, and those that came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple
from xml.etree.ElementTree import Element

import html5lib

TYPED = {"text", "email", "url", "tel", "number", "date", "time", "search"}


class Control(NamedTuple):
    name: str
    kind: str
    value: str


def controls(response: Any, whose: str) -> list[Control]:
    """What a browser would send of the form with this id, in order."""
    return controls_of(html5lib.parse(response.content.decode(), namespaceHTMLElements=False), whose)


def controls_of(document: Element, whose: str) -> list[Control]:
    (form,) = [found for found in document.iter("form") if found.get("id") == whose]
    return sent_by(form)


def sent_by(form: Element) -> list[Control]:
    return [control for part in form.iter() for control in _sent(part)]


def _sent(part: Element) -> Iterator[Control]:
    name = part.get("name")
    if not name or "disabled" in part.attrib:
        return
    if part.tag == "textarea":
        # The parser drops the line break that the markup begins with, as a browser does.
        yield Control(name, "textarea", part.text or "")
    elif part.tag == "select":
        options = [option for option in part.iter("option") if "selected" in option.attrib]
        if not options and "multiple" not in part.attrib:
            options = list(part.iter("option"))[:1]
        yield from (Control(name, "select", option.get("value", "")) for option in options)
    elif part.tag == "input":
        kind = part.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in part.attrib:
                yield Control(name, kind, part.get("value", "on"))
        elif kind not in ("submit", "button", "file", "reset"):
            yield Control(name, kind, part.get("value", ""))


def body(sent: list[Control]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for control in sent:
        if control.name != "csrfmiddlewaretoken":
            values.setdefault(control.name, []).append(control.value)
    return values


def typed(sent: list[Control]) -> list[str]:
    """The names of what one types, without the pattern for rows that are added later."""
    return [
        control.name
        for control in sent
        if control.kind in TYPED | {"textarea"} and "__prefix__" not in control.name
    ]


def complaints(response: Any) -> dict[str, list[str]]:
    """The messages on each control of a form that came back, inline rows among them."""
    if response.status_code != 200 or "adminform" not in response.context:
        return {}
    forms = [response.context["adminform"].form]
    for inline in response.context["inline_admin_formsets"]:
        forms += inline.formset.forms
    return {
        form.add_prefix(name): [str(message) for message in messages]
        for form in forms
        for name, messages in form.errors.items()
    }
