"""The outbox: mails that wait in the database until the mail server has taken them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from coordinators.mail_server import CUT_OFF, NOT_REACHED
from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import LineField, MailField, ProseField
from fujimino_support.editing.kept_for import KeptFor

from .inquiries import Inquiry


class Purpose(models.TextChoices):
    RECEIPT = "receipt", "受け付けの控え"
    NEWS = "news", "職員への知らせ"
    REMINDER = "reminder", "未対応の知らせ"
    ANSWER = "answer", "返事"


class MailQuerySet(models.QuerySet):
    def waiting(self) -> Self:
        """Those that are still to be sent, now or later."""
        return self.filter(sent_at=None, given_up_at=None)

    def due(self, now: datetime) -> Self:
        """Those to be tried now, the oldest first."""
        return self.waiting().filter(next_try_at__lte=now).order_by("next_try_at", "pk")

    def unreached(self) -> Self:
        """Those for which there was no server when they were last tried."""
        lost = Q(last_problem__startswith=NOT_REACHED) | Q(last_problem__startswith=CUT_OFF)
        return self.waiting().filter(lost)

    def given_up(self) -> Self:
        return self.filter(given_up_at__isnull=False)

    def try_again(self, now: datetime) -> int:
        """Put those that were given up into the outbox once more; returns how many."""
        return self.given_up().update(given_up_at=None, next_try_at=now, tries=0)


class Mail(models.Model):
    """One mail to one address. Once the server has it, address and words are gone from here."""

    kept_for: ClassVar = KeptFor("made_at", timedelta(days=400))

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, verbose_name="問い合わせ", related_name="mails")
    purpose = models.CharField("何のメールか", max_length=10, choices=Purpose)
    message_id = models.CharField("Message-ID", max_length=120, unique=True, editable=False)
    to = MailField("あて先", max_length=254, blank=True)
    subject = LineField("件名", max_length=100)
    body = ProseField("本文", blank=True)
    made_at = models.DateTimeField("作った日時")
    tries = models.PositiveSmallIntegerField("送ってみた回数", default=0)
    next_try_at = models.DateTimeField("次に送ってみる日時", db_index=True)
    last_problem = LineField("送れなかったわけ", blank=True)
    sent_at = models.DateTimeField("送った日時", null=True, blank=True)
    given_up_at = models.DateTimeField("送るのをやめた日時", null=True, blank=True)

    objects = models.Manager.from_queryset(MailQuerySet)()

    class Meta:
        verbose_name = "メール"
        verbose_name_plural = "送るメール"
        ordering = ("-made_at", "-pk")
        constraints: ClassVar = [
            one_of("purpose", Purpose, "mail_purpose"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(given_up_at=None),
                name="mail_sent_or_given_up",
                violation_error_message="送ったメールは、送るのをやめたことにできません。",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(to="", body=""),
                name="mail_sent_is_emptied",
                violation_error_message="送ったメールには、あて先と本文を残しません。",
            ),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=False) | ~Q(to=""),
                name="mail_goes_somewhere",
                violation_error_message="あて先を入力してください。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inquiry}の{self.get_purpose_display()}"

    @property
    def is_given_up(self) -> bool:
        return self.given_up_at is not None
