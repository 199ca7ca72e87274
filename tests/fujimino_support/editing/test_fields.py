from datetime import date
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from councils.models import Programme
from fujimino_support.editing.fields import (
    DayField,
    KanaField,
    LatitudeField,
    LineField,
    LongitudeField,
    OrderField,
    PhoneField,
    ProseField,
)

PHONE = "電話番号は、市外局番からハイフンで区切って入力してください。例：049-262-8130"
KANA = "よみは、ひらがなで入力してください。例：つるがおかまるしぇ"
LATITUDE = "緯度は20から46の数です。例：35.871056"
LONGITUDE = "経度は122から154の数です。例：139.515774"


def forbidden(names):
    return f"使えない文字が入っています（{names}）。その文字を消して、もう一度保存してください。"


@pytest.mark.parametrize(
    ("field", "typed", "kept"),
    [
        (LineField(), "緑ケ丘会館", "緑ケ丘会館"),
        (LineField(), "葛󠄀飾の👩‍🦽さん（仮称）〜", "葛󠄀飾の👩‍🦽さん（仮称）〜"),
        (LineField(), "あ" * 200, "あ" * 200),
        (LineField(blank=True), "", ""),
        (ProseField(), "一行目\r\n二行目\r三行目\n四行目\t終わり", "一行目\n二行目\n三行目\n四行目\t終わり"),
        (ProseField(), "あ" * 10_000, "あ" * 10_000),
        (ProseField(max_length=5), "一\r\n二\r\n三", "一\n二\n三"),
        (KanaField(), "カスミガオカ", "かすみがおか"),
        (KanaField(), "ｶｽﾐｶﾞｵｶ", "かすみがおか"),
        (KanaField(), "みどりがおか・オレンジカフェ　だいに", "みどりがおか・おれんじかふぇ だいに"),
        (KanaField(), "", ""),
        (PhoneField(), "049-262-8130", "049-262-8130"),
        (PhoneField(), "０４９ー２６２－８１３０", "049-262-8130"),
        (PhoneField(), " 049(262)8130 ", "049-262-8130"),
        (PhoneField(), "090-1234-5678", "090-1234-5678"),
        (PhoneField(), "0120-123-456", "0120-123-456"),
        (PhoneField(), "", ""),
        (DayField(), date(1900, 1, 1), date(1900, 1, 1)),
        (DayField(), date(2100, 12, 31), date(2100, 12, 31)),
        (OrderField(), 0, 0),
        (OrderField(), "３０", 30),
        (OrderField(), 30_000, 30_000),
        (LatitudeField(), "35.871056", Decimal("35.871056")),
        (LatitudeField(), None, None),
        (LongitudeField(), "139.515774", Decimal("139.515774")),
    ],
)
def test_what_can_be_read_without_doubt_is_kept(field, typed, kept):
    assert field.clean(typed, None) == kept


@pytest.mark.parametrize(
    ("field", "typed", "messages"),
    [
        (LineField(), "喫茶\x00", [forbidden("U+0000 (NUL)")]),
        (LineField(), "喫\t茶", [forbidden("U+0009 (TAB)")]),
        (LineField(), "喫\n茶", [forbidden("U+000A (LF)")]),
        (LineField(), "喫\x1b茶\x7f", [forbidden("U+001B (ESC)、U+007F (DEL)")]),
        (LineField(), "喫\u202e茶", [forbidden("U+202E")]),
        (LineField(), "喫\u2066茶", [forbidden("U+2066")]),
        (LineField(), "喫茶\ud800", [forbidden("U+D800")]),
        (LineField(), "外字\ue000", [forbidden("U+E000")]),
        (
            LineField(),
            "\x00\x01\x02\x03",
            [forbidden("U+0000 (NUL)、U+0001、U+0002")],
        ),
        (
            LineField(),
            "あ" * 201,
            ["この値は 200 文字以下でなければなりません( 201 文字になっています)。"],
        ),
        (LineField(), "", ["このフィールドは空ではいけません。"]),
        (ProseField(), "一\x00二", [forbidden("U+0000 (NUL)")]),
        (ProseField(), "一\u2028二", [forbidden("U+2028")]),
        (ProseField(), "一\u202e二", [forbidden("U+202E")]),
        (
            ProseField(),
            "あ" * 10_001,
            ["この値は 10000 文字以下でなければなりません( 10001 文字になっています)。"],
        ),
        (KanaField(), "緑ケ丘", [KANA]),
        (KanaField(), "midori", [KANA]),
        (KanaField(), "・", [KANA]),
        (KanaField(), "か\x00", [forbidden("U+0000 (NUL)"), KANA]),
        (PhoneField(), "0492628130", [PHONE]),
        (PhoneField(), "262-8130", [PHONE]),
        (PhoneField(), "01-1-123", [PHONE]),
        (PhoneField(), "+81-49-262-8130", [PHONE]),
        (PhoneField(), "049-262-8130 内線5", [PHONE]),
        (PhoneField(), "0٤٩-٢٦٢-٨١٣٠", [PHONE]),
        (PhoneField(), "049-262-8130\x00", [forbidden("U+0000 (NUL)"), PHONE]),
        (DayField(), date(1899, 12, 31), ["1900年以降の日付を入力してください。"]),
        (DayField(), date(2101, 1, 1), ["2100年までの日付を入力してください。"]),
        (
            DayField(),
            "2025-13-01",
            ["“2025-13-01” は有効な日付形式(YYYY-MM-DD)ですが、不正な日付です。"],
        ),
        (OrderField(), -1, ["この値は 0 以上でなければなりません。"]),
        (OrderField(), 30_001, ["30000までの数を入力してください。"]),
        (OrderField(), 10**30, ["30000までの数を入力してください。"]),
        (LatitudeField(), "19.9", [LATITUDE]),
        (LatitudeField(), "46.1", [LATITUDE]),
        (LatitudeField(), "35.8710567", ["この値は小数点以下が合計 6 桁以内でなければなりません。"]),
        (LatitudeField(), "NaN", ["“NaN” は10進浮動小数値にしなければなりません。"]),
        (LongitudeField(), "121.9", [LONGITUDE]),
        (LongitudeField(), "154.1", [LONGITUDE]),
    ],
)
def test_what_cannot_be_kept_is_refused_with_a_message(field, typed, messages):
    with pytest.raises(ValidationError) as refusal:
        field.clean(typed, None)

    assert refusal.value.messages == messages


def test_a_form_counts_the_characters_of_a_text_as_the_browser_does():
    box = ProseField(max_length=5).formfield()

    assert box.clean("一\r\n二\r\n三") == "一\n二\n三"
    assert box.widget.attrs["maxlength"] == "5"
    with pytest.raises(ValidationError) as refusal:
        box.clean("一\r\n二\r\n三四")
    assert refusal.value.messages == ["この値は 5 文字以下でなければなりません( 6 文字になっています)。"]


def test_a_form_names_the_nul_that_it_refuses():
    programme_form = forms.modelform_factory(Programme, fields=["city", "lead"])

    form = programme_form({"city": "ふじみ野市\x00", "lead": "近くに\x00"})

    assert form.errors == {"city": [forbidden("U+0000 (NUL)")], "lead": [forbidden("U+0000 (NUL)")]}


@pytest.mark.parametrize("field", [KanaField, PhoneField])
def test_readings_and_phone_numbers_are_always_optional(field):
    assert field().blank is True
