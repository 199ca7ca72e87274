from datetime import date

import pytest

from activities.views.taking_part import MOST_SHOWN
from tests import make
from tests.pages.reading import facts, items, lines, links, main, outline, read, title, under

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

TODAY, YESTERDAY, TOMORROW = date(2025, 7, 1), date(2025, 6, 30), date(2025, 7, 2)


def join(client):
    return read(client.get("/join/"))


def benches(client):
    return read(client.get("/benches/"))


def test_without_recruitments_the_page_says_so_and_whom_to_call(client):
    make.programme()

    assert lines(main(join(client))) == [
        "表紙",
        "募集しています",
        "募集しています",
        "いま募集していることは、ありません。",
        "新しい活動の提案や、お手伝いのご相談は、ささえあい課 くらしの係（電話 0123-45-6789）へどうぞ。メールフォームでも受け付けています。",
    ]


def test_what_is_sought_until_when_and_where_to_answer(client):
    make.section(slug="how", slot="join", heading="手を貸してください", body="週に1時間から。")
    make.section(slug="other", slot="benches", heading="よその文章")
    activity = make.activity()
    learners = make.recruitment(activity=activity, title="編み手", seeking="learners", order=1)
    helpers = make.recruitment(
        activity=activity, body="月に1回。", who="高校生から", open_until=TODAY, order=3
    )
    hosts = make.recruitment(activity=activity, title="庭先", seeking="hosts", order=2)
    make.recruitment(activity=activity, title="きのうまで", open_until=YESTERDAY)
    make.recruitment(activity=make.activity(name="まだ下書き", state="draft"), title="下書きの募集")

    page = join(client)

    assert title(page) == "募集しています"
    assert outline(main(page)) == [
        (1, "募集しています"),
        (2, "手を貸してください"),
        (2, "場所を貸してくださる方"),
        (3, "庭先"),
        (2, "手伝ってくださる方"),
        (3, "浜の掃除をする人"),
        (2, "学びたい方"),
        (3, "編み手"),
    ]
    assert facts(under(main(page), "手伝ってくださる方")) == [
        ("どんな方", "高校生から"),
        ("いつまで", "令和7年7月1日（火曜日）"),
        ("活動", "かもめ体操 はまなす"),
    ]
    assert [link for link in links(main(page)) if link[1].startswith("/contact/")] == [
        ("メールフォームで申し出る：庭先", f"/contact/?about=bench&recruitment={hosts.pk}"),
        ("メールフォームで申し出る：浜の掃除をする人", f"/contact/?about=help&recruitment={helpers.pk}"),
        ("メールフォームで申し出る：編み手", f"/contact/?about=join&recruitment={learners.pk}"),
    ]


@pytest.mark.parametrize(("count", "leads_on"), [(MOST_SHOWN, False), (MOST_SHOWN + 1, True)])
def test_very_many_recruitments_lead_on_to_the_list(client, count, leads_on):
    activity = make.activity()
    for number in range(count):
        make.recruitment(activity=activity, title=f"募集{number}")

    page = join(client)

    assert len([words for level, words in outline(main(page)) if level == 3]) == MOST_SHOWN
    assert (("募集している活動をすべて見る", "/activities/?recruiting=1") in links(main(page))) is leads_on


def test_each_way_to_the_form_names_what_it_is_about(client):
    recruitment = make.recruitment(activity=make.activity(), seeking="hosts")

    form = read(client.get(f"/contact/?about={recruitment.about}&recruitment={recruitment.pk}"))

    checked = [box.get("value") for box in form.iter("input") if box.get("checked") is not None]
    assert checked == ["bench"]
    assert "浜の掃除をする人" in "".join(main(form).itertext())


def test_without_benches_the_page_says_so_and_how_to_offer_a_place(client):
    make.programme()
    make.section(slug="conditions", slot="benches", heading="お願いしたいこと", body="だれでも座れるように。")

    page = benches(client)

    assert lines(main(page)) == [
        "表紙",
        "休めるいす",
        "休めるいす",
        "お願いしたいこと",
        "だれでも座れるように。",
        "場所の申し出",
        "いすを置く場所を貸してくださる方や、いすの傷みに気づいた方は、ささえあい課 くらしの係（電話 0123-45-6789）へお知らせください。",
        "メールフォームで申し出る",
        "座れる場所が決まると、ここに地域ごとに載せます。",
    ]
    assert ("メールフォームで申し出る", "/contact/?about=bench") in links(main(page))


def test_benches_by_area_with_all_that_is_known(client):
    make.programme()
    here, there = make.area(order=2), make.area(name="しおさい", slug="shiosai", order=1)
    pharmacy = make.place(name="波の薬局", address="北海道さざなみ町浜1")
    make.bench(
        place=pharmacy,
        area=here,
        spot="入口の右",
        seats=2,
        host="波の薬局の人",
        host_agreed=True,
        since=date(2024, 4, 1),
        inspected_on=date(2025, 4, 1),
        photo=make.picture(),
        alternative_text="背もたれのある木のいす。",
    )
    make.bench(place=make.place(name="しおさい食堂"), area=there, condition="repair", host="名を出さない人")
    make.bench(place=make.place(name="町役場"))
    make.bench(place=pharmacy, spot="これから置く所", condition="planned")
    make.bench(place=pharmacy, spot="前にあった所", condition="removed")

    page = benches(client)

    assert outline(main(page)) == [
        (1, "休めるいす"),
        (2, "しおさい"),
        (3, "しおさい食堂"),
        (2, "はまなす"),
        (3, "波の薬局"),
        (2, "地域の決まっていないいす"),
        (3, "町役場"),
        (2, "場所の申し出"),
    ]
    assert lines(under(main(page), "しおさい"))[1:] == [
        "しおさい食堂",
        "修理中です。いまは座れません。",
        "席",
        "1人分",
        "しおさいの活動を見る",
    ]
    assert ("しおさいの活動を見る", "/areas/shiosai/") in links(main(page))
    assert facts(under(main(page), "はまなす")) == [
        ("どこ", "入口の右"),
        ("席", "2人分"),
        ("住所", "北海道さざなみ町浜1"),
        ("地図", "地図で見る：波の薬局（外部サイト）"),
        ("提供", "波の薬局の人"),
        ("置いた日", "令和6年4月1日（月曜日）"),
        ("点検", "令和7年4月1日（火曜日）"),
    ]
    assert [image.get("alt") for image in main(page).iter("img")] == ["背もたれのある木のいす。"]
    words = "".join(main(page).itertext())
    assert [word for word in ("名を出さない人", "これから置く所", "前にあった所") if word in words] == []


def test_an_activity_names_the_benches_near_its_place(client):
    point = {"latitude": "42.100000", "longitude": "141.200000"}
    hall = make.place(**point)
    activity = make.activity(places=(hall,))
    make.bench(place=hall, seats=2, spot="入口の右")
    make.bench(place=hall, condition="repair", spot="こわれたいす")
    make.bench(place=make.place(name="となりの店", latitude="42.1009", longitude="141.2"))
    make.bench(place=make.place(name="遠い店", latitude="42.2", longitude="141.2"))

    page = read(client.get(activity.get_absolute_url()))

    assert items(under(main(page), "近くの休めるいす")) == [
        "浜の集会所（すぐそば、2人）入口の右",
        "となりの店（およそ100メートル、1人）",
    ]
    assert ("浜の集会所", "/benches/#bench-1") in links(main(page))
