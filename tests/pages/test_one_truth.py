"""After any change every view says the same on the very next request: pages, calendars, data for machines, and the news.

Random edits by every way there is: the phone screen, the admin's models, bulk writes past every form. What the calendar
files of the activities say is held against an oracle of its own, and every other view against the files.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from random import Random
from typing import Any, NamedTuple
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
import time_machine
from dateutil.rrule import MONTHLY, WEEKLY, rrule, weekdays  # type: ignore[import-untyped, unused-ignore]
from django.core.cache import cache
from django.test import Client

from activities.catalogue import WEEKDAYS
from activities.models import Act, Activity, Closure, Place, SessionChange
from activities.schedule import read as read_schedule
from activities.schedule import to_data
from tests import make
from tests.forms import Form
from tests.fujimino_support.editing.signin.people import city_clerk, signed_in
from tests.pages.reading import read
from tests.pages.reading_feeds import events

pytestmark = pytest.mark.django_db

TOKYO = ZoneInfo("Asia/Tokyo")
START = datetime(2026, 12, 1, 8, tzinfo=TOKYO)
FAR = timedelta(days=60)
ATOM = "{http://www.w3.org/2005/Atom}"
OFF = ("cancelled", "postponed")
# A sentence: its days by another reckoning, and its sessions of a day.
RULES: dict[str, tuple[dict[str, Any], list[tuple[time, time]]]] = {
    "毎週火曜日 10時から12時": ({"freq": WEEKLY, "byweekday": weekdays[1]}, [(time(10), time(12))]),
    "毎週木曜日 9時から10時、13時から14時": (
        {"freq": WEEKLY, "byweekday": weekdays[3]},
        [(time(9), time(10)), (time(13), time(14))],
    ),
    "毎月第2・第4水曜日 13時30分から15時": (
        {"freq": MONTHLY, "byweekday": (weekdays[2](2), weekdays[2](4))},
        [(time(13, 30), time(15))],
    ),
    "毎月最終月曜日 11時から12時": ({"freq": MONTHLY, "byweekday": weekdays[0](-1)}, [(time(11), time(12))]),
    "毎週月・水・金曜日 7時から8時": ({"freq": WEEKLY, "byweekday": weekdays[:5:2]}, [(time(7), time(8))]),
    "不定期": ({}, []),
}


class Fact(NamedTuple):
    """What a view says of one session; a slot is named only where an address or a key tells it."""

    number: int
    day: date
    start: time | None
    is_off: bool


def sorted_facts(facts: Any) -> list[Fact]:
    return sorted(facts, key=lambda fact: (fact.number, fact.day, fact.start or time.min, fact.is_off))


# What ought to be


def expected(activity: Activity, today: date) -> list[Fact]:
    """The sessions from `today` on, by plain rows and dateutil alone; of a paused activity what it has announced."""
    if activity.state != "public" or activity.status not in ("running", "paused"):
        return []
    rule, times = RULES[activity.schedule_words]
    first, last = START.date() - timedelta(days=92), today + FAR
    days = (
        rrule(dtstart=datetime.combine(first, time()), until=datetime.combine(last, time()), **rule)
        if rule
        else []
    )
    decided = {(row.date, row.slot): row for row in activity.session_changes.all()}
    usual = {
        (moment.date(), slot): span
        for moment in days
        for slot, span in named(times, [row for row in decided.values() if row.date == moment.date()]).items()
    }
    held: dict[tuple[date, int], Held] = {key: Held(*span) for key, span in usual.items()}
    targets = {(row.new_date, 11) for row in decided.values() if row.new_date}
    for root in sorted(decided.keys() - targets):
        key: tuple[date, int] | None = root
        was = held.get(root)
        while key in decided:
            row = decided[key]
            new = Held(was.start, was.end, was.place) if was else Held()
            if row.starts_at or row.ends_at or was is None:
                new = new._replace(start=row.starts_at, end=row.ends_at)
            new = new._replace(place=row.place or new.place, decided_at=row.decided_at)
            off = row.decision in OFF
            told = was if was and row.decision == "postponed" else new
            held[key] = told._replace(is_off=off, decided_at=row.decided_at)
            key, was = ((row.new_date, 11) if row.new_date else None), new
            if key and key not in decided:
                held[key] = new
    return sorted_facts(
        Fact(activity.number, day, one.start, one.is_off or is_closed(activity, day, one))
        for (day, _), one in held.items()
        if today <= day <= today + FAR
    )


class Held(NamedTuple):
    """One session as it ought to be, but for the days that are closed."""

    start: time | None = None
    end: time | None = None
    place: Place | None = None  # where it is not the usual one
    is_off: bool = False
    decided_at: datetime | None = None


def named(times: list[tuple[time, time]], rows: list[SessionChange]) -> dict[int, tuple[time, time]]:
    """The sessions of a day by their slots: one that begins when a decided one usually did has the slot of that one."""
    meant = {row.usual_start: row.slot for row in rows if row.usual_start}
    found = {meant[span[0]]: span for span in times if span[0] in meant}
    for slot, span in enumerate(times, start=1):
        if span[0] not in meant:
            others = [one for one in range(1, 10) if one not in {row.slot for row in rows}]
            found[slot if slot not in found else next(one for one in others if one not in found)] = span
    return found


def is_closed(activity: Activity, day: date, held: Held) -> bool:
    """Whether a closed day calls it off; it calls nothing off that was decided since."""
    for row in Closure.objects.filter(first_day__lte=day, last_day__gte=day):
        assert row.decided_at
        if held.decided_at and held.decided_at >= row.decided_at:
            continue
        areas, places = list(row.areas.all()), list(row.places.all())
        if not areas and not places:
            return True
        where = [held.place] if held.place else [tie.place for tie in activity.held_at.all()]
        if activity.council.area in areas or any(place in places for place in where):
            return True
    return False


# What each view says


class File(NamedTuple):
    """The facts of a calendar file for the next weeks, what of it is paused, and its serial numbers."""

    facts: list[Fact]
    paused: list[tuple[int, date, time | None]]
    serials: set[str]


def of_file(client: Client, address: str, today: date) -> File:
    answer = client.get(address)
    if answer.status_code == 410:
        return File([], [], set())
    assert answer.status_code == 200, (address, answer.status_code)
    found, paused, serials = [], [], set()
    for event in events(answer.content):
        number, day, _ = event["UID"].split("@")[0].split("-")
        (begins,) = [value for name, value in event.items() if name.split(";")[0] == "DTSTART"]
        start = datetime.strptime(begins, "%Y%m%dT%H%M%S").time() if "T" in begins else None  # noqa: DTZ007
        assert begins.startswith(day)
        on = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        serials.add(event["SEQUENCE"])
        if on <= today + FAR and event["SUMMARY"].startswith("【休止中】"):
            paused.append((int(number), on, start))
        elif on <= today + FAR:
            is_off = event["SUMMARY"].startswith(("【中止】", "【延期】"))
            found.append(Fact(int(number), on, start, is_off))
    return File(sorted_facts(found), paused, serials)


def of_machines(page: str) -> list[Fact]:
    """The events in the data for machines."""
    found = []
    for block in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S):
        for event in _events(json.loads(block)):
            number = int(re.findall(r"/activities/([0-9]+)/", event["url"])[0])
            # A session moved to another day is told at its new day; the old day is then its past.
            begins = event["startDate"]
            start = datetime.fromisoformat(begins).time() if "T" in begins else None
            is_off = event["eventStatus"].endswith(("EventCancelled", "EventPostponed"))
            found.append(Fact(number, date.fromisoformat(begins[:10]), start, is_off))
    return found


def _events(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for one in node:
            yield from _events(one)
    elif isinstance(node, dict):
        if node.get("@type") == "Event":
            yield node
        for one in node.values():
            yield from _events(one)


def rows_of(page: str, kind: str) -> list[Fact]:
    """The sessions in a page's lists of the class `kind`, each under the day that stands nearest above it or in it."""
    found = []
    day: date | None = None
    rows = [part for part in read_html(page).iter() if kind in (part.get("class") or "").split()]
    of_rows = {moment for row in rows for moment in row.iter("time")}  # other days that a row tells of
    for part in read_html(page).iter():
        if part.tag == "time" and part not in of_rows:
            day = date.fromisoformat(part.get("datetime") or "")
        if kind not in (part.get("class") or "").split():
            continue
        own = list(part.iter("time"))
        on = date.fromisoformat(own[0].get("datetime") or "") if kind == "gathering" else day
        (link,) = [one for one in part.iter("a") if "/activities/" in (one.get("href") or "")][:1]
        when = next((one for one in part.iter() if one.get("class") == "gathering__when"), None)
        is_off = f"{kind}--off" in (part.get("class") or "")
        if when is None and not is_off:
            continue  # an activity whose day is still to be said
        assert on
        number = int(re.findall("[0-9]+", link.get("href") or "")[0])
        start = None if when is None else clock("".join(when.itertext()))
        found.append(Fact(number, on, start, is_off))
    return found


