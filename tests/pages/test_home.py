from datetime import date

import pytest

from tests import make
from tests.pages.reading import Table, facts, items, lines, links, main, outline, read, tables, title, under
from tests.pages.the_table import ASK, HEADER, UNDATED, row

NO_DAY = f"{UNDATED} 049-262-8130"

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def home(client):
    return read(client.get("/"))


def test_an_empty_database_says_that_the_site_is_being_prepared(client):
    page = home(client)

    assert title(page) == "準備中"
    assert lines(main(page)) == [
        "このサイトは準備中です",
        "活動・取り組み",
        "紹介できる活動は、まだありません。",
    ]
    assert links(page) == [
        ("本文へ進む", "#main"),
        ("トップページ", "/"),
        ("今日・今週", "/today/"),
        ("カレンダー", "/calendar/"),
        ("活動をさがす", "/activities/"),
        ("協議体", "/councils/"),
        ("相談する人", "/coordinators/"),
    ]


def test_the_ten_activities_of_the_city_stand_under_their_councils(client, published):
    assert tables(home(client)) == [
        Table(
            "かすみがおか協議体",
            HEADER,
            [
                row(
                    "あいさつキャラバン",
                    "駅前の広場などで声をかけ合い、あいさつの輪を広げています。",
                    "上福岡西口ココネ広場、スクランブル交差点など",
                    f"{NO_DAY} 令和7年度は9月・12月（日は未定）",
                ),
                row(
                    "にじいろTIME",
                    "自治会・民生委員・社協支部が毎月集まり、だれとでも気軽に話せる時間をつくっています。",
                    "介護予防センター",
                    "次回 7月28日（月曜日） 毎月最終月曜日",
                ),
                row(
                    "ベンチプロジェクト",
                    "買い物の途中でひと休みできるいすを、市内に増やしています。",
                    "市内",
                    "常時",
                ),
            ],
        ),
        Table(
            "ふくおか協議体",
            HEADER,
            [
                row(
                    "中丸さんちの体操",
                    "ラジオ体操や気功で楽しく体を動かす、ほのぼのとした集まりです。",
                    "ほほえみ中丸デイサービス2階ホール",
                    "次回 7月7日（月曜日） 10時から12時 毎週月曜日 10時から12時",
                ),
                row(
                    "大原自治会 花そだて",
                    "花だんづくりやたねダンゴの植え付けで、ご近所のつながりを育てています。",
                    ASK,
                    f"{NO_DAY} 不定期",
                ),
            ],
        ),
        Table(
            "おおい協議体",
            HEADER,
            [
                row(
                    "ソレイユひろば",
                    "だれもが集える居場所です。学生や福祉委員も手伝っています。",
                    "亀居会館、亀久保区画整理記念公園",
                    f"{NO_DAY} 3か月に1回程度",
                ),
                row(
                    "地域だれでも食堂",
                    "キッチンカーや体験ブースも並ぶ、すべての人に開かれた食堂です。",
                    "SOMPOケアラヴィーレふじみ野",
                    f"{NO_DAY} 2か月から3か月に1回程度",
                ),
            ],
        ),
        Table(
            "つるがまい協議体",
            HEADER,
            [
                row(
                    "緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ",
                    "金曜の午後にふらりと立ち寄れるカフェです。月に1回はオレンジカフェも開きます。",
                    "緑ケ丘会館",
                    "次回 7月4日（金曜日） 13時から16時 毎週金曜日 13時から16時（月1回、オレンジカフェを兼ねます）",
                ),
                row(
                    "鶴ケ岡マルシェ",
                    "月に1回、毎回テーマを決めて開く、つながりと健康のためのマルシェです。",
                    "鶴ケ岡会館",
                    "次回 7月29日（火曜日） 毎月最終火曜日",
                ),
                row(
                    "亀ボッチャ",
                    "文京学院大学の学生と高齢者が、ボッチャでいっしょに楽しみます。",
                    "大井総合福祉センターなど",
                    f"{NO_DAY} 不定期（年4回）",
                ),
            ],
        ),
    ]


