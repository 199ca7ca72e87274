"""What the eye, the finger and the slow line are promised; issue-wide measures, taken in Chromium."""

from __future__ import annotations

import gzip

import pytest
from playwright.sync_api import Page

from activities.models import Activity
from fujimino_support.editing.models import User
from tests import make
from tests.axe import EVERY_WINDOW, STRICTER, WINDOWS, answers, faults, windows_of
from tests.pages.everything import LISTS, error_addresses, fill_a_city_to_the_brim, walked_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Left for a person to look at, and looked at: the address it starts with, the rule, the reason.
LOOKED_AT = [
    (
        "/admin/",
        "color-contrast",
        "lists and filters of the stock admin overlap by a pixel; the text is ink on paper",
    ),
    ("/admin/", "color-contrast-enhanced", "as above"),
    ("/styleguide/", "color-contrast", "the window's edge cuts through a table; the text is ink on paper"),
    ("/staff/calls/", "color-contrast", "the window's edge cuts through a line; the text is ink on paper"),
    ("/staff/calls/", "color-contrast-enhanced", "as above"),
]


def findings(page: Page, address: str, windows) -> list[str]:
    """What is wrong in the page that is open, and what axe could not decide."""
    found = []
    for window, answer in answers(page, windows, STRICTER):
        doubts = [
            doubt["id"]
            for doubt in answer["incomplete"]
            if not any(address.startswith(start) and doubt["id"] == rule for start, rule, _ in LOOKED_AT)
        ]
        found += [f"{address}, {window}: {finding}" for finding in (*faults(answer), *doubts)]
    return found


def found(page: Page, server: str, addresses: list[str], every: bool) -> list[str]:
    result = []
    for number, address in enumerate(addresses):
        page.goto(server + address)
        result += findings(page, address, windows_of(number, every))
    return result


def test_axe_finds_what_is_wrong(page):
    """A page of mistakes, one for each set of rules that has an easy one."""
    page.set_content("<html><title>x</title><img src='x'><p style='color:#aaa'>薄い</p><h3>先</h3></html>")

    broken = {finding.split(": ")[1] for finding in findings(page, "", EVERY_WINDOW[:1])}

    assert {"image-alt", "html-has-lang", "color-contrast", "page-has-heading-one", "region"} <= broken


@pytest.mark.parametrize("every", WINDOWS)
def test_axe_finds_nothing_at_any_width_in_any_colours(page, live_server, settings, every):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    make.town_with_everything()
    make.notice(gravity="care", text="暑さに気をつけてください。")
    addresses = [
        *walked_addresses(),
        "/activities/?area=atlantis",
        "/activities/?q=どこにもない",
        *error_addresses(),
    ]

    assert found(page, live_server.url, addresses, every) == []


@pytest.mark.parametrize("every", WINDOWS)
@pytest.mark.usefixtures("published")
def test_axe_finds_nothing_on_the_pages_of_the_city(page, live_server, every):
    assert found(page, live_server.url, walked_addresses(), every) == []


@pytest.mark.parametrize("every", WINDOWS)
def test_axe_finds_nothing_on_pages_empty_or_full(page, live_server, every):
    assert found(page, live_server.url, [*LISTS, "/contact/"], every) == []

    fill_a_city_to_the_brim()
    addresses = ["/", "/activities/", "/activities/?page=2", "/activities/52/", "/activities/53/"]
    assert found(page, live_server.url, addresses, every) == []


def send_empty(window: Page) -> None:
    """The form of the screen, past the browser's own checks."""
    with window.expect_navigation():
        window.locator("#content form").last.evaluate("form => form.submit()")
    assert window.locator(".errornote, .errorlist").count() > 0


@pytest.mark.parametrize("every", WINDOWS)
def test_axe_finds_nothing_on_the_screens_of_staff(page, live_server, client, every):
    make.town_with_everything()
    screens = [
        "/styleguide/",
        "/admin/",
        "/admin/activities/activity/",
        "/admin/activities/activity/?q=nothing",
        "/staff/calls/",
        f"/admin/activities/activity/{Activity.objects.earliest('pk').pk}/change/",
        "/admin/activities/activity/add/",
        "/admin/councils/notice/add/",
    ]
    wrong = found(page, live_server.url, ["/admin/login/"], every)
    send_empty(page)
    wrong += findings(page, "/admin/login/ sent empty", windows_of(1, every))
    client.force_login(User.objects.filter(is_superuser=True).first() or make.superuser())
    cookie = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    wrong += found(page, live_server.url, screens, every)
    send_empty(page)
    wrong += findings(page, f"{screens[-1]} sent empty", windows_of(2, every))

    assert wrong == []


