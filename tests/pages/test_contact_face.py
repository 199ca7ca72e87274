"""The form of contact in Chromium, in each of its states: by eye, finger, keyboard and screen reader, and on paper."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from playwright.sync_api import Browser, Page

from coordinators.models import Inquiry
from tests import make
from tests.axe import WINDOWS, windows_of
from tests.pages.contact import WORDS
from tests.pages.test_face import CLIPPED, TARGETS, findings

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FROM = "/contact/?about=join&activity=1"


@pytest.fixture
def town(live_server, settings):
    """The address of a town with a wide door for whoever tests it."""
    make.town_with_everything()
    Inquiry.objects.all().delete()
    return live_server.url


def fill(window: Page, **words: str) -> None:
    for name, value in {**WORDS, **words}.items():
        if name != "kind":
            window.fill(f"#id_{name}", value)


def press(window: Page, words: str) -> None:
    window.get_by_role("button", name=words, exact=True).click()
    window.wait_for_load_state()  # without its styles a page is wider


@contextmanager
def changed(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setattr(name, value)
        yield


def away(*args: object) -> None:
    raise OperationalError("database is locked")


def states(window: Page, home: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Every screen that the form can show, one after another in this window."""
    window.goto(home + FROM)
    yield "the form"
    press(window, "内容を確かめる")
    yield "mistakes"
    fill(window, phone="12", text="う" * 2001, mail="hanako")
    press(window, "内容を確かめる")
    yield "other mistakes"
    fill(window)
    window.context.clear_cookies()
    press(window, "内容を確かめる")
    yield "a lost token"
    press(window, "内容を確かめる")
    yield "read back"
    press(window, "書き直す（書いたことは残ります）")
    yield "written anew"
    press(window, "内容を確かめる")
    with changed(monkeypatch, "coordinators.views.receive", away):
        press(window, "送る")
    yield "the database is away"
    with changed(monkeypatch, "coordinators.intake.LIMITS_OF_ALL", {timedelta(hours=1): 0}):
        press(window, "もう一度送る")
    yield "too many"
    press(window, "送る")
    yield "received"
    window.go_back()
    press(window, "書き直す（書いたことは残ります）")
    fill(window, text="見学だけにします。\n" + "長" * 300)
    press(window, "内容を確かめる")
    press(window, "送る")
    yield "changed after it was received"


ALL = [
    "the form",
    "mistakes",
    "other mistakes",
    "a lost token",
    "read back",
    "written anew",
    "the database is away",
    "too many",
    "received",
    "changed after it was received",
]


@pytest.mark.parametrize("every", WINDOWS)
def test_axe_finds_nothing_in_any_state(page: Page, town, every, monkeypatch):
    wrong, seen = [], []
    for number, state in enumerate(states(page, town, monkeypatch)):
        seen.append(state)
        wrong += findings(page, state, windows_of(number, every))

    assert wrong == []
    assert seen == ALL


@pytest.mark.parametrize(
    ("width", "style"),
    [(320, ""), (640, "html { font-size: 200% }")],
    ids=["400 % zoom and the narrowest phone", "text at 200 %"],
)
def test_nothing_is_clipped_or_runs_off_in_any_state(browser: Browser, town, monkeypatch, width, style):
    context = browser.new_context(viewport={"width": width, "height": 256}, bypass_csp=True)
    window = context.new_page()
    wrong = {}
    for state in states(window, town, monkeypatch):
        if style:
            window.add_style_tag(content=style)
        across = window.evaluate("document.documentElement.scrollWidth")
        clipped = [part for part in window.evaluate(CLIPPED) if "<textarea" not in part]
        if across > width or clipped:
            wrong[state] = (across, clipped)
    context.close()

    assert wrong == {}


CIRCLE = 28  # of a choice, which is hit anywhere on its row