def test_the_city_s_page_has_every_part_that_was_published(client, published):
    page = home(client)

    assert title(page) == "ふじみ野 ささえあい　生活支援体制整備事業（ふじみ野市）"
    assert outline(main(page)) == [
        (1, "近くに、行ける場所があります。"),
        (2, "お住まいの地域から"),
        (2, "今日・今週の集まり"),
        (2, "第二層協議体から生まれた活動・取り組み"),
        (2, "募集しています"),
        (3, "いすを置ける敷地を探しています"),
        (2, "生活支援体制整備事業とは"),
        (2, "第一層（市全域）"),
        (2, "第二層（日常生活圏域）"),
        (2, "生活支援コーディネーターとは"),
        (2, "生活支援コーディネーター"),
        (2, "関連するところ"),
    ]
    assert items(under(main(page), "お住まいの地域から")) == [
        "かすみがおか 活動 3件 次回 7月28日（月曜日） 介護予防センター",
        "ふくおか 活動 2件 次回 7月7日（月曜日） 10時から12時 ほほえみ中丸デイサービス2階ホール",
        f"おおい 活動 2件 {NO_DAY}",
        "つるがまい 活動 3件 次回 7月4日（金曜日） 13時から16時 緑ケ丘会館",
    ]
    assert lines(under(main(page), "今日・今週の集まり"))[1:] == [
        "4日 7月4日（金曜日）",
        "緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ",
        "13時から16時 緑ケ丘会館",
        "つるがまい",
        "7日 7月7日（月曜日）",
        "中丸さんちの体操",
        "10時から12時 ほほえみ中丸デイサービス2階ホール",
        "ふくおか",
        "ひと月の集まりを見る",
    ]
    assert items(under(main(page), "生活支援コーディネーター")) == ["瀧澤", "冨田", "松尾", "目崎"]
    assert lines(under(main(page), "関連するところ")) == [
        "関連するところ",
        "委託先：ふじみ野市社会福祉協議会 生活支援体制整備事業について",
    ]
    assert facts(main(page)) == [
        ("募集", "場所を貸してくださる方（企業・店舗・個人の方）"),
        ("活動", "ベンチプロジェクト かすみがおか"),
    ]


def test_one_activity_about_which_little_is_known(client):
    make.activity()

    assert tables(home(client)) == [
        Table("はまなす協議会", HEADER, [row("かもめ体操")]),
    ]


def test_activities_stand_by_tier_then_by_council_then_as_staff_ordered_them(client):
    second = make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"), order=20)
    first = make.council(area=make.area(), order=10)
    city_wide = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None, order=99)
    make.activity(council=second, name="編み物の会")
    make.activity(council=first, name="朝の茶話会", order=2)
    make.activity(council=first, name="夕べの茶話会", order=1)
    make.activity(council=city_wide, name="雪かき隊")

    assert [(table.caption, [cells[0] for cells in table.rows]) for table in tables(home(client))] == [
        ("町ぐるみ会議", ["雪かき隊"]),
        ("はまなす協議会", ["夕べの茶話会", "朝の茶話会"]),
        ("しおさい協議会", ["編み物の会"]),
    ]


def test_an_activity_that_rests_or_is_not_ready_says_so(client):
    make.activity(name="編み物の会", status="paused", order=1)
    make.activity(name="囲碁の会", status="preparing", order=2)
    make.activity(name="かもめ体操", status="running", order=3)

    (table,) = tables(home(client))
    assert [cells[0] for cells in table.rows] == ["編み物の会 休止中", "囲碁の会 準備中", "かもめ体操"]


@pytest.mark.parametrize(
    ("count", "shown", "onward"),
    [
        (5, 5, []),
        (6, 5, [("はまなす協議会の活動をすべて見る（6件）", "/activities/?area=hamanasu")]),
    ],
)
def test_the_page_shows_at_most_five_of_a_council_and_links_on(client, count, shown, onward):
    council = make.council()
    for number in range(count):
        make.activity(council=council, name=f"茶話会{number:02}", order=number)
    make.activity(council=council, name="まだ下書きの会", state="draft", order=0)

    page = home(client)

    (table,) = tables(page)
    assert [cells[0] for cells in table.rows] == [f"茶話会{number:02}" for number in range(shown)]
    assert [link for link in links(main(page)) if "すべて見る" in link[0]] == onward
    assert items(under(main(page), "お住まいの地域から")) == [f"はまなす 活動 {count}件 {UNDATED}"]


def test_the_card_of_an_area_knows_of_the_first_session_of_all_its_activities(client):
    here, there = make.area(name="はまなす"), make.area(name="しおさい", slug="shiosai", order=200)
    council, other = make.council(area=here), make.council(name="しおさい協議会", area=there)
    for number in range(6):
        make.activity(
            council=council, name=f"茶話会{number}", order=number, schedule_words="毎週木曜日 10時から"
        )
    off = make.activity(council=council, name="朝の体操", order=98, schedule_words="毎週火曜日 11時から")
    make.session_change(activity=off, date=date(2025, 7, 1), reason="会場の都合")
    make.activity(council=council, name="夕べの会", order=99, schedule_words="毎週水曜日 18時から")
    make.activity(council=other, name="夏の会", schedule_words="毎年8月1日 9時から")

    cards = items(under(main(home(client)), "お住まいの地域から"))

    assert cards == [
        "はまなす 活動 8件 次回 あす 7月2日（水曜日） 18時から",
        "しおさい 活動 1件 次回 8月1日（金曜日） 9時から",
    ]


