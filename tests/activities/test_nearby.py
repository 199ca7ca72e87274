import pytest

from activities.models import Bench
from activities.nearby import NEAR, distance, near
from tests import make

HALL = {"latitude": "42.100000", "longitude": "141.200000"}

pytestmark = pytest.mark.django_db


def bench_at(name, **facts):
    return make.bench(place=make.place(name=name, **facts))


def test_benches_near_a_place_are_told_with_their_distance_the_nearest_first():
    hall = make.place(name="浜の集会所", **HALL)
    further = bench_at("薬局", latitude="42.102000", longitude="141.200000")
    here = make.bench(place=hall)
    bench_at("となり町", latitude="42.103000", longitude="141.200000")
    bench_at("住所の分からない店")

    assert near(Bench.objects.all(), [hall]) == [(here, 0), (further, 220)]


def test_of_two_places_the_nearer_one_counts():
    hall = make.place(name="浜の集会所", **HALL)
    square = make.place(name="広場", latitude="42.101800", longitude="141.200000")
    bench = bench_at("薬局", latitude="42.102000", longitude="141.200000")

    assert near([bench], [hall, square]) == [(bench, 20)]


def test_without_a_point_nothing_is_near():
    bench = make.bench(place=make.place(name="薬局", **HALL))

    assert near([bench], [make.place()]) == []
    assert near([bench], []) == []


@pytest.mark.parametrize(("north", "is_near"), [(0.00269, True), (0.00271, False)])
def test_near_is_three_hundred_metres(north, is_near):
    one, other = (42.1, 141.2), (42.1 + north, 141.2)

    assert (distance(one, other) <= NEAR) is is_near


def test_a_degree_of_longitude_is_shorter_further_north():
    assert round(distance((0.0, 141.0), (0.0, 142.0))) == 111195
    assert round(distance((60.0, 141.0), (60.0, 142.0))) == 55597
