"""Files that were sent with a form that is not saved yet: kept, and put into their boxes again."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import models
from django.forms.boundfield import BoundField
from django.forms.models import _get_foreign_key
from django.utils.datastructures import MultiValueDict

from fujimino_support.web.files import KeptFile


def put_away(bound: BoundField, upload: Any) -> str:
    """The name under which the upload is kept; "" when it is not fit to be."""
    if isinstance(upload, KeptFile):
        return str(upload.name)
    model = bound.form._meta.model  # type: ignore[attr-defined]
    field = model._meta.get_field(bound.name)
    try:
        fit = bound.field.clean(upload, None)  # type: ignore[call-arg]  # of a file
        field.run_validators(fit)
    except ValidationError:
        return ""
    file = field.attr_class(model(), field, None)
    file.save(upload.name, fit, save=False)
    return str(file.name)


def kept_files(kept: dict[str, str]) -> MultiValueDict[str, KeptFile]:
    """The files named, by the boxes they are for, as if they had been sent; those that are gone from the disk left out."""
    files: MultiValueDict[str, KeptFile] = MultiValueDict()
    for box, name in kept.items():
        if default_storage.exists(name):
            with default_storage.open(name) as file:
                files[box] = KeptFile(BytesIO(file.read()), name=name)
    return files


def _is_file(field: Any) -> bool:
    return isinstance(field, models.FileField)


def _prefix(inline: Any, parent: type[models.Model]) -> str:
    return str(_get_foreign_key(parent, inline.model, inline.fk_name).remote_field.get_accessor_name())


def file_boxes(model: type[models.Model], inlines: Iterable[Any]) -> frozenset[tuple[str, str]]:
    """The boxes of a screen of `model` that hold files, as (prefix, name)."""
    ours = {("", field.name) for field in model._meta.concrete_fields if _is_file(field)}
    for inline in inlines:
        prefix = _prefix(inline, model)
        ours |= {(prefix, field.name) for field in inline.model._meta.concrete_fields if _is_file(field)}
    return frozenset(ours)
