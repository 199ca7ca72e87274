"""What somebody means who asks as one speaks: 「鶴が岡の体操、木曜だったかしら」. Words in, words out."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from enum import Enum
from typing import NamedTuple

from . import dictionary
from .characters import fold_width
from .folding import KANJI, alone, fold

WEEKDAYS = "月火水木金土日"
TIMES = {"午前": "am", "朝": "am", "午後": "pm", "昼過ぎ": "pm", "夕方": "eve", "夜": "eve"}

# What joins words, what is said around them, and what says that one is not sure.
_JOINING = "の で に は が を と も へ"
_SAID = """
について とか など みたいな という って から まで より だけ です ます でした ました
ません だった だ で は では には とは どこ どこで いつ なに 何 何か だれ 誰
どんな どの この その あの なんか 何時 何曜日 教えて 教えてください 教えて下さい
ある あった あります ありますか ありませんか あるかな やってる やっている やってます
やっています やりたい やっていた したい したいです したいんだけど 行きたい 行きたいです
行ける 行けます 行けるところ 参加したい 参加できる 参加できます できる できます
できるところ できる所 出たい 出られる 入りたい 探してます 探しています さがしています
探す さがす 知りたい 見たい 聞きたい 近く 近所 近くの 近い あたり 辺り の所 所
ところ 場所 活動 集まり 集い もの こと やつ ください 下さい お願いします
おねがいします たのしい 楽しい いい 良い よい いつも まだ また 今も さん ちゃん
曜日 時間 日時 地域 地区 市内 ひらいてる 開いている 開いてる あれ それ
これ えっと ええと えーと たい たしか のやつ の会 ですか ますか いる いるかな
いますか いますでしょうか ございますか でしょうか 行われる 開かれる している してる
ませんか ないか ないかな ないですか やって やってませんか やってますか やりたいんですが んですが のですが
んだけど けど けれど よね よねえ ましたよね ありましたよね あるって あるの ありそう ありましたっけ
習いたい 習える 習う 詠む 詠みたい 楽しめる 楽しみたい 飲める 飲みたい 食べられる 食べたい 歌える 歌いたい 歌う 踊れる 踊りたい
遊べる 遊びたい 話せる 話したい おしゃべりしたい 学べる 学びたい 作れる 作りたい 使える 通える 通いたい
ほしい 欲しい してほしい 手伝ってほしい してくれる くれる もらえる してもらえる とこ とこある とこない 会 会は
のめる のみたい たべられる たべたい うたえる うたいたい うたう おどれる おどりたい あそべる あそびたい はなせる はなしたい
来る 来ます 来ますか 来た 来て 来てくれる 来てほしい くる きます きますか きてくれる きてほしい まなべる まなびたい つくれる つくりたい つかえる かよえる かよいたい ならいたい ならえる おそわりたい うけたい もうしこみたい
使い方 やり方 方法 心配 不安 困って 困っている 困っています お願い お願いしたい 頼みたい 助けてほしい 教わりたい わからない 分からない
思う と思う 気がする ような ように なので ので のに なんですが なんだけど んだけれど みたいな と聞いた と聞きました と言って と言っています まま のまま とき ため
どちら どなた どうすれば どうやって いくら いつから 何時から 開いてますか 受けたい 始めたい はじめたい 申し込みたい
"""
_DOUBT = """
かしら かな かも かもしれない だっけ っけ だったかな だったかしら だったっけ
でしたっけ ですかね だろうか と思う と思うんだけど 気がする 気がします たしか 確か 確かに たぶん 多分 きっと おそらく
"""

_PARTS = re.compile(
    r"(?<![0-9])\.|\.(?![0-9])|[\s、。，,・／/|｜「」『』（）()［］【】？?！!…〜:：;；\"'“”]+"
)
_KANA = re.compile("[ぁ-ゖー]+")
_ENDS_IN_KANJI, _BEGINS_IN_KANJI = re.compile(f"[{KANJI}]$"), re.compile(f"[{KANJI}]")
_AND_JOINT = re.compile(f"[{KANJI}][のでにはがおとも]")
_SEVERAL_KANJI = re.compile(f"[{KANJI}].*[{KANJI}]")
_KATAKANA = re.compile("[ァ-ヺー]{2,}")
# Letters with which a question ends; within a word they are letters of it.
_ENDS = frozenset("かねよな")
_NEVER_FIRST = frozenset("ゃゅょんー")
_NUMBER = re.compile("[0-9]{2}")
_LONGEST, _LONGEST_WORD = 40, 24


def _folded(*words: str) -> frozenset[str]:
    return frozenset(filter(None, map(fold, " ".join(words).split())))


_FILLERS = _folded(_JOINING, _SAID, _DOUBT)
_DOUBTS = _folded(_DOUBT)
_JOINTS = _folded(_JOINING) - {"お"}  # を is folded to お, which begins many a word
_DAYS = {
    fold(spelt): number
    for number, day in enumerate(WEEKDAYS)
    for spelt in (f"{day}曜日", f"{day}曜", f"{day}よう", f"{day}ようび")
}
_KANA_DAYS = ["げつ", "か", "すい", "もく", "きん", "ど", "にち"]
_DAYS |= {
    fold(day + rest): number
    for number, day in enumerate(_KANA_DAYS)
    for rest in ("ようび", "よう", "曜日", "曜")
}
_TIMES = {fold(spelt): time for spelt, time in TIMES.items()}


class Kind(Enum):
    WORD, UNKNOWN, FILLER, DAY, TIME = range(5)


class Piece(NamedTuple):
    """A folded stretch of what was typed, and what it is taken for."""

    text: str
    kind: Kind


class Asked(NamedTuple):
    """The words that must stand somewhere, and the day of the week and time of day they are asked for."""

    words: tuple[str, ...] = ()
    weekday: int | None = None
    time: str = ""
    doubtful: bool = False  # whether it was said as a guess


# What each piece of a reading costs: the cheapest is believed.
_COST = {Kind.WORD: 10, Kind.DAY: 10, Kind.TIME: 10, Kind.FILLER: 1, Kind.UNKNOWN: 1000}


def words_of(text: str, most: int) -> list[str]:
    """The first `most` words, folded, as they are divided by spaces and marks.

    >>> words_of("緑ヶ丘　ﾀｲｿｳ、体操", 5)
    ['緑が丘', 'たいそう', '体操']
    """
    return [folded for part in _PARTS.split(fold_width(text)) if (folded := fold(part))][:most]


def weekday_of(word: str) -> int | None:
    """The day that a folded word names: 0 for Monday.

    >>> weekday_of("木曜"), weekday_of("もくようび"), weekday_of("木")
    (3, 3, None)
    """
    return _DAYS.get(word)


def time_of(word: str) -> str:
    """The time of day that a folded word names, or ""."""
    return _TIMES.get(word, "")


def understand(text: str, is_known: Callable[[str], int]) -> list[list[Piece]]:
    """What was typed, part by part, where `is_known` tells of a folded stretch whether it is part of a word (1) or one (2).

    >>> known = ["鶴が丘", "体操", "つるがおか", "たいそう"].__contains__
    >>> asked(understand("鶴が岡の体操、木曜だったかしら", known))
    Asked(words=('鶴が丘', '体操'), weekday=3, time='', doubtful=True)
    >>> asked(understand("つるがおかのたいそう", known)).words
    ('つるがおか', 'たいそう')
    >>> [(piece.text, piece.kind.name) for piece in understand("鶴が岡でゴルフ", known)[0]]
    [('鶴が丘', 'WORD'), ('で', 'FILLER'), ('ごるふ', 'UNKNOWN')]
    """
    runs = {fold(run) for run in (*_KATAKANA.findall(fold_width(text)), *_several_kanji(text))}

    def knows(stretch: str) -> int:
        """市長に is not made of 市 and 長に."""
        sure = is_known(stretch)
        return 0 if sure == 1 and _AND_JOINT.fullmatch(stretch) else sure

    parts = [fold(part)[:_LONGEST] for part in _PARTS.split(fold_width(text))]
    listed = _listed(text)
    return [_pieces(part, knows, _within(runs, part), _within(listed, part)) for part in parts if part]


def _listed(text: str) -> set[str]:
    """Words of the dictionary of which nothing is a word of its own: those in katakana, and what is typed alone."""
    parts = [dictionary.words(part, compounds=True) for part in _PARTS.split(fold_width(text)) if part]
    by_themselves = [part[0] for part in parts if len(part) == 1]
    in_katakana = (word for part in parts for word in part if _KATAKANA.fullmatch(word.text))
    return {fold(word.text) for word in (*by_themselves, *in_katakana) if word.is_listed}


def _several_kanji(text: str) -> list[str]:
    """The words of several kanji in it: 独楽 is neither 独 nor 楽, and 空き家 is no 家."""
    return [word.text for word in dictionary.words(text, compounds=True) if _SEVERAL_KANJI.search(word.text)]


def _within(runs: Iterable[str], part: str) -> frozenset[int]:
    """The places within what is one word: what is typed in katakana, or stands in the dictionary.

    バスケットボール is not made of バス, and of what stands in マーケット and ゲートボール; nor 駅前スキー of 駅前ス and キー.
    """
    return frozenset(
        place
        for run in filter(None, runs)
        for found in re.finditer(re.escape(run), part)
        for place in range(found.start() + 1, found.end())
    )


def asked(parts: list[list[Piece]], most: int = 8) -> Asked:
    """The sum of it; words that nobody knows stand among the others, for they may stand in a long text."""
    pieces = [piece for part in parts for piece in part]
    words = [piece.text for piece in pieces if piece.kind in (Kind.WORD, Kind.UNKNOWN)]
    days = [_DAYS[piece.text] for piece in pieces if piece.kind is Kind.DAY]
    times = [_TIMES[piece.text] for piece in pieces if piece.kind is Kind.TIME]
    return Asked(
        tuple(dict.fromkeys(words))[:most],
        days[0] if days else None,
        times[0] if times else "",
        any(piece.text in _DOUBTS for piece in pieces if piece.kind is Kind.FILLER),
    )


def _pieces(
    text: str, is_known: Callable[[str], int], within: Collection[int], one_word: Collection[int]
) -> list[Piece]:
    """The cheapest way to read `text`: as few known words as can be, what joins them, and the rest.

    Only a word parts what is `within` a run; what merely stands somewhere does not; and nothing what is `one_word`.
    """
    best: list[tuple[int, int, Kind]] = [(0, 0, Kind.FILLER)]  # cost, where the last piece began, its kind
    for end in range(1, len(text) + 1):
        found = (best[end - 1][0] + _COST[Kind.UNKNOWN], end - 1, Kind.UNKNOWN)
        for start in range(max(0, end - _LONGEST_WORD), end):
            if _NUMBER.fullmatch(text[start - 1 : start + 1]) or _NUMBER.fullmatch(text[end - 1 : end + 1]):
                continue  # a number is one word
            if start in one_word or end in one_word:
                continue
            piece = alone(text[start:end])
            sure = is_known(piece)
            if text[start] in _NEVER_FIRST or (sure == 1 and (start in within or end in within)):
                sure = 0
            is_first, is_last = not start, end == len(text)
            kind = _kind(piece, bool(sure), is_first, is_last, text[end : end + 1])
            if kind is not None:
                price = _COST[kind]
                if kind is Kind.WORD:
                    # A part that begins or ends with what joins words is most likely two.
                    price -= 2 if sure > 1 else -2 * ((text[start] in _JOINTS) + (text[end - 1] in _JOINTS))
                found = min(found, (best[start][0] + price, start, kind), key=lambda way: way[0])
        best.append(found)
    pieces: list[Piece] = []
    end = len(text)
    while end:
        _, start, kind = best[end]
        if pieces and kind is pieces[-1].kind is Kind.UNKNOWN:
            pieces[-1] = Piece(text[start:end] + pieces[-1].text, kind)
        else:
            pieces.append(Piece(alone(text[start:end]), kind))
        end = start
    return _rejoined(pieces[::-1], is_known)


def _rejoined(pieces: list[Piece], is_known: Callable[[str], int]) -> list[Piece]:
    """What joins words may be part of a short one that nobody knows, the に of テニス; or else what is only part of a word."""
    found: list[Piece] = []
    for piece in pieces:
        if found and (_belongs_together(found[-1], piece) or _is_torn(found[-1], piece, is_known)):
            found[-1] = Piece(found[-1].text + piece.text, Kind.UNKNOWN)
        else:
            found.append(piece)
    return [piece for piece in found if piece.text != "ー"]


def _is_torn(one: Piece, other: Piece, is_known: Callable[[str], int]) -> bool:
    """Whether part of a word stands somewhere by chance, and only the rest of it is unknown."""
    if other.text.startswith("ん"):
        return bool(_KANA.fullmatch(one.text + other.text))
    if {one.kind, other.kind} != {Kind.UNKNOWN, Kind.WORD}:
        return False
    if _ENDS_IN_KANJI.search(one.text) and _BEGINS_IN_KANJI.match(other.text):
        return other.kind is Kind.WORD and (_is_half(one, other) or not _begins_word(other.text, is_known))
    if not _KANA.fullmatch(one.text + other.text):
        return False
    known, unknown = (one, other) if one.kind is Kind.WORD else (other, one)
    return is_known(known.text) < 2 or len(known.text) < 3 or len(unknown.text) < 3


def _is_half(one: Piece, other: Piece) -> bool:
    """The 花 of 生花 is no word of its own."""
    return len(one.text) == len(other.text) == 1


def _begins_word(stretch: str, is_known: Callable[[str], int]) -> bool:
    """The 瀬公民館 of 広瀬公民館 may stand in 深渡瀬公民館, but there is no word that it begins with."""
    return any(is_known(stretch[:end]) > 1 for end in range(1, len(stretch) + 1))


def _belongs_together(one: Piece, other: Piece) -> bool:
    kinds = {one.kind, other.kind}
    return kinds == {Kind.UNKNOWN} or (
        kinds <= {Kind.UNKNOWN, Kind.FILLER}
        and all(len(piece.text) < 3 and _KANA.fullmatch(piece.text) for piece in (one, other))
        and (Kind.UNKNOWN in kinds)
    )


def _joins_nothing(piece: str, is_first: bool, is_last: bool) -> bool:
    """The は of はいしゃ joins it to no word before it."""
    return is_first and not is_last and piece in _JOINTS


def _kind(piece: str, is_known: bool, is_first: bool, is_last: bool, after: str) -> Kind | None:
    if piece in _DAYS:
        return Kind.DAY
    if piece in _TIMES:
        return Kind.TIME
    if is_known and is_first and after == "の":  # 「谷津の」 as it is read is 「やつの」
        return Kind.WORD
    if (piece in _FILLERS and not _joins_nothing(piece, is_first, is_last)) or (is_last and piece in _ENDS):
        return Kind.FILLER
    return Kind.WORD if is_known else None
