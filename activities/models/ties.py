"""What ties an activity to its places and to the organisations that carry it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Prefetch

from councils.models import Organisation
from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import LineField, OrderField
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content

from .places import Place


class ActivityPlace(NaturallyKeyed):
    """An activity is held at a place."""

    natural_key_fields = ("activity__number", "place__number")
    content = Content(part_of="activity")

    activity = models.ForeignKey("Activity", models.CASCADE, verbose_name="活動", related_name="held_at")
    place = models.ForeignKey(Place, models.PROTECT, verbose_name="場所", related_name="hosts")
    order = OrderField()

    class Meta:
        verbose_name = "場所"
        verbose_name_plural = "場所"
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "place"],
                name="activity_place_once",
                violation_error_message="同じ場所が2回選ばれています。片方を消してください。",
            ),
        ]

    def __str__(self) -> str:
        return str(self.place)


def places_held_at() -> Prefetch:
    """What `Activity.venues` reads, for all rows at once."""
    return Prefetch("held_at", ActivityPlace.objects.select_related("place"))


class Role(models.TextChoices):
    HOST = "host", "主催"
    PARTNER = "partner", "協力"
    VENUE = "venue", "会場"


class ActivityRole(NaturallyKeyed):
    """What an organisation does for an activity."""

    natural_key_fields = ("activity__number", "organisation__name", "role")
    content = Content(part_of="activity")

    activity = models.ForeignKey("Activity", models.CASCADE, verbose_name="活動", related_name="roles")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, verbose_name="団体", related_name="activity_roles"
    )
    role = models.CharField("役割", max_length=10, choices=Role, default=Role.PARTNER)
    words = LineField("どのように", blank=True, max_length=80, help_text="例：学生ボランティア、福祉委員")
    order = OrderField()

    class Meta:
        verbose_name = "関わる団体"
        verbose_name_plural = "関わる団体"
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "organisation", "role"],
                name="activity_role_once",
                violation_error_message="同じ団体の同じ役割が2回あります。片方を消してください。",
            ),
            one_of("role", Role, "activity_role_role"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}（{Role(self.role).label}）"
