"""What stands around every page: the head with its menu, the notices, and the foot."""

from datetime import date

import pytest

from fujimino_support.editing.models import LastChange
from tests import make
from tests.pages.reading import facts, items, lines, links, read, region, words

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("early_in_july")]

PAGES = [
    "/",
    "/areas/hamanasu/",
    "/councils/",
    "/activities/",
    "/activities/1/",
    "/activities/2/",
    "/coordinators/",
]


def notices(page):
    return [
        line for part in page.iter("section") if part.get("aria-label") == "お知らせ" for line in lines(part)
    ]


def menu(page):
    (found,) = [nav for nav in page.iter("nav") if nav.get("aria-label") == "サイトの中"]
    return found


def test_the_head_names_the_site_and_the_office_to_ring(client):
    make.programme()

    head = region(read(client.get("/")), "header")

    assert links(head)[:2] == [
        ("さざなみ支え合い帳 暮らしの支え合い事業", "/"),
        ("0123-45-6789", "tel:0123456789"),
    ]
    assert "ささえあい課 0123-45-6789" in lines(head)


def test_the_menu_leads_to_every_area_and_marks_the_page_one_is_on(client):
    make.activity()
    make.area(name="しおさい", slug="shiosai", order=200)

    def current(address):
        return [
            (words(link), link.get("href"))
            for link in menu(read(client.get(address))).iter("a")
            if link.get("aria-current") == "page"
        ]

    assert set(links(menu(read(client.get("/"))))) == {
        ("今日・今週", "/today/"),
        ("カレンダー", "/calendar/"),
        ("活動をさがす", "/activities/"),
        ("はまなす", "/areas/hamanasu/"),
        ("しおさい", "/areas/shiosai/"),
        ("協議体", "/councils/"),
        ("相談する人", "/coordinators/"),
    }
    assert current("/") == []
    assert current("/activities/") == [("活動をさがす", "/activities/")]
    assert set(current("/areas/shiosai/")) == {("しおさい", "/areas/shiosai/")}
    assert current("/councils/") == [("協議体", "/councils/")]
    assert current("/coordinators/") == [("相談する人", "/coordinators/")]


def test_every_page_carries_the_notices_that_hold_the_gravest_first(client):
    make.activity()
    make.activity(name="終わった会", status="ended")
    here, there = (
        make.area(name="しおさい", slug="shiosai", order=200),
        make.area(name="沖", slug="oki", order=300),
    )
    make.notice(gravity="news", text="新しい会ができました。", shown_from=date(2025, 6, 1))
    make.notice(gravity="news", text="バスの時刻が変わりました。", shown_from=date(2025, 7, 1))
    make.notice(gravity="care", text="暑さに気をつけて。", areas=(here,), shown_until=date(2025, 7, 1))
    make.notice(gravity="urgent", text="高波に気をつけて。", areas=(there, here))
    make.notice(gravity="urgent", text="もう過ぎたこと", shown_until=date(2025, 6, 30))
    make.notice(gravity="urgent", text="まだ言えないこと", shown_from=date(2025, 7, 2))

    shown = [
        "緊急 しおさい 沖 高波に気をつけて。",
        "注意 しおさい 暑さに気をつけて。",
        "お知らせ バスの時刻が変わりました。",
        "お知らせ 新しい会ができました。",
    ]
    assert [(address, notices(read(client.get(address)))) for address in PAGES] == [
        (address, shown) for address in PAGES
    ]


def test_without_a_notice_there_is_no_place_for_one(client):
    make.notice(shown_until=date(2025, 6, 30))

    page = read(client.get("/"))

    assert [part for part in page.iter() if part.get("aria-label") == "お知らせ"] == []


def test_the_foot_tells_how_to_reach_the_office(client):
    make.programme(
        office=make.office(
            fax="0123-45-6780",
            mail="sasaeai@town.example",
            hours="平日 9時から17時",
            postal_code="000-0001",
            address="北海道さざなみ町浜1-2",
        ),
    )
    make.office(name="よその課", short_name="よそ", phone="0123-99-9999")
    LastChange.objects.update(on=date(2025, 6, 30))

    page = read(client.get("/"))
    foot = region(page, "footer")

    assert facts(foot) == [
        ("電話番号", "0123-45-6789"),
        ("ファクス番号", "0123-45-6780"),
        ("メール", "sasaeai@town.example"),
        ("受付時間", "平日 9時から17時"),
        ("住所", "〒000-0001 北海道さざなみ町浜1-2"),
    ]
    assert links(foot) == [
        ("0123-45-6789", "tel:0123456789"),
        ("sasaeai@town.example", "mailto:sasaeai@town.example"),
        ("メールフォームで問い合わせる", "/contact/"),
        ("募集しています", "/join/"),
        ("休めるいす", "/benches/"),
    ]
    assert lines(foot)[-1] == "北海道さざなみ町　更新日 令和7年6月30日（月曜日）"
    assert "よその課" not in words(page)


def test_the_foot_of_an_office_of_which_only_the_number_is_known(client):
    make.programme()
    LastChange.objects.update(on=date(2025, 4, 1))

    foot = region(read(client.get("/")), "footer")

    assert lines(foot) == [
        "お問い合わせ",
        "ささえあい課 くらしの係",
        "電話番号",
        "0123-45-6789",
        "メールフォームで問い合わせる",
        "募集しています",
        "休めるいす",
        "北海道さざなみ町　更新日 令和7年4月1日（火曜日）",
    ]


def test_the_foot_of_an_empty_database_says_nothing(client):
    assert lines(region(read(client.get("/")), "footer")) == []


def test_the_city_s_contact_block(client, published):
    foot = region(read(client.get("/")), "footer")

    assert facts(foot) == [
        ("電話番号", "049-262-8130"),
        ("ファクス番号", "049-261-5960"),
        ("住所", "〒356-8501 埼玉県ふじみ野市福岡1-1-1"),
    ]
    assert items(foot) == [
        "募集しています",
        "休めるいす",
        "このサイトについて",
        "アクセシビリティ方針",
        "個人情報の取り扱い",
        "使わせていただいたもの",
    ]


@pytest.mark.parametrize("address", PAGES)
def test_every_number_on_a_page_can_be_tapped(client, address):
    make.programme(office=make.office(phone="0123-45-6789"))
    make.activity(
        council=make.council(area=make.area(centre_phone="0123-45-1111")),
        places=(make.place(phone="0123-45-2222"),),
        contact_phone="0123-45-3333",
    )
    make.activity(name="終わった会", status="ended")

    numbers = {
        words(link)[-12:]: link.get("href")
        for link in read(client.get(address)).iter("a")
        if "0123" in words(link)
    }

    assert numbers["0123-45-6789"] == "tel:0123456789"
    assert {number: f"tel:{number.replace('-', '')}" for number in numbers} == numbers
