"""Natural keys: what a row is called outside this database, so that a fixture can be loaded twice."""

from __future__ import annotations

from functools import reduce
from typing import Any, ClassVar, TypeVar

from django.db import models

Row = TypeVar("Row", bound=models.Model)


class NaturalManager(models.Manager[Row]):
    def get_by_natural_key(self, *values: Any) -> Row:
        fields = self.model.natural_key_fields  # type: ignore[attr-defined]
        return self.get(**dict(zip(fields, values, strict=True)))


class NaturallyKeyed(models.Model):
    """A row known by the fields that `natural_key_fields` names, which may follow relations: `area__slug`."""

    natural_key_fields: ClassVar[tuple[str, ...]]

    objects: Any = NaturalManager()

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[Any, ...]:
        return tuple(reduce(getattr, field.split("__"), self) for field in self.natural_key_fields)
