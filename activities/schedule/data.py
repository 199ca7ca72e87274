"""Schedules as JSON and back, for a database column or a file."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, time
from typing import Any

from .rules import (
    Always,
    Frequency,
    Holiday,
    Irregular,
    Item,
    MonthsPlan,
    Rule,
    Schedule,
    Slot,
    Span,
    Suspended,
)

_TYPES: dict[str, type[Any]] = {
    "rule": Rule,
    "always": Always,
    "irregular": Irregular,
    "frequency": Frequency,
    "months": MonthsPlan,
    "suspended": Suspended,
}
_NAMES = {kind: name for name, kind in _TYPES.items()}
_DATES = frozenset({"since", "until", "anchor"})


def to_data(schedule: Schedule) -> dict[str, Any]:
    """Plain dicts, lists, strings and numbers; what is empty is left out.

    >>> schedule = Schedule((Rule(weekdays=frozenset({5}), weeks=frozenset({2})),), ("雨天中止",))
    >>> to_data(schedule)
    {'items': [{'type': 'rule', 'weekdays': [5], 'weeks': [2]}], 'notes': ['雨天中止']}
    >>> from_data(to_data(schedule)) == schedule
    True
    """
    return {"items": [_item_data(item) for item in schedule.items], "notes": list(schedule.notes)}


def from_data(data: dict[str, Any]) -> Schedule:
    """The schedule that `to_data` wrote; a contradiction in the data is refused like any other."""
    return Schedule(tuple(_item(item) for item in data["items"]), tuple(data["notes"]))


def _item_data(item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"type": _NAMES[type(item)]}
    for field in fields(item):
        value = getattr(item, field.name)
        if value != field.default:
            found[field.name] = _plain(value)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Slot):
        return [f"{at:%H:%M}" if at else "" for at in (value.start, value.end)] + [value.part]
    if isinstance(value, Span):
        return [value.first_month, value.first_day, value.last_month, value.last_day]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Holiday):
        return value.value
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if type(value) in _NAMES:
        return _item_data(value)
    return value


def _item(data: dict[str, Any]) -> Item:
    values = {name: _value(name, value) for name, value in data.items() if name != "type"}
    item: Item = _TYPES[data["type"]](**values)
    return item


def _slot(start: str, end: str, part: str) -> Slot:
    return Slot(time.fromisoformat(start) if start else None, time.fromisoformat(end) if end else None, part)


def _value(name: str, value: Any) -> Any:
    if name == "slots":
        return tuple(_slot(*slot) for slot in value)
    if name == "closed":
        return tuple(Span(*span) for span in value)
    if name in {"dates", "off"}:
        return tuple(date.fromisoformat(day) for day in value)
    if name == "usual":
        return tuple(_item(one) for one in value)
    if name in _DATES:
        return date.fromisoformat(value)
    if name in {"holiday", "unfit_moves"}:
        return Holiday(value)
    return frozenset(value) if isinstance(value, list) else value
