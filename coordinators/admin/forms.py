"""What staff type about an inquiry."""

from __future__ import annotations

import re
from typing import Any

from django import forms

from coordinators.handling import CITY, NOBODY
from coordinators.models import Channel, Inquiry, InquiryNote, Kind
from coordinators.models.inquiries import PERSONAL, TEXT_LIMIT
from councils.models import Area
from fujimino_support.editing.fields import ProseFormField, TextFormField, one_line, several_lines
from fujimino_support.editing.models import User, fresh_token

FORM_KEY = re.compile(r"[0-9a-f]{32}\Z")
CHANGED = "さきほど押したときの文は、もう受け付けています。この文は、まだです。これも要るときは、もう一度押してください。"
OWN_AREA = "あなたが担当する地域から選びます。その地域を担当する社協の職員と、市の職員が見ます。"
EMPTY = {"required": "ここを入力してください。"}


def _text(label: str, **kwargs: Any) -> ProseFormField:
    return ProseFormField(
        label=label,
        max_length=TEXT_LIMIT,
        validators=[several_lines],
        widget=forms.Textarea(attrs={"class": "vLargeTextField", "rows": 6}),
        error_messages=EMPTY,
        **kwargs,
    )


class NewInquiryForm(forms.ModelForm):
    """A call or a visit, written down by whoever took it; sent twice, it is one."""

    form_key = forms.RegexField(FORM_KEY, label="目印", widget=forms.HiddenInput, initial=fresh_token)

    class Meta:
        model = Inquiry
        fields = ("channel", "kind", "text", "name", "phone", "mail", "town", "activity", "area")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_staff = [choice for choice in Channel.choices if choice[0] != Channel.FORM]
        self.fields["channel"].choices = by_staff  # type: ignore[attr-defined]
        self.fields["channel"].initial = Channel.PHONE
        self.fields["text"].required = True
        if self.fields["area"].required:
            self.fields["area"].help_text = OWN_AREA

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        activity, area = cleaned.get("activity"), cleaned.get("area")
        at_home = activity.council.area if activity else None
        if area and at_home and area != at_home:
            self.add_error(
                "area", f"「{activity}」は「{at_home}」の活動です。地域をそこにするか、活動を空けてください。"
            )
        earlier = Inquiry.objects.filter(key=cleaned.get("form_key", "")).first()
        if earlier and any(cleaned.get(name) != getattr(earlier, name) for name in ("channel", *PERSONAL)):
            self.data = {**self.data.dict(), "form_key": fresh_token()}  # type: ignore[attr-defined]
            raise forms.ValidationError(
                "さきほど保存した内容は、%(earlier)sとして登録しています。違うところがあるため、この内容はまだ登録していません。"
                "別の問い合わせとして登録するときは、もう一度「保存」を押してください。",
                params={"earlier": earlier},
            )
        return cleaned


class KeyedForm(forms.Form):
    """Known by a key: when it was changed after it had been sent, it is shown once more and becomes another."""

    key = forms.RegexField(FORM_KEY, label="目印", widget=forms.HiddenInput, initial=fresh_token)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        earlier = InquiryNote.objects.filter(key=cleaned.get("key", "")).first()
        if earlier and "text" in cleaned and earlier.text != cleaned["text"]:
            self.data = {**self.data.dict(), self.add_prefix("key"): fresh_token()}  # type: ignore[attr-defined]
            self.add_error("text", CHANGED)
        return cleaned


class NoteForm(KeyedForm):
    text = _text("メモ", help_text="この問い合わせを見る職員だけが読みます。あとから直せません。")


class AnswerForm(KeyedForm):
    text = _text("返事")
    done = forms.BooleanField(label="これで完了にする", required=False)


class AssignForm(forms.Form):
    person = forms.ChoiceField(label="担当", required=False)

    def __init__(self, people: list[User], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        named = [(key, str(person)) for key, person in self.people.items()]
        self.fields["person"].choices = [("", NOBODY), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> User | None:
        return self.people.get(self.cleaned_data["person"])


class HandOnForm(forms.Form):
    area = forms.ChoiceField(
        label="地域",
        required=False,
        help_text="この地域を担当する社協の職員と、市の職員が見ます。",
    )
    kind = forms.ChoiceField(label="用件", choices=Kind)

    def __init__(self, areas: list[Area], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.areas = {str(area.pk): area for area in areas}
        named = [(key, area.name) for key, area in self.areas.items()]
        self.fields["area"].choices = [("", CITY), *named]  # type: ignore[attr-defined]

    @property
    def chosen(self) -> tuple[Area | None, Kind]:
        return self.areas.get(self.cleaned_data["area"]), Kind(self.cleaned_data["kind"])


class SearchForm(forms.Form):
    """Sent as a POST, so that what is typed stands in no address."""

    words = TextFormField(
        label="さがす言葉",
        max_length=100,
        validators=[one_line],
        error_messages=EMPTY,
        widget=forms.TextInput(attrs={"class": "vTextField", "type": "search", "autocomplete": "off"}),
    )
