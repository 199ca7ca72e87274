"""One spelling for what people type in many, with the way back to their own letters."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_DASHES = "-\u00ad‐‑‒–—―⁃−─━﹣"
_WAVES = "~〜～∼∾˜〰"
_ENUMERATORS = {chr(0x2460 + n): n + 1 for n in range(20)} | {chr(0x2474 + n): n + 1 for n in range(20)}
_OWN = (
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_WAVES, "〜")
    | {sign: f"#{number}." for sign, number in _ENUMERATORS.items()}
    | dict.fromkeys("•·･‧∙◦●○◎■□◆◇▪▫★☆", "・")
    | dict.fromkeys("[{〔［｛〈《【〖", "(")
    | dict.fromkeys("]}〕］｝〉》】〗", ")")
    | dict.fromkeys('“"〝『', "「")
    | dict.fromkeys("”〟』", "」")
    | {"，": "、", "､": "、", ",": "、", "｡": "。", "．": ".", "！": "。", "!": "。", "＊": "※", "*": "※"}
    | {"曰": "日", "／": "/", "⁄": "/", "∕": "/", "゠": "-"}
    | {
        "\t": " ",
        "\r": " ",
        "\n": "。",
        "\u3000": " ",
        "\u00a0": " ",
        "＿": " ",
        "_": " ",
        "|": "/",
        "｜": "/",
    }
)
# Pictures that adorn a notice and say nothing; those that forbid or allow (🚫 ❌ ⭕) stay, and are not understood.
_PICTURES = re.compile(
    "[\u200b-\u200d\ufe0e\ufe0f☕☎♪♫♬♡♥❤❀✿❁✨⭐🌟\U0001f300-\U0001f4ff\U0001f550-\U0001f5ff\U0001f600-\U0001f644"
    "\U0001f64c-\U0001f64f\U0001f680-\U0001f6a8\U0001f6b2-\U0001f6bf\U0001f900-\U0001f9ff\U0001fa70-\U0001faff]"
)
_HALF_KANA = re.compile("[\uff66-\uff9d][\uff9e\uff9f]?|.[\u0300-\u036f\u3099\u309a]?", re.DOTALL)


class Normal(NamedTuple):
    """The text in one spelling, and for each of its letters the place in the original that it came from."""

    text: str
    origins: tuple[int, ...]
    original: str

    def said(self, start: int, end: int) -> str:
        """The original letters behind a part of the text."""
        if start >= end:
            return ""
        after = self.origins[end] if end < len(self.origins) else len(self.original)
        return self.original[self.origins[start] : after].strip()


def normalise(original: str) -> Normal:
    """Widths, dashes, waves, brackets and circled figures in one form each.

    >>> normalise("第１・３水曜　１０時～【ｶﾌｪ】①").text
    '第1・3水曜 10時〜(カフェ)#1.'
    >>> normalise("10：30−12：00").text
    '10:30-12:00'
    """
    letters: list[str] = []
    origins: list[int] = []
    for match in _HALF_KANA.finditer(original):
        sign = match.group()
        for letter in _OWN.get(sign) or _PICTURES.sub(" ", unicodedata.normalize("NFKC", sign)):
            letters.append(_OWN.get(letter, letter) if letter != sign else letter)
            origins.append(match.start())
    text = "".join(letters)
    if len(text) != len(origins):  # a letter of _OWN that stands for several
        origins = [origin for letter, origin in zip(letters, origins, strict=True) for _ in letter]
    return Normal(text, tuple(origins), original)


_KANJI = {sign: number for number, sign in enumerate("〇一二三四五六七八九")} | {"元": 1}


def number(words: str) -> int:
    """A number in figures or kanji; 元 is an era's first year.

    >>> [number(words) for words in ("10", "十二", "二十", "三十一", "元")]
    [10, 12, 20, 31, 1]
    """
    if words.isdecimal() and words.isascii():
        return int(words)
    if "十" in words:
        tens, _, ones = words.partition("十")
        return 10 * (_KANJI[tens] if tens else 1) + (_KANJI[ones] if ones else 0)
    return int("".join(str(_KANJI[sign]) for sign in words))
