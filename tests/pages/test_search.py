"""The list of activities, narrowed in every way, with its counts, its chips and what it says when nothing is left."""

import gc
import time
from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.db import DatabaseError, transaction

from activities.models import Activity, VainWord
from tests import make
from tests.pages.big_town import town_of
from tests.pages.forms import body, sent_by
from tests.pages.reading import lines, links, main, read, tables, words
from tests.pages.test_activities import names, options

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]


@pytest.fixture
def town():
    make.programme()
    hall = make.place(name="浜の集会所", steps="no", lift="yes", chairs="yes")
    square = make.place(name="かもめ広場", steps="no", toilet="yes", parking="yes")
    first = make.council()
    second = make.council(name="しおさい協議会", area=make.area(name="しおさい", slug="shiosai"), order=200)
    exercise = make.category(name="体操")
    make.activity(
        council=first, name="朝の体操", kana="あさのたいそう", schedule_words="毎週木曜日 9時から10時", places=(hall,),
        category=exercise, fee="free", booking="not_needed", audience="どなたでも",
    )  # fmt: skip
    make.activity(
        council=second, name="夕方の体操", kana="ゆうがたのたいそう", schedule_words="毎週火曜日 16時30分から18時",
        places=(hall, square), category=exercise, fee="paid", audience="60歳以上の方",
    )  # fmt: skip
    make.activity(
        council=second, name="編み物の会", schedule_words="毎週木曜日 13時から15時", places=(square,)
    )
    looking = make.activity(council=first, name="花の会", schedule_words="不定期")
    make.recruitment(activity=looking)


MORNING, EVENING, KNITTING, FLOWERS = "朝の体操", "夕方の体操", "編み物の会", "花の会"


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", [EVENING, MORNING, KNITTING, FLOWERS]),
        ("order=name", [MORNING, EVENING, KNITTING, FLOWERS]),
        ("order=area", [MORNING, FLOWERS, EVENING, KNITTING]),
        ("area=shiosai", [EVENING, KNITTING]),
        ("weekday=th", [MORNING, KNITTING]),
        ("weekday=th&time=am", [MORNING]),
        ("weekday=th&time=pm", [KNITTING]),
        ("time=eve", [EVENING]),
        ("when=2025-07-01", [EVENING]),
        ("when=2025-07-03&time=pm", [KNITTING]),
        ("when=week", [EVENING, MORNING, KNITTING]),
        ("when=week&weekday=th&time=am", [MORNING]),
        ("when=2025-07-03&weekday=tu", []),
        ("when=2025-08-28", [MORNING, KNITTING]),
        ("free=1", [MORNING]),
        ("free=on", [MORNING]),
        ("free=abc&lift=2&q=体操", [EVENING, MORNING]),
        ("no_booking=1", [MORNING]),
        ("recruiting=1", [FLOWERS]),
        ("no_steps=1", [EVENING, MORNING, KNITTING]),
        ("lift=1", [MORNING]),
        ("toilet=1", [KNITTING]),
        ("audience=どなたでも", [MORNING]),
        ("q=体操", [EVENING, MORNING]),
        ("q=体操&weekday=th", [MORNING]),
        ("q=体操&order=name", [MORNING, EVENING]),
        ("q=毛糸", []),
    ],
)
def test_any_combination_is_a_plain_link(client, query, found):
    page = read(client.get(f"/activities/?{quote(query, safe='=&')}"))

    assert names(page) == found
    said = f"{len(found)}件の活動があります。" if found else "あてはまる活動は0件です。"
    assert any(line.startswith(said) for line in lines(main(page)))


@pytest.mark.usefixtures("town")
def test_words_typed_into_the_form_find_the_best_first_and_lead_to_what_was_found(client):
    (form,) = [
        part for part in read(client.get("/activities/")).iter("form") if part.get("class") == "filter"
    ]
    sent = body(sent_by(form)) | {"q": "体操"}

    page = read(client.get(form.get("action"), sent))

    assert form.get("action") == "/activities/#found"
    assert [words(part) for part in page.iter("caption")] == ["活動（言葉によく合う順）"]
    assert [(part.tag, words(part)) for part in page.iter() if part.get("id") == "found"] == [
        ("p", "2件の活動があります。")
    ]
    assert ["open" in part.attrib for part in main(page).iter("details")] == [False]


@pytest.mark.usefixtures("town")
def test_what_is_wrong_in_the_form_is_what_it_leads_to(client):
    page = read(client.get("/activities/?when=きのう"))

    assert [part.tag for part in page.iter() if part.get("id") == "found"] == ["form"]


@pytest.mark.usefixtures("town")
def test_each_choice_says_what_it_would_leave(client):
    page = read(client.get("/activities/?weekday=th"))

    assert [option.text for option in options(page, "area")] == [
        "すべての地域",
        "はまなす（1件）",
        "しおさい（1件）",
    ]
    assert [option.text for option in options(page, "weekday")][:5] == [
        "どの曜日でも",
        "月曜日（0件）",
        "火曜日（1件）",
        "水曜日（0件）",
        "木曜日（2件）",
    ]
    assert "無料（1件）" in "".join(lines(main(page)))
    assert "駐車場がある（1件）" in "".join(lines(main(page)))


