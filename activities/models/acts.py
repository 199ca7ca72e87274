"""What staff did to sessions from the phone, in one go each, so that it can be told and undone as one; and who came."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, LineField
from fujimino_support.editing.kept_for import KeptFor
from fujimino_support.editing.natural_keys import NaturallyKeyed

from .decisions import SLOTS

KEPT_FOR = timedelta(
    days=400
)  # an act can be told and undone until its day has passed; the rest is for questions


class Deed(models.TextChoices):
    CANCELLED = "cancelled", "中止"
    CHANGED = "changed", "時間や場所の変更"
    POSTPONED = "postponed", "延期"
    EXTRA = "extra", "臨時開催"
    USUAL = "usual", "いつもどおりに戻す"
    CONFIRMED = "confirmed", "変わりなし"


class Act(models.Model):
    """One thing that somebody did, to one session or to many."""

    kept_for: ClassVar = KeptFor("at", KEPT_FOR)

    key = models.CharField(
        "目印", max_length=32, unique=True, editable=False
    )  # of the form: sent twice, it is done once
    at = models.DateTimeField("日時", db_index=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="職員", related_name="acts")
    deed = models.CharField("したこと", max_length=10, choices=Deed)
    reason = LineField("理由", blank=True, max_length=60)
    about = LineField("どの回")
    steps = models.JSONField(
        "前と後"
    )  # see activities.staff.acts, and of 変わりなし activities.staff.confirming
    undone_at = models.DateTimeField("取り消した日時", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="取り消した職員",
        null=True,
        blank=True,
        related_name="+",
    )

    class Meta:
        verbose_name = "日程の操作"
        verbose_name_plural = "日程の操作"
        ordering = ("-at", "-pk")
        constraints: ClassVar = [
            one_of("deed", Deed, "act_deed"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="act_undone_by_somebody",
                violation_error_message="取り消した日時と職員は、両方を入れます。",
            ),
        ]

    def __str__(self) -> str:
        return f"{Deed(self.deed).label}：{self.about}"


class Headcount(NaturallyKeyed):
    """How many came to one session. For staff; no page shows it, and no history holds it: it goes with its activity."""

    natural_key_fields = ("activity__number", "date", "slot")

    activity = models.ForeignKey("Activity", models.CASCADE, verbose_name="活動", related_name="headcounts")
    date = DayField("日付")
    slot = models.PositiveSmallIntegerField("その日の何回目", default=1)
    people = models.PositiveSmallIntegerField(
        "来た人数", validators=[MaxValueValidator(9999, "9999までの数を入力してください。")]
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="書いた人", related_name="headcounts"
    )
    at = models.DateTimeField("書いた日時", auto_now=True)

    class Meta:
        verbose_name = "来た人数"
        verbose_name_plural = "来た人数"
        ordering = ("-date", "slot")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "date", "slot"],
                name="headcount_once",
                violation_error_message="この回の人数は、もう書かれています。",
            ),
            models.CheckConstraint(
                condition=models.Q(slot__gte=1, slot__lte=SLOTS),
                name="headcount_slot",
                violation_error_message=f"その日の何回目かは、1から{SLOTS}までの数です。",
            ),
            models.CheckConstraint(
                condition=models.Q(people__lte=9999),
                name="headcount_people",
                violation_error_message="9999までの数を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date.month}月{self.date.day}日 {self.people}人"
