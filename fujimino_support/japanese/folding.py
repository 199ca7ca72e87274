"""One form for what people spell in many ways: what is searched for, and what it is searched in, are both folded.

A folded text is for comparing and never for showing. Every rule replaces or drops a few characters, so that
`Folding` can say where in the original a folded word stands.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from itertools import pairwise

from .characters import DASHES, fold_width, printable, to_hiragana

KANJI = "㐀-䶿一-鿿豈-\ufaff〆𠀀-𲎯"
HIRAGANA, KATAKANA = "ぁ-ゖ", "ァ-ヺ"

# The form of names and of old prints, and the one it is searched by.
_VARIANTS = """
亜亞 悪惡 圧壓 囲圍 医醫 壱壹 隠隱 栄榮 営營 衛衞 駅驛 円圓 塩鹽 縁緣 艶艷 応應 桜櫻 横橫 温溫 仮假 価價 会會 絵繪 懐懷 壊壞
概槪 拡擴 覚覺 学學 岳嶽 楽樂 勧勸 巻卷 寛寬 歓歡 関關 観觀 館舘 岩巌巖 気氣 帰歸 亀龜 旧舊 挙擧 峡峽 狭狹 郷鄕 暁曉 勲勳 薫薰 径徑
恵惠 渓溪 経經 継繼 茎莖 蛍螢 軽輕 鶏鷄雞 芸藝 県縣 研硏 険險 圏圈 検檢 権權 献獻 験驗 厳嚴 呉吳 広廣 鉱鑛 恒恆 黄黃 高髙 国國 黒黑 歳歲才
済濟 斎齋斉齊 剤劑 桜櫻 桑桒 雑雜 参參 桟棧 蚕蠶 惨慘 賛贊 残殘 糸絲 児兒 辞辭 湿濕 実實 写寫 社社 釈釋 寿壽 棋棊 収收 従從 渋澁 獣獸 縦縱
祝祝 渚渚 緒緖 諸諸 叙敍 将將 称稱 渉涉 焼燒 証證 奨奬 条條 状狀 乗乘 浄淨 剰剩 畳疊 縄繩 嬢孃 譲讓 触觸 嘱囑 神神 真眞 慎愼 寝寢 尽盡
粋粹 酔醉 穂穗 随隨 数數 瀬瀨 声聲 静靜 青靑 清淸 晴晴 摂攝 節節 専專 浅淺 戦戰 践踐 銭錢 潜潛 繊纖 禅禪 祖祖 双雙 壮壯 争爭
荘莊 捜搜 挿插 巣巢 曽曾 装裝 総總 層層 騒騷 増增 蔵藏 臓臟 属屬 続續 堕墮 対對 体體躰 帯帶 滞滯 台臺 滝瀧 択擇 沢澤 単單 担擔
団團 弾彈 断斷 遅遲 昼晝 虫蟲 鋳鑄 庁廳 徴徵 聴聽 塚塚 鎮鎭 逓遞 鉄鐵 転轉 点點 伝傳 都都 島嶋嶌 灯燈 当當 党黨 盗盜 稲稻 徳德 独獨 読讀 届屆
弐貳 富冨 悩惱 脳腦 覇霸 拝拜 廃廢 売賣 梅梅 麦麥 発發 髪髮 抜拔 浜濱濵 繁繁 蛮蠻 秘祕 桧檜 彦彥 瓶甁 敏敏 淵渕 福福 払拂 仏佛 併倂 並竝 辺邊邉 変變
弁辨瓣辯 歩步 宝寶 豊豐 峰峯 穂穗 崎﨑嵜碕 万萬 満滿 槙槇 麺麵 黙默 野埜 弥彌 薬藥 訳譯 予豫 余餘 与與 誉譽 揺搖 様樣 謡謠 葉葉 来來 頼賴 覧覽 欄欄
竜龍 隆隆 両兩 猟獵 緑綠 涙淚 塁壘 礼禮 励勵 霊靈 齢齡 暦曆 歴歷 恋戀 練練 炉爐 労勞 朗朗 楼樓 録錄 湾灣 吉𠮷 丘岡 戸戶 飲飮 飯飯 餅餠 頬頰 剥剝 填塡 叱𠮟
蘆芦 篭籠 竈竃 磯礒 鶴靍靏 柳栁桺 橋槗 昇曻 喜㐂 場塲 柏栢 萌萠 宜冝 兎兔莵 土𡈽 博愽 薮藪 諌諫 鴬鶯 桝枡 篠筱 祢禰 祐祐 翠翆 苅刈 遥遙 鯵鰺 鴎鷗 涼凉 潅灌 焔焰 荊荆 籾籾 村邨 船舩 秋穐 杯盃 窓窗 帽帽 裏裡 略畧 群羣 鉢盋
"""
same_kanji = {ord(other): group[0] for group in _VARIANTS.split() for other in group[1:] if other != group[0]}
# Kana that are heard alike, and small kana that are often typed large; but びょういん is no びよういん, and サッカー not in あいさつから.
_SAME_KANA = str.maketrans("ゐゑをづぢぁぃぅぇぉゎゕゖ", "いえおずじあいうえおわかけ")
_PLAIN = re.compile("[ぁ-ん]+")  # has no other spelling
_WA = dict(zip("ァィェォアイエオ", "バビベボ" * 2, strict=True))
_OKURIGANA = "いえきぎけげしせちてねびべみめりれ"
_ENDING = f"(?<=[{KANJI}])(?:[まわ][りせ]|[{_OKURIGANA}])"
_WITHIN = f"(?:(?:(?![のとがをにはでもへ])[{HIRAGANA}]){{1,2}})"
_WITH_KANA = re.compile(f"((?:[{KANJI}]+{_WITHIN}?)*[{KANJI}]){_WITHIN}?")
_LAST = re.compile(f"{_ENDING}$")
_LONG_ENOUGH = f"[{HIRAGANA}{KATAKANA}ー]" * 2 + f"[{HIRAGANA}{KATAKANA}]"
_SHORT = f"(?<![{HIRAGANA}{KATAKANA}ー])[{HIRAGANA}{KATAKANA}][っッ][{HIRAGANA}{KATAKANA}]"
# With what a verb goes on.
_ON = "[またつそ方手上直出替変始]|なが|なお|かた|だ[すしせ]"

# On text of one width, before katakana have become hiragana: there the script still tells where a word ends.
_SPELLINGS: list[tuple[re.Pattern[str], str]] = [
    (re.compile(f"(?<=[{HIRAGANA}{KATAKANA}ー])[{DASHES}〜]"), "ー"),
    (re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]"), ""),  # which of the forms of a kanji to draw
    (re.compile("(?<=[0-9一二三四五六七八九十百数何])[ケヶカヵか](?=[月所国年条])"), "か"),
    (re.compile(f"(?<=[{KANJI}])[ケヶがガヵ](?=[{KANJI}])"), "が"),
    (re.compile(f"(?<=[{KANJI}])[ケヶ](?=[{HIRAGANA}]|$)"), "が"),
    (re.compile(f"(?<=[{HIRAGANA}{KATAKANA}])ヶ(?=[{KANJI}])"), "が"),
    (re.compile(f"(?<=[{KANJI}])[之ノ](?=[{KANJI}])"), "の"),
    (re.compile("障(?:がい|碍|礙)"), "障害"),
    # 味噌作り, パン造り and みそづくり; but not 作りたい, を作り and の作り方.
    (re.compile(f"(?<![をのに])(?:[作造]り|づくり)(?!{_ON})"), "ずくり"),
    # 取り組み, 取組み and 取組; 集まり and 集り; 打ち合わせ and 打合せ.
    (re.compile(f"(?<=[{KANJI}])[{_OKURIGANA}](?=[{KANJI}])"), ""),
    (re.compile(f"{_ENDING}(?![{HIRAGANA}ー])"), ""),
    # コーヒー is コーヒ; but スキー, カレー and ツアー are too short to lose it, as JIS Z 8301 had it, and サッカー is no 作家.
    (re.compile(f"(?<={_LONG_ENOUGH})(?<!{_SHORT})ー+(?![{HIRAGANA}{KATAKANA}ー])"), ""),
    (re.compile("(?<=ー)ー+"), ""),
]
_V = re.compile("ヴ([ァィェォアイエオ])")
_REPEATED = re.compile(f"([{KANJI}])々")
_DROPPED = re.compile(
    r"[^\w〜ーヽヾゝゞ&%+#@/]|_"
)  # spaces, ・ and every other mark: nobody types them as they stand


def fold(text: str) -> str:
    """`text` in the one form by which it is searched.

    >>> [fold(name) for name in ("緑ケ丘", "緑ヶ丘", "緑が丘", "緑ガ丘")]
    ['緑が丘', '緑が丘', '緑が丘', '緑が丘']
    >>> fold("３ヶ月") == fold("3カ月") == fold("三か月").replace("三", "3")
    True
    >>> fold("ﾃﾞｲｻｰﾋﾞｽ　ひまわり") == fold("デイサービス・ヒマワリ")
    True
    >>> fold("瀧澤 﨑") == fold("滝沢崎"), fold("渡邉") == fold("渡辺"), fold("齋藤") == fold("斉藤")
    (True, True, True)
    >>> fold("取り組み") == fold("取組み") == fold("取組"), fold("集まり") == fold("集り")
    (True, True)
    >>> fold("公園げーとぼーる")
    '公園げーとぼーる'
    >>> fold("味噌作りの会") == fold("味噌づくりの会"), fold("パンを作りたい")
    (True, 'ぱんお作りたい')
    >>> fold("障がい") == fold("障碍") == fold("障害")
    True
    >>> fold("サ−クル") == fold("サークル"), fold("コーヒー") == fold("コーヒ"), fold("カフエー") == fold("カフェ")
    (True, True, True)
    >>> fold("コーヒー") == fold("コーヒ"), fold("スキー") == fold("すき"), fold("サッカー") == fold("さっか")
    (True, False, False)
    >>> fold("フアン") == fold("ファン"), fold("リトミツク") == fold("リトミック"), fold("びよういん") == fold("びょういん")
    (True, False, False)
    >>> fold("ヴァイオリン") == fold("バイオリン"), fold("みかづき") == fold("みかずき"), fold("佐々木") == fold("佐佐木")
    (True, True, True)
    >>> fold("%_\\\\ ・")
    '%'
    """
    if _PLAIN.fullmatch(text):
        return text.translate(_SAME_KANA)
    text = fold_width(printable(text)).casefold().translate(same_kanji)
    for pattern, form in _SPELLINGS:
        text = pattern.sub(form, text)
    text = _V.sub(lambda found: _WA[found[1]], text).replace("ヴ", "ブ")
    text = _REPEATED.sub(r"\1\1", text)
    return to_hiragana(_DROPPED.sub("", text)).translate(_SAME_KANA)


def alone(stretch: str) -> str:
    """A stretch cut out of a folded text, as it would be folded by itself.

    >>> alone("集い"), fold("集い")
    ('集', '集')
    """
    return _LAST.sub("", stretch)


def with_endings(text: str) -> dict[str, str]:
    """Words of `text` of which folding drops kana that tell how they are read, by what is left of them.

    >>> with_endings("凧上げと包丁研ぎをしたい")
    {'凧上': '凧上げ', '包丁研': '包丁研ぎ'}
    """
    found: dict[str, str] = {}
    for run in _WITH_KANA.finditer(fold_width(text)):
        for end in range(run.end(1), run.end() + 1):
            word = run[0][: end - run.start()]
            if len(folded := fold(word)) < len(word):
                found.setdefault(folded, word)
    return found


class Folding:
    """A folded text that remembers where each of its characters stood.

    >>> folding = Folding("緑ヶ丘・取り組み ｶﾌｪ")
    >>> folding.text
    '緑が丘取組かふえ'
    >>> [folding.original[slice(*span)] for span in folding.spans(["取組", "かふえ"])]
    ['取り組', 'ｶﾌｪ']
    """

    def __init__(self, original: str) -> None:
        self.original = original
        pieces = list(_clusters(original))
        self._characters = [character for piece, _ in pieces for character in piece]
        self._starts = [start for piece, start in pieces for _ in piece]
        for pattern, form in _SPELLINGS:
            self._replace(pattern, lambda _, form=form: form)
        self._replace(_V, lambda found: _WA[found[1]])
        self._replace(re.compile("ヴ"), lambda _: "ブ")
        self._replace(_REPEATED, lambda found: found[1] * 2)
        self._replace(_DROPPED, lambda _: "")
        self.text = to_hiragana("".join(self._characters)).translate(_SAME_KANA)

    def _replace(self, pattern: re.Pattern[str], form: object) -> None:
        text = "".join(self._characters)
        for found in reversed(list(pattern.finditer(text))):
            put: str = form(found)  # type: ignore[operator]
            starts = self._starts[found.start() : found.end()]
            self._characters[found.start() : found.end()] = list(put)
            self._starts[found.start() : found.end()] = [
                starts[min(at, len(starts) - 1)] for at in range(len(put))
            ]

    def spans(self, words: Iterable[str]) -> list[tuple[int, int]]:
        """Where in the original any of the folded `words` stands, as (start, end), in order and without overlap."""
        covered = [False] * len(self.original)
        for word in filter(None, words):
            at = self.text.find(word)
            while at >= 0:
                for place in range(self._starts[at], self._end(at + len(word) - 1)):
                    covered[place] = True
                at = self.text.find(word, at + 1)
        edges = [
            place
            for place, (before, now) in enumerate(pairwise([False, *covered, False]))
            if before is not now
        ]
        return list(zip(edges[::2], edges[1::2], strict=True))

    def _end(self, last: int) -> int:
        """Where the last of some folded characters ends: with the marks that belong to it, before what was dropped."""
        end = self._starts[last] + 1
        while end < len(self.original) and _belongs(self.original[end]):
            end += 1
        return end


def _belongs(character: str) -> bool:
    """Whether it is part of the character before it: a voicing mark, or the choice of a form."""
    return character in "ﾞﾟ\u3099\u309a" or unicodedata.category(character) == "Mn"


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """Characters with the marks that belong to them, of one width and case, and where each stood."""
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not _belongs(text[end]):
            folded = fold_width(printable(text[start:end])).casefold().translate(same_kanji)
            yield folded, start
            start = end
