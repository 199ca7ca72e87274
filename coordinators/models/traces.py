"""What is kept for a time only: who looked at an inquiry, and that the form was sent from somewhere."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from fujimino_support.editing.kept_for import KeptFor

from .inquiries import Inquiry


class InquiryReading(models.Model):
    """Who looked at an inquiry, and when; nobody edits it."""

    kept_for: ClassVar = KeptFor("at", timedelta(days=3 * 365))

    inquiry = models.ForeignKey(Inquiry, models.CASCADE, verbose_name="問い合わせ", related_name="readings")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="職員", related_name="+")
    at = models.DateTimeField("日時", db_index=True)

    class Meta:
        verbose_name = "問い合わせの閲覧"
        verbose_name_plural = "問い合わせの閲覧の記録"
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.inquiry}の閲覧"


class Submission(models.Model):
    """That the form was sent from somewhere: a keyed hash of the address, for as long as the limits look back."""

    kept_for: ClassVar = KeptFor("at", timedelta(days=1))

    address_key = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)
    is_suspect = models.BooleanField(default=False)

    class Meta:
        verbose_name = "メールフォームの送信"
        verbose_name_plural = "メールフォームの送信"
        indexes: ClassVar = [models.Index(fields=["address_key", "at"], name="submission_of_address")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M}"
