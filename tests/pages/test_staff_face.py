"""Every staff page of ours in every state, as the part-time clerk sees it: at the door, at the desk, held back."""

from __future__ import annotations

import re
from base64 import b32decode
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from playwright.sync_api import Browser, Page

from activities.models import Activity, SessionChange
from coordinators.models import Inquiry
from coordinators.models.inquiries import PERSONAL
from councils.models import Area, Notice, RelatedLink
from councils.models import Page as Text
from fujimino_support.editing.models import Draft, User
from tests import make
from tests.axe import answers, faults, windows_of
from tests.forms import Form, change_address, change_form
from tests.fujimino_support.editing.signin.people import PASSWORD, phone_of, shown

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Names of people and of kinds of files; whatever else a page says is Japanese.
PROPER = {
    *("hamada", "isobe", "mio", "jiro", "kai", "kanrisha"),
    *("hamanasu", "kasumigaoka", "about", "privacy", "JPEG", "PNG", "WebP", "LINE"),
}
# Addresses, files, and the key that a phone is told.
ADDRESSES = re.compile(r"\S+://\S+|\S+@\S+|photos/\S+|[A-Z2-7]{4}( [A-Z2-7]{4})+")


class Desk:
    """A browser window at which one person sits, and the names of what it has shown."""

    def __init__(self, window: Page, home: str) -> None:
        self.window, self.home = window, home

    def sit(self, person: User | None) -> None:
        self.window.context.clear_cookies()
        if person is not None:
            cookie = signed_in(person).cookies["sessionid"].value
            self.window.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.home}])

    def open(self, address: str) -> None:
        self.window.goto(self.home + address)

    def press(self, what: str) -> None:
        with self.window.expect_navigation():
            self.window.locator(what).first.click()

    def type(self, **boxes: str) -> None:
        for name, words in boxes.items():
            self.window.fill(f"[name={name}]", words)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def member(username: str, surname: str, group: str = "", **facts: Any) -> User:
    person = make.user(username, last_name=surname, first_name="花", password=PASSWORD, **facts)
    if group:
        person.groups.add(Group.objects.get(name=group))
    return person


@pytest.fixture
def town() -> None:
    make.town_with_everything()
    member("mio", "浜野", "市職員")
    jiro = member("jiro", "沖野", "社協職員")
    make.assignment(user=jiro, area=the_activity().council.area)
    make.superuser()


def who(username: str) -> User:
    return User.objects.get(username=username)


def the_activity() -> Activity:
    return Activity.objects.filter(recruitments__isnull=False).order_by("pk")[0]


def the_text() -> Text:
    return Text.objects.get(slug="about")


def saves(username: str, row: Any, **boxes: str) -> None:
    """A colleague saves `row` at another desk."""
    form = change_form(signed_in(who(username)), row)
    for name, words in boxes.items():
        form.fill(name, words)
    form.send()


# Each of the walks gives the name of a page when the page stands in the window.


def the_door(desk: Desk) -> Iterator[str]:
    desk.sit(None)
    desk.open("/admin/login/")
    yield "ログイン"
    desk.type(username="mio", password="chigau")
    desk.press("input[type=submit]")
    yield "ログイン：違う"
    member("kai", "波野", "市職員", password_is_temporary=True)
    desk.type(username="kai", password=PASSWORD)
    desk.press("input[type=submit]")
    yield "自分のパスワードを決める"
    desk.type(password="short", again="other")
    desk.press("input[type=submit]")
    yield "自分のパスワードを決める：短い"
    desk.type(password="umi-no-mieru-oka", again="umi-no-mieru-oka")
    desk.press("input[type=submit]")
    yield "スマートフォンを登録する"
    key = b32decode(desk.window.inner_text("code.secret").replace(" ", ""))
    desk.type(number=shown(key, now()))
    desk.press("input[type=submit]")
    yield "控えの番号"
    desk.press("main a.button")
    desk.press("#logout-form button")
    yield "ログアウト"
    phone_of(who("jiro"))
    desk.open("/admin/login/")
    desk.type(username="jiro", password=PASSWORD)
    desk.press("input[type=submit]")
    yield "スマートフォンで確認"


