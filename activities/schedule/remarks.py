"""Words that move no date: remarks to keep as a note, names to keep as a label or a place.

A remark is let through only when all of it is known to be harmless. Anything else that stands in a schedule is
reported as not understood, since it might be the word that changes the day.
"""

from __future__ import annotations

import re

from .harmless import PARTICLES, TAILS, WORDS
from .rules import Contradiction, Rule

_END = r"(?=[ 。]*(?:$|[()※。]))"
_SOFT_END = r"(?=[ 。]*(?:$|[()※。 、・/]))"

_FIGURES = r"(?:1回(?:あたり)?|月額?|年額?)(?=\d)|\d{1,3}、\d{3}(?=円)|\d{1,5}(?= ?(?:円|名|人|組|歳|食|個|台|世帯|セット|分前))|0\d{1,3}-\d{2,4}-\d{3,4}|\d{2,4}\(\d{2,4}\)\d{4}|[一1]世帯"


def _whole(word: str) -> str:
    """「場所：」 and the like begin something of their own."""
    return re.escape(word) + (r"(?! ?:)" if word in {"場所", "会場", "日時", "日程", "時間"} else "")


_UNIT = (
    "(?>"
    + "|".join(
        [_FIGURES, *(_whole(word) for word in sorted(set(WORDS), key=lambda word: (-len(word), word)))]
    )
    + ")"
)
_GLUE = "(?>" + "|".join(sorted(PARTICLES, key=lambda word: (-len(word), word))) + ")"
_HEAD = (
    "(?>"
    + "|".join(
        [
            _FIGURES,
            *(re.escape(word) for word in sorted(set(WORDS) - TAILS, key=lambda word: (-len(word), word))),
        ]
    )
    + ")"
)
_LEXICAL = rf"(?:(?:各|当日|場所|会場|内容|時間|日程|女性|男性|本人|家族|市内|都合により|の)(?:の|は|が|を|に|で)?)?{_HEAD}(?:{_UNIT}|{_GLUE}|[、・/: ](?={_UNIT})){{0,40}}+"

