"""What stands beside the programme: pages of their own, notices, and links to elsewhere."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import Resolver404, resolve, reverse

from fujimino_support.editing.constraints import in_order, one_of
from fujimino_support.editing.fields import DayField, LineField, OrderField, ProseField
from fujimino_support.editing.models import Publishable, PublishableQuerySet, State
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content

from .areas import Area
from .programme import slug_characters, web_address


def free_address(slug: str) -> None:
    """A page may not take the address of a part of the portal."""
    try:
        match = resolve(f"/{slug}/")
    except Resolver404:
        return
    if match.url_name != "page":
        raise ValidationError(
            "このアドレスはほかのページが使っています。別の名前にしてください。", code="taken"
        )


class Page(Publishable, NaturallyKeyed):
    """A page of its own: about, accessibility, privacy, credits."""

    natural_key_fields = ("slug",)
    content = Content(hidden_while={"state": State.DRAFT})

    slug = models.CharField(
        "アドレスの名前",
        max_length=40,
        unique=True,
        validators=[slug_characters, free_address],
        help_text="ページのアドレスになります。例：privacy。あとから変えられません。",
    )
    title = LineField("題名", max_length=60, help_text="例：個人情報の取り扱い")
    body = ProseField(
        "本文",
        help_text="行の初めに「■」を付けると見出しになります。",
    )
    in_footer = models.BooleanField("ページの下に並べる", default=True)
    order = OrderField()

    objects = NaturalManager.from_queryset(PublishableQuerySet)()

    class Meta(Publishable.Meta):
        verbose_name = "ページ"
        verbose_name_plural = "ページ（このサイトについて、など）"
        ordering = ("order", "slug")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("page", args=[self.slug])


class Gravity(models.TextChoices):
    NEWS = "news", "お知らせ"
    CARE = "care", "注意"
    URGENT = "urgent", "緊急"


class NoticeQuerySet(models.QuerySet):
    def holding(self, on: date) -> NoticeQuerySet:
        """The notices that hold on the day `on`, the gravest first."""
        return self.filter(Q(shown_until__isnull=True) | Q(shown_until__gte=on), shown_from__lte=on).order_by(
            models.Case(
                models.When(gravity=Gravity.URGENT, then=0),
                models.When(gravity=Gravity.CARE, then=1),
                default=2,
            ),
            "-shown_from",
        )

    def with_areas(self) -> list[Notice]:
        """Each once, with the areas it is `meant_for`, in one query."""
        rows: Any = self.annotate(area_name=F("areas__name"), area_theme=F("areas__theme"))
        notices: dict[int, Notice] = {}
        for row in rows.order_by(*self.query.order_by, "text", "areas__order", "areas__slug"):
            notice = notices.setdefault(row.pk, row)
            notice.meant_for = [*getattr(notice, "meant_for", [])]
            if row.area_name is not None:
                notice.meant_for.append(Area(name=row.area_name, theme=row.area_theme))
        return list(notices.values())


class Notice(NaturallyKeyed):
    """Something to know on every page while it holds."""

    natural_key_fields = ("shown_from", "text")
    content = Content()

    gravity = models.CharField("重さ", max_length=10, choices=Gravity, default=Gravity.NEWS)
    text = LineField("本文", max_length=300, help_text="例：台風のため、8月27日の活動はすべて中止します。")
    areas = models.ManyToManyField(
        Area,
        verbose_name="地域",
        blank=True,
        related_name="notices",
        help_text="選ばなければ、全部の地域へのお知らせです。",
    )
    shown_from = DayField("出し始める日")
    shown_until = DayField(
        "出し終える日", null=True, blank=True, help_text="この日まで全部のページに出ます。"
    )

    meant_for: list[Area]  # in rows of with_areas()

    objects = NaturalManager.from_queryset(NoticeQuerySet)()

    class Meta:
        verbose_name = "お知らせ"
        verbose_name_plural = "お知らせ（全部のページの上に出ます）"
        ordering = ("-shown_from", "text")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shown_from", "text"],
                name="notice_once",
                violation_error_message="同じ日から出す同じ本文のお知らせが、もう登録されています。",
            ),
            in_order(
                "shown_from",
                "shown_until",
                "notice_days",
                "出し終える日は、出し始める日と同じか、後の日にしてください。",
            ),
            one_of("gravity", Gravity, "notice_gravity"),
        ]

    def __str__(self) -> str:
        return self.text

    def get_absolute_url(self) -> str:
        return reverse("home")


class RelatedLink(NaturallyKeyed):
    """A page elsewhere worth knowing."""

    natural_key_fields = ("label",)
    content = Content()

    label = LineField("名前", max_length=100, unique=True, help_text="例：ふじみ野市社会福祉協議会")
    url = LineField(
        "アドレス",
        max_length=500,
        blank=True,
        validators=[web_address],
        help_text="分からないうちは空けておくと、名前だけを文字で出します。",
    )
    order = OrderField()

    class Meta:
        verbose_name = "リンク"
        verbose_name_plural = "リンク（ほかのサイト）"
        ordering = ("order", "label")

    def __str__(self) -> str:
        return self.label
