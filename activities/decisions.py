"""What becomes of the days that rules give: staff call one off, move it, add one, close a hall for a week.

Values in, values out: no database, no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import count, groupby
from typing import NamedTuple, TypeAlias

from fujimino_support.japanese.dates import short_day_words

from .schedule import Session

CANCELLED, CHANGED, EXTRA, POSTPONED = "cancelled", "changed", "extra", "postponed"
OFF = (CANCELLED, POSTPONED)
WORDS = {CANCELLED: "中止", CHANGED: "変更", EXTRA: "臨時開催", POSTPONED: "延期"}
CLOSED = "お休みの日のため"

TWO_HOURS = timedelta(hours=2)
LONG_AGO = datetime.min.replace(tzinfo=UTC)

MOVED_SLOT = 11  # of a session that was postponed to a day; those that staff add by hand come after it

Day = date  # the name `date` is a field below
Key: TypeAlias = tuple[Day | None, int]  # day and slot


class Change(NamedTuple):
    """What staff decided about one session: that of `date` which is the `slot`-th of its day, from 1 on."""

    date: Day
    slot: int
    decision: str
    start: time | None
    end: time | None
    place: str
    new_date: Day | None
    reason: str
    by_hand: bool = False  # it was added by staff, whatever has become of it
    decided_at: datetime = LONG_AGO
    usual_start: time | None = None  # of the session it was decided about, where that is known

    @property
    def words(self) -> str:
        """What was decided, as staff speak of it.

        >>> Change(date(2025, 12, 3), 1, CANCELLED, None, None, "", None, "").words
        '12月3日の「中止」'
        """
        return f"{self.date.month}月{self.date.day}日の「{WORDS[self.decision]}」"


class Closed(NamedTuple):
    """Days on which nothing takes place, both included, unless staff have decided about a session since.

    Where it is a `place` that is closed, this goes for what is held there: a session that has a place of its own goes by
    that, any other by whether the activity is usually held there.
    """

    first: Day
    last: Day
    reason: str
    decided_at: datetime = LONG_AGO
    place: str = ""
    is_usual: bool = False

    def stops(self, session: Occasion, decided_at: datetime | None) -> bool:
        """Whether it calls off what was `decided_at` that moment; None: nothing was decided about it."""
        if not self.first <= session.date <= self.last:
            return False
        if decided_at is not None and decided_at >= self.decided_at:
            return False
        return not self.place or (session.place == self.place if session.place else self.is_usual)


class Occasion(NamedTuple):
    """A session as it will be, or will not be."""

    date: Day
    start: time | None
    end: time | None
    label: str = ""
    place: str = ""
    slot: int = 1
    decision: str = ""
    reason: str = ""
    other_day: Day | None = None  # where it was postponed to, or from
    differs: str = ""  # what of a changed one is not as usual

    @property
    def is_off(self) -> bool:
        return self.decision in OFF

    @property
    def is_cancelled(self) -> bool:
        return self.decision == CANCELLED

    @property
    def is_unusual(self) -> bool:
        """Whether something became of it."""
        return bool(self.decision or self.other_day)

    @property
    def became(self) -> str:
        """What became of it, in words; "" where nothing was decided.

        >>> Occasion(date(2025, 12, 1), None, None, decision=CANCELLED, reason="会場の都合").became
        '中止：会場の都合'
        >>> Occasion(date(2025, 12, 1), None, None, decision=POSTPONED, other_day=date(2025, 12, 8)).became
        '12月8日（月曜日）に延期'
        >>> Occasion(date(2025, 12, 1), None, None, decision=CHANGED, differs="時間と場所").became
        '時間と場所がいつもと違います'
        """
        words = {
            CANCELLED: "中止",
            CHANGED: f"{self.differs}がいつもと違います" if self.differs else "いつもと違います",
            EXTRA: "臨時開催",
            POSTPONED: f"{short_day_words(self.other_day)}に延期" if self.other_day else "延期",
        }.get(self.decision, "")
        if not self.decision and self.other_day:
            words = f"{short_day_words(self.other_day)}から延期"
        return f"{words}：{self.reason}" if words and self.reason else words


def occasions(
    found: Iterable[Session], changes: Iterable[Change], closed: Iterable[Closed], first: Day, last: Day
) -> list[Occasion]:
    """The sessions that rules gave from `first` to `last`, as staff decided, in order of day and time.

    A decision holds whether or not the rules still give its day: moving ten o'clock to half past revives no cancelled
    day, of two sessions a day the one that is left keeps what was decided about it, and a new weekday leaves what was
    announced for the old one in sight. What was postponed to a day has a slot of its own there, by which it can be
    called off or postponed again. Closed days call off all of this, but for what was decided since they were closed:
    it is held all the same.
    """
    decided = {(change.date, change.slot): change for change in changes}
    closures = list(closed)
    result = {
        (day, slot): Occasion(day, session.start, session.end, session.label, session.place, slot)
        for day, of_day in _by_day(found, decided.values())
        for slot, session in of_day.items()
    }
    targets = {(change.new_date, MOVED_SLOT) for change in decided.values()}
    followed: set[Key] = set()
    held_since: dict[Key, datetime] = {}
    # Each chain of postponements from its beginning; those that run in a circle, from anywhere.
    for first_key in [*(decided.keys() - targets), *decided]:
        key, session = first_key, result.get(first_key)
        while key in decided and key not in followed:
            followed.add(key)
            change = decided[key]
            result[key] = _as_decided(change, session)
            held_since[key] = change.decided_at
            if change.new_date:
                session = _moved(change, change.new_date, session)
                key = change.new_date, MOVED_SLOT
                result.setdefault(key, session)
                held_since.setdefault(key, change.decided_at)
    told = (_unless_closed(one, held_since.get(key), closures) for key, one in result.items())
    return sorted((one for one in told if first <= one.date <= last), key=moment)


def orphans(found: Iterable[Session], changes: Iterable[Change], since: Day) -> list[Change]:
    """The decisions from the day `since` on whose session the rules, which gave `found`, give no longer or hardly, by day.

    They hold until staff decide. What staff added by hand never came from a rule, and is no orphan.
    """
    decided = list(changes)
    moved: set[Key] = {(change.new_date, MOVED_SLOT) for change in decided}
    given = dict(_by_day(found, decided))
    lost = (
        change
        for change in decided
        if change.date >= since
        and change.decision != EXTRA
        and not change.by_hand
        and change.slot <= MOVED_SLOT
        and (change.date, change.slot) not in moved
        and not _is_surely_meant(change, given.get(change.date, {}))
    )
    return sorted(lost, key=lambda change: (change.date, change.slot))


def by_slot(of_day: list[Session], starts: Mapping[int, time | None]) -> dict[int, Session]:
    """The sessions of one day by their slots; `starts` are the usual starts of those about which something was decided.

    Each has its place in the day for its slot, unless the rule has changed since: then the one that begins when the
    session did that was meant has the slot of that one, and whatever stands in its way takes one that is free.

    >>> nine, noon, three = (Session(date(2026, 12, 3), time(hour), None, "", "") for hour in (9, 12, 15))
    >>> by_slot([noon, three], {2: time(12)}) == {2: noon, 1: three}, by_slot([nine], {1: time(8)}) == {1: nine}
    (True, True)
    """
    known = {slot: start for slot, start in starts.items() if start and slot < MOVED_SLOT}
    slot_of = {at: at + 1 for at, one in enumerate(of_day) if one.start and known.get(at + 1) == one.start}
    for slot, start in known.items():
        same = [at for at, one in enumerate(of_day) if one.start == start and at not in slot_of]
        if same and slot not in slot_of.values():
            slot_of[same[0]] = slot
    left = [at for at in range(len(of_day)) if at not in slot_of]
    slot_of |= {at: at + 1 for at in left if at + 1 not in slot_of.values()}
    free = (slot for slot in count(1) if slot not in starts and slot not in slot_of.values())
    for at in left:
        if at not in slot_of:
            slot_of[at] = next(free)
    return {slot_of[at]: one for at, one in enumerate(of_day)}


def moment(session: Session | Occasion) -> tuple[Day, time]:
    """What to sort by: an unsaid time comes first."""
    return session.date, session.start or time.min


def _by_day(found: Iterable[Session], decided: Iterable[Change]) -> Iterator[tuple[Day, dict[int, Session]]]:
    starts: dict[Day, dict[int, time | None]] = {}
    for change in decided:
        starts.setdefault(change.date, {})[change.slot] = change.usual_start
    for day, of_day in groupby(found, key=lambda session: session.date):
        together = list(of_day)
        yield day, by_slot(together, starts[day]) if day in starts else dict(enumerate(together, start=1))


def _is_surely_meant(change: Change, given: Mapping[int, Session]) -> bool:
    """Whether it is still the session of `change` that has its slot among those that are `given` on its day."""
    session = given.get(change.slot)
    if session is None or not change.usual_start or session.start in (change.usual_start, None):
        return session is not None
    apart = abs(_from_midnight(session.start) - _from_midnight(change.usual_start))
    return list(given) == [1] and apart < TWO_HOURS


def _from_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)


def _unless_closed(session: Occasion, decided_at: datetime | None, closures: list[Closed]) -> Occasion:
    """Called off by the first of the closed days that stop it."""
    closure = (
        None if session.is_off else next((one for one in closures if one.stops(session, decided_at)), None)
    )
    if closure is None:
        return session
    reason = closure.reason or CLOSED
    return session._replace(decision=CANCELLED, reason=reason, other_day=None, differs="")


def _as_decided(change: Change, usual: Occasion | None) -> Occasion:
    """What stands on the day of `change`; `usual` is what would have been held."""
    day, slot = change.date, change.slot
    if change.decision not in OFF:
        start, end, place = _as_changed(change, usual)
        label, origin = (usual.label, usual.other_day) if usual else ("", None)
        differs = _differing(usual, start, end, place) if usual else ""
        return Occasion(day, start, end, label, place, slot, change.decision, change.reason, origin, differs)
    held = usual or Occasion(day, change.start, change.end, "", change.place)
    if change.decision == CANCELLED:  # at the time and place that were announced last
        start, end, place = _as_changed(change, usual)
        held = held._replace(start=start, end=end, place=place)
    return held._replace(slot=slot, decision=change.decision, reason=change.reason, other_day=change.new_date)


def _moved(change: Change, day: Day, usual: Occasion | None) -> Occasion:
    """What is held on the new day of a postponed session."""
    start, end, place = _as_changed(change, usual)
    label = usual.label if usual else ""
    return Occasion(day, start, end, label, place, MOVED_SLOT, "", change.reason, change.date)


def _as_changed(change: Change, usual: Occasion | None) -> tuple[time | None, time | None, str]:
    """Start, end and place; what was not changed is as usual."""
    place = change.place or (usual.place if usual else "")
    if usual is None or change.start or change.end:
        return change.start, change.end, place
    return usual.start, usual.end, place


def _differing(usual: Occasion, start: time | None, end: time | None, place: str) -> str:
    times = (start, end) != (usual.start, usual.end)
    return "と".join(
        words for words, is_other in (("時間", times), ("場所", place != usual.place)) if is_other
    )
