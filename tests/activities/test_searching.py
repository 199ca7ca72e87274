from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command

from activities.catalogue import catalogue, places_in
from activities.models import Activity, Category, Place, SearchText, Synonym
from activities.search import Found, Search, spelt
from councils.models import Area
from fujimino_support.editing.models import ContentVersion
from fujimino_support.japanese.folding import fold
from tests import make
from tests.activities import search_town

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 7, 1, 8, tzinfo=ZoneInfo("Asia/Tokyo"))


def searching() -> Search:
    version = ContentVersion.current()
    return Search(NOW.date(), version, catalogue(NOW, version))


def found_by(search: Search, words: str) -> tuple[list[int], Found]:
    """The numbers of what is found, the best first."""
    found = search.find(words)
    keys = [search.catalogue.keys[place] for place in places_in(found.bits)]
    numbers = Activity.objects.in_bulk(keys)
    return [numbers[key].number for key in sorted(keys, key=lambda key: found.ranks[key])], found


def names(words: str) -> list[str]:
    numbers, _ = found_by(searching(), words)
    rows = {row.number: row.name for row in Activity.objects.all()}
    return [rows[number] for number in numbers]


@pytest.fixture
def two_activities():
    hall = make.place(name="浜の集会所", kana="はまのしゅうかいじょ")
    make.activity(
        name="かもめ体操",
        kana="かもめたいそう",
        places=(hall, make.place(name="浜の広場")),
        category=make.category(),
        schedule_words="毎週木曜日 10時から",
    )
    make.activity(name="編み物の会", summary="毛糸をほどきます。", schedule_words="毎月第2火曜日 14時から")


@pytest.mark.usefixtures("two_activities")
@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("体操", ["かもめ体操"]),
        ("たいそう", ["かもめ体操"]),
        ("しゅうかいじょ", ["かもめ体操"]),
        ("手しごと", ["かもめ体操"]),
        ("第2火曜", ["編み物の会"]),
        ("編物", ["編み物の会"]),
        ("毛糸", ["編み物の会"]),
        ("の", ["編み物の会", "かもめ体操"]),
        ("浜 体操", ["かもめ体操"]),
        ("体操　毛糸", []),
        ("木曜", ["かもめ体操"]),
        ("体操 もくようび", ["かもめ体操"]),
        ("午後", ["編み物の会"]),
        ("浜の体操、木曜だったかしら", ["かもめ体操"]),
        ("浜の体操、金曜だったかしら", ["かもめ体操"]),
        ("体操 金曜", []),
        ("かめもたいそう", ["かもめ体操"]),
        ("%", []),
        ("_", []),
        ("\\", []),
        ("\ud800", []),
        ("", []),
    ],
)
def test_words_are_found_wherever_they_stand(words, found):
    assert names(words) == found


@pytest.mark.usefixtures("two_activities")
def test_what_was_meant_is_told():
    search = searching()
    _, guessed = found_by(search, "浜の体操、金曜だったかしら")
    _, meant = found_by(search, "かめもたいそう")

    assert (guessed.instead, guessed.weekday) == ("", 4)
    assert (meant.instead, meant.weekday) == ("かもめたいそう", None)
    assert spelt("かもめ体操", Activity.objects.all()) == "かもめ体操"


@pytest.fixture
def town():
    call_command("loaddata", "towns", "programme", verbosity=0)
    search_town.build()


@pytest.mark.usefixtures("town")
def test_first_place_for_nine_in_ten_and_first_five_for_nearly_all():
    pairs, search = search_town.pairs(), searching()

    found = {pair: found_by(search, pair.query)[0] for pair in pairs}

    first = sum(numbers[:1] == [pair.number] for pair, numbers in found.items())
    missed = [pair for pair, numbers in found.items() if pair.number not in numbers[:5]]
    assert len(pairs) >= 300
    assert first / len(pairs) >= 0.9
    assert len(missed) / len(pairs) <= 0.01, missed


@pytest.mark.usefixtures("town")
def test_nothing_at_all_where_there_is_no_answer():
    search = searching()

    answered = {words: found for words in search_town.NO_ANSWER if (found := found_by(search, words)[0])}

    assert len(search_town.NO_ANSWER) >= 50
    assert answered == {}


@pytest.mark.usefixtures("town")
def test_as_typed_finds_exactly_what_like_finds():
    searching()
    rows = [
        (row.activity_id, "\n".join((row.name, row.reading, row.place, row.words, row.text)))
        for row in SearchText.objects.all()
    ]

    for typed in (
        "の",
        "会",
        "x",
        "%",
        "体操",
        "緑が",
        "かふ",
        "緑ヶ丘",
        "サロン",
        "みどりがおか",
        "10時から11時",
        "ない言葉",
    ):
        word = fold(typed)
        expected = {key for key, text in rows if word in text}
        assert set(SearchText.objects.holding([(word, frozenset())])) == expected, typed


WRITES = {
    "its own name": (lambda: Activity.objects.filter(number=1).update(name="ぎんなん拾い"), True),
    "a place's name": (lambda: Place.objects.update(name="ぎんなん会館"), True),
    "a place's reading": (lambda: Place.objects.update(kana="ぎんなん"), True),
    "a category": (lambda: Category.objects.update(name="ぎんなん"), True),
    "an area's reading": (lambda: Area.objects.update(kana="ぎんなん"), True),
    "words that mean the same": (lambda: Synonym.objects.create(words="体操・ぎんなん"), True),
    "a place more": (lambda: make.activity(name="もう一つ", places=(make.place(name="ぎんなん"),)), True),
    "a draft": (lambda: make.activity(name="ぎんなん", state="draft"), False),
    "what begins tomorrow": (lambda: make.activity(name="ぎんなん", public_from="2025-07-02"), False),
}  # fmt: skip


@pytest.mark.parametrize("write", WRITES, ids=list(WRITES))
def test_whatever_way_it_was_written_the_next_search_knows_it(write):
    make.programme()
    make.activity(places=(make.place(),), category=make.category())
    assert names("ぎんなん") == []
    change, is_found = WRITES[write]

    change()

    assert bool(names("ぎんなん")) is is_found


def test_what_has_gone_is_found_no_longer():
    make.programme()
    make.activity(name="ぎんなん拾い")
    make.activity(name="花の会")
    assert names("ぎんなん") == ["ぎんなん拾い"]

    Activity.objects.filter(name="ぎんなん拾い").delete()

    assert names("ぎんなん") == []
    assert SearchText.objects.get().name == "花の会"


def test_a_name_that_is_not_public_is_suggested_to_nobody():
    make.programme()
    make.activity(name="ひまわりサロン", state="withdrawn")
    make.activity(name="ぎんなん拾い")

    assert names("ひまわりサロソ") == []
