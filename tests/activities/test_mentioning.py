import pytest

from activities.models import Activity
from tests import make

pytestmark = pytest.mark.django_db


def names(words: str) -> list[str]:
    return [activity.name for activity in Activity.objects.mentioning(words).order_by("number")]


@pytest.fixture(autouse=True)
def two_activities():
    hall = make.place(name="浜の集会所", kana="はまのしゅうかいじょ")
    make.activity(
        name="かもめ体操",
        kana="かもめたいそう",
        places=(hall, make.place(name="浜の広場")),
        category=make.category(),
    )
    make.activity(name="編み物の会", summary="毛糸をほどきます。", schedule_words="毎月第2火曜日")


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("体操", ["かもめ体操"]),
        ("たいそう", ["かもめ体操"]),
        ("しゅうかいじょ", ["かもめ体操"]),
        ("手しごと", ["かもめ体操"]),
        ("第2火曜", ["編み物の会"]),
        ("毛糸", ["編み物の会"]),
        ("の", ["かもめ体操", "編み物の会"]),
        ("浜 体操", ["かもめ体操"]),
        ("体操　毛糸", []),
        ("%", []),
        ("_", []),
        ("", ["かもめ体操", "編み物の会"]),
        ("の の の の の ない言葉", ["かもめ体操", "編み物の会"]),
    ],
)
def test_words_are_found_wherever_they_stand(words, found):
    assert names(words) == found


def test_the_list_narrows_by_words_and_area_together(client):
    page = client.get("/activities/", {"q": "体操", "area": "hamanasu"}).content.decode()

    assert "1件の活動があります。" in page
    assert "かもめ体操" in page
    assert "編み物の会" not in page


def test_too_many_words_are_answered_with_a_message(client):
    page = client.get("/activities/", {"q": "あ" * 101})

    assert page.status_code == 200
    assert "100文字までの言葉でさがしてください。" in page.content.decode()
