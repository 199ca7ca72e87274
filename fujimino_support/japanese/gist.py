"""What a sentence asks for, when there is nothing that has all its words: its names, and apart its verbs and persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from itertools import takewhile
from typing import NamedTuple

from . import dictionary
from .dictionary import Word
from .folding import KANJI, fold


def _words(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


class _Role(Enum):
    """What a word is in a sentence; the values are the fields of its gist."""

    TELLING = "telling"
    WEAK = "weak"
    UNKNOWN = "unknown"
    VERB = "verbs"
    BESIDE = "beside"
    WANTED = "wanted"


Told = tuple[_Role, str]


# For whom and where: said to explain, and seldom written of an activity.
_AROUND = _folded("""
私 僕 自分 母 父 妻 夫 孫 娘 息子 主人 祖母 祖父 両親 親 子ども 子供 こども 子 家族 友達 友だち 仲間 年寄り お年寄り 高齢者 人 方 者 家 自宅 うち
お母さん お父さん おかあさん おとうさん おばあちゃん おじいちゃん おばあさん おじいさん ばあちゃん じいちゃん 母親 父親 つれあい 叔母 叔父 おば おじ
相手 友 友人 同士 メンバー 会員 参加者 だけ のみ 限定 専用 向け
男 女 男性 女性 中 時 前 後 今 毎日 最近 今度 今日 明日 来週 今週 日中 昼間 気 同じ 一緒 みんな 皆 代わり 日 毎朝 一人 二人 話
心配 不安 様子 元気 無料 有料 初心者 簡単 手軽 気軽 気楽 シニア シルバー 先生 具合 調子
ところ 所 場所 とこ こと もの 近く 近所 地域 地区 あたり 辺 時間 曜日 何曜日
""")
# What many activities are: no answer to who asks for one that there is not.
_KINDS = _folded("""
会 教室 講座 入門 塾 道場 集い 集まり つどい クラブ サークル 同好会 愛好会 サロン カフェ 広場 ひろば 体験 体験会 大会 練習
作り づくり 相談 相談会 相談室 店 お店 屋 公園 会館 施設 市 町 街 場 館 部屋 隊 活動 支援 サービス ボランティア イベント 行事 案内 参加
""")
# What does not make another word of the one it is written behind.
_SUFFIXES = (
    _KINDS
    | _AROUND
    | _folded(
        "さん ちゃん 様 さま 君 くん 的 用 等 など 達 たち ら 先 内 別 さ み 員 性 化 間 ごろ 頃 毎 ごと 付き 済み 丁目 番 号"
    )
)
_LONGEST_NAME = 6  # words of the dictionary of which a name of this town may be made
# Verbs that say that somebody wants or does something, as the dictionary spells them.
_IDLE = _words("""
為る 居る 有る 行く 来る 呉れる 貰う 下さる 頂く 欲しい 出来る 成る 遣る 見る 仕舞う 置く 言う 聞く 思う 教える 知る 習う 学ぶ 教わる 始める
楽しむ 頼む 無い 良い 困る 掛ける 付く 入る 出る 持つ 使う 分かる 考える 探す 構う 宜しい 切れる
""")
# What is nothing without what it is done to: the 人間ドック of 人間ドックの予約 is asked for.
_DEEDS = _words("予約 申し込み 受け付け 手続き 申請 手術 治療 検査 診察")
# They stand for something that was said before.
_POINTING = _words("かた やつ ほう とき ため まま はず わけ もん")
_MARKS = {"の": _Role.BESIDE, "を": _Role.WANTED, "が": _Role.WANTED, "は": _Role.WANTED}
_TOLD, _JOINED = frozenset(("動詞", "形容詞")), frozenset(("助詞", "助動詞"))
_KANJI = re.compile(f"[{KANJI}]+")
_HAS_LETTERS = re.compile(f"[{KANJI}ぁ-ゖa-z]")
_ONLY_HIRAGANA = re.compile("[ぁ-ゖー、。？?]+")


class Gist(NamedTuple):
    """Folded words: those that tell; what only says for whom and what kind; names that nobody knows; verbs."""

    is_told: bool = False  # in a sentence, and not as a list of names
    telling: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()  # as they are usually spelled
    beside: tuple[str, ...] = ()  # those that another is said to be of: the 台所 of 台所の電球
    wanted: tuple[str, ...] = ()  # what is done, or asked for: the 眼鏡 of 病院で眼鏡を直したい


def gist(text: str, is_known: Callable[[str], int]) -> Gist:
    """Where `is_known` tells of a folded stretch whether it stands anywhere (1) or is a word (2).

    >>> words = ["電球", "すまほ", "こども", "教室", "病院"]
    >>> known = lambda stretch: 2 * (stretch in words)
    >>> gist("台所の電球を取り替えてもらえませんか", known)._asdict() == {
    ...     "is_told": True, "telling": ("電球",), "weak": (), "unknown": ("台所",), "verbs": ("取替える",),
    ...     "beside": ("台所",), "wanted": ("電球",)}
    True
    >>> gist("母がスマホを習っている教室", known).telling, gist("母がスマホを習っている教室", known).weak
    (('すまほ',), ('教室',))
    >>> gist("母が病院で眼鏡を直したい", known).unknown, gist("水黒画", known).unknown, gist("病院 ぷーる", known).unknown
    (('眼鏡',), ('水黒画',), ('ぷーる',))
    """
    found: dict[_Role, list[str]] = {role: [] for role in _Role}
    is_told = False
    for part in text.split():
        name = fold(part)
        if not name:
            continue
        if _ONLY_HIRAGANA.fullmatch(part):  # where words begin and end in it is a guess
            found[_Role.TELLING if is_known(name) else _Role.UNKNOWN].append(name)
            continue
        words = dictionary.words(part, compounds=True)
        kinds = {word.part[0] for word in words}
        is_told |= not (kinds.isdisjoint(_TOLD) or kinds.isdisjoint(_JOINED))
        for role, word in _roles(words, is_known):
            found[role].append(word)
    return Gist(is_told, **{role.value: tuple(dict.fromkeys(some)) for role, some in found.items()})


def _roles(words: list[Word], is_known: Callable[[str], int]) -> Iterator[Told]:
    at = 0
    while at < len(words):
        run = list(takewhile(lambda word: word.is_noun, words[at:]))
        if run:
            found = list(_nouns(run, is_known))
            yield from found
            at += len(run)
            after = words[at].text if at < len(words) else ""
            if found and after in _MARKS:
                yield _MARKS[after], found[-1][1]
                if any(word.usual in _DEEDS for word in words[at + 1 : at + 2]):
                    yield _Role.WANTED, found[-1][1]
        else:
            if words[at].is_telling:
                yield from _verb(words[at])
            at += 1


def _nouns(run: list[Word], is_known: Callable[[str], int]) -> Iterator[Told]:
    """The names of which neighbours are made; where one of them is unknown, or a single letter, it is all one word.

    水黒画 is no 水, 空き家 no 家, and フランス語 no フランス.
    """
    found: list[Told] = []
    names: list[Told] = []  # that it begins with: those of places are no part of what follows
    at = begun = 0
    while at < len(run):
        if at and run[at].part[0] == "接尾辞" and fold(run[at].text) in _SUFFIXES:
            at += 1
            continue
        length, name = _name_at(run, at, is_known)
        if name and at == begun:
            names.append((_Role.TELLING, name))
            begun += length
        if name:
            found.append((_Role.WEAK if name in _AROUND or name in _KINDS else _Role.TELLING, name))
        elif at and _makes_another(run[at]):
            found.append((_Role.UNKNOWN, fold(run[at].text)))
        else:
            found += _noun(run[at], is_known)
        at += length
    torn = len(run) > 1 and any(
        role == _Role.UNKNOWN or (role == _Role.TELLING and len(name) == 1) for role, name in found
    )
    yield from [*names, (_Role.UNKNOWN, fold("".join(word.text for word in run[begun:])))] if torn else found


def _makes_another(word: Word) -> bool:
    """The 票 of 住民票: a letter that counts things elsewhere."""
    return (
        word.is_around
        and len(word.text) == 1
        and "数詞" not in word.part
        and fold(word.text) not in _SUFFIXES
    )


def _name_at(words: list[Word], at: int, is_known: Callable[[str], int]) -> tuple[int, str]:
    """How many words a name takes that begins there, and the name folded; (1, "") where none does."""
    for end in range(min(len(words), at + _LONGEST_NAME), at, -1):
        name = fold("".join(word.text for word in words[at:end]))
        makes_one = (  # 日本語, but not 金曜日 and 10時
            end - at == 2
            and len(words[end - 1].text) == 1
            and not any(word.is_around for word in words[at:end])
        )
        if len(name) > 1 and is_known(name) >= (1 if makes_one else 2):
            return end - at, name
    return 1, ""


def _noun(word: Word, is_known: Callable[[str], int]) -> Iterator[Told]:
    name = fold(word.text)
    if word.part[0] == "接頭辞" or (word.part[0] == "接尾辞" and name in _SUFFIXES):
        return
    if name in _AROUND or name in _KINDS or word.is_around:
        if is_known(name):
            yield _Role.WEAK, name
    elif not _HAS_LETTERS.search(name) or word.text in _POINTING:
        return
    elif is_known(name):
        yield _Role.TELLING, name
    else:
        parts = [fold(one.text) for one in dictionary.words(word.text)]
        known = len(parts) > 1 and all(len(part) > 1 and is_known(part) for part in parts)
        yield from ((_Role.TELLING, part) for part in parts) if known else [(_Role.UNKNOWN, name)]


def _verb(word: Word) -> Iterator[Told]:
    if word.usual not in _IDLE and (kanji := _KANJI.match(fold(word.usual))):
        yield (_Role.VERB, fold(word.usual)) if word.part[0] == "動詞" else (_Role.WEAK, kanji[0])
