import time
from datetime import date
from statistics import median

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models.signals import post_init
from django.test.utils import CaptureQueriesContext

from activities import upcoming, ways
from activities.models import Activity, ActivityPlace, ActivityRole, SessionChange
from activities.upcoming import planned
from councils.models import Council
from tests import make
from tests.pages.big_town import town_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

MOST_ON_THE_PROGRAMME_PAGE = 14
MOST_ELSEWHERE = 12

ADDRESSES = [
    "/",
    "/today/",
    "/today/?area=hamanasu0",
    "/calendar/",
    "/calendar/2025/08/?area=hamanasu0",
    "/calendar/2025/07/01/",
    "/areas/hamanasu0/",
    "/councils/",
    "/town/",
    "/town/?town=浜0丁目",
    "/town/?town=ここにない町",
    "/activities/",
    "/activities/?area=hamanasu0",
    "/activities/?q=茶話会",
    "/activities/?q=はまなすの茶話会、木曜だったかしら",
    "/activities/?q=はまなすの茶話怪、木曜だったかしら&area=hamanasu0&free=1",
    "/activities/?q=しゆうかいじおのさわかい",
    "/activities/?q=どこにもない言葉",
    "/activities/print/?q=はまなすの茶話会、木曜だったかしら",
    "/activities/print/",
    "/activities/print/?area=hamanasu0&q=茶話会",
    "/activities/?q=茶話会&area=hamanasu0&weekday=tu&time=am&order=name",
    "/activities/1/",
    "/calendar.ics",
    "/areas/hamanasu0/calendar.ics",
    "/activities/1/calendar.ics",
    "/coordinators/",
    "/join/",
    "/benches/",
    "/opendata/",
    "/opendata/activities.csv",
    "/opendata/places.csv",
    "/opendata/sessions.csv",
    "/opendata/events.csv",
    "/page0/",
    "/healthz",
    "/robots.txt",
    "/sitemap.xml",
    "/no-such-page/",
]


def town_with(count: int) -> None:
    """`count` of everything that a page shows, and of everything that hangs on it."""
    make.programme(as_of=date(2025, 4, 1), licence="cc0-1.0")
    areas = tuple(
        make.area(name=f"はまなす{number}", slug=f"hamanasu{number}", order=number) for number in range(count)
    )
    for number, area in enumerate(areas):
        make.town(name=f"浜{number}丁目", area=area)
    make.council(name="町ぐるみ会議", tier=make.tier(1), area=None)
    councils = [make.council(name=f"協議会{area.pk}", area=area) for area in areas]
    organisations = [make.organisation(name=f"町内会{number}", areas=areas) for number in range(count)]
    places = tuple(
        make.place(name=f"集会所{number}", kana="しゅうかいじょ", latitude="42.1", longitude="141.2")
        for number in range(count)
    )
    for council in Council.objects.all():
        for number in range(count):
            make.organisation(name=f"会{council.pk}-{number}")
            make.meeting(council=council, held_on=date(2025, 5, 1 + number), minutes=make.pdf())
            activity = make.activity(
                council=council,
                name=f"茶話会{number}",
                places=places,
                category=make.category(name=f"分野{council.pk}-{number}"),
            )
            for organisation in organisations:
                make.role(activity=activity, organisation=organisation)
            for title in range(count):
                make.recruitment(activity=activity, title=f"募集{title}")
                make.photo(activity=activity)
    for number in range(count):
        weekly = make.activity(
            council=councils[0], name=f"体操{number}", schedule_words="毎週火曜日 10時から", places=places
        )
        make.session_change(activity=weekly, date=date(2025, 7, 1), reason="会場の都合")
        make.activity(council=councils[0], name=f"花の会{number}", schedule_words="不定期", places=places)
        make.closure(first_day=date(2025, 7, 8 + number), last_day=date(2025, 7, 8 + number), areas=areas)
    make.activity(council=councils[0], name="終わった会", status="ended")
    for number in range(count):
        make.bench(place=places[number], area=areas[number], photo=make.picture(), alternative_text="いす。")
        make.coordinator(surname=f"潮見{number}", areas=areas, photo=make.picture(), photo_consent=True)
        make.notice(text=f"お知らせ{number}", areas=areas)
        make.page(slug=f"page{number}", title=f"題{number}")
        make.link(label=f"リンク{number}")
        for slot in (
            "introduction",
            "coordinators",
            "activities",
            "recruitments",
            "closing",
            "towns",
            "join",
            "benches",
        ):
            make.section(slug=f"{slot}-{number}", slot=slot)


