"""How often: 「月1回」「年4回程度」「2か月から3か月に1回」「週4日」."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .normal import number
from .tokens import N, Token

_NUMBER = re.compile(N)


@dataclass(frozen=True)
class HowOften:
    """So many `times` in `every` units."""

    unit: str
    times: int
    times_most: int
    every: int = 1
    every_most: int = 1
    about: bool = False
    at_least: bool = False


def how_often(token: Token) -> HowOften:
    """
    >>> from .normal import normalise
    >>> from .tokens import tokenise
    >>> often = lambda words: how_often(tokenise(normalise(words))[0])
    >>> often("2から3ヶ月に1回程度")
    HowOften(unit='月', times=1, times_most=1, every=2, every_most=3, about=True, at_least=False)
    >>> often("半年に1回") == HowOften("月", 1, 1, 6, 6), often("週4日") == HowOften("週", 4, 4)
    (True, True)
    """
    parts = token.parts
    if "falt" in parts:
        return HowOften(parts["falt"][-1], 1, 1, 2, 2)
    about = any(key.startswith("fabout") for key in parts) and parts.get("fabout") != "計"
    at_least = "fmore" in parts or "fmore2" in parts
    if "fshort" in parts:
        return HowOften("月", int(parts["fshort"]), int(parts["fshort"]))
    if "fplus" in parts:
        return HowOften("月", number(parts["fplus"]), number(parts["fplus"]))
    if "fdays" in parts:
        days = number(parts["fdays"])
        return HowOften("週", days, days, about=about)
    if "fevery" in parts:
        every, every_most = _both(parts["fevery"])
        times, times_most = _both(parts["ftimes2"])
        unit = "月" if "月" in parts["feach"] else parts["feach"][0]
        return HowOften(unit, times, times_most, every, every_most, about, at_least)
    times, times_most = _both(parts["ftimes"])
    if parts["funit"] == "半年":
        return HowOften("月", times, times_most, 6, 6, about, at_least)
    return HowOften(parts["funit"][-1], times, times_most, about=about, at_least=at_least)


def _both(words: str) -> tuple[int, int]:
    found = [number(word) for word in _NUMBER.findall(words)]
    return found[0], found[-1]


def agrees(often: HowOften, weekdays: frozenset[int], weeks: frozenset[int], months: frozenset[int]) -> bool:
    """Whether so many times are what the weekdays and weeks amount to: 「月2回 第1・3土曜日」, 「年6回 偶数月の…」.

    >>> agrees(HowOften("月", 2, 2), frozenset({5}), frozenset({1, 3}), frozenset())
    True
    >>> agrees(HowOften("月", 1, 1), frozenset({5}), frozenset({1, 3}), frozenset())
    False
    """
    if often.every != 1 or often.every_most != 1:
        return (
            often.unit == "月"
            and often.times == often.times_most == len(weekdays) * len(weeks)
            and bool(months)
            and len(months) * often.every == 12 == len(months) * often.every_most
        )
    low, most = often.times, often.times_most + (often.about or often.at_least) * 3
    if often.unit == "週":
        return not weeks and low <= len(weekdays) <= most
    monthly = len(weekdays) * len(weeks)
    if often.unit == "月":
        if not weeks:
            return len(weekdays) == 1 and low in {4, 5} and not months
        return low <= monthly <= most
    return bool(weeks) and low <= monthly * (len(months) or 12) <= most
