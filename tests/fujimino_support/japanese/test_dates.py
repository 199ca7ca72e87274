"""Days and times in words, at every change of era."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fujimino_support.japanese import dates
from fujimino_support.japanese.dates import (
    between_days_words,
    day_words,
    fiscal_year,
    fiscal_year_words,
    month_words,
    short_day_words,
    span_words,
    time_words,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(1872, 12, 31), "1872年12月31日（火曜日）"),
        (date(1873, 1, 1), "明治6年1月1日（水曜日）"),
        (date(1912, 7, 29), "明治45年7月29日（月曜日）"),
        (date(1912, 7, 30), "大正元年7月30日（火曜日）"),
        (date(1926, 12, 24), "大正15年12月24日（金曜日）"),
        (date(1926, 12, 25), "昭和元年12月25日（土曜日）"),
        (date(1989, 1, 7), "昭和64年1月7日（土曜日）"),
        (date(1989, 1, 8), "平成元年1月8日（日曜日）"),
        (date(2019, 4, 30), "平成31年4月30日（火曜日）"),
        (date(2019, 5, 1), "令和元年5月1日（水曜日）"),
        (date(2020, 1, 1), "令和2年1月1日（水曜日）"),
        (date(2026, 1, 17), "令和8年1月17日（土曜日）"),
        (date.min, "1年1月1日（月曜日）"),
        (date.max, "令和7981年12月31日（金曜日）"),
    ],
)
def test_a_day_is_said_by_the_era_it_lies_in(day, words):
    assert day_words(day) == words


def test_the_week_has_seven_full_names():
    monday = date(2026, 11, 23)

    words = [short_day_words(monday + timedelta(days=days)) for days in range(7)]

    assert words == [
        "11月23日（月曜日）",
        "11月24日（火曜日）",
        "11月25日（水曜日）",
        "11月26日（木曜日）",
        "11月27日（金曜日）",
        "11月28日（土曜日）",
        "11月29日（日曜日）",
    ]


def test_a_month_is_said_with_its_year():
    assert [month_words(day) for day in (date(2026, 1, 31), date(2019, 5, 2), date(1870, 5, 1))] == [
        "令和8年1月",
        "令和元年5月",
        "1870年5月",
    ]


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 31), "令和7年度"),
        (date(2026, 4, 1), "令和8年度"),
        (date(2019, 3, 31), "平成30年度"),
        (date(2019, 4, 1), "令和元年度"),
        (date(2020, 3, 31), "令和元年度"),
        (date(1989, 1, 8), "昭和63年度"),
        (date(1989, 4, 1), "平成元年度"),
        (date(1872, 6, 1), "1872年度"),
    ],
)
def test_a_fiscal_year_keeps_one_name_from_april_to_march(day, words):
    assert fiscal_year_words(fiscal_year(day)) == words


def test_minutes_are_said_only_when_there_are_any():
    assert [time_words(at) for at in (time(0, 0), time(9, 5), time(10), time(13, 30, 59), time(23, 59))] == [
        "0時",
        "9時5分",
        "10時",
        "13時30分",
        "23時59分",
    ]


def test_a_span_says_only_the_ends_that_are_known():
    ends = [
        (time(10), time(12)),
        (time(13, 30), None),
        (None, time(15)),
        (None, None),
        (time(0), time(0, 30)),
    ]

    assert [span_words(*pair) for pair in ends] == [
        "10時から12時",
        "13時30分から",
        "15時まで",
        "",
        "0時から0時30分",
    ]


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (date(2026, 1, 17), date(2026, 1, 17), "令和8年1月17日（土曜日）"),
        (date(2026, 1, 17), date(2026, 2, 1), "令和8年1月17日（土曜日）から2月1日（日曜日）まで"),
        (date(2025, 12, 29), date(2026, 1, 3), "令和7年12月29日（月曜日）から令和8年1月3日（土曜日）まで"),
        (date(2019, 4, 27), date(2019, 5, 6), "平成31年4月27日（土曜日）から令和元年5月6日（月曜日）まで"),
        (date(2026, 1, 17), None, "令和8年1月17日（土曜日）から"),
        (None, date(2026, 2, 1), "令和8年2月1日（日曜日）まで"),
        (None, None, ""),
    ],
)
def test_a_stretch_of_days_says_the_second_year_only_when_it_is_another(first, last, words):
    assert between_days_words(first, last) == words


@given(st.dates(min_value=dates.FIRST_DAY_OF_THE_CALENDAR))
def test_the_words_of_a_day_lead_back_to_it(day):
    words = day_words(day)

    era = next(era for era in dates.ERAS if words.startswith(era.name))
    year, rest = words.removeprefix(era.name).split("年", 1)
    western = era.first_day.year + (1 if year == "元" else int(year)) - 1
    month, rest = rest.split("月", 1)
    assert date(western, int(month), int(rest.split("日", 1)[0])) == day


@given(st.dates(min_value=date(2, 1, 1)))
def test_a_fiscal_year_holds_its_days(day):
    year = fiscal_year(day)

    assert date(year, 4, 1) <= day
    assert (day.year, day.month) < (year + 1, 4)
