"""Kana, widths, telephone numbers, and characters that no text may hold."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujimino_support.japanese.characters import (
    ascii_phone,
    fold_width,
    forbidden_characters,
    is_kana,
    to_hiragana,
    to_katakana,
)

HIRAGANA = st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096))


def test_katakana_becomes_hiragana_and_the_rest_stays():
    assert to_hiragana("アァンヴヵヶヽヾーヷ・ｶ緑ケ丘 A1") == "あぁんゔゕゖゝゞーヷ・ｶ緑け丘 A1"


def test_hiragana_becomes_katakana_and_the_rest_stays():
    assert to_katakana("あぁんゔゕゖゝゞー・緑ケ丘 A1") == "アァンヴヵヶヽヾー・緑ケ丘 A1"


@given(HIRAGANA)
def test_hiragana_survives_the_way_there_and_back(text):
    assert to_hiragana(to_katakana(text)) == text


@given(st.text())
def test_turning_kana_changes_no_length_and_is_done_at_once(text):
    turned = to_hiragana(text)

    assert (len(turned), to_hiragana(turned)) == (len(text), turned)


@pytest.mark.parametrize(
    "reading",
    ["つるがまい", "ツルガマイ", "オレンジカフェ", "カフェ・オレンジ", "みどりがおか　まるしぇ", "ヴ", "ㇰ"],
)
def test_a_reading_may_be_written_in_either_kana(reading):
    assert is_kana(reading)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "・",
        "緑ケ丘",
        "ｵﾚﾝｼﾞ",
        "かふぇ1",
        "かふぇ１",
        "cafe",
        "か\nふ",
        "か。",
        "か-",
        "か\u3099",
        "か\u200b",
    ],
)
def test_anything_else_is_no_reading(text):
    assert not is_kana(text)


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("ＡＢＣ　１２３", "ABC 123"),
        ("ｵﾚﾝｼﾞｶﾌｪ", "オレンジカフェ"),
        ("か\u3099", "が"),
        ("１０時～１２時", "10時〜12時"),
        ("10時〜12時", "10時〜12時"),
        ("10~12", "10~12"),
        ("葛\U000e0100飾", "葛\U000e0100飾"),
        ("瀧澤 﨑 髙", "瀧澤 﨑 髙"),
    ],
)
def test_each_character_gets_one_width(typed, folded):
    assert fold_width(typed) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text):
    assert fold_width(fold_width(text)) == fold_width(text)


@pytest.mark.parametrize("dash", "-‐‑‒–—―−─━ーｰ﹣－\u00ad")
def test_every_dash_that_people_type_joins_a_phone_number(dash):
    assert ascii_phone(f"０４９{dash}262{dash}８１３０") == "049-262-8130"


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("049-262-8130", "049-262-8130"),
        ("049(262)8130", "049-262-8130"),
        ("（０４９）２６２－８１３０", "049-262-8130"),
        ("(049)-262-8130", "049-262-8130"),
        (" 049 - 262 - 8130\u3000", "049-262-8130"),
        ("049――262--8130", "049-262-8130"),
        ("0492628130", "0492628130"),
        ("０９０ ー１２３４ ー５６７８", "090-1234-5678"),
        ("+81-49-262-8130", "+81-49-262-8130"),
        ("049-262-8130（内線12）", "049-262-8130(内線12)"),
        ("電話はありません", "電話はありません"),
        ("", ""),
    ],
)
def test_a_phone_number_is_written_one_way(typed, phone):
    assert ascii_phone(typed) == phone


@given(st.text(alphabet="0123456789０４９-ー－()（） 　"))
def test_a_phone_number_once_written_so_stays(text):
    written = ascii_phone(text)

    assert ascii_phone(written.replace("(", "").replace(")", "")).isascii()


@pytest.mark.parametrize(
    "text",
    [
        "緑ケ丘会館、ほほえみ中丸デイサービス2階ホール！？（）〜：",
        "🙂👨‍👩‍👧❤️🏴󠁧󠁢󠁥󠁮󠁧󠁿🇯🇵",
        "葛\U000e0100飾区 辻\U000e0101さん",
        "e\u0301 か\u3099",
        "𠮷野家 髙橋 﨑",
        "",
    ],
)
def test_what_people_write_is_allowed(text):
    assert forbidden_characters(text, newlines=False) == []


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\x00", "U+0000 (NUL)"),
        ("\x08", "U+0008 (BS)"),
        ("\x0b", "U+000B (VT)"),
        ("\r", "U+000D (CR)"),
        ("\x1b", "U+001B (ESC)"),
        ("\x01", "U+0001"),
        ("\x7f", "U+007F (DEL)"),
        ("\x85", "U+0085"),
        ("\x9f", "U+009F"),
        ("\u061c", "U+061C"),
        ("\u200e", "U+200E"),
        ("\u200f", "U+200F"),
        ("\u2028", "U+2028"),
        ("\u2029", "U+2029"),
        ("\u202a", "U+202A"),
        ("\u202e", "U+202E"),
        ("\u2066", "U+2066"),
        ("\u2069", "U+2069"),
        ("\ud800", "U+D800"),
        ("\udfff", "U+DFFF"),
        ("\ue000", "U+E000"),
        ("\uf8ff", "U+F8FF"),
        ("\ufdd0", "U+FDD0"),
        ("\uffff", "U+FFFF"),
        ("\U0001fffe", "U+1FFFE"),
        ("\U000f0000", "U+F0000"),
        ("\U0010ffff", "U+10FFFF"),
    ],
)
def test_what_hides_or_harms_is_named(character, name):
    assert forbidden_characters(f"緑{character}ケ丘{character}", newlines=True) == [name]


def test_line_feed_and_tab_are_for_running_text_only():
    assert forbidden_characters("一\n\t二", newlines=True) == []
    assert forbidden_characters("一\n\t二", newlines=False) == ["U+000A (LF)", "U+0009 (TAB)"]


def test_exactly_the_categories_that_were_meant_are_forbidden():
    turning = {0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A)}

    def meant(code: int) -> bool:
        noncharacter = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
        return (
            noncharacter
            or code in turning
            or unicodedata.category(chr(code)) in {"Cc", "Cs", "Co", "Zl", "Zp"}
        )

    everything = "".join(map(chr, range(0x110000)))
    named = {int(name.split()[0][2:], 16) for name in forbidden_characters(everything, newlines=False)}

    assert named == {code for code in range(0x110000) if meant(code)}
