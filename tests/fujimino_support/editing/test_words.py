"""A word is found everywhere, changed as one act, and put back as one."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import urlencode

import html5lib
import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Revision, Version

from activities.models import Activity, Place, Recruitment
from activities.schedule import dates
from councils.models import (
    ContactPerson,
    Meeting,
    Notice,
    Page,
    ProgrammeSection,
)
from fujimino_support.editing import history, words
from fujimino_support.editing.history_words import Teller
from fujimino_support.editing.models import ContentVersion, User
from fujimino_support.editing.sheets import NOTE
from fujimino_support.editing.words_past import acts
from tests import make
from tests.forms import Form, change_address, change_form

from .signin.test_windows import faults

pytestmark = pytest.mark.django_db
ADDRESS = "/admin/words/"


@pytest.fixture(autouse=True)
def town():
    make.town_with_everything()
    LogEntry.objects.all().delete()
    Revision.objects.all().delete()


def clerk(username: str, group: str = "市職員", **name: str) -> Client:
    person = make.user(username, **name)
    person.groups.add(Group.objects.get(name=group))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def mio() -> Client:
    return clerk("mio", last_name="浜野", first_name="みお")


def asked(find: str, put: str = "", **more: Any) -> str:
    erase = {} if put else {"erase": "on"}
    return f"{ADDRESS}?{urlencode({'find': find, 'put': put, **erase, **more}, doseq=True)}"


def cells(row: Any) -> list[str]:
    """The words of each cell, with 【】 around what is marked."""
    for mark in row.iter("mark"):
        mark.text = f"【{mark.text or ''}】"
    return [" ".join("".join(cell.itertext()).split()) for cell in row if cell.tag in ("th", "td")]


def places_on(answer: Any) -> list[tuple[str, list[list[str]]]]:
    """What a screen shows: the heading of each row and its places."""
    tree = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    found = []
    for section in tree.iter("section"):
        heading = next(one for one in section if one.tag in ("h2", "h3"))
        bodies = [row for body in section.iter("tbody") for row in body.iter("tr")]
        found.append(("".join(heading.itertext()), [cells(row) for row in bodies]))
    return found


def told(answer: Any) -> list[str]:
    tree = html5lib.parse(answer.content.decode(), namespaceHTMLElements=False)
    return [
        "".join(line.itertext())
        for one in tree.iter("ul")
        if one.get("class") in ("messagelist", "errorlist")
        for line in one
    ]


def look(client: Client, find: str, put: str, **more: Any) -> Form:
    form = Form(client, asked(find, put, **more), "replace_form")
    tree = html5lib.parse(form.text, namespaceHTMLElements=False)
    form.values["place"] = [
        box.get("value")
        for box in tree.iter("input")
        if box.get("name") == "place" and "checked" in box.attrib
    ]
    return form


def replace(client: Client, find: str, put: str, **more: Any) -> Any:
    """Through the screens, everything ticked; the page that comes after it."""
    form = look(client, find, put, **more)
    return client.post(form.address, form.values, follow=True)


def latest() -> Revision:
    return acts()[0]


def undo(client: Client, revision: Revision) -> Any:
    return client.post(f"{ADDRESS}{revision.pk}/", follow=True)


def everything() -> dict[str, list[dict[str, Any]]]:
    return {
        kind.label: list(kind.model._base_manager.order_by("pk").values())
        for kind in words.kinds(User.objects.get(username="mio"))
    }


def written() -> tuple[Any, ...]:
    """All that an act writes."""
    return everything(), ContentVersion.current(), Version.objects.count(), LogEntry.objects.count()


# Who


@pytest.mark.parametrize(
    ("who", "status"), [("市職員", 200), ("社協職員", 403), ("", 403)], ids=["city", "operator", "colleague"]
)
def test_it_is_for_the_city_alone(mio, who, status):
    replace(mio, "かもめ体操", "うみねこ体操")
    page = f"{ADDRESS}{latest().pk}/"
    client = clerk("other", who) if who else Client()
    if not who:
        client.force_login(make.user("other"))
    before = written()

    answers = [client.get(ADDRESS), client.get(asked("浜", "海")), client.get(page)]
    if status == 403:
        answers += [client.post(ADDRESS), client.post(page)]

    assert {answer.status_code for answer in answers} == {status}
    assert written() == before


def test_a_stranger_is_sent_to_the_door():
    assert [Client().get(ADDRESS).status_code, Client().post(f"{ADDRESS}1/").status_code] == [302, 302]


def test_the_desk_of_words_leads_there_for_those_who_may(mio):
    link = f'<a href="{ADDRESS}">言葉の置き換え</a>'

    assert link in mio.get("/admin/").content.decode()
    assert link not in clerk("other", "社協職員").get("/admin/").content.decode()


# Looking


def test_every_place_is_shown_before_and_after(mio):
    Activity.objects.filter(name="かもめ体操").update(body="浜の集会所へ。帰りも浜の集会所から。")
    Page.objects.filter(slug="about").update(state="draft", body="浜の集会所のこと")
    make.contact_person(name="浜の集会所 太郎")

    answer = mio.get(asked("浜の集会所", "波止場会館"))

    assert places_on(answer) == [
        (
            "かもめ体操（活動）",
            [
                [
                    "紹介",
                    "【浜の集会所】へ。帰りも【浜の集会所】から。",
                    "【波止場会館】へ。帰りも【波止場会館】から。",
                ]
            ],
        ),
        ("浜の集会所（場所）", [["名前", "【浜の集会所】", "【波止場会館】"]]),
        ("はまなす協議会 2025-05-12（会議）", [["場所", "【浜の集会所】", "【波止場会館】"]]),
        (
            "高波のため、浜の集会所を閉めています。（お知らせ）",
            [
                [
                    "本文",
                    "高波のため、【浜の集会所】を閉めています。",
                    "高波のため、【波止場会館】を閉めています。",
                ]
            ],
        ),
        ("この場所について（ページ、下書き）", [["本文", "【浜の集会所】のこと", "【波止場会館】のこと"]]),
    ]
    assert "5か所" in answer.content.decode()
    assert look(mio, "浜の集会所", "波止場会館").values["place"] == ["0", "1", "2", "3", "4"]


def test_a_part_is_shown_with_the_row_on_whose_screen_it_is_written(mio):
    recruitment = Recruitment.objects.get(title="浜の掃除をする人")

    answer = mio.get(asked("の掃除", "の手入れ"))

    assert places_on(answer) == [
        (
            "かもめ体操（活動）",
            [["募集「浜の掃除をする人」の題名", "浜【の掃除】をする人", "浜【の手入れ】をする人"]],
        )
    ]
    assert f'href="{change_address(recruitment.activity)}"' in answer.content.decode()


def test_looking_writes_nothing(mio):
    before = written()

    mio.get(asked("浜", "海"))

    assert written() == before


def test_only_a_little_of_a_long_text_is_shown(mio):
    Page.objects.filter(slug="about").update(body="あ" * 50 + "潮干狩り" + "い" * 80 + "潮干狩り" + "う" * 50)

    (_, [[_, before, after]]) = places_on(mio.get(asked("潮干狩り", "貝掘り")))[0]

    assert before == f"…{'あ' * 30}【潮干狩り】{'い' * 30}…{'…'}{'い' * 30}【潮干狩り】{'う' * 30}…"
    assert after == before.replace("潮干狩り", "貝掘り")


def test_a_word_that_fills_a_text_is_shown_a_few_times(mio):
    Page.objects.filter(slug="about").update(body="潮干狩り" * 2000)

    (_, [[_, before, _]]) = places_on(mio.get(asked("潮干狩り", "貝掘り")))[0]

    assert before == f"{'【潮干狩り】' * 5}（ほかに1995回）"


def test_only_the_chosen_kinds_are_searched(mio):
    answer = mio.get(asked("浜の集会所", "波止場", kinds=["activities.place"]))

    assert places_on(answer) == [("浜の集会所（場所）", [["名前", "【浜の集会所】", "【波止場】"]])]


def test_addresses_are_left_out_unless_asked_for(mio):
    without = mio.get(asked("town.example", "machi.example"))
    within = mio.get(asked("town.example", "machi.example", addresses="on"))

    assert places_on(without) == []
    assert "どこにもありません" in without.content.decode()
    assert places_on(within) == [
        (
            "ささえあい課 くらしの係（問い合わせ先）",
            [
                ["メール", "sasaeai@【town.example】", "sasaeai@【machi.example】"],
                ["問い合わせを知らせるメール", "uketsuke@【town.example】", "uketsuke@【machi.example】"],
            ],
        )
    ]


@pytest.mark.parametrize("code", ["hamanasu", "privacy", "kaki", "public", "019999", "000-0001", "cc0-1.0"])
def test_codes_choices_and_addresses_on_paper_are_never_found(mio, code):
    assert places_on(mio.get(asked(code, "x", addresses="on"))) == []


def test_people_to_ring_are_never_found(mio):
    person = ContactPerson.objects.get(name="磯部 花子")

    page = mio.get(asked("磯部 花子", "磯部 月子")).content.decode()

    assert "どこにもありません" in page
    assert person.phone not in page


def test_every_kind_of_words_has_a_screen_and_is_of_residents_pages(mio):
    found = [(kind.label, [one.name for one in words.texts(kind.model)]) for kind in words.kinds(the_clerk())]

    assert found == [
        (
            "activities.activity",
            [
                *(
                    "name",
                    "kana",
                    "summary",
                    "body",
                    "schedule_words",
                    "place_words",
                    "audience",
                    "fee_words",
                ),
                *("booking_words", "bring", "contact_name", "contact_phone"),
            ],
        ),
        ("activities.sessionchange", ["reason"]),
        ("activities.activityrole", ["words"]),
        ("activities.recruitment", ["title", "body", "who"]),
        ("activities.photo", ["alternative_text", "caption"]),
        ("activities.closure", ["reason"]),
        ("activities.place", ["name", "kana", "address", "phone", "access", "nearest_stop"]),
        ("activities.bench", ["spot", "alternative_text"]),
        ("activities.category", ["name"]),
        ("councils.area", ["name", "kana", "centre_name", "centre_phone"]),
        ("councils.council", ["name", "kana", "body"]),
        ("councils.meeting", ["place", "topics", "outcome"]),
        ("councils.tier", ["name", "scope", "body"]),
        ("councils.town", ["name", "kana"]),
        (
            "councils.programme",
            [
                *("site_name", "name", "headline", "lead", "prefecture", "city", "operator"),
                *("operator_link_label", "operator_link", "as_of_note"),
            ],
        ),
        ("councils.programmesection", ["heading", "body"]),
        ("councils.notice", ["text"]),
        ("councils.page", ["title", "body"]),
        (
            "councils.contactoffice",
            ["name", "short_name", "address", "phone", "fax", "mail", "inbox", "hours"],
        ),
        ("councils.relatedlink", ["label", "url"]),
        ("coordinators.coordinator", ["surname", "surname_kana", "given_name", "given_name_kana", "message"]),
        ("councils.organisation", ["name", "kana"]),
    ]


def the_clerk() -> User:
    return User.objects.get(username="mio")


# Other spellings


def test_other_spellings_are_named_and_left_alone(mio):
    Place.objects.filter(name="かもめ広場").update(name="緑ケ丘会館", access="緑ヶ丘から、緑ｹ丘を通る。")
    Page.objects.filter(slug="about").update(body="緑ヶ丘の会。みどりがおか。緑が丘。")

    page = mio.get(asked("緑ヶ丘", "緑の丘"))
    replace(mio, "緑ヶ丘", "緑の丘")

    links = re.findall(
        r'<a class="button" href="([^"]+)">「([^」]+)」を探す（(\d+)か所）', page.content.decode()
    )
    assert sorted((spelling, count) for _, spelling, count in links) == [("緑ケ丘", "1"), ("緑ｹ丘", "1")]
    assert {unescape(link) for link, *_ in links} == {asked("緑ケ丘", "緑の丘"), asked("緑ｹ丘", "緑の丘")}
    assert list(Place.objects.filter(name="緑ケ丘会館").values_list("access", flat=True)) == [
        "緑の丘から、緑ｹ丘を通る。"
    ]
    assert Page.objects.get(slug="about").body == "緑の丘の会。みどりがおか。緑が丘。"


def test_other_widths_are_named_even_where_the_word_itself_is_nowhere(mio):
    Page.objects.filter(slug="about").update(body="ＩＣＴカフェ、ｶﾌｪ")

    page = mio.get(asked("ICTカフェ", "喫茶")).content.decode()

    assert "「ICTカフェ」は、どこにもありません" in page
    assert "「ＩＣＴカフェ」を探す（1か所）" in page


# Replacing


def test_all_that_is_ticked_changes_as_one_act(mio):
    replace(mio, "はまなす相談所", "はまゆり相談所")  # another act, to be left alone
    version, revisions = ContentVersion.current(), acts().count()
    form = look(mio, "浜の集会所", "波止場会館")
    form.values["place"].remove("1")  # the meeting

    answer = mio.post(form.address, form.values, follow=True)

    assert answer.redirect_chain == [(f"{ADDRESS}{latest().pk}/", 302)]
    assert told(answer) == ["「浜の集会所」を2か所で置き換えました。"]
    assert sorted(Place.objects.values_list("name", flat=True)) == ["かもめ広場", "波止場会館"]
    assert Meeting.objects.filter(place="浜の集会所").count() == 1
    assert Notice.objects.filter(text="高波のため、波止場会館を閉めています。").count() == 1
    assert ContentVersion.current() != version
    assert acts().count() == revisions + 1
    assert (latest().user.username, latest().comment) == (
        "mio",
        "言葉の置き換え：浜の集会所→波止場会館\n2か所",
    )


def test_an_act_stands_in_the_history_and_in_the_log_of_each_row(mio):
    activity = Activity.objects.get(name="かもめ体操")

    replace(mio, "編み手", "編み物をする人")
    replace(mio, "かもめ体操", "うみねこ体操")

    found = Teller(the_clerk()).entries(history.versions_of(Activity, activity.pk), 0, 9)
    assert [
        (one.who, one.note.split("\n")[0], [tuple(change) for change in one.changes]) for one in found
    ] == [
        ("浜野 みお", "言葉の置き換え：かもめ体操→うみねこ体操", [("名前", "かもめ体操", "うみねこ体操")]),
        ("浜野 みお", "言葉の置き換え：編み手→編み物をする人", [("募集 題名", "編み手", "編み物をする人")]),
        ("（この画面の外）", "画面の外で入った内容", []),
    ]
    assert sorted(
        LogEntry.objects.values_list("user__username", "object_id", "object_repr", "change_message")
    ) == [
        ("mio", str(activity.pk), "うみねこ体操", "言葉の置き換え：かもめ体操→うみねこ体操"),
        ("mio", str(activity.pk), "かもめ体操", "言葉の置き換え：編み手→編み物をする人"),
    ]


def test_the_page_after_it_shows_what_was_done_and_so_does_that_of_taking_it_back(mio):
    Page.objects.filter(slug="about").update(body="編み手と編み手")

    done = replace(mio, "編み手", "縫い手")
    back = undo(mio, latest())

    before, after = "【編み手】と【編み手】", "【縫い手】と【縫い手】"
    assert places_on(done) == [
        ("かもめ体操（活動）", [["募集「縫い手」の題名", "【編み手】", "【縫い手】"]]),
        ("この場所について（ページ）", [["本文", before, after]]),
    ]
    assert places_on(back) == [
        ("かもめ体操（活動）", [["募集「編み手」の題名", "【縫い手】", "【編み手】"]]),
        ("この場所について（ページ）", [["本文", after, before]]),
    ]
    assert told(done) == ["「編み手」を2か所で置き換えました。"]
    assert "浜野 みおさんが2か所を変えました" in done.content.decode()


def test_a_word_may_be_erased_on_purpose_alone(mio):
    refused = mio.get(f"{ADDRESS}?find=編み手&put=")
    replace(mio, "をする人", "")

    assert told(refused) == ["代わりの言葉を入力するか、「探した言葉を消す」を選んでください。"]
    assert Recruitment.objects.filter(title="浜の掃除").exists()
    assert latest().comment == "言葉の置き換え：をする人→（消す）\n1か所"


def test_a_word_within_its_own_replacement_is_replaced_once(mio):
    replace(mio, "かもめ広場", "新かもめ広場")

    assert Place.objects.filter(name="新かもめ広場").count() == 1


def test_readings_and_telephones_are_written_as_their_boxes_write_them(mio):
    replace(mio, "はまのしゅうかいじょ", "ハマカイカン")
    replace(mio, "0123-45-2222", "０１２３ー４５ー９９９９")

    assert list(Place.objects.filter(name="浜の集会所").values_list("kana", "phone")) == [
        ("はまかいかん", "0123-45-9999")
    ]


def test_pressing_twice_does_it_once(mio):
    form = look(mio, "かもめ", "うみねこ")
    mio.post(form.address, form.values, follow=True)
    before = written()

    again = mio.post(form.address, form.values, follow=True)

    assert again.redirect_chain == [(f"{ADDRESS}{latest().pk}/", 302)]
    assert told(again) == ["もう置き換えてあります。二度は置き換えていません。"]
    assert written() == before


def test_what_a_colleague_changed_since_the_look_is_named_and_nothing_is_done(mio):
    form = look(mio, "浜の集会所", "波止場会館")
    Place.objects.filter(name="浜の集会所").update(name="浜の集会所（新館）")
    before = written()

    answer = mio.post(form.address, form.values)

    assert answer.status_code == 409
    assert told(answer) == [
        "この画面を開いたあとに変わったところがあるので、何も変えていません：場所「浜の集会所（新館）」。"
        "下を見直して、もう一度置き換えてください。"
    ]
    assert written() == before
    again = Form(mio, form.address, "replace_form", answer)
    assert (
        "浜の集会所（新館）（場所）",
        [["名前", "【浜の集会所】（新館）", "【波止場会館】（新館）"]],
    ) in places_on(answer)
    again.values["place"] = form.values["place"]
    again.send()
    assert Place.objects.filter(name="波止場会館（新館）").exists()


def test_what_is_not_ticked_may_change_meanwhile_and_stays_unticked(mio):
    form = look(mio, "浜の集会所", "波止場会館")
    place, _, *rest = form.values["place"]
    Meeting.objects.filter(place="浜の集会所").update(place="役場")
    form.values["place"] = [place, *rest]

    assert mio.post(form.address, form.values).status_code == 302
    assert Meeting.objects.filter(place="役場").exists()
    assert Place.objects.filter(name="波止場会館").exists()


def test_a_row_deleted_meanwhile_stops_it(mio):
    form = look(mio, "編み手", "縫い手")
    Recruitment.objects.filter(title="編み手").delete()

    answer = mio.post(form.address, form.values)

    assert (answer.status_code, "消えたもの" in told(answer)[0]) == (409, True)


LONG = "とても長い名前の会" * 9


@pytest.mark.parametrize(
    ("find", "put", "problem"),
    [
        ("かもめ体操", LONG, "活動「かもめ体操」（名前："),
        ("編み物の会", "かもめ体操", "同じ名前の活動がもうあります。"),
        ("0123-45-2222", "電話なし", "電話番号は、市外局番からハイフンで区切って入力してください。"),
        ("はまちょうないかい", "浜町内会", "よみは、ひらがなで入力してください。"),
        ("浜の掃除をする人", "編み手", "この活動には、同じ題名の募集がもうあります。"),
        ("高波のため、浜の集会所を閉めています。", "", "このフィールドは空ではいけません。"),
    ],
)
def test_one_row_that_would_not_be_right_stops_all_of_it(mio, find, put, problem):
    Page.objects.filter(slug="about").update(body=f"{find}のこと")  # the first half of it would be right
    before = written()
    form = look(mio, find, put)

    answer = mio.post(form.address, form.values)

    assert problem in told(answer)[0]
    assert "何も変えていません" in told(answer)[0]
    assert written() == before


def test_nothing_ticked_changes_nothing(mio):
    form = look(mio, "浜の集会所", "波止場会館")
    form.values["place"] = []
    before = written()

    answer = mio.post(form.address, form.values)

    assert told(answer) == ["選ばれていません。置き換えるところを選んでください。何も変えていません。"]
    assert written() == before


# A schedule


def planned() -> Activity:
    return Activity.objects.get(name="かもめ体操")


def test_a_schedule_is_read_anew(mio):
    replace(mio, "水曜日", "木曜日")

    now = planned()
    assert (now.schedule_words, now.schedule_line) == ("毎週木曜日 9時から10時", "毎週木曜日 9時から10時")
    assert now.schedule is not None
    assert [day.isoweekday() for day in dates(now.schedule, *week())] == [4]


def week() -> Any:
    today = timezone.localdate()
    return today, today + timedelta(days=6)


def test_a_schedule_that_could_be_read_and_no_longer_can_stops_it(mio):
    before = written()
    form = look(mio, "水曜日", "友引の日")

    answer = mio.post(form.address, form.values)

    assert "読み取れない言葉があります" in told(answer)[0]
    assert "日程は読み直します" in form.text
    assert written() == before


def test_a_schedule_kept_as_words_stays_words(mio):
    Activity.objects.filter(name="かもめ体操").update(schedule_words="友引の朝", schedule_data=None)

    replace(mio, "友引", "仏滅")

    assert (planned().schedule_words, planned().schedule_data) == ("仏滅の朝", None)


def test_a_schedule_goes_back_with_what_was_read_from_it(mio):
    before = Activity.objects.filter(name="かもめ体操").values().get()

    replace(mio, "水曜日", "木曜日")
    undo(mio, latest())

    assert Activity.objects.filter(name="かもめ体操").values().get() == before


# Taking back


def test_an_act_is_taken_back_as_one_by_a_colleague(mio):
    before = everything()
    replace(mio, "浜", "磯")
    other = clerk("nami", last_name="波野", first_name="")
    version = ContentVersion.current()

    answer = undo(other, latest())

    assert everything() == before
    assert ContentVersion.current() != version
    assert latest().user.username == "nami"
    assert latest().comment.startswith("言葉の置き換えを元に戻した：浜→磯\n")
    assert answer.redirect_chain == [(f"{ADDRESS}{latest().pk}/", 302)]
    assert told(answer) == [f"{latest().comment.partition(chr(10))[2]}を元に戻しました。"]


def test_taking_back_can_be_taken_back(mio):
    replace(mio, "浜", "磯")
    done = everything()

    undo(mio, latest())
    undo(mio, latest())

    assert everything() == done
    assert latest().comment.startswith("言葉の置き換え：浜→磯\n")


def test_what_was_changed_since_is_left_alone_and_named(mio):
    replace(mio, "浜の集会所", "波止場会館")
    act = latest()
    Place.objects.filter(name="波止場会館").update(name="波止場会館（新館）")
    activity = planned()
    activity.delete()

    answer = undo(mio, act)

    assert told(answer) == [
        "元に戻さずに残したところがあります：場所「波止場会館（新館）」の名前。",
        "2か所を元に戻しました。",
    ]
    assert Place.objects.filter(name="波止場会館（新館）").exists()
    assert Meeting.objects.filter(place="浜の集会所").exists()


def test_other_edits_of_the_same_rows_stay(mio):
    replace(mio, "かもめ体操", "うみねこ体操")
    act = latest()
    form = change_form(mio, Activity.objects.get(name="うみねこ体操"))
    form.fill("summary", "坂で歌います。")
    form.send()

    undo(mio, act)

    assert (planned().name, planned().summary) == ("かもめ体操", "坂で歌います。")


def test_what_was_written_past_every_form_meanwhile_is_a_step_of_its_own_in_the_history(mio):
    activity = planned()
    replace(mio, "かもめ体操", "うみねこ体操")
    act = latest()
    Recruitment.objects.filter(title="編み手").delete()
    Activity.objects.filter(pk=activity.pk).update(bring="水筒")

    undo(mio, act)

    found = Teller(the_clerk()).entries(history.versions_of(Activity, activity.pk), 0, 9)
    assert [(one.who, [change.label for change in one.changes]) for one in found] == [
        ("浜野 みお", ["名前"]),
        ("（この画面の外）", ["持ち物", "募集"]),
        ("浜野 みお", ["名前"]),
        ("（この画面の外）", []),
    ]


def test_what_the_newest_version_says_already_is_not_kept_twice(mio):
    replace(mio, "かもめ体操", "うみねこ体操")
    replace(mio, "うみねこ体操", "かもめ体操")

    assert history.versions_of(Activity, planned().pk).count() == 3


def test_a_name_that_somebody_took_meanwhile_is_not_doubled(mio):
    replace(mio, "かもめ広場", "うみねこ広場")
    make.place(name="かもめ広場")

    answer = undo(mio, latest())

    assert "場所「うみねこ広場」（" in told(answer)[0]
    assert "元に戻すところは、もうありません。" in told(answer)
    assert sorted(Place.objects.values_list("name", flat=True)) == [
        "うみねこ広場",
        "かもめ広場",
        "浜の集会所",
    ]


def test_taking_back_twice_does_it_once(mio):
    replace(mio, "浜", "磯")
    act = latest()
    undo(mio, act)
    before = written()

    answer = undo(mio, act)

    assert told(answer) == ["元に戻すところは、もうありません。"]
    assert 'id="undo_form"' not in answer.content.decode()
    assert written() == before


def test_what_was_deleted_since_is_named(mio):
    replace(mio, "編み手", "縫い手")
    Recruitment.objects.filter(title="縫い手").delete()

    answer = undo(mio, latest())

    assert told(answer)[0] == "元に戻さずに残したところがあります：消えた募集「縫い手」。"


def test_past_acts_are_listed_and_taken_back_from_the_list(mio):
    replace(mio, "浜の集会所", "波止場会館")
    act = latest()

    page = mio.get(ADDRESS).content.decode()

    assert f'href="{ADDRESS}{act.pk}/">言葉の置き換え：浜の集会所→波止場会館</a>（3か所）' in page
    assert f'<form method="post" action="{ADDRESS}{act.pk}/">' in page
    assert "浜野 みおさん" in page


def test_no_note_of_an_ordinary_save_passes_for_an_act(mio):
    for number, note in enumerate(("言葉の置き換え：浜→磯", "言葉の置き換え：浜→磯\n1か所")):
        form = change_form(mio, Page.objects.get(slug="about"))
        form.values[NOTE] = [note]
        form.fill("title", f"題名{number}")
        form.post()  # of one line, it is kept; of two, refused
    revision = Revision.objects.exclude(comment="画面の外で入った内容").latest("pk")

    answers = [mio.get(f"{ADDRESS}{revision.pk}/"), mio.post(f"{ADDRESS}{revision.pk}/")]

    assert revision.comment.startswith("言葉の置き換え：")
    assert list(acts()) == []
    assert [answer.status_code for answer in answers] == [404, 404]


@pytest.mark.parametrize("number", ["0", "999999", "9" * 40])
def test_an_act_that_never_was_is_not_there(mio, number):
    assert mio.get(f"{ADDRESS}{number}/").status_code == 404


# Hostile


HOSTILE = [
    "<script>alert(1)</script>",
    "=cmd|' /C calc'!A0",
    "' OR 1=1 --",
    "%_\\",
    "(a+)+$",
    "{{ form }}",
    "👩‍👩‍👧",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_letters_of_code_are_letters(mio, text):
    Page.objects.filter(slug="about").update(body=f"前{text}後")

    page = mio.get(asked(text, f"{text}！"))
    answer = replace(mio, text, f"{text}！")

    assert places_on(page) == [
        (
            "この場所について（ページ）",
            [["本文", f"前【{' '.join(text.split())}】後", f"前【{' '.join(text.split())}！】後"]],
        )
    ]
    assert Page.objects.get(slug="about").body == f"前{text}！後"
    assert "<script>alert" not in page.content.decode() + answer.content.decode()
    assert latest().comment == f"言葉の置き換え：{text}→{text}！\n1か所"


@pytest.mark.parametrize(
    ("find", "put", "message"),
    [
        ("浜\u202e", "磯", "使えない文字が入っています（U+202E）"),
        ("浜", "磯\x07", "使えない文字が入っています（U+0007）"),
        ("浜\n丘", "磯", "使えない文字が入っています（U+000A (LF)）"),
        ("あ" * 100_000, "磯", "100"),
        ("浜", "い" * 100_000, "100"),
        ("", "磯", "探す言葉を入力してください。"),
        ("浜", "浜", "探す言葉と同じです。"),
    ],
)
def test_what_no_text_may_hold_is_refused_with_a_word(mio, find, put, message):
    answer = mio.get(asked(find, put))

    assert answer.status_code == 200
    assert message in told(answer)[0]
    assert places_on(answer) == [("これまでの置き換え", [])]


def test_a_nul_never_reaches_a_query(mio):
    assert mio.get(asked("浜\0", "磯")).status_code == 400


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"_seen": "x", "place": "0"},
        {"_seen": "x" * 100_000},
        {"_seen": "\0", "place": "\0"},
        {"place": ["0"] * 600},
    ],
)
def test_what_no_screen_sends_changes_nothing(mio, sent):
    before = written()

    answers = [mio.post(ADDRESS, sent), mio.post(asked("浜", "磯"), sent)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert written() == before


def test_a_signed_paper_of_another_screen_is_none_of_this_one(mio):
    seen = change_form(mio, Page.objects.get(slug="about")).values["_seen"]

    assert mio.post(ADDRESS, {"_seen": seen, "place": "0"}).status_code == 409


# Much


def test_at_most_five_hundred_places_are_shown_and_changed(mio):
    ProgrammeSection.objects.bulk_create(
        ProgrammeSection(slug=f"s{number}", heading=f"渚の{number}") for number in range(620)
    )

    page = mio.get(asked("渚の", "砂の"))
    form = look(mio, "渚の", "砂の")
    mio.post(form.address, form.values)
    rest = look(mio, "渚の", "砂の")

    text = page.content.decode()
    assert "620か所" in text
    assert "はじめの500か所を出しています" in text
    assert len(form.values["place"]) == 500
    assert ProgrammeSection.objects.filter(heading__startswith="砂の").count() == 500
    assert len(rest.values["place"]) == 120


def test_a_look_costs_the_same_however_much_there_is(mio):
    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert mio.get(asked("浜", "磯")).status_code == 200
        return len(captured)

    council = Activity.objects.get(name="かもめ体操").council

    def more(number: int) -> None:
        activity = make.activity(council=council, name=f"浜の会{number}", body="浜で話す。")
        make.recruitment(activity=activity, title="浜の人")
        make.photo(activity=activity, alternative_text="浜の花", image=make.picture())
        make.meeting(council=council, held_on=timezone.localdate() + timedelta(days=number), topics="浜")

    more(0)
    cost()  # whatever is only asked once in the life of a process
    before = cost()
    for number in range(1, 4):
        more(number)

    assert cost() == before


# In a browser


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_its_screens_are_open_to_everybody_at_every_width(mio, page, live_server, settings):
    settings.STAFF_OTP = False
    session = mio.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    Page.objects.filter(slug="about").update(body="9" * 300 + "浜の集会所" + "緑ヶ丘")
    Place.objects.filter(name="かもめ広場").update(name="緑ケ丘")
    replace(mio, "浜の掃除", "浜の手入れ")
    found = []

    for address in (
        *(
            ADDRESS,
            asked("浜の集会所", "波止場会館"),
            asked("緑ヶ丘", "あ"),
            asked("x", "x"),
            asked("どこにもない", "x"),
        ),
        *(f"{ADDRESS}{latest().pk}/", "/admin/admin/logentry/"),
    ):
        page.goto(live_server.url + address)
        found += [fault for fault in faults(page) if not fault.endswith("English: mio")]

    assert "\n".join(found) == ""


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
def test_it_is_done_with_the_keyboard_alone(mio, page, live_server, settings):
    session = mio.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}]
    )
    page.goto(live_server.url + ADDRESS)
    page.focus("#id_find")
    page.keyboard.type("編み手")
    page.keyboard.press("Tab")
    page.keyboard.type("縫い手")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("#replace_form input[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    page.focus("#undo_form input[type=submit]")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.locator(".messagelist").inner_text() == "1か所を元に戻しました。"
    assert Recruitment.objects.filter(title="編み手").exists()
