"""Numbers are on paper: once given out, one never names another row."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection

from activities.models import Activity, Place
from fujimino_support.editing.models import NumberSeries
from tests import make

NEIGHBOURS = 8
ROWS_OF_EACH = 5


@pytest.mark.django_db
def test_rows_are_numbered_from_one_on():
    halls = [make.place(name="浜の集会所"), make.place(name="かもめ広場")]
    exercise = make.activity()

    assert [hall.number for hall in halls] == [1, 2]
    assert exercise.number == 1


@pytest.mark.django_db
def test_a_number_stays_when_its_row_is_changed():
    hall = make.place()

    hall.name = "浜の会館"
    hall.save()

    assert Place.objects.get().number == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "delete",
    [
        lambda: Place.objects.get(number=2).delete(),
        lambda: Place.objects.filter(number=2).delete(),
        lambda: Place.objects.all().delete(),
    ],
    ids=["the last row", "the last row, by query", "every row"],
)
def test_the_number_of_a_deleted_row_is_not_given_out_again(delete):
    make.place(name="浜の集会所")
    make.place(name="かもめ広場")

    delete()

    assert make.place(name="波止場").number == 3


@pytest.mark.django_db
@pytest.mark.parametrize(
    "delete",
    [
        lambda: None,
        lambda: Activity.objects.get(number=10).delete(),
        lambda: Activity.objects.all().delete(),
    ],
    ids=["nothing", "the last row", "every row"],
)
def test_rows_of_a_fixture_keep_their_numbers_taken(delete):
    call_command("loaddata", "programme", verbosity=0)

    delete()

    assert make.activity(name="朝の体操").number == 11


@pytest.mark.django_db
def test_a_fixture_loaded_again_after_a_deletion_takes_no_new_number():
    call_command("loaddata", "programme", verbosity=0)
    Activity.objects.get(number=10).delete()
    added = make.activity(name="朝の体操")

    call_command("loaddata", "programme", verbosity=0)

    assert list(Activity.objects.order_by("number").values_list("number", flat=True)) == [*range(1, 12)]
    assert Activity.objects.get(number=11) == added


@pytest.mark.django_db
def test_rows_written_in_bulk_keep_their_numbers_taken():
    Place.objects.bulk_create([Place(number=40, name="浜の集会所")])
    Place.objects.all().delete()

    assert make.place(name="かもめ広場").number == 41


@pytest.mark.django_db
def test_each_kind_of_row_has_a_series_of_its_own():
    make.place(name="浜の集会所")
    make.place(name="かもめ広場")
    make.activity()

    assert sorted(str(series) for series in NumberSeries.objects.all()) == [
        "activities.activity 1",
        "activities.place 2",
    ]


def numbers_of_new_places(neighbour):
    try:
        return [make.place(name=f"{neighbour}さんの家{row}").number for row in range(ROWS_OF_EACH)]
    finally:
        connection.close()


def test_neighbours_who_save_at_the_same_time_get_different_numbers(database_for_threads):
    with ThreadPoolExecutor(NEIGHBOURS) as threads:
        numbers = [
            number for many in threads.map(numbers_of_new_places, range(NEIGHBOURS)) for number in many
        ]

    assert sorted(numbers) == [*range(1, NEIGHBOURS * ROWS_OF_EACH + 1)]
