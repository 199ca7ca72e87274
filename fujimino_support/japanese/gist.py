"""What a sentence asks for, when there is nothing that has all its words: its names without its verbs and persons."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from enum import Enum
from typing import NamedTuple

from .asking import Kind, Piece, understand
from .characters import fold_width
from .folding import KANJI, fold


def _folded(words: str) -> frozenset[str]:
    return frozenset(map(fold, words.split()))


# For whom and where: said to explain, and seldom written of an activity.
_AROUND = _folded("""
私 僕 自分 母 父 妻 夫 孫 娘 息子 主人 祖母 祖父 両親 親 子ども 子供 こども 子 家族 友達 友だち 仲間 年寄り お年寄り 高齢者 人 方 者 家 自宅 うち
お母さん お父さん おかあさん おとうさん おばあちゃん おじいちゃん おばあさん おじいさん ばあちゃん じいちゃん 母親 父親 つれあい
相手 友 友人 同士 どうし メンバー 会員 参加者 だけ だけの のみ 限定 専用 向け むけ
軽い かるい 簡単 簡単な かんたん かんたんな 易しい やさしい 手軽 手軽な 気軽 気軽な 気楽 気楽な 激しい 静か 静かな 短い 長い ちょっとした
男 女 男性 女性 中 時 前 後 今 毎日 最近 今度 今日 明日 来週 今週 日中 昼間 気 同じ 同じよう 一緒 いっしょ みんな 皆 代わり 日
""")
# What many activities are: no answer to who asks for one that there is not.
_KINDS = _folded("""
会 の会 教室 講座 入門 塾 道場 集い 集まり つどい クラブ サークル 同好会 愛好会 サロン カフェ 広場 ひろば 体験 体験会 大会 練習
相談 相談会 相談室 店 お店 屋 公園 会館 施設 市 町 街 場 館 部屋 隊 活動 支援 サービス ボランティア イベント 行事 案内 参加
地域 地区 近所 初心者 無料 有料
""")
_OF_NOUNS = _folded("は が を も")
_SURELY_VERB = 3  # kana: 使わなくなった before a noun; but 釣りの
_JOINTS = _folded("の で に は が を と も へ や には では とは について まで から だ です")
_KATAKANA = re.compile("[ァ-ヺー]{2,}")
_ONLY_KANA = re.compile("[ぁ-ゖー]+")
_RUN = re.compile(f"([{KANJI}]+)((?!の)[ぁ-ゖー]+)?|([ぁ-ゖー]+)|([a-z0-9]+)|.")
# What begins in one word and goes on in the next: the る会 of 吹ける会, the お聴 of を聴く, the りたい of 測りたい.
_ACROSS = re.compile(f"[ぁ-えか-ゖ][{KANJI}]|お[{KANJI}](?![{KANJI}])|[ぁ-ゖ]+たい$")
_BY_CHANCE = re.compile(f"[{KANJI}][ぁ-ゖ]{{0,2}}会?|[ぁ-ゖー]{{1,3}}")  # 見て, 見る会, です
# 修理して and 選手になって have a noun of two kanji in them, 取替えて has none.
_OF_NOUN = tuple("すしせさにはがでのともお")


class _Role(Enum):
    TELLING, WEAK, UNKNOWN, VERB, NONE = range(5)


class Gist(NamedTuple):
    """Folded words: those that tell; what only says for whom and what kind; names that nobody knows; kanji of verbs."""

    telling: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()


def gist(text: str, is_known: Callable[[str], int]) -> Gist:
    """Where `is_known` tells of a folded stretch whether it stands anywhere (1) or is a word (2).

    >>> words = ["電球", "すまほ", "こども", "教室"]
    >>> known = lambda stretch: 2 * (stretch in words)
    >>> gist("電球を取り替えてもらえませんか", known)
    Gist(telling=('電球',), weak=(), unknown=(), verbs=('取替',))
    >>> gist("母がスマホを習っている教室", known)
    Gist(telling=('すまほ',), weak=('教室',), unknown=(), verbs=('習',))
    >>> gist("犬のしつけ教室", known).unknown, gist("プールで泳げるところ", known).unknown
    (('犬', 'しつけ'), ('ぷーる',))
    """
    found: dict[_Role, list[str]] = {role: [] for role in _Role}

    def knows(stretch: str) -> int:
        if stretch in _AROUND and len(stretch) > 1:
            return 2
        sure = is_known(stretch)
        return 0 if sure == 1 and _ACROSS.match(stretch) else sure

    for part in map(_solid, understand(text, knows)):
        for before, piece, after in zip([None, *part], part, [*part[1:], None], strict=False):
            if piece.kind is Kind.WORD:
                role = _role_of(piece.text, knows(piece.text), before, after)
                found[role].append(piece.text)
            elif piece.kind is Kind.UNKNOWN:
                for role, word in _read(piece.text, before, after):
                    found[role].append(word)
    found[_Role.UNKNOWN] += [
        word for run in _KATAKANA.findall(fold_width(text)) for word in _foreign(run, is_known)
    ]
    found[_Role.WEAK] = [word for word in found[_Role.WEAK] if word and is_known(word)]
    return Gist(*(tuple(dict.fromkeys(found[role])) for role in _Role if role is not _Role.NONE))


def _solid(part: list[Piece]) -> list[Piece]:
    """A letter that is a word elsewhere is part of what nobody knows beside it: the 花 of 花火, the いち of いちご."""
    found: list[Piece] = []
    for piece in part:
        both = [*found[-1:], piece]
        if len(both) > 1 and any(one.kind is Kind.UNKNOWN for one in both) and all(map(_is_part, both)):
            found[-1] = Piece(found[-1].text + piece.text, Kind.UNKNOWN)
        else:
            found.append(piece)
    return found


def _is_part(piece: Piece) -> bool:
    if piece.kind is Kind.UNKNOWN:
        return True
    if _ONLY_KANA.fullmatch(piece.text):
        return piece.kind is Kind.WORD and len(piece.text) < 3
    return piece.kind in (Kind.WORD, Kind.FILLER) and len(piece.text) == 1


def _role_of(word: str, sure: int, before: Piece | None, after: Piece | None) -> _Role:
    """Of a word that is known."""
    if word in _AROUND or word in _KINDS:
        return _Role.WEAK
    if (len(word) == 1 and _ending(after)) or (after and after.text == "たい"):
        return _Role.VERB
    is_chance = sure < 2 and before is not None and not _is_of(before) and _BY_CHANCE.fullmatch(word)
    return _Role.NONE if is_chance else _Role.TELLING


def _foreign(run: str, is_known: Callable[[str], int]) -> list[str]:
    """What is typed in katakana is a name, if nobody knows it."""
    return [
        fold(run) for part in understand(run, is_known) if any(piece.kind is Kind.UNKNOWN for piece in part)
    ]


def _read(text: str, before: Piece | None, after: Piece | None) -> Iterator[tuple[_Role, str]]:
    """The names in what nobody knows; kana that follow something are none."""
    for run in _RUN.finditer(text):
        kanji, tail, kana, letters = run.groups(default="")
        is_first, is_last = before is None and not run.start(), run.end() == len(text)
        ending = tail or (_ending(after) if is_last else "")
        is_noun = is_last and _is_like_noun(tail, before, after)
        if kanji in _AROUND or kanji in _KINDS or run[0] in _AROUND:
            yield _Role.WEAK, kanji
        elif (
            kanji
            and _is_verb(kanji, ending)
            and not is_noun
            and not (is_first and len(ending) < _SURELY_VERB)
        ):
            yield _Role.VERB, kanji
        elif kanji and len(kanji) == 1 and not tail and _is_told_of(run, before):
            yield _Role.WEAK, kanji
        elif kanji:
            yield _Role.UNKNOWN, kanji if len(kanji) > 1 else kanji + tail
        elif kana and kana not in _AROUND and not _is_reason(after):
            if is_first or _is_of(before) or kana[0] == "の":
                yield _Role.UNKNOWN, kana if is_first else kana.removeprefix("の")
        elif letters and len(letters) > 1:
            yield _Role.UNKNOWN, letters


def _ending(after: Piece | None) -> str:
    """What follows, if it goes on with the word before it and does not join it to another."""
    goes_on = after is not None and (
        (after.kind is Kind.FILLER and after.text not in _JOINTS)
        or (after.kind is Kind.UNKNOWN and _ONLY_KANA.match(after.text))
    )
    return after.text if after and goes_on else ""


def _is_verb(kanji: str, ending: str) -> bool:
    return bool(ending) and len(kanji) < 3 and (len(kanji) == 1 or not ending.startswith(_OF_NOUN))


def _is_like_noun(tail: str, before: Piece | None, after: Piece | None) -> bool:
    """The 空き of 空きはありますか, and the 打ちっぱなし of ゴルフの打ちっぱなし."""
    return _is_of(before) if after is None else after.text in _OF_NOUNS and len(tail) < 2


def _is_told_of(run: re.Match[str], before: Piece | None) -> bool:
    """Whether it stands behind a verb: the 車 of 乗れる車 is told by how it is used."""
    if before is None or run.start():
        return bool(run.start())
    return before.kind is not Kind.WORD and before.text not in _JOINTS


def _is_of(before: Piece | None) -> bool:
    return before is not None and before.text in ("の", "な")


def _is_reason(after: Piece | None) -> bool:
    return after is not None and after.text in ("ので", "から", "けど")
