"""The calendar: a month day by day, a day whole, and what has no day yet."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine

from activities.agenda import SHOWN_OF_A_DAY, SHOWN_UNDATED
from tests import make
from tests.pages.reading import links, main, outline, read, tables, title, words
from tests.pages.test_today import names, said

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

JULY, AUGUST = "/calendar/2025/07/", "/calendar/2025/08/"


def weekly(**facts):
    return make.activity(**{"schedule_words": "毎月第2火曜日 9時から10時", **facts})


def days(page) -> list[str]:
    """The headings of days, as they stand on their sheets."""
    return [words(part) for part in page.iter("h2") if part.get("class") == "day__sheet"]


def grid(page) -> list[str]:
    """The days in the table of the month that say more than their number."""
    (table,) = tables(page)
    return [cell for row in table.rows for cell in row if cell and not cell.isdigit()]


def get(client, address: str):
    response = client.get(address)
    assert response.status_code == 200
    return read(response)


def two_areas():
    here, there = make.area(), make.area(name="しおさい", slug="shiosai", theme="seiji")
    weekly(name="浜の会", council=make.council(name="浜の協議会", area=here))
    weekly(name="潮の会", council=make.council(name="潮の協議会", area=there))


def test_a_month_stands_day_by_day_and_as_a_table(client):
    weekly(name="火曜の会", schedule_words="毎週火曜日 9時から10時")
    weekly(name="海の会", schedule_words="毎月第3月曜日")

    page = get(client, JULY)

    assert outline(main(page))[0] == (1, "令和7年7月の集まり")
    assert days(page) == [
        "今日 7月1日（火曜日）",
        "7月8日（火曜日）",
        "7月15日（火曜日）",
        "7月21日（月曜日・祝日） 海の日",
        "7月22日（火曜日）",
        "7月29日（火曜日）",
    ]
    (table,) = tables(page)
    assert (table.caption, table.header) == (
        "7月のこよみ",
        ["日曜日", "月曜日", "火曜日", "水曜日", "木曜日", "金曜日", "土曜日"],
    )
    assert [len(row) for row in table.rows] == [7] * 5
    assert grid(page) == ["今日 1日 1件", "8日 1件", "15日 1件", "21日 1件 海の日", "22日 1件", "29日 1件"]


def test_the_calendar_without_a_month_is_that_of_this_month(client):
    weekly()

    assert words(main(get(client, "/calendar/"))) == words(main(get(client, JULY)))


def test_days_that_have_passed_leave_at_midnight(client):
    weekly(name="火曜の会", schedule_words="毎週火曜日 9時から10時")

    def shown(day: int, hour: int) -> tuple[list[str], list[str]]:
        with time_machine.travel(datetime(2025, 7, day, hour, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
            page = get(client, "/calendar/")
        return days(page), grid(page)

    assert shown(22, 23) == (
        ["今日 7月22日（火曜日）", "7月29日（火曜日）"],
        ["21 海の日", "今日 22日 1件", "29日 1件"],
    )
    assert shown(23, 0) == (["7月29日（火曜日）"], ["21 海の日", "今日 23", "29日 1件"])


def test_months_lead_to_their_neighbours_and_keep_the_area(client):
    make.programme()
    two_areas()

    page = main(get(client, "/calendar/2025/12/?area=shiosai"))

    assert [link for link in links(page) if link[1].startswith("/calendar/")] == [
        ("前の月（11月）", "/calendar/2025/11/?area=shiosai"),
        ("今月", "/calendar/?area=shiosai"),
        ("次の月（1月）", "/calendar/2026/01/?area=shiosai"),
        ("すべての地域", "/calendar/2025/12/"),
        ("はまなす", "/calendar/2025/12/?area=hamanasu"),
        ("しおさい", "/calendar/2025/12/?area=shiosai"),
    ]


def test_an_area_has_its_own_month_day_and_week(client):
    two_areas()
    with time_machine.travel(datetime(2025, 7, 8, 8, tzinfo=ZoneInfo("Asia/Tokyo")), tick=False):
        shown = {
            address: names(get(client, address))
            for path in ("/calendar/", "/calendar/2025/07/08/", "/today/")
            for address in (path, f"{path}?area=shiosai", f"{path}?area=")
        }
        titles = [title(get(client, f"{path}?area=shiosai")) for path in ("/calendar/", "/today/")]

    assert shown == {
        address: ["潮の会"] if address.endswith("=shiosai") else ["浜の会", "潮の会"] for address in shown
    }
    assert titles == ["令和7年7月の集まり（しおさい）", "今日・今週の集まり（しおさい）"]


def test_what_was_decided_about_a_day_stands_in_words(client):
    council = make.council()
    off, put_off, changed = (weekly(council=council, name=f"会{number}") for number in range(3))
    second_tuesday = date(2025, 7, 8)
    make.session_change(activity=off, date=second_tuesday, reason="会場の都合")
    make.session_change(
        activity=put_off, date=second_tuesday, decision="postponed", new_date=date(2025, 7, 10)
    )
    make.session_change(activity=changed, date=second_tuesday, decision="changed", starts_at=time(13))

    page = get(client, JULY)

    assert days(page) == ["7月8日（火曜日）", "7月10日（木曜日）"]
    assert said(page, "off") == ["中止：会場の都合", "7月10日（木曜日）に延期"]
    assert said(page, "unusual") == ["時間がいつもと違います", "7月8日（火曜日）から延期"]
    assert grid(page) == ["今日 1", "8日 1件 中止1件 延期1件", "10日 1件", "21 海の日"]


def test_closed_days_stay_in_sight(client):
    weekly(schedule_words="毎月15日 10時から12時")
    make.closure()

    page = get(client, AUGUST)

    assert said(page, "off") == ["中止：お盆のため"]
    assert grid(page) == ["11 山の日", "15日 中止1件"]


def test_a_full_day_shows_its_first_and_leads_to_the_rest(client):
    council = make.council()
    held = [weekly(council=council, name=f"会{number:02}") for number in range(60)]
    for activity in held[-6:]:
        make.session_change(activity=activity, date=date(2025, 7, 8), reason="大雨のため")

    page = get(client, JULY)
    whole, more = get(client, "/calendar/2025/07/08/"), get(client, "/calendar/2025/07/08/?page=2")

    assert names(page) == [f"会{number}" for number in range(54, 54 + SHOWN_OF_A_DAY)]
    assert [link for link in links(main(page)) if "のほか" in link[0]] == [
        ("この日のほか55件（中止1件をふくむ）", "/calendar/2025/07/08/")
    ]
    assert grid(page) == ["今日 1", "8日 54件 中止6件", "21 海の日"]
    assert outline(main(whole))[0] == (1, "令和7年7月8日（火曜日）の集まり")
    assert [len(names(whole)), len(names(more))] == [50, 10]
    assert said(more, "off") == ["中止：大雨のため"] * 6


def test_what_is_unusual_is_shown_first_and_one_more_than_fit_is_shown_too(client):
    council = make.council()
    held = [weekly(council=council, name=f"会{number}") for number in range(SHOWN_OF_A_DAY + 2)]
    make.session_change(activity=held[-1], date=date(2025, 7, 8), reason="大雨のため")

    many = get(client, JULY)
    held[0].delete()
    few = get(client, JULY)

    assert names(many) == ["会0", "会1", "会2", "会3", "会6"]
    assert names(few) == ["会1", "会2", "会3", "会4", "会5", "会6"]


def test_a_day_leads_to_its_neighbours_and_its_month(client):
    make.area()
    page = get(client, "/calendar/2025/07/21/?area=hamanasu")

    assert [link for link in links(main(page)) if link[1].startswith("/calendar/")] == [
        ("令和7年7月", "/calendar/2025/07/"),
        ("前の日（20日）", "/calendar/2025/07/20/?area=hamanasu"),
        ("次の日（22日）", "/calendar/2025/07/22/?area=hamanasu"),
        ("7月の集まり", "/calendar/2025/07/?area=hamanasu"),
        ("すべての地域", "/calendar/2025/07/21/"),
        ("はまなす", "/calendar/2025/07/21/?area=hamanasu"),
    ]
    assert "海の日" in words(main(page))


def test_what_has_no_day_yet_has_a_lane_of_its_own(client):
    council = make.council()
    weekly(council=council, name="火曜の会")
    weekly(council=council, name="ときどきの会", schedule_words="不定期")
    weekly(council=council, name="夏の会", schedule_words="8月", confirmed_on=date(2025, 4, 1))
    weekly(council=council, name="言わない会", schedule_words="8月", confirmed_on=date(2025, 3, 31))

    july, august, june = (get(client, address) for address in (JULY, AUGUST, "/calendar/2025/06/"))

    assert (2, "今月中・日は未定") in outline(main(july))
    assert names(july) == ["火曜の会", "ときどきの会"]
    assert (2, "8月中・日は未定") in outline(main(august))
    assert names(august) == ["火曜の会", "ときどきの会", "夏の会"]
    assert names(june) == ["火曜の会"]


def test_the_lane_of_a_large_town_leads_on(client):
    council = make.council()
    for number in range(SHOWN_UNDATED + 3):
        weekly(council=council, name=f"会{number}", schedule_words="不定期")

    page = get(client, f"{JULY}?area=hamanasu")

    assert len(names(page)) == SHOWN_UNDATED
    assert (
        "このほか3件を「活動をさがす」で見る",
        "/activities/?area=hamanasu",
    ) in links(main(page))


def test_a_month_that_is_over_says_what_it_is_worth(client):
    weekly()

    page = get(client, "/calendar/2025/06/")

    assert days(page) == ["6月10日（火曜日）"]
    assert "じっさいに開かれた日とはちがうことがあります" in words(page)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        (JULY, "今月これからの集まりは、まだ分かっていません。"),
        (AUGUST, "この月の集まりは、まだ分かっていません。"),
        ("/calendar/2025/06/", "この月に分かっている集まりは、ありません。"),
        ("/calendar/2025/07/02/", "この日の集まりは、まだ分かっていません。"),
    ],
)
def test_where_nothing_is_known_the_page_says_whom_to_call(client, address, sentence):
    make.programme()
    make.activity(state="draft", schedule_words="毎日", name="隠れた会")

    said = words(main(get(client, address)))

    assert sentence in said
    assert "0123-45-6789" in said
    assert "隠れた会" not in said


def test_two_years_either_way_and_no_further(client):
    statuses = {
        month: client.get(f"/calendar/{month}/").status_code
        for month in ("2023/06", "2023/07", "2023/07/01", "2023/06/30", "2027/07", "2027/07/31", "2027/08")
    }
    first, last = get(client, "/calendar/2023/07/"), get(client, "/calendar/2027/07/31/")

    assert statuses == {
        "2023/06": 404, "2023/07": 200, "2023/07/01": 200, "2023/06/30": 404,
        "2027/07": 200, "2027/07/31": 200, "2027/08": 404,
    }  # fmt: skip
    assert "前の月" not in words(first)
    assert "次の日" not in words(last)


@pytest.mark.parametrize(
    "path",
    [
        "2025/13", "2025/00", "2025/7", "2025/007", "0000/07", "99999999/07", "2025/07/32", "2025/02/29",
        "2025/07/1", "2025/07/00", "-2025/07", "２０２５/07", "2025/07/01/02", "2025", "20250701", "%00/07",
        "2025/%ED%A0%80", "2025/07/%00", "9999/12", "9999/12/31", "0001/01/01",
    ],
)  # fmt: skip
def test_what_is_no_day_is_no_page(client, path):
    client.raise_request_exception = False

    assert client.get(f"/calendar/{path}/").status_code in {400, 404}


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("area=", 200), ("area=atlantis", 404), ("area=%00", 400), ("area=%ED%A0%80", 404), ("area[]=x", 200),
        ("area=hamanasu&area=atlantis", 404), ("page=2", 404), ("unknown=1", 200), ("area=" + "長" * 300, 404),
    ],
)  # fmt: skip
def test_questions_that_have_no_answer(client, query, status):
    client.raise_request_exception = False
    make.area()
    found = {path: client.get(f"{path}?{query}").status_code for path in ("/today/", "/calendar/2025/07/01/")}
    if "page" not in query:  # a month has no pages
        found[JULY] = client.get(f"{JULY}?{query}").status_code

    assert found == dict.fromkeys(found, status)


def test_home_and_areas_lead_to_the_month(client):
    two_areas()
    weekly(
        name="今週の会", council=make.council(name="町", tier=make.tier(1), area=None), schedule_words="毎日"
    )

    assert ("ひと月の集まりを見る", "/calendar/") in links(main(get(client, "/")))
    assert ("ひと月の集まりを見る", "/calendar/?area=shiosai") in links(
        main(get(client, "/today/?area=shiosai"))
    )
    assert ("この地域のひと月の集まりを見る", "/calendar/?area=shiosai") in links(
        main(get(client, "/areas/shiosai/"))
    )
