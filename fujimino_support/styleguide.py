"""Invented rows, never saved, that put every component into each of its states."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.paginator import Paginator

from activities.models import Activity, Category, Recruitment
from activities.models.activities import Status
from activities.models.attachments import Seeking
from activities.models.categories import Drawing
from councils.models import Area, Council, Notice
from councils.models.areas import Theme
from councils.models.pages import Gravity

LONG = "とても長い名前の活動でもはみ出さずに折り返すことを確かめるための健康体操とお茶と見守りと花だんの会"


class SampleForm(forms.Form):
    """A field of each kind."""

    name = forms.CharField(label="お名前", help_text="例：山田 花子")
    town = forms.ChoiceField(
        label="お住まい", choices=[("", "選んでください"), ("1", "一丁目"), ("2", "二丁目")]
    )
    text = forms.CharField(label="内容", widget=forms.Textarea(attrs={"rows": 4}))
    agree = forms.BooleanField(label="職員が読むことに同意する")


def styleguide_context() -> dict[str, Any]:
    areas = [Area(name=theme.label, slug=theme.value, theme=theme) for theme in Theme]
    council = Council(name="見本協議体", area=areas[0])
    return {
        "areas": areas,
        "notices": [Notice(gravity=gravity, text=f"{gravity.label}の見本です。") for gravity in Gravity],
        "activities": [
            _activity(council, "朝の体操", schedule_words="毎週月曜日 10時から12時", place_words="見本会館"),
            _activity(council, "休んでいる会", status=Status.PAUSED),
            _activity(council, "これから始まる会", status=Status.PREPARING),
            _activity(council, LONG, schedule_words=LONG, place_words=LONG),
        ],
        "recruitment": Recruitment(
            title="いっしょに花を植える人", body="道具はあります。", seeking=Seeking.HELPERS, who="どなたでも"
        ),
        "form": SampleForm(label_suffix=""),
        "wrong_form": SampleForm({"wrong-town": "9"}, prefix="wrong", label_suffix=""),
        "pictures": [Category(drawing=drawing).picture for drawing in Drawing],
        "page": Paginator(range(100), 20).page(2),
        "breadcrumbs": [("職員のページ", "/admin/"), ("見本帳", "")],
        "prose": "段落です。\n改行もあります。\n\n■見出し\n・箇条書き\n・もう一つ\n\n1. 番号\n2. 次の番号\n\nhttps://example.jp/ と 03-1234-5678",
    }


def _activity(council: Council, name: str, **facts: Any) -> Activity:
    activity = Activity(pk=1, number=1, council=council, name=name, summary="見本の説明です。", **facts)
    # What a saved row reads from the database is empty here.
    activity._prefetched_objects_cache = {"held_at": []}  # type: ignore[attr-defined]
    activity.when, activity.upcoming = activity.schedule_words, None
    activity.is_undated = activity.status == Status.RUNNING
    return activity