TARGETS = """() => [...document.querySelectorAll('a, button, input, select, textarea, summary')]
    .filter(e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length && !e.closest('.skip-link'))
    .map(e => {
        const box = e.getBoundingClientRect();
        const text = e.parentElement.textContent.trim() !== e.textContent.trim();
        return {words: e.textContent.trim().slice(0, 30), width: box.width, height: box.height,
                inline: getComputedStyle(e).display === 'inline' && text};
    })"""


def test_fingers_find_their_targets(page, live_server):
    make.town_with_everything()
    page.set_viewport_size({"width": 360, "height": 640})
    targets = []
    for address in walked_addresses():
        page.goto(live_server.url + address)
        targets += [{**target, "page": address} for target in page.evaluate(TARGETS)]

    alone = [target for target in targets if not target["inline"]]
    small = [target for target in alone if target["height"] < 44]
    assert [target for target in alone if min(target["height"], target["width"]) < 24] == []
    assert len(small) <= 0.05 * len(alone), small


@pytest.mark.usefixtures("new_years_eve")
def test_nothing_runs_off_a_narrow_screen(page, live_server, settings):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    make.town_with_everything()
    everything = walked_addresses()
    fill_a_city_to_the_brim()
    full = ["/", "/today/", "/areas/hamanasu/", "/activities/", "/activities/?page=2"]
    longest = Activity.objects.get(name="W" * 80).get_absolute_url()
    page.set_viewport_size({"width": 320, "height": 640})

    wrong = {}
    for address in [*everything, *full, longest, *error_addresses()]:
        page.goto(live_server.url + address)
        clipped = page.evaluate(CLIPPED)
        width = page.evaluate("document.documentElement.scrollWidth")
        if clipped or width > 320:
            wrong[address] = (width, clipped)
    assert wrong == {}


CLIPPED = """() => [...document.querySelectorAll('body *')]
    .filter(e => getComputedStyle(e).overflow !== 'visible' && e.textContent.trim() && !e.closest('thead, .skip-link, .visually-hidden'))
    .filter(e => e.clientWidth > 1)  // and not only there to be heard
    .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.usefixtures("new_years_eve")
@pytest.mark.parametrize(
    "style",
    [
        "html { font-size: 200% }",
        "* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }"
        " p { margin-bottom: 2em !important }",
    ],
    ids=["text at 200 %", "wider spacing"],
)
def test_larger_text_is_neither_clipped_nor_pushed_off(browser, live_server, style):
    make.town_with_everything()
    context = browser.new_context(viewport={"width": 640, "height": 800}, bypass_csp=True)
    window = context.new_page()
    wrong = {}
    for address in walked_addresses():
        window.goto(live_server.url + address)
        window.add_style_tag(content=style)
        clipped = window.evaluate(CLIPPED)
        width = window.evaluate("document.documentElement.scrollWidth")
        if clipped or width > 640:
            wrong[address] = (width, clipped)
    context.close()

    assert wrong == {}


@pytest.mark.usefixtures("early_in_july", "published")
def test_the_first_screen_of_a_phone_says_what_this_is_and_shows_areas_and_dates(page, live_server):
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto(live_server.url)

    def bottom(locator) -> float:
        box = locator.bounding_box()
        return box["y"] + box["height"]

    assert bottom(page.locator("header").first) <= 120
    assert bottom(page.get_by_role("heading", level=1)) <= 640
    cards = page.get_by_role("region", name="お住まいの地域から").locator(".area-card")
    assert [bottom(card) <= 640 for card in cards.all()] == [True] * 4
    assert bottom(page.get_by_role("heading", name="今日・今週の集まり")) <= 640


def test_a_first_visit_is_light_and_stands_still(browser, live_server, published):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    window = context.new_page()
    bodies: dict[str, int] = {}
    window.on("response", lambda answer: bodies.update({answer.url: len(gzip.compress(answer.body()))}))
    window.add_init_script(
        "window.shift = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => window.shift += entry.value)).observe({type: 'layout-shift', buffered: true})"
    )
    window.goto(live_server.url)
    window.mouse.wheel(0, 20_000)
    window.wait_for_load_state("networkidle")
    shift = window.evaluate("window.shift")
    context.close()

    assert bodies[f"{live_server.url}/"] <= 12 * 1024
    assert len(bodies) <= 8
    assert sum(bodies.values()) <= 60 * 1024
    assert shift <= 0.02


def test_a_page_without_its_styles_still_reads_in_order(browser, live_server, published):
    context = browser.new_context(viewport={"width": 360, "height": 640})
    window = context.new_page()
    window.route("**/*.css", lambda route: route.abort())
    window.goto(f"{live_server.url}/activities/4/")
    words = window.locator("body").inner_text()
    context.close()

    wanted = [
        "本文へ進む",
        "049-262-8130",
        "中丸さんちの体操",
        "いつ",
        "毎週月曜日",
        "どこ",
        "問い合わせ先",
        "どんな活動ですか",
        "ファクス番号",
    ]
    places = [words.index(word) for word in wanted]
    assert places == sorted(places)
