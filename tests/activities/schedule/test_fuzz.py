"""Sentences broken at random: no exception, nothing slow, never a day for what is not understood."""

import time
from datetime import date
from pathlib import Path
from random import Random

import pytest

from activities.schedule import plain, read, rrules, schema_org, sentence, sessions, short, word

ON = date(2026, 4, 1)
SENTENCES = [
    line.split("\t")[0]
    for line in Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
LETTERS = sorted({letter for text in SENTENCES for letter in text} | set("\t\u3000\u200b①㈪㍻ｶﾞ゛👵\x00"))
SLOWEST = 0.050  # seconds of this process, of which a busy machine takes none


def broken(random: Random) -> str:
    text = random.choice(SENTENCES)
    for _ in range(random.randint(1, 5)):
        at = random.randrange(len(text) + 1)
        other = random.choice(SENTENCES)
        text = [
            text[:at] + random.choice(LETTERS) + text[at:],
            text[:at] + text[at + random.randint(1, 5) :],
            text[:at] + other[random.randrange(len(other)) :][:8] + text[at:],
            text + random.choice("、 ・。※（）/") + other,
            (text * random.randint(1, 60))[:1000],
        ][random.choice([0, 0, 1, 1, 2, 2, 3, 4])][:1000]
    return text


@pytest.mark.parametrize(("seed", "count"), [(1, 2000), pytest.param(2, 100_000, marks=pytest.mark.deep)])
def test_broken_sentences_are_read_or_refused(seed, count):
    random = Random(seed)
    slow = []
    for _ in range(count):
        text = broken(random)
        took = min(reading_time(text), SLOWEST) if text else 0
        if took == SLOWEST and min(reading_time(text) for _ in range(3)) > SLOWEST:
            slow.append(text)

        reading = read(text, ON)
        schedule = reading.schedule
        if schedule is None:
            assert reading.unread or not text.strip(), text
            continue
        said = word(schedule), sentence(schedule), plain(schedule), short(schedule)
        assert all(said), text
        sessions(schedule, ON, date(2027, 4, 1))
        rrules(schedule)
        schema_org(schedule)
        assert read(said[0], date(2020, 2, 29)).understood, (text, said[0])

    assert slow == []


def reading_time(text: str) -> float:
    start = time.process_time()
    read(text, ON)
    return time.process_time() - start


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "。",
        "（",
        "）",
        "※",
        "第",
        "毎週",
        "毎月",
        "1",
        "〜",
        "～" * 1000,
        "第2" * 500,
        "(" * 1000,
    ],
)
def test_almost_nothing_is_not_understood(text):
    reading = read(text, ON)

    assert (reading.understood, bool(reading.unread)) == (False, bool(text.strip()))


@pytest.mark.parametrize(
    "word_put_in", ["友引の", "ほぼ", "上旬の", "学期中の", "振替の", "たぶん", "以降の", "もしくは", "休"]
)
@pytest.mark.parametrize(
    "text",
    ["毎月第2火曜日 10時から12時", "毎週水曜日・金曜日（8月を除く）", "令和8年5月9日（土）・6月13日（土）"],
)
def test_a_word_that_is_not_understood_takes_every_date_away(text, word_put_in):
    for at in range(len(text) + 1):
        broken_text = text[:at] + word_put_in + text[at:]
        reading = read(broken_text, ON)

        assert not reading.understood, (broken_text, reading)
