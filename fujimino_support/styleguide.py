"""Invented rows, never saved, that put every component into each of its states."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from django import forms
from django.core.paginator import Paginator

from activities.decisions import CANCELLED, CHANGED, EXTRA, POSTPONED, Occasion
from activities.feeds import Subscription
from activities.models import Activity, Category, Recruitment
from activities.models.activities import Status
from activities.models.attachments import Seeking
from activities.models.categories import Drawing
from activities.sheets import Cell, Sheet
from activities.upcoming import Gathering
from councils.models import Area, Council, Notice
from councils.models.areas import Theme
from councils.models.pages import Gravity

TODAY, TOMORROW, HOLIDAY = date(2025, 7, 19), date(2025, 7, 20), date(2025, 7, 21)
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
        **_dates(_activity(council, "朝の体操", place_words="見本会館"), _activity(council, LONG)),
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


def _dates(usual: Activity, long: Activity) -> dict[str, Any]:
    """Three days with sessions in each state, and the week around them."""
    sessions = [
        Occasion(TODAY, time(9), time(10), label="初めての人の組"),
        Occasion(TODAY, time(10), time(12), decision=CANCELLED, reason="会場の都合"),
        Occasion(
            TOMORROW,
            time(13),
            None,
            place="ほかの会館",
            decision=CHANGED,
            reason="工事のため",
            differs="場所",
        ),
        Occasion(TOMORROW, None, None, decision=POSTPONED, reason="大雨のため", other_day=HOLIDAY),
        Occasion(HOLIDAY, time(10), time(12), other_day=TOMORROW, slot=11),
        Occasion(HOLIDAY, time(18, 30), time(20), decision=EXTRA),
    ]
    held = [*(Gathering(usual, session) for session in sessions[:-1]), Gathering(long, sessions[-1])]
    return {
        "today": TODAY,
        "first": TODAY.replace(day=1),
        "sheets": [
            Sheet(TODAY, held[:2]),
            Sheet(TOMORROW, held[2:4]),
            Sheet(HOLIDAY, held[4:], rest=3, rest_off="中止1件"),
        ],
        "weeks": [
            [
                *(Cell(date(2025, 7, day), 0, [], False) for day in range(13, 19)),
                Cell(TODAY, 1, ["中止1件"], True),
            ],
            [Cell(TOMORROW, 1, ["延期1件"], True), Cell(HOLIDAY, 5, [], True), *[None] * 5],
        ],
        "called_off": held[1:2],
        "following": held[2],
        "calendar": Subscription("#main", "#main"),
    }


def _activity(council: Council, name: str, **facts: Any) -> Activity:
    activity = Activity(pk=1, number=1, council=council, name=name, summary="見本の説明です。", **facts)
    # What a saved row reads from the database is empty here.
    activity._prefetched_objects_cache = {"held_at": []}  # type: ignore[attr-defined]
    activity.when, activity.upcoming = activity.schedule_words, None
    activity.decided = activity.closed = None
    activity.is_undated = activity.status == Status.RUNNING
    return activity
