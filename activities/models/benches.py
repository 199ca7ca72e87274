"""いす: the chairs and benches that neighbours put on their land, for whoever is out walking."""

from __future__ import annotations

from typing import ClassVar, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from councils.models import Area
from fujimino_support.editing.constraints import in_order, one_of
from fujimino_support.editing.fields import DayField, LineField, OrderField
from fujimino_support.editing.models import Numbered
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content
from fujimino_support.web.photos import Focus, FocusField, PhotoField

from .places import Place

SEATS = (1, 99)


class Condition(models.TextChoices):
    PLANNED = "planned", "準備中（ページに出ません）"
    STANDING = "standing", "設置中"
    REPAIR = "repair", "修理中"
    REMOVED = "removed", "撤去（ページに出ません）"


class BenchQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """Those that residents find where they stood, even if they cannot sit down today."""
        return self.filter(condition__in=[Condition.STANDING, Condition.REPAIR])

    def usable(self) -> Self:
        return self.filter(condition=Condition.STANDING)

    def with_place(self) -> Self:
        """With its place, area by area; the benches of no area come last."""
        areas = (F("area__order").asc(nulls_last=True), "area__name")
        return self.select_related("place", "area").order_by(*areas, "order", "number")


class Bench(Numbered, NaturallyKeyed):
    """One seat, or several side by side, that a host keeps for everybody."""

    natural_key_fields = ("number",)
    personal_fields = ("host", "host_agreed")  # a host may be a person who asks to be forgotten
    content = Content(undated=("inspected_on",), hidden_while={"condition": Condition.PLANNED})

    place = models.ForeignKey(
        Place,
        models.PROTECT,
        verbose_name="場所",
        related_name="benches",
        help_text="いすのある店や会館など。住所と地図は、場所の画面で入力します。",
    )
    spot = LineField("置いてある所", blank=True, max_length=80, help_text="例：入口の右手、軒下")
    area = models.ForeignKey(
        Area, models.PROTECT, verbose_name="地域", null=True, blank=True, related_name="benches"
    )
    seats = models.PositiveSmallIntegerField(
        "座れる人数",
        default=1,
        validators=[
            MinValueValidator(SEATS[0], "1からの数を入力してください。"),
            MaxValueValidator(SEATS[1], "99までの数を入力してください。"),
        ],
    )
    condition = models.CharField("ようす", max_length=10, choices=Condition, default=Condition.PLANNED)
    host = LineField("置いている方", blank=True, max_length=60, help_text="例：さざなみ薬局")
    host_agreed = models.BooleanField("名前を出すことに本人が同意した", default=False)
    since = DayField("置いた日", null=True, blank=True)
    inspected_on = DayField(
        "最後に点検した日", null=True, blank=True, help_text="ぐらつきや、とがった所がないかを確かめた日。"
    )
    photo = PhotoField(
        "写真",
        upload_to="photos/",
        blank=True,
        max_length=100,
        help_text="人が写っていないもの。JPEG・PNG・WebP、15MBまで。",
    )
    alternative_text = LineField(
        "写真の説明",
        blank=True,
        help_text="見えない人に伝える言葉。例：薬局の入口の横に、背もたれのある木のいす。",
    )
    photo_focus = FocusField("切り取るとき")
    order = OrderField()

    objects = NaturalManager.from_queryset(BenchQuerySet)()

    class Meta:
        verbose_name = "いす"
        verbose_name_plural = "いす（ベンチ）"
        ordering = ("number",)
        constraints: ClassVar = [
            one_of("condition", Condition, "bench_condition"),
            one_of("photo_focus", Focus, "bench_photo_focus"),
            models.CheckConstraint(
                condition=Q(seats__range=SEATS),
                name="bench_seats",
                violation_error_message="座れる人数は、1から99までの数を入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(host_agreed=False) | ~Q(host=""),
                name="bench_host_who_agreed",
                violation_error_message="名前を出すときは、置いている方の名前も入力してください。",
            ),
            models.CheckConstraint(
                condition=Q(photo="") | ~Q(alternative_text=""),
                name="bench_photo_described",
                violation_error_message="写真を載せるときは、写真の説明も入力してください。",
            ),
            in_order(
                "since",
                "inspected_on",
                "bench_inspected_after_it_stood",
                "点検した日は、置いた日と同じか、後の日にしてください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}のいす"

    def get_absolute_url(self) -> str:
        return f"{reverse('benches')}#bench-{self.number}"

    @property
    def host_line(self) -> str:
        """Who keeps it, once they agreed to be named; else ""."""
        return self.host if self.host_agreed else ""

    @property
    def is_in_repair(self) -> bool:
        return self.condition == Condition.REPAIR
