"""A town of as many activities as asked for, some of every kind, laid at once."""

from __future__ import annotations

from datetime import date, time, timedelta
from itertools import cycle, product

from activities.models import Activity, ActivityPlace, SessionChange
from activities.schedule import read, to_data
from tests import make

WEEKDAYS = "月火水木金土日"
DATELESS = ("不定期", "2か月に1回程度", "年4回", "9月・12月", "常時")
AREAS = 4


def schedules(on: date, most: int | None = None) -> list[tuple[str, dict[str, object]]]:
    """In words and as data, at most so many: two in five weekly, two monthly, one without days. But for these all are unlike."""
    hours = [
        f"{hour}時{minute}から{hour + length}時"
        for minute in ("", "30分", "15分", "45分")
        for hour in range(8, 18)
        for length in (1, 2, 3, 4)
    ]
    times = [f"{day}曜日 {hour}" for hour, day in product(hours, WEEKDAYS)]
    turns = zip(times[::2], times[1::2], times[::2], times[1::2], cycle(DATELESS), strict=False)
    words = [
        one
        for weekly, other, twice, once, dateless in turns
        for one in (f"毎週{weekly}", f"毎月第1・第3{twice}", f"毎週{other}", f"毎月第2{once}", dateless)
    ]
    return [(one, to_data(schedule)) for one in words[:most] if (schedule := read(one, on).schedule)]


def town_of(count: int, on: date, ways: int | None = None) -> None:
    """Public activities of four areas, every thirtieth with a day added this week, and closed days.

    They are held in as many `ways` at most, or in as many as there are.
    """
    make.programme()
    areas = [
        make.area(name=f"はまなす{number}", slug=f"hamanasu{number}", order=number) for number in range(AREAS)
    ]
    councils = [make.council(name=f"協議会{area.pk}", area=area) for area in areas]
    halls = [make.place(name=f"集会所{number}") for number in range(50)]
    known = schedules(on, ways)
    Activity.objects.bulk_create(
        Activity(
            number=number + 1,
            council=councils[number % AREAS],
            name=f"会{number}",
            summary="集まります。",
            state="public",
            schedule_words=known[number % len(known)][0],
            schedule_data=known[number % len(known)][1],
            confirmed_on=on,
        )
        for number in range(count)
    )
    rows = list(Activity.objects.order_by("number"))
    ActivityPlace.objects.bulk_create(
        ActivityPlace(activity=row, place=halls[number % len(halls)]) for number, row in enumerate(rows)
    )
    SessionChange.objects.bulk_create(
        SessionChange(
            activity=row, date=on + timedelta(days=number % 7), decision="extra", slot=12, starts_at=time(14)
        )
        for number, row in enumerate(rows[::30])
    )
    make.closure(first_day=on + timedelta(days=2), last_day=on + timedelta(days=2), reason="大雨のため")
    make.closure(
        first_day=on + timedelta(days=3),
        last_day=on + timedelta(days=3),
        reason="工事のため",
        places=(halls[0],),
    )
    make.closure(
        first_day=on + timedelta(days=4),
        last_day=on + timedelta(days=4),
        reason="お祭りのため",
        areas=(areas[0],),
    )
