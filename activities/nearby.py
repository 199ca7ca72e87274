"""What is near: distances as the crow flies, between points that staff have entered."""

from __future__ import annotations

from collections.abc import Iterable
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from .models import Bench, Place

RADIUS = 6_371_009  # metres: the mean radius R1 of GRS 80
NEAR = 300  # metres, some five minutes with a stick
ROUNDED_TO = 10  # metres: a point is known no better


class Near(NamedTuple):
    """A bench, and how far it is in metres, rounded to tens."""

    bench: Bench
    metres: int


def near(benches: Iterable[Bench], places: Iterable[Place]) -> list[Near]:
    """Those of `benches` within `NEAR` of any of `places`, the nearest first; those without a point are nowhere."""
    points = [_point(place) for place in places if place.latitude is not None]
    found = [
        (min(distance(point, _point(bench.place)) for point in points), bench)
        for bench in benches
        if points and bench.place.latitude is not None
    ]
    close = sorted((metres, bench.number, bench) for metres, bench in found if metres <= NEAR)
    return [Near(bench, round(metres / ROUNDED_TO) * ROUNDED_TO) for metres, _, bench in close]


def distance(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Metres between two points in degrees (latitude, longitude) on a sphere, by the haversine formula.

    >>> round(distance((35.871056, 139.515774), (35.871056, 139.515774)))
    0
    >>> round(distance((35.0, 139.0), (36.0, 139.0)))  # one degree of a meridian
    111195
    """
    (latitude, longitude), (other_latitude, other_longitude) = (map(radians, point) for point in (one, other))
    half = (
        sin((other_latitude - latitude) / 2) ** 2
        + cos(latitude) * cos(other_latitude) * sin((other_longitude - longitude) / 2) ** 2
    )
    return 2 * RADIUS * asin(sqrt(half))


def _point(place: Place) -> tuple[float, float]:
    return float(place.latitude or 0), float(place.longitude or 0)
