"""Five hundred invented activities beside those of the seed, and what people would type who look for one of them."""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import NamedTuple

from activities.models import Activity, ActivityPlace, Category, Synonym
from activities.schedule import read, to_data
from councils.models import Council
from tests import make

# As it is written, and its reading.
WHERE = [
    ("緑ケ丘", "みどりがおか"), ("松ヶ崎", "まつがさき"), ("瀧澤", "たきざわ"), ("﨑浜", "さきはま"), ("髙瀬", "たかせ"),
    ("梅ガ谷", "うめがや"), ("齋木", "さいき"), ("渡邉橋", "わたなべばし"), ("冨士見", "ふじみ"), ("桜が原", "さくらがはら"),
    ("貝塚", "かいづか"), ("三日月台", "みかづきだい"), ("ヴィラ東", "ヴィラひがし"), ("一本松", "いっぽんまつ"), ("廣野", "ひろの"),
    ("萬年町", "まんねんちょう"), ("龍ヶ池", "りゅうがいけ"), ("ＡＢＣ団地", "えーびーしーだんち"), ("ﾆｭｰﾀｳﾝ西", "にゅーたうんにし"), ("佐々岡", "ささおか"),
]  # fmt: skip
WHAT = [
    ("体操の会", "たいそうのかい", "体操・運動"), ("カフェ", "かふぇ", "居場所"), ("サロン", "さろん", "居場所"), ("子ども食堂", "こどもしょくどう", "食事"),
    ("健康マージャン", "けんこうまーじゃん", "遊び"), ("歌声広場", "うたごえひろば", "音楽"), ("編み物クラブ", "あみものくらぶ", "手仕事"),
    ("朝のラジオ体操", "あさのらじおたいそう", "体操・運動"), ("折り紙教室", "おりがみきょうしつ", "手仕事"), ("花植え隊", "はなうえたい", "花"),
    ("スマホ相談室", "すまほそうだんしつ", "学び"), ("フォークダンス", "ふぉーくだんす", "体操・運動"), ("囲碁の集い", "いごのつどい", "遊び"),
    ("グラウンド・ゴルフ", "ぐらうんどごるふ", "体操・運動"), ("絵手紙の会", "えてがみのかい", "手仕事"), ("コーラス", "こーらす", "音楽"),
    ("読み聞かせ", "よみきかせ", "学び"), ("ふれあいマルシェ", "ふれあいまるしぇ", "市"), ("男の料理塾", "おとこのりょうりじゅく", "食事"), ("見守り隊", "みまもりたい", "見守り"),
    ("卓球同好会", "たっきゅうどうこうかい", "体操・運動"), ("ウクレレ", "うくれれ", "音楽"), ("オレンジカフェ", "おれんじかふぇ", "居場所"), ("防災勉強会", "ぼうさいべんきょうかい", "学び"), ("ヴァイオリン倶楽部", "ゔぁいおりんくらぶ", "音楽"),
]  # fmt: skip
WEEKDAYS = "月火水木金土日"
FIRST = 1001
SYNONYMS = (
    "体操・運動・ストレッチ", "カフェ・喫茶・お茶", "子ども・こども・子供・キッズ", "食堂・ごはん・食事", "花・ガーデニング", "スマホ・スマートフォン・携帯電話",
)  # fmt: skip


class Pair(NamedTuple):
    query: str
    number: int


def number_of(where: int, what: int) -> int:
    return FIRST + where * len(WHAT) + what


