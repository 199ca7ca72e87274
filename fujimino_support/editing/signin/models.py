"""What is kept of signing in: who came in and when, and who has mistyped lately."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from fujimino_support.editing.constraints import one_of
from fujimino_support.editing.fields import DayField, LineField
from fujimino_support.editing.kept_for import KeptFor, midnight

KEPT_FOR = timedelta(days=180)
FIELD_DAYS = 30  # how long a phone stays signed in for the work in the field


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
    FIELD_STARTED = "field_started", "現場の画面を電話におぼえさせた"
    FIELD_ENDED = "field_ended", "現場の画面をおぼえた電話を外した"


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
    with transaction.atomic():
        return SignIn.objects.filter(at__lt=midnight(before)).delete()[0]


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


class FieldSessionManager(models.Manager["FieldSession"]):
    def of(self, secret: str, on: date) -> FieldSession | None:
        """That of the phone which holds `secret`, if it has not ended by the day `on` and its owner still works here."""
        found = self.select_related("user").filter(secret_key=_secret_key(secret), until__gte=on)
        return found.filter(user__is_active=True, user__is_staff=True).first()

    def enrol(self, user: Any, phone: str, now: datetime) -> tuple[FieldSession, str]:
        """A new one, and the secret that only the phone keeps."""
        secret = secrets.token_urlsafe(32)
        until = timezone.localtime(now).date() + timedelta(days=FIELD_DAYS)
        row = self.create(
            user=user, phone=phone, secret_key=_secret_key(secret), made_at=now, last_on=None, until=until
        )
        return row, secret


def _secret_key(secret: str) -> str:
    return salted_hmac("field session", secret, algorithm="sha256").hexdigest()


class FieldSession(models.Model):
    """A phone that stays signed in for the work in the field alone. Deleting the row signs it out."""

    kept_for: ClassVar = KeptFor("made_at", timedelta(days=FIELD_DAYS + 1))

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, verbose_name="職員", related_name="field_sessions"
    )
    phone = LineField("どの電話", max_length=60, help_text="例：社協の2号機")
    secret_key = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField("おぼえた日時")
    last_on = DayField("最後に使った日", null=True, blank=True)
    until = DayField("使える最後の日")

    objects = FieldSessionManager()

    class Meta:
        verbose_name = "現場の画面をおぼえた電話"
        verbose_name_plural = "現場の画面をおぼえた電話"
        ordering: ClassVar = ["user", "-made_at"]

    def __str__(self) -> str:
        return f"{self.user}の「{self.phone}」"
