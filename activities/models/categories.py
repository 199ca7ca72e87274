"""The kinds of thing an activity is, each with a small drawing."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import LineField, OrderField
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content


class Drawing(models.TextChoices):
    """Decoration: each is a file under static/images/drawings/."""

    EXERCISE = "exercise", "体操する人"
    CUP = "cup", "湯のみ"
    BOWL = "bowl", "ごはん"
    FLOWERS = "flowers", "花"
    BENCH = "bench", "ベンチ"
    BOCCIA = "boccia", "ボッチャの球"
    GREETING = "greeting", "あいさつする人"
    CIRCLE = "circle", "輪になる人"


class Category(NaturallyKeyed):
    """The kind of thing an activity is."""

    natural_key_fields = ("name",)
    content = Content(undated=("order",))

    name = LineField("名前", max_length=30, unique=True, help_text="例：体操・運動")
    drawing = models.CharField(
        "絵",
        max_length=10,
        choices=Drawing,
        default=Drawing.CIRCLE,
        help_text="活動のページに添える小さな絵。",
    )
    order = OrderField()

    class Meta:
        verbose_name = "分野"
        verbose_name_plural = "分野"
        ordering = ("order", "name")
        constraints: ClassVar = [one_of("drawing", Drawing, "category_drawing")]

    def __str__(self) -> str:
        return self.name

    @property
    def picture(self) -> str:
        """The path of its drawing under static/."""
        return f"images/drawings/{self.drawing}.svg"
