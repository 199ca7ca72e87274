"""Differences between two versions of a form, in the words of the form."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format

from .sheets import NEW, Difference

CHOOSE = "_choose"  # begins the name of the buttons by which one of two versions is chosen


@dataclass(frozen=True)
class Line:
    """One difference, in the words of the form."""

    label: str
    before: str
    theirs: str
    mine: str
    box: str = ""  # the name of the buttons to choose by, where both changed it
    kept: str = ""  # "theirs", "mine" or "both": what saving keeps, where there is nothing to choose

    @property
    def is_clash(self) -> bool:
        return bool(self.box)


def line_of(one: Difference, form: Any, formsets: list[Any]) -> Line:
    """A difference between sheets of `form` and its `formsets`."""
    prefix, key, name = one.place
    field, label = form.fields.get(name), ""
    if prefix:
        formset = next(formset for formset in formsets if formset.prefix == prefix)
        field = formset.empty_form.fields.get(name)
        label = f"{formset.model._meta.verbose_name} {_name_of_part(formset, key)} "
    before, theirs, mine = (_in_words(field, values) for values in (one.before, one.theirs, one.mine))
    # A row that only one of them still has is not chosen by its boxes.
    box = f"{CHOOSE}:{prefix}:{key}:{name}" if one.is_clash and None not in (one.theirs, one.mine) else ""
    return Line(f"{label}{field.label if field else name}", before, theirs, mine, box, _kept(one))


def _kept(one: Difference) -> str:
    is_half_gone = one.before is not None and None in (one.theirs, one.mine)
    if one.is_clash or is_half_gone:
        return ""
    if one.theirs == one.mine:
        return "both"
    return "theirs" if one.mine == one.before else "mine"


def _name_of_part(formset: Any, key: str) -> str:
    found = next((part.instance for part in formset.initial_forms if str(part.instance.pk) == key), None)
    return f"「{found}」" if found else "（新しい行）" if key.startswith(NEW) else "（消えた行）"


def _in_words(field: Any, values: list[str] | None) -> str:
    """The values of a box as its reader would say them."""
    if values is None:
        return "（この行はありません）"
    choices = getattr(field, "choices", None)
    if choices is not None:
        named = {str(value): str(label) for value, label in choices}
        values = [named.get(value, value) for value in values]
    if field is not None and type(field).__name__ == "BooleanField":
        return "はい" if values else "いいえ"
    if isinstance(field, forms.DateField):
        values = [_day(value) for value in values]
    return "、".join(value for value in values if value) or "（空）"


def _day(typed: str) -> str:
    """As it was typed, where it is no day."""
    try:
        return date_format(date.fromisoformat(typed))
    except ValueError:
        return typed
