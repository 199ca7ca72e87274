"""The form by which a resident writes to the office: few boxes, large, and checked by the model's own rules."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict

from .contact import About, Ticket, is_suspect
from .models import Inquiry, Kind, Progress
from .models.inquiries import TEXT_LIMIT

FORBIDDEN = "使えない文字が入っています（%(found)s）。その文字を消すか、ほかの文字に直してください。"
TOO_LONG = "%(limit_value)d字までに縮めてください（いま%(show_value)d字です）。"
EITHER = "電話番号かメールアドレスの、どちらかを書いてください。"


def messages(required: str = "", **others: str) -> dict[str, str]:
    return {"forbidden": FORBIDDEN, "max_length": TOO_LONG, "required": required, **others}


class ContactForm(forms.ModelForm):
    """The boxes that are asked, and beside them what is carried along unseen."""

    ticket = forms.Field(required=False, widget=forms.HiddenInput)
    activity = forms.Field(required=False, widget=forms.HiddenInput)
    recruitment = forms.Field(required=False, widget=forms.HiddenInput)
    # No person sees it, and whoever fills it in is a machine.
    extra = forms.Field(
        required=False,
        label="ここには何も書かないでください",
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    class Meta:
        model = Inquiry
        fields = ("kind", "name", "phone", "mail", "town", "text")
        widgets: ClassVar[dict[str, forms.Widget]] = {
            "kind": forms.RadioSelect(),
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "phone": forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
            "mail": forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
            "town": forms.TextInput(attrs={"autocomplete": "address-level3", "list": "towns"}),
            "text": forms.Textarea(attrs={"rows": 8}),
        }
        labels: ClassVar[dict[str, str]] = {"kind": "ご用件", "name": "お名前"}
        help_texts: ClassVar[dict[str, str]] = {
            "name": "名字だけでもかまいません。",
            "phone": "ハイフンはなくてもかまいません。",
            "town": "書かなくてもかまいません。",
            "text": f"{TEXT_LIMIT}字まで。",
        }
        error_messages: ClassVar[dict[str, dict[str, str]]] = {
            "kind": messages("一つ選んでください。", invalid_choice="並んだ中から一つ選んでください。"),
            "name": messages("書いてください。"),
            "phone": messages(),
            "mail": messages(
                invalid="形が正しくありません。分からないときは空けて、電話番号を書いてください。例：hanako@example.jp"
            ),
            "town": messages(),
            "text": messages("書いてください。"),
        }

    def __init__(self, data: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        for name in ("name", "text"):
            self.fields[name].required = True
        # The browser would cut off a text that is pasted in, without a word.
        del self.fields["text"].widget.attrs["maxlength"]

    @property
    def chosen_kind(self) -> str:
        """What it is about, in words; empty where it has still to be chosen."""
        return dict(Kind.choices).get(str(self["kind"].value()), "")

    @property
    def to_mend(self) -> list[tuple[str, str]]:
        """The boxes with a fault, each in one short line; the message itself stands beside the box."""
        found = []
        for box in (self[name] for name in self.Meta.fields if name in self.errors):
            if self.has_error(box.name, "either"):
                words = "電話番号かメールアドレスを書いてください"
            elif box.use_fieldset:
                words = f"{box.label}を選んでください"
            elif box.value() and not self.has_error(box.name, "required"):
                words = f"{box.label}を直してください"
            else:
                words = f"{box.label}を書いてください"
            found.append((f"{box.auto_id}_0" if box.use_fieldset else box.auto_id, words))
        return found

    @property
    def carried(self) -> list[BoundField]:
        return self.hidden_fields()

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not {"phone", "mail"} & set(self.errors) and not (cleaned["phone"] or cleaned["mail"]):
            self.add_error("phone", forms.ValidationError(EITHER, code="either"))
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """One message for each box: whoever has mended it is told of the next."""
        super().add_error(field, error)
        for messages in self.errors.values():
            del messages[1:]

    def inquiry(self, ticket: Ticket, found: About, now: datetime) -> Inquiry:
        """What was typed, as it shall be kept; of a form that is valid."""
        inquiry: Inquiry = self.instance
        inquiry.key = ticket.key
        inquiry.activity, inquiry.recruitment = found
        if is_suspect(inquiry, self.cleaned_data["extra"] or "", ticket.age(now)):
            inquiry.move_to(Progress.SUSPECT, now)
        return inquiry