def now() -> datetime:
    return datetime.now(ZoneInfo("Asia/Tokyo"))


def the_desks(desk: Desk) -> Iterator[str]:
    """What each of three people finds, and may open."""
    activity, area = the_activity(), Area.objects.order_by("pk")[0]
    for username, screens in (
        ("jiro", ["/admin/", "/admin/activities/activity/", change_address(activity)]),
        ("mio", ["/admin/", "/admin/activities/activity/", change_address(activity)]),
        ("kanrisha", ["/admin/", change_address(area)]),
    ):
        desk.sit(who(username))
        for address in screens:
            desk.open(address)
            yield f"{username} {address}"
    desk.sit(who("mio"))
    for address in (
        "/admin/activities/",
        "/admin/activities/activity/?q=nothing",
        "/staff/calls/",
        "/admin/councils/notice/add/",
        change_address(the_text()),
        "/admin/editing/signin/",
        "/admin/editing/user/",
        f"/admin/editing/user/{who('jiro').pk}/change/",
        f"/admin/editing/user/{who('jiro').pk}/password/",
        "/admin/password_change/",
        "/styleguide/",
    ):
        desk.open(address)
        yield f"mio {address}"
    desk.open("/admin/councils/notice/add/")
    desk.press("input[name=_save]")
    yield "お知らせ：空のまま保存"


def the_second_save(desk: Desk) -> Iterator[str]:
    """A form that comes back because a colleague saved first."""
    desk.sit(who("mio"))
    desk.open(change_address(the_text()))
    yield "開いたところ"
    saves("kanrisha", the_text(), title="浜のきまり", body="夜のうちに、ほかの職員が書き直した本文です。")
    desk.type(title="港のきまり", public_until="2099-12-31")
    desk.press("input[name=_save]")
    yield "預かった：どちらも直した"
    desk.press("input[name=_save]")
    yield "預かったあと、保存した"
    activity = the_activity()
    desk.open(change_address(activity))
    saves("kanrisha", activity, name="かもめの朝体操")
    desk.type(summary="海を見ながら、ゆっくり体をほぐします。")
    desk.press("input[name=_save]")
    yield "預かった：違う欄"
    desk.type(name="")
    desk.press("input[name=_save]")
    yield "預かったあと、まちがい"
    notice = Notice.objects.order_by("pk")[0]
    desk.open(change_address(notice).replace("/change/", "/delete/"))
    yield "消す前"
    saves("kanrisha", notice, text="波がおさまりました。")
    desk.press("#content form input[type=submit]")
    yield "消す前：変わっていた"
    desk.open("/admin/councils/notice/")
    saves("kanrisha", notice, text="また波が高くなりました。")
    choose_all(desk)
    yield "まとめて消す：変わっていた"
    choose_all(desk)
    yield "まとめて消す"


def choose_all(desk: Desk) -> None:
    for box in desk.window.locator("input.action-select").all():
        box.check()
    desk.window.select_option("select[name=action]", "delete_selected")
    desk.press(".actions button")