def queries(client, address: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        client.get(address)
    return len(captured)


def gone_address() -> str:
    return Activity.objects.get(name="終わった会").get_absolute_url()


def all_costs(client) -> dict[str, int]:
    queries(client, "/")  # whatever is only asked once in the life of a process
    queries(client, "/activities/?q=茶話会")  # and once after a change of content
    return {address: queries(client, address) for address in ADDRESSES} | {
        "gone": queries(client, gone_address())
    }


def over_budget(costs: dict[str, int]) -> dict[str, int]:
    return {
        address: cost
        for address, cost in costs.items()
        if cost > (MOST_ON_THE_PROGRAMME_PAGE if address == "/" else MOST_ELSEWHERE)
    }


def costs_in_a_town_with(count: int, client) -> dict[str, int]:
    with transaction.atomic():
        town_with(count)
        costs = all_costs(client)
        transaction.set_rollback(True)
    return costs


def test_a_page_costs_the_same_with_three_of_everything_as_with_one(client):
    with_one, with_three = (costs_in_a_town_with(count, client) for count in (1, 3))

    assert with_three == with_one
    assert over_budget(with_one) == {}


def test_a_page_costs_the_same_with_a_thousand_activities(client):
    town_with(1)
    with_one = all_costs(client)
    seen = Activity.objects.filter(council__area__slug="hamanasu0", status="running").first()
    number = Activity.objects.order_by("-number").first().number
    more = Activity.objects.bulk_create(
        Activity(
            number=number + step, council=seen.council, name=f"会{step}", summary="集まり", state="public"
        )
        for step in range(1, 1001)
    )
    hall, partner = make.place(name="大きな集会所"), make.organisation(name="大きな会")
    ActivityPlace.objects.bulk_create(ActivityPlace(activity=activity, place=hall) for activity in more)
    ActivityRole.objects.bulk_create(
        ActivityRole(activity=activity, organisation=partner) for activity in more
    )

    assert all_costs(client) == with_one


# How long the list of activities takes is measured in test_search.py.
OF_MANY = [
    "/",
    "/today/",
    "/today/?area=hamanasu0",
    "/calendar/",
    "/calendar/?area=hamanasu0",
    "/calendar/2025/08/",
    "/calendar/2025/07/01/",
    "/staff/",
    "/areas/hamanasu0/",
]


def work(client, address: str, monkeypatch) -> tuple[int, int]:
    """For the first page after a change: how many rows became objects, and how many schedules became dates."""
    rows, reckonings = [], []

    def counted(*args):
        reckonings.append(args)
        return planned(*args)

    def note(instance, **_):
        rows.append(instance)

    cache.clear()
    ways._sessions.cache_clear()
    post_init.connect(note)
    with monkeypatch.context() as patched:
        for module in (ways, upcoming):
            patched.setattr(module, "planned", counted)
        client.get(address)
    post_init.disconnect(note)
    return len(rows), len(reckonings)


@pytest.mark.any_database
def test_the_first_page_after_a_change_takes_up_no_more_of_a_larger_city(client, monkeypatch):
    client.force_login(make.superuser())
    measured = []
    for count in (1600, 2400):
        with transaction.atomic():
            town_of(count, date(2025, 7, 1), ways=60)
            SessionChange.objects.all().delete()  # which would make some of them unlike all others
            client.get("/staff/")
            measured.append(
                {address: work(client, address, monkeypatch) for address in [*OF_MANY, "/activities/"]}
            )
            transaction.set_rollback(True)

    smaller, larger = measured
    assert larger == smaller
    assert all(rows < 400 and reckonings < 300 for rows, reckonings in larger.values()), larger


def seconds(client, address: str) -> tuple[float, float]:
    """The time of this process for a page as the first after a change, and as one of many: the middle of seven."""

    def usual(version_moves: bool) -> float:
        found = []
        for number in range(7):
            if version_moves:
                Activity.objects.filter(number=1).update(summary=f"集まり{address}{number}")
            asked = f"{address}{'&' if '?' in address else '?'}n={number}{version_moves}"
            start = time.process_time()
            client.get(asked)
            found.append(time.process_time() - start)
        return median(found)

    return usual(True), usual(False)


@pytest.mark.deep
def test_a_city_of_ten_thousand_activities_costs_at_most_five_times_a_town_of_a_hundred(client):
    client.force_login(make.superuser())  # for one of them; no other page asks who is there
    measured: dict[int, dict[str, tuple[float, float]]] = {}
    for count in (100, 10_000):
        with transaction.atomic():
            town_of(count, date(2025, 7, 1))
            for address in OF_MANY:
                client.get(address)
            measured[count] = {address: seconds(client, address) for address in OF_MANY}
            transaction.set_rollback(True)

    dearer = {
        address: [
            large / small
            for small, large in zip(measured[100][address], measured[10_000][address], strict=True)
        ]
        for address in OF_MANY
    }
    assert {address: times for address, times in dearer.items() if max(times) > 5} == {}, dearer


ASKED_ALOUD = [address for address in ADDRESSES if "/activities/" in address and "?" in address]


@pytest.mark.parametrize("address", ASKED_ALOUD)
def test_a_choice_costs_no_more_than_any_page_whether_or_not_anything_is_kept(client, address):
    town_with(1)
    queries(client, "/activities/?q=茶話会")  # once after a change of content

    cold = queries(client, address)
    with CaptureQueriesContext(connection) as warm:
        client.get(f"{address}&n=1")  # another page, by what is kept of the first

    assert (cold <= MOST_ELSEWHERE, len(warm) <= MOST_ELSEWHERE) == (True, True), (cold, len(warm))


def test_an_empty_database_costs_no_more(client):
    assert over_budget({address: queries(client, address) for address in ADDRESSES}) == {}
