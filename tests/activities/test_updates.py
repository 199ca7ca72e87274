"""What changed is told in sentences, once, whatever way it was written; and what staff take back is told no longer."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, time, timedelta
from io import StringIO
from typing import Any
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from activities import telling
from activities.models import Activity, Closure, SessionChange, Told, Update
from activities.news import News, news
from activities.telling import is_behind, public_facts, tell
from activities.views import feeds as views
from councils.models import Notice
from fujimino_support.editing.models import ContentVersion, LastChange
from tests import make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

ATOM = "{http://www.w3.org/2005/Atom}"
NOW = datetime(2025, 7, 1, 8, tzinfo=ZoneInfo("Asia/Tokyo"))
WEDNESDAY = date(2025, 7, 2)
HOSTILE = [
    "</title><script>alert(1)</script>",
    "体操 & カフェ <b> ]]> &amp;",
    "\u202e🐦\u2028\x0b終",
]


def told() -> list[str]:
    """What is new since it was last asked."""
    before = set(Update.objects.values_list("pk", flat=True))
    tell(NOW)
    return [str(row) for row in Update.objects.exclude(pk__in=before).order_by("pk")]


@pytest.fixture
def exercise() -> Activity:
    make.programme()
    activity = make.activity(schedule_words="毎週水曜日 9時から10時", places=(make.place(),))
    assert told() == []
    return activity


def entries(client) -> list[tuple[str, str, str]]:
    answer = client.get("/updates.atom")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    found = ElementTree.fromstring(answer.content).iter(f"{ATOM}entry")
    return [
        (entry.findtext(f"{ATOM}title", ""), entry.find(f"{ATOM}link").get("href", ""), entry.findtext(f"{ATOM}id", ""))
        for entry in found
    ]  # fmt: skip


def titles(client) -> list[str]:
    return [title for title, _, _ in entries(client)]


# Sentences


def test_the_first_time_nothing_is_told_and_the_second_only_what_is_new(exercise):
    assert told() == []
    make.activity(name="編み物の会")
    assert told() == ["「編み物の会」の案内を始めました"]
    assert told() == []


@pytest.mark.parametrize(
    ("facts", "said", "undone"),
    [
        (
            {"reason": "会場の都合"},
            "は、中止です：会場の都合",
            "の中止は、取り消しになりました。いつもどおりです",
        ),
        (
            {"decision": "postponed", "new_date": date(2025, 7, 4), "starts_at": time(11), "reason": "雨"},
            "は、7月4日（金曜日）に延期です（11時から）：雨",
            "の延期は、取り消しになりました。いつもどおりです",
        ),
        (
            {"decision": "postponed"},
            "は、延期です。新しい日は決まっていません",
            "の延期は、取り消しになりました。いつもどおりです",
        ),
        (
            {"decision": "changed", "starts_at": time(9, 30), "ends_at": time(10)},
            "は、いつもと違います（9時30分から10時）",
            "の変更は、取り消しになりました。いつもどおりです",
        ),
    ],
)
def test_a_decision_and_its_undoing_are_told(exercise, facts, said, undone):
    change = make.session_change(activity=exercise, date=WEDNESDAY, **facts)
    assert told() == [f"「かもめ体操」の7月2日（水曜日）{said}"]

    change.delete()
    assert told() == [f"「かもめ体操」の7月2日（水曜日）{undone}"]


def test_an_added_date_is_told_and_so_is_its_end(exercise):
    hall = make.place(name="大きな会館")
    change = make.session_change(
        activity=exercise,
        date=WEDNESDAY,
        slot=2,
        decision="extra",
        starts_at=time(13),
        ends_at=time(15),
        place=hall,
    )
    assert told() == ["「かもめ体操」は、7月2日（水曜日）に臨時開催があります（13時から15時、大きな会館）"]

    change.delete()
    assert told() == ["「かもめ体操」の7月2日（水曜日）の臨時開催は、取りやめになりました"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"name": "うみねこ体操"}, ["「かもめ体操」の名前が「うみねこ体操」に変わりました"]),
        (
            {"schedule_words": "毎週木曜日", "schedule_data": None},
            ["「かもめ体操」の日時が「毎週木曜日」に変わりました"],
        ),
        (
            {"schedule_words": "", "schedule_data": None},
            ["「かもめ体操」の日時が変わりました。お問い合わせください"],
        ),
        (
            {"place_words": "の2階"},
            ["「かもめ体操」の場所が「浜の集会所の2階」に変わりました"],
        ),
        ({"status": "paused"}, ["「かもめ体操」は、いまお休みしています"]),
        ({"status": "preparing"}, ["「かもめ体操」は、いま準備中です"]),
        ({"status": "ended"}, ["「かもめ体操」の案内を終わりました"]),
        ({"state": "withdrawn"}, ["「かもめ体操」の案内を終わりました"]),
        ({"state": "draft"}, ["活動1つの案内を終わりました"]),
        ({"public_from": date(2025, 7, 2)}, ["活動1つの案内を終わりました"]),
        ({"public_until": date(2025, 6, 30)}, ["「かもめ体操」の案内を終わりました"]),
        ({"summary": "別の言葉。", "confirmed_on": date(2025, 7, 1), "order": 7}, []),
    ],
)
def test_what_becomes_of_an_activity_is_told(exercise, facts, said):
    Activity.objects.filter(pk=exercise.pk).update(**facts)  # past every form and signal

    assert told() == said


def test_a_pause_is_told_as_a_pause_and_not_as_the_undoing_of_each_day(exercise):
    make.session_change(activity=exercise, date=WEDNESDAY, reason="雨")
    told()

    Activity.objects.update(status="paused")
    assert told() == ["「かもめ体操」は、いまお休みしています"]
    Activity.objects.update(status="running")
    assert told() == [
        "「かもめ体操」が、また始まりました",
        "「かもめ体操」の7月2日（水曜日）は、中止です：雨",
    ]


def test_closed_days_and_urgent_notices_are_told(exercise):
    closure = make.closure(areas=(exercise.council.area,))
    make.notice(text="高波です。", gravity="urgent")
    make.notice(text="バスの時刻が変わりました。")
    assert told() == [
        "8月13日（水曜日）から8月16日（土曜日）までは、はまなすの活動がお休みです：お盆のため",
        "緊急のお知らせがあります：高波です。",
    ]

    closure.delete()
    assert told() == [
        "8月13日（水曜日）から8月16日（土曜日）までのはまなすの休みは、取り消しになりました。いつもどおりです"
    ]


def test_what_has_merely_passed_is_no_news(exercise):
    make.session_change(activity=exercise, date=WEDNESDAY, reason="雨")
    make.closure(first_day=WEDNESDAY, last_day=WEDNESDAY)
    make.notice(text="高波です。", gravity="urgent", shown_until=WEDNESDAY)
    told()

    later = NOW + timedelta(days=2)
    tell(later)

    assert Update.objects.filter(at=later).count() == 0
    assert not Update.objects.filter(words="").exists()


def test_the_days_of_an_activity_tell_themselves(exercise):
    Activity.objects.update(public_until=date(2025, 7, 1))
    assert told() == []
    tell(NOW + timedelta(days=1))

    assert str(Update.objects.get()) == "「かもめ体操」の案内を終わりました"


# What must not be told


@pytest.mark.parametrize(
    "facts",
    [{"state": "draft"}, {"public_from": date(2025, 7, 2)}, {"state": "withdrawn"}, {"status": "ended"}],
)
def test_nothing_is_told_of_what_residents_never_saw(exercise, facts):
    hidden = make.activity(name="もれた会", places=(make.place(name="もれた会館"),), **facts)
    make.session_change(activity=hidden, date=WEDNESDAY, reason="もれた")
    make.closure(places=tuple(hidden.places.all()), reason="もれた")
    Activity.objects.filter(pk=hidden.pk).update(name="もれた別の会")

    assert told() == []
    assert "もれた" not in str(list(Told.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize("how", ["undo", "reword", "withdraw"])
def test_a_reason_that_staff_take_back_is_told_no_longer(exercise, how):
    change = make.session_change(activity=exercise, date=WEDNESDAY, reason="磯部さんの入院")
    told()
    if how == "undo":
        change.delete()
    elif how == "reword":
        SessionChange.objects.update(reason="都合により")
    else:
        Activity.objects.update(state="withdrawn")
    told()

    sentences = [str(row) for row in Update.objects.order_by("pk")]
    assert sentences[0] == "「かもめ体操」の7月2日（水曜日）は、中止です"
    assert len(sentences) == 2
    assert "磯部" not in str(sentences + list(Told.objects.values_list("facts", flat=True)))


@pytest.mark.parametrize(
    ("how", "left"),
    [
        (
            "withdraw",
            ["「磯部さんの会」の案内を終わりました", "「磯部さんの会」の7月2日（水曜日）は、中止です"],
        ),
        ("hide", ["活動1つの案内を終わりました"]),
        ("delete", ["活動1つの案内を終わりました"]),
    ],
)
def test_a_name_leaves_the_news_when_its_page_does(exercise, client, how, left):
    Activity.objects.update(name="磯部さんの会")
    told()
    Update.objects.all().delete()
    make.session_change(activity=exercise, date=WEDNESDAY)
    told()
    if how == "delete":
        exercise.delete()
    else:
        Activity.objects.update(state={"withdraw": "withdrawn", "hide": "draft"}[how])

    assert titles(client) == left
    named = "磯部" in client.get("/activities/1/").content.decode()
    assert (
        "磯部" in str(titles(client)),
        "磯部" in str(list(Told.objects.values_list("facts", flat=True))),
    ) == (named, False)


def test_the_reason_of_a_closure_and_the_words_of_a_notice_can_be_taken_back_too(exercise):
    make.closure(reason="磯部さんの都合")
    make.notice(text="磯部さんを探しています。", gravity="urgent")
    assert "磯部" in str(told())
    Closure.objects.all().delete()
    Notice.objects.all().delete()
    told()

    assert "磯部" not in str([str(row) for row in Update.objects.all()])


# In step with every write


def test_a_change_is_told_when_staff_have_written(exercise, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ContentVersion.hold()
        make.session_change(activity=exercise, date=WEDNESDAY)

    assert Update.objects.count() == 1
    assert is_behind(ContentVersion.current(), NOW.date()) is False


def test_a_saved_change_is_saved_though_telling_fails(
    exercise, django_capture_on_commit_callbacks, monkeypatch, client
):
    def fails(now):
        raise RuntimeError

    monkeypatch.setattr(telling, "tell", fails)
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        ContentVersion.hold()
        make.session_change(activity=exercise, date=WEDNESDAY)

    assert SessionChange.objects.count() == 1
    assert titles(client) == ["「かもめ体操」の7月2日（水曜日）は、中止です"]


def test_the_feed_agrees_on_the_very_next_request_whatever_wrote(exercise, client):
    assert titles(client) == []
    row = SessionChange(activity=exercise, date=WEDNESDAY, reason="高波")
    SessionChange.objects.bulk_create([row])
    assert titles(client) == ["「かもめ体操」の7月2日（水曜日）は、中止です：高波"]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM activities_sessionchange")
    assert titles(client) == [
        "「かもめ体操」の7月2日（水曜日）の中止は、取り消しになりました。いつもどおりです",
        "「かもめ体操」の7月2日（水曜日）は、中止です",
    ]
    call_command("loaddata", "towns", verbosity=0)
    assert len(titles(client)) == 2


def test_telling_moves_neither_the_version_nor_the_day_of_the_last_change(exercise):
    make.session_change(activity=exercise, date=WEDNESDAY)
    LastChange.objects.update(on=date(2025, 6, 1))
    before = ContentVersion.objects.values().get()
    assert told()

    assert ContentVersion.objects.values().get() == before
    assert LastChange.objects.get().on == date(2025, 6, 1)


def test_a_server_whose_clock_is_behind_tells_nothing_again(exercise):
    Activity.objects.update(public_until=date(2025, 7, 1))
    tell(NOW + timedelta(days=1))
    assert Update.objects.count() == 1
    tell(NOW)
    make.activity(name="編み物の会")

    assert told() == ["「編み物の会」の案内を始めました"]


def in_a_connection_of_its_own(work):
    try:
        return work()
    finally:
        connection.close()


def test_many_at_once_tell_it_once(database_for_threads):
    def begin() -> None:
        make.programme()
        activity = make.activity(schedule_words="毎週水曜日 9時から10時")
        tell(NOW)
        make.session_change(activity=activity, date=WEDNESDAY)

    with ThreadPoolExecutor(8) as threads:
        threads.submit(in_a_connection_of_its_own, begin).result()
        for done in [threads.submit(in_a_connection_of_its_own, lambda: tell(NOW)) for _ in range(8)]:
            done.result()
        count = threads.submit(in_a_connection_of_its_own, Update.objects.count).result()

    assert count == 1


# The feed


def test_an_entry_leads_to_its_activity_and_keeps_its_name(exercise, client):
    make.session_change(activity=exercise, date=WEDNESDAY)
    make.closure()

    found = entries(client)

    keys = sorted(Update.objects.values_list("pk", flat=True), reverse=True)
    assert [(link, name) for _, link, name in found] == [
        ("http://testserver/", f"tag:testserver,2025:updates/{keys[0]}"),
        ("http://testserver/activities/1/", f"tag:testserver,2025:updates/{keys[1]}"),
    ]
    Activity.objects.update(name="別の名")
    assert [name for *_, name in entries(client)][1:] == [name for *_, name in found]


def test_the_feed_s_head(exercise, client):
    LastChange.objects.update(on=date(2025, 6, 1))
    root = ElementTree.fromstring(client.get("/updates.atom").content)

    assert {
        name: root.findtext(f"{ATOM}{name}") for name in ("title", "id", "updated")
    } == {
        "title": "さざなみ支え合い帳 変わったこと",
        "id": "tag:testserver,2025:updates",
        "updated": "2025-06-01T00:00:00+09:00",
    }  # fmt: skip
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "ささえあい課 くらしの係"
    links = {link.get("rel"): link.get("href") for link in root.iter(f"{ATOM}link")}
    assert links == {"alternate": "http://testserver/", "self": "http://testserver/updates.atom"}


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_stay_words(exercise, client, words):
    Activity.objects.update(name=words)
    make.session_change(activity=exercise, date=WEDNESDAY, reason=words)

    found = titles(client)

    shown = "".join(sign for sign in words if sign not in "\u202e\u2028\x0b")
    assert f"「{shown}」の7月2日（水曜日）は、中止です：{shown}" in found


def test_the_feed_holds_the_newest_hundred_of_the_time_they_are_kept(client):
    make.programme()
    old = NOW - timedelta(days=401)
    rows = [Update(at=NOW - timedelta(hours=n), subject="notice 1", sentence=f"{n}") for n in range(101)]
    Update.objects.bulk_create([*rows, Update(at=old, subject="notice 1", sentence="昔")])
    assert titles(client) == [str(n) for n in range(100)]

    Update.objects.filter(at__gt=NOW - timedelta(days=300)).delete()
    ContentVersion.objects.update(token="another")
    assert titles(client) == []


def test_an_empty_database_has_an_empty_feed(client):
    assert entries(client) == []
    assert client.get("/updates.atom").content == client.get("/updates.atom").content


def test_a_feed_that_cannot_be_brought_up_to_date_is_not_kept(exercise, client, monkeypatch):
    def fails(now):
        raise RuntimeError

    client.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr(views, "tell", fails)
        make.session_change(activity=exercise, date=WEDNESDAY)
        assert client.get("/updates.atom").status_code == 500

    assert len(titles(client)) == 1


def test_it_costs_the_same_however_much_is_told(exercise, client):
    def cost() -> tuple[int, int]:
        costs = []
        for _ in range(2):
            with CaptureQueriesContext(connection) as captured:
                titles(client)
            costs.append(len(captured))
        return costs[0], costs[1]

    make.closure(areas=(exercise.council.area,))
    make.session_change(activity=exercise, date=WEDNESDAY)
    with_one = cost()
    for number in range(3):
        more = make.activity(council=exercise.council, name=f"会{number}", schedule_words="毎週水曜日")
        make.session_change(activity=more, date=WEDNESDAY)
        make.closure(areas=(exercise.council.area,), reason=f"休み{number}")

    assert (with_one[1], cost()) == (1, with_one)


def test_pages_name_the_feed(client):
    assert '<link rel="alternate" type="application/atom+xml" title="変わったこと" href="/updates.atom">' in client.get("/").content.decode()  # fmt: skip


# Forgetting


def test_old_news_is_forgotten(exercise):
    for days in (401, 399):
        Update.objects.create(at=NOW - timedelta(days=days), subject="notice 1", sentence=str(days))

    said = StringIO()
    call_command("forget", stdout=said)

    assert "更新のお知らせ（400日より前）：1件を消しました。" in said.getvalue().splitlines()
    assert [row.sentence for row in Update.objects.all()] == ["399"]


# The comparison alone


def test_nothing_is_news_against_itself():
    make.town_with_everything()
    facts = public_facts(NOW.date())

    assert news(facts, facts, NOW.date()) == []
    assert {one.subject.split()[0] for one in news({}, facts, NOW.date())} == {
        "activity",
        "closure",
        "notice",
    }


def test_a_second_session_of_a_day_is_told_as_the_second():
    one: dict[str, Any] = {"name": "体操", "status": "running", "when": "", "where": "", "sessions": {}}
    two = {**one, "sessions": {"2025-07-02 2": ["cancelled", None, None, "", None, "雨"]}}

    assert news({"activity 1": one}, {"activity 1": two}, NOW.date()) == [
        News("activity 1 2025-07-02 2", "「体操」の7月2日（水曜日）の2回目は、中止です", "雨")
    ]
