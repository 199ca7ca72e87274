"""The boxes of the phone screen: few, large, and checked by the model's own rules."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from activities.models import Headcount, Place, SessionChange
from activities.models.decisions import Decision
from fujimino_support.editing.signin.models import FieldSession

from .acts import State, state_of

REASONS = ("会場の都合", "天候のため", "担当の人の都合", "感染症などの予防のため")
FURTHEST = timedelta(days=400)  # how far ahead a session is moved or added
MOST_DAYS = 31  # of one cancellation of many


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ClockInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class DecidingForm(forms.ModelForm):
    """A decision about one session, but for its being a cancellation. `row` is none of the database's.

    What is `decided` already stands in the boxes: who changes the place only must not lose the time.
    """

    decision: Decision
    first_day_name = ""  # the box of the new day

    class Meta:
        model = SessionChange
        fields: tuple[str, ...] = ("starts_at", "ends_at", "place", "reason")
        # The model's speak of all decisions; each screen says what it needs itself.
        help_texts: ClassVar[dict[str, str]] = dict.fromkeys(("date", "new_date", "starts_at"), "")
        widgets: ClassVar[dict[str, forms.Widget]] = {"starts_at": ClockInput(), "ends_at": ClockInput()}

    def __init__(
        self,
        row: SessionChange,
        today: date,
        data: Any = None,
        decided: SessionChange | None = None,
        **kwargs: Any,
    ) -> None:
        row.decision = self.decision
        if decided:
            row.starts_at, row.ends_at, row.place = decided.starts_at, decided.ends_at, decided.place
            row.reason = decided.reason if decided.decision == self.decision else ""
        super().__init__(data, instance=row, **kwargs)
        self.today = today
        place = self.fields["place"]
        place.queryset = Place.objects.order_by("kana", "name")  # type: ignore[attr-defined]
        place.empty_label = "いつもの場所"  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        day = (cleaned or {}).get(self.first_day_name)
        if day and not self.today <= day <= self.today + FURTHEST:
            self.add_error(
                self.first_day_name, ValidationError("今日から400日先までの日付を入力してください。")
            )
        return cleaned

    def state(self) -> State:
        """What was typed, as `acts.do` takes it; for a form that is valid."""
        return state_of(self.instance)


class ChangeForm(DecidingForm):
    decision = Decision.CHANGED


class PostponeForm(DecidingForm):
    decision = Decision.POSTPONED
    first_day_name = "new_date"

    class Meta(DecidingForm.Meta):
        fields = ("new_date", *DecidingForm.Meta.fields)
        widgets = {**DecidingForm.Meta.widgets, "new_date": DayInput()}


class ExtraForm(DecidingForm):
    decision = Decision.EXTRA
    first_day_name = "date"

    class Meta(DecidingForm.Meta):
        fields = ("date", *DecidingForm.Meta.fields)
        widgets = {**DecidingForm.Meta.widgets, "date": DayInput()}


class HeadcountForm(forms.ModelForm):
    class Meta:
        model = Headcount
        fields = ("people",)
        widgets = {"people": forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"})}


class ReasonForm(forms.Form):
    """A reason by its button, or in one's own words."""

    reason = SessionChange._meta.get_field("reason").formfield(required=False)
    own = SessionChange._meta.get_field("reason").formfield(required=False, label="ほかの理由")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("reason") or cleaned.get("own")):
            self.add_error("own", ValidationError("理由のボタンを選ぶか、理由を書いてください。"))
        return cleaned

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data["reason"] or self.cleaned_data["own"])


class ManyForm(forms.Form):
    """Which sessions: on what days, in which area, at which place."""

    first = forms.DateField(
        label="初めの日", widget=DayInput(), error_messages={"required": "初めの日を入力してください。"}
    )
    last = forms.DateField(
        label="終わりの日", widget=DayInput(), required=False, help_text="1日だけなら、空けておきます。"
    )
    area: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="地域", queryset=None, required=False, empty_label="すべての地域"
    )
    place: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label="場所", queryset=None, required=False, empty_label="すべての場所"
    )

    def __init__(self, areas: Any, today: date, data: Any = None) -> None:
        super().__init__(data)
        self.today = today
        self.fields["area"].queryset = areas  # type: ignore[attr-defined]
        self.fields["place"].queryset = Place.objects.order_by("kana", "name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last") or cleaned.get("first")
        if first and not self.today <= first <= self.today + FURTHEST:
            self.add_error("first", "今日から400日先までの日付を入力してください。")
        elif first and last and not first <= last < first + timedelta(days=MOST_DAYS):
            self.add_error("last", f"初めの日から{MOST_DAYS}日のあいだの日付を入力してください。")
        return {**cleaned, "last": last}

    @property
    def concerned(self) -> Q:
        """The activities that were asked for; of a form that is valid."""
        area = self.cleaned_data["area"]
        return Q(council__area=area) if area else Q()


class PhoneForm(forms.Form):
    phone = FieldSession._meta.get_field("phone").formfield()
