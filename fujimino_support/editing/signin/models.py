"""What is kept of signing in: who came in and when, and who has mistyped lately."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from fujimino_support.editing.constraints import one_of

KEPT_FOR = timedelta(days=180)


class Outcome(models.TextChoices):
    SIGNED_IN = "signed_in", "ログインした"
    SIGNED_OUT = "signed_out", "ログアウトした"
    WRONG_PASSWORD = "wrong_password", "パスワードが違った"
    WAITING = "waiting", "続けて間違えたので、しばらく入れなくした"
    WRONG_CODE = "wrong_code", "確認の番号が違った"
    SPARE_CODE = "spare_code", "控えの番号を使った"
    PASSWORD_CHANGED = "password_changed", "パスワードを変えた"
    START_PASSWORD = "start_password", "初回パスワードを作ってもらった"
    PHONE_ADDED = "phone_added", "スマートフォンを登録した"
    PHONE_REMOVED = "phone_removed", "スマートフォンの登録を外してもらった"


class SignIn(models.Model):
    """One line of the record of sign-ins, which nobody edits. Lines leave after `KEPT_FOR`."""

    at = models.DateTimeField("日時", db_index=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="sign_ins",
        verbose_name="職員",
    )
    outcome = models.CharField("できごと", max_length=20, choices=Outcome)
    address = models.GenericIPAddressField("接続元", null=True, blank=True)
    colleague = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="手伝った職員",
    )

    class Meta:
        verbose_name = "ログインの記録"
        verbose_name_plural = f"ログインの記録（{KEPT_FOR.days}日分）"
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [one_of("outcome", Outcome, "editing_signin_outcome")]

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%Y-%m-%d %H:%M} {self.get_outcome_display()}"


def forget_sign_ins(before: date) -> int:
    """Delete the record of every day before this one; gives the number of lines. See `KEPT_FOR`."""
    midnight = timezone.make_aware(datetime.combine(before, datetime.min.time()))
    with transaction.atomic():
        return SignIn.objects.filter(at__lt=midnight).delete()[0]


class Tries(models.Model):
    """Tries of one name from one address since the last that succeeded.

    Both are kept as keyed hashes: what somebody typed as a name may be a password in the wrong box.
    """

    name_key = models.CharField(max_length=64)
    address_key = models.CharField(max_length=64)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "続けて間違えた回数"
        verbose_name_plural = "続けて間違えた回数"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name_key", "address_key"], name="editing_tries_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["address_key", "last_at"], name="editing_tries_of_address"),
        ]

    def __str__(self) -> str:
        return f"{self.failures}回"