def what_waits(desk: Desk) -> Iterator[str]:
    """Drafts: laid, waiting, opened, looked at, clashing, sent back, shown outside."""
    activity = the_activity()
    desk.sit(who("jiro"))
    desk.open(change_address(activity))
    desk.type(summary="浜を、ゆっくり歩きます。", schedule_words="毎週木曜日 9時から10時")
    desk.press("input[name=_save]")
    yield "下書きにした（社協）"
    desk.open(change_address(activity))
    yield "下書きが待つ（社協）"
    desk.open("/admin/editing/draft/")
    yield "下書きの一覧（社協）"
    draft = Draft.objects.get(object_id=str(activity.pk), by=who("jiro"))
    review = f"/admin/editing/draft/{draft.pk}/change/"
    desk.open(review)
    yield "下書きを見る（社協）"
    desk.sit(who("mio"))
    desk.open(change_address(activity))
    yield "下書きが待つ（市）"
    desk.open(change_address(activity) + "?_open=draft")
    yield "下書きを入れた"
    desk.open("/admin/editing/draft/")
    yield "下書きの一覧（市）"
    desk.open(review)
    desk.press("[name=preview]")
    yield "下書きを見る（市）"
    link = desk.window.locator("a[href^='/preview/']").first.get_attribute("href") or ""
    desk.open(link)
    yield "確認用のページ"
    desk.open(review)
    desk.type(words="もっと短くしてください。")
    desk.press("[name=send_back]")
    yield "差し戻した"
    saves("kanrisha", activity, summary="夜のうちに、ほかの職員が直した紹介です。")
    desk.open(review)
    yield "下書きを見る：ぶつかった"
    desk.sit(who("jiro"))
    desk.open(review)
    yield "下書きを見る：差し戻された（社協）"
    desk.open(change_address(activity))
    yield "差し戻された（社協）"
    desk.sit(who("mio"))
    desk.open(change_address(the_text()))
    saves_draft("kanrisha", the_text(), body="短く書きました。")
    desk.type(title="港のきまり")
    desk.press("[name=_draft]")
    yield "下書きが先にあった"
    desk.press("[name=_draft]")
    desk.open("/admin/editing/draft/")
    desk.press("#result_list a:has-text('この場所について')")
    desk.press("[name=publish]")
    yield "公開した"


def saves_draft(username: str, row: Any, **boxes: str) -> None:
    form = change_form(signed_in(who(username)), row)
    for name, words in boxes.items():
        form.fill(name, words)
    assert form.post(_draft="1").status_code == 302


def what_was(desk: Desk) -> Iterator[str]:
    """The past: history, an old version in the form, deleted rows and one of them."""
    desk.sit(who("mio"))
    text, link = the_text(), RelatedLink.objects.order_by("pk")[0]
    saves("kanrisha", text, title="浜のきまり")
    saves("mio", text, title="浜の新しいきまり", body="短く書き直しました。")
    desk.open(change_address(text).replace("/change/", "/history/"))
    yield "履歴"
    desk.press(".past a.button")
    yield "前の内容を入れた"
    desk.open(change_address(link).replace("/change/", "/delete/"))
    desk.press("#content form input[type=submit]")
    yield "消した"
    desk.open("/admin/councils/relatedlink/recover/")
    yield "消したもの"
    desk.press("#content table a")
    yield "消したものを戻す"
    desk.press("#content input[type=submit]")
    yield "戻した"
    gone = the_activity()
    desk.open(change_address(gone).replace("/change/", "/delete/"))
    yield "活動を消す前"
    desk.press("#content form input[type=submit]")
    desk.open("/admin/activities/activity/recover/")
    desk.press("#content table a")
    yield "消した活動を戻す"
    desk.press("#content input[type=submit]")
    yield "活動を戻した"


def the_handover(desk: Desk) -> Iterator[str]:
    desk.sit(who("mio"))
    desk.open("/admin/handover/")
    yield "人事異動"
    desk.press("#handover_form input[type=submit]")
    yield "人事異動：空のまま押した"
    desk.window.select_option("[name=giver]", str(who("jiro").pk))
    desk.window.select_option("[name=taker]", str(who("isobe").pk))
    desk.window.check("[name=close]")
    desk.press("#handover_form input[type=submit]")
    yield "人事異動：確かめる"
    desk.press("#handover_form input.default")
    yield "人事異動：済んだ"


