from datetime import date

import pytest

from tests import make
from tests.pages.reading import lines, links, main, outline, read, title

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


def coordinators(client):
    return read(client.get("/coordinators/"))


def faces(page):
    return [image.get("src") for image in main(page).iter("img") if image.get("src").startswith("/media/")]


def test_without_coordinators_the_page_says_so(client):
    page = coordinators(client)

    assert title(page) == "生活支援コーディネーター"
    assert lines(main(page)) == [
        "表紙",
        "生活支援コーディネーター",
        "生活支援コーディネーター",
        "コーディネーターの紹介は、まだありません。",
    ]


def test_those_whom_residents_can_meet_and_the_office_to_ring(client):
    make.programme()
    make.section(slug="people", slot="coordinators", heading="どんな人か", body="話を聞いて回る人です。")
    make.section(slug="other", slot="closing", heading="よその文章")
    here, there = make.area(order=1), make.area(name="しおさい", slug="shiosai", order=2)
    make.coordinator(
        areas=(here, there),
        surname_kana="しおみ",
        given_name="さやか",
        given_name_kana="さやか",
        message="浜で声をかけてください。\n\n・月曜は支所にいます",
        in_post_from=date(2025, 7, 1),
        in_post_until=date(2025, 7, 1),
        order=1,
    )
    make.coordinator(surname="灯台", order=2)
    make.coordinator(surname="来月", in_post_from=date(2025, 7, 2))
    make.coordinator(surname="先月", in_post_until=date(2025, 6, 30))
    make.coordinator(surname="非公開", is_shown=False)

    page = coordinators(client)

    assert lines(main(page)) == [
        "表紙",
        "生活支援コーディネーター",
        "生活支援コーディネーター",
        "どんな人か",
        "話を聞いて回る人です。",
        "潮見 さやか （しおみ さやか）",
        "はまなす しおさい",
        "浜で声をかけてください。",
        "月曜は支所にいます",
        "灯台",
        "相談したいときは、ささえあい課 くらしの係（電話 0123-45-6789）にお電話ください。メールフォームでもどうぞ。",
    ]
    assert links(main(page)) == [
        ("表紙", "/"),
        ("0123-45-6789", "tel:0123456789"),
        ("メールフォーム", "/contact/"),
    ]


def test_a_face_is_shown_only_with_consent(client):
    agreed = make.coordinator(surname="潮見", photo=make.picture("navy"), photo_consent=True, order=1)
    make.coordinator(surname="灯台", photo=make.picture("red"), photo_consent=False, order=2)
    make.coordinator(surname="岬", photo_consent=True, order=3)

    assert faces(coordinators(client)) == [agreed.photo.url]


def test_the_coordinators_of_the_city(client, published):
    assert outline(main(coordinators(client))) == [
        (1, "生活支援コーディネーター"),
        (2, "生活支援コーディネーターとは"),
        (2, "瀧澤"),
        (2, "冨田"),
        (2, "松尾"),
        (2, "目崎"),
    ]