def build() -> None:
    """Each kind in each neighbourhood, at its hall, on a weekday of its own."""
    council = Council.objects.order_by("pk")[0]
    categories = {name: Category.objects.get_or_create(name=name)[0] for *_, name in WHAT}
    halls = [make.place(name=f"{name}集会所", kana=f"{kana}しゅうかいじょ") for name, kana in WHERE]
    known = {
        day: to_data(schedule)
        for day in WEEKDAYS
        if (schedule := read(words_on(day), date(2025, 7, 1)).schedule)
    }
    rows = [
        Activity(
            number=number_of(at, kind),
            council=council,
            name=f"{where}{what}",
            kana=f"{kana}{reading}",
            category=categories[category],
            summary=f"{where}に住む人が、{what}で顔を合わせます。",
            body="だれでも参加できます。飲み物は各自でお持ちください。",
            schedule_words=words_on(day := WEEKDAYS[(at + kind) % 7]),
            schedule_data=known[day],
            state="public",
        )
        for (at, (where, kana)), (kind, (what, reading, category)) in product(
            enumerate(WHERE), enumerate(WHAT)
        )
    ]
    Activity.objects.bulk_create(rows)
    ActivityPlace.objects.bulk_create(
        ActivityPlace(activity=row, place=halls[(row.number - FIRST) // len(WHAT)])
        for row in Activity.objects.filter(number__gte=FIRST).order_by("number")
    )
    Synonym.objects.bulk_create((Synonym(words=words) for words in SYNONYMS), ignore_conflicts=True)


def words_on(day: str) -> str:
    return f"毎週{day}曜日 10時から11時30分"


def spoken(at: int, kind: int) -> str:
    day = WEEKDAYS[(at + kind) % 7]
    forms = [
        "{0}の{1}、{2}曜だったかしら",
        "{0}で{1}をやっているのはいつですか",
        "{2}曜日の{1}は{0}でしたっけ",
        "{1}に行きたい　{0}",
        "{0}あたりの{1}",
    ]
    return forms[(at + kind) % len(forms)].format(WHERE[at][0], WHAT[kind][0], day)


OTHER_SPELLINGS = [
    ("緑ケ丘", ["緑が丘", "緑ヶ丘", "緑ガ丘", "緑ｹ丘", "緑ヶ岡", "みどりがおか", "ミドリガオカ"]),
    ("松ヶ崎", ["松ケ崎", "松が崎", "松ヶ﨑", "まつがさき"]),
    ("瀧澤", ["滝沢", "瀧沢", "滝澤", "ﾀｷｻﾞﾜ"]),
    ("﨑浜", ["崎浜", "崎濱", "さきはま"]),
    ("髙瀬", ["高瀬", "高瀨", "タカセ"]),
    ("梅ガ谷", ["梅ケ谷", "梅が谷", "うめがや"]),
    ("齋木", ["斎木", "斉木", "齊木"]),
    ("渡邉橋", ["渡辺橋", "渡邊橋", "わたなべばし"]),
    ("冨士見", ["富士見", "ふじみ"]),
    ("桜が原", ["桜ヶ原", "櫻が原", "さくらがはら"]),
    ("貝塚", ["かいずか", "カイヅカ"]),
    ("三日月台", ["みかずきだい", "みかづきだい"]),
    ("ヴィラ東", ["ビラ東", "ヴイラ東", "ｳﾞｨﾗ東"]),
    ("廣野", ["広野", "ひろの"]),
    ("萬年町", ["万年町", "まんねんちょう"]),
    ("龍ヶ池", ["竜ケ池", "龍が池", "りゅうがいけ"]),
    ("ＡＢＣ団地", ["ABC団地", "abc団地", "Abc　団地"]),
    ("ﾆｭｰﾀｳﾝ西", ["ニュータウン西", "ニュ−タウン西", "にゅーたうん西"]),
    ("佐々岡", ["佐佐岡", "佐々丘", "ささおか"]),
]
OTHER_KINDS = [
    ("カフェ", ["喫茶", "かふぇ", "カフエ", "ｶﾌｪ"]), ("体操の会", ["たいそうのかい", "体操"]), ("子ども食堂", ["こども食堂", "子供食堂", "キッズ食堂", "子どもごはん"]),
    ("健康マージャン", ["健康まーじゃん", "マ−ジャン"]), ("編み物クラブ", ["編物クラブ", "あみもの", "編物"]), ("折り紙教室", ["折紙教室", "折紙", "おりがみ"]),
    ("花植え隊", ["花植隊", "はなうえ"]), ("スマホ相談室", ["スマートフォン相談", "ｽﾏﾎ"]), ("フォークダンス", ["ふぉーくだんす", "フオークダンス"]), ("グラウンド・ゴルフ", ["グラウンドゴルフ", "ｸﾞﾗｳﾝﾄﾞ ｺﾞﾙﾌ", "グラウンド-ゴルフ"]),
    ("囲碁の集い", ["囲碁の集まり", "囲碁のつどい", "囲碁"]), ("コーラス", ["コ—ラス", "こーらす"]), ("読み聞かせ", ["読聞かせ", "よみきかせ"]), ("見守り隊", ["見守隊", "みまもり"]), ("ヴァイオリン倶楽部", ["バイオリン", "ヴアイオリン"]),
]  # fmt: skip


def pairs() -> list[Pair]:
    """Names and readings as they are, other spellings, kinds called otherwise, speech, and slips."""
    found: list[Pair] = []
    for step in range(60):
        at, kind = step % len(WHERE), step * 7 % len(WHAT)
        (where, kana), (what, reading, _) = WHERE[at], WHAT[kind]
        number = number_of(at, kind)
        found += [Pair(f"{where}{what}", number), Pair(spoken(at, kind), number)]
        found.append(Pair(f"{kana}{reading}" if step % 2 else f"{kana}　{reading}", number))
        found.append(Pair(slipped(f"{where}{what}" if step % 3 else f"{kana}{reading}", step), number))
    places = [where for where, _ in WHERE]
    kinds = [what for what, *_ in WHAT]
    for (where, others), step in zip(OTHER_SPELLINGS, range(100), strict=False):
        for turn, other in enumerate(others):
            kind = (step * 3 + turn * 5) % len(kinds)
            found.append(Pair(f"{other}の{kinds[kind]}", number_of(places.index(where), kind)))
    for (what, others), step in zip(OTHER_KINDS, range(100), strict=False):
        for turn, other in enumerate(others):
            at = (step * 3 + turn) % len(places)
            found.append(Pair(f"{other} {places[at]}", number_of(at, kinds.index(what))))
    return found


def slipped(word: str, step: int) -> str:
    """One letter swapped with the next, left out, doubled or mistaken."""
    at = 1 + step * 5 % (len(word) - 2)
    return [
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + "ん" + word[at + 1 :],
    ][step % 4]


NO_ANSWER = [
    "ゴルフ場の予約",
    "水泳教室",
    "書道",
    "茶道",
    "将棋",
    "俳句の会",
    "太極拳",
    "ヨガ",
    "フラダンス",
    "社交ダンス",
    "剣道",
    "弓道",
    "英会話",
    "韓国語",
    "フランス語",
    "陶芸",
    "盆栽",
    "釣り",
    "登山",
    "映画鑑賞",
    "落語",
    "三味線",
    "太鼓",
    "ギター",
    "ピアノ",
    "バレエ",
    "サッカー",
    "野球",
    "テニス",
    "バドミントン",
    "柔道",
    "空手",
    "写真撮影",
    "生け花教室",
    "着付け",
    "手品",
    "パソコン修理",
    "粗大ごみ",
    "税金の相談",
    "婚活",
    "ペット",
    "犬の散歩",
    "献血",
    "予防接種",
    "図書館",
    "プール",
    "温泉",
    "花火大会",
    "盆踊り",
    "選挙",
    "パスポート",
    "市役所の電話",
    "東京タワー",
    "緑ケ丘の水泳",
    "瀧澤でヨガ",
    "日曜の将棋",
    "たきざわのギター",
    "zzzz",
    "12345",
    "%%%",
    "桜が原の映画",
    "囲碁将棋",
]
