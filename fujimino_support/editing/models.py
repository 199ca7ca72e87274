"""What content of every app shares: its states, its numbers, and the staff who edit it."""

from __future__ import annotations

import secrets
from datetime import date
from functools import partial
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.db.models.signals import pre_delete
from django.dispatch import Signal, receiver
from django.utils.functional import cached_property

from .constraints import in_order, one_of
from .fields import DayField, LineField, one_line
from .version import Content

# After each transaction in which staff may have changed content.
staff_have_written = Signal()


class User(AbstractUser):
    """A member of staff of the city or of the operator. Accounts are closed, never deleted."""

    password_is_temporary = models.BooleanField(default=False, editable=False)

    class Meta(AbstractUser.Meta):
        verbose_name = "職員"
        verbose_name_plural = "職員"

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    def clean(self) -> None:
        super().clean()
        refused = {}
        for name in ("last_name", "first_name"):
            try:
                one_line(getattr(self, name))
            except ValidationError as error:
                refused[name] = error
        if refused:
            raise ValidationError(refused)

    def get_full_name(self) -> str:
        """Surname first, as Japanese names are written."""
        return f"{self.last_name} {self.first_name}".strip()


class ContentVersion(models.Model):
    """The one row whose token the database replaces whenever public content changes; see version.py."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token = models.CharField(max_length=32)
    serial = models.PositiveIntegerField(
        default=1
    )  # rises with each change, for those who must know what is newer

    class Meta:
        verbose_name = "内容の版"
        verbose_name_plural = "内容の版"

    def __str__(self) -> str:
        return self.token

    @classmethod
    def current(cls) -> str:
        """The token, at the price of reading one row; "" before the first migration has ended."""
        return cls.objects.values_list("token", flat=True).first() or ""

    @classmethod
    def lock(cls) -> str:
        """The token, which nobody moves until this transaction ends."""
        return cls.objects.select_for_update().values_list("token", flat=True).first() or ""

    @classmethod
    def hold(cls) -> None:
        """Let staff write one after another until this transaction ends.

        Whoever changes content locks this row in the end; locking it first means that no two of them wait for each other.
        """
        cls.lock()
        # Robust: what was saved is saved, whatever becomes of those who want to know of it.
        transaction.on_commit(partial(staff_have_written.send_robust, cls))


class LastChange(models.Model):
    """更新日: the day of the last real change of public content."""

    content = Content()

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    on = DayField("更新日")

    class Meta:
        verbose_name = "更新日"
        verbose_name_plural = "更新日"

    def __str__(self) -> str:
        return self.on.isoformat()


def fresh_token() -> str:
    return secrets.token_hex(16)


class State(models.TextChoices):
    DRAFT = "draft", "下書き"
    PUBLIC = "public", "公開"
    WITHDRAWN = "withdrawn", "非公開"


class PublishableQuerySet(models.QuerySet):
    def published(self, on: date) -> PublishableQuerySet:
        """The rows that residents may see on the day `on`; everything public asks here."""
        return self.filter(
            Q(public_from__isnull=True) | Q(public_from__lte=on),
            Q(public_until__isnull=True) | Q(public_until__gte=on),
            state=State.PUBLIC,
        )


class Publishable(models.Model):
    """Content that staff prepare, show from one day until another, and withdraw."""

    state = models.CharField("公開の状態", max_length=10, choices=State, default=State.DRAFT)
    public_from = DayField(
        "公開を始める日", null=True, blank=True, help_text="空けておくと、すぐに公開します。"
    )
    public_until = DayField(
        "公開を終える日",
        null=True,
        blank=True,
        help_text="この日まで公開します。空けておくと、ずっと公開します。",
    )

    class Meta:
        abstract = True
        constraints: ClassVar = [
            in_order(
                "public_from",
                "public_until",
                "%(app_label)s_%(class)s_public_days",
                "公開を終える日は、始める日と同じか、後の日にしてください。",
            ),
            one_of("state", State, "%(app_label)s_%(class)s_state"),
        ]


class PointsAtRow(models.Model):
    """Something about one row of any kind."""

    content_type = models.ForeignKey(ContentType, models.CASCADE, verbose_name="種類", related_name="+")
    object_id = models.CharField("番号", max_length=40)

    class Meta:
        abstract = True

    @cached_property
    def row(self) -> models.Model | None:
        """The row; None once that is gone."""
        model = self.content_type.model_class()
        return model._base_manager.filter(pk=self.object_id).first() if model else None


class DraftManager(models.Manager["Draft"]):
    def of(self, row: models.Model) -> Draft | None:
        """The change that waits beside `row`, if one does."""
        kind = ContentType.objects.get_for_model(row)
        return self.select_related("by").filter(content_type=kind, object_id=str(row.pk)).first()


class Draft(PointsAtRow):
    """A change of a row that residents see already, laid beside it until somebody publishes it."""

    base = models.JSONField("もとの内容", help_text="書き始めたときに、ページの入力欄にあったもの。")
    sheet = models.JSONField("書き直した内容")
    by = models.ForeignKey(User, models.PROTECT, verbose_name="書いた人", related_name="drafts")
    written_at = models.DateTimeField("書いた日時", auto_now=True)
    token = models.CharField(max_length=32, default=fresh_token, editable=False)
    note = LineField("メモ", blank=True, help_text="公開する人への一言。")
    sent_back = LineField("差し戻しの言葉", blank=True)

    objects = DraftManager()

    class Meta:
        verbose_name = "公開を待つ下書き"
        verbose_name_plural = "公開を待つ下書き"
        ordering = ("-written_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["content_type", "object_id"], name="draft_one_of_a_row")
        ]

    def __str__(self) -> str:
        return f"{self.row or '消えたもの'}の下書き"


class PreviewManager(models.Manager["Preview"]):
    def open(self, on: date) -> models.QuerySet[Preview]:
        return self.filter(until__gte=on)


class Preview(PointsAtRow):
    """A link by which somebody without an account sees a page before it is published. Deleting it closes the link."""

    draft = models.ForeignKey(
        Draft, models.CASCADE, null=True, blank=True, verbose_name="下書き", related_name="previews"
    )
    secret = models.CharField(max_length=32, default=fresh_token, editable=False)
    made_by = models.ForeignKey(User, models.PROTECT, verbose_name="作った人", related_name="previews")
    until = DayField("見られる最後の日")

    objects = PreviewManager()

    class Meta:
        verbose_name = "確認用のリンク"
        verbose_name_plural = "確認用のリンク"
        ordering = ("-until", "-pk")

    def __str__(self) -> str:
        return f"{self.until}までの確認用リンク"


class NumberSeriesManager(models.Manager["NumberSeries"]):
    def reaching(self, name: str, number: int) -> NumberSeries:
        """The series called `name`, locked, having given out at least `number`; inside a transaction."""
        self.get_or_create(name=name)
        series = self.select_for_update().get(name=name)
        if series.last < number:
            series.last = number
            series.save()
        return series


class NumberSeries(models.Model):
    """The last number given out to each kind of row.

    Sheets of paper carry these numbers, so one is never given twice, not even
    after its row has been deleted.
    """

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects = NumberSeriesManager()

    class Meta:
        verbose_name = "番号の台帳"
        verbose_name_plural = "番号の台帳"

    def __str__(self) -> str:
        return f"{self.name} {self.last}"


class Numbered(models.Model):
    """A row with a public number that never changes: its address on the web and on paper."""

    number = models.PositiveIntegerField(
        "番号",
        unique=True,
        editable=False,
        help_text="自動で付き、変わりません。ちらしやQRコードに使います。",
    )

    class Meta:
        abstract = True

    def save(self, *args: object, **kwargs: object) -> None:
        with transaction.atomic():
            if self.number is None:
                self.number = self.next_numbers(1)[0]
            super().save(*args, **kwargs)  # type: ignore[arg-type]

    @classmethod
    def next_numbers(cls, count: int) -> range:
        """Take the next numbers of this model's series; to be called inside a transaction."""
        highest = cls._default_manager.aggregate(highest=Max("number"))["highest"] or 0
        series = NumberSeries.objects.reaching(cls._meta.label_lower, highest)
        first = series.last + 1
        series.last += count
        series.save()
        return range(first, first + count)


@receiver(pre_delete)
def keep_number_taken(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """A deleted row's number stays taken, however the row came in."""
    if isinstance(instance, Numbered):
        with transaction.atomic():
            NumberSeries.objects.reaching(sender._meta.label_lower, instance.number)


from .signin.models import FieldSession as FieldSession, SignIn as SignIn, Tries as Tries  # noqa: E402, I001  # they point at User
