"""Rules refuse what contradicts itself, with a word to the person who wrote it."""

from datetime import date, time

import pytest

from activities.schedule import (
    LAST,
    Contradiction,
    Frequency,
    Holiday,
    MonthsPlan,
    Rule,
    Schedule,
    Slot,
    Span,
    Suspended,
    advice,
    ds441,
    read,
    rrules,
    schema_org,
)

TUESDAY = frozenset({1})


def schedule_of(text: str) -> Schedule:
    schedule = read(text, date(2026, 4, 1)).schedule
    assert schedule, text
    return schedule


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({}, "一つだけ"),
        ({"weekdays": TUESDAY, "days": frozenset({1})}, "一つだけ"),
        ({"weeks": frozenset({2})}, "曜日がありません"),
        ({"weekdays": frozenset({7})}, "曜日ではない"),
        ({"weekdays": TUESDAY, "weeks": frozenset({6})}, "週は第1から第5"),
        ({"weekdays": TUESDAY, "weeks": frozenset({1}), "skipped_weeks": frozenset({5})}, "両方"),
        ({"weekdays": TUESDAY, "skipped_weeks": frozenset({1, 2, 3, 4, 5})}, "すべての週"),
        ({"days": frozenset({32})}, "1日から31日"),
        ({"weekdays": TUESDAY, "months": frozenset({13})}, "1月から12月"),
        ({"weekdays": TUESDAY, "months": frozenset(range(1, 13))}, "毎月"),
        ({"days": frozenset({31}), "months": frozenset({4, 6})}, "その月にはない"),
        ({"dates": (date(2026, 5, 2), date(2026, 5, 1))}, "早い順"),
        ({"weekdays": TUESDAY, "since": date(2026, 5, 2), "until": date(2026, 5, 1)}, "期間の終わり"),
        ({"weekdays": TUESDAY, "anchor": date(2026, 4, 1)}, "その週の月曜日"),
        ({"weekdays": TUESDAY, "weeks": frozenset({1}), "anchor": date(2026, 3, 30)}, "毎週の曜日とだけ"),
        ({"weekdays": TUESDAY, "holiday": Holiday.OTHER_WEEK}, "週が決まっていません"),
        ({"weekdays": frozenset(range(7)), "holiday": Holiday.NEXT_DAY}, "毎日開く"),
        ({"dates": (date(2026, 5, 1),), "holiday": Holiday.ALSO}, "日付のほかの祝日"),
        ({"weekdays": TUESDAY, "skipped_weeks": frozenset({5}), "holiday": Holiday.ALSO}, "休む週の祝日"),
        ({"weekdays": TUESDAY, "unfit": frozenset({5}), "unfit_moves": Holiday.OFF}, "毎月の日とだけ"),
        ({"days": frozenset({20}), "unfit": frozenset({5, 6})}, "扱いが決まっていません"),
        ({"days": frozenset({20}), "unfit": frozenset({5}), "unfit_moves": Holiday.NEXT_WEEK}, "前か後の日"),
        (
            {
                "days": frozenset({20}),
                "unfit": frozenset({6}),
                "unfit_moves": Holiday.OFF,
                "holiday": Holiday.NEXT_DAY,
            },
            "合わない曜日の扱いと違います",
        ),
        ({"weekdays": TUESDAY, "label": "第3火曜の会"}, "日程として読める"),
        ({"weekdays": TUESDAY, "label": "毎週体操"}, "日程として読める"),
        ({"weekdays": TUESDAY, "place": "公民館。8月は休み"}, "日程として読める"),
        ({"weekdays": TUESDAY, "label": " 体操"}, "前後に空白"),
        ({"weekdays": TUESDAY, "slots": (Slot(time(10)), Slot(time(10)))}, "二度"),
    ],
)
def test_a_rule_refuses_what_contradicts_itself(values, message):
    with pytest.raises(Contradiction, match=message):
        Rule(**values)


