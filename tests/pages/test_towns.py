"""「お住まいの町からさがす」."""

import re
from datetime import date, time
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from councils.models import Town
from tests import make
from tests.pages.reading import facts, items, lines, links, main, outline, read, tables, title, under, words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def town_page(client, asked):
    return read(client.get(f"/town/?town={quote(asked)}"))


def a_town_with_a_life() -> None:
    make.programme()
    here = make.area(centre_name="はまなす相談所", centre_phone="0123-45-1111", order=1)
    there = make.area(name="しおさい", slug="shiosai", order=2)
    make.town(name="浜一丁目", kana="はまいっちょうめ", area=here, order=1)
    make.town(name="浜二丁目", area=there, order=2)
    make.town(name="丘", order=3)
    council = make.council(area=here)
    make.meeting(council=council, held_on=date(2025, 6, 30))
    make.meeting(council=council, held_on=date(2025, 7, 2), is_public=False)
    make.meeting(council=council, held_on=date(2025, 9, 1))
    make.meeting(council=council, held_on=date(2025, 8, 1), starts_at=time(10), place="浜の集会所")
    other = make.council(name="しおさい協議会", area=there)
    make.meeting(council=other, held_on=date(2025, 7, 3))
    make.activity(council=council, schedule_words="毎週水曜日 10時から11時", places=(make.place(),))
    make.activity(council=council, name="月の会", schedule_words="毎月第4金曜日")
    make.activity(council=council, name="下書きの会", state="draft", schedule_words="毎週水曜日")
    make.activity(council=other, name="よその会", schedule_words="毎週水曜日")
    make.coordinator(areas=(here,), surname_kana="しおみ")
    make.coordinator(surname="沖", areas=(there,))
    make.coordinator(surname="去年", areas=(here,), in_post_until=date(2025, 6, 30))


def test_a_town_leads_to_its_area_its_people_and_what_is_on(client):
    a_town_with_a_life()

    page = town_page(client, "浜１丁目")

    assert title(page) == "浜一丁目の活動と相談先｜さざなみ支え合い帳"
    assert outline(main(page)) == [
        (1, "浜一丁目（はまいっちょうめ）"),
        (2, "この地域の、今日・今週の集まり"),
    ]
    assert "この町は、はまなすの地域です。" in lines(main(page))
    assert facts(main(page)) == [
        ("相談窓口", "はまなす相談所 0123-45-1111"),
        ("相談する人", "潮見 （しおみ） 生活支援コーディネーターの紹介"),
        ("話し合い", "はまなす協議会 次の会議 令和7年8月1日（金曜日） 10時から 浜の集会所"),
    ]
    assert items(under(main(page), "この地域の、今日・今週の集まり")) == [
        "あす 7月2日（水曜日） かもめ体操 10時から11時 浜の集会所 はまなす"
    ]
    (table,) = tables(page)
    assert [(row[0], row[1].split(" 毎")[0]) for row in table.rows] == [
        ("かもめ体操", "次回 あす 7月2日（水曜日） 10時から11時"),
        ("月の会", "次回 7月25日（金曜日）"),
    ]
    assert ("はまなすのページを見る", "/areas/hamanasu/") in links(main(page))


def test_while_nobody_knows_the_area_of_a_town_the_page_says_so_and_gives_the_number(client):
    a_town_with_a_life()

    page = town_page(client, "丘")

    assert lines(main(page))[4:] == [
        "この町がどの地域になるかは、まだ確かめています。くわしいことは、ささえあい課 くらしの係へお電話ください。",
        "電話で聞く0123-45-6789",
        "今日・今週の集まりを見る 全部の活動からさがす",
        "ほかの町をさがす",
    ]
    assert facts(main(page)) == []
    assert not any(area in words(main(page)) for area in ("はまなす", "しおさい"))


def test_a_part_of_several_names_asks_which_town_it_is(client):
    a_town_with_a_life()

    page = town_page(client, "浜")

    assert links(under(main(page), "どの町ですか")) == [
        ("浜一丁目", Town.objects.get(name="浜一丁目").get_absolute_url()),
        ("浜二丁目", Town.objects.get(name="浜二丁目").get_absolute_url()),
    ]


def test_what_is_no_town_is_said_to_be_none_and_the_near_ones_are_offered(client):
    a_town_with_a_life()

    near, far = town_page(client, "丙一丁目"), town_page(client, "<b>xyz")

    assert items(under(main(near), "「丙一丁目」という町は、見つかりません")) == ["浜一丁目"]
    assert lines(under(main(far), "「<b>xyz」という町は、見つかりません")) == [
        "「<b>xyz」という町は、見つかりません",
        "書き方を変えるか、下の一覧からえらんでください。ささえあい課 くらしの係（0123-45-6789）にお問い合わせください。",
    ]


