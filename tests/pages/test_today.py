"""今日・今週: what is on, what was called off, and nothing that is over."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests import make
from tests.pages.reading import lines, main, outline, read, words

pytestmark = pytest.mark.django_db


def at(day: int, hour: int, minute: int = 0):
    return time_machine.travel(
        datetime(2025, 7, day, hour, minute, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False
    )


def exercise(**facts):
    return make.activity(**{"schedule_words": "毎週火曜日 9時から10時", **facts})


def days(page) -> list[str]:
    return [words(part) for part in page.iter() if part.get("class") == "day__sheet"]


def names(page) -> list[str]:
    return [words(row) for row in page.iter("p") if row.get("class") == "gathering__name"]


def said(page, kind: str) -> list[str]:
    return [words(row) for row in page.iter() if row.get("class") == kind]


def test_the_week_stands_day_by_day(client):
    exercise(name="火曜の会")
    exercise(name="木曜の会", schedule_words="毎週木曜日 10時から")
    exercise(name="来週の会", schedule_words="毎月第2火曜日")
    exercise(name="日のない会", schedule_words="不定期")

    with at(1, 8):
        page = read(client.get("/today/"))

    assert days(page) == ["今日 7月1日（火曜日）", "7月3日（木曜日）"]
    assert names(page) == ["火曜の会", "木曜の会"]


def test_today_and_tomorrow_stand_before_the_week(client):
    for day in "火水金":
        exercise(name=f"{day}曜の会", schedule_words=f"毎週{day}曜日")

    with at(1, 8):
        page = read(client.get("/today/"))

    assert outline(main(page))[:5] == [
        (1, "今日・今週の集まり"),
        (2, "今日 7月1日（火曜日）"),
        (2, "あす 7月2日（水曜日）"),
        (2, "今週 7月7日（月曜日）まで"),
        (3, "7月4日（金曜日）"),
    ]


def test_what_is_over_has_left_and_today_says_so(client):
    exercise(name="火曜の会")

    with at(1, 10):
        page = read(client.get("/today/"))

    assert days(page) == ["今日 7月1日（火曜日）"]
    assert names(page) == []
    assert "今日これからの集まりは、ありません。" in words(page)


def test_a_cancelled_day_stands_with_its_reason_on_every_page_until_it_has_passed(client):
    make.programme()
    activity = exercise(name="火曜の会")
    make.session_change(activity=activity, date=date(2025, 7, 1), reason="会場の都合")
    addresses = [
        "/",
        "/today/",
        "/activities/",
        activity.get_absolute_url(),
        activity.council.area.get_absolute_url(),
    ]

    with at(1, 8):
        before = {address: "中止：会場の都合" in words(read(client.get(address))) for address in addresses}
        nexts = {address: "7月8日（火曜日）" in words(read(client.get(address))) for address in addresses}
    with at(1, 23):
        late = {address: "中止：会場の都合" in words(read(client.get(address))) for address in addresses}
    with at(2, 0):
        after = {address: "中止" in words(read(client.get(address))) for address in addresses}

    assert before == late == dict.fromkeys(addresses, True)
    assert nexts == dict.fromkeys(addresses, True)
    assert after == dict.fromkeys(addresses, False)


def test_a_decision_shows_on_the_very_next_request(client):
    make.programme()
    activity = exercise(name="火曜の会")
    with at(1, 8):
        first = client.get("/today/")
        make.session_change(activity=activity, date=date(2025, 7, 1), reason="台風のため")
        second = client.get("/today/", headers={"If-None-Match": first["ETag"]})

    assert second.status_code == 200
    assert said(read(second), "off") == ["中止：台風のため"]


def test_closed_days_reach_the_page_too(client):
    exercise(name="火曜の会")
    make.closure(first_day=date(2025, 7, 1), last_day=date(2025, 7, 1), reason="台風のため")

    with at(1, 8):
        page = read(client.get("/today/"))

    assert said(page, "off") == ["中止：台風のため"]


def test_a_moved_day_points_both_ways(client):
    activity = exercise(name="火曜の会")
    make.session_change(
        activity=activity,
        date=date(2025, 7, 1),
        decision="postponed",
        new_date=date(2025, 7, 4),
        starts_at=time(11),
    )

    with at(1, 8):
        page = read(client.get("/today/"))

    assert days(page) == ["今日 7月1日（火曜日）", "7月4日（金曜日）"]
    assert said(page, "off") == ["7月4日（金曜日）に延期"]
    assert said(page, "unusual") == ["7月1日（火曜日）から延期"]


def test_single_days_are_enough_for_an_activity_without_a_rule(client):
    activity = exercise(name="ときどきの会", schedule_words="不定期")
    make.session_change(
        activity=activity, date=date(2025, 7, 2), decision="extra", starts_at=time(14), ends_at=time(16)
    )

    with at(1, 8):
        week = read(client.get("/today/"))
        page = read(client.get(activity.get_absolute_url()))

    assert names(week) == ["ときどきの会"]
    assert "7月2日（水曜日）" in words(page)
    assert "14時から16時" in words(page)


def test_what_residents_may_not_see_is_not_on(client):
    for number, facts in enumerate(
        [{"state": "draft"}, {"state": "withdrawn"}, {"status": "ended"}, {"status": "paused"}]
    ):
        activity = exercise(name=f"隠れた会{number}", **facts)
        make.session_change(activity=activity, date=date(2025, 7, 2), decision="extra", reason="内緒")

    with at(1, 8):
        page = read(client.get("/today/"))

    assert "隠れた会" not in words(page)
    assert "内緒" not in words(page)


def test_a_full_week_goes_on_page_after_page(client):
    council = make.council()
    for number in range(51):
        exercise(council=council, name=f"会{number:02}")

    with at(1, 8):
        first, second = read(client.get("/today/")), read(client.get("/today/?page=2"))
        beyond = [client.get(f"/today/?page={page}").status_code for page in ("3", "0", "-1", "x", "9" * 30)]

    assert [len(names(first)), len(names(second))] == [50, 1]
    assert beyond == [404] * 5
    assert lines(first)


def test_an_empty_week_says_whom_to_call(client):
    make.programme()

    page = read(client.get("/today/"))

    assert "この一週間の集まりは、まだ分かっていません。" in words(page)
    assert "0123-45-6789" in words(page)
