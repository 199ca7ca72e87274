"""The account of a member of staff, as a colleague edits it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import UsernameField
from django.core.exceptions import ValidationError

from fujimino_support.editing.models import User


class AccountForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("username", "last_name", "first_name", "email", "is_active", "is_superuser", "groups")
        field_classes = {"username": UsernameField}
        labels = {
            "username": "利用者名",
            "last_name": "姓",
            "first_name": "名",
            "email": "メールアドレス",
            "is_active": "このアカウントを使える",
            "is_superuser": "管理者",
            "groups": "職場",
            "last_login": "最後のログイン",
            "date_joined": "アカウントを作った日時",
        }
        help_texts = {
            "username": "ログインのときに入力する名前です。半角の英数字と「@」「.」「+」「-」「_」が使えます。例：hamada",
            "email": "空けておけます。この画面のほかには出ません。",
            "is_active": "異動や退職のときは、チェックを外します。使っている画面もすぐに閉じます。記録に名前が残るので、削除はしません。",
            "is_superuser": "すべてのことができます。市の担当者のうち、少ない人数にしてください。",
            "groups": "できることは、職場で決まります。",
        }
        error_messages = {
            "username": {"unique": "この利用者名は、すでに使われています。別の名前にしてください。"}
        }

    def clean_username(self) -> str:
        """Names that differ only in capitals would be taken for one another."""
        name: str = self.cleaned_data["username"]
        others = User.objects.exclude(pk=self.instance.pk)
        if others.filter(username__iexact=name).exists():
            raise ValidationError("この利用者名は、すでに使われています。別の名前にしてください。")
        return name


class NewAccountForm(AccountForm):
    """An account without a password yet: its owner gets a start password next."""

    def save(self, commit: bool = True) -> Any:
        self.instance.is_staff = True
        self.instance.set_unusable_password()
        return super().save(commit)