def the_field(desk: Desk) -> Iterator[str]:
    """The phone screen: a session called off, by two people; another day, one more, many at once, and the phone itself."""
    make.activity(council=the_activity().council, name="港の体操", schedule_words="毎日 23時から23時30分")
    desk.sit(who("jiro"))
    desk.open("/staff/")
    yield "今日と今週"
    desk.open("/staff/?all=1")
    desk.press(".row:has-text('港の体操')")
    yield "回"
    path = desk.window.url.removeprefix(desk.home)
    desk.press("button:has-text('この理由で中止にする')")
    yield "回：理由がない"
    desk.press("button:has-text('会場の都合')")
    yield "できました"
    done = desk.window.url.removeprefix(desk.home)
    desk.open(path)
    yield "中止の回"
    desk.open(f"{path}change/")
    yield "時間や場所を変える"
    desk.sit(who("mio"))
    desk.open(f"{path}change/")
    desk.press("#decide button")
    yield "時間や場所を変える：何も書かない"
    jiro = signed_in(who("jiro"))
    Form(jiro, f"{path}usual/", "usual", jiro.get(path)).send()
    desk.type(starts_at="13:30", reason="会場の都合")
    desk.press("#decide button")
    yield "先に変えられていた"
    desk.press("#decide button")
    yield "変えました"
    desk.open(done)
    yield "できました：そのあとで変わった"
    desk.press("#undo button")
    yield "取り消せない"
    desk.open(f"{path}postpone/")
    desk.type(new_date=f"{now().date() + timedelta(days=9)}")
    desk.press("#decide button")
    yield "延期しました"
    desk.press("#undo button")
    yield "取り消しました"
    desk.open("/staff/add/?all=1")
    yield "臨時の回を足す"
    desk.press(".row")
    desk.press("#add button")
    yield "臨時の回を足す：日がない"
    desk.type(date=f"{now().date() + timedelta(days=3)}")
    desk.press("#add button")
    yield "臨時の回を足しました"
    extra = SessionChange.objects.get(slot=12)
    path = f"/staff/{extra.activity.number}/{extra.date}/12/"
    desk.open(f"{path}change/")
    Form(jiro, f"{path}usual/", "usual", jiro.get(path)).send()
    desk.type(starts_at="13:30", reason="準備のため")
    desk.press("#decide button")
    yield "回がもうない"
    desk.open("/staff/many/")
    yield "まとめて中止にする"
    desk.type(first=f"{now().date()}", last=f"{now().date() + timedelta(days=14)}")
    desk.press("#ask button")
    yield "中止になる回"
    desk.press("#many button:has-text('天候のため')")
    yield "まとめて中止にした"
    desk.open(desk.window.url.removeprefix(desk.home) + "calls/")
    yield "電話をかける表"
    desk.open("/staff/many/?first=2100-01-01")
    yield "まとめて中止にする：遠い日"
    desk.open("/staff/past/")
    yield "来た人数を書く"
    desk.open("/staff/phone/")
    yield "この電話をおぼえさせる"
    desk.type(phone="浜の1号機")
    desk.press("#remember button")
    desk.open("/staff/phone/")
    yield "おぼえた電話"
    desk.window.context.clear_cookies(name="sessionid")
    desk.open("/staff/phone/")
    yield "おぼえた電話：ログインしていない"
    desk.open("/staff/")
    yield "おぼえた電話の、今日と今週"


