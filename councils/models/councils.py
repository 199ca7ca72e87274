"""The two tiers, their councils, and the councils' meetings."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import F, Prefetch, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from fujimino_support.editing.constraints import in_order, one_of
from fujimino_support.editing.fields import DayField, KanaField, LineField, OrderField, ProseField
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content
from fujimino_support.web.files import PDF_HELP, minutes_path, pdf_only

from .areas import Area
from .people import Organisation


class Level(models.IntegerChoices):
    FIRST = 1, "1（市全域）"
    SECOND = 2, "2（日常生活圏域）"


class Tier(models.Model):
    """第一層 or 第二層; its level is its identity."""

    content = Content()

    level = models.PositiveSmallIntegerField("層", primary_key=True, choices=Level)
    name = LineField("名前", max_length=20, unique=True, help_text="例：第一層")
    scope = LineField("範囲", max_length=40, help_text="例：市全域")
    body = ProseField(
        "何をするところか", blank=True, help_text="2、3文で。「協議体」のページと表紙に出ます。"
    )

    class Meta:
        verbose_name = "層"
        verbose_name_plural = "層（第一層・第二層）"
        ordering = ("level",)
        constraints: ClassVar = [
            one_of("level", Level, "tier_level"),
        ]

    def __str__(self) -> str:
        return self.name


MEETINGS_SHOWN = 6


class CouncilManager(NaturalManager["Council"]):
    def with_partners_and_meetings(self) -> models.QuerySet[Council]:
        """Each with `area.partners`, its organisations that may be named, and `latest_meetings`."""
        return self.select_related("area").prefetch_related(
            Prefetch("area__organisations", Organisation.objects.public(), to_attr="partners"),
            Prefetch(
                "meetings",
                Meeting.objects.public().latest_of_each_council(MEETINGS_SHOWN),
                to_attr="latest_meetings",
            ),
        )


class Council(NaturallyKeyed):
    """協議体: the one city-wide council of the first tier, or an area's council of the second."""

    natural_key_fields = ("name",)
    content = Content(undated=("kana",))

    name = LineField("名前", max_length=60, unique=True, help_text="例：かすみがおか協議体")
    kana = KanaField("よみ", max_length=100)
    tier = models.ForeignKey(Tier, models.PROTECT, verbose_name="層", related_name="councils")
    area = models.OneToOneField(
        Area,
        models.PROTECT,
        verbose_name="地域",
        null=True,
        blank=True,
        related_name="council",
        help_text="第二層のときに選びます。第一層では空けておきます。",
    )
    body = ProseField("紹介", blank=True, help_text="どんな人が、何を話し合っているか。")
    order = OrderField()

    objects = CouncilManager()

    class Meta:
        verbose_name = "協議体"
        verbose_name_plural = "協議体"
        ordering = ("tier", "order", "name")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(tier=Level.FIRST, area__isnull=True) | Q(tier=Level.SECOND, area__isnull=False),
                name="council_area_of_second_tier",
                violation_error_message="第二層の協議体には地域を選び、第一層では地域を空けてください。",
            ),
            models.UniqueConstraint(
                fields=["tier"],
                condition=Q(tier=Level.FIRST),
                name="council_one_of_first_tier",
                violation_error_message="第一層の協議体は1つだけです。もう登録されています。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('councils')}#{self.anchor}"

    @property
    def anchor(self) -> str:
        """Where it stands on the page of councils: a name that strangers may hold."""
        return f"council-{self.area.slug}" if self.area else "council-first"


class MeetingQuerySet(models.QuerySet):
    def public(self) -> MeetingQuerySet:
        return self.filter(is_public=True)

    def coming(self, on: date) -> MeetingQuerySet:
        """From the day `on`, the next one first."""
        return self.filter(held_on__gte=on).order_by("held_on", "starts_at")

    def latest_of_each_council(self, count: int) -> MeetingQuerySet:
        """At most `count` of each council, the newest first."""
        rank = Window(RowNumber(), partition_by=F("council"), order_by=F("held_on").desc())
        return self.alias(rank=rank).filter(rank__lte=count)


class Meeting(NaturallyKeyed):
    """One sitting of a council, and what came of it, in words for residents."""

    natural_key_fields = ("council__name", "held_on")
    content = Content(hidden_while={"is_public": False})

    council = models.ForeignKey(Council, models.PROTECT, verbose_name="協議体", related_name="meetings")
    held_on = DayField("日付")
    starts_at = models.TimeField("始まる時刻", null=True, blank=True)
    ends_at = models.TimeField("終わる時刻", null=True, blank=True)
    place = LineField("場所", blank=True, help_text="例：市役所本庁舎 会議室")
    topics = ProseField("話し合うこと", blank=True, help_text="例：移動販売のこれから")
    outcome = ProseField(
        "話し合ったこと", blank=True, help_text="住民に分かる言葉で。個人の名前は書きません。"
    )
    minutes = models.FileField(
        "会議録（PDF）", upload_to=minutes_path, blank=True, validators=[pdf_only], help_text=PDF_HELP
    )
    is_public = models.BooleanField("公開する", default=False)

    objects = NaturalManager.from_queryset(MeetingQuerySet)()

    class Meta:
        verbose_name = "会議"
        verbose_name_plural = "協議体の会議"
        ordering = ("-held_on", "council")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["council", "held_on"],
                name="meeting_once_a_day",
                violation_error_message="この協議体の同じ日の会議が、もう登録されています。",
            ),
            in_order(
                "starts_at",
                "ends_at",
                "meeting_times",
                "終わる時刻は、始まる時刻より後にしてください。",
                strictly=True,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.council} {self.held_on}"

    def get_absolute_url(self) -> str:
        return self.council.get_absolute_url()
