from collections import Counter

import pytest

from councils.models import ProgrammeSection
from tests import make
from tests.pages.broken_urls import ERRORS
from tests.pages.everything import (
    FORMS,
    LISTS,
    SEARCHES,
    fill_a_city_to_the_brim,
    public_addresses,
    walked_addresses,
)
from tests.pages.reading import read, read_html, title
from tests.pages.rules import mistakes

pytestmark = pytest.mark.django_db

VARIANTS = ["/activities/?page=2", "/activities/?area=kasumigaoka", "/activities/?area=atlantis"]


def found(client, addresses, whole=True):
    """The mistakes of each page that has any."""
    pages = {address: read(client.get(address)) for address in addresses}
    return {address: wrong for address, page in pages.items() if (wrong := mistakes(page, whole=whole))}


def test_pages_of_an_empty_database_are_valid(client):
    assert found(client, [*LISTS, "/contact/"]) == {}


@pytest.mark.any_database
def test_pages_of_the_city_are_valid(client, published):
    addresses = walked_addresses()

    assert len(addresses) == 14 + 3 + 4 + 10 + 4 + 4 + len(SEARCHES) + len(FORMS)
    assert found(client, addresses) == {}


def test_pages_of_a_town_with_everything_are_valid(client):
    make.town_with_everything()

    assert found(client, walked_addresses()) == {}


@pytest.mark.any_database
def test_pages_full_to_the_brim_are_valid(client, published):
    fill_a_city_to_the_brim()

    assert found(client, [*walked_addresses(), *VARIANTS]) == {}


@pytest.mark.any_database
@pytest.mark.parametrize(
    "slug",
    [
        "main",
        "areas",
        "activities",
        "recruitments",
        "coordinators",
        "links",
        "office",
        "tier-1",
        "about-heading",
    ],
)
def test_no_mark_that_staff_choose_for_a_section_breaks_a_page(client, published, slug):
    ProgrammeSection.objects.filter(slug=slug).delete()
    make.section(slug=slug, slot="coordinators", heading="職員が足した文章")

    assert found(client, ["/", "/coordinators/"]) == {}


@pytest.mark.any_database
def test_every_page_has_a_title_of_its_own(client, published):
    fill_a_city_to_the_brim()
    gone = [address for address in public_addresses() if client.get(address).status_code == 410]
    addresses = [
        *set(public_addresses()) - set(gone),
        "/contact/",
        gone[0],
        "/activities/?page=2",
        "/no-such-page/",
    ]

    titles = Counter(title(read(client.get(address))) for address in addresses)

    assert len(addresses) > 70
    assert [words for words, count in titles.items() if count > 1] == []


@pytest.mark.any_database
def test_error_pages_are_valid_and_have_titles_of_their_own(client, settings):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    client.raise_request_exception = False

    answers = {address: client.get(address) for address in ERRORS}

    assert {address: answer.status_code for address, answer in answers.items()} == ERRORS
    assert found(client, ERRORS, whole=False) == {}
    assert len({title(read(answer)) for answer in answers.values()}) == len(ERRORS)


@pytest.mark.any_database
def test_the_login_of_the_admin_is_valid(client):
    assert found(client, ["/admin/login/"], whole=False) == {}


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("html", "wrong"),
    [
        ("<h1>a</h1><h3>b</h3>", "a heading of level 3 under one of level 1"),
        ("<h1>a</h1><p style='x'>b</p>", "style on p"),
        ("<h1>a</h1><img src='//x.example/y' alt=''>", "img asks //x.example/y"),
        ("<h1>a</h1><input name='q'>", "input q without a label"),
        ("<h1>a</h1><p id='x'><p id='x'>", "id 'x' 2 times"),
        ("<h1>a</h1><ul><div>b</div></ul>", "div in ul"),
        ("<h1>a</h1><p aria-labelledby='y'>b</p>", "aria-labelledby of p names y, which is not there"),
        ("<h1>a</h1><a href='javascript:x'>b</a>", "a link to javascript:x"),
        ("<h1>a</h1><span><div>b</div></span>", "div in span"),
        ("<h1>a</h1><script>x</script>", "a script in the page"),
    ],
)
def test_the_rules_find_what_they_look_for(html, wrong):
    page = read_html(f"<!doctype html><html lang='ja'><title>t</title><main>{html}</main>")

    assert mistakes(page, whole=False) == [wrong]
