"""The past of a row told to one reader: what changed, in the words of a clerk, and no name that is not theirs to see."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import models
from django.utils import timezone
from django.utils.formats import date_format
from reversion.models import Version

from . import rights
from .history import Past, RowState, past_of, ticked


class Change(NamedTuple):
    """One field before and after, in words."""

    label: str
    before: str
    after: str


class Entry(NamedTuple):
    """One saving of a row."""

    version: Version
    when: datetime
    who: str
    note: str
    changes: list[Change]


class Teller:
    """Tells the past to `user`: rows that they may not name are 「ほかの地域のもの」."""

    def __init__(self, user: Any) -> None:
        self.user = user

    def entries(self, versions: models.QuerySet[Version], first: int, count: int) -> list[Entry]:
        """`count` savings of one row from the newest but `first` on, each with what it changed."""
        kept = versions.prefetch_related("revision__version_set__content_type")
        pasts = [(version, past_of(version)) for version in kept[first : first + count + 1]]
        found = []
        for number, (version, past) in enumerate(pasts[:count]):
            before = pasts[number + 1][1] if number + 1 < len(pasts) else None
            revision = version.revision
            found.append(
                Entry(
                    version,
                    timezone.localtime(revision.date_created),
                    str(revision.user or "（この画面の外）"),
                    revision.comment,
                    self.changes(before, past) if past and before else [],
                )
            )
        return found

    def changes(self, before: Past, after: Past) -> list[Change]:
        """What is not the same in two pasts of one row."""
        found = self._changed(after.version._model, "", before.row, after.row)
        for kind, key in dict.fromkeys([*before.parts, *after.parts]):
            was, now = before.parts.get((kind, key)), after.parts.get((kind, key))
            title = str(kind._meta.verbose_name)
            if was is None or now is None:
                said = self.summary(kind, now or was or {}, after.version._model)
                found.append(Change(title, said if was else "（なし）", said if now else "（消した）"))
            else:
                found += self._changed(kind, f"{title} ", was, now)
        return found

    def _changed(
        self, model: type[models.Model], title: str, before: RowState, after: RowState
    ) -> list[Change]:
        return [
            Change(
                f"{title}{field.verbose_name}",
                self.in_words(field, before.get(name)),
                self.in_words(field, after.get(name)),
            )
            for field in (*model._meta.concrete_fields, *ticked(model))
            for name in [field.name if field.many_to_many else field.attname]
            if field.editable and before.get(name) != after.get(name)
        ]

    def summary(self, model: type[models.Model], state: RowState, parent: type[models.Model]) -> str:
        """A part of a row of `parent`, which needs not be named."""
        shown = (
            field
            for field in model._meta.concrete_fields
            if field.editable and not field.primary_key and state.get(field.attname)
            if field.related_model is not parent
        )
        return "、".join(self.in_words(field, state[field.attname]) for field in shown) or "（空）"

    def in_words(self, field: Any, value: Any) -> str:
        """A value as a clerk would say it."""
        if value in (None, "", []):
            return "（空）"
        if isinstance(value, bool):
            return "はい" if value else "いいえ"
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, date):
            return date_format(value)
        if field.is_relation:
            return "、".join(self._names(field, value if isinstance(value, list) else [value]))
        return str(value)

    def _names(self, field: Any, keys: list[Any]) -> list[str]:
        rows = {str(row.pk): row for row in field.related_model._base_manager.filter(pk__in=keys)}
        mine = rights.choices(self.user, field.model, field.name)
        seen = (
            rows
            if mine is None
            else {str(key) for key in mine.filter(pk__in=keys).values_list("pk", flat=True)}
        )
        return [
            str(rows[str(key)])
            if str(key) in seen
            else "（ほかの地域のもの）"
            if str(key) in rows
            else "（消えたもの）"
            for key in keys
        ]
