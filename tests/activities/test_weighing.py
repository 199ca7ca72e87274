"""What has most of a sentence, and what has too little of it."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from activities.models import Activity
from fujimino_support.japanese.dictionary import spellings
from fujimino_support.japanese.readings import Readings
from tests import make
from tests.activities.test_searching import found_by, lay, names, searching

pytestmark = pytest.mark.django_db

TOWN = {
    "つくろい便": "電球の交換や棚の取り付けをします。",
    "わんわん組": "犬を連れて川べりを散歩します。",
    "ひだまりの会": "つれあいを亡くした人が話をします。",
    "茶の間": "だれでもお茶を飲みに来られます。",
    "昔あそび先生": "こまやお手玉を子どもに教えます。",
    "傾聴ボランティア": "お話をうかがいます。",
    "杖なし体操": "つえの要らない足をつくります。",
    "和太鼓ひびき": "太鼓を打ちます。",
    "水墨画の会": "墨で描きます。",
}


@pytest.fixture
def a_town_that_is_asked():
    lay(TOWN)


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("台所の電球が切れたけど高い所にのぼれない", "つくろい便"),
        ("うちの犬と一緒に散歩してくれる仲間おらんかな", "わんわん組"),
        ("主人を亡くして三か月、同じような人と話がしたいんです", "ひだまりの会"),
        ("独楽", "昔あそび先生"),
        ("傾徴ボランティア", "傾聴ボランティア"),
        ("わだいこ", "和太鼓ひびき"),
        ("水黒画", "水墨画の会"),
    ],
)
def test_what_has_most_of_a_sentence_comes_first(words, found):
    assert names(words)[:1] == [found]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_a_verb_is_found_however_it_is_spelled():
    make.activity(name="人形の間", summary="おもちゃを飾ります。")
    make.activity(name="人形の家", summary="こわれたおもちゃを直します。")

    assert names("屋根裏の壊れた人形を持って行きたい") == ["人形の家"]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_what_stands_in_a_name_comes_before_what_only_stands_in_a_text():
    for name in ("歌の会", "句の会"):
        make.activity(name=name, summary="仲間と楽しみます。")
    make.activity(name="遊びの会", summary="仲間とけん玉をします。")
    make.activity(name="けん玉の会", summary="手を動かします。")

    assert names("主人が仲間とけん玉をしたい")[:2] == ["けん玉の会", "遊びの会"]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_words_that_only_point_or_count_find_nothing_by_themselves():
    make.activity(name="おやつの会", summary="子どもたちとおやつをつくります。")

    assert names("大人たちで太鼓を打つやつ") == ["和太鼓ひびき"]


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize("words", ["ねこを歩かせたい", "すしを飲みに行きたい", "かにと遊びたい"])
def test_a_short_word_that_nobody_knows_is_asked_for_all_the_same(words):
    make.activity(name="静かに歩く会", summary="歩きます。飲みます。遊びます。")

    assert names(words) == []


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize("words", ["金曜日に泳ぎたい", "10時に泳ぎたい", "3人で泳ぎたい", "金曜日 犬 将棋"])
def test_a_day_an_hour_and_a_number_are_no_names(words):
    for name in ("将棋の会", "書道の会"):
        make.activity(name=name, summary="3人から。", schedule_words="毎週金曜日 10時から12時")

    assert names(words) == []


def test_a_word_with_a_letter_that_makes_another_of_it_is_one_name():
    make.programme()
    make.activity(name="多文化の会", summary="外国から来た方に日本語を教えます。")
    make.activity(name="日本の歌", summary="歌います。")

    assert names("外国の日本語教室") == ["多文化の会"]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_a_deed_is_nothing_without_what_it_is_done_to():
    make.activity(name="送迎の会", summary="予約の電話をください。")

    assert (names("人間ドックの予約を取りたい"), names("送迎の予約を取りたい")) == ([], ["送迎の会"])


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_where_what_fits_best_is_held_on_another_day_the_rest_is_said_to_fit_in_part():
    make.activity(
        name="甲の会", summary="犬と川べりで太鼓を打ち、凧を上げます。", schedule_words="毎週火曜日"
    )
    make.activity(name="乙の会", summary="犬と川べりで凧を上げます。", schedule_words="毎週金曜日")

    numbers, found = found_by(searching(), "金曜に太鼓を犬や凧と川べりでしたい")

    assert ([Activity.objects.get(number=number).name for number in numbers], found.is_partly) == (
        ["乙の会"],
        True,
    )


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("犬 散歩 お茶", ["わんわん組"]),
        ("犬 散歩 スキー", []),
        ("犬 お茶", []),
        ("犬 散歩 お茶 太鼓 墨", []),
    ],
)
def test_of_three_words_that_all_stand_somewhere_two_may_do(words, found):
    assert names(words) == found


def test_who_asks_for_a_day_finds_what_is_held_on_it_before_what_is_held_every_day():
    make.programme()
    make.activity(name="体操", schedule_words="毎日 6時30分から")
    make.activity(name="木曜の体操", schedule_words="毎週木曜日 10時から")

    assert (names("体操"), names("体操 木曜"), names("体操、木曜だったかしら")) == (
        ["体操", "木曜の体操"],
        ["木曜の体操", "体操"],
        ["木曜の体操", "体操"],
    )


def test_what_is_held_on_six_days_of_a_month_is_not_held_every_day():
    make.programme()
    make.activity(name="体操", schedule_words="毎月1日、5日、10日、15日、20日、25日")
    make.activity(name="木曜の体操", schedule_words="毎週木曜日 10時から")

    assert names("体操 木曜") == ["体操", "木曜の体操"]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_what_is_to_be_done_matters_more_than_where():
    assert names("川べりで太鼓をしたい") == ["和太鼓ひびき"]


@pytest.mark.usefixtures("a_town_that_is_asked")
def test_where_what_is_to_be_done_is_held_at_another_time_the_rest_is_found():
    make.activity(name="犬の日", summary="川べりで犬と遊びます。", schedule_words="毎週金曜日")

    assert names("金曜日に川べりで太鼓をしたい") == ["犬の日"]


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize(
    "words",
    [
        "犬のしつけを習いたい",
        "散歩しながらスキーをしたい",
        "夜間に犬を預けられる託児所はありますか",
        "空き家",
        "フランス語",
        "うさぎの飼い方",
        "さくら茶の間スキー",
    ],
)
def test_what_is_asked_for_and_stands_nowhere_finds_nothing(words):
    assert names(words) == []


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize("words", ["泳ぎたい", "泳ぎたい ？", "。 泳げますか", "㍿ 泳ぎたい"])
def test_marks_are_in_no_sentence(words):
    assert names(words) == []


def test_a_time_of_day_that_does_not_fit_is_given_up_and_said_to_be():
    make.programme()
    make.activity(name="わんわん組", summary="犬を連れて歩きます。", schedule_words="毎週木曜日 10時から11時")

    asked = (
        "午前に母と犬と歩きたい",
        "夜に母と犬と歩きたい",
        "火曜の夜に母と犬と歩きたい",
        "火曜だったかしら、夜に犬と歩ける会",
    )
    found = {words: found_by(searching(), words) for words in asked}

    assert {words: (numbers, one.is_partly, one.weekday) for words, (numbers, one) in found.items()} == {
        asked[0]: ([1], False, None),
        asked[1]: ([1], True, None),
        asked[2]: ([], False, None),
        asked[3]: ([1], True, 1),
    }


def test_an_activity_that_is_called_so_comes_before_one_that_begins_so():
    make.programme()
    for name in ("体操とお茶の会", "健康体操の会", "体操"):
        make.activity(name=name, kana="たいそうなんとか" if name == "体操とお茶の会" else "")

    assert names("体操")[:2] == ["体操", "体操とお茶の会"]


def test_what_stands_in_brackets_is_no_reading_of_what_stands_before_them():
    make.programme()
    make.town(name="大原", kana="おおばる")
    for name in ("体操（ヨガ）教室", "大原(おおはら)サロン"):
        make.activity(name=name)

    assert names("たいそう ヨガ") == ["体操（ヨガ）教室"]
    assert names("おおばる さろん") == ["大原(おおはら)サロン"]


@pytest.mark.usefixtures("a_town_that_is_asked")
@pytest.mark.parametrize(
    ("words", "is_partly"), [("犬と散歩", False), ("うちの犬と毎朝山まで散歩したい", True)]
)
def test_only_what_has_a_part_of_it_is_said_to(client, words, is_partly):
    numbers, found = found_by(searching(), words)
    page = client.get("/activities/", {"q": words}).content.decode()
    paper = client.get("/activities/print/", {"q": words}).content.decode()

    assert ([Activity.objects.get(number=number).name for number in numbers], found.is_partly) == (
        ["わんわん組"],
        is_partly,
    )
    assert ("入れた言葉のすべてに合う活動はありません。近いものを1件出しています。" in page) is is_partly
    assert ("言葉のすべてに合う活動はなく、近いものです。" in paper) is is_partly


def test_eight_threads_divide_and_read_words_at_once():
    texts = [f"つえで歩く体操教室{number}" for number in range(200)]

    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(spellings, texts))
        read = list(pool.map(lambda text: Readings([]).of(text), texts))

    assert at_once == [spellings(text) for text in texts]
    assert read == [Readings([]).of(text) for text in texts]


def test_activities_are_found_by_the_address_of_their_place():
    make.programme()
    make.activity(name="かもめ体操", places=(make.place(name="浜の家", address="さざなみ町磯崎2-1"),))
    make.activity(name="山の体操", places=(make.place(name="山の家", address="さざなみ町峰1-1"),))

    assert names("礒崎 体操") == names("いそざき 体操") == ["かもめ体操"]
