"""What the eye, the finger and the slow line are promised; issue-wide measures, taken in Chromium."""

from __future__ import annotations

import gzip

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from activities.models import Activity
from fujimino_support.editing.models import User
from tests import make
from tests.pages.everything import LISTS, error_addresses, fill_a_city_to_the_brim, walked_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LIGHT, DARK, FORCED = ("light", "none"), ("dark", "none"), ("light", "active")
EVERY_WINDOW = [(width, *colours) for width in (360, 768, 1280) for colours in (LIGHT, DARK, FORCED)]
# Each width and each kind of colours once; `make deep` takes them all.
SOME_WINDOWS = [(360, *LIGHT), (768, *DARK), (1280, *FORCED)]
WINDOWS = [
    pytest.param(SOME_WINDOWS, id="some windows"),
    pytest.param(EVERY_WINDOW, id="every window", marks=pytest.mark.deep),
]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
# Left for a person to look at, and looked at: the address it starts with, the rule, the reason.
LOOKED_AT = [
    (
        "/admin/",
        "color-contrast",
        "lists and filters of the stock admin overlap by a pixel; the text is ink on paper",
    ),
    ("/admin/", "color-contrast-enhanced", "as above"),
    ("/staff/calls/", "color-contrast", "the window's edge cuts through a line; the text is ink on paper"),
    ("/staff/calls/", "color-contrast-enhanced", "as above"),
]


def findings(page: Page, address: str) -> list[str]:
    response = Axe().run(page, options=RULES).response
    doubts = [
        doubt["id"]
        for doubt in response["incomplete"]
        if not any(address.startswith(start) and doubt["id"] == rule for start, rule, _ in LOOKED_AT)
    ]
    faults = [
        f"{fault['id']}: {node['html'][:120]}" for fault in response["violations"] for node in fault["nodes"]
    ]
    return [f"{address} {finding}" for finding in (*faults, *doubts)]


def opened(browser: Browser, windows):
    for width, scheme, forced in windows:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, forced_colors=forced
        )
        yield f"{width} {scheme} {forced}", context.new_page()
        context.close()


def found(browser: Browser, server: str, addresses: list[str], windows) -> dict[str, list[str]]:
    result = {}
    for name, window in opened(browser, windows):
        wrong = []
        for address in addresses:
            window.goto(server + address)
            wrong += findings(window, address)
        if wrong:
            result[name] = wrong
    return result


@pytest.mark.parametrize("windows", WINDOWS)
def test_axe_finds_nothing_at_any_width_in_any_colours(browser, live_server, settings, windows):
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    make.town_with_everything()
    make.notice(gravity="care", text="暑さに気をつけてください。")
    addresses = [
        *walked_addresses(),
        "/activities/?area=atlantis",
        "/activities/?q=どこにもない",
        *error_addresses(),
    ]

    assert found(browser, live_server.url, addresses, windows) == {}


@pytest.mark.deep
@pytest.mark.usefixtures("published")
def test_axe_finds_nothing_on_the_pages_of_the_city(browser, live_server):
    assert found(browser, live_server.url, walked_addresses(), EVERY_WINDOW) == {}


@pytest.mark.parametrize(
    "windows",
    [
        pytest.param([(360, *LIGHT), (1280, *LIGHT)], id="some windows"),
        pytest.param(EVERY_WINDOW, id="every window", marks=pytest.mark.deep),
    ],
)
def test_axe_finds_nothing_on_pages_empty_or_full(browser, live_server, windows):
    assert found(browser, live_server.url, [*LISTS, "/contact/"], windows) == {}

    fill_a_city_to_the_brim()
    addresses = ["/", "/activities/", "/activities/?page=2", "/activities/52/", "/activities/53/"]
    assert found(browser, live_server.url, addresses, windows) == {}


def send_empty(window: Page) -> None:
    """The form of the screen, past the browser's own checks."""
    with window.expect_navigation():
        window.locator("#content form").last.evaluate("form => form.submit()")
    assert window.locator(".errornote, .errorlist").count() > 0


@pytest.mark.parametrize("windows", WINDOWS)
def test_axe_finds_nothing_on_the_screens_of_staff(browser, live_server, client, windows):
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
    result = {}
    for name, window in opened(browser, windows):
        window.goto(f"{live_server.url}/admin/login/")
        wrong = findings(window, "/admin/login/")
        send_empty(window)
        wrong += findings(window, "/admin/login/ sent empty")
        client.logout()
        client.force_login(User.objects.filter(is_superuser=True).first() or make.superuser())
        cookie = client.cookies["sessionid"].value
        window.context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
        for address in screens:
            window.goto(live_server.url + address)
            wrong += findings(window, address)
        send_empty(window)
        wrong += findings(window, f"{address} sent empty")
        if wrong:
            result[name] = wrong

    assert result == {}


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


def test_nothing_runs_off_a_narrow_screen(page, live_server):
    make.town_with_everything()
    fill_a_city_to_the_brim()
    page.set_viewport_size({"width": 320, "height": 640})

    wide = {}
    for address in walked_addresses():
        page.goto(live_server.url + address)
        width = page.evaluate("document.documentElement.scrollWidth")
        if width > 320:
            wide[address] = width
    assert wide == {}


CLIPPED = """() => [...document.querySelectorAll('body *')]
    .filter(e => getComputedStyle(e).overflow !== 'visible' && e.textContent.trim() && !e.closest('thead, .skip-link, .visually-hidden'))
    .filter(e => e.scrollHeight > e.clientHeight + 1 || e.scrollWidth > e.clientWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""


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