def test_other_values_refuse_too():
    with pytest.raises(Contradiction, match="始まりの時刻より前"):
        Slot(time(12), time(10))
    with pytest.raises(Contradiction, match="どちらか一方"):
        Slot()
    with pytest.raises(Contradiction, match="2月30日"):
        Span(2, 30, 3, 1)
    with pytest.raises(Contradiction, match="回数"):
        Frequency(unit="日")
    with pytest.raises(Contradiction, match="月が書かれていません"):
        MonthsPlan()
    with pytest.raises(Contradiction, match="書かれていません"):
        Schedule(())
    with pytest.raises(Contradiction, match="休止中と"):
        Schedule((Suspended(), Rule(weekdays=TUESDAY)))


def test_a_place_may_be_the_second_hall_of_a_house():
    assert Rule(weekdays=TUESDAY, place="中央公民館 第2会議室").place == "中央公民館 第2会議室"


def test_a_plan_of_months_lapses_with_its_fiscal_year():
    plan = MonthsPlan(months=frozenset({9, 12}), fiscal_year=2025)

    assert [plan.lapsed(day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [False, True]


def test_rrules_say_what_they_can():
    said = {
        text: rrules(schedule_of(text))
        for text in (
            "毎週月・水曜日",
            "毎日",
            "毎月第1・第3水曜日（8月を除く）",
            "毎週水曜日（第5水曜日を除く）",
            "毎月15日・末日",
            "4月から9月の毎週土曜日",
            "令和8年4月8日から隔週水曜日 10時",
            "令和8年4月8日",
            "不定期",
            "土日祝",
            "祝日のみ",
        )
    }

    assert said == {
        "毎週月・水曜日": ["FREQ=WEEKLY;BYDAY=MO,WE"],
        "毎日": ["FREQ=DAILY"],
        "毎月第1・第3水曜日（8月を除く）": ["FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,7,9,10,11,12;BYDAY=1WE,3WE"],
        "毎週水曜日（第5水曜日を除く）": ["FREQ=MONTHLY;BYDAY=1WE,2WE,3WE,4WE"],
        "毎月15日・末日": ["FREQ=MONTHLY;BYMONTHDAY=15,-1"],
        "4月から9月の毎週土曜日": ["FREQ=WEEKLY;BYMONTH=4,5,6,7,8,9;BYDAY=SA"],
        "令和8年4月8日から隔週水曜日 10時": [
            "DTSTART;TZID=Asia/Tokyo:20260408T100000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"
        ],
        "令和8年4月8日": [],
        "不定期": [],
        "土日祝": ["FREQ=WEEKLY;BYDAY=SA,SU"],
        "祝日のみ": [],
    }


def test_ds441_is_empty_where_it_cannot_say_it():
    said = [
        ds441(schedule_of(text))
        for text in (
            "毎月第1・第3月曜日",
            "毎月最終金曜日",
            "毎週火曜日",
            "毎週火曜日（祝日を除く）",
            "第2火曜日（8月を除く）",
            "月1回",
        )
    ]

    assert said == ["13Mo", "6Fr", "Tu", "", "", ""]


def test_schema_org_has_one_schedule_a_session():
    schedule = schedule_of("毎週木曜日 10時30分から11時30分・19時から20時")

    assert schema_org(schedule) == [
        {
            "@type": "Schedule",
            "repeatFrequency": "P1W",
            "byDay": ["https://schema.org/Thursday"],
            "scheduleTimezone": "Asia/Tokyo",
            "startTime": start,
            "endTime": end,
        }
        for start, end in (("10:30", "11:30"), ("19:00", "20:00"))
    ]


def test_advice_tells_fourth_from_last():
    on = date(2026, 4, 1)

    assert advice(Schedule((Rule(weekdays=TUESDAY, weeks=frozenset({4})),)), on) == [
        "第4火曜日は、最終火曜日と違う日になる月があります。"
    ]
    assert advice(Schedule((Rule(weekdays=TUESDAY, weeks=frozenset({LAST})),)), on) == []
    assert advice(Schedule((Rule(dates=(date(2025, 1, 1),)),)), on) == [
        "これから12か月の間に、開く日がありません。"
    ]
    assert advice(Schedule((MonthsPlan(months=frozenset({9}), fiscal_year=2025),)), on) == [
        "年度が終わった予定です。新しい予定に直してください。"
    ]
