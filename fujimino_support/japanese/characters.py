"""Characters as people type them: kana, widths, dashes, and those that no text may hold."""

from __future__ import annotations

import re
import unicodedata

# Hiragana lies 0x60 below katakana. ヷヸヹヺ have no hiragana and stay as they are.
_KATAKANA = [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]  # ァ to ヶ, ヽ, ヾ
_TO_HIRAGANA = {code: code - 0x60 for code in _KATAKANA}
_TO_KATAKANA = {hiragana: katakana for katakana, hiragana in _TO_HIRAGANA.items()}

# Letters, the small katakana of Ainu place names, and the marks ー ヽ ヾ ゝ ゞ.
_KANA = "ぁ-ゖァ-ヺㇰ-ㇿーヽヾゝゞ"
_IS_KANA = re.compile(f"[・ \u3000]*[{_KANA}][{_KANA}・ \u3000]*")

# Every stroke that an input method offers where "-" was meant, for use between [ and ] of a pattern.
DASHES = "-\u00ad‐‑‒–—―⁃−─━ーｰ﹣－"
_DASH = re.compile(f"[{DASHES}]+")
# Letters and a sign by their category, of fillers and of an empty cell of braille.
_UNSEEN = "\u115f\u1160\u3164\uffa0\u2800"
_BRACKETED_NUMBER = re.compile(r"-?\((\d+)\)-?")

# The controls that copying and old programs leave behind; the others go by their code alone.
_NAMES = {
    0: "NUL",
    8: "BS",
    9: "TAB",
    10: "LF",
    11: "VT",
    12: "FF",
    13: "CR",
    26: "SUB",
    27: "ESC",
    127: "DEL",
}

_FORBIDDEN_IN_A_LINE = (
    "\x00-\x1f\x7f-\x9f"  # controls
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # marks, overrides and isolates that turn the writing round
    "\u2028\u2029"  # line breaks that look like nothing
    "\ud800-\udfff"  # halves of a surrogate pair
    "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"  # private use: 外字 that nobody else can see
    "\ufdd0-\ufdef"  # noncharacters, and the last two of each plane
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))
)
_FORBIDDEN = {
    False: re.compile(f"[{_FORBIDDEN_IN_A_LINE}]"),
    True: re.compile(f"(?![\\n\\t])[{_FORBIDDEN_IN_A_LINE}]"),
}


def to_hiragana(text: str) -> str:
    """Full-width katakana as hiragana; everything else as it is.

    >>> to_hiragana("カスミガオカ・ヴ ーabc")
    'かすみがおか・ゔ ーabc'
    """
    return text.translate(_TO_HIRAGANA)


def to_katakana(text: str) -> str:
    """Hiragana as full-width katakana; everything else as it is.

    >>> to_katakana("かすみがおか・ゔ ーabc")
    'カスミガオカ・ヴ ーabc'
    """
    return text.translate(_TO_KATAKANA)


def is_kana(text: str) -> bool:
    """Whether `text` can be a reading: full-width kana with ー, ・ and spaces, and at least one letter.

    Half-width and decomposed kana are not; `fold_width` makes them so.

    >>> [is_kana(text) for text in ("つるがまい", "オレンジ・カフェ", "みどりがおか だい2", "緑ケ丘", "ｶﾌｪ", "・", "")]
    [True, True, False, False, False, False, False]
    """
    return _IS_KANA.fullmatch(text) is not None


def is_blank(text: str) -> bool:
    """Whether nobody can see anything of it: spaces, joiners, and letters that are drawn as nothing.

    >>> [is_blank(text) for text in ("", "　 ", "\\u200b\\ufeff", "\\u3164\\u2800", "あ\\u200b", "\\0")]
    [True, True, True, True, False, False]
    """
    return all(
        letter.isspace() or letter in _UNSEEN or unicodedata.category(letter) == "Cf" for letter in text
    )


def fold_width(text: str) -> str:
    """NFKC: one width and one composed form for each character; ～ becomes 〜, not the ASCII tilde.

    For searching, comparing and numbers. Not for names: ㈱ and some kanji of names change too.

    >>> fold_width("ＡＢＣ１２３　ｶﾌｪ １０時～１２時")
    'ABC123 カフェ 10時〜12時'
    """
    return unicodedata.normalize("NFKC", text.replace("～", "〜"))


def ascii_phone(text: str) -> str:
    """A telephone number in ASCII digits with "-" between its parts, and no spaces.

    What is not part of a number, 内線 for one, is left for the validator to see.

    >>> [ascii_phone(text) for text in ("０４９ー２６２－８１３０", "049(262)8130", "（049） 262−8130")]
    ['049-262-8130', '049-262-8130', '049-262-8130']
    """
    joined = _DASH.sub("-", "".join(fold_width(text).split()))
    return _BRACKETED_NUMBER.sub(r"-\1-", joined).strip("-").replace("--", "-")


def forbidden_characters(text: str, newlines: bool) -> list[str]:
    """The names of characters that may not be in `text`, each once, in order; empty when all may.

    With `newlines` a line feed and a tab may. Emoji, joiners and variation selectors (葛󠄀) always may.

    >>> forbidden_characters("喫茶\\x00\\u202e\\x00", newlines=False)
    ['U+0000 (NUL)', 'U+202E']
    >>> forbidden_characters("一行目\\n二行目", newlines=True), forbidden_characters("一行目\\n二行目", newlines=False)
    ([], ['U+000A (LF)'])
    """
    return [_code_name(character) for character in dict.fromkeys(_FORBIDDEN[newlines].findall(text))]


def printable(text: str, newlines: bool = False) -> str:
    """`text` without what `forbidden_characters` names, in one line unless told: for formats that cannot hold it.

    >>> printable("喫茶\\x00\\u202e\\r\\nかもめ 🐦"), printable("喫茶\\x00\\r\\nかもめ", newlines=True)
    ('喫茶かもめ 🐦', '喫茶\\nかもめ')
    """
    return _FORBIDDEN[newlines].sub("", text)


def _code_name(character: str) -> str:
    code = ord(character)
    return f"U+{code:04X} ({_NAMES[code]})" if code in _NAMES else f"U+{code:04X}"