def test_the_list_holds_every_town_and_the_words_of_staff_beneath_it(client):
    a_town_with_a_life()
    make.section(slug="towns", slot="towns", heading="町の一覧について", body="町名の出どころ。")

    page = read(client.get("/town/"))

    assert links(under(main(page), "町の一覧からえらぶ")) == [
        (name, Town.objects.get(name=name).get_absolute_url()) for name in ("浜一丁目", "浜二丁目", "丘")
    ]
    assert lines(under(main(page), "町の一覧について")) == ["町の一覧について", "町名の出どころ。"]


def test_without_towns_the_page_says_so(client):
    assert "町の一覧は、まだありません。" in lines(main(read(client.get("/town/"))))


@pytest.mark.parametrize(
    ("address", "label"), [("/", "町からさがす"), ("/activities/", "お住まいの町からさがす")]
)
def test_the_way_to_it(client, address, label):
    a_town_with_a_life()

    assert (label, "/town/") in links(main(read(client.get(address))))


def test_assigning_a_town_changes_its_page_at_once(client):
    a_town_with_a_life()
    before = client.get(Town.objects.get(name="丘").get_absolute_url())

    Town.objects.filter(name="丘").update(area=make.area(name="おか", slug="oka"))

    after = client.get(Town.objects.get(name="丘").get_absolute_url())
    assert after.headers["ETag"] != before.headers["ETag"]
    assert "この町は、おかの地域です。" in lines(main(read(after)))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?town=" + "x" * 100_000, 200),
        ("?town=" + "%E9%95%B7" * 101, 200),
        ("?town=%00", 400),
        ("?town=%ED%A0%80", 200),
        ("?town=%FF%FE", 200),
        ("?town=a&town=%E4%B8%98", 200),
        ("?town[]=x&unknown=1", 200),
        ("?town=1", 200),
        ("?town=%E4%BA%8C%E5%8D%81%E5%8D%81%E5%8D%81%E4%B8%81%E7%9B%AE", 200),  # 二十十十丁目
        ("?town=" + "%E5%8D%81" * 90, 200),
    ],
)
def test_hostile_words(query, status):
    a_town_with_a_life()
    client = Client(raise_request_exception=False)

    assert client.get(f"/town/{query}").status_code == status


def test_too_many_letters_are_not_searched_for(client):
    a_town_with_a_life()

    assert "100文字までの言葉でさがしてください。" in lines(main(town_page(client, "浜" * 101)))


# Staff

LIST = "/admin/councils/town/"


@pytest.fixture
def clerk():
    client = Client()
    client.force_login(make.superuser())
    return client


def choose(clerk, action, towns):
    """Tick `towns` in the list as it stands, and do it."""
    rows = re.findall(r'name="_rows" value="([^"]*)"', clerk.get(LIST).content.decode())[0]
    chosen = {"action": action, "_selected_action": [town.pk for town in towns], "_rows": rows}
    return clerk.post(LIST, chosen, follow=True).content.decode()


def test_many_towns_are_assigned_at_once_and_each_remembers_it(clerk):
    area = make.area()
    first, second, third = (make.town(name=f"浜{number}") for number in "一二三")

    page = choose(clerk, "into_hamanasu", [first, third])

    assert "2件を「はまなす」の地域にしました。" in page
    assert list(Town.objects.values_list("name", "area").order_by("pk")) == [
        ("浜一", area.pk),
        ("浜二", None),
        ("浜三", area.pk),
    ]
    assert "はまなす" in clerk.get(f"{LIST}{first.pk}/history/").content.decode()
    assert "はまなす" not in clerk.get(f"{LIST}{second.pk}/history/").content.decode()

    assert "1件を地域の分からない町に戻しました。" in choose(clerk, "into_nowhere", [first])
    assert list(Town.objects.filter(area=None).values_list("name", flat=True)) == ["浜一", "浜二"]


def test_no_town_is_assigned_that_a_colleague_has_changed_meanwhile(clerk):
    make.area()
    town = make.town(name="浜一")
    rows = re.findall(r'name="_rows" value="([^"]*)"', clerk.get(LIST).content.decode())[0]
    Town.objects.update(kana="はまいち")

    chosen = {"action": "into_hamanasu", "_selected_action": [town.pk], "_rows": rows}
    answer = clerk.post(LIST, chosen, follow=True).content.decode()

    assert "まだ何もしていません。" in answer
    assert Town.objects.get().area is None


def test_staff_who_may_not_change_towns_have_no_way_to_assign_them(clerk):
    make.area()
    town, person = make.town(name="浜一"), make.user("isobe")
    person.groups.add(Group.objects.get(name="社協職員"))
    client = Client(raise_request_exception=False)
    client.force_login(person)

    answer = client.post(LIST, {"action": "into_hamanasu", "_selected_action": [town.pk]})

    assert (answer.status_code, Town.objects.get().area) == (403, None)


def test_the_towns_that_wait_for_their_area_can_be_listed(clerk):
    make.town(name="浜一丁目", area=make.area())
    make.town(name="丘")

    page = clerk.get(f"{LIST}?area__isnull=True").content.decode()

    assert ("丘" in page, "浜一丁目" in page) == (True, False)
    assert "まだ分かりません" in page
