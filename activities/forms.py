"""The form of an activity: its schedule is read as it is saved, or kept as words on purpose."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from fujimino_support.japanese.characters import forbidden_characters
from fujimino_support.japanese.dates import short_day_words, span_words

from .schedule import (
    LAST,
    Contradiction,
    Reading,
    Rule,
    Schedule,
    Slot,
    advice,
    read,
    sentence,
    sessions,
    to_data,
    word,
)

NEXT_DATES = 5
WEEKS = [*((str(week), f"第{week}") for week in range(1, 6)), (str(LAST), "最終")]
WEEKDAYS = [(str(number), f"{name}曜日") for number, name in enumerate("月火水木金土日")]
MONTHS = [(str(month), f"{month}月") for month in range(1, 13)]


def boxes(label: str, choices: list[tuple[str, str]], help_text: str = "") -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label,
        choices=choices,
        required=False,
        help_text=help_text,
        widget=forms.CheckboxSelectMultiple,
    )


def clock(label: str) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )


def told(reading: Reading) -> str:
    """What was understood, with the next five days, as a clerk reads it back over the telephone."""
    if reading.schedule is None:
        unread = "、".join(f"「{word}」" for word in reading.unread)
        return " ".join(
            [f"読み取れない言葉があります：{unread}。" if unread else "読み取れません。", *reading.problems]
        )
    days = sessions(reading.schedule, reading.on, reading.on + timedelta(days=400))[:NEXT_DATES]
    listed = "、".join(
        f"{short_day_words(session.date)}{span_words(session.start, session.end)}" for session in days
    )
    dates = f"これからの日程：{listed}。" if listed else "日にちは決まっていません。"
    return " ".join(
        [f"読み取った日程：{sentence(reading.schedule)}。", dates, *advice(reading.schedule, reading.on)]
    )


class ActivityForm(forms.ModelForm):
    words_only = forms.BooleanField(
        label="読み取れなくても、言葉のまま載せる",
        required=False,
        help_text="このときは、次回の日にちが出ません。",
    )
    pick_weeks = boxes("第何週", WEEKS, "選ばなければ毎週です。")
    pick_weekdays = boxes("曜日", WEEKDAYS)
    pick_start = clock("始まる時刻")
    pick_end = clock("終わる時刻")
    pick_months = boxes("月", MONTHS, "選ばなければ毎月です。")

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if cleaned is None:
            return None
        words = cleaned.get("schedule_words", "")
        if not words and cleaned.get("pick_weekdays"):
            words = cleaned["schedule_words"] = self._picked(cleaned)
        if "schedule_words" in cleaned:
            self._read(words, timezone.localdate(), bool(cleaned.get("words_only")))
        return cleaned

    def _picked(self, cleaned: dict[str, Any]) -> str:
        """The sentence that the boxes say; "" with a message beside them when they contradict each other."""
        start, end = cleaned.get("pick_start"), cleaned.get("pick_end")
        months = _numbers(cleaned, "pick_months")
        try:
            rule = Rule(
                weekdays=_numbers(cleaned, "pick_weekdays"),
                weeks=_numbers(cleaned, "pick_weeks"),
                # All twelve say no more than none.
                months=months if len(months) < len(MONTHS) else frozenset(),
                slots=(Slot(start, end),) if start or end else (),
            )
        except Contradiction as contradiction:
            self.add_error("pick_weekdays", str(contradiction))
            return ""
        return word(Schedule((rule,)))

    def _read(self, words: str, on: date, words_only: bool) -> None:
        self.instance.schedule_data = None
        if not words or forbidden_characters(words, newlines=False):
            return  # the model refuses such characters by name
        reading = read(words, on)
        if reading.schedule is not None:
            self.instance.schedule_data = to_data(reading.schedule)
        elif not words_only:
            message = (
                f"{told(reading)} 言い換えるか、「読み取れなくても、言葉のまま載せる」を選んでください。"
            )
            self.add_error("schedule_words", ValidationError(message, code="unread"))
        if "_read_schedule" in self.data:
            self.add_error(
                "schedule_words", ValidationError(f"{told(reading)} （まだ保存していません。）", code="check")
            )


def _numbers(cleaned: dict[str, Any], name: str) -> frozenset[int]:
    return frozenset(map(int, cleaned.get(name, [])))
