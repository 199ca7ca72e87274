from datetime import date

import pytest

from tests import make
from tests.pages.reading import Table, items, lines, links, main, outline, read, tables, title, under
from tests.pages.the_table import HEADER, row

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def area_page(client, slug="hamanasu"):
    return read(client.get(f"/areas/{slug}/"))


def test_an_area_shows_what_is_its_own(client):
    here = make.area(centre_name="はまなす相談所", centre_phone="0123-45-1111", order=1)
    there = make.area(name="しおさい", slug="shiosai", order=2)
    council = make.council(area=here, body="浜の人の話し合い。")
    make.activity(council=council, places=(make.place(),), schedule_words="毎週水曜日")
    make.coordinator(areas=(here,), surname_kana="しおみ", order=1)
    make.organisation(areas=(here, there))
    make.activity(council=make.council(name="しおさい協議会", area=there), name="よその会")
    make.activity(council=make.council(name="町ぐるみ会議", tier=make.tier(1), area=None), name="町の会")
    make.coordinator(surname="沖", areas=(there,))
    make.coordinator(surname="岬")
    make.coordinator(surname="去年", areas=(here,), in_post_until=date(2025, 6, 30))
    make.organisation(name="よその店", areas=(there,))
    make.organisation(name="名を伏せた店", areas=(here,), is_public=False)

    page = area_page(client)

    assert title(page) == "はまなすの活動"
    assert tables(page) == [
        Table(
            "この地域の活動",
            HEADER,
            [row("かもめ体操", where="浜の集会所", when="次回 あす 7月2日（水曜日） 毎週水曜日")],
        )
    ]
    assert [line for line in lines(main(page)) if "相談窓口" in line] == [
        "相談窓口：はまなす相談所 0123-45-1111"
    ]
    assert outline(main(page)) == [
        (1, "はまなす"),
        (2, "この地域の次の集まり"),
        (2, "カレンダーに入れる"),
        (2, "この地域の生活支援コーディネーター"),
        (2, "ともに活動する団体"),
        (2, "はまなす協議会"),
    ]
    assert items(under(main(page), "この地域の生活支援コーディネーター")) == ["潮見 （しおみ）"]
    assert items(under(main(page), "ともに活動する団体")) == ["浜町内会"]
    assert lines(under(main(page), "はまなす協議会")) == ["はまなす協議会", "浜の人の話し合い。"]
    assert links(main(page)) == [
        ("表紙", "/"),
        ("はまなす協議会", council.get_absolute_url()),
        ("0123-45-1111", "tel:0123451111"),
        ("かもめ体操", "/activities/1/"),
        ("この地域のひと月の集まりを見る", "/calendar/?area=hamanasu"),
        ("かもめ体操", "/activities/1/"),
        ("カレンダーに登録する", "webcal://testserver/areas/hamanasu/calendar.ics"),
        ("登録できないときは、ファイルで入れる", "/areas/hamanasu/calendar.ics"),
    ]


def test_an_area_with_nothing_yet_says_so(client):
    make.area()

    assert lines(main(area_page(client))) == [
        "表紙",
        "はまなす",
        "はまなす",
        "紹介できる活動は、まだありません。",
    ]


def test_a_centre_may_be_a_name_or_a_number_alone(client):
    make.area(centre_name="はまなす相談所")
    make.area(name="しおさい", slug="shiosai", centre_phone="0123-45-1111")

    named, numbered = area_page(client), area_page(client, "shiosai")

    assert [line for line in lines(main(named)) if "相談窓口" in line] == ["相談窓口：はまなす相談所"]
    assert [line for line in lines(main(numbered)) if "相談窓口" in line] == ["相談窓口：0123-45-1111"]


@pytest.mark.parametrize(
    ("count", "shown", "onward"),
    [(30, 30, []), (31, 30, [("はまなすの活動をすべて見る", "/activities/?area=hamanasu")])],
)
def test_an_area_shows_at_most_thirty_and_links_on(client, count, shown, onward):
    council = make.council()
    for number in range(count):
        make.activity(council=council, name=f"茶話会{number:02}", order=number)

    page = area_page(client)

    (table,) = tables(page)
    assert [cells[0] for cells in table.rows] == [f"茶話会{number:02}" for number in range(shown)]
    assert [link for link in links(main(page)) if "すべて見る" in link[0]] == onward


@pytest.mark.parametrize(
    ("slug", "activities", "organisations"),
    [
        (
            "kasumigaoka",
            ["あいさつキャラバン", "にじいろTIME", "ベンチプロジェクト"],
            [
                "URコミュニティ",
                "あゆみの会",
                "社協霞ヶ丘支部",
                "霞ヶ丘の地区民生委員",
                "霞ヶ丘自治会",
                "高齢者あんしん相談センターかすみがおか",
            ],
        ),
        (
            "fukuoka",
            ["中丸さんちの体操", "大原自治会 花そだて"],
            ["ほほえみ中丸デイサービス", "ラジオ体操指導員", "大原自治会", "文京学院大学", "民生委員"],
        ),
        (
            "oi",
            ["ソレイユひろば", "地域だれでも食堂"],
            ["SOMPOケアラヴィーレふじみ野", "文京学院大学", "社協支部"],
        ),
        (
            "tsurugamai",
            ["緑ケ丘立ち寄りカフェ・緑ヶ丘マルシェ", "鶴ケ岡マルシェ", "亀ボッチャ"],
            ["文京学院大学"],
        ),
    ],
)
def test_the_four_areas_of_the_city(client, published, slug, activities, organisations):
    page = area_page(client, slug)

    (table,) = tables(page)
    assert [cells[0] for cells in table.rows] == activities
    assert sorted(items(under(main(page), "ともに活動する団体"))) == organisations


def test_there_is_no_page_for_an_area_that_does_not_exist(client, published):
    assert client.get("/areas/atlantis/").status_code == 404
