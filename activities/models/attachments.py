"""What hangs on an activity: its photos, and the people it looks for."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, LineField, OrderField, ProseField
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content
from fujimino_support.web.photos import Focus, FocusField, PhotoField

from .activities import Activity, ActivityQuerySet


class Consent(models.TextChoices):
    """Whether the people in a photo agreed to be shown."""

    GIVEN = "given", "同意あり"
    NOBODY = "nobody", "人物なし"
    UNCHECKED = "unchecked", "未確認（ページに出ません）"


class PhotoQuerySet(models.QuerySet):
    def showable(self) -> PhotoQuerySet:
        """Photos that may be shown: described, and nobody in them against their will."""
        return self.exclude(consent=Consent.UNCHECKED).exclude(alternative_text="")


class Photo(NaturallyKeyed):
    """A picture of an activity."""

    natural_key_fields = ("image",)
    content = Content(hidden_while={"consent": Consent.UNCHECKED}, part_of="activity")

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活動", related_name="photos")
    image = PhotoField(
        "写真",
        upload_to="photos/",
        unique=True,
        max_length=100,
        help_text="JPEG・PNG・WebP、15MBまで。撮った場所などの記録は消してから載せます。",
    )
    alternative_text = LineField(
        "写真の説明",
        blank=True,
        help_text="見えない人に伝える言葉。例：会館の庭で、10人ほどが腕を上げて体操している。",
    )
    caption = LineField("写真の下の言葉", blank=True, max_length=100, help_text="例：令和7年6月のようす")
    focus = FocusField("切り取るとき")
    consent = models.CharField(
        "写っている人の同意", max_length=10, choices=Consent, default=Consent.UNCHECKED
    )
    order = OrderField()

    objects = NaturalManager.from_queryset(PhotoQuerySet)()

    class Meta:
        verbose_name = "写真"
        verbose_name_plural = "写真"
        ordering = ("order", "pk")
        constraints: ClassVar = [
            one_of("consent", Consent, "photo_consent"),
            one_of("focus", Focus, "photo_focus"),
            models.CheckConstraint(
                condition=Q(consent=Consent.UNCHECKED) | ~Q(alternative_text=""),
                name="photo_described_when_shown",
                violation_error_message="ページに出す写真には、写真の説明を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.alternative_text or "写真"

    def natural_key(self) -> tuple[str]:
        return (str(self.image),)


class Seeking(models.TextChoices):
    HOSTS = "hosts", "場所を貸してくださる方"
    HELPERS = "helpers", "手伝ってくださる方"
    MEMBERS = "members", "いっしょに参加する方"
    LEARNERS = "learners", "学びたい方"


class RecruitmentQuerySet(models.QuerySet):
    def open(self, on: date) -> RecruitmentQuerySet:
        """Recruitments that still run on the day `on`, of activities that residents can see."""
        activities: ActivityQuerySet = Activity.objects.published(on)
        return self.running(on).filter(activity__in=activities)

    def with_activity(self) -> RecruitmentQuerySet:
        return self.select_related("activity__council__area")

    def running(self, on: date) -> RecruitmentQuerySet:
        return self.filter(Q(open_until__isnull=True) | Q(open_until__gte=on))


class Recruitment(NaturallyKeyed):
    """An activity looks for hosts, helpers, members or learners."""

    natural_key_fields = ("activity__number", "title")
    content = Content(part_of="activity")

    activity = models.ForeignKey(Activity, models.CASCADE, verbose_name="活動", related_name="recruitments")
    seeking = models.CharField("だれを", max_length=10, choices=Seeking, default=Seeking.HELPERS)
    title = LineField("題名", max_length=80, help_text="例：敷地にいすを置いてくださる方を募集しています")
    body = ProseField(
        "説明",
        blank=True,
        max_length=1000,
        help_text="何をお願いしたいか。例：買い物の途中で休めるいすを1脚。",
    )
    who = LineField("対象", blank=True, max_length=100, help_text="例：企業・店舗・個人の方")
    open_until = DayField(
        "いつまで", null=True, blank=True, help_text="この日まで出します。空けておくと、ずっと出します。"
    )
    order = OrderField()

    objects = NaturalManager.from_queryset(RecruitmentQuerySet)()

    class Meta:
        verbose_name = "募集"
        verbose_name_plural = "募集"
        ordering = ("order", "pk")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["activity", "title"],
                name="recruitment_once",
                violation_error_message="この活動には、同じ題名の募集がもうあります。",
            ),
            one_of("seeking", Seeking, "recruitment_seeking"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return self.activity.get_absolute_url()

    @property
    def about(self) -> str:
        """What an answer to it is about, as the contact form calls it."""
        return {Seeking.HOSTS: "bench", Seeking.HELPERS: "help"}.get(Seeking(self.seeking), "join")
