"""Japanese words that were typed in Latin letters, as kana."""

from __future__ import annotations

import re

_VOWELS = "aiueo"
_ROWS = """
=あいうえお k=かきくけこ s=さしすせそ t=たちつてと n=なにぬねの h=はひふへほ m=まみむめも r=らりるれろ
g=がぎぐげご z=ざじずぜぞ d=だぢづでど b=ばびぶべぼ p=ぱぴぷぺぽ c=かしくせこ l=らりるれろ
"""
_BESIDES = """
ya=や yu=ゆ yo=よ wa=わ wi=うぃ we=うぇ wo=を fu=ふ fa=ふぁ fi=ふぃ fe=ふぇ fo=ふぉ
va=ば vi=び vu=ぶ ve=べ vo=ぼ ji=じ ja=じゃ ju=じゅ je=じぇ jo=じょ
shi=し sha=しゃ shu=しゅ she=しぇ sho=しょ chi=ち cha=ちゃ chu=ちゅ che=ちぇ cho=ちょ tsu=つ
"""
_KANA = {
    consonant + vowel: kana
    for consonant, row in (entry.split("=") for entry in _ROWS.split())
    for vowel, kana in zip(_VOWELS, row, strict=True)
}
# kya, kyu, kyo and so on: the second kana of the row and a small one.
_KANA |= {
    f"{consonant}y{vowel}": _KANA[f"{consonant}i"] + small
    for consonant in "kstnhmrgzdbp"
    for vowel, small in zip("auo", "ゃゅょ", strict=True)
}
_KANA |= dict(entry.split("=") for entry in _BESIDES.split())

_LONG = str.maketrans("āīūēōâîûêô", "aiueoaiueo")
_SYLLABLE = re.compile("|".join(sorted(_KANA, key=len, reverse=True)))
# A doubled consonant is a small つ; an n before another one, or at the end, is ん.
_DOUBLE = re.compile(r"([kstpcgzdb])(?=\1)|t(?=ch)")
_N = re.compile(r"n'|[nm](?=[kstnhmrgzdbpcjfw])|n(?![aiueoy])|-")


def kana_of(word: str) -> str:
    """The kana of a word in Hepburn or Kunrei letters; "" where it is not Japanese.

    >>> [kana_of(word) for word in ("taisou", "tai-so", "Nijiiro", "kafe", "shogi", "syogi", "shinbun", "shimbun")]
    ['たいそう', 'たいそ', 'にじいろ', 'かふぇ', 'しょぎ', 'しょぎ', 'しんぶん', 'しんぶん']
    >>> [kana_of(word) for word in ("takkyuu", "matcha", "tōfu", "LINE", "qwerty", "xyz", "")]
    ['たっきゅう', 'まっちゃ', 'とふ', 'りね', '', '', '']
    """
    letters = word.lower().translate(_LONG)
    if not letters.isascii() or not letters.replace("-", "").replace("'", "").isalpha():
        return ""
    letters = _N.sub(lambda found: "" if found[0] == "-" else "ん", _DOUBLE.sub("っ", letters))
    kana = _SYLLABLE.sub(lambda found: _KANA[found[0]], letters)
    return "" if re.search("[a-z]", kana) else kana
