"""Two editors of one page: whoever saves second loses nothing and overwrites nothing unseen."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from activities.models import Activity, Recruitment
from councils.models import Area, Notice, Organisation, Page
from tests import make
from tests.forms import change_address, change_form

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def town():
    make.town_with_everything()


def editor(username: str, surname: str) -> Client:
    client = Client()
    client.force_login(make.user(username, last_name=surname, first_name="", is_superuser=True))
    return client


@pytest.fixture
def mio() -> Client:
    return editor("mio", "浜野")


@pytest.fixture
def jiro() -> Client:
    return editor("jiro", "沖野")


def the_page() -> Page:
    return Page.objects.get(slug="about")


def rows_of(answer) -> list[list[str]]:
    """The table of differences as it stands on the page: each row's cells, without tags."""
    (table,) = re.findall(r'<div class="held .*?</div>', answer.content.decode(), re.DOTALL)
    rows = re.findall(r"<tr.*?</tr>", table, re.DOTALL)[1:]
    return [
        [
            " ".join(re.sub("<[^>]+>", " ", cell).split())
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)
        ]
        for row in rows
    ]


def test_the_second_saver_sees_both_versions_and_who_saved_the_first(mio, jiro):
    before = the_page().title
    first, second = change_form(mio, the_page()), change_form(jiro, the_page())
    first.fill("title", "浜のきまり")
    first.send()
    second.fill("title", "港のきまり")

    answer = second.post()

    assert (answer.status_code, the_page().title) == (409, "浜のきまり")
    assert rows_of(answer) == [["題名", before, "こちらを残す 浜のきまり", "こちらを残す 港のきまり"]]
    assert "浜野さん（" in answer.content.decode()
    assert second.came_back(answer).values["title"] == ["港のきまり"]


def test_saving_again_after_having_seen_both_takes_what_was_typed(mio, jiro):
    first, second = change_form(mio, the_page()), change_form(jiro, the_page())
    first.fill("title", "浜のきまり")
    first.send()
    second.fill("title", "港のきまり")

    second.came_back(second.post()).send()

    assert the_page().title == "港のきまり"


def test_the_other_version_can_be_chosen_instead(mio, jiro):
    first, second = change_form(mio, the_page()), change_form(jiro, the_page())
    first.fill("title", "浜のきまり")
    first.send()
    second.fill("title", "港のきまり")
    again = second.came_back(second.post())
    again.values["_choose:::title"] = ["theirs"]

    again.send()

    assert the_page().title == "浜のきまり"


def test_edits_of_different_fields_are_merged_and_shown_before_they_are_saved(mio, jiro):
    first, second = change_form(mio, the_page()), change_form(jiro, the_page())
    first.fill("title", "浜のきまり")
    first.send()
    second.fill("body", "短く書きました。")

    answer = second.post()
    second.came_back(answer).send()

    assert answer.status_code == 409
    assert (the_page().title, the_page().body) == ("浜のきまり", "短く書きました。")


def test_a_write_past_every_form_is_noticed_too(jiro):
    form = change_form(jiro, the_page())
    Page.objects.update(title="夜のうちに直した題")
    form.fill("title", "港のきまり")

    answer = form.post()

    assert (answer.status_code, the_page().title) == (409, "夜のうちに直した題")
    assert "ほかの人が保存しました" in answer.content.decode()


def test_a_third_save_in_between_is_shown_as_well(mio, jiro):
    form = change_form(jiro, the_page())
    Page.objects.update(title="一つめ")
    form.fill("body", "短く書きました。")
    again = form.came_back(form.post())
    Page.objects.update(title="二つめ")

    answer = again.post()
    again.came_back(answer).send()

    assert answer.status_code == 409
    assert (the_page().title, the_page().body) == ("二つめ", "短く書きました。")