def test_fingers_find_their_targets_in_every_state(page: Page, town, monkeypatch):
    page.set_viewport_size({"width": 360, "height": 640})

    small = {
        state: [
            target
            for target in page.evaluate(TARGETS)
            if not target["inline"] and target["height"] < 44 and target["width"] != CIRCLE
        ]
        for state in states(page, town, monkeypatch)
    }

    assert {state: targets for state, targets in small.items() if targets} == {}
    page.goto(f"{town}/contact/")
    rows = page.locator("#contact .contact__kinds label")
    assert (
        rows.evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height >= 44)") == [True] * 6
    )


FOCUSED = """() => { const part = document.activeElement; return part.id || part.className || part.value || part.innerText; }"""


def test_the_keyboard_alone_needs_few_keys(page: Page, town):
    page.goto(town + FROM)
    keys: list[str] = []

    def key(name: str) -> None:
        keys.append(name)
        page.keyboard.press(name)

    def go_to(where: str) -> None:
        for _ in range(30):
            if page.evaluate(FOCUSED) == where:
                return
            key("Tab")
        pytest.fail(f"{where} is not reached")

    key("Tab")
    key("Enter")  # past the menu
    go_to("用件を変える")
    key("Enter")
    go_to("id_kind_2")
    key("ArrowDown")  # what it is about, by the arrows
    key("ArrowUp")
    for name in ("name", "phone", "town", "text"):
        go_to(f"id_{name}")
        page.keyboard.type(WORDS[name].replace("\n", " "))
    go_to("button--strong")
    key("Enter")
    page.wait_for_url("**/contact/")
    page.wait_for_selector("[value=send]")
    key("Tab")
    key("Enter")
    go_to("button--strong")
    key("Enter")
    page.wait_for_url("**/contact/done/**")

    assert len(keys) <= 40
    assert (Inquiry.objects.get().kind, Inquiry.objects.get().name) == ("join", WORDS["name"])


def test_after_a_mistake_the_focus_is_on_the_list_and_each_entry_leads_to_its_box(page: Page, town):
    page.goto(f"{town}/contact/")
    press(page, "内容を確かめる")

    # The browser moves the focus once it has drawn the page.
    page.locator(".error-summary:focus").wait_for()
    assert page.evaluate(FOCUSED) == "error-summary"
    led = []
    for number in range(3):
        page.locator(".error-summary a").nth(number).press("Enter")
        led.append(page.evaluate(FOCUSED))
    assert led == ["id_name", "id_phone", "id_text"]


