"""Sentences as people write them, what each must be read as, and its first days: sentences.tsv, for a clerk to read."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from activities.schedule import dates, read, sentence, word

ON = date(2026, 3, 1)
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]


def answer(text: str) -> tuple[str, str]:
    reading = read(text, ON)
    if reading.schedule is None:
        return "？ " + " | ".join(reading.unread), "なし"
    found = dates(reading.schedule, ON, ON + timedelta(days=365))
    return word(reading.schedule), " ".join(str(day) for day in found[:3]) or "なし"


@pytest.mark.parametrize(("text", "expected", "days"), ROWS)
def test_a_sentence_is_read_as_it_is_meant(text, expected, days):
    assert answer(text) == (expected, days)


def test_the_table_is_long_and_says_nothing_twice():
    assert len(ROWS) >= 400
    assert len({row[0] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize("text", [row[0] for row in ROWS if not row[1].startswith("？")])
def test_what_was_understood_reads_the_same_again_on_any_day(text):
    schedule = read(text, ON).schedule

    assert schedule
    assert read(word(schedule), date(2031, 11, 30)).schedule == schedule
    assert read(sentence(schedule), date(2031, 11, 30)).understood


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("毎月最終月曜日", "rule", "毎月最終月曜日"),
        ("毎週月曜日 10時から12時", "rule", "毎週月曜日 10時から12時"),
        (
            "毎週金曜日 13時から16時（毎月1回、オレンジカフェを兼ねます）",
            "rule",
            "毎週金曜日 13時から16時（月1回、オレンジカフェを兼ねます）",
        ),
        ("毎月最終火曜日", "rule", "毎月最終火曜日"),
        ("令和7年度は9月・12月（日は未定）", "months", "令和7年度は9月・12月（日は未定）"),
        ("常時", "always", "常時"),
        ("不定期", "irregular", "不定期"),
        ("3か月に1回程度", "frequency", "3か月に1回程度"),
        ("2か月から3か月に1回程度", "frequency", "2か月から3か月に1回程度"),
        ("不定期（年4回）", "irregular", "不定期（年4回）"),
    ],
)
def test_the_ten_schedules_of_the_programme_are_what_they_are(text, kind, expected):
    reading = read(text, ON)

    assert reading.schedule
    assert (reading.kind.value, sentence(reading.schedule)) == (kind, expected)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("9月21日（日）", "2026年9月21日は日曜日ではなく月曜日です。"),
        ("2月30日", "2月30日という日はありません。"),
        (
            "毎月第2土曜日 1時30分から",
            "「1時30分」が午前か午後か分かりません。「午後1時30分」のように書いてください。",
        ),
        ("毎月第2土曜日 15時〜13時", "終わりの時刻が始まりの時刻より前です。"),
        ("毎週月曜日 全4回", "全4回の初めの日が分かりません。"),
        ("13:30〜15:00", "いつ開くか（曜日や日付）が書かれていません。"),
        ("あ" * 1001, "日程は1000字以内で書いてください。"),
    ],
)
def test_an_error_says_what_is_wrong(text, problem):
    reading = read(text, ON)

    assert (reading.understood, reading.problems) == (False, (problem,))
