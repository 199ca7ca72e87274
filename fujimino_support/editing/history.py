"""What every row said before: who saved it, when, what changed, and how to have it back.

django-reversion keeps the versions. A row with its parts is one thing here: its "past" at a moment
is the version of the row and those of its parts from the same revision.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from hashlib import sha256
from typing import Any, NamedTuple

import reversion
from django.db import DatabaseError, connection, models, transaction
from django.db.models.functions import Cast
from django.utils import timezone
from reversion.models import Revision, Version
from reversion.revisions import _get_options

from .models import ContentVersion

RowState = dict[str, Any]


class Past(NamedTuple):
    """What a row and its parts said when `version` was kept."""

    version: Version
    row: RowState
    parts: dict[tuple[type[models.Model], str], RowState]


def whole_digests(rows: Iterable[models.Model]) -> dict[str, str]:
    """What each row says with its ticks and parts, in short; by its key as text."""
    return {str(row.pk): sha256(repr(_whole(row)).encode()).hexdigest()[:16] for row in rows}


def _whole(row: models.Model) -> list[RowState]:
    parts = parts_of(row) if is_kept(type(row)) else []
    return [
        _state(row),
        *(_state(part) for part in sorted(parts, key=lambda part: (part._meta.label, part.pk))),
    ]


def is_kept(model: type[models.Model]) -> bool:
    """Whether versions of `model` are kept. Personal data is not: erased is erased."""
    return bool(reversion.is_registered(model))


def versions_of(model: type[models.Model], key: object) -> models.QuerySet[Version]:
    """From the newest on."""
    versions: models.QuerySet[Version] = Version.objects.get_for_object_reference(model, key)
    return versions.select_related("revision__user")


def deleted(model: type[models.Model]) -> models.QuerySet[Version]:
    """The last version of each row that is gone, from the newest on.

    reversion's own asks of every version whether its row is gone; this asks once for each row.
    """
    kept = Version.objects.get_for_model(model)
    newest = kept.order_by().values("object_id").annotate(newest=models.Max("pk")).values("newest")
    key: Any = Cast(models.OuterRef("object_id"), models.BigIntegerField())
    there = model._base_manager.filter(pk=key)
    last: models.QuerySet[Version] = kept.filter(pk__in=newest).filter(~models.Exists(there))
    return last


def last_saved(row: models.Model) -> str:
    """Who saved `row` last, and when: 「浜田 みおさん（11月3日 14時05分）」, or 「ほかの人」."""
    version = versions_of(type(row), row.pk).first() if is_kept(type(row)) else None
    if version is None or version.revision.user is None:
        return "ほかの人"
    when = timezone.localtime(version.revision.date_created)
    return f"{version.revision.user}さん（{when.month}月{when.day}日 {when.hour}時{when.minute:02}分）"


def remember(row: models.Model, note: str = "画面の外で入った内容") -> None:
    """Keep what `row` says, unless its newest version says the same: before it is changed, whatever wrote it last."""
    if not is_kept(type(row)):
        return
    newest = versions_of(type(row), row.pk).first()
    if newest is not None and _says_the_same(newest, row):
        return
    with reversion.create_revision():
        reversion.add_to_revision(row)
        reversion.set_comment(note)


def _says_the_same(version: Version, row: models.Model) -> bool:
    past = past_of(version)
    now = {(type(part), str(part.pk)): _state(part) for part in parts_of(row)}
    state = {name: value for name, value in _state(row).items() if name not in personal_fields(type(row))}
    return past is not None and past.row == state and past.parts == now


def personal_fields(model: Any) -> tuple[str, ...]:
    """Of which no version tells, so that what is erased in the row is erased."""
    return getattr(model, "personal_fields", ())


def _state(row: models.Model) -> RowState:
    """As a version of `row` would say it."""
    many = {
        field.name: [str(one.pk) for one in getattr(row, field.name).all()] for field in ticked(type(row))
    }
    return {field.attname: getattr(row, field.attname) for field in type(row)._meta.concrete_fields} | many


def ticked(model: Any) -> list[Any]:
    return [field for field in model._meta.many_to_many if field.remote_field.through._meta.auto_created]


def parts_of(row: models.Model) -> list[models.Model]:
    """The rows that are kept along with `row`."""
    return [part for name in _get_options(type(row)).follow for part in getattr(row, name).all()]


def past_of(version: Version) -> Past | None:
    """What the row of `version` and its parts said; None when today's models no longer understand it."""
    followed = {_relation(version._model, name) for name in _get_options(version._model).follow}
    parts: dict[tuple[type[models.Model], str], RowState] = {}
    try:
        row = _field_dict(version)
        for other in version.revision.version_set.all():
            for model, foreign_key in followed:
                if other._model is model and str(_field_dict(other)[foreign_key]) == version.object_id:
                    parts[model, other.object_id] = _field_dict(other)
    except reversion.RevertError:
        return None
    return Past(version, row, parts)


def _relation(model: type[models.Model], name: str) -> tuple[type[models.Model], str]:
    relation = model._meta.get_field(name)
    return relation.related_model, relation.field.attname  # type: ignore[return-value,union-attr]


def _field_dict(version: Version) -> RowState:
    """Many-to-many fields as sorted keys; the rest as the model holds it."""
    found = dict(version.field_dict)
    for field in ticked(version._model):
        found[field.name] = [str(key) for key in found.get(field.name, [])]
    return {
        name: str(value) if isinstance(value, models.fields.files.FieldFile) else value
        for name, value in found.items()
    }


@contextmanager
def as_it_was(past: Past) -> Iterator[models.Model]:
    """The row as in `past`, for as long as the block lasts: nothing of it stays in the database.

    Raises reversion.RevertError when it cannot be brought back even for a moment.
    """
    with transaction.atomic():
        ContentVersion.hold()
        try:
            yield bring_back(past)
        finally:
            transaction.set_rollback(True)


def bring_back(past: Past, **otherwise: Any) -> models.Model:
    """Write the row and its parts as they were, but for `otherwise`, and take away parts that were not there.

    What no version tells stays as it is.

    Raises RevertError when today's rows stand in the way.
    """
    model = past.version._model
    now = model._base_manager.filter(pk=past.version.object_id).first()
    for part in parts_of(now) if now else []:
        if (type(part), str(part.pk)) not in past.parts:
            part.delete()
    try:
        with transaction.atomic():
            for name in personal_fields(model) if now else ():
                setattr(past.version._object_version.object, name, getattr(now, name))
            for name, value in otherwise.items():
                setattr(past.version._object_version.object, name, value)
            past.version.revert()
            for other in past.version.revision.version_set.all():
                if (other._model, other.object_id) in past.parts:
                    other.revert()
            connection.check_constraints()
    except (models.ProtectedError, DatabaseError) as in_the_way:
        raise reversion.RevertError(str(in_the_way)) from in_the_way
    row: models.Model = model._base_manager.get(pk=past.version.object_id)
    return row


def forget_before(day: datetime) -> int:
    """Erase what was kept before `day`, but for each row's newest version; returns how many revisions went."""
    newest = (
        Version.objects.values("content_type", "object_id").annotate(last=models.Max("pk")).values("last")
    )
    stale = Revision.objects.filter(date_created__lt=day).exclude(version__pk__in=newest)
    return int(stale.delete()[0])