@pytest.mark.usefixtures("town")
def test_what_was_chosen_is_taken_off_by_a_link(client):
    page = read(client.get("/activities/?weekday=th&q=体操&free=1&utm_source=x"))

    assert [one for one in links(main(page)) if "はずす" in one[0]] == [
        ("ことば：体操 をはずす", "?weekday=th&free=1#found"),
        ("曜日：木曜日 をはずす", f"?q={quote('体操')}&free=1#found"),
        ("無料 をはずす", f"?q={quote('体操')}&weekday=th#found"),
        ("すべてはずす", "?#found"),
    ]


@pytest.mark.usefixtures("town")
def test_where_nothing_is_left_the_page_says_what_to_give_up_and_whom_to_call(client):
    page = read(client.get("/activities/?q=体操&weekday=mo"))

    said = [words for words, _ in links(main(page))]
    assert tables(page) == []
    assert "「曜日：月曜日」をはずすと、2件あります" in said
    assert "0123-45-6789" in said


@pytest.mark.usefixtures("town")
def test_what_was_found_is_marked_and_nothing_else_is(client):
    Activity.objects.filter(name=KNITTING).update(name="<b>編み物</b>の会")

    page = client.get("/activities/", {"q": "編物"}).content.decode()

    assert "&lt;b&gt;<mark>編み物</mark>&lt;/b&gt;の会" in page


@pytest.mark.usefixtures("town")
def test_what_was_meant_is_asked(client):
    said = lines(main(read(client.get("/activities/", {"q": "あさのたひそう"}))))

    assert any("もしかして「あさのたいそう」ですか。" in line for line in said)


@pytest.mark.usefixtures("town")
def test_words_in_vain_are_counted_and_the_page_never_waits_for_it(client, monkeypatch):
    for number in range(3):
        assert client.get(f"/activities/?q=釣り&n={number}").status_code == 200
    client.get("/activities/?q=090-1234-5678")
    client.get("/activities/?q=体操")

    def refuse(*args):
        raise DatabaseError

    monkeypatch.setattr(VainWord.objects, "add", refuse)
    answer = client.get("/activities/?q=俳句")

    assert list(VainWord.objects.values_list("word", "count", "last_on")) == [("釣り", 3, date(2025, 7, 1))]
    assert (answer.status_code, "ETag" in answer) == (200, True)


@pytest.mark.usefixtures("town")
def test_whoever_searches_without_end_does_not_write_without_end(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("activities.models.search.MOST_VAIN_WORDS", 5)

    for number in range(40):
        client.get(f"/activities/?q=釣り{'い' * number}")

    assert VainWord.objects.count() == 5


HOSTILE = [
    "q=%ED%A0%80", "q=%FF%FE", "q=%25%25", "q=_", "q=%5C%27", f"q={'の' * 100}", f"q={'あい' * 50}", f"q={'x+' * 50}",
    "q=a&q=b&q=c", "weekday=xx", "when=yesterday", "when=2025-02-30", "when=1900-01-01", "when=9999-12-31", "time=noon",
    "category=0", "category=x", "category=99999999999999999999", "audience=だれか", "free=perhaps", "free=0", "order=random", "weekday=mo&weekday=tu",
]  # fmt: skip


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_choices_are_answered_quickly(client, query):
    client.get("/activities/?q=x")
    start = time.process_time()

    answer = client.get(f"/activities/?{quote(query, safe='=&%+')}")

    assert answer.status_code == 200
    assert time.process_time() - start < 1


def cpu(client, address: str, version_moves: bool) -> float:
    """Seconds, without those in which the collector goes through what other tests have left."""
    gc.collect()
    gc.freeze()
    try:
        return min(_seconds(client, address, version_moves))
    finally:
        gc.unfreeze()


def _seconds(client, address: str, version_moves: bool) -> Iterator[float]:
    for number in range(5):
        if version_moves:
            Activity.objects.filter(number=1).update(summary=f"集まり{address}{number}")
        start = time.process_time()
        assert client.get(f"{address}&n={number}").status_code == 200
        yield time.process_time() - start


@pytest.mark.deep
def test_ten_thousand_activities_cost_at_most_five_times_a_thousand(client):
    addresses = [
        "?page=1",
        "?area=hamanasu1",
        "?weekday=th&time=am",
        "?q=会1",
        "?q=集まり&order=name",
        "?q=ひわまりの体操だったかしら",
    ]
    measured = {}
    for count in (1_000, 10_000):
        with transaction.atomic():
            town_of(count, date(2025, 7, 1))
            for address in addresses:
                client.get(f"/activities/{address}")
            measured[count] = {
                (address, when): cpu(client, f"/activities/{address}", when == "after a change")
                for address in addresses
                for when in ("after a change", "kept")
            }
            transaction.set_rollback(True)

    dearer = {asked: measured[10_000][asked] / measured[1_000][asked] for asked in measured[1_000]}
    assert {asked: ratio for asked, ratio in dearer.items() if ratio > 5} == {}, dearer


def test_the_days_to_choose_go_as_far_as_the_catalogue(client):
    make.programme()
    offered = [option.get("value") for option in options(read(client.get("/activities/")), "when")]

    assert offered == ["", "week", *((date(2025, 7, 1) + timedelta(days=n)).isoformat() for n in range(14))]
