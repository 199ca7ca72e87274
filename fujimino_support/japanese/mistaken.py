"""Which kanji is taken for which: those that are read alike, and those that look alike."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache

from .dictionary import readings_of, words
from .folding import KANJI

_KANJI = re.compile(f"[{KANJI}]")
_LOOK_ALIKE = """
拳挙 矢失 塊魂鬼 末未 土士 千干 大犬太丈 日目曰白 講構溝 綱網 緑縁録 輪輸論倫 待侍持特 曜躍 卓早 棋基碁 体休 陶淘
教数 科料 名各 木本 昧味 章書 徴聴懲 黒墨 人八入 牛午 万方 力刀 甲申由田 貝見具 玉王主 先光 住往 使便 可何河 昨作
板坂版 法汗 毎海 晴情請 積績 復腹複福副 枝技 招紹 拾捨 燥躁操 最撮 健建 検険倹 堂常党 密蜜 巨臣 己已 墓幕募暮 庫車
採菜彩 微徴 快決 惜借措 憶億 慢漫 裁栽載 胞抱砲飽 担但 拍泊 捕補浦 渇喝掲 提堤 換喚 塔搭 滴摘適敵 粉紛 衣依 幸辛
苦若 季委秀李 栗粟 蓮連 園圏 宮官 間問聞開閉 鳥島烏 右石 防妨坊 訓調 陽湯場 歌欧 楽薬 遊遍 折析 絵給 茶条 竹行
筆書 筋箱 踊通 紙低 球救 護穫
"""
_LOOKS: dict[str, set[str]] = defaultdict(set)
for _group in _LOOK_ALIKE.split():
    for _kanji in _group:
        _LOOKS[_kanji].update(_group)
_TELL_APART = frozenset("一二三四五六七八九十百千万東西南北上下中左右前後男女新旧大小")  # 三丁目 is no 四丁目
_LONG = 6  # letters: so long a name with one wrong kanji is still that name


def is_mistaken(one: str, other: str) -> bool:
    """Whether one kanji may have been typed for the other.

    >>> is_mistaken("書", "章"), is_mistaken("徴", "聴")
    (True, True)
    >>> is_mistaken("琴", "箏"), is_mistaken("太", "大"), is_mistaken("書", "茶"), is_mistaken("四", "市")
    (True, True, False, False)
    """
    if other in _LOOKS.get(one, ()):
        return True
    return not _TELL_APART & {one, other} and bool(_sounds(one) & _sounds(other))


def is_mistyped(word: str, typed: str) -> bool:
    """Whether `typed` is a `word` in which one kanji was taken for another.

    In a short one what stands in the dictionary was meant, unless it sounds or looks the same; and always in one of two letters.

    >>> is_mistyped("大正琴", "大正箏"), is_mistyped("大正琴", "大正"), is_mistyped("茶道", "書道")
    (True, False, False)
    >>> is_mistyped("水墨画", "水黒画"), is_mistyped("野菜教室", "野球教室"), is_mistyped("傾聴", "傾徴")
    (True, False, True)
    """
    if len(word) != len(typed) or len(word) < 2:
        return False
    differ = [at for at, (one, other) in enumerate(zip(word, typed, strict=True)) if one != other]
    if len(differ) != 1:
        return False
    at = differ[0]
    one, other = word[at], typed[at]
    if not (_KANJI.match(one) and _KANJI.match(other)):
        return False
    if len(word) == 2:
        return is_mistaken(one, other) and _is_no_word(typed, at)
    may_differ = not _TELL_APART & {one, other} and (len(word) >= _LONG or _is_no_word(typed, at))
    return may_differ or is_mistaken(one, other)


def lacks_a_kanji(typed: str, word: str) -> bool:
    """Whether `typed` is a long `word` without one of its kanji, and not the first: without that it is a name of its own.

    >>> lacks_a_kanji("一松うくれれ", "一本松うくれれ"), lacks_a_kanji("本松うくれれ", "一本松うくれれ"), lacks_a_kanji("囲碁会", "囲碁の会")
    (True, False, False)
    """
    if len(word) != len(typed) + 1 or len(typed) < _LONG:
        return False
    at = next(
        (at for at, (one, other) in enumerate(zip(word, typed, strict=False)) if one != other), len(typed)
    )
    return at > 0 and word[at + 1 :] == typed[at:] and bool(_KANJI.match(word[at]))


def _is_no_word(text: str, place: int) -> bool:
    """Whether the letter at the `place` is part of no word of the dictionary."""
    end = 0
    for word in words(text, compounds=True):
        start, end = end, end + len(word.text)
        if place < end:
            beside = text[max(0, start - 1) : start] + text[end : end + 1]
            return not word.is_listed or (len(word.text) == 1 and bool(_KANJI.search(beside)))
    return False


@lru_cache(maxsize=4096)
def _sounds(kanji: str) -> frozenset[str]:
    return frozenset(readings_of(kanji))
