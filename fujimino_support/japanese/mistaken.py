"""Which kanji is taken for which: those that are read alike, and those that look alike."""

from __future__ import annotations

from functools import lru_cache

from .common_readings import common

_LOOK_ALIKE = """
拳挙 矢失 塊魂鬼 末未 土士 千干 人入 大犬太丈 日目曰白 講構溝 綱網 緑縁録 輪輸論倫 待侍持特 曜躍 卓早 棋基碁 体休 陶淘 教数 科料
名各 木本 園圏 宮官 間問聞開閉 鳥島烏 右石 防妨坊 訓調 陽湯場 歌欧 楽薬 遊遍 折析 絵給 茶条 竹行 筆書 筋箱 踊通 紙低 球救 護穫
"""
_LOOKS = {kanji: frozenset(group) for group in _LOOK_ALIKE.split() for kanji in group}
_NUMBERS = frozenset("一二三四五六七八九十百千万")  # 三丁目 is not another 四丁目


def is_mistaken(one: str, other: str) -> bool:
    """Whether one kanji may have been typed for the other.

    >>> is_mistaken("琴", "箏"), is_mistaken("拳", "挙"), is_mistaken("書", "茶"), is_mistaken("四", "市")
    (True, True, False, False)
    """
    if _NUMBERS & {one, other}:
        return False
    return other in _LOOKS.get(one, ()) or bool(_sounds(one) & _sounds(other))


def is_mistyped(word: str, typed: str) -> bool:
    """Whether `typed` is a `word` of three letters and more in which one kanji was taken for another.

    >>> is_mistyped("大正琴", "大正箏"), is_mistyped("大正琴", "大正"), is_mistyped("茶道", "書道")
    (True, False, False)
    """
    if len(word) != len(typed) or len(word) < 3:
        return False
    differ = [(one, other) for one, other in zip(word, typed, strict=True) if one != other]
    return len(differ) == 1 and is_mistaken(*differ[0])


@lru_cache(maxsize=4096)
def _sounds(kanji: str) -> frozenset[str]:
    return frozenset(common().get(kanji, ()))
