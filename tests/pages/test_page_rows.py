from datetime import date

import pytest

from tests import make
from tests.pages.reading import items, lines, links, main, outline, read, region, title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def test_a_page_shows_the_words_of_staff(client):
    make.programme()
    make.page(
        slug="about",
        title="この場所について",
        body="はじめに。\nつづき。\n\n■きまり\n・一つ目\n・二つ目\n\n電話は0123-45-6789、https://town.example/ へ。",
    )

    page = read(client.get("/about/"))

    assert title(page) == "この場所について｜さざなみ支え合い帳"
    assert lines(main(page)) == [
        "表紙",
        "この場所について",
        "この場所について",
        "はじめに。",
        "つづき。",
        "きまり",
        "一つ目",
        "二つ目",
        "電話は0123-45-6789、https://town.example/ へ。",
    ]
    assert outline(main(page)) == [(1, "この場所について"), (2, "きまり")]
    assert links(main(page)) == [
        ("表紙", "/"),
        ("0123-45-6789", "tel:0123-45-6789"),
        ("https://town.example/", "https://town.example/"),
    ]


@pytest.mark.parametrize(
    ("facts", "status"),
    [
        ({"state": "public"}, 200),
        ({"public_from": date(2025, 7, 1), "public_until": date(2025, 7, 1)}, 200),
        ({"state": "draft"}, 404),
        ({"state": "withdrawn"}, 404),
        ({"public_from": date(2025, 7, 2)}, 404),
        ({"public_until": date(2025, 6, 30)}, 404),
    ],
)
def test_a_page_is_there_while_it_is_public_and_linked_from_the_foot(client, facts, status):
    make.page(slug="about", title="ひみつの題", body="ひみつの本文", **facts)

    response = client.get("/about/")
    foot = region(read(client.get("/")), "footer")

    assert response.status_code == status
    assert ("ひみつ" in response.content.decode()) is (status == 200)
    assert links(foot) == ([("ひみつの題", "/about/")] if status == 200 else [])


def test_a_page_may_stay_out_of_the_foot(client):
    make.page(slug="about", title="この場所について", order=2)
    make.page(slug="credits", title="借りたもの", in_footer=False, order=1)
    make.page(slug="privacy", title="個人情報のこと", order=1)

    assert items(region(read(client.get("/")), "footer")) == ["個人情報のこと", "この場所について"]
    assert client.get("/credits/").status_code == 200


def test_the_pages_of_the_city(client, published):
    titles = {
        slug: title(read(client.get(f"/{slug}/")))
        for slug in ("about", "accessibility", "privacy", "credits")
    }

    assert titles == {
        "about": "このサイトについて｜ふじみ野 ささえあい",
        "accessibility": "アクセシビリティ方針｜ふじみ野 ささえあい",
        "privacy": "個人情報の取り扱い｜ふじみ野 ささえあい",
        "credits": "使わせていただいたもの｜ふじみ野 ささえあい",
    }


def test_an_address_without_its_last_stroke_leads_to_the_page(client, published):
    response = client.get("/about")

    assert (response.status_code, response.headers["Location"]) == (301, "/about/")