def boxes(page: Page) -> dict[str, dict[str, object]]:
    """What a screen reader is told of each box of the form."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    told = {}
    for node in nodes:
        role = node.get("role", {}).get("value")
        name = node.get("name", {}).get("value", "")
        if role in ("textbox", "combobox", "radio", "radiogroup", "group") and not node.get("ignored"):
            properties = {one["name"]: one["value"].get("value") for one in node.get("properties", [])}
            told[name] = {
                "role": role,
                "description": node.get("description", {}).get("value", ""),
                "required": properties.get("required", False),
                "invalid": properties.get("invalid", "false"),
            }
    return told


def box(role: str, description: str = "", required: bool = True, invalid: str = "false") -> dict[str, object]:
    return {"role": role, "description": description, "required": required, "invalid": invalid}


HYPHENS = "ハイフンはなくてもかまいません。"
EITHER = "電話番号かメールアドレスの、どちらか一つを書いてください。"


def test_a_screen_reader_is_told_what_each_box_wants(page: Page, town):
    page.goto(f"{town}/contact/")
    told = boxes(page)
    page.get_by_label("お名前").clear()
    press(page, "内容を確かめる")
    told_of_mistakes = boxes(page)

    kinds = [
        "質問・相談",
        "情報が古い・まちがっている",
        "活動に参加したい",
        "いすを置く場所を提供したい",
        "手伝いたい",
        "新しい活動を提案したい",
    ]
    assert {name: told.get(name) for name in ("ご用件", "連絡先", *kinds)} == {
        "ご用件": box("group", required=False),
        "連絡先": box("group", EITHER, required=False),
        **{kind: box("radio", required=False) for kind in kinds},  # one is chosen from the start
    }
    asked = ("お名前", "電話番号", "メールアドレス", "お住まいの町", "内容")
    assert {name: told.get(name) for name in asked} == {
        "お名前": box("textbox", "名字だけでもかまいません。"),
        "電話番号": box("textbox", HYPHENS, required=False),
        "メールアドレス": box("textbox", required=False),
        "お住まいの町": box("combobox", "書かなくてもかまいません。", required=False),
        "内容": box("textbox", "2000字まで。"),
    }
    assert {name: told_of_mistakes.get(name) for name in asked} == {
        "お名前": box("textbox", "名字だけでもかまいません。 書いてください。", invalid="true"),
        "電話番号": box(
            "textbox",
            f"{HYPHENS} 電話番号かメールアドレスの、どちらかを書いてください。",
            required=False,
            invalid="true",
        ),
        "メールアドレス": box("textbox", required=False),
        "お住まいの町": box("combobox", "書かなくてもかまいません。", required=False),
        "内容": box("textbox", "2000字まで。 書いてください。", invalid="true"),
    }
    assert [name for name in (*told, *told_of_mistakes) if "何も書かない" in name] == []


def test_the_browser_knows_what_to_fill_in_by_itself(page: Page, town):
    page.goto(f"{town}/contact/")

    said = page.evaluate(
        """() => [...document.querySelectorAll("#contact input:not([type=hidden], [type=radio]), #contact textarea")]
            .map(box => [box.name, box.type, box.autocomplete, box.inputMode])"""
    )

    assert said == [
        ["name", "text", "name", ""],
        ["phone", "tel", "tel", "tel"],
        ["mail", "email", "email", "email"],
        ["town", "text", "address-level3", ""],
        ["text", "textarea", "", ""],
        ["extra", "text", "off", ""],
    ]
    offered = page.evaluate("[...document.querySelectorAll('#towns option')].map(option => option.value)")
    assert offered == ["浜一丁目", "浜二丁目"]


def test_the_way_back_finds_what_was_typed_and_sends_no_second_inquiry(page: Page, town):
    page.goto(town + FROM)
    fill(page)
    press(page, "内容を確かめる")
    press(page, "送る")
    first = page.url
    page.go_back()
    page.go_back()

    assert page.input_value("#id_text") == WORDS["text"]
    press(page, "内容を確かめる")
    press(page, "送る")
    assert (page.url, Inquiry.objects.count()) == (first, 1)


def test_a_double_click_is_one_inquiry_and_reloading_sends_nothing(page: Page, town):
    page.goto(f"{town}/contact/")
    fill(page)
    press(page, "内容を確かめる")
    page.get_by_role("button", name="送る").dblclick(no_wait_after=True)
    page.wait_for_url("**/contact/done/**")
    page.reload()

    assert (page.get_by_role("heading", level=1).inner_text(), Inquiry.objects.count()) == (
        "受け付けました",
        1,
    )


def test_without_javascript_everything_works(browser: Browser, town):
    context = browser.new_context(java_script_enabled=False)
    window = context.new_page()
    window.goto(f"{town}/contact/")
    fill(window, text="一行目\n\n<b>三行目</b>")
    press(window, "内容を確かめる")
    press(window, "書き直す（書いたことは残ります）")
    press(window, "内容を確かめる")
    press(window, "送る")
    said = window.get_by_role("heading", level=1).inner_text()
    context.close()

    assert (said, Inquiry.objects.get().text) == ("受け付けました", "一行目\n\n<b>三行目</b>")


def test_the_number_on_paper_needs_one_sheet_and_no_buttons(page: Page, town):
    page.goto(f"{town}/contact/")
    fill(page)
    press(page, "内容を確かめる")
    press(page, "送る")
    page.emulate_media(media="print")

    assert page.locator(".receipt__number").is_visible()
    assert page.get_by_role("link", name="表紙へ戻る").is_hidden()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1
