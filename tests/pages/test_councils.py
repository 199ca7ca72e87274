from datetime import date, time

import pytest

from tests import make
from tests.pages.reading import facts, items, lines, links, main, outline, read, title, under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

NO_MEETINGS = "公開している会議の記録は、まだありません。"


def councils(client):
    return read(client.get("/councils/"))


def test_without_tiers_the_page_says_so(client):
    page = councils(client)

    assert title(page) == "協議体"
    assert lines(main(page)) == ["表紙", "協議体", "協議体", "協議体の紹介は、まだありません。"]


def test_a_tier_without_councils_says_so(client):
    make.tier(2, body="地区で話す。")

    page = councils(client)

    assert lines(under(main(page), "地区の層（地区）")) == ["地区の層（地区）", "地区で話す。"]
    assert lines(main(page))[-1] == "協議体の紹介は、まだありません。"


def test_both_tiers_their_councils_and_who_takes_part(client):
    here = make.area()
    make.council(
        name="町ぐるみ会議", tier=make.tier(1, body="町の全部を見わたす。"), area=None, body="年に2回。"
    )
    make.council(area=here, tier=make.tier(2, body="地区で話す。"), body="浜の人の話し合い。")
    make.organisation(areas=(here,))
    make.organisation(name="町の図書室")
    make.organisation(name="名を伏せた店", areas=(here,), is_public=False)
    make.organisation(name="名を伏せた会", is_public=False)

    page = councils(client)

    assert lines(under(main(page), "町の層（町のすべて）")) == [
        "町の層（町のすべて）",
        "町の全部を見わたす。",
    ]
    assert lines(under(main(page), "町ぐるみ会議")) == [
        "町ぐるみ会議",
        "年に2回。",
        "町のすべてで関わる団体",
        "町の図書室",
        "会議",
        NO_MEETINGS,
    ]
    assert lines(under(main(page), "地区の層（地区）")) == ["地区の層（地区）", "地区で話す。"]
    assert lines(under(main(page), "はまなす協議会")) == [
        "はまなす協議会",
        "浜の人の話し合い。",
        "ともに活動する団体",
        "浜町内会",
        "会議",
        NO_MEETINGS,
        "はまなすの活動を見る",
    ]


def test_a_meeting_tells_all_that_is_known_of_it(client):
    council = make.council()
    minutes = make.meeting(
        council=council,
        held_on=date(2025, 5, 12),
        starts_at=time(10),
        ends_at=time(11, 30),
        place="浜の集会所",
        topics="・冬の送り迎え\n・雪かき",
        outcome="車を出し合うことにした。",
        minutes=make.pdf(),
    ).minutes

    page = councils(client)

    assert outline(under(main(page), "はまなす協議会")) == [
        (3, "はまなす協議会"),
        (4, "会議"),
        (5, "令和7年5月12日（月曜日） 10時から11時30分"),
    ]
    assert facts(main(page)) == [
        ("場所", "浜の集会所"),
        ("議題", "冬の送り迎え 雪かき"),
        ("話し合ったこと", "車を出し合うことにした。"),
        ("会議録", "5月12日の会議録（PDF）"),
    ]
    assert ("5月12日の会議録（PDF）", minutes.url) in links(main(page))


@pytest.mark.parametrize(
    ("times", "words"),
    [
        ({}, "令和7年5月12日（月曜日）"),
        ({"starts_at": time(13, 30)}, "令和7年5月12日（月曜日） 13時30分から"),
        ({"ends_at": time(15)}, "令和7年5月12日（月曜日） 15時まで"),
    ],
)
def test_a_meeting_about_which_little_is_known(client, times, words):
    make.meeting(held_on=date(2025, 5, 12), topics="", **times)

    page = councils(client)

    assert outline(main(page))[-1] == (5, words)
    assert facts(main(page)) == []


def test_the_six_latest_public_meetings_of_each_council_newest_first(client):
    first = make.council(order=1)
    second = make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"), order=2)
    for month in range(1, 9):
        make.meeting(council=first, held_on=date(2025, month, 5))
    make.meeting(council=second, held_on=date(2024, 2, 29))
    make.meeting(council=second, held_on=date(2025, 6, 30), topics="まだ話せないこと", is_public=False)

    page = councils(client)

    assert outline(under(main(page), "はまなす協議会"))[2:] == [
        (5, "これから 令和7年8月5日（火曜日）"),
        (5, "これから 令和7年7月5日（土曜日）"),
        (5, "令和7年6月5日（木曜日）"),
        (5, "令和7年5月5日（月曜日）"),
        (5, "令和7年4月5日（土曜日）"),
        (5, "令和7年3月5日（水曜日）"),
    ]
    assert lines(under(main(page), "しおさい協議会")) == [
        "しおさい協議会",
        "会議",
        "令和6年2月29日（木曜日）",
        "議題",
        "冬の送り迎え",
        "しおさいの活動を見る",
    ]


def test_the_councils_of_the_city(client, published):
    page = councils(client)

    assert [heading for heading in outline(main(page)) if heading[0] < 4] == [
        (1, "協議体"),
        (2, "第一層（市全域）"),
        (3, "地域ケア推進会議"),
        (2, "第二層（日常生活圏域）"),
        (3, "かすみがおか協議体"),
        (3, "ふくおか協議体"),
        (3, "おおい協議体"),
        (3, "つるがまい協議体"),
    ]
    assert items(under(main(page), "つるがまい協議体")) == ["文京学院大学"]


def test_every_link_to_a_council_finds_it(client, published):
    named = {part.get("id") for part in councils(client).iter()}
    addresses = [address for _, address in links(main(read(client.get("/")))) if "#" in address]

    assert len(addresses) == 5
    assert [address for address in addresses if address.partition("#")[2] not in named] == []
