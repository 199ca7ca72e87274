"""What a visitor can narrow the list of activities by: plain GET parameters, in any combination."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import django_filters
from django import forms
from django.utils.functional import cached_property

from councils.models import Area
from fujimino_support.japanese.dates import WEEKDAYS as WEEKDAY_NAMES
from fujimino_support.japanese.dates import near_words, short_day_words

from .catalogue import WEEKDAYS, Catalogue
from .models import Activity
from .upcoming import DAY, SOON

Choices = list[tuple[str, str]]

BEST, BY_DATE, BY_NAME, BY_AREA = "best", "date", "name", "area"
ORDERS: Choices = [
    (BY_DATE, "次の日にちが近い順"),
    (BY_NAME, "名前の順"),
    (BY_AREA, "地域の順"),
    (BEST, "言葉によく合う順"),
]
WEEK = "week"
TICKED = ("1", "true", "on")
DAYS_OFFERED = timedelta(days=13)
FIRST = ("q", "area", "weekday")
GROUPS = {
    "参加のしかた": ("free", "no_booking", "recruiting"),
    "場所": ("no_steps", "lift", "toilet", "parking", "chairs"),
}
NOT_LISTED = "一覧にない値です。一覧から選んでください。"


def choice(label: str, empty: str | None, choices: Choices = [], error: str = NOT_LISTED) -> Any:  # noqa: B006
    return django_filters.ChoiceFilter(
        label=label, empty_label=empty, choices=choices, error_messages={"invalid_choice": error}
    )


class Tick(forms.CheckboxInput):
    """Ticked by what the box of the page sends, and by nothing else that an address may say."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return data.get(name) in TICKED


def tick_box(label: str) -> Any:
    return django_filters.BooleanFilter(label=label, widget=Tick(attrs={"value": "1"}))


class ActivityFilter(django_filters.FilterSet):
    """The form, and what was chosen on it; `selection.py` finds what that leaves."""

    q = django_filters.CharFilter(
        max_length=100,
        label="ことば",
        error_messages={"max_length": "100文字までの言葉でさがしてください。"},
        widget=forms.TextInput(attrs={"type": "search", "placeholder": "例：体操、会館の名前"}),
    )
    area = choice("地域", "すべての地域", error="その地域はありません。一覧から選んでください。")
    weekday = choice(
        "曜日",
        "どの曜日でも",
        [(key, f"{day}曜日") for key, day in zip(WEEKDAYS, WEEKDAY_NAMES, strict=True)],
    )
    time = choice("時間", "どの時間でも", [("am", "午前"), ("pm", "午後"), ("eve", "夕方から")])
    when = choice("日にち", "いつでも", error="今日から2か月のあいだの日を選んでください。")
    category = choice("分野", "すべての分野")
    audience = choice("対象", "すべて")
    free = tick_box("無料")
    no_booking = tick_box("申し込みがいらない")
    recruiting = tick_box("手伝う人などを募集している")
    no_steps = tick_box("段差がない")
    lift = tick_box("エレベーターがある")
    toilet = tick_box("車いすで使えるトイレがある")
    parking = tick_box("駐車場がある")
    chairs = tick_box("いすがある")
    order = choice("並べ方", "おまかせ", ORDERS)  # BEST where words are asked for, BY_DATE elsewhere

    class Meta:
        model = Activity
        fields: tuple[str, ...] = ()

    def __init__(self, data: Any, catalogue: Catalogue, areas: Iterable[Area], today: date) -> None:
        super().__init__(data, Activity.objects.none())
        self.today = today
        for name, choices in {
            "area": [(area.slug, area.name) for area in areas],
            "when": days_to_choose(today),
            "category": catalogue.categories,
            "audience": catalogue.audiences,
        }.items():
            self.filters[name].extra["choices"] = choices

    @cached_property
    def chosen(self) -> dict[str, Any]:
        """What was chosen and can be, by the name of its parameter."""
        self.form.is_valid()
        return {name: value for name, value in self.form.cleaned_data.items() if value}

    @cached_property
    def boxes(self) -> list[Any]:
        return [field for field in self.form if isinstance(field.field.widget, forms.CheckboxInput)]

    @cached_property
    def selects(self) -> list[Any]:
        return [field for field in self.form if isinstance(field.field.widget, forms.Select)]

    # How the form is laid out: what most people choose by, and what stands behind 「くわしくさがす」.

    @property
    def first(self) -> list[Any]:
        return [self.form[name] for name in FIRST]

    @property
    def rest(self) -> list[Any]:
        return [field for field in self.selects if field.name not in FIRST]

    @property
    def groups(self) -> list[tuple[str, list[Any]]]:
        boxes = {field.name: field for field in self.boxes}
        return [(legend, [boxes[name] for name in names]) for legend, names in GROUPS.items()]

    @property
    def is_detailed(self) -> bool:
        """Whether something behind it is chosen, or mistaken."""
        return not {*self.chosen, *self.form.errors} <= {*FIRST}

    def label_of(self, name: str, value: Any) -> str:
        """What was chosen, in words: 「地域：おおい」, 「無料」."""
        field = self.form.fields[name]
        if value is True:
            return str(field.label)
        said = dict(self.filters[name].extra.get("choices", ())).get(value, value)
        return f"{field.label}：{said}"

    def count(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        """Say beside each choice how many activities it would leave."""
        for field in self.boxes:
            field.label = f"{field.label}{_count_words(counts[field.name]['1'])}"
        for field in self.selects:
            if field.name in counts:
                field.field.widget.choices = [
                    (key, f"{label}{_count_words(counts[field.name][key])}" if key else label)
                    for key, label in field.field.choices
                    if not key or key in counts[field.name]
                ]

    def countable(self) -> dict[str, list[str]]:
        """The choices that a visitor is offered."""
        last = self.today + DAYS_OFFERED
        offered = {field.name: [key for key, _ in field.field.choices if key] for field in self.selects}
        del offered["order"]
        kept = {WEEK, str(self.chosen.get("when", ""))}
        offered["when"] = [key for key in offered["when"] if key in kept or key <= last.isoformat()]
        return offered | {field.name: ["1"] for field in self.boxes}


def days_to_choose(today: date) -> Choices:
    """This week, and each day as far as the catalogue knows them."""
    days = [today + DAY * number for number in range(SOON.days + 1)]
    return [(WEEK, "7日のあいだ"), *((day.isoformat(), _day_words(day, today)) for day in days)]


def _day_words(day: date, today: date) -> str:
    near = near_words(day, today)
    return f"{near} {short_day_words(day)}" if near in ("今日", "あす") else short_day_words(day)


def _count_words(count: int) -> str:
    return f"（{count}件）"
