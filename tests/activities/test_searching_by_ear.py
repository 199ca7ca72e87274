"""What is heard in names that nobody has given a reading, and what is not."""

import pytest

from tests import make
from tests.activities.test_searching import names

pytestmark = pytest.mark.django_db

NAMES = (
    "はまなす喫茶",
    "凧揚げ大会",
    "包丁とぎます",
    "雪かき隊",
    "ほたる観賞会",
    "成年後見の相談",
    "ギター弾き語り",
    "振り込め詐欺を防ぐ寸劇",
    "四ツ辻の囲碁",
    "星ノ宮のおしゃべり",
    "夕陽ガ丘童謡の会",
    "精神障がい者の家族会",
    "白瀧スポーツ吹矢",
    "ぬいぐるみの病院",
    "大人のぬりえ",
    "ツアーの相談",
)


@pytest.fixture
def a_town_without_readings():
    make.programme()
    for name in NAMES:
        make.activity(name=name)


@pytest.mark.usefixtures("a_town_without_readings")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("はまなすきっさ", "はまなす喫茶"),
        ("凧上げ", "凧揚げ大会"),
        ("包丁研ぎ", "包丁とぎます"),
        ("雪掻き", "雪かき隊"),
        ("蛍", "ほたる観賞会"),
        ("せいねんこうけん", "成年後見の相談"),
        ("ひきがたり", "ギター弾き語り"),
        ("ふりこめさぎ", "振り込め詐欺を防ぐ寸劇"),
        ("四辻の囲碁", "四ツ辻の囲碁"),
        ("星宮のおしやべり", "星ノ宮のおしゃべり"),
        ("精神障碍", "精神障がい者の家族会"),
        ("ふきや", "白瀧スポーツ吹矢"),
        ("びょういん", "ぬいぐるみの病院"),
        ("ぬり絵", "大人のぬりえ"),
        ("ツア", "ツアーの相談"),
    ],
)
def test_what_is_heard_in_a_name_finds_it(words, found):
    assert names(words) == [found]


@pytest.mark.usefixtures("a_town_without_readings")
@pytest.mark.parametrize("words", ["スキー", "白滝スキー", "びよういん", "野球", "弓道"])
def test_what_is_only_heard_across_two_words_or_in_another_is_not_found(words):
    assert names(words) == []


def test_a_whole_word_is_found_before_one_that_begins_with_it():
    make.programme()
    for name in ("萩ノ台木工", "萩ノ台気功"):
        make.activity(name=name)

    assert names("はぎのだいきこう")[0] == "萩ノ台気功"


def test_names_with_a_reading_tell_how_those_without_one_begin():
    make.programme()
    for name, kana in (
        ("齋部茶の間", "いんべちゃのま"),
        ("齋部フラ", "いんべふら"),
        ("齋部の会", "いんべのかい"),
    ):
        make.activity(name=name, kana=kana)
    make.activity(name="齋部朝市")

    assert names("いんべのあさいち") == ["齋部朝市"]
