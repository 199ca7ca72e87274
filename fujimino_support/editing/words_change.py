"""Changing a word as one act, and taking the act back as one.

Taking back is an act like any other, and can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import reversion
from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models, transaction
from django.forms import modelform_factory
from reversion.models import Revision

from . import history
from .history_many import remember_all
from .models import ContentVersion
from .words import READ, Kind, Words, digest
from .words_past import BREAK, DONE, UNDONE, Made, act, made, rows_of, words_of


class Moved(Exception):
    """Places no longer say what was seen; nothing was done."""

    def __init__(self, names: list[str]) -> None:
        self.names = names


class AlreadyDone(Exception):
    """All of it says already what it shall say: the button was pressed twice."""


class Refused(Exception):
    """Rows that would not be right any more; nothing was done."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems


@dataclass
class Rewriting:
    """A row, and what its fields shall say."""

    kind: Kind
    row: Any
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.row._meta.verbose_name}「{self.row}」"

    def check(self, reads: bool) -> None:
        """Put the values into the row; raises ValidationError when it is not right any more.

        With `reads`, words that are read as they are saved are read as their own form reads them.
        """
        read = READ.get(self.kind.label)
        if reads and read and read.field in self.values:
            self._read(read)
        for name, value in self.values.items():
            setattr(self.row, name, value)
        # A file does not change here, and may be lost.
        files = [one.name for one in self.row._meta.concrete_fields if isinstance(one, models.FileField)]
        self.row.full_clean(exclude=files)

    def _read(self, read: Any) -> None:
        form_class = modelform_factory(
            self.kind.model, form=admin.site._registry[self.kind.model].form, fields=[read.field]
        )
        only_words = bool(getattr(self.row, read.field)) and getattr(self.row, read.understood) is None
        data = {read.field: self.values[read.field]} | ({read.only_words: "on"} if only_words else {})
        form = form_class(data, instance=self.row)
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
        self.values[read.understood] = getattr(self.row, read.understood)


def problems_of(error: ValidationError, row: models.Model) -> str:
    said = []
    for name, words in error.message_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{row._meta.get_field(name).verbose_name}："  # type: ignore[union-attr]
        said += [f"{label}{one}" for one in words]
    return " ".join(said)


# Doing it


def replace(user: Any, words: Words, seen: Iterable[list[Any]], among: Iterable[Kind]) -> Revision:
    """Put `words.put` where it was seen that `words.find` stands: all of it, or nothing."""
    known = {kind.label: kind for kind in among}
    seen = list(seen)
    with transaction.atomic():
        ContentVersion.hold()
        rows = {
            label: known[label].rows({key for other, key, *_ in seen if other == label})
            for label in {label for label, *_ in seen} & known.keys()
        }
        rewritings: dict[tuple[str, Any], Rewriting] = {}
        moved, done = [], 0
        for label, key, name, before, after in seen:
            row = rows.get(label, {}).get(key)
            if row is None:
                moved.append("消えたもの")
                continue
            value = getattr(row, name)
            done += digest(value) == after
            if digest(value) != before:
                moved.append(f"{row._meta.verbose_name}「{row}」")
                continue
            rewriting = rewritings.setdefault((label, key), Rewriting(known[label], row))
            rewriting.values[name] = words.within(row._meta.get_field(name), value)
        if seen and done == len(seen):
            raise AlreadyDone
        if moved:
            raise Moved(list(dict.fromkeys(moved)))
        revision, refused = _write(user, list(rewritings.values()), f"{DONE}{words}", reads=True)
        if refused or revision is None:
            raise Refused(refused)
        return revision


def _write(
    user: Any, rewritings: list[Rewriting], comment: str, reads: bool
) -> tuple[Revision | None, list[str]]:
    """Save the rows that are right as one revision; gives it, and what was wrong with the others."""
    roots = {_key(root): root for one in rewritings for root in [one.kind.root(one.row)]}
    remember_all(roots.values())
    refused, count = [], 0
    touched: dict[tuple[type[models.Model], Any], None] = {}
    with reversion.create_revision():
        reversion.set_user(user)
        for one in rewritings:
            name = one.name  # before it says anything else
            try:
                one.check(reads)
            except ValidationError as error:
                refused.append(f"{name}（{problems_of(error, one.row)}）")
                continue
            one.row.save(update_fields=list(one.values))
            touched[_key(one.kind.root(one.row))] = None
            count += len([name for name in one.values if name in words_of(one.kind)])
        changed = [
            root for model, keys in _by_model(touched) for root in model._base_manager.filter(pk__in=keys)
        ]
        saved = {_key(one.row) for one in rewritings}
        for root in changed:
            if _key(root) not in saved:
                reversion.add_to_revision(
                    root
                )  # a part changed: the row with all its parts, as on its own screen
        reversion.set_comment(f"{comment}{BREAK}{count}か所")
    if not changed:
        return None, refused
    LogEntry.objects.log_actions(user.pk, changed, CHANGE, comment)
    return history.versions_of(type(changed[0]), changed[0].pk)[0].revision, refused


def _key(row: models.Model) -> tuple[type[models.Model], Any]:
    return type(row), row.pk


def _by_model(keys: Iterable[tuple[type[models.Model], Any]]) -> list[tuple[type[models.Model], list[Any]]]:
    found: dict[type[models.Model], list[Any]] = {}
    for model, key in keys:
        found.setdefault(model, []).append(key)
    return list(found.items())


# Taking it back


def undo(user: Any, revision: Revision, among: Iterable[Kind]) -> tuple[Revision | None, list[str]]:
    """Let every place that still says what the act made of it say again what it said.

    Gives the revision of this act, None when nothing was left to do, and the places that were left alone.
    """
    with transaction.atomic():
        ContentVersion.hold()
        done = made(revision, among)
        rows = rows_of(done)
        rewritings, left = [], []
        for one in done:
            row = rows[one.kind].get(one.key)
            if row is None:
                left.append(f"消えた{one.kind.model._meta.verbose_name}「{one.name}」")
                continue
            rewriting = Rewriting(one.kind, row)
            left += _back(one, rewriting)
            if rewriting.values:
                rewritings.append(rewriting)
        title = act(revision).words
        comment = f"{DONE if act(revision).is_undoing else UNDONE}{title}"
        undoing, refused = _write(user, rewritings, comment, reads=False) if rewritings else (None, [])
        return undoing, [*left, *refused]


def _back(one: Made, rewriting: Rewriting) -> list[str]:
    """Put into `rewriting` what can go back; gives the names of places that say something else by now."""
    left = []
    read = READ.get(one.kind.label)
    for name in [name for name in one.after if name in words_of(one.kind)]:
        now = getattr(rewriting.row, name)
        if now == one.after[name]:
            rewriting.values[name] = one.before[name]
            if read and name == read.field:
                rewriting.values[read.understood] = one.before[read.understood]
        elif now != one.before[name]:
            left.append(f"{rewriting.name}の{rewriting.row._meta.get_field(name).verbose_name}")
    return left