_WEATHER = r"(?:雨天|荒天|悪天候?|強風|大雨|大雪|降雪|積雪|猛暑|暴風雨?|台風|(?:気象|大雨|暴風)?警報|熱中症警戒アラート|熱中症特別警戒アラート|雷雨|雨|小雨|天候不良)"
_PATTERNS = (
    _LEXICAL,
    rf"(?:{_WEATHER}(?:・|や|、|または|及び)?)+(?:等|など)?(?:の)?(?:発令|発表|接近)?(?:の)?(?:時|場合|とき|際|日|中)?(?:には|は|、)?、?"
    r"(?:お?休み|中止|決行|順延|延期|休止|休講|実施|開催|やりません|行いません|ありません|(?:その)?(?:翌日|翌週|次週)(?:に|へ)?(?:順延|延期|変更|開催)?|室内(?:で(?:開催|実施))?|屋内(?:で(?:開催|実施))?|順延なし)"
    r"(?:です|します|となります|いたします|になります)?(?:の?場合あり)?",
    # 「…場合があります」 tells that something may be; whatever comes before 、 must lead up to it.
    r"(?:[^、。※()第毎曜]{0,40}(?:により|によって|ため|で|は|が|て|には|際|時|等|など|もしくは|または)、){0,3}[^、。※()第毎曜]{0,60}?"
    r"(?:(?:場合|こと|日)(?:が|も)?(?:あり|有り|ござい)(?:ます)?|(?:場合|こと)(?:が|も)ある|場合有|可能性(?:が|も)?(?:あり|ある|有)(?:ます)?)"
    r"(?:(?:ので|ため|から)、?[^。※()第毎曜\d]{0,25}(?:ください|下さい|願います|お願い(?:いた)?します))?",
    r"(?:詳細|詳しく|くわしく|詳し|お?問い?合わ?せ|ご?予約|お?申し?込み?|最新情報|最新の(?:日程|情報)|ご?参加|ご?希望|ご?不明)[^。※)]{0,90}?"
    r"(?:ください|下さい|願います|お願い(?:いた)?します|お?問い?合わ?せ|参照|ご?確認|へ|まで|ご覧|お知らせ(?:いた)?します|必要です|不要です|必要|不要|\d{3,4}-\d{4})",
    r"(?:開催日時?|日程|日時|スケジュール|開催状況|開催日程|次回|次回開催日|変更等?|中止(?:の場合)?)(?:の詳細|について)?(?:は|に関しては|:)、?[^。※)第毎曜\d月火水木金土]{0,60}?"
    r"(?:ください|下さい|願います|お願い(?:いた)?します|参照|ご?確認|まで|ご覧|お知らせ(?:いた)?します|HP(?:で|にて)?|ホームページ(?:で|にて)?|案内します|掲載(?:します)?)",
    r"開催日(?:・|、)?(?:開催)?時間以外は[^。・※)]{0,30}なし",
    r"(?:子ども食堂の|看板の)?(?:表示|看板)は?(?:なし|ありません)",
    r"[^。、・※() 第毎曜週月\d]{1,12}を活用して",
    r"(?:途中|当日)?(?:の)?(?:入退室|出入り|参加)(?:は)?(?:自由|可能?|OK)(?:です)?",
    r"(?:会場|場所)(?:が)?(?:月|回|日|その都度|毎回)(?:により|によって)?(?:異なります|異なる|変わります|変更)",
    r"(?:食材が?|お?弁当が?|商品が?)?(?:なくなり|無くなり|売り切れ)次第(?:終了|閉店)(?:です|します|となります)?",
    r"(?:登録者|参加者|会員|利用者|希望者|申込者|関係者)(?:に|へ)(?:は)?(?:個別に|別途|メールで|LINEで)?(?:通知|連絡|お知らせ|案内)(?:します|いたします)?",
    r"時刻はおおよそ",
    r"(?:(?:日程|開催日|詳細)は)?(?:HP|ホームページ|SNS|Facebook|フェイスブック|インスタグラム|Instagram|LINE|X|ブログ|チラシ|広報|掲示板|ポスター)(?:等|など)?(?:で|にて)(?:告知|お知らせ|案内|確認|発表|掲載)?(?:します|してください)?",
    r"(?:電話|メール|窓口|LINE)(?:で|にて)?",
    r"(?:電話|携帯|TEL|Tel|tel|FAX|Fax|☎)(?:番号)?[:. ]{0,3}0\d{1,4}[-() ]\d{1,4}[-() ]\d{3,4}",
    r"(?:どうぞ)?(?:お?気軽に)?(?:お越し|お立ち寄り|ご来場)(?:ください|下さい)|お待ちして(?:い|おり)ます",
    r"(?:初回|初めての方)は?無料|年会費[\d、]{1,6}円|予約は?不要",
    r"(?:\d{4}年|令和\d{1,2}年)?\d{1,2}月(?:\d{1,2}日)?現在",
    r"(?:前日|当日|前週|[\d一二三]{1,2}日前|[\d一二三]週間前|(?:前の)?週の?[月火水木金土日]曜日?)(?:の\d{1,2}時|の?正午)?まで(?:に|の)?、?(?:お)?(?:要)?(?:予約|申し?込み?|連絡|電話|ご連絡|ご予約)(?:が)?(?:必要|制|ください|をお願いします)?",
    r"(?:お?申し?込み?|ご?予約)(?:受付)?は[^。※()]{1,20}(?:から|より|まで)",
    r"(?:月|回|日)によ(?:り|って)、?(?:(?:内容|時間|会場|場所|メニュー|日程)(?:が|は|に)?)?(?:変更(?:あり|する場合あり)|変わ(?:る|ります)|異な(?:る|ります)|違(?:う|います))(?:場合あり)?",
    r"(?:再開|開始)(?:の)?(?:時期|日|予定)?(?:は|が)?(?:未定|検討中|調整中)",
    r"変更(?:に)?なる?(?:場合)?あり",
    r"詳細は(?:問い合わせ|要問合せ)",
)
_STRONG = re.compile("|".join(f"(?:{pattern})(?:です|ます|でお願いします)?{_END}" for pattern in _PATTERNS))
_WEAK = re.compile(
    "|".join(f"(?:{pattern})(?:です|ます|でお願いします)?{_SOFT_END}" for pattern in _PATTERNS)
)
_SCHEDULE_IN_WEAK = re.compile(
    r"[月火水木金土日]曜|毎[週月]|第[1-5一二三四五]|\d(?:時|:|月|日|/)|祝日|除|午[前後]"
)


def note_end(text: str, at: int, strong: bool) -> int:
    """Where the harmless remark that begins at `at` ends; `at` itself when none does.

    `strong`: after ※, 。 or a bracket, where a remark may run to the end of its sentence.

    >>> text = "要予約、参加費100円 ※会場の都合により変更になる場合があります"
    >>> note_end(text, 0, strong=True) == text.index(" ※"), note_end(text, text.index("会場"), True) == len(text)
    (True, True)
    >>> note_end("8月は休み、天候により変更する場合があります", 0, True)
    0
    """
    match = (_STRONG if strong else _WEAK).match(text, at)
    if match is None or (not strong and _SCHEDULE_IN_WEAK.search(match.group())):
        return at
    return match.end()