def test_what_was_put_back_in_between_is_no_conflict(mio, jiro):
    title = the_page().title
    form = change_form(jiro, the_page())
    Page.objects.update(title="すぐに戻した題")
    Page.objects.update(title=title)
    form.fill("title", "港のきまり")

    form.send()

    assert the_page().title == "港のきまり"


@pytest.mark.parametrize("token", ["", "garbage", "eyJhIjoxfQ:1abc:def", "x" * 50_000])
def test_a_form_that_does_not_say_what_was_seen_is_held_back(jiro, token):
    form = change_form(jiro, the_page())
    form.fill("title", "港のきまり")
    form.values["_seen"] = [token]

    answer = form.post()

    assert answer.status_code == 409
    assert the_page().title != "港のきまり"
    assert form.came_back(answer).values["title"] == ["港のきまり"]


def test_saving_one_form_twice_writes_once_and_asks_the_second_time(jiro):
    form = change_form(jiro, the_page())
    form.fill("title", "港のきまり")
    form.send()

    answer = form.post()

    assert answer.status_code == 409
    assert the_page().title == "港のきまり"


def test_ticks_are_compared_like_words(mio, jiro):
    organisation = Organisation.objects.order_by("pk")[0]
    first, second = change_form(mio, organisation), change_form(jiro, organisation)
    first.values["areas"] = [str(Area.objects.order_by("pk").last().pk)]
    first.send()
    second.fill("name", "新しい名の会")

    answer = second.post()
    second.came_back(answer).send()

    organisation.refresh_from_db()
    assert answer.status_code == 409
    assert organisation.name == "新しい名の会"
    assert list(organisation.areas.all()) == [Area.objects.order_by("pk").last()]


# Parts on the screen of their parent


def the_activity() -> Activity:
    return Activity.objects.filter(recruitments__isnull=False).order_by("pk")[0]


def titles() -> list[str]:
    return sorted(the_activity().recruitments.values_list("title", flat=True))


def test_two_parts_that_two_people_add_are_both_kept(mio, jiro):
    before = titles()
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    for form, title in ((first, "浜の人を募集"), (second, "沖の人を募集")):
        form.add_part(
            "recruitments", title=title, seeking="helpers", body="", who="", open_until="", order="100"
        )
    first.send()

    answer = second.post()
    second.came_back(answer).send()

    assert answer.status_code == 409
    assert titles() == sorted([*before, "浜の人を募集", "沖の人を募集"])


def test_one_part_changed_by_two_in_different_boxes_is_merged(mio, jiro):
    part = the_activity().recruitments.order_by("order", "pk")[0]
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    first.fill("recruitments-0-title", "浜の人を募集")
    first.send()
    second.fill("recruitments-0-who", "沖の人")

    second.came_back(second.post()).send()

    part.refresh_from_db()
    assert (part.title, part.who) == ("浜の人を募集", "沖の人")


def test_a_part_that_one_deletes_and_another_changes_is_not_lost(mio, jiro):
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    first.values["recruitments-0-DELETE"] = ["on"]
    first.send()
    second.fill("recruitments-0-title", "沖の人を募集")

    answer = second.post()
    second.came_back(answer).send()

    assert answer.status_code == 409
    assert "沖の人を募集" in titles()


def test_a_part_that_one_changes_and_another_deletes_is_not_lost(mio, jiro):
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    first.fill("recruitments-0-title", "浜の人を募集")
    first.send()
    second.values["recruitments-0-DELETE"] = ["on"]

    answer = second.post()
    second.came_back(answer).send()

    assert answer.status_code == 409
    assert "浜の人を募集" in titles()


def test_a_part_that_nobody_else_touched_is_deleted(mio, jiro):
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    gone = the_activity().recruitments.order_by("order", "pk")[0].title
    first.fill("summary", "浜で集まります。")
    first.send()
    second.values["recruitments-0-DELETE"] = ["on"]

    second.came_back(second.post()).send()

    assert gone not in titles()
    assert the_activity().summary == "浜で集まります。"


