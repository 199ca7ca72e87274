"""The boxes that staff fill in to come in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.core.exceptions import ValidationError

from fujimino_support.editing.models import User

from .phones import FROM_PAPER, FROM_PHONE, plain

PASSWORD_LIMIT = 200
EMPTY = "ここを入力してください。"
LONG = "%(limit_value)d文字までで入力してください。"


def _password(label: str, autocomplete: str, **facts: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        max_length=PASSWORD_LIMIT,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages={
            "required": EMPTY,
            "max_length": LONG,
            "null_characters_not_allowed": "使えない文字が入っています。入力し直してください。",
        },
        **facts,
    )


class StepForm(forms.Form):
    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class SignInForm(StepForm):
    username = UsernameField(
        label="利用者名",
        max_length=150,
        widget=forms.TextInput(attrs={"autofocus": True}),
        error_messages={
            "required": EMPTY,
            "max_length": LONG,
            "null_characters_not_allowed": "使えない文字が入っています。入力し直してください。",
        },
    )
    password = _password("パスワード", "current-password")


class NumberField(forms.CharField):
    """Digits as people copy them from a screen or from paper: full-width, with spaces or hyphens."""

    def to_python(self, value: Any) -> str:
        typed = str(super().to_python(value))
        return plain(typed) if len(typed) <= 40 else typed


def _number(label: str, help_text: str) -> NumberField:
    return NumberField(
        label=label,
        help_text=help_text,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "autofocus": True,
                "maxlength": 40,
            }
        ),
        error_messages={
            "required": EMPTY,
            "null_characters_not_allowed": "使えない文字が入っています。入力し直してください。",
        },
    )


class CodeForm(StepForm):
    number = _number(
        "確認の番号",
        "スマートフォンのアプリに出ている6けたの数字です。手元にないときは、控えの番号（10けた）を入力します。",
    )

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not (FROM_PHONE.fullmatch(number) or FROM_PAPER.fullmatch(number)):
            raise ValidationError("6けたの数字か、控えの番号（10けたの数字）を入力してください。")
        return number


class PhoneForm(StepForm):
    number = _number("アプリに出た6けたの数字", "30秒ごとに変わります。出ているものを入力してください。")

    def clean_number(self) -> str:
        number: str = self.cleaned_data["number"]
        if not FROM_PHONE.fullmatch(number):
            raise ValidationError("6けたの数字を入力してください。")
        return number


class NewPasswordForm(StepForm):
    """A password that nobody else knows."""

    password = _password("新しいパスワード", "new-password")
    again = _password(
        "新しいパスワード（もう一度）", "new-password", help_text="同じものを入力してください。"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = password_validators_help_text_html()

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.user)
        if self.user.check_password(password):
            raise ValidationError("いまのパスワードと同じです。別のパスワードにしてください。")
        return password

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        first = self.cleaned_data.get("password")
        if first is not None and again != first:
            raise ValidationError("上のパスワードと違います。同じものを入力してください。")
        return again


class OwnPasswordForm(NewPasswordForm):
    old = _password("いまのパスワード", "current-password")
    field_order = ("old", "password", "again")