_EVENT = re.compile(
    r"(?:食堂|サロン|カフェ|体操|教室|パントリー|喫茶|ひろば|広場|講座|相談会?|つどい|集い|茶話会|クラブ|支援|学習会|居場所|開放|会食会?|マルシェ|例会|練習|稽古|ゴルフ|ボッチャ|ウォーキング|散歩|見守り|清掃|"
    r"パトロール|おしゃべり会?|交流会|懇談会|勉強会|学習塾|訪問塾|学習室|歌声|カラオケ|麻雀|マージャン|手芸|読み聞かせ|おはなし会|お話会|コーラス|ダンス|太極拳|ヨガ|ストレッチ|囲碁|将棋|書道|絵手紙|脳トレ|"
    r"プレイパーク|遊び場|フリースペース|朝市|バザー|子育て|お茶会|お茶飲み会|昼食会|食事会|朝食|夕食|昼食|ランチ|弁当|ラジオ体操|卓球|グラウンド|健康|介護予防|リハビリ|レクリエーション|レク|フリーマーケット|マーケット|イベント|図書館|工作|会食|提供|配食|無料塾|塾|部会|定例会|運営委員会|役員会|定例|活動日?)$"
)
_PLACE = re.compile(
    r"(?:公民館|集会所|集会場|会館|センター|ホール|コミセン|プラザ|教会|公園|小学校|中学校|体育館|会議室|団地|病院|薬局|神社|館|園|荘|苑|庁舎|役場|支所|店|施設|児童館|広場|棟|階|室|寺)$"
)
_SUSPICIOUS = re.compile(
    r"[\d日週月年休曜季期旬祝除外隔偶奇翌前次末初終最毎夏冬晴雨天昼朝夜夕盆友]|正月|学校|授業|中止|延期|変更|以外|不定|未定|春休|春季|秋季|大安|仏滅|または|もしくは|どちら|いずれ|ため|場合|とき|など|のみ|だけ|頃|ころ|まで|から|より|隔|ただし|ほか|他"
)
_SAFE = re.compile(
    r"初心者|初級|日本|日舞|前期高齢|後期高齢|年輪|年金|外国|日和|日なた|日だまり|陽だまり|夕焼け|夕食|朝食|昼食|朝市|月見|他世代|朝カフェ|昼カフェ|夜カフェ|朝ごはん|昼ごはん|夕ごはん|朝活|天神|前田|冬木|夏目|夕陽|外出|春日|天満|朝日|日吉|三日月|年少|年長|いきいき百歳|百歳体操|世代"
)


# Days and times after these are when somebody answers, not when people meet.
_OFFICE = re.compile(
    r"(?:体験|役員会|運営委員会|問い?合わ?せ先?|電話|TEL|連絡先?|窓口|受付|事務局|事務所|申し?込み?先?|予約|見学|会議|準備|打ち?合わ?せ|休館|図書の貸出)(?:時間|日時?|受付)?$",
    re.IGNORECASE,
)


def is_office(word: str) -> bool:
    """Whether days that follow would be office hours: 「お問い合わせ 月〜金 9時〜17時」.

    >>> [is_office(word) for word in ("お問い合わせ", "電話受付", "要予約", "茶話会")]
    [True, True, False, False]
    """
    return bool(_OFFICE.search(word)) and not word.startswith(("要", "事前"))


def is_name(word: str) -> bool:
    """Whether a word with 「：」 or 「は」 after it can stand as a label: nothing in it could be about days.

    >>> [is_name(word) for word in ("オレンジカフェ", "冬期", "学期中", "初心者クラス")]
    [True, False, False, True]
    """
    return bool(word) and not is_office(word) and not _SUSPICIOUS.search(_SAFE.sub("", word)) and _fits(word)


def is_event(word: str) -> bool:
    """Whether a word that stands alone is the name of something people do: オレンジカフェ, 茶話会."""
    return bool(_EVENT.search(word)) and is_name(word)


_GROUP = re.compile(
    r"(?:学生|年生|子ども|こども|大人|親子|幼児|未就園児|一般|初級|中級|上級|クラス|コース|班|組)$"
)


def is_group(word: str) -> bool:
    """Whether a word says who meets at a time: 小学生, 初級クラス."""
    return bool(_GROUP.search(word)) and is_name(word)


def is_place(word: str) -> bool:
    """Whether a word that stands alone is the name of a house or a spot: 中央公民館."""
    return bool(_PLACE.search(word)) and is_name(word)


def _fits(word: str) -> bool:
    try:
        Rule(weekdays=frozenset({0}), label=word)
    except Contradiction:
        return False
    return True