def the_queue(desk: Desk) -> Iterator[str]:
    """Inquiries: the list, one of them in each state and fault, a call, searching, counting, one person."""
    asked = Inquiry.objects.get(number=1)
    make.mail(inquiry=asked, given_up_at=now(), tries=9, last_problem="あて先がありません")
    suspect = make.inquiry(progress="suspect", text="ｗ" * 300, name="長" * 60)
    erased = make.inquiry(**dict.fromkeys(PERSONAL, ""), erased_at=now(), progress="done", done_at=now())
    queue = "/admin/coordinators/inquiry/"
    desk.sit(who("jiro"))
    desk.open(asked.get_absolute_url())
    desk.sit(who("mio"))
    desk.open("/admin/")
    yield "入り口"
    desk.open(queue)
    yield "問い合わせの一覧"
    desk.open(asked.get_absolute_url())
    yield "問い合わせ"
    desk.press("button[value=mail]")
    yield "問い合わせ：返事が空"
    boxes = dict(desk.window.evaluate(BOXES))
    signed_in(who("jiro")).post(asked.get_absolute_url(), {"deed": "take", "_seen": boxes["_seen"]})
    desk.type(**{"answer-text": "水曜日の9時からです。"})
    desk.press("button[value=mail]")
    yield "問い合わせ：先を越された"
    desk.press("button[value=mail]")
    yield "問い合わせ：返事をした"
    desk.open(suspect.get_absolute_url())
    yield "迷惑の疑い"
    desk.press("button[value=clear]")
    yield "迷惑ではない"
    desk.open(erased.get_absolute_url())
    yield "消した問い合わせ"
    offer = make.inquiry(kind="bench", text="軒下をどうぞ。")
    desk.open(offer.get_absolute_url())
    yield "いすの申し出"
    desk.open(f"{queue}{offer.pk}/bench/")
    yield "いすとして登録する"
    desk.press("#bench button")
    yield "いすとして登録する：空のまま"
    desk.open(f"{queue}add/")
    yield "電話を書きとめる"
    desk.press("input[name=_save]")
    yield "電話を書きとめる：空のまま"
    desk.open(queue)
    desk.type(words="花子")
    desk.press(".find button")
    yield "問い合わせをさがす"
    desk.type(words="ここにない言葉")
    desk.press("#search button")
    yield "問い合わせをさがす：ない"
    desk.open(f"{queue}counts/")
    yield "件数"
    desk.open(f"{queue}person/")
    desk.type(words="花子")
    desk.press("#search button")
    yield "一人の人の情報"
    desk.window.locator("[name=inquiry]").first.check()
    desk.press("button[value=erase]")
    yield "一人の人の情報：消す前"
    desk.press("button[value=erase]")
    yield "一人の人の情報：消した"


BOXES = "() => [...document.querySelectorAll('input[type=hidden]')].map(box => [box.name, box.value])"


WALKS: list[Callable[[Desk], Iterator[str]]] = [
    the_door,
    the_desks,
    the_second_save,
    what_waits,
    what_was,
    the_handover,
    the_field,
    the_queue,
]


# What every one of those pages has to hold.

TOO_SMALL = """() => [...document.querySelectorAll("a, button, input, select, textarea, summary")]
    .filter(part => part.checkVisibility({visibilityProperty: true}) && part.type !== "hidden")
    .filter(part => !part.closest(".skip-to-content-link, .skip-link"))
    .filter(part => {
        const words = part.parentElement.textContent.trim() !== part.textContent.trim();
        return !(getComputedStyle(part).display === "inline" && words);
    })
    .map(part => [part.labels?.length && part.matches("[type=checkbox], [type=radio]") ? part.labels[0] : part, part])
    .filter(([target]) => target.getBoundingClientRect().height < 43.5)
    .map(([, part]) => part.outerHTML.slice(0, 100))"""
SAID = """() => [document.title, document.body.innerText,
    ...[...document.querySelectorAll("[title], [alt], [aria-label], [placeholder], [type=submit]")]
    .flatMap(part => ["title", "alt", "aria-label", "placeholder", "value"].map(name => name === "value" && part.tagName === "BUTTON" ? "" : part.getAttribute(name) || ""))
].join("\\n")"""