def test_a_photo_that_was_chosen_survives_the_question(mio, jiro):
    count = the_activity().photos.count()
    first, second = change_form(mio, the_activity()), change_form(jiro, the_activity())
    first.fill("summary", "浜で集まります。")
    first.send()
    second.add_part(
        "photos",
        alternative_text="広場で歩いている。",
        caption="",
        focus="centre",
        consent="given",
        order="100",
    )
    number = int(second.values["photos-TOTAL_FORMS"][0]) - 1
    second.values[f"photos-{number}-image"] = [make.picture("maroon")]

    answer = second.post()
    second.came_back(answer).send()

    assert answer.status_code == 409
    assert the_activity().photos.count() == count + 1


# Deleting, and many at once


def delete(client: Client, row, **boxes):
    return client.post(change_address(row).replace("/change/", "/delete/"), {"post": "yes", **boxes})


def seen_on(client: Client, address: str) -> str:
    return re.findall(r'name="_(?:seen|rows)" value="([^"]*)"', client.get(address).content.decode())[0]


def test_deleting_what_a_colleague_has_changed_asks_again(mio, jiro):
    notice = Notice.objects.order_by("pk")[0]
    seen = seen_on(jiro, change_address(notice).replace("/change/", "/delete/"))
    form = change_form(mio, notice)
    form.fill("text", "波がおさまりました。")
    form.send()

    answer = delete(jiro, notice, _seen=seen)

    assert answer.status_code == 200
    assert "まだ消していません" in answer.content.decode()
    assert "波がおさまりました。" in answer.content.decode()
    assert Notice.objects.filter(pk=notice.pk).exists()


def test_deleting_what_was_seen_deletes(jiro):
    notice = Notice.objects.order_by("pk")[0]

    answer = delete(jiro, notice, _seen=seen_on(jiro, change_address(notice).replace("/change/", "/delete/")))

    assert (answer.status_code, Notice.objects.filter(pk=notice.pk).exists()) == (302, False)


def test_an_action_leaves_everything_alone_when_a_chosen_row_has_changed(mio, jiro):
    notices = list(Notice.objects.order_by("pk"))
    rows = seen_on(jiro, "/admin/councils/notice/")
    form = change_form(mio, notices[0])
    form.fill("text", "波がおさまりました。")
    form.send()

    answer = jiro.post(
        "/admin/councils/notice/",
        {"action": "delete_selected", "_selected_action": [row.pk for row in notices], "_rows": rows},
        follow=True,
    )

    assert (
        "まだ何もしていません。この一覧を開いたあとに、「波がおさまりました。」が変わりました。"
        in answer.content.decode()
    )
    assert Notice.objects.count() == len(notices)


def test_deleting_several_asks_and_compares_again(mio, jiro):
    notices = list(Notice.objects.order_by("pk"))
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in notices]}
    asked = jiro.post(
        "/admin/councils/notice/", {**chosen, "_rows": seen_on(jiro, "/admin/councils/notice/")}
    ).content.decode()
    rows = re.findall(r'name="_rows" value="([^"]*)"', asked)[0]
    Notice.objects.filter(pk=notices[0].pk).update(text="夜のうちに直した。")
    refused = jiro.post("/admin/councils/notice/", {**chosen, "post": "yes", "_rows": rows})
    after_refusal = Notice.objects.count()
    jiro.post(
        "/admin/councils/notice/",
        {**chosen, "post": "yes", "_rows": seen_on(jiro, "/admin/councils/notice/")},
    )

    assert (refused.status_code, after_refusal) == (302, len(notices))
    assert Notice.objects.count() == 0


def test_nothing_is_deleted_by_a_form_that_does_not_say_what_was_seen(jiro):
    notice = Notice.objects.order_by("pk")[0]

    delete(jiro, notice)
    jiro.post(
        "/admin/councils/notice/", {"action": "delete_selected", "_selected_action": notice.pk, "post": "yes"}
    )

    assert Notice.objects.filter(pk=notice.pk).exists()
    assert Recruitment.objects.exists()