def test_a_city_wide_council_links_on_to_all_activities(client):
    council = make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    for number in range(11):
        make.activity(council=council, name=f"茶話会{number:02}")

    onward = [link for link in links(main(home(client))) if "すべて見る" in link[0]]

    assert onward == [("町ぐるみ会議の活動をすべて見る（11件）", "/activities/")]


def test_the_words_of_staff_stand_where_they_put_them(client):
    make.recruitment()
    for slot in ("closing", "coordinators", "activities", "introduction", "recruitments"):
        make.section(
            slug=slot[:5], slot=slot, heading=f"{slot}の見出し", body=f"{slot}の本文。\n\n・一つ目\n・二つ目"
        )

    page = home(client)

    ours = [heading for heading in outline(main(page)) if "の見出し" in heading[1]]
    assert ours == [
        (2, "activitiesの見出し"),
        (2, "recruitmentsの見出し"),
        (2, "introductionの見出し"),
        (2, "coordinatorsの見出し"),
        (2, "closingの見出し"),
    ]
    assert lines(under(main(page), "closingの見出し")) == [
        "closingの見出し",
        "closingの本文。",
        "一つ目",
        "二つ目",
    ]


def test_links_that_are_not_known_yet_are_plain_words(client):
    make.programme(operator="さざなみ町社協", operator_link="https://operator.example/")
    make.link(label="さざなみ町のバス", url="https://bus.example/", order=1)
    make.link(label="さざなみ町の図書館", url="", order=2)

    part = under(main(home(client)), "関連するところ")

    assert items(part) == [
        "委託先：さざなみ町社協（外部サイト）",
        "さざなみ町のバス（外部サイト）",
        "さざなみ町の図書館",
    ]
    assert links(part) == [
        ("さざなみ町社協（外部サイト）", "https://operator.example/"),
        ("さざなみ町のバス（外部サイト）", "https://bus.example/"),
    ]


@pytest.mark.parametrize(
    ("facts_", "words"),
    [
        (
            {"as_of": date(2025, 4, 1), "as_of_note": "電話を。"},
            ["令和7年4月1日（火曜日）時点の情報です。電話を。"],
        ),
        ({"as_of": date(2025, 4, 1)}, ["令和7年4月1日（火曜日）時点の情報です。"]),
        ({"as_of": None, "as_of_note": "電話を。"}, []),
    ],
)
def test_the_page_tells_as_of_when_it_stands_until_everything_was_confirmed(client, facts_, words):
    make.programme(**facts_)

    assert [line for line in lines(main(home(client))) if "時点の情報" in line] == words


def test_recruitments_are_those_still_open_and_at_most_six(client):
    seen = make.activity()
    make.recruitment(title="きのうまでの募集", activity=seen, open_until=date(2025, 6, 30), order=0)
    make.recruitment(title="下書きの会の募集", activity=make.activity(name="下書き", state="draft"), order=0)
    make.recruitment(title="終わった会の募集", activity=make.activity(name="終わり", status="ended"), order=0)
    make.recruitment(title="きょうまでの募集", activity=seen, open_until=date(2025, 7, 1), order=1)
    for number in range(6):
        make.recruitment(title=f"募集{number}", activity=seen, order=10 + number)

    part = under(main(home(client)), "募集しています")

    assert outline(part) == [
        (2, "募集しています"),
        (3, "きょうまでの募集"),
        *((3, f"募集{number}") for number in range(5)),
    ]
    assert facts(part)[:3] == [
        ("募集", "手伝ってくださる方"),
        ("いつまで", "令和7年7月1日（火曜日）"),
        ("活動", "かもめ体操 はまなす"),
    ]


def test_long_words_are_shown_in_full(client):
    name, summary, when, where = "あ" * 80, "い" * 120, "う" * 300, "え" * 80
    make.activity(name=name, summary=summary, schedule_words=when, places=(make.place(name=where),))

    (table,) = tables(home(client))

    assert table.rows == [row(name, summary, where, f"{UNDATED} {when}")]


def test_what_staff_type_is_never_taken_for_html(client):
    sharp = "<b onclick='x'>&amp;\"</b>"
    make.programme(headline=sharp, lead=f"{sharp}\n\n・{sharp}")
    make.activity(name=sharp, summary=sharp, schedule_words=sharp)

    page = home(client)

    assert outline(main(page))[0] == (1, sharp)
    assert tables(page)[0].rows == [row(sharp, sharp, ASK, f"{UNDATED} 0123-45-6789 {sharp}")]
    assert list(page.iter("b")) == []
