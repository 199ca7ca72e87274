"""The pages of signing in as a browser shows them: rules of accessibility, narrow screens, the keyboard, the words."""

from __future__ import annotations

import re
from base64 import b32decode
from datetime import datetime
from zoneinfo import ZoneInfo

import html5lib
import pytest
from playwright.sync_api import Page, ViewportSize

from fujimino_support.editing.models import User
from fujimino_support.editing.signin import throttle
from fujimino_support.editing.signin.models import Outcome, SignIn
from tests import axe, make

from .people import EIGHT, PASSWORD, city_clerk, clerk, phone_of, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PHONE, DESK = ViewportSize(width=360, height=740), ViewportSize(width=1280, height=800)
SMALL = """() => [...document.querySelectorAll('main a, main button, main input, main select')]
    .filter(e => e.checkVisibility() && e.type !== 'hidden' && e.type !== 'checkbox')
    .map(e => [e.textContent.trim() || e.name || e.value, e.getBoundingClientRect().height])
    .filter(([, height]) => height < 43.5)"""


@pytest.fixture
def open_(page: Page, live_server, settings):
    settings.STAFF_OTP = False

    def go(address: str) -> None:
        page.goto(f"{live_server.url}{address}")

    return go


def faults(page: Page) -> list[str]:
    """What is wrong with the page that is open, at both widths."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        for _, answer in axe.answers(page, [(size["width"], *axe.LIGHT)]):
            found += axe.faults(answer)
        wider = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        found += [f"{size['width']}: {wider} too wide"] if wider > 0 else []
        found += [f"{size['width']}: small {small}" for small in page.evaluate(SMALL)]
    found += [f"English: {word}" for word in english(page.content())]
    found += [f"headings: {page.locator('h1').all_inner_texts()}"] if page.locator("h1").count() != 1 else []
    return [f"{page.url}: {fault}" for fault in found]


def english(text: str) -> list[str]:
    """Latin words that are no names, keys or passwords."""
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    parts = []
    for element in tree.iter():
        if element.tag in ("script", "style", "code"):
            element.text = ""
        if isinstance(element.tag, str):
            parts += [element.text or "", element.tail or ""]
            parts += [element.get(name, "") for name in ("title", "alt", "placeholder", "aria-label")]
            parts += [element.get("value", "")] if element.get("type") == "submit" else []
    return sorted(set(re.findall("[A-Za-z]{3,}", "\n".join(parts))) - {"hamada", "isobe", "root"})


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.fill("#id_username", name)
    page.fill("#id_password", password)
    press_enter(page)


def press_enter(page: Page) -> None:
    with page.expect_navigation():
        page.keyboard.press("Enter")


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Tokyo"))


def test_the_steps_at_the_door_are_pages_for_everyone(page, open_, settings):
    hamada = clerk()
    wrong = []
    open_("/admin/login/")
    wrong += faults(page)
    sign_in(page, "hamada", "wrong")
    wrong += faults(page)
    for _ in range(4):
        sign_in(page, "hamada", "wrong")
    assert "あと1分待って" in page.inner_text("main")
    wrong += faults(page)
    open_("/admin/login/")
    page.click("input[type=submit]")
    assert "ここを入力してください。" in page.inner_text("main")
    wrong += faults(page)

    isobe = clerk("isobe", password_is_temporary=True)
    settings.STAFF_OTP = True
    sign_in(page, "isobe")
    assert page.inner_text("h1") == "自分のパスワードを決める"
    wrong += faults(page)
    page.fill("#id_password", "short")
    page.fill("#id_again", "other")
    press_enter(page)
    assert "短すぎます" in page.inner_text("main")
    wrong += faults(page)
    page.fill("#id_password", "umi-no-mieru-oka")
    page.fill("#id_again", "umi-no-mieru-oka")
    press_enter(page)
    assert page.inner_text("h1") == "スマートフォンを登録する"
    assert page.evaluate("document.querySelector('.steps img').naturalWidth") > 100
    wrong += faults(page)
    page.fill("#id_number", "000000")
    press_enter(page)
    wrong += faults(page)
    key = b32decode(page.inner_text("code.secret").replace(" ", ""))
    page.fill("#id_number", shown(key, now()))
    press_enter(page)
    assert page.inner_text("h1") == "控えの番号"
    wrong += faults(page)
    page.click("main a.button")
    assert page.url.endswith("/admin/")
    open_("/admin/phone/")
    wrong += faults(page)
    open_("/admin/password_change/")
    wrong += faults(page)
    page.click("#logout-form button")
    assert page.inner_text("h1") == "ログアウト"
    wrong += faults(page)

    device = phone_of(hamada)
    User.objects.filter(pk=isobe.pk).update(is_active=False)
    throttle.forgive("hamada")
    open_("/admin/login/")
    sign_in(page, "hamada")
    assert page.inner_text("h1") == "スマートフォンで確認"
    wrong += faults(page)
    page.fill("#id_number", "12345")
    press_enter(page)
    assert "6けたの数字か" in page.inner_text("main")
    wrong += faults(page)
    page.fill("#id_number", shown(device.bin_key, now()))
    press_enter(page)

    assert page.url.endswith("/admin/")
    assert wrong == []


def test_the_screens_for_accounts_are_pages_for_everyone(page, open_):
    hamada, isobe = clerk(), city_clerk()
    phone_of(hamada)
    make.superuser("root")
    SignIn.objects.create(
        at=EIGHT, user=hamada, outcome=Outcome.START_PASSWORD, address="2001:db8::1", colleague=isobe
    )
    SignIn.objects.create(at=EIGHT, outcome=Outcome.WRONG_PASSWORD)
    wrong = []
    open_("/admin/login/")
    sign_in(page, "isobe")
    line = SignIn.objects.first().pk
    for address in (
        "/admin/editing/user/",
        "/admin/editing/user/add/",
        f"/admin/editing/user/{hamada.pk}/change/",
        f"/admin/editing/user/{isobe.pk}/change/",
        f"/admin/editing/user/{User.objects.get(username='root').pk}/change/",
        f"/admin/editing/user/{hamada.pk}/password/",
        f"/admin/editing/user/{hamada.pk}/phone/",
        "/admin/editing/signin/",
        f"/admin/editing/signin/{line}/change/",
        "/admin/password_change/",
    ):
        open_(address)
        wrong += faults(page)
    open_(f"/admin/editing/user/{hamada.pk}/password/")
    page.click("main input[type=submit]")
    assert "もう一度表示できません" in page.inner_text("main")
    wrong += faults(page)

    assert wrong == []


def test_the_door_is_opened_with_the_keyboard_alone(page, open_):
    clerk()
    open_("/admin/login/")

    assert page.evaluate("document.activeElement.id") == "id_username"
    page.keyboard.type("hamada")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Tab")
    ring = page.evaluate(
        "[document.activeElement.type, getComputedStyle(document.activeElement).outlineWidth]"
    )
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")

    assert ring == ["submit", "4px"]
