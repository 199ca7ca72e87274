"""A choice of activities on paper."""

import re
from datetime import date
from urllib.parse import quote

import pytest
import segno
from django.core.management import call_command
from django.test import Client

from activities.models import Activity, ActivityPlace
from councils.models import Council
from fujimino_support.web.qr import square
from tests import make
from tests.pages.reading import links, main, outline, read, tables, title, words

pytestmark = [pytest.mark.django_db]


def sheet(client, query=""):
    return read(client.get(f"/activities/print/{query}"))


def drawn(page):
    """What the square on the page is made of."""
    return [part.get("d") for part in page.iter() if str(part.tag).endswith("}path")]


def square_of(address):
    return re.findall(r' d="([^"]*)"', segno.make(address, error="m", micro=False).svg_inline(light="#fff"))


@pytest.mark.usefixtures("early_in_july")
def test_a_sheet_says_what_was_chosen_when_and_how_to_come_back(client, settings):
    settings.SITE_URL = "https://sasaeai.example"
    make.programme()
    council = make.council()
    weekly = make.activity(
        council=council,
        schedule_words="毎週水曜日 10時から11時",
        places=(make.place(),),
        contact_phone="0123-45-3333",
    )
    make.session_change(activity=weekly, date=date(2025, 7, 2), reason="高波のため")
    make.activity(council=council, name="編み物の会", status="paused")
    make.activity(council=council, name="下書きの会", state="draft")
    make.activity(
        council=make.council(name="よそ", area=make.area(name="しおさい", slug="shiosai")), name="よその会"
    )

    page = sheet(client, "?area=hamanasu&page=3&utm_source=x")

    assert title(page) == "はまなすの活動（印刷用）｜さざなみ支え合い帳"
    assert outline(main(page)) == [(1, "はまなすの活動")]
    assert "令和7年7月1日（火曜日）の一覧です。2件あります。" in words(main(page))
    assert "電話のない活動は、ささえあい課 0123-45-6789 へ。" in words(main(page))
    assert "https://sasaeai.example/activities/ で見られます。" in words(main(page))
    assert ("一覧のページへ戻る", "/activities/?area=hamanasu") in links(main(page))
    (table,) = tables(page)
    assert table.header == ["名前", "いつ", "どこ・電話"]
    assert table.rows == [
        [
            "かもめ体操",
            "7月2日（水曜日）は、中止：高波のため 次回 7月9日（水曜日） 10時から11時毎週水曜日 10時から11時",
            "浜の集会所 0123-45-3333",
        ],
        ["編み物の会 休止中", "お問い合わせください", "お問い合わせください"],
    ]
    # Black on white, and white around it.
    assert drawn(page)[1:] == square_of("https://sasaeai.example/activities/?area=hamanasu")[1:]


def test_the_sheet_of_an_activity_leads_to_its_page(client, settings):
    settings.SITE_URL = "https://sasaeai.example"

    page = read(client.get(make.activity().get_absolute_url()))

    assert drawn(page)[1:] == square_of("https://sasaeai.example/activities/1/")[1:]


@pytest.mark.usefixtures("early_in_july")
def test_words_and_area_together_are_named_and_each_row_names_its_area(client):
    make.activity()

    page = sheet(client, "?q=体操&area=hamanasu")

    assert outline(main(page)) == [(1, "「体操」「はまなす」の活動")]
    assert tables(page)[0].rows[0][0] == "かもめ体操 はまなす"


@pytest.mark.usefixtures("early_in_july")
def test_at_most_sixty_stand_on_a_sheet_and_the_sheet_says_so(client):
    council = make.council()
    for number in range(61):
        make.activity(council=council, name=f"茶話会{number:02}", order=number)

    page = sheet(client)

    assert [row[0][:5] for row in tables(page)[0].rows] == [f"茶話会{number:02}" for number in range(60)]
    assert "全部で61件あり、はじめの60件をのせています。" in words(main(page))


@pytest.mark.usefixtures("early_in_july")
@pytest.mark.parametrize(
    ("count", "said"),
    [
        (30, "紙はA4で、2枚までです。"),
        (31, "紙はA4で、3枚以上になります。地域や曜日でしぼると、少なくなります。"),
    ],
)
def test_more_than_two_sheets_are_told_before_they_are_printed(client, count, said):
    council = make.council()
    for number in range(count):
        make.activity(council=council, name=f"茶話会{number:02}", order=number)

    assert said in words(main(sheet(client)))


@pytest.mark.usefixtures("early_in_july")
def test_an_empty_choice_says_so(client):
    make.programme()

    assert "あてはまる活動は、いまはありません。" in words(main(sheet(client, "?q=x")))


def test_the_list_leads_to_its_sheet(client):
    make.activity()

    page = read(client.get("/activities/?q=体操&page=1"))

    assert ("この一覧を印刷する", f"/activities/print/?q={quote('体操')}") in links(main(page))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("?q=" + "x" * 100_000, 200),
        ("?q=" + "%F0%9F%98%80" * 100, 200),
        ("?q=%00", 400),
        ("?q=%ED%A0%80&area=%FF", 200),
        ("?area=atlantis", 200),
        ("?area=hamanasu&area=hamanasu&q=a&q=b", 200),
        ("?area[]=x", 200),
    ],
)
def test_hostile_choices(query, status):
    make.activity()

    assert Client(raise_request_exception=False).get(f"/activities/print/{query}").status_code == status


def test_an_address_that_no_square_holds_gets_none():
    assert square("https://sasaeai.example/" + "x" * 3000, "x") == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_thirty_activities_of_the_city_go_on_two_sheets(page, live_server):
    call_command("loaddata", "towns", "programme", verbosity=0)
    rows = list(Activity.objects.order_by("number"))
    for number in range(30 - len(rows)):
        like = rows[number % len(rows)]
        more = Activity(council=like.council, name=f"{like.name}{number}", summary="x", state="public")
        more.schedule_words, more.schedule_data = like.schedule_words, like.schedule_data
        more.place_words = like.place_words
        more.save()
        for held in like.held_at.all():
            ActivityPlace.objects.create(activity=more, place=held.place, order=held.order)
    page.goto(f"{live_server.url}/activities/print/")

    paper = page.pdf(prefer_css_page_size=True)

    assert (Council.objects.count(), page.locator(".paper__list tbody tr").count()) == (5, 30)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 2
    assert set(re.findall(rb"/MediaBox\s*\[0 0 (\d+)[.\d]* (\d+)", paper)) == {(b"594", b"841")}
    page.emulate_media(media="print")
    splits = page.evaluate("getComputedStyle(document.querySelector('.paper__list tbody tr')).breakInside")
    assert splits == "avoid"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_thirty_with_long_names_two_dates_and_numbers_of_their_own_go_on_two_sheets(page, live_server):
    call_command("loaddata", "towns", "programme", verbosity=0)
    Activity.objects.all().delete()
    hall = make.place(name="大井総合福祉センター分館")
    words = "毎月第1・第3火曜日 13時30分から15時30分"
    for number in range(30):
        council = Council.objects.exclude(area=None)[number % 4]
        make.activity(
            council=council,
            name=f"いきいき百歳体操と茶話会{number}",
            schedule_words=words,
            places=(hall,),
            contact_name="磯部",
            contact_phone="0123-45-3333",
            confirmed_on=date(2025, 1, 1),
        )
    page.goto(f"{live_server.url}/activities/print/")

    paper = page.pdf(prefer_css_page_size=True)

    assert page.locator(".paper__list .doubt").count() == 30
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", paper)) == 2
