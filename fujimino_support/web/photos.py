"""A photo as a field of a model: what is uploaded is made safe, kept in a few sizes, and shown as <picture>."""

from __future__ import annotations

import re
from contextlib import suppress
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import models
from django.db.models.fields.files import FieldFile

from .containers import ImageRefused
from .files import KeptFile
from .images import PreparedImage, prepare, sizes

EXTENSIONS = {"jpeg": "jpg", "webp": "webp"}
KEPT_NAME = re.compile(r"(?P<stem>.+)-(?P<width>\d+)x(?P<height>\d+)\.jpg")

# Preparing takes up to 260 MB, so the threads of a worker take turns.
_one_at_a_time = Lock()


class Size(NamedTuple):
    """One kept size: width and height in pixels, and where its two files are."""

    width: int
    height: int
    webp: str
    jpeg: str


class PreparedUpload(File):
    """An upload that has passed; its bytes are no longer what was sent."""

    def __init__(self, prepared: PreparedImage) -> None:
        super().__init__(ContentFile(prepared.renditions[-1].data), name="photo.jpg")
        self.prepared = prepared


def make_safe(upload: Any) -> PreparedUpload:
    """The upload re-encoded; raises ImageRefused with a message for staff."""
    if isinstance(upload, PreparedUpload):
        return upload
    with _one_at_a_time:
        return PreparedUpload(prepare(upload))


class PhotoFile(FieldFile):
    """The largest JPEG of a photo, which knows its smaller sizes and its WebP twins by their names."""

    def save(self, name: str | None, content: File, save: bool = True) -> None:
        """Keep every size of `content`, or none: what a full disk cut short is removed again."""
        stem = f"{self.field.upload_to}{uuid4().hex}"
        written: list[str] = []
        try:
            for size in make_safe(content).prepared.renditions:
                written.append(f"{stem}-{size.width}x{size.height}.{EXTENSIONS[size.format]}")
                self.storage.save(written[-1], ContentFile(size.data))
        except BaseException:
            for kept in written:
                with suppress(OSError):
                    self.storage.delete(kept)
            raise
        self.name = written[-1]
        setattr(self.instance, self.field.attname, self.name)
        self._committed = True
        if save:
            self.instance.save()

    @property
    def sizes(self) -> list[Size]:
        """From the smallest to the largest."""
        kept = KEPT_NAME.fullmatch(self.name or "")
        if kept is None:
            return []
        names = [
            (width, height, f"{kept['stem']}-{width}x{height}")
            for width, height in sizes(int(kept["width"]), int(kept["height"]))
        ]
        return [
            Size(width, height, self.storage.url(f"{name}.webp"), self.storage.url(f"{name}.jpg"))
            for width, height, name in names
        ]


class PhotoFormField(forms.FileField):
    """Takes a JPEG, PNG or WebP, and refuses anything else in Japanese."""

    def to_python(self, data: Any) -> Any:
        if isinstance(data, KeptFile):
            return data.name  # it was made safe when it was put away
        upload = super().to_python(data)
        if upload is None:
            return None
        try:
            return make_safe(upload)
        except ImageRefused as refused:
            raise ValidationError(str(refused), code="image") from refused

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {**super().widget_attrs(widget), "accept": "image/jpeg,image/png,image/webp"}


class PhotoField(models.FileField):
    """A photo under the folder `upload_to`, "photos/" say; its names tell nothing and are never used twice.

    Old files stay when a photo is changed, because history may bring the photo back.
    """

    attr_class = PhotoFile

    if TYPE_CHECKING:  # the stubs know no other class than FieldFile

        def __get__(self, instance: Any, owner: Any) -> Any: ...

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"form_class": PhotoFormField, **kwargs})


class Focus(models.TextChoices):
    """What to keep in view where a photo is cropped."""

    CENTRE = "centre", "真ん中"
    TOP = "top", "上のほう"
    BOTTOM = "bottom", "下のほう"
    LEFT = "left", "左のほう"
    RIGHT = "right", "右のほう"


class FocusField(models.CharField):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        kwargs.setdefault("choices", Focus.choices)
        kwargs.setdefault("default", Focus.CENTRE)
        kwargs.setdefault("help_text", "小さく切り取って見せるときに、残したいところ。")
        super().__init__(*args, **kwargs)
