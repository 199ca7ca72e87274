"""What has most of a sentence, when nothing has all of it: rare words weigh more than those that many activities have."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from math import log
from typing import NamedTuple

from .models.search import is_of_name

# Of all that a sentence weighs, or a list of words, and of what the best has: less of it is chance.
ENOUGH, ENOUGH_OF_A_LIST, BESIDE_THE_BEST, NEARLY_ALL = 0.4, 0.6, 0.75, 0.9
IN_ITS_TEXTS = 0.8
LEAST = 1.8  # of what tells something: about one rare verb
FEW = 200  # activities: of fewer, even a rare word would weigh nothing


class Weight(float, Enum):
    """How much a word tells of what is asked for."""

    NAME = 1.0
    BESIDE = 0.6  # the 台所 of 台所の電球
    VERB = 0.4
    AROUND = 0.25  # for whom, when, and what kind of gathering


class Weighable(NamedTuple):
    """A folded word, the activities that have it or what means the same, and whether they must."""

    text: str
    weight: Weight
    ranks: Mapping[int, int] = {}
    is_needed: bool = False


class Weighed(NamedTuple):
    """Activities by their ranks, the smaller the better, and those that have hardly less than all of it."""

    ranks: dict[int, int] = {}
    whole: frozenset[int] = frozenset()


def weighed(words: list[Weighable], activities: int, enough: float = ENOUGH) -> Weighed:
    """Those that have enough of the `words`, of so many `activities`."""
    most = max(activities, FEW) + 1
    found = [(word, word.weight * log(most / (len(word.ranks) + 1))) for word in words]
    whole = sum(weight for _, weight in found)
    keys = set().union(*(word.ranks for word in words))
    keys.intersection_update(*(word.ranks for word in words if word.is_needed))
    scores = {key: sum(weight for word, weight in found if key in word.ranks) for key in keys}
    best = max(scores.values(), default=0)
    kept = [
        key
        for key, score in scores.items()
        if score >= max(enough * whole, BESIDE_THE_BEST * best) and _tells(key, found)
    ]
    ranks = {key: sum(word.ranks.get(key, 0) for word in words) for key in kept}
    return Weighed(
        {key: round(1000 * (1 - _placed(key, found) / whole)) * 1000 + rank for key, rank in ranks.items()},
        frozenset(key for key in kept if scores[key] >= NEARLY_ALL * whole),
    )


def _placed(key: int, found: list[tuple[Weighable, float]]) -> float:
    """What it weighs, where a word in its name, or the name of its place, counts for more than one in its texts."""
    return sum(
        weight * (1 if is_of_name(word.ranks[key]) else IN_ITS_TEXTS)
        for word, weight in found
        if key in word.ranks
    )


def _tells(key: int, found: list[tuple[Weighable, float]]) -> bool:
    """Whether it has a name, if there is one in the sentence, and not only what many have."""
    names = [key in word.ranks for word, _ in found if word.weight >= Weight.BESIDE]
    telling = sum(weight for word, weight in found if word.weight > Weight.AROUND and key in word.ranks)
    return (any(names) or not names) and telling >= LEAST
