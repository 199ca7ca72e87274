"""Halls, squares and parks, and what a visitor with a stick or a wheelchair needs to know of them."""

from __future__ import annotations

from typing import ClassVar
from urllib.parse import quote

from django.db import models

from fujimino_support.editing.constraints import one_of, whole_point
from fujimino_support.editing.fields import (
    KanaField,
    LatitudeField,
    LineField,
    LongitudeField,
    PhoneField,
    ProseField,
)
from fujimino_support.editing.models import Numbered
from fujimino_support.editing.natural_keys import NaturallyKeyed
from fujimino_support.editing.version import Content

MAP = "https://www.google.com/maps/search/?api=1&query="


class Known(models.TextChoices):
    """A fact about a place that is often not known yet, and is then not shown."""

    YES = "yes", "ある"
    NO = "no", "ない"
    UNKNOWN = "unknown", "分からない"


def known_field(label: str) -> models.CharField[str, str]:
    return models.CharField(label, max_length=10, choices=Known, default=Known.UNKNOWN)


class Place(Numbered, NaturallyKeyed):
    """Where an activity is held."""

    natural_key_fields = ("number",)
    content = Content()

    name = LineField("名前", max_length=80, unique=True, help_text="例：緑ケ丘会館")
    kana = KanaField("よみ", max_length=120)
    address = LineField(
        "住所", blank=True, help_text="例：ふじみ野市福岡1-1-1。分からないときは空けておきます。"
    )
    latitude = LatitudeField("緯度", help_text="地図で場所を右クリックすると出る、35から始まる数。")
    longitude = LongitudeField("経度", help_text="139から始まる数。")
    phone = PhoneField("電話")
    access = ProseField("行き方", blank=True, max_length=500, help_text="例：団地の入口から入って左手。")
    nearest_stop = LineField("最寄りの駅・停留所", blank=True, help_text="例：上福岡駅西口から歩いて3分")
    steps = known_field("段差")
    lift = known_field("エレベーター")
    toilet = known_field("車いすで使えるトイレ")
    parking = known_field("駐車場")
    chairs = known_field("いす")

    class Meta:
        verbose_name = "場所"
        verbose_name_plural = "場所（会館・広場など）"
        ordering = ("kana", "name")
        constraints: ClassVar = [
            whole_point("place_point"),
            *(
                one_of(field, Known, f"place_{field}")
                for field in ("steps", "lift", "toilet", "parking", "chairs")
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def map_url(self) -> str:
        """An outward map of the point or the address, or "" when neither is known."""
        query = self.address if self.latitude is None else f"{self.latitude},{self.longitude}"
        return f"{MAP}{quote(query)}" if query else ""

    @property
    def has_more(self) -> bool:
        """Whether there is more to tell of it than its name."""
        known = (self.kana, self.address, self.map_url, self.nearest_stop, self.access, self.phone)
        return any(known) or bool(self.facilities)

    @property
    def facilities(self) -> list[tuple[str, str]]:
        """What is known for sure, as (label, words): 「エレベーター」, 「ある」."""
        fields = ("steps", "lift", "toilet", "parking", "chairs")
        return [
            (str(self._meta.get_field(field).verbose_name), Known(getattr(self, field)).label)  # type: ignore[union-attr]
            for field in fields
            if getattr(self, field) != Known.UNKNOWN
        ]
