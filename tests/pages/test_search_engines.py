"""What a search engine and a shared link are told of a page."""

import doctest
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.contrib.staticfiles import finders
from PIL import Image

from fujimino_support.editing.models import LastChange
from fujimino_support.web import addresses
from tests import make
from tests.pages.everything import fill_a_city_to_the_brim, public_addresses
from tests.pages.reading import read, title

pytestmark = [pytest.mark.django_db, pytest.mark.any_database, pytest.mark.usefixtures("early_in_july")]

SITE = "https://sasaeai.example"


@pytest.fixture(autouse=True)
def of_its_own_name(settings):
    settings.SITE_URL = SITE


def head(client, address):
    """The names and values of what the head of a page says for machines."""
    page = read(client.get(address))
    metas = {
        part.get("property") or part.get("name"): part.get("content")
        for part in page.iter("meta")
        if part.get("property") or part.get("name")
    }
    (own,) = [part.get("href") for part in page.iter("link") if part.get("rel") == "canonical"]
    return {**metas, "canonical": own, "title": title(page)}


def test_the_examples_hold():
    assert doctest.testmod(addresses).failed == 0


def test_a_shared_link_carries_title_words_address_and_picture(client):
    make.programme()
    make.activity(schedule_words="毎週水曜日", places=(make.place(),))

    said = head(client, "/activities/1/?utm_source=mail&page=7")

    assert {name: value for name, value in said.items() if name.startswith(("og:", "twitter:", "canon"))} == {
        "og:type": "website",
        "og:locale": "ja_JP",
        "og:url": f"{SITE}/activities/1/",
        "og:title": "かもめ体操（はまなす）",
        "og:description": "海を見ながら体をほぐします。毎週水曜日、浜の集会所",
        "og:site_name": "さざなみ支え合い帳",
        "og:image": said["og:image"],
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
        "canonical": f"{SITE}/activities/1/",
    }
    assert said["title"] == "かもめ体操（はまなす）｜さざなみ支え合い帳"
    assert said["description"] == said["og:description"]
    picture = client.get(said["og:image"].removeprefix(SITE))
    picture.close()
    assert (picture.status_code, picture.headers["Content-Type"]) == (200, "image/png")


def test_the_picture_is_of_the_size_that_it_is_said_to_be():
    picture = Path(str(finders.find("images/share.png"))).read_bytes()

    assert Image.open(BytesIO(picture)).size == (1200, 630)
    assert len(picture) < 40_000


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/?utm_source=x", "/"),
        ("/today/?area=hamanasu&x=1", "/today/?area=hamanasu"),
        ("/today/?page=1", "/today/"),
        ("/calendar/", "/calendar/2025/07/"),
        ("/calendar/2025/07/?fbclid=x", "/calendar/2025/07/"),
        ("/calendar/2025/08/?area=hamanasu", "/calendar/2025/08/?area=hamanasu"),
        ("/calendar/2025/07/02/?area=", "/calendar/2025/07/02/"),
        ("/areas/hamanasu/?area=hamanasu", "/areas/hamanasu/"),
        ("/councils/?page=2", "/councils/"),
        ("/activities/?page=1&x=1", "/activities/"),
        ("/activities/?area=hamanasu&q=", "/activities/?area=hamanasu"),
        ("/activities/?area=atlantis", "/activities/"),
        ("/town/?x=1", "/town/"),
        ("/town/?town=%E6%B5%9C1", "/town/?town=%E6%B5%9C%E4%B8%80%E4%B8%81%E7%9B%AE"),
    ],
)
def test_a_page_has_one_address_of_its_own(client, asked, own):
    make.activity()
    make.town(area=make.area(name="しおさい", slug="shiosai"))

    said = head(client, asked)

    assert (said["canonical"], said["og:url"]) == (f"{SITE}{own}", f"{SITE}{own}")


def test_the_second_page_of_a_list_is_another_page(client):
    fill_a_city_to_the_brim()

    assert head(client, "/activities/?page=2&x=1")["canonical"] == f"{SITE}/activities/?page=2"


@pytest.mark.parametrize(
    ("address", "robots"),
    [
        ("/activities/", None),
        ("/activities/?area=hamanasu", None),
        ("/activities/?q=%E4%BD%93%E6%93%8D", "noindex, follow"),
        ("/activities/?q=%E4%BD%93%E6%93%8D&area=hamanasu", "noindex, follow"),
        ("/activities/print/", "noindex, follow"),
        ("/town/", None),
        ("/town/?town=%E6%B5%9C%E4%B8%80%E4%B8%81%E7%9B%AE", None),
        ("/town/?town=%E4%B8%98", "noindex, follow"),
        ("/town/?town=x", "noindex, follow"),
    ],
)
def test_what_nobody_should_find_by_searching_says_so(client, address, robots):
    make.activity()
    make.town(area=make.area(name="しおさい", slug="shiosai"))
    make.town(name="丘")

    assert head(client, address).get("robots") == robots


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "活動をさがす"),
        ("?area=hamanasu", "はまなすの活動の一覧"),
        ("?q=%E4%BD%93%E6%93%8D", "「体操」の活動の一覧"),
        ("?area=hamanasu&q=%E4%BD%93%E6%93%8D", "「体操」「はまなす」の活動の一覧"),
        ("?area=atlantis", "活動をさがす"),
    ],
)
def test_a_choice_has_a_title_of_its_own(client, query, words):
    make.activity()

    assert head(client, f"/activities/{query}")["title"] == words


def test_every_page_is_described_in_words_of_its_own(client, published):
    pages = {address: head(client, address) for address in public_addresses()}

    assert [address for address, said in pages.items() if not said.get("description", "").strip()] == []
    assert [address for address, said in pages.items() if len(said["description"]) > 200] == []
    assert pages["/areas/oi/"]["description"].startswith("おおい：ソレイユひろば、地域だれでも食堂。")
    assert pages["/councils/"]["description"].startswith("第一層（市全域）：地域ケア推進会議。第二層（")
    assert pages["/coordinators/"]["description"].startswith("町のあちこちへ足を運び、")


def test_words_of_staff_break_no_head(client):
    hostile = "\"><script>alert(1)</script>'&amp;"
    make.programme(site_name="<b>帳</b>")
    make.activity(name=hostile, summary=hostile)

    said = head(client, "/activities/1/")

    assert said["og:title"] == f"{hostile}（はまなす）"
    assert said["og:description"].startswith(hostile)
    assert said["og:site_name"] == "<b>帳</b>"


def test_the_sitemap_tells_when_a_page_changed(client):
    make.programme()
    make.activity()
    make.town(area=make.area(name="しおさい", slug="shiosai"))
    make.town(name="丘")
    make.page()
    LastChange.objects.update(on="2025-06-20")

    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = {
        entry.findtext(f"{space}loc", "").removeprefix(SITE): entry.findtext(f"{space}lastmod")
        for entry in ElementTree.fromstring(client.get("/sitemap.xml").content)
    }

    changed = "2025-06-20"
    assert found == {
        "/": changed,
        "/today/": "2025-07-01",
        "/councils/": changed,
        "/activities/": changed,
        "/coordinators/": changed,
        "/contact/": changed,
        "/town/": changed,
        "/join/": changed,
        "/benches/": changed,
        "/calendar/2025/07/": changed,
        "/calendar/2025/08/": changed,
        "/areas/hamanasu/": changed,
        "/areas/shiosai/": changed,
        "/town/?town=%E6%B5%9C%E4%B8%80%E4%B8%81%E7%9B%AE": changed,
        "/activities/1/": changed,
        "/privacy/": changed,
    }
