"""The log of what staff did: read by those who may, in Japanese, without the names of people to ring; edited by nobody."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import html5lib
import pytest
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth.models import Group
from django.test import Client
from reversion.models import Revision, Version

from councils.models import ContactPerson, Organisation, Page
from fujimino_support.editing.models import User
from tests import make
from tests.forms import Form, change_address, change_form

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/admin/logentry/"
NAME, NUMBER = "うちうち 月子", "090-7777-0001"


@pytest.fixture(autouse=True)
def town():
    make.town_with_everything()
    LogEntry.objects.all().delete()
    Revision.objects.all().delete()


def member(username: str, group: str = "", **name: str) -> Client:
    person = make.user(username, **name)
    if group:
        person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mio() -> Client:
    return member("mio", "市職員", last_name="浜野", first_name="みお")


def lines(client: Client, query: str = "") -> list[tuple[str, ...]]:
    """Who did what to which, as the list shows it, from the newest on."""
    tree = html5lib.parse(client.get(f"{ADDRESS}{query}").content.decode(), namespaceHTMLElements=False)
    table = next((one for one in tree.iter("table") if one.get("id") == "result_list"), None)
    if table is None:
        return []
    rows = [row for body in table.iter("tbody") for row in body.iter("tr")]
    return [tuple("".join(cell.itertext()).strip() for cell in row)[-5:] for row in rows]


def delete(client: Client, row: Any) -> None:
    address = change_address(row).replace("/change/", "/delete/")
    seen = re.search(r'name="_seen" value="([^"]*)"', client.get(address).content.decode()).group(1)
    assert client.post(address, {"post": "yes", "_seen": seen}).status_code == 302


# Who reads it


@pytest.mark.parametrize(("group", "status"), [("市職員", 200), ("社協職員", 403), ("", 403)])
def test_it_is_for_the_city_alone(mio, group, status):
    change_form(mio, Page.objects.get(slug="about")).send()
    entry = LogEntry.objects.get()
    reader = member("reader", group)

    answers = [
        reader.get(address) for address in (ADDRESS, f"{ADDRESS}?q=浜野", f"{ADDRESS}{entry.pk}/change/")
    ]

    assert [answer.status_code for answer in answers] == [status] * 3
    assert ("浜野" in "".join(answer.content.decode() for answer in answers)) is (status == 200)


def test_it_stands_on_the_desk_of_staff_and_says_how_long_it_is_kept(mio):
    desk = mio.get("/admin/").content.decode()
    page = mio.get(ADDRESS).content.decode()

    assert f'<a href="{ADDRESS}">操作の記録（10年分）</a>' in desk
    assert "10年たった記録は消えます" in page


# What it says


def test_it_tells_who_did_what_to_which_in_japanese(mio):
    page = Page.objects.get(slug="about")
    form = change_form(mio, page)
    form.fill("title", "浜のきまり")
    form.fill("in_footer", False)
    form.send()
    form = change_form(mio, Organisation.objects.get(name="浜町内会"))
    form.add_part("contact_people", name=NAME, phone=NUMBER, consented_on="", note="", id="")
    form.send()
    person = the_person().pk
    change_form(mio, page).send()
    form = Form(mio, "/admin/activities/place/add/", "place_form")
    form.fill("name", "波止場")
    form.send()
    delete(mio, page)

    found = lines(mio)

    assert found == [
        ("浜野 みお（mio）", "消した", "ページ", "浜のきまり", "（空）"),
        ("浜野 みお（mio）", "加えた", "場所", "波止場", "追加されました。"),
        ("浜野 みお（mio）", "変えた", "ページ", "浜のきまり", "変更はありませんでした。"),
        (
            "浜野 みお（mio）",
            "変えた",
            "団体",
            "浜町内会",
            f"連絡係 “{person}番（名前は残しません）” を追加しました。",
        ),
        ("浜野 みお（mio）", "変えた", "ページ", "浜のきまり", "題名 と ページの下に並べる を変更しました。"),
    ]


@pytest.mark.parametrize("view", ["", "{}/change/", "{}/history/"])
def test_no_english_word_shows(mio, view):
    form = change_form(mio, Organisation.objects.get(name="浜町内会"))
    form.fill("name", "東浜町内会")
    form.add_part("contact_people", name="磯部 次郎", phone="", consented_on="", note="", id="")
    form.values["contact_people-0-DELETE"] = ["on"]
    form.fill("contact_people-1-note", "夜はだめ。")
    form.send()
    LogEntry.objects.log_actions(LogEntry.objects.get().user_id, [Page.objects.get(slug="about")], CHANGE, [])
    entry = LogEntry.objects.order_by("pk")[0]

    text = mio.get(ADDRESS + view.format(entry.pk)).content.decode()

    tree = html5lib.parse(text, namespaceHTMLElements=False)
    words = [
        word
        for element in tree.iter()
        if isinstance(element.tag, str) and element.tag not in ("script", "style")
        for part in (element.text, element.tail, element.get("aria-label"), element.get("title"))
        for word in re.findall("[A-Za-z]{3,}", part or "")
    ]
    assert sorted(set(words) - {"mio"}) == []


def test_it_is_searched_by_person_by_row_and_by_day(mio):
    rows = [Page.objects.get(slug="about"), Page.objects.get(slug="privacy")]
    tokyo = ZoneInfo("Asia/Tokyo")
    late = datetime(2025, 7, 1, 0, 30, tzinfo=tokyo)  # still June in Greenwich
    for row, day in zip(rows, (late, datetime(2025, 7, 2, 23, 59, tzinfo=tokyo)), strict=True):
        change_form(mio, row).send()
        LogEntry.objects.filter(object_id=str(row.pk)).update(action_time=day)

    def which(words: str) -> list[str]:
        return [line[3] for line in lines(mio, f"?q={words}")]

    both = ["個人情報のこと", "この場所について"]
    assert [which("浜野"), which("mio"), which("個人"), which("磯部")] == [both, both, both[:1], []]
    assert [which("2025-07-01"), which("2025年7月2日"), which("２０２５/７/１"), which("2025-06-30")] == [
        both[1:],
        both[:1],
        both[1:],
        [],
    ]
    assert which("浜野 2025-07-02") == both[:1]


@pytest.mark.parametrize(
    "query",
    [
        *("?q=2025-02-31", "?q=9999-12-31", "?q=0000-00-00", "?q=" + "9" * 5000, "?q=2101-01-01"),
        *("?p=99999", "?o=99.-99", "?action_time__year=0", "?user__password__startswith=p", "?all="),
        *("?_facets=1", "?_popup=1", "?e=1", "?id__in=1", "?q=%E2%80%AE"),
    ],
)
def test_what_no_box_asks_is_answered_without_harm(mio, query):
    assert mio.get(f"{ADDRESS}{query}").status_code in (200, 302, 400)


def test_a_list_costs_the_same_however_long_it_is(mio, django_assert_max_num_queries):
    person = User.objects.get(username="mio")
    for kind in (Page, Organisation):
        LogEntry.objects.log_actions(person.pk, list(kind._base_manager.all()) * 20, CHANGE, "直しました。")

    with django_assert_max_num_queries(12):
        assert len(lines(mio)) == 50


# Nobody edits it


def test_nobody_adds_to_it_changes_it_or_deletes_from_it(mio):
    change_form(mio, Page.objects.get(slug="about")).send()
    root = Client()
    root.force_login(make.superuser())
    entry = LogEntry.objects.get()
    before = list(LogEntry.objects.values())
    chosen = {"action": "delete_selected", "_selected_action": str(entry.pk), "post": "yes"}
    sent = {"change_message": "うそ", "object_repr": "うそ", "user": "1", "action_flag": "1", "post": "yes"}

    answers = [
        [
            *(client.get(f"{ADDRESS}{view}").status_code for view in ("add/", f"{entry.pk}/delete/")),
            *(
                client.post(f"{ADDRESS}{view}", sent).status_code
                for view in ("add/", f"{entry.pk}/delete/", f"{entry.pk}/change/")
            ),
            client.post(ADDRESS, chosen).status_code,
            client.post(ADDRESS, {**chosen, "select_across": "1"}).status_code,
        ]
        for client in (mio, root)
    ]

    assert answers == [[403, 403, 403, 403, 403, 200, 200]] * 2
    assert list(LogEntry.objects.values()) == before
    shown = root.get(f"{ADDRESS}{entry.pk}/change/").content.decode()
    assert 'name="_save"' not in shown
    assert "delete_selected" not in root.get(ADDRESS).content.decode()


# People to ring


def kept() -> str:
    """All that the log and the past hold, as text."""
    return " ".join(
        str(value)
        for table in (LogEntry, Revision, Version)
        for row in table.objects.values_list()
        for value in row
    )


def the_person() -> ContactPerson:
    return ContactPerson.objects.get(phone=NUMBER)


def test_the_names_of_people_to_ring_are_in_no_record(mio):
    form = Form(mio, "/admin/councils/contactperson/add/", "contactperson_form")
    form.fill("name", NAME)
    form.fill("phone", NUMBER)
    form.send()
    key = the_person().pk
    form = change_form(mio, the_person())
    form.fill("note", "夜はだめ。")
    form.send()
    delete(mio, the_person())

    assert NAME not in kept()
    assert NUMBER not in kept()
    assert [(flag, which) for _, flag, _, which, _ in lines(mio)] == [
        ("消した", f"{key}番（名前は残しません）"),
        ("変えた", f"{key}番（名前は残しません）"),
        ("加えた", f"{key}番（名前は残しません）"),
    ]
    assert list(LogEntry.objects.order_by("pk").values_list("object_id", "action_flag")) == [
        (str(key), ADDITION),
        (str(key), CHANGE),
        (str(key), DELETION),
    ]


def test_nor_when_they_are_written_on_the_screen_of_their_organisation(mio):
    organisation = Organisation.objects.get(name="浜町内会")

    def on_its_screen(**boxes: Any) -> None:
        form = change_form(mio, organisation)
        if not ContactPerson.objects.filter(phone=NUMBER).exists():
            form.add_part("contact_people", name=NAME, phone=NUMBER, consented_on="", note="", id="")
        else:
            number = next(
                name.split("-")[1]
                for name, value in form.values.items()
                if name.endswith("-id") and value == [str(the_person().pk)]
            )
            for name, value in boxes.items():
                form.values[f"contact_people-{number}-{name}"] = [value]
        form.send()

    on_its_screen()
    on_its_screen(note="夜はだめ。")
    on_its_screen(DELETE="on")

    assert not ContactPerson.objects.filter(phone=NUMBER).exists()
    assert NAME not in kept()
    assert NUMBER not in kept()
    messages = [line[4] for line in lines(mio)]
    assert [
        bool(re.search(words, message))
        for words, message in zip(("削除", "変更", "追加"), messages, strict=True)
    ] == [True] * 3
    assert all("名前は残しません" in message for message in messages)


def test_nor_when_many_are_deleted_at_once(mio):
    make.contact_person(name=NAME, phone=NUMBER)
    keys = list(ContactPerson.objects.values_list("pk", flat=True))
    names = list(ContactPerson.objects.values_list("name", flat=True))
    listed = "/admin/councils/contactperson/"
    chosen = {"action": "delete_selected", "_selected_action": keys}

    def rows(answer: Any) -> str:
        return re.search(r'name="_rows" value="([^"]*)"', answer.content.decode()).group(1)

    asked = mio.post(listed, {**chosen, "_rows": rows(mio.get(listed))})
    mio.post(listed, {**chosen, "post": "yes", "_rows": rows(asked)})

    assert ContactPerson.objects.count() == 0
    assert LogEntry.objects.filter(action_flag=DELETION).count() == len(keys)
    assert [name for name in [*names, NUMBER] if name in kept()] == []


def test_the_names_of_other_rows_stay_in_the_log(mio):
    delete(mio, Page.objects.get(slug="about"))

    assert [line[3] for line in lines(mio)] == ["この場所について"]