def cheap_faults(window: Page) -> list[str]:
    """What can be measured at once, on a phone."""
    window.set_viewport_size({"width": 360, "height": 740})
    wide = window.evaluate("document.documentElement.scrollWidth") - 360
    said = ADDRESSES.sub("", window.evaluate(SAID))
    # Residents' pages have measures of their own.
    small = [] if "/preview/" in window.url or "/styleguide/" in window.url else window.evaluate(TOO_SMALL)
    headings = window.locator("h1").count()
    return [
        *([f"{wide} too wide"] if wide > 0 else []),
        *(f"small: {part}" for part in small),
        *(f"English: {word}" for word in sorted({*re.findall("[A-Za-z]{3,}", said)} - PROPER)),
        *([] if headings == 1 else [f"{headings} headings"]),
    ]


def set_up(settings: Any, walk: Any) -> None:
    settings.STAFF_OTP = walk is the_door
    if walk is the_queue:
        settings.EMAIL_HOST, settings.DEFAULT_FROM_EMAIL = "mail.example", "town@town.example"


# The suite goes a part of the way; `make deep` goes to the end.
WAYS = [
    pytest.param(the_second_save, "預かった：違う欄"),
    pytest.param(what_waits, "下書きを見る（社協）"),
    pytest.param(the_field, "先に変えられていた"),
    pytest.param(the_queue, "問い合わせ：先を越された"),
    *(pytest.param(walk, "", marks=pytest.mark.deep) for walk in WALKS),
]


@pytest.mark.parametrize(("walk", "last"), WAYS)
def test_every_page_of_staff_is_for_everyone(page, live_server, settings, town, walk, last):
    set_up(settings, walk)
    wrong = {}
    for number, name in enumerate(walk(Desk(page, live_server.url))):
        by_axe = answers(page, windows_of(number, every=not last))
        heard = [f"{window}: {fault}" for window, answer in by_axe for fault in faults(answer)]
        if found := cheap_faults(page) + heard:
            wrong[name] = found
        if name == last:
            break

    assert wrong == {}


