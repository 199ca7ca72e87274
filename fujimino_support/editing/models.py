"""What content of every app shares: its states, its numbers, and the staff who edit it."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Max, Q
from django.db.models.signals import pre_delete
from django.dispatch import receiver

from .constraints import in_order, one_of
from .fields import DayField, one_line


class User(AbstractUser):
    """A member of staff of the city or of the operator. Accounts are closed, never deleted."""

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
                self.number = self.next_number()
            super().save(*args, **kwargs)  # type: ignore[arg-type]

    @classmethod
    def next_number(cls) -> int:
        """Take the next number of this model's series; to be called inside a transaction."""
        highest = cls._default_manager.aggregate(highest=Max("number"))["highest"] or 0
        series = NumberSeries.objects.reaching(cls._meta.label_lower, highest)
        series.last += 1
        series.save()
        return series.last


@receiver(pre_delete)
def keep_number_taken(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """A deleted row's number stays taken, however the row came in."""
    if isinstance(instance, Numbered):
        with transaction.atomic():
            NumberSeries.objects.reaching(sender._meta.label_lower, instance.number)
