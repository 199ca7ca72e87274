"""All that can be chosen by, reckoned once for each content version, day and tick, and then kept.

Each thing to choose by is one number, in which the bit of an activity says whether it has it: to combine choices is to
combine numbers, and to count is to count bits, so that ten thousand activities cost hardly more than ten.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef

from fujimino_support.web.kept import kept

from .agenda import tick
from .decisions import Occasion, moment
from .models import Activity, ActivityPlace, Recruitment
from .models.activities import Booking, Fee
from .models.places import Known
from .ways import Way, held

T = TypeVar("T", bound=Hashable)

WEEK_DAYS = 7
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
NOON, FOUR, FIVE = time(12), time(16), time(17)
NEVER = (date.max, time.max)
AUDIENCES_OFFERED = 12
FACTS = {"no_steps": "steps", "lift": "lift", "toilet": "toilet", "parking": "parking", "chairs": "chairs"}
GOOD = {fact: Known.NO if fact == "no_steps" else Known.YES for fact in FACTS}
EVERY_FACT: frozenset[str] = frozenset(FACTS)
NONE: frozenset[str] = frozenset()


class Catalogue(NamedTuple):
    """Public activities in the order of their next dates, those without one behind, as staff ordered them."""

    keys: array[int]  # of the activities
    by_name: array[int]  # their places in this order, and in that of their areas
    by_area: array[int]
    marks: dict[str, int]
    categories: list[tuple[str, str]]  # what there is to choose, as (value, label)
    audiences: list[tuple[str, str]]

    @property
    def everything(self) -> int:
        return (1 << len(self.keys)) - 1

    def marked(self, *words: object) -> int:
        """Those that have what the words name; none where nobody has it."""
        return self.marks.get(" ".join(str(word) for word in words if word), 0)

    def of_keys(self, keys: Iterable[int]) -> int:
        """Those of the activities with the `keys`."""
        wanted = set(keys)
        flags = ["1" if key in wanted else "0" for key in reversed(self.keys)]
        return int("".join(flags) or "0", 2)


def places_in(chosen: int) -> list[int]:
    """The places of the bits that are set, the lowest first."""
    return [place for place, bit in enumerate(bin(chosen)[:1:-1]) if bit == "1"]


def catalogue(now: datetime, version: str) -> Catalogue:
    """As of `now`, a local time."""
    if not version:
        return _catalogue(now, version)
    return kept(f"catalogue {now.date()} {tick(now, version)} {version}", lambda: _catalogue(now, version))


class _Row(NamedTuple):
    key: int
    number: int
    area: str | None
    category: int | None
    category_name: str | None
    category_order: int | None
    name: str
    kana: str
    audience: str
    fee: str
    booking: str
    is_recruiting: bool


def _catalogue(now: datetime, version: str) -> Catalogue:
    rows, facts = _rows(now.date()), _facts()
    town = held(now.date(), now.date(), version)
    way_of = {town.activities[place]: way for way, places in town.ways for place in places}
    coming = [(_of_way(way, now), alike) for way, alike in _alike(rows, lambda row: way_of.get(row.key))]
    order = _by_next(coming)
    places = {at: place for place, at in enumerate(order)}
    marks: dict[str, int] = defaultdict(int)
    for having, alike in (
        *((one.marks, alike) for one, alike in coming),
        *_alike(rows, lambda row: tuple(_marks(row))),
        *_alike(rows, lambda row: facts.get(row.key, NONE)),
    ):
        bits = _bits([places[at] for at in alike], len(rows))
        for mark in having:
            marks[mark] |= bits
    categories = {(row.category_order, row.category_name, row.category) for row in rows if row.category}
    audiences = Counter(row.audience for row in rows if row.audience).most_common(AUDIENCES_OFFERED)
    return Catalogue(
        keys=array("q", [rows[at].key for at in order]),
        by_name=array("q", sorted(range(len(rows)), key=lambda place: _spelt(rows[order[place]]))),
        by_area=array("q", [places[at] for at in range(len(rows))]),
        marks=dict(marks),
        categories=[(str(key), str(name)) for _, name, key in sorted(categories)],
        audiences=[(words, words) for words, _ in audiences],
    )


def _alike(rows: list[_Row], what: Callable[[_Row], T]) -> list[tuple[T, list[int]]]:
    """Where the rows stand that are the same in this: a thousand that are alike are reckoned once."""
    found: dict[T, list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        found[what(row)].append(at)
    return list(found.items())


def _by_next(coming: list[tuple[_Coming, list[int]]]) -> list[int]:
    """Where the rows stand in the order of their next dates, and as they were where these are the same."""
    found: dict[tuple[date, time], list[int]] = defaultdict(list)
    for one, alike in coming:
        found[one.next] += alike
    return [at for moment in sorted(found) for at in sorted(found[moment])]


def _bits(places: list[int], length: int) -> int:
    flags = bytearray(length // 8 + 1)
    for place in places:
        flags[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(flags, "little")


def _spelt(row: _Row) -> tuple[str, int]:
    return row.kana or row.name, row.number


def _rows(on: date) -> list[_Row]:
    """Public activities, area by area, as staff ordered them."""
    looking = Recruitment.objects.running(on).filter(activity=OuterRef("pk"))
    rows = (
        Activity.objects.published(on)
        .annotate(is_recruiting=Exists(looking))
        .in_order()
        .values_list(
            *("pk", "number", "council__area__slug", "category", "category__name", "category__order"),
            *("name", "kana", "audience", "fee", "booking", "is_recruiting"),
        )
    )
    return [_Row._make(row) for row in rows.iterator(chunk_size=2000)]


def _marks(row: _Row) -> Iterator[str]:
    """What it has whatever the day."""
    if row.area:
        yield f"area {row.area}"
    if row.category:
        yield f"category {row.category}"
    if row.audience:
        yield f"audience {row.audience}"
    if row.fee == Fee.FREE:
        yield "free"
    if row.booking == Booking.NOT_NEEDED:
        yield "no_booking"
    if row.is_recruiting:
        yield "recruiting"


def _facts() -> dict[int, frozenset[str]]:
    """By the key of an activity: what is known to be so at every place it is held at, for a visitor may come to any."""
    found: dict[int, frozenset[str]] = {}
    columns = [f"place__{field}" for field in FACTS.values()]
    for key, *known in ActivityPlace.objects.order_by().values_list("activity", *columns).iterator():
        found[key] = found.get(key, EVERY_FACT) & _facts_of(*known)
    return found


@cache
def _facts_of(*known: str) -> frozenset[str]:
    """There are three answers to each of five questions."""
    return frozenset(fact for fact, answer in zip(FACTS, known, strict=True) if answer == GOOD[fact])


class _Coming(NamedTuple):
    """What is to come of one way of holding sessions."""

    next: tuple[date, time]
    marks: tuple[str, ...]


def _of_way(way: Way | None, now: datetime) -> _Coming:
    if way is None:
        return _Coming(NEVER, ())
    coming = way.coming(now)
    marks = {mark: None for one in coming for mark in _session_marks(one, now.date())}
    return _Coming(moment(coming[0]) if coming else NEVER, tuple(marks))


def _session_marks(session: Occasion, today: date) -> Iterator[str]:
    """When it is held: the weekday, the time of day and the day, each alone and together, because one session must have both."""
    weekday = WEEKDAYS[session.date.weekday()]
    times = list(times_of(session))
    for what in ("", f"weekday {weekday}", f"day {session.date}"):
        if what:
            yield what
        for one in times:
            yield f"{what} {one}".strip()
    if session.date < today + timedelta(days=WEEK_DAYS):
        yield "week"
        for one in times:
            yield f"week {one}"


def times_of(session: Occasion) -> Iterator[str]:
    """The times of day in which it is on: am, pm and eve for the evening; none where nobody has said when."""
    first, last = session.start, session.end
    if first is None:
        return
    if first < NOON:
        yield "am"
    if NOON <= first < FIVE or (first < NOON and last is not None and last > NOON):
        yield "pm"
    if first >= FOUR or (last is not None and last > FIVE):
        yield "eve"
