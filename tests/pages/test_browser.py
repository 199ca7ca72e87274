"""The pages in Chromium: rules of accessibility, the console, narrow screens, the keyboard, no JavaScript."""

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize

from councils.models import Area, Council, Programme
from tests import make
from tests.pages.broken_urls import ERRORS
from tests.pages.everything import FORMS, walked_addresses

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)


@pytest.fixture
def city(live_server, settings):
    """The page as the city publishes it, beside it the pages of errors; gives the addresses to walk."""
    settings.ROOT_URLCONF = "tests.pages.broken_urls"
    call_command("loaddata", "towns", "programme", verbosity=0)
    Programme.objects.update(licence="cc-by-4.0")  # so that the open data are there to see
    make.notice(gravity="urgent", text="台風のため、きょうの活動はすべて中止します。")
    make.notice(gravity="care", text="暑さに気をつけてください。", areas=(Area.objects.get(slug="oi"),))
    make.notice(gravity="news", text="新しい活動が始まりました。")
    council = Council.objects.get(name="おおい協議体")
    make.activity(council=council, name="終わった会", status="ended")
    make.activity(council=council, name="休みの会", status="paused")
    return [*walked_addresses(), "/activities/?area=atlantis", *ERRORS]


def open_(page: Page, live_server, address: str) -> None:
    page.goto(f"{live_server.url}{address}")


def focused(page: Page) -> dict[str, str]:
    return page.evaluate(
        """() => {
            const part = document.activeElement, style = getComputedStyle(part);
            return {
                words: part.innerText.trim(),
                address: part.getAttribute("href") || part.tagName.toLowerCase(),
                ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
                seen: (() => { const box = part.getBoundingClientRect();
                    return box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight; })(),
            };
        }"""
    )


def reachable(page: Page) -> list[str]:
    """The links and controls that can be seen, in the order of the page."""
    return page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary")]
            .filter(part => part.checkVisibility())
            .map(part => part.getAttribute("href") || part.tagName.toLowerCase())"""
    )


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(page, live_server, city, size):
    page.set_viewport_size(size)
    page.emulate_media(reduced_motion="reduce")  # the page follows the focus at once
    for address in ("/", "/activities/", "/activities/1/", "/areas/oi/", "/today/", "/calendar/"):
        open_(page, live_server, address)
        expected = reachable(page)
        walked = []
        for _ in expected:
            page.keyboard.press("Tab")
            walked.append(focused(page))

        assert (address, walked[0]["address"]) == (address, "#main")
        assert (address, [step["address"] for step in walked]) == (address, expected)
        assert (address, [step for step in walked if not step["ring"] or not step["seen"]]) == (address, [])


def test_the_skip_link_leads_past_the_menu(page, live_server, city):
    open_(page, live_server, "/activities/1/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.querySelector('main').contains(document.activeElement)") is True


def test_without_javascript_the_pages_say_the_same(browser: Browser, live_server, city):
    def said(context: BrowserContext) -> dict[str, str]:
        page = context.new_page()
        texts = {}
        for address in city:
            open_(page, live_server, address)
            texts[address] = page.locator("body").inner_text()
        context.close()
        return texts

    without = said(browser.new_context(java_script_enabled=False, viewport=PHONE))

    assert without == said(browser.new_context(viewport=PHONE))
    assert "あいさつキャラバン" in without["/"]


def test_a_page_asks_only_its_own_server_and_keeps_nothing_in_the_browser(page, live_server, city):
    asked: set[str] = set()
    failed: list[str] = []
    kept: dict[str, list[str]] = {}
    page.on("request", lambda request: asked.add(request.url))
    page.on(
        "response",
        lambda answer: (
            failed.append(answer.url) if "/static/" in answer.url and answer.status >= 400 else None
        ),
    )

    for address in city:
        open_(page, live_server, address)
        if cookies := page.context.cookies():
            kept[address] = [cookie["name"] for cookie in cookies]
            page.context.clear_cookies()

    assert [url for url in asked if not url.startswith(live_server.url)] == []
    assert failed == []
    assert kept == {address: ["csrftoken"] for address in FORMS}
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_phone_without_stylesheets_still_reads_in_order(browser: Browser, live_server, city):
    context = browser.new_context(viewport=PHONE)
    context.route("**/*.css", lambda route: route.abort())
    page = context.new_page()
    open_(page, live_server, "/")

    text = page.locator("body").inner_text()
    order = [
        text.index(words)
        for words in ("本文へ進む", "近くに、行ける場所", "あいさつキャラバン", "お問い合わせ\n")
    ]
    context.close()

    assert order == sorted(order)


def test_a_date_and_a_cancellation_are_each_a_few_keys_away(page, live_server, city):
    activity = make.activity(name="毎日の体操", schedule_words="毎日 10時から12時")
    make.session_change(activity=activity, date=timezone.localdate(), reason="会館の工事のため")
    page.set_viewport_size(DESK)

    def keys_to(address: str, start: str) -> int:
        """How often Tab is pressed until Enter leads there."""
        open_(page, live_server, start)
        for pressed in range(1, 41):
            page.keyboard.press("Tab")
            if focused(page)["address"] == address:
                page.keyboard.press("Enter")
                page.wait_for_url(f"**{address}")
                return pressed + 1
        return 99

    to_the_week = keys_to("/today/", "/")
    assert page.get_by_text("中止：会館の工事のため").first.is_visible()
    to_the_activity = keys_to(activity.get_absolute_url(), "/today/")
    assert page.get_by_text("次回").first.is_visible()

    assert to_the_week + to_the_activity <= 40
