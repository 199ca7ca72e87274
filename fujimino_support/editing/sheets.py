"""What a form says, box by box, so that two versions of it can be laid side by side.

One shape for what somebody saw, what a colleague has saved since, what was typed, what a draft
holds and what an old version said: the values as a browser sends them, the parts of a row by
their keys.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from dataclasses import field as attribute
from typing import Any, NamedTuple, TypeAlias

from django import forms
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.forms.boundfield import BoundField
from django.forms.formsets import DELETION_FIELD_NAME
from django.utils.datastructures import MultiValueDict

Boxes = dict[str, list[str]]
Keep: TypeAlias = Callable[[BoundField, Any], str]  # puts an uploaded file away and gives its name
NOTE = "change_note"  # the box of a form that says why; it is no part of the row
NEW = "+"  # begins the key of a part that was never saved


@dataclass(frozen=True)
class Sheet:
    """The boxes of a row, and of its parts: the prefix of the inline, the key of the part, its boxes."""

    row: Boxes = attribute(default_factory=dict)
    parts: dict[str, dict[str, Boxes]] = attribute(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """For JSON; `Sheet(**data)` is the way back."""
        return asdict(self)


class Place(NamedTuple):
    """Where on a sheet a box is: the prefix and key of its part, "" for the row; "" for a whole part."""

    prefix: str
    key: str
    name: str


class Difference(NamedTuple):
    """One box in three versions; None where the part it is in was not there."""

    place: Place
    before: list[str] | None
    theirs: list[str] | None
    mine: list[str] | None

    @property
    def is_clash(self) -> bool:
        """Whether both changed it, and not to the same. A part that one of them took away is not to choose: it stays."""
        both = self.theirs is not None and self.mine is not None
        return both and self.theirs not in (self.before, self.mine) and self.mine != self.before


def shown(form: forms.BaseForm, formsets: Iterable[Any]) -> Sheet:
    """What a form and its formsets show before anybody types."""
    return Sheet(
        {bound.name: _values(bound) for bound in form if bound.name != NOTE},
        {
            formset.prefix: {
                str(part.instance.pk): _part(formset, part)
                for part in formset.initial_forms
                if part.instance.pk
            }
            for formset in formsets
        },
    )


def typed(form: forms.BaseForm, formsets: Iterable[Any], seen: Sheet, keep: Keep) -> Sheet:
    """What was sent: a bound form and its formsets.

    A file box left alone says what it said when it was seen; a file that was sent says what `keep` calls it.
    Nobody emptied a box that was not on the form when it was seen.
    """
    parts: dict[str, dict[str, Boxes]] = {}
    for formset in formsets:
        was = seen.parts.get(formset.prefix, {})
        kept = parts[formset.prefix] = {}
        for number in range(formset.total_form_count()):
            part = formset.forms[number]
            key = formset.data.get(part.add_prefix(_key_of(formset))) or f"{NEW}{number}"
            if not _ticked(part) and (not key.startswith(NEW) or part.has_changed()):
                before = was.get(key, {})
                kept[key] = {
                    bound.name: _sent(bound, before, keep) for bound in part if _counts(formset, bound.name)
                }
    row = {bound.name: _sent(bound, seen.row, keep) for bound in form if bound.name in seen.row}
    return Sheet(row, parts)


def _part(formset: Any, part: forms.BaseForm) -> Boxes:
    return {bound.name: _values(bound) for bound in part if _counts(formset, bound.name)}


def _counts(formset: Any, name: str) -> bool:
    return name not in (DELETION_FIELD_NAME, _key_of(formset), formset.fk.name)


def _key_of(formset: Any) -> str:
    return str(formset.model._meta.pk.name)


def _ticked(part: forms.BaseForm) -> bool:
    return bool(part.data.get(part.add_prefix(DELETION_FIELD_NAME)))


def _widget(bound: BoundField) -> forms.Widget:
    widget = bound.field.widget
    return widget.widget if isinstance(widget, RelatedFieldWidgetWrapper) else widget


def _values(bound: BoundField) -> list[str]:
    """The values that a browser would send for the box as it stands."""
    widget, value = _widget(bound), bound.value()
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    if isinstance(widget, forms.FileInput):
        return [str(value or "")]
    if isinstance(widget, forms.widgets.ChoiceWidget):
        return sorted(widget.format_value(value))
    written = widget.format_value(value)
    return ["" if written is None else _lines(str(written))]


def _sent(bound: BoundField, was: Boxes, keep: Keep) -> list[str]:
    """The values that a browser did send, in the same shape."""
    widget, data = _widget(bound), bound.form.data
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.value_from_datadict(data, MultiValueDict(), bound.html_name) else []
    if isinstance(widget, forms.FileInput):
        upload = widget.value_from_datadict(data, bound.form.files, bound.html_name)
        if upload is False:
            return [""]
        return [keep(bound, upload)] if upload else was.get(bound.name, [""])
    values = [_lines(value) for value in _getlist(data, bound.html_name)]
    if getattr(widget, "allow_multiple_selected", False):
        return sorted(values)
    return values[-1:] or [""]


def _getlist(data: Any, name: str) -> list[str]:
    return (
        list(data.getlist(name)) if isinstance(data, MultiValueDict) else [data[name]] if name in data else []
    )


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


# Two versions, or three


def differences(before: Sheet, theirs: Sheet, mine: Sheet) -> list[Difference]:
    """Every box that is not the same in all three, in the order of the form."""
    found = [
        Difference(Place("", "", name), before.row.get(name), theirs.row.get(name), mine.row.get(name))
        for name in _all(mine.row, theirs.row)
    ]
    for prefix in _all(mine.parts, theirs.parts, before.parts):
        versions = [sheet.parts.get(prefix, {}) for sheet in (before, theirs, mine)]
        for key in _all(*reversed(versions)):
            boxes = [version.get(key) for version in versions]
            for name in _all(*(part or {} for part in reversed(boxes))):
                before_, theirs_, mine_ = (part.get(name) if part else None for part in boxes)
                found.append(Difference(Place(prefix, key, name), before_, theirs_, mine_))
    return [one for one in found if not one.before == one.theirs == one.mine]


def merged(
    before: Sheet,
    theirs: Sheet,
    mine: Sheet,
    choose: Mapping[Place, str] | None = None,
    database: Sheet | None = None,
) -> Sheet:
    """What both changed, in one: where only one of them changed a box, that; where both did, mine.

    `choose` may say "theirs" of a box. A part that one deleted and the other changed stays: as it was where `database`
    (`theirs`, unless that is a draft) still has it, and made anew where it has gone.
    """
    there = (database or theirs).parts
    chosen = choose or {}
    parts: dict[str, dict[str, Boxes]] = {}
    for prefix in _all(mine.parts, theirs.parts):
        was, now, new = (sheet.parts.get(prefix, {}) for sheet in (before, theirs, mine))
        kept = parts[prefix] = {}
        for key in _all(now, new):
            if key in now and key in new:
                kept[key] = _merged(prefix, key, was.get(key, {}), now[key], new[key], chosen)
            elif key in now:
                if key not in was or now[key] != was[key]:
                    kept[key] = now[key]
            elif key not in was:
                kept[key] = new[key]
            elif new[key] != was[key]:
                kept[key if key in there.get(prefix, {}) else f"{NEW}{key}"] = new[key]
    return Sheet(_merged("", "", before.row, theirs.row, mine.row, chosen), parts)


def _merged(
    prefix: str, key: str, before: Boxes, theirs: Boxes, mine: Boxes, choose: Mapping[Place, str]
) -> Boxes:
    result = {name: values for name, values in theirs.items() if name not in mine}
    for name in mine:
        one = Difference(Place(prefix, key, name), before.get(name), theirs.get(name, mine[name]), mine[name])
        take_theirs = choose.get(one.place) == "theirs" or one.mine == one.before
        result[name] = one.theirs if take_theirs and one.theirs is not None else mine[name]
    return result


def only(sheet: Sheet, base: Sheet, names: frozenset[str]) -> Sheet:
    """`sheet` where a box or an inline is among `names`, and `base` elsewhere."""
    return Sheet(
        {
            name: (sheet if name in names else base).row.get(name, values)
            for name, values in sheet.row.items()
        },
        {
            prefix: (sheet if prefix in names else base).parts.get(prefix, {})
            for prefix in _all(sheet.parts, base.parts)
        },
    )


def _all(*boxes: Mapping[str, Any]) -> list[str]:
    """The names in any of them, each once, in order."""
    return list(dict.fromkeys(name for some in boxes for name in some))


# Back into what a browser sends


def as_post(
    sheet: Sheet, now: Sheet, files: frozenset[tuple[str, str]]
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """What a browser would send for `sheet`, were `now` the database: the data, and the names of files to put in boxes.

    `files` names the boxes that hold files, as (prefix, name). Parts of `now` that `sheet` lacks are ticked for deletion.
    """
    data: dict[str, list[str]] = {}
    kept: dict[str, str] = {}

    def put(box: str, values: list[str], was: list[str] | None, is_file: bool) -> None:
        if not is_file:
            data[box] = values
        elif values != was and values != [""]:
            kept[box] = values[0]
        elif values != was:
            data[f"{box}-clear"] = ["on"]

    for name, values in sheet.row.items():
        put(name, values, now.row.get(name), ("", name) in files)
    for prefix in _all(sheet.parts, now.parts):
        parts, existing = sheet.parts.get(prefix, {}), now.parts.get(prefix, {})
        keys = [*existing, *(key for key in parts if key not in existing)]
        data |= {
            f"{prefix}-TOTAL_FORMS": [str(len(keys))],
            f"{prefix}-INITIAL_FORMS": [str(len(existing))],
            f"{prefix}-MIN_NUM_FORMS": ["0"],
            f"{prefix}-MAX_NUM_FORMS": ["1000"],
        }
        for number, key in enumerate(keys):
            if key in existing:
                data[f"{prefix}-{number}-id"] = [key]
                if key not in parts:
                    data[f"{prefix}-{number}-{DELETION_FIELD_NAME}"] = ["on"]
            for name, values in parts.get(key, existing.get(key, {})).items():
                was = existing.get(key, {}).get(name)
                put(f"{prefix}-{number}-{name}", values, was, (prefix, name) in files)
    return data, kept