NUMBERED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(part => part.checkVisibility({visibilityProperty: true}) && part.type !== "hidden" && !part.disabled)
    .filter(part => part.type !== "radio" || part.checked)
    .map((part, number) => { part.dataset.number = number; return part.outerHTML.slice(0, 100); })"""
FOCUSED = """() => {
    const part = document.activeElement, style = getComputedStyle(part), box = part.getBoundingClientRect();
    return {number: part.dataset.number ?? "", ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3,
            seen: box.bottom > 0 && box.top < innerHeight && box.width > 0, part: part.outerHTML.slice(0, 100)};
}"""


def faults_of_keyboard(window: Page) -> list[str]:
    """Everything is reached by the tab key, and it is seen where one is."""
    parts = window.evaluate(NUMBERED)
    window.emulate_media(reduced_motion="reduce")  # the page follows the focus at once
    reached: dict[str, None] = {}
    faults = []
    for _ in range(6 * len(parts)):  # a box for a day has a stop for each of its parts
        window.keyboard.press("Tab")
        now = window.evaluate(FOCUSED)
        if len(reached) > 1 and now["number"] == next(iter(reached)):
            break
        if now["number"] and now["number"] not in reached:
            reached[now["number"]] = None
            faults += [] if now["ring"] and now["seen"] else [f"not seen: {now['part']}"]
    return faults + [
        f"not reached: {part}" for number, part in enumerate(parts) if str(number) not in reached
    ]


@pytest.mark.parametrize(
    ("walk", "only"),
    [
        (the_second_save, "預かった：どちらも直した"),
        *(pytest.param(walk, "", marks=pytest.mark.deep) for walk in WALKS),
    ],
)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, live_server, settings, town, walk, only):
    set_up(settings, walk)
    page.set_viewport_size({"width": 1280, "height": 800})
    wrong = {}
    for name in walk(Desk(page, live_server.url)):
        if only in name and (faults := faults_of_keyboard(page)):
            wrong[name] = faults
        if name == only:
            break

    assert wrong == {}


def test_a_phone_shows_at_once_who_saved_first_and_that_nothing_is_lost(page, live_server, town):
    page.set_viewport_size({"width": 360, "height": 740})
    pages = the_second_save(Desk(page, live_server.url))
    while next(pages) != "預かった：どちらも直した":
        pass

    told = page.get_by_role("alert")
    box = told.bounding_box()
    button = page.get_by_role("button", name="この内容で保存する")

    assert box["y"] + box["height"] <= 740
    words = told.inner_text()
    assert [
        line in words for line in ("まだ保存していません", "管理 太郎さん（", "すべてこの画面に残っています")
    ] == [True] * 3
    assert button.bounding_box()["y"] < page.locator("#id_title").bounding_box()["y"]
    assert page.get_by_text("下記のエラー").count() == 0


def test_a_session_is_called_off_by_at_most_forty_keys(page, live_server, town):
    make.activity(council=the_activity().council, name="港の体操", schedule_words="毎日 23時から23時30分")
    desk = Desk(page, live_server.url)
    desk.sit(who("jiro"))
    desk.open("/staff/")

    def keys_to(words: str) -> int:
        """How often Tab is pressed until Enter goes on from what says so."""
        for pressed in range(1, 41):
            page.keyboard.press("Tab")
            if words in page.evaluate("document.activeElement.textContent"):
                with page.expect_navigation():
                    page.keyboard.press("Enter")
                return pressed + 1
        return 99

    assert keys_to("港の体操") + keys_to("会場の都合") <= 40
    assert SessionChange.objects.get(activity__name="港の体操").reason == "会場の都合"


@pytest.fixture
def without_scripts(browser: Browser, live_server, town) -> Iterator[Desk]:
    context = browser.new_context(
        java_script_enabled=False, locale="ja-JP", viewport={"width": 360, "height": 740}
    )
    desk = Desk(context.new_page(), live_server.url)
    desk.sit(who("mio"))
    yield desk
    context.close()


def test_without_scripts_a_clerk_chooses_and_saves(without_scripts):
    desk = without_scripts
    desk.open(change_address(the_text()))
    saves("kanrisha", the_text(), title="浜のきまり")
    desk.type(title="港のきまり", body="短く書きました。")
    desk.press("[name=_save]")
    desk.window.check("input[type=radio][value=theirs]")

    desk.press("[name=_save]")

    assert (the_text().title, the_text().body) == ("浜のきまり", "短く書きました。")


def test_without_scripts_a_clerk_lays_a_draft_and_publishes_it(without_scripts):
    desk = without_scripts
    desk.open(change_address(the_text()))
    desk.type(title="港のきまり")
    desk.press("[name=_draft]")
    before = the_text().title
    desk.open("/admin/editing/draft/")
    desk.press("#result_list a:has-text('この場所について')")
    desk.press("[name=publish]")

    assert (before, the_text().title) == ("この場所について", "港のきまり")


def test_without_scripts_the_way_back_from_deleting_leads_back(without_scripts):
    desk, notice = without_scripts, Notice.objects.order_by("pk")[0]
    desk.open(change_address(notice).replace("/change/", "/delete/"))
    desk.press("text=消さずに戻る")
    one = desk.window.url
    desk.open("/admin/councils/notice/")
    choose_all(desk)
    desk.press("text=消さずに戻る")

    assert one == desk.home + change_address(notice)
    assert desk.window.url == f"{desk.home}/admin/councils/notice/"
    assert Notice.objects.count() == 2


def test_enter_in_the_box_for_a_word_sends_back_and_never_publishes(page, live_server, town):
    desk = Desk(page, live_server.url)
    desk.sit(who("mio"))
    saves_draft("kanrisha", the_text(), title="港のきまり")
    draft = Draft.objects.get(object_id=str(the_text().pk), by=who("kanrisha"))
    desk.open(f"/admin/editing/draft/{draft.pk}/change/")
    desk.type(words="もっと短くしてください。")

    with page.expect_navigation():
        page.keyboard.press("Enter")

    draft.refresh_from_db()
    assert (draft.sent_back, the_text().title) == ("もっと短くしてください。", "この場所について")
