"""A change of a public page may wait beside it; what waits is shown to nobody who was not asked."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from activities.models import Activity
from councils.models import Area, Page, Programme
from fujimino_support.editing import history
from fujimino_support.editing.history_words import Teller
from fujimino_support.editing.models import ContentVersion, Draft, LastChange, Preview, User
from tests import make
from tests.forms import Form, change_address, change_form

pytestmark = pytest.mark.django_db

everything = Teller(User(is_superuser=True, is_staff=True))  # for whoever may see it all


@pytest.fixture(autouse=True)
def town():
    make.town_with_everything()
    Draft.objects.all().delete()


def member(group: str, username: str, surname: str, *areas: Area | None) -> Client:
    person = make.user(username, last_name=surname, first_name="")
    person.groups.add(Group.objects.get(name=group))
    for area in areas:
        make.assignment(user=person, area=area)
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def city() -> Client:
    return member("市職員", "mio", "浜野")


@pytest.fixture
def operator() -> Client:
    return member("社協職員", "jiro", "沖野", the_activity().council.area)


def the_page() -> Page:
    return Page.objects.get(slug="about")


def the_activity() -> Activity:
    return Activity.objects.filter(recruitments__isnull=False).order_by("pk")[0]


def the_draft() -> Draft:
    return Draft.objects.get()


def review(client: Client) -> str:
    return client.get(f"/admin/editing/draft/{the_draft().pk}/change/").content.decode()


def act(client: Client, **buttons: str):
    address = f"/admin/editing/draft/{the_draft().pk}/change/"
    return client.post(address, {"token": the_draft().token, **buttons}, follow=True)


def lay(client: Client, row, **boxes: str):
    form = change_form(client, row)
    for name, value in boxes.items():
        form.fill(name, value)
    answer = form.post(_draft="1")
    assert answer.status_code == 302
    return form


def cells(html: str) -> list[list[str]]:
    (table,) = re.findall(r'<div class="held .*?</div>', html, re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub("<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_a_draft_changes_nothing_that_residents_see(city, client):
    page, version = client.get("/about/").content, ContentVersion.current()

    lay(city, the_page(), title="浜のきまり", body="あたらしい本文。")

    assert client.get("/about/").content == page
    assert ContentVersion.current() == version
    assert the_draft().by.last_name == "浜野"


def test_the_publisher_sees_before_and_after_and_publishes_in_one_step(city, client):
    old = the_page().title
    lay(city, the_page(), title="浜のきまり")
    LastChange.objects.update(on="2025-07-20")

    shown = cells(review(city))
    act(city, publish="1")

    assert shown == [["題名", old, "浜のきまり"]]
    assert the_page().title == "浜のきまり"
    assert "浜のきまり" in client.get("/about/").content.decode()
    assert not Draft.objects.exists()
    newest = everything.entries(history.versions_of(Page, the_page().pk), 0, 1)[0]
    assert (newest.who, newest.note) == ("浜野", "浜野さんの下書きを公開")


def test_what_others_changed_meanwhile_is_merged_when_a_draft_is_published(city):
    lay(city, the_page(), title="浜のきまり")
    Page.objects.filter(slug="about").update(body="夜のうちに直した。")

    act(city, publish="1")

    assert (the_page().title, the_page().body) == ("浜のきまり", "夜のうちに直した。")


def test_a_draft_that_clashes_with_a_later_save_is_opened_before_it_is_published(city):
    lay(city, the_page(), title="浜のきまり")
    Page.objects.filter(slug="about").update(title="夜のうちに直した題")

    shown = review(city)

    assert 'name="publish"' not in shown
    assert "下書きのあとに、ほかの人もここを直しました" in shown
    form = Form(
        city, change_address(the_page()), "page_form", city.get(change_address(the_page()) + "?_open=draft")
    )
    assert form.values["title"] == ["浜のきまり"]


def test_a_draft_is_sent_back_with_a_word_and_written_anew(operator, city):
    form = change_form(operator, the_activity())
    form.fill("summary", "浜で歩きます。")
    form.send()

    act(city, send_back="1", words="もっと短く。")
    told = operator.get(change_address(the_activity())).content.decode()
    opened = operator.get(change_address(the_activity()) + "?_open=draft")
    again = Form(operator, change_address(the_activity()), "activity_form", opened)
    again.fill("summary", "歩く会。")
    again.send()

    assert "差し戻し：もっと短く。" in told
    assert (the_draft().sent_back, the_draft().sheet["row"]["summary"]) == ("", ["歩く会。"])


def test_the_operators_schedule_is_live_at_once_and_her_words_wait(operator, client):
    form = change_form(operator, the_activity())
    form.fill("schedule_words", "毎週木曜日 9時から10時")
    form.fill("summary", "浜で歩きます。")
    old = the_activity().summary

    form.send()

    page = client.get(the_activity().get_absolute_url()).content.decode()
    assert (the_activity().schedule_words, the_activity().summary) == ("毎週木曜日 9時から10時", old)
    assert "浜で歩きます。" not in page
    assert the_draft().sheet["row"]["summary"] == ["浜で歩きます。"]


def test_the_operators_photo_waits_with_its_words_and_is_published_by_the_city(operator, city, client):
    count = the_activity().photos.count()
    form = change_form(operator, the_activity())
    form.add_part(
        "photos", alternative_text="浜を歩く。", caption="", focus="centre", consent="given", order="100"
    )
    form.values[f"photos-{int(form.values['photos-TOTAL_FORMS'][0]) - 1}-image"] = [make.picture("maroon")]
    form.send()
    waiting = the_activity().photos.count()

    act(city, publish="1")

    assert (waiting, the_activity().photos.count()) == (count, count + 1)
    assert "浜を歩く。" in client.get(the_activity().get_absolute_url()).content.decode()


def test_the_operator_cannot_publish_by_any_button(operator, city):
    form = change_form(operator, the_activity())
    form.fill("summary", "浜で歩きます。")
    form.send()
    old = the_activity().summary

    answers = [
        act(operator, publish="1").status_code,
        act(operator, send_back="1", words="x").status_code,
        operator.post(
            "/admin/activities/activity/",
            {"action": "withdraw", "_selected_action": the_activity().pk},
        ).status_code,
    ]

    assert answers[:2] == [403, 403]
    assert (the_activity().summary, the_activity().state) == (old, "public")


def test_drafts_of_other_areas_are_not_there_for_the_operator(city):
    stranger = member("社協職員", "sora", "磯野", make.area(name="みさき", slug="misaki", theme="sumi"))
    lay(city, the_activity(), summary="よその秘密の下書き")

    listed = stranger.get("/admin/editing/draft/").content.decode()

    assert "の下書き</a>" not in listed
    assert stranger.get(f"/admin/editing/draft/{the_draft().pk}/change/").status_code == 404
    assert (
        stranger.post(f"/admin/editing/draft/{the_draft().pk}/change/", {"withdraw": "1"}).status_code == 404
    )
    assert Draft.objects.exists()


def test_two_drafts_of_one_row_become_one_and_neither_is_lost(city):
    other = member("市職員", "kai", "波野")
    lay(city, the_page(), title="浜のきまり")

    form = change_form(other, the_page())
    form.fill("body", "あたらしい本文。")
    answer = form.post(_draft="1")
    form.came_back(answer).post(_draft="1")

    assert "浜野さんの下書きが先にあります" in answer.content.decode()
    assert (the_draft().sheet["row"]["title"], the_draft().sheet["row"]["body"]) == (
        ["浜のきまり"],
        ["あたらしい本文。"],
    )


def test_a_choice_made_for_a_draft_stays_a_draft(city):
    form = change_form(city, the_page())
    Page.objects.filter(slug="about").update(title="夜のうちに直した題")
    form.fill("title", "港のきまり")
    again = form.came_back(form.post(_draft="1"))
    again.values["_choose:::title"] = ["mine"]

    again.post(_draft="1")

    assert the_page().title == "夜のうちに直した題"
    assert the_draft().sheet["row"]["title"] == ["港のきまり"]


def test_a_draft_that_is_not_valid_is_refused_on_its_field(city):
    form = change_form(city, the_page())
    form.fill("title", "")

    answer = form.post(_draft="1")

    assert answer.status_code == 200
    assert answer.context["adminform"].form.errors["title"]
    assert not Draft.objects.exists()


def test_a_draft_may_be_taken_back(city):
    lay(city, the_page(), title="浜のきまり")

    act(city, withdraw="1")

    assert not Draft.objects.exists()
    assert the_page().title != "浜のきまり"


def test_a_button_pressed_for_an_older_draft_does_nothing(city):
    lay(city, the_page(), title="浜のきまり")
    address, token = f"/admin/editing/draft/{the_draft().pk}/change/", the_draft().token
    opened = Form(
        city, change_address(the_page()), "page_form", city.get(change_address(the_page()) + "?_open=draft")
    )
    opened.fill("title", "港のきまり")
    opened.post(_draft="1")

    answer = city.post(address, {"token": token, "publish": "1"}, follow=True)

    assert "書き直されました" in answer.content.decode()
    assert the_page().title not in ("浜のきまり", "港のきまり")


@pytest.mark.parametrize("row", [lambda: Programme.objects.get(), the_activity, the_page])
def test_any_content_can_wait(city, row):
    form = change_form(city, row())
    answer = form.post(_draft="1")
    assert answer.status_code == 302
    assert not Draft.objects.exists()  # nothing was changed


# Previews


def preview(client: Client) -> str:
    act(client, preview="1")
    (address,) = re.findall(r'href="(/preview/[^"]+)"', review(client))
    return address


def test_a_preview_is_the_real_page_as_it_will_be_and_leaves_nothing_behind(city, client):
    lay(city, the_page(), title="浜のきまり")
    before = client.get("/about/").content
    address = preview(city)
    version = ContentVersion.current()

    answer = client.get(address)

    assert answer.status_code == 200
    assert "浜のきまり" in answer.content.decode()
    assert "確認用のページ" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert not answer.has_header("ETag")
    assert (ContentVersion.current(), client.get("/about/").content) == (version, before)


def test_a_preview_of_parts_and_photos_shows_them(operator, city, client):
    form = change_form(operator, the_activity())
    form.add_part(
        "photos", alternative_text="浜を歩く。", caption="", focus="centre", consent="given", order="100"
    )
    form.values[f"photos-{int(form.values['photos-TOTAL_FORMS'][0]) - 1}-image"] = [make.picture("maroon")]
    form.send()
    photos = the_activity().photos.count()

    answer = client.get(preview(city))

    assert "浜を歩く。" in answer.content.decode()
    assert the_activity().photos.count() == photos


def test_a_preview_ends_after_seven_days(city, client):
    lay(city, the_page(), title="浜のきまり")
    address = preview(city)

    with time_machine.travel(timezone.localtime() + timedelta(days=8)):
        late = client.get(address).status_code

    assert (client.get(address).status_code, late) == (200, 404)


def test_a_preview_is_closed_by_hand_and_with_its_draft(city, client):
    lay(city, the_page(), title="浜のきまり")
    first = preview(city)
    act(city, close=str(Preview.objects.get().pk))
    closed = client.get(first).status_code
    second = preview(city)
    act(city, withdraw="1")

    assert (closed, client.get(second).status_code) == (404, 404)


def test_a_preview_ends_with_the_account_that_made_it(city, client):
    lay(city, the_page(), title="浜のきまり")
    address = preview(city)
    made_by = Preview.objects.get().made_by
    made_by.is_active = False
    made_by.save()

    assert client.get(address).status_code == 404


@pytest.mark.parametrize("key", ["x", "W1sxXV0:1abc:def", "%F0%9F%92%A9", "a" * 5000, "WzEsICJhIl0:1:1"])
def test_a_forged_preview_is_not_there(client, key):
    assert client.get(f"/preview/{key}/").status_code == 404


# Many at once


def choose(client: Client, action: str, rows):
    html = client.get("/admin/activities/activity/").content.decode()
    seen = re.findall(r'name="_rows" value="([^"]*)"', html)[0]
    data = {"action": action, "_selected_action": [row.pk for row in rows], "_rows": seen}
    return client.post("/admin/activities/activity/", data, follow=True)


def test_several_are_withdrawn_and_published_again_as_one_act(city):
    rows = list(Activity.objects.filter(state="public"))

    choose(city, "withdraw", rows)
    withdrawn = set(Activity.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True))
    choose(city, "publish", rows)

    assert withdrawn == {"withdrawn"}
    assert Activity.objects.filter(state="public").count() >= len(rows)
    newest = [history.versions_of(Activity, row.pk)[0].revision_id for row in rows]
    assert len(set(newest)) == 1