def clock(words: str) -> time | None:
    told = re.match("([0-9]+)時(?:([0-9]+)分)?(?:から|$)", words)
    return time(int(told[1]), int(told[2] or 0)) if told else None


@lru_cache(maxsize=1)
def read_html(page: str) -> Any:
    class Answer:
        streaming, content = False, page.encode()

    return read(Answer)


def next_days(page: str) -> dict[int, tuple[list[date], date | None]]:
    """Of each activity in the tables: the days said to be off before the next, and the next."""
    found = {}
    for row in read_html(page).iter("tr"):
        links = [one for one in row.iter("a") if "/activities/" in (one.get("href") or "")]
        if not links:
            continue
        number = int(re.findall("[0-9]+", links[0].get("href") or "")[0])
        off = [_day(one) for one in row.iter("span") if one.get("class") == "off"]
        coming = [_day(one) for one in row.iter("span") if one.get("class") == "next"]
        found[number] = (off, coming[0] if coming else None)
    return found


def _day(part: Any) -> date:
    (first, *_) = part.iter("time")
    return date.fromisoformat(first.get("datetime"))


# The town and its editors


@dataclass
class Town:
    seed: int
    random: Random = field(init=False)
    now: datetime = START
    done: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)
        make.programme()
        here, there = make.area(), make.area(name="しおさい", slug="shiosai", theme="seiji")
        self.places = [make.place(name=name) for name in ("浜の集会所", "かもめ広場", "港の家")]
        councils = [make.council(name="浜の協議会", area=here), make.council(name="潮の協議会", area=there)]
        for number, words in enumerate(RULES):
            held_at = self.places[number % 3]
            make.activity(
                council=councils[number % 2], name=f"会{number}", places=(held_at,), schedule_words=words
            )
        self.staff = signed_in(city_clerk())
        self.visitor = Client()
        self.told = self.files()

    @property
    def today(self) -> date:
        return self.now.date()

    def activity(self) -> Activity:
        return self.random.choice(list(Activity.objects.order_by("number")))

    def session(self) -> tuple[str, Fact] | None:
        """One that can still be decided about, and its address on the phone screen."""
        activity = self.activity()
        answer = self.visitor.get(f"{activity.get_absolute_url()}calendar.ics")
        if answer.status_code != 200:
            return None
        found = [
            event["UID"].split("@")[0].split("-")
            for event in events(answer.content)
            if not event["SUMMARY"].startswith("【")
        ][:12]
        if not found:
            return None
        number, day, slot = self.random.choice(found)
        on = date.fromisoformat(f"{day[:4]}-{day[4:6]}-{day[6:]}")
        return f"/staff/{number}/{on}/{slot}/", Fact(int(number), on, None, False)

    # Edits: each gives its name, or "" when there was nothing to do

    def cancel(self) -> str:
        found = self.session()
        if found is None:
            return ""
        Form(self.staff, found[0], "cancel").send(reason="会場の都合")
        return f"cancel {found[0]}"

    def change(self) -> str:
        found = self.session()
        if found is None:
            return ""
        form = Form(self.staff, f"{found[0]}change/", "decide")
        form.fill("starts_at", f"{self.random.randrange(9, 16):02}:30")
        form.fill("place", [self.random.choice(["いつもの場所", *form_places()])])
        form.send()
        return f"change {found[0]}"

    def postpone(self) -> str:
        found = self.session()
        if found is None:
            return ""
        day = found[1].day + timedelta(days=self.random.randrange(1, 12))
        if SessionChange.objects.filter(activity__number=found[1].number, new_date=day).exists():
            return ""
        form = Form(self.staff, f"{found[0]}postpone/", "decide")
        form.fill("new_date", str(day))
        form.send()
        return f"postpone {found[0]} to {day}"

    def add(self) -> str:
        activity = self.activity()
        if activity.state != "public":
            return ""
        form = Form(self.staff, f"/staff/{activity.number}/add/", "add")
        day = self.today + timedelta(days=self.random.randrange(0, 30))
        if SessionChange.objects.filter(activity=activity, date=day, slot__gte=12).count() > 5:
            return ""
        form.fill("date", str(day))
        form.fill("starts_at", f"{self.random.randrange(9, 16):02}:15")
        form.send()
        return f"add {activity.number} {day}"

    def usual(self) -> str:
        rows = SessionChange.objects.filter(
            date__gte=self.today, activity__state="public", activity__status="running"
        )
        row = self.random.choice(list(rows.order_by("pk"))) if rows else None
        if row is None:
            return ""
        path = f"/staff/{row.activity.number}/{row.date}/{row.slot}/"
        Form(self.staff, f"{path}usual/", "usual", self.staff.get(path)).send()
        return f"usual {path}"

    def undo(self) -> str:
        act = Act.objects.filter(undone_at=None).first()
        if act is None:
            return ""
        answer = self.staff.post(f"/staff/acts/{act.key}/undo/")
        return f"undo {act}: {answer.status_code}"

    def many(self) -> str:
        first = self.today + timedelta(days=self.random.randrange(0, 10))
        page = self.staff.get(f"/staff/many/?first={first}&last={first + timedelta(days=2)}")
        if b'name="session"' not in page.content:
            return ""
        Form(self.staff, "/staff/many/", "many", page).send(reason="天候のため")
        return f"many from {first}"

    def close(self) -> str:
        if Closure.objects.count() > 3:
            Closure.objects.order_by("pk")[0].delete()
            return "open again"
        first = self.today + timedelta(days=self.random.randrange(0, 20))
        reason = f"工事のため{self.random.random()}"
        row = Closure.objects.create(first_day=first, last_day=first + timedelta(days=2), reason=reason)
        closed = getattr(row, self.random.choice(["areas", "places"]))
        closed.set(self.random.choice([[], [closed.model.objects.order_by("pk")[0]]]))
        return f"close {first}"

    def new_rule(self) -> str:
        words = self.random.choice(list(RULES))
        schedule = read_schedule(words, self.today).schedule
        assert schedule
        activity = self.activity()
        Activity.objects.filter(pk=activity.pk).update(schedule_words=words, schedule_data=to_data(schedule))
        return f"{activity.number} {words}"

    def pause(self) -> str:
        activity = self.activity()
        activity.status = "running" if activity.status == "paused" else "paused"
        activity.save()
        return f"{activity.number} {activity.status}"

    def withdraw(self) -> str:
        activity = self.activity()
        state = "withdrawn" if activity.state == "public" else "public"
        Activity.objects.filter(pk=activity.pk).update(state=state)
        return f"{activity.number} {state}"

    def rename(self) -> str:
        place = self.random.choice(self.places)
        Place.objects.filter(pk=place.pk).update(name=f"{place.name[:4]}{self.random.random()}")
        return "rename"

    def wait(self) -> str:
        self.now += timedelta(minutes=self.random.choice([30, 120, 600]))
        return f"wait until {self.now}"

    EDITS = (
        *(cancel, change, postpone, add, usual, undo),
        *(many, close, new_rule, pause, withdraw, rename, wait),
    )

    def step(self) -> None:
        edit = self.random.choice(self.EDITS)
        self.now += timedelta(
            seconds=1
        )  # what is decided before a day is closed is told from what is decided after
        before = self.told
        with time_machine.travel(self.now, tick=False):
            news, done = self.news(), edit(self)
            self.done.append(done or edit.__name__)
        with time_machine.travel(self.now, tick=False):
            self.staff = signed_in_again(self.staff)
            after = self.told = self.agree()
            if edit is not Town.wait and before.facts != after.facts:
                assert self.news() != news, "nobody was told"
            if edit is not Town.wait and before[:2] != after[:2]:
                assert int(max(after.serials)) > int(max(before.serials or {"0"})) if after.serials else True

    def files(self) -> File:
        return of_file(self.visitor, "/calendar.ics", self.today)

    def news(self) -> list[str]:
        feed = ElementTree.fromstring(self.visitor.get("/updates.atom").content)
        return [entry.findtext(f"{ATOM}id") or "" for entry in feed.iter(f"{ATOM}entry")]

    # The views

    def get(self, address: str) -> str:
        answer = self.visitor.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        return answer.content.decode()

    def agree(self) -> File:
        """Whether every view tells the same; what the calendar of the town says."""
        facts: list[Fact] = []
        for activity in Activity.objects.select_related("council__area").order_by("number"):
            own, paused, _ = of_file(self.visitor, f"{activity.get_absolute_url()}calendar.ics", self.today)
            announced = expected(activity, self.today)
            is_paused = activity.status == "paused"
            assert own == ([] if is_paused else announced)
            assert sorted(paused, key=str) == sorted((one[:3] for one in announced if is_paused), key=str)
            facts += own
            if activity.state == "public":
                self.page_agrees(activity, own)
        facts = sorted_facts(facts)
        told = self.files()
        assert told.facts == facts
        area_of = {
            row.number: row.council.area.slug for row in Activity.objects.select_related("council__area")
        }
        for slug in ("hamanasu", "shiosai"):
            mine = [fact for fact in facts if area_of[fact.number] == slug]
            assert of_file(self.visitor, f"/areas/{slug}/calendar.ics", self.today).facts == mine
            self.tables_agree(self.get(f"/areas/{slug}/"), mine)
            self.week_agrees(f"/today/?area={slug}", mine)
            self.month_agrees(f"?area={slug}", mine)
        self.tables_agree(self.get("/activities/"), facts)
        self.filters_agree(facts)
        self.week_agrees("/today/", facts)
        self.month_agrees("", facts)
        home = self.get("/")
        self.tables_agree(home, facts)
        first = rows_of(home, "gathering")
        week = self.to_come(facts, days=6)
        assert by_day(first) == by_day(week)[: len(first)]
        return told

    def to_come(self, facts: list[Fact], days: int) -> list[Fact]:
        """What is not over; where the end is not known to this test, the day decides."""
        last = self.today + timedelta(days=days)
        return [fact for fact in facts if fact.day <= last and not self.is_over(fact)]

    def is_over(self, fact: Fact) -> bool:
        if fact.day > self.today or fact.start is None or fact.is_off:
            return False
        ends = {end for _, times in RULES.values() for start, end in times if start == fact.start}
        changed = SessionChange.objects.filter(activity__number=fact.number, starts_at=fact.start).exists()
        return bool(ends) and not changed and min(ends) <= self.now.time()

    def week_agrees(self, address: str, facts: list[Fact]) -> None:
        page = self.get(address)
        shown = rows_of(page, "session")
        assert len(shown) < 50  # one page
        assert by_day(shown) == by_day(self.to_come(facts, days=6)), address
        # The data for machines tells a postponed session on its old day.
        assert by_day(of_machines(page)) == by_day(shown), address

    def month_agrees(self, query: str, facts: list[Fact]) -> None:
        first = self.today.replace(day=1)
        page = self.get(f"/calendar/{first:%Y/%m}/{query}")
        month = [fact for fact in facts if (fact.day.year, fact.day.month) == (first.year, first.month)]
        shown = rows_of(page, "session")
        rest = sum(int(count) for count in re.findall("この日のほか([0-9]+)件", page))
        assert len(shown) + rest == len(month), query
        assert set(shown) <= set(month), query

    def filters_agree(self, facts: list[Fact]) -> None:
        """The lists of days and of weekdays, two of each, name whatever is held on them and nothing else."""
        held = [fact for fact in self.to_come(facts, days=FAR.days) if not fact.is_off]
        known = {fact.number for fact in held}
        for ahead in self.random.sample((0, 1, 2, 7, 30), 2):
            day = self.today + timedelta(days=ahead)
            on_day = {fact.number for fact in held if fact.day == day}
            assert set(next_days(self.get(f"/activities/?when={day}"))) == on_day, day
        for weekday, name in self.random.sample(list(enumerate(WEEKDAYS)), 2):
            on_weekday = {fact.number for fact in held if fact.day.weekday() == weekday}
            listed = set(next_days(self.get(f"/activities/?weekday={name}")))
            # The list may look further ahead than this test, where nothing is held soon.
            assert (on_weekday - listed, (listed - on_weekday) & known) == (set(), set()), name

    def tables_agree(self, page: str, facts: list[Fact]) -> None:
        last = self.today + FAR  # as far as the facts go; a session may have been moved beyond
        for number, (off, coming) in next_days(page).items():
            told = [day for day in off if day <= last], coming if coming and coming <= last else None
            assert told == self.told_next(number, facts), number

    def told_next(self, number: int, facts: list[Fact]) -> tuple[list[date], date | None]:
        mine = [fact for fact in facts if fact.number == number and not self.is_over(fact)]
        held = next((place for place, fact in enumerate(mine) if not fact.is_off), None)
        if held is None:
            return [fact.day for fact in mine], None
        return [fact.day for fact in mine[:held]], mine[held].day

    def page_agrees(self, activity: Activity, facts: list[Fact]) -> None:
        page = self.get(activity.get_absolute_url())
        shown = [fact for fact in of_machines(page) if fact.day <= self.today + FAR]
        coming = [fact for fact in facts if not self.is_over(fact)]
        assert by_day(shown) == by_day(coming)[: len(shown)]
        assert bool(shown) == bool(coming)


def form_places() -> list[str]:
    return [place.name for place in Place.objects.order_by("pk")]


def by_day(facts: Any) -> list[Fact]:
    return sorted(facts, key=lambda fact: (fact.day, fact.start or time.min, fact.number, fact.is_off))


def signed_in_again(staff: Client) -> Client:
    """Eight hours without a click sign one out."""
    from fujimino_support.editing.models import User

    return signed_in(User.objects.get(username="isobe"))


def run(seed: int, steps: int) -> None:
    cache.clear()
    with time_machine.travel(START, tick=False):
        town = Town(seed)
    for _ in range(steps):
        with time_machine.travel(town.now, tick=False):
            try:
                town.step()
            except AssertionError as failure:
                raise AssertionError(f"seed {seed}, after {town.done[-12:]}:\n{failure}") from failure


@pytest.mark.parametrize("seed", [1, 2])
def test_every_view_tells_the_same_after_any_change(seed):
    run(seed, steps=25)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(100, 120))
def test_every_view_tells_the_same_after_a_thousand_changes(seed):
    run(seed, steps=50)
