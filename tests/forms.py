"""A form of the admin as a browser holds it and sends it."""

from __future__ import annotations

from copy import copy
from html.parser import HTMLParser
from typing import Any

from django.core.files.base import File
from django.db import models
from django.test import Client
from django.urls import reverse


class Boxes(HTMLParser):
    """The boxes of one form: what each would send, and what its choices are called."""

    def __init__(self, form: str) -> None:
        super().__init__()
        self.form, self.inside = form, False
        self.values: dict[str, list[Any]] = {}
        self.labels: dict[str, dict[str, str]] = {}
        self.select = self.textarea = ""
        self.options: list[tuple[str, bool]] = []
        self.multiple = False
        self.label: list[tuple[str, str]] | None = None
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self.inside = given.get("id") == self.form
        if not self.inside:
            return
        name = given.get("name", "")
        if tag == "label":
            self.label, self.words = [], []
        elif tag == "input" and name:
            self._input(name, given)
        elif tag == "select" and name:
            self.select, self.options, self.multiple = name, [], "multiple" in given
            self.labels[name] = {}
        elif tag == "option" and self.select:
            self.options.append((given.get("value", ""), "selected" in given))
            self.words = []
        elif tag == "textarea" and name:
            self.textarea, self.words = name, []

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.words.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False
        if not self.inside:
            return
        words = "".join(self.words)
        if tag == "label" and self.label is not None:
            for name, value in self.label:
                self.labels.setdefault(name, {})[words.strip()] = value
            self.label = None
        elif tag == "option" and self.select:
            self.labels[self.select][words.strip()] = self.options[-1][0]
        elif tag == "select" and self.select:
            chosen = [value for value, is_chosen in self.options if is_chosen]
            first = [] if self.multiple else [self.options[0][0]]
            self.values.setdefault(self.select, []).extend(chosen or first)
            self.select = ""
        elif tag == "textarea" and self.textarea:
            # A parser drops the line break that the markup begins with.
            text = words.removeprefix("\r").removeprefix("\n").replace("\r\n", "\n")
            self.values.setdefault(self.textarea, []).append(text.replace("\n", "\r\n"))
            self.textarea = ""

    def _input(self, name: str, given: dict[str, str]) -> None:
        values = self.values.setdefault(name, [])
        kind = given.get("type", "text")
        if self.label is not None:
            self.label.append((name, given.get("value", "on")))
        if kind in ("checkbox", "radio"):
            values += [given.get("value", "on")] if "checked" in given else []
        elif kind not in ("submit", "file", "button"):
            values.append(given.get("value", ""))


class Form:
    """The form of a page as a browser holds it, sent as a browser sends it."""

    def __init__(self, staff: Client, address: str, name: str, page: Any = None) -> None:
        """Opens `address`, unless `page` came back from there."""
        self.staff, self.address, self.name = staff, address, name
        if page is None:
            page = staff.get(address)
            assert page.status_code == 200, page.status_code
        self.text = page.content.decode()
        boxes = Boxes(name)
        boxes.feed(self.text)
        self.values, self.labels = boxes.values, boxes.labels

    def copy(self) -> Form:
        form = copy(self)
        form.values = dict(self.values)
        return form

    def fill(self, name: str, typed: Any) -> None:
        assert name in self.values, f"{name} is not on the form of {self.address}"
        if isinstance(typed, bool):
            self.values[name] = ["on"] if typed else []
        elif isinstance(typed, list):
            self.values[name] = [self.labels[name][words] for words in typed]
        elif name in self.labels:
            self.values[name] = [self.labels[name][typed]]
        else:
            self.values[name] = [typed]

    def send(self, **buttons: str) -> None:
        """Save; the form must be taken."""
        answer = self.post(**buttons)
        assert answer.status_code == 302, errors_of(answer)

    def post(self, **buttons: str) -> Any:
        for values in self.values.values():
            for value in values:
                if isinstance(value, File):
                    value.seek(0)
        return self.staff.post(self.address, self.values | buttons)

    def came_back(self, answer: Any) -> Form:
        """The form as it stands in `answer`."""
        return Form(self.staff, self.address, self.name, answer)

    def add_part(self, prefix: str, **boxes: str) -> None:
        """What the script of the admin does when a clerk adds a row."""
        number = int(self.values[f"{prefix}-TOTAL_FORMS"][0])
        self.values[f"{prefix}-TOTAL_FORMS"] = [str(number + 1)]
        for name, value in boxes.items():
            self.values[f"{prefix}-{number}-{name}"] = [value]


def errors_of(answer: Any) -> list[str]:
    forms = [answer.context["adminform"].form, *answer.context["inline_admin_formsets"][:0]]
    formsets = [inline.formset for inline in answer.context["inline_admin_formsets"]]
    return [str(form.errors) for form in forms] + [str(formset.errors) for formset in formsets]


def change_address(row: models.Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def change_form(staff: Client, row: models.Model) -> Form:
    return Form(staff, change_address(row), f"{row._meta.model_name}_form")
