"""Keeping what many rows say before one act changes them all.

`history.remember` reads the whole act by which a row was kept last; for each of the five hundred rows of such
an act that would be five hundred times five hundred. Here each act is read once.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, NamedTuple

import reversion
from django.core import serializers
from django.db import models
from reversion.models import Version
from reversion.revisions import _get_options

from . import history

AT_ONCE = 500

Name = tuple[type[models.Model], str]  # a row: its model, its key as text


class Kept(NamedTuple):
    """What one revision holds: each row as it was written, and the parts of each row."""

    rows: dict[Name, str]
    parts: dict[Name, set[Name]]


def remember_all(rows: Iterable[models.Model], note: str = "画面の外で入った内容") -> None:
    """Keep what each of `rows` says, unless its newest version and those of its parts say the same."""
    kept: dict[int, Kept] = {}
    by_model: dict[type[models.Model], list[models.Model]] = {}
    for row in rows:
        by_model.setdefault(type(row), []).append(row)
    for model, some in by_model.items():
        newest = _newest(model, [str(row.pk) for row in some])
        for row in some:
            number = newest.get(str(row.pk))
            if number is not None and number not in kept:
                kept[number] = _kept(number)
            if number is None or not _says_the_same(kept[number], row):
                with reversion.create_revision():
                    reversion.add_to_revision(row)
                    reversion.set_comment(note)


def keep_all(rows: Iterable[models.Model]) -> None:
    """Keep what each of `rows` and its parts say by now, in the revision that is being made.

    Read afresh, each kind of part once for many rows. To be used where the revision is managed manually: otherwise every
    save of every part keeps its row again.
    """
    keys: dict[type[models.Model], list[Any]] = {}
    for row in rows:
        keys.setdefault(type(row), []).append(row.pk)
    for model, some in keys.items():
        for first in range(0, len(some), AT_ONCE):
            for row in with_parts(model, some[first : first + AT_ONCE]):
                reversion.add_to_revision(row)


def with_parts(model: type[models.Model], keys: Iterable[Any]) -> models.QuerySet[Any]:
    """The rows with the `keys`, and in few queries all that is kept along with them."""
    parts: list[str] = []
    for name in _get_options(model).follow:
        part: Any = model._meta.get_field(name).related_model
        up = {relation.name for relation in part._meta.fields if relation.many_to_one} - {
            model._meta.get_field(name).remote_field.name  # type: ignore[union-attr]
        }
        parts += [name, *(f"{name}__{one}" for one in sorted(up))]
    return model._base_manager.filter(pk__in=list(keys)).prefetch_related(*parts)


def _newest(model: type[models.Model], keys: list[str]) -> dict[str, int]:
    """The newest revision of each row, by its key."""
    versions = Version.objects.get_for_model(model).filter(object_id__in=keys).order_by()
    last = versions.values("object_id").annotate(last=models.Max("pk")).values("last")
    return dict(Version.objects.filter(pk__in=last).values_list("object_id", "revision"))


def _kept(number: int) -> Kept:
    found = Kept({}, {})
    followed = _followed()
    for version in Version.objects.filter(revision=number).select_related("content_type"):
        name = version._model, version.object_id
        found.rows[name] = version.serialized_data
        for parent, foreign_key in followed.get(version._model, ()):
            key = json.loads(version.serialized_data)[0]["fields"].get(foreign_key)
            found.parts.setdefault((parent, str(key)), set()).add(name)
    return found


def _followed() -> dict[type[models.Model], list[tuple[type[models.Model], str]]]:
    """By the model of a part: the models whose rows it is kept along with, and its foreign key to them."""
    found: dict[type[models.Model], list[tuple[type[models.Model], str]]] = {}
    for model in reversion.get_registered_models():
        for name in _get_options(model).follow:
            relation: Any = model._meta.get_field(name)
            found.setdefault(relation.related_model, []).append((model, relation.field.name))
    return found


def _says_the_same(kept: Kept, row: models.Model) -> bool:
    parts = {(type(part), str(part.pk)): part for part in history.parts_of(row)}
    name = type(row), str(row.pk)
    return parts.keys() == kept.parts.get(name, set()) and all(
        kept.rows.get(one) == _written(part) for one, part in {name: row, **parts}.items()
    )


def _written(row: models.Model) -> str:
    """As a version would hold it."""
    options = _get_options(type(row))
    written: str = serializers.serialize(
        options.format,
        (row,),
        fields=options.fields,
        use_natural_foreign_keys=options.use_natural_foreign_keys,
    )
    return written
