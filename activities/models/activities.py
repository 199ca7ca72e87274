"""活動・取り組み, and what joins them to places and organisations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils.functional import cached_property

from activities.schedule import Kind, Schedule, from_data, sentence
from councils.models import ContactPerson, Council, Organisation
from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, KanaField, LineField, OrderField, PhoneField, ProseField
from fujimino_support.editing.models import Numbered, Publishable, PublishableQuerySet, State
from fujimino_support.editing.natural_keys import NaturallyKeyed, NaturalManager
from fujimino_support.editing.version import Content

from .categories import Category
from .decisions import SessionChange, changes_of_activity, closures_of_activity
from .places import Place
from .ties import places_held_at


class Status(models.TextChoices):
    PREPARING = "preparing", "準備中"
    RUNNING = "running", "実施中"
    PAUSED = "paused", "休止中"
    ENDED = "ended", "終了"


class Fee(models.TextChoices):
    FREE = "free", "無料"
    PAID = "paid", "有料"
    UNKNOWN = "unknown", "分からない"


class Booking(models.TextChoices):
    NOT_NEEDED = "not_needed", "いらない"
    NEEDED = "needed", "必要"
    UNKNOWN = "unknown", "分からない"


class ActivityQuerySet(PublishableQuerySet):
    def published(self, on: date) -> Self:
        """Public activities that have not ended."""
        return super().published(on).exclude(status=Status.ENDED)  # type: ignore[return-value]

    def known(self, on: date) -> Self:
        """Activities that residents know on the day `on`, or knew before."""
        return self.exclude(state=State.DRAFT).exclude(public_from__gt=on)

    def gone(self, on: date) -> Self:
        """Activities that residents knew before the day `on`: ended, withdrawn or past their time. They answer 410."""
        return self.known(on).filter(
            models.Q(status=Status.ENDED) | models.Q(state=State.WITHDRAWN) | models.Q(public_until__lt=on)
        )

    def in_order(self) -> Self:
        """Area by area, as staff ordered them."""
        return self.order_by("council__tier", "council__order", "council__name", "order", "number")

    def with_council(self) -> Self:
        return self.select_related("council__area", "category")

    def for_display(self) -> Self:
        """With all that a row or card shows, at a constant price."""
        return self.with_council().prefetch_related(places_held_at())

    def of_keys(self, keys: Iterable[int]) -> list[Any]:
        """In the order of their keys; one may have been deleted since these were taken down."""
        wanted = list(keys)
        rows = self.in_bulk(wanted)
        return [rows[key] for key in wanted if key in rows]

    def with_dates(self, *or_else: Status) -> Self:
        """Those that go on and have a schedule that was understood, or days of their own; not all of them have dates."""
        days_of_its_own = models.Exists(SessionChange.objects.filter(activity=models.OuterRef("pk")))
        return self.filter(
            models.Q(schedule_data__isnull=False) | days_of_its_own, status__in=(Status.RUNNING, *or_else)
        )

    def unconfirmed(self, fresh_since: date) -> Self:
        """Those that nobody confirmed on the day `fresh_since` or later, the longest ago first."""
        old = models.Q(confirmed_on=None) | models.Q(confirmed_on__lt=fresh_since)
        return self.filter(old).order_by(F("confirmed_on").asc(nulls_first=True), "number")

    def deciding(self, since: date) -> Self:
        """With what staff decided about their sessions from the day `since` on: whoever asks for dates needs it."""
        return self.annotate(decided=changes_of_activity(since), closed=closures_of_activity(since))

    def first_of_each_council(self, count: int) -> dict[int, int]:
        """The keys of at most `count` of each council, as staff ordered them, and how many each council has in all."""
        rank = Window(RowNumber(), partition_by=F("council"), order_by=["order", "number"])
        total = Window(Count("pk"), partition_by=F("council"))
        first = self.alias(rank=rank).filter(rank__lte=count).in_order()
        return dict(first.values_list("pk", total))


class Activity(Numbered, Publishable, NaturallyKeyed):
    """Something neighbours do together that grew out of a council."""

    natural_key_fields = ("number",)
    content = Content(
        unshown=("contact_people",),
        undated=("confirmed_on",),
        hidden_while={"state": State.DRAFT},
    )

    council = models.ForeignKey(Council, models.PROTECT, verbose_name="協議体", related_name="activities")
    name = LineField("名前", max_length=80, help_text="例：緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ")
    kana = KanaField("よみ", max_length=160)
    category = models.ForeignKey(
        Category, models.PROTECT, verbose_name="分野", null=True, blank=True, related_name="activities"
    )
    status = models.CharField("活動のようす", max_length=10, choices=Status, default=Status.RUNNING)
    summary = LineField(
        "ひとことで", max_length=120, help_text="一覧に出る1文。例：体操や気功で、楽しく体を動かします。"
    )
    body = ProseField(
        "紹介", blank=True, help_text="どんな人が、どんなことをしているか。空行で段落が分かれます。"
    )
    schedule_words = LineField(
        "日時",
        blank=True,
        max_length=300,
        help_text="例：毎週月曜日 10時から12時。決まっていないときは「不定期」。",
    )
    schedule_data = models.JSONField("読み取った日程", null=True, blank=True, editable=False)
    places = models.ManyToManyField(
        Place, through="ActivityPlace", verbose_name="場所", blank=True, related_name="activities"
    )
    place_words = LineField(
        "場所の補足",
        blank=True,
        max_length=100,
        help_text="場所の名前のあとに続けて出します。例：など／市内／2階ホール",
    )
    audience = LineField("だれ", blank=True, max_length=100, help_text="例：どなたでも")
    fee = models.CharField("参加費", max_length=10, choices=Fee, default=Fee.UNKNOWN)
    fee_words = LineField("参加費の説明", blank=True, max_length=100, help_text="例：お茶代100円")
    booking = models.CharField("申し込み", max_length=10, choices=Booking, default=Booking.UNKNOWN)
    booking_words = LineField(
        "申し込みの説明", blank=True, max_length=100, help_text="例：前の日までに電話で"
    )
    bring = LineField("持ち物", blank=True, max_length=100, help_text="例：飲み物、タオル")
    usual_headcount = models.PositiveSmallIntegerField(
        "いつもの人数",
        null=True,
        blank=True,
        validators=[MaxValueValidator(9999, "9999までの数を入力してください。")],
        help_text="だいたいの数。例：15",
    )
    started_on = DayField("始まった日", null=True, blank=True)
    contact_name = LineField(
        "問い合わせ先の名前",
        blank=True,
        max_length=60,
        help_text="公開してよいときだけ。空けておくと、市の窓口を出します。",
    )
    contact_phone = PhoneField("問い合わせ先の電話")
    contact_people = models.ManyToManyField(
        ContactPerson,
        verbose_name="連絡係",
        blank=True,
        related_name="activities",
        help_text="職員が電話をかける相手。ページには出ません。",
    )
    organisations = models.ManyToManyField(
        Organisation, through="ActivityRole", verbose_name="関わる団体", blank=True, related_name="activities"
    )
    confirmed_on = DayField(
        "確認日", null=True, blank=True, help_text="内容に変わりがないと、活動の人に確かめた日。"
    )
    order = OrderField()

    decided: list[list[Any]] | None  # in rows of deciding(), as is the next
    closed: list[list[Any]] | None
    upcoming: Any  # a Gathering or None, in rows of upcoming.with_next(), as is the next
    called_off: Any
    unusual: str
    is_undated: bool
    when: str
    doubt: str

    objects = NaturalManager.from_queryset(ActivityQuerySet)()

    class Meta(Publishable.Meta):
        verbose_name = "活動"
        verbose_name_plural = "活動・取り組み"
        ordering = ("number",)
        constraints: ClassVar = [
            *Publishable.Meta.constraints,
            one_of("status", Status, "activity_status"),
            one_of("fee", Fee, "activity_fee"),
            one_of("booking", Booking, "activity_booking"),
            models.UniqueConstraint(
                fields=["council", "name"],
                name="activity_name_in_council",
                violation_error_message="この協議体には、同じ名前の活動がもうあります。",
            ),
            models.CheckConstraint(
                condition=models.Q(contact_name="", contact_phone="") | ~models.Q(contact_phone=""),
                name="activity_contact_has_phone",
                violation_error_message="問い合わせ先の名前を出すときは、電話も入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("activity", args=[self.number])

    @cached_property
    def schedule(self) -> Schedule | None:
        """What was understood of the schedule words when they were saved; None while they are words only."""
        return from_data(self.schedule_data) if self.schedule_data else None

    @property
    def schedule_line(self) -> str:
        """The schedule in one sentence, or in the words of staff where it was not understood."""
        return sentence(self.schedule) if self.schedule else self.schedule_words

    @property
    def venues(self) -> list[Place]:
        """The places it is held at, in the order staff gave them."""
        return [held.place for held in self.held_at.all()]

    @property
    def where(self) -> str:
        """The places in one line: 「亀居会館、亀久保区画整理記念公園」, 「大井総合福祉センターなど」, 「市内」, or "" when unknown."""
        return "、".join(place.name for place in self.venues) + self.place_words

    @property
    def fee_line(self) -> str:
        """「無料」, 「有料（お茶代100円）」, or "" when unknown."""
        return _choice_line(Fee(self.fee), Fee.UNKNOWN, self.fee_words)

    @property
    def booking_line(self) -> str:
        """「いらない」, 「必要（前の日までに電話で）」, or "" when unknown."""
        return _choice_line(Booking(self.booking), Booking.UNKNOWN, self.booking_words)

    @property
    def unknown_facts(self) -> list[str]:
        """What a visitor has to ask about, gathered into one line of the page."""
        answers = {
            "場所": self.where,
            "参加できる方": self.audience,
            "参加費": self.fee_line,
            "申し込み": self.booking_line,
        }
        return [question for question, answer in answers.items() if not answer]

    @property
    def is_always(self) -> bool:
        """Whether it goes on at any time, so that there is no next day to ask for."""
        return self.schedule is not None and any(item.kind is Kind.ALWAYS for item in self.schedule.items)

    @property
    def is_paused(self) -> bool:
        return self.status == Status.PAUSED

    @property
    def is_preparing(self) -> bool:
        return self.status == Status.PREPARING


def _choice_line(choice: models.TextChoices, unknown: models.TextChoices, words: str) -> str:
    if choice == unknown:
        return words
    return f"{choice.label}（{words}）" if words else str(choice.label)
