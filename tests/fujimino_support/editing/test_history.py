"""Every version of a page can be read, put back into its form, and brought back from the dead."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from reversion.models import Revision, Version

from activities.models import Activity, Place
from councils.models import Area, ContactPerson, Notice, Organisation, Page
from fujimino_support.editing import history
from fujimino_support.editing.history_words import Teller
from fujimino_support.editing.models import ContentVersion, User
from tests import make
from tests.forms import Form, change_address, change_form

pytestmark = pytest.mark.django_db

everything = Teller(User(is_superuser=True, is_staff=True))  # for whoever may see it all


@pytest.fixture(autouse=True)
def town():
    make.town_with_everything()


@pytest.fixture
def mio() -> Client:
    client = Client()
    client.force_login(make.user("mio", last_name="浜野", first_name="", is_superuser=True))
    return client


def the_page() -> Page:
    return Page.objects.get(slug="about")


def the_activity() -> Activity:
    return Activity.objects.filter(recruitments__isnull=False).order_by("pk")[0]


def wanted() -> list[tuple[str, str]]:
    return sorted(the_activity().recruitments.values_list("title", "who"))


def save(client: Client, row, note: str = "", **boxes) -> None:
    form = change_form(client, row)
    for name, value in boxes.items():
        form.fill(name, value)
    form.values["change_note"] = [note]
    form.send()


def story(row) -> list[tuple[str, str, list[tuple[str, ...]]]]:
    """Who, the note, and what changed, from the newest on."""
    found = everything.entries(history.versions_of(type(row), row.pk), 0, 20)
    return [(entry.who, entry.note, [tuple(change) for change in entry.changes]) for entry in found]


def delete(client: Client, row) -> None:
    address = change_address(row).replace("/change/", "/delete/")
    seen = re.findall(r'name="_seen" value="([^"]*)"', client.get(address).content.decode())[0]
    assert client.post(address, {"post": "yes", "_seen": seen}).status_code == 302


def versions_on(client: Client, row) -> list[str]:
    """The addresses of older versions, from the newest on."""
    page = client.get(change_address(row).replace("/change/", "/history/")).content.decode()
    return re.findall(r'href="([^"]+/history/\d+/)"', page)


def test_a_save_is_told_as_before_and_after_with_its_note(mio):
    save(mio, the_page(), title="浜のきまり", note="課長の指示")
    save(mio, the_page(), body="短く書きました。", state="下書き")

    assert story(the_page()) == [
        ("浜野", "", [("公開の状態", "公開", "下書き"), ("本文", "集めません。", "短く書きました。")]),
        ("浜野", "課長の指示", [("題名", "この場所について", "浜のきまり")]),
        ("（この画面の外）", "画面の外で入った内容", []),
    ]


def test_parts_and_ticks_are_told_too(mio):
    form = change_form(mio, the_activity())
    form.fill("recruitments-0-who", "沖の人")
    form.values["photos-0-DELETE"] = ["on"]
    form.send()

    (who, _, changes), *_ = story(the_activity())

    assert who == "浜野"
    assert [(label, after) for label, _, after in changes] == [
        ("写真", "（消した）"),
        ("募集 対象", "沖の人"),
    ]


def test_what_was_written_past_every_form_is_told_as_a_step_of_its_own(mio):
    save(mio, the_page(), title="一つめ")
    Page.objects.update(title="夜のうちに直した題")
    save(mio, the_page(), title="二つめ")

    assert [(who, [after for *_, after in changes]) for who, _, changes in story(the_page())] == [
        ("浜野", ["二つめ"]),
        ("（この画面の外）", ["夜のうちに直した題"]),
        ("浜野", ["一つめ"]),
        ("（この画面の外）", []),
    ]


def test_the_page_of_the_past_shows_it_in_japanese(mio):
    save(mio, the_page(), title="浜のきまり", note="<b>課長</b>の指示")

    page = mio.get(change_address(the_page()).replace("/change/", "/history/")).content.decode()

    assert "&lt;b&gt;課長&lt;/b&gt;の指示" in page
    assert "浜のきまり" in page
    assert "浜野さん" in page


def test_an_old_version_fills_the_form_and_changes_nothing_by_itself(mio):
    save(mio, the_page(), title="浜のきまり")
    version = ContentVersion.current()
    kept = Version.objects.count()

    (older,) = versions_on(mio, the_page())
    answer = mio.get(older)

    assert answer.status_code == 200
    assert "まだ保存していません" in answer.content.decode()
    assert (the_page().title, ContentVersion.current(), Version.objects.count()) == (
        "浜のきまり",
        version,
        kept,
    )
    form = Form(mio, change_address(the_page()), "page_form", answer)
    assert form.values["title"] == ["この場所について"]
    form.send()
    assert the_page().title == "この場所について"


def test_an_old_version_brings_its_parts_along(mio):
    before = wanted()
    form = change_form(mio, the_activity())
    form.values["recruitments-0-DELETE"] = ["on"]
    form.add_part(
        "recruitments", title="沖の人を募集", seeking="helpers", body="", who="", open_until="", order="1"
    )
    form.send()

    older = versions_on(mio, the_activity())[0]
    Form(mio, change_address(the_activity()), "activity_form", mio.get(older)).send()

    assert wanted() == before


def test_a_restore_meets_a_colleagues_save_like_any_other(mio):
    save(mio, the_page(), title="浜のきまり")
    (older,) = versions_on(mio, the_page())
    form = Form(mio, change_address(the_page()), "page_form", mio.get(older))
    Page.objects.update(body="夜のうちに直した。")

    answer = form.post()

    assert answer.status_code == 409
    form.came_back(answer).send()
    assert (the_page().title, the_page().body) == ("この場所について", "夜のうちに直した。")


def test_a_deleted_activity_comes_back_as_a_draft_with_its_number_and_parts(mio):
    activity = the_activity()
    number, titles = activity.number, [row.title for row in activity.recruitments.all()]
    address = activity.get_absolute_url()
    delete(mio, activity)

    (link,) = re.findall(
        r'href="([^"]+/recover/\d+/)"', mio.get("/admin/activities/activity/recover/").content.decode()
    )
    asked = mio.get(link).content.decode()
    answer = mio.post(link)

    back = Activity.objects.get(number=number)
    assert "下書きとして戻す" in asked
    assert answer.status_code == 302
    assert (back.state, [row.title for row in back.recruitments.all()]) == ("draft", titles)
    assert Client().get(address).status_code == 404


def test_rows_deleted_together_come_back_one_by_one(mio):
    keys = list(Notice.objects.values_list("pk", flat=True))
    page = mio.get("/admin/councils/notice/").content.decode()
    chosen = {"action": "delete_selected", "_selected_action": keys}
    asked = mio.post(
        "/admin/councils/notice/", {**chosen, "_rows": re.findall(r'name="_rows" value="([^"]*)"', page)[0]}
    )
    rows = re.findall(r'name="_rows" value="([^"]*)"', asked.content.decode())[0]
    mio.post("/admin/councils/notice/", {**chosen, "post": "yes", "_rows": rows})
    gone = Notice.objects.count()

    for link in re.findall(
        r'href="([^"]+/recover/\d+/)"', mio.get("/admin/councils/notice/recover/").content.decode()
    ):
        mio.post(link)

    assert gone == 0
    assert sorted(Notice.objects.values_list("pk", flat=True)) == sorted(keys)


def test_what_stands_in_the_way_of_a_return_is_said(mio):
    place = make.place(name="波止場")
    delete(mio, place)
    make.place(name="波止場")

    (link,) = re.findall(
        r'href="([^"]+/recover/\d+/)"', mio.get("/admin/activities/place/recover/").content.decode()
    )
    answer = mio.post(link, follow=True)

    assert "戻せません" in answer.content.decode()
    assert Place.objects.filter(name="波止場").count() == 1


def test_the_host_of_a_bench_leaves_no_trace_in_the_past_and_stays_when_it_comes_back(mio):
    bench = make.bench(spot="軒下", host="磯部 花子", host_agreed=True)
    save(mio, bench, spot="入口の右")
    save(mio, bench, host="磯の店")
    oldest = versions_on(mio, bench)[-1]

    form = Form(mio, change_address(bench), "bench_form", mio.get(oldest))

    assert [one for one in Version.objects.all() if "磯部" in one.serialized_data] == []
    assert (form.values["spot"], form.values["host"]) == (["軒下"], ["磯の店"])
    bench.refresh_from_db()
    history.remember(bench)
    before = Version.objects.count()
    history.remember(bench)
    assert (bench.spot, bench.host, bench.host_agreed, Version.objects.count()) == (
        "入口の右",
        "磯の店",
        True,
        before,
    )


def test_people_to_ring_leave_no_trace_in_the_past(mio):
    organisation = Organisation.objects.filter(contact_people__isnull=False).order_by("pk")[0]
    person = organisation.contact_people.order_by("pk")[0]
    save(mio, organisation, name="新しい名の会")
    save(mio, person, note="直した。")
    delete(mio, person)

    kept = " ".join(Version.objects.values_list("serialized_data", flat=True))

    assert person.name not in kept
    assert person.phone not in kept
    assert not ContactPerson.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("version", ["0", "999999999", "9" * 40, "1"])
def test_a_version_of_another_row_or_of_none_is_not_there(mio, version):
    area = Area.objects.order_by("pk")[0]
    save(mio, the_page(), title="浜のきまり")
    stranger = Version.objects.filter(content_type__model="page").first()
    number = str(stranger.pk) if version == "1" else version

    addresses = [
        f"/admin/councils/area/{area.pk}/history/{number}/",
        f"/admin/councils/area/recover/{number}/",
    ]

    assert [mio.get(address).status_code for address in addresses] == [404, 404]


def test_the_past_is_forgotten_in_time_but_for_each_rows_last_word(mio):
    save(mio, the_page(), title="一つめ")
    save(mio, the_page(), title="二つめ")
    Revision.objects.update(date_created=timezone.localtime() - timedelta(days=4000))

    history.forget_before(timezone.localtime() - timedelta(days=3650))

    assert [entry.who for entry in everything.entries(history.versions_of(Page, the_page().pk), 0, 9)] == [
        "浜野"
    ]


def test_a_long_past_is_told_in_pages_at_a_constant_price(mio, django_assert_max_num_queries):
    for number in range(25):
        save(mio, the_page(), title=f"題{number}")

    with django_assert_max_num_queries(20):
        first = mio.get(change_address(the_page()).replace("/change/", "/history/"))
    second = mio.get(change_address(the_page()).replace("/change/", "/history/") + "?p=2")

    assert "1 / 2ページ" in first.content.decode()
    assert "はじめの記録です" in second.content.decode()


def test_the_past_names_nothing_that_its_reader_may_not_name():
    strange = make.area(name="よその地区", slug="yoso", theme="sumi")
    secret = make.council(name="よその内緒の会議", area=strange)
    activity = the_activity()
    ours = activity.council
    history.remember(activity)
    Activity.objects.filter(pk=activity.pk).update(council=secret)
    history.remember(the_activity())
    Activity.objects.filter(pk=activity.pk).update(council=ours)
    history.remember(the_activity())
    person = make.user("jiro")
    person.groups.add(Group.objects.get(name="社協職員"))
    make.assignment(user=person, area=ours.area)
    operator = Client()
    operator.force_login(person)

    page = operator.get(change_address(activity).replace("/change/", "/history/"))

    assert page.status_code == 200
    assert "（ほかの地域のもの）" in page.content.decode()
    assert "内緒" not in page.content.decode()
