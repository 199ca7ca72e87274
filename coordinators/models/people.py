"""生活支援コーディネーター: the people who go round, listen, and bring neighbours together."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse

from councils.models import Area
from fujimino_support.editing.constraints import in_order, one_of
from fujimino_support.editing.fields import DayField, KanaField, LineField, OrderField, ProseField
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content
from fujimino_support.web.photos import Focus, FocusField, PhotoField, PhotoFile


class CoordinatorQuerySet(models.QuerySet):
    def in_post(self, on: date) -> CoordinatorQuerySet:
        """Those whom residents can meet on the day `on`."""
        return self.filter(
            Q(in_post_from__isnull=True) | Q(in_post_from__lte=on),
            Q(in_post_until__isnull=True) | Q(in_post_until__gte=on),
            is_shown=True,
        )


class Coordinator(NaturallyKeyed):
    """One coordinator, by surname; the rest as far as she agrees to it."""

    natural_key_fields = ("surname", "given_name")
    content = Content(hidden_while={"is_shown": False})

    surname = LineField("姓", max_length=20, help_text="例：瀧澤")
    surname_kana = KanaField("姓のよみ", max_length=40)
    given_name = LineField("名", max_length=20, blank=True, help_text="出さないときは空けておきます。")
    given_name_kana = KanaField("名のよみ", max_length=40)
    photo = PhotoField(
        "写真", upload_to="faces/", blank=True, max_length=100, help_text="JPEG・PNG・WebP、15MBまで。"
    )
    photo_focus = FocusField("切り取るとき")
    photo_consent = models.BooleanField("写真を出すことに本人が同意した", default=False)
    areas = models.ManyToManyField(
        Area,
        verbose_name="担当地域",
        blank=True,
        related_name="coordinators",
        help_text="決まっていないときは選びません。",
    )
    message = ProseField(
        "住民のみなさんへ",
        blank=True,
        max_length=400,
        help_text="例：散歩の途中に見かけたら、声をかけてください。",
    )
    in_post_from = DayField("着任した日", null=True, blank=True)
    in_post_until = DayField("離任する日", null=True, blank=True, help_text="この日まで紹介します。")
    is_shown = models.BooleanField("ページで紹介する", default=True)
    order = OrderField()

    objects = NaturalManager.from_queryset(CoordinatorQuerySet)()

    class Meta:
        verbose_name = "コーディネーター"
        verbose_name_plural = "生活支援コーディネーター"
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["surname", "given_name"],
                name="coordinator_once",
                violation_error_message="同じ氏名のコーディネーターが、もう登録されています。",
            ),
            in_order(
                "in_post_from",
                "in_post_until",
                "coordinator_in_post",
                "離任する日は、着任した日と同じか、後の日にしてください。",
            ),
            one_of("photo_focus", Focus, "coordinator_photo_focus"),
        ]

    def __str__(self) -> str:
        return f"{self.surname} {self.given_name}".strip()

    def get_absolute_url(self) -> str:
        return reverse("coordinators")

    @property
    def kana(self) -> str:
        return f"{self.surname_kana} {self.given_name_kana}".strip()

    @property
    def face(self) -> PhotoFile | None:
        """The photo, once its subject agreed to it."""
        return self.photo if self.photo and self.photo_consent else None
