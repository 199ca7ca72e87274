"""日常生活圏域, their towns, and the staff who look after them."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from fujimino_support.editing.constraints import one_of, whole_point
from fujimino_support.editing.fields import (
    KanaField,
    LatitudeField,
    LineField,
    LongitudeField,
    OrderField,
    PhoneField,
)
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content


class Theme(models.TextChoices):
    """A colour that always comes with a pattern, so that neither carries the meaning alone."""

    AI = "ai", "藍（縞）"
    MOEGI = "moegi", "萌葱（水玉）"
    BUDO = "budo", "葡萄（斜め縞）"
    KAKI = "kaki", "柿（市松）"
    KURENAI = "kurenai", "紅（矢羽根）"
    SEIJI = "seiji", "青磁（青海波）"
    TOBI = "tobi", "鳶（格子）"
    SUMI = "sumi", "墨（七宝）"


class Area(NaturallyKeyed):
    """日常生活圏域: the part of the city in which daily life goes on, and one second-tier council works."""

    natural_key_fields = ("slug",)
    content = Content(undated=("kana",))

    name = LineField("名前", max_length=40, unique=True, help_text="例：かすみがおか")
    kana = KanaField("よみ", max_length=60)
    slug = models.CharField(
        "アドレスの名前",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9]*(-[a-z0-9]+)*\Z", "小文字のローマ字と数字で入力してください。例：kasumigaoka"
            )
        ],
        help_text="ページのアドレスになります。例：kasumigaoka。あとから変えられません。",
    )
    theme = models.CharField(
        "色と模様",
        max_length=10,
        choices=Theme,
        help_text="ほかの地域と違うものを選びます。白黒でも模様で見分けられます。",
    )
    centre_name = LineField(
        "相談窓口の名前", blank=True, max_length=80, help_text="例：高齢者あんしん相談センターかすみがおか"
    )
    centre_phone = PhoneField("相談窓口の電話")
    order = OrderField()

    class Meta:
        verbose_name = "地域"
        verbose_name_plural = "地域（日常生活圏域）"
        ordering = ("order", "slug")
        constraints: ClassVar = [
            one_of("theme", Theme, "area_theme"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("area", args=[self.slug])


class Town(NaturallyKeyed):
    """町丁目. Its area stays empty until staff know it; nobody guesses."""

    natural_key_fields = ("name",)
    content = Content(unshown=("latitude", "longitude"))

    name = LineField("町丁目", max_length=40, unique=True, help_text="例：上福岡一丁目")
    kana = KanaField("よみ", max_length=80)
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        verbose_name="地域",
        null=True,
        blank=True,
        related_name="towns",
        help_text="分からないときは空けておきます。",
    )
    latitude = LatitudeField("緯度")
    longitude = LongitudeField("経度")
    order = OrderField()

    class Meta:
        verbose_name = "町丁目"
        verbose_name_plural = "町丁目"
        ordering = ("order", "name")
        constraints: ClassVar = [whole_point("town_point")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('town')}?{urlencode({'town': self.name})}"


class AreaAssignment(NaturallyKeyed):
    """Which member of staff looks after which area."""

    natural_key_fields = ("user__username", "area__slug")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="職員", related_name="area_assignments"
    )
    area = models.ForeignKey(Area, models.PROTECT, verbose_name="地域", related_name="assignments")

    class Meta:
        verbose_name = "担当地域"
        verbose_name_plural = "担当地域"
        ordering = ("area", "user")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "area"],
                name="area_assignment_once",
                violation_error_message="この職員は、もうこの地域の担当になっています。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.area}：{self.user}"
