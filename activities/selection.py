"""What a visitor's choices leave of the catalogue, in which order, and what other choices would leave."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode

from .catalogue import WEEKDAYS, Catalogue, places_in
from .filters import BEST, BY_AREA, BY_DATE, BY_NAME, WEEK, ActivityFilter
from .search import Found

BY_VALUE = ("area", "category", "audience")
MOMENTS = ("when", "weekday", "time")


class Chip(NamedTuple):
    """One thing that was chosen, the address of the list without it, and how many that leaves."""

    label: str
    address: str
    left: int


class Selection:
    """`found` is None where no words were asked for."""

    def __init__(
        self, catalogue: Catalogue, chosen: Mapping[str, Any], found: Found | None, today: date
    ) -> None:
        self.catalogue, self.chosen, self.found, self.today = catalogue, chosen, found, today

    @property
    def order(self) -> str:
        wished: str = self.chosen.get("order", "")
        usual = BEST if self.found else BY_DATE
        return usual if wished in ("", BEST) else wished

    def keys(self) -> list[int]:
        """The activities, in order."""
        return [self.catalogue.keys[place] for place in self._in_order(places_in(self.bits()))]

    def bits(self, **otherwise: Any) -> int:
        """What is left, or would be with other choices."""
        chosen = {**self.chosen, **otherwise}
        bits = self._at_moment(*(chosen.get(name, "") for name in MOMENTS))
        for name, value in chosen.items():
            if value and name in BY_VALUE:
                bits &= self.catalogue.marked(name, value)
            elif value and value is True:
                bits &= self.catalogue.marked(name)
        if self.found and chosen.get("q"):
            bits &= self.found.bits
        return bits

    def counts(self, offered: Mapping[str, Iterable[str]]) -> dict[str, dict[str, int]]:
        """How many each choice would leave, beside what is chosen already."""
        return {
            name: {
                value: self.bits(
                    **{name: True if value == "1" and name not in BY_VALUE else value}
                ).bit_count()
                for value in values
            }
            for name, values in offered.items()
        }

    def chips(self, form: ActivityFilter) -> list[Chip]:
        chosen = {name: value for name, value in self.chosen.items() if name != "order"}
        return [
            Chip(form.label_of(name, value), self.address(without=name), self.bits(**{name: ""}).bit_count())
            for name, value in chosen.items()
        ]

    def address(self, without: str) -> str:
        """The choices as they stand in a link, less one of them."""
        left = {
            name: "1" if value is True else value for name, value in self.chosen.items() if name != without
        }
        return f"?{urlencode(left)}" if left else "?"

    def _at_moment(self, when: str, weekday: str, time: str) -> int:
        """Those of which one session is on the day, the weekday and the time of day."""
        marked = self.catalogue.marked
        if when == WEEK and weekday:
            return marked("day", self._next(weekday), time)
        if when == WEEK:
            return marked(WEEK, time)
        if when:
            on_weekday = marked("weekday", weekday) if weekday else self.catalogue.everything
            return marked("day", when, time) & on_weekday
        if weekday:
            return marked("weekday", weekday, time)
        return marked(time) if time else self.catalogue.everything

    def _next(self, weekday: str) -> date:
        return self.today + timedelta(days=(WEEKDAYS.index(weekday) - self.today.weekday()) % 7)

    def _in_order(self, places: list[int]) -> Iterable[int]:
        if self.order == BEST and self.found:
            ranks, keys = self.found.ranks, self.catalogue.keys
            return sorted(places, key=lambda place: ranks.get(keys[place], 0))
        if self.order in (BY_NAME, BY_AREA):
            left = set(places)
            column = self.catalogue.by_name if self.order == BY_NAME else self.catalogue.by_area
            return [place for place in column if place in left]
        return places
