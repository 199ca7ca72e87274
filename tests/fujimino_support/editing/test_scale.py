"""After ten years of editing: 5,000 activities, 100,000 revisions, and lists that cost what they cost on the first day."""

from __future__ import annotations

import gc
from statistics import median
from time import perf_counter, process_time

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from reversion.models import Revision, Version

from activities.models import Activity
from councils.models import Council
from tests import make
from tests.forms import change_address

pytestmark = [pytest.mark.deep, pytest.mark.django_db]

LIST = "/admin/activities/activity/"
FEW, MANY, REVISIONS = 50, 5_000, 100_000
TIMES = 9


@pytest.fixture(autouse=True)
def staff() -> Client:
    make.programme()
    client = Client()
    client.force_login(make.superuser())
    return client


def activities(first: int, last: int) -> list[Activity]:
    council = Council.objects.first() or make.council()
    return Activity.objects.bulk_create(
        Activity(
            number=number, council=council, name=f"{number}番の会", summary="集まります。", state="public"
        )
        for number in range(first, last)
    )


def revisions(rows: list[Activity], count: int) -> None:
    """`count` savings, one row after another."""
    kind = ContentType.objects.get_for_model(Activity)
    at = timezone.localtime()
    made = Revision.objects.bulk_create(
        (Revision(date_created=at, comment="") for _ in range(count)), batch_size=5_000
    )
    said = {row.pk: serializers.serialize("json", [row]) for row in rows}
    Version.objects.bulk_create(
        (
            Version(
                revision=revision,
                object_id=str(row.pk),
                content_type=kind,
                db="default",
                format="json",
                serialized_data=said[row.pk],
                object_repr=row.name,
            )
            for revision, row in zip(made, rows * (count // len(rows) + 1), strict=False)
        ),
        batch_size=5_000,
    )


def settle() -> None:
    """What a database learns about its tables overnight."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def cost(staff: Client, address: str) -> tuple[int, float]:
    """The queries of a page, and the time that it takes this process and its database."""
    staff.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert staff.get(address).status_code == 200
        count = len(queries)
    times = []
    for _ in range(TIMES):
        gc.collect()
        start = clock()
        staff.get(address)
        times.append(clock() - start)
    return count, median(times)


def clock() -> float:
    """SQLite works in this process; of PostgreSQL's work only the wall clock tells."""
    return process_time() if connection.vendor == "sqlite" else perf_counter()


def test_the_list_costs_as_much_with_5000_activities_and_100000_revisions(staff):
    few = activities(1, FEW + 1)
    revisions(few, FEW * 2)
    settle()
    queries, time = cost(staff, LIST)

    rows = few + activities(FEW + 1, MANY + 1)
    revisions(rows, REVISIONS)
    settle()
    later, longer = cost(staff, LIST)

    print(f"list: {queries} queries, {time * 1000:.0f} ms; {later} queries, {longer * 1000:.0f} ms")
    assert (Activity.objects.count(), Revision.objects.count()) == (MANY, REVISIONS + FEW * 2)
    assert later == queries
    assert longer < 3 * time


def test_the_past_of_one_row_costs_as_much_with_1000_revisions_among_100000(staff):
    rows = activities(1, 2)
    revisions(rows, 25)
    settle()
    address = change_address(rows[0]).replace("/change/", "/history/")
    queries, time = cost(staff, address)
    form_queries, form_time = cost(staff, change_address(rows[0]))

    revisions(rows, 1_000)
    revisions(activities(2, 102), REVISIONS)
    settle()
    later, longer = cost(staff, address)
    last_page, _ = cost(staff, f"{address}?p=50")
    form_later, form_longer = cost(staff, change_address(rows[0]))

    print(f"past: {queries} queries, {time * 1000:.0f} ms; {later} queries, {longer * 1000:.0f} ms")
    print(f"form: {form_time * 1000:.0f} ms; {form_longer * 1000:.0f} ms")
    assert (later, last_page, form_later) == (queries, queries, form_queries)
    assert longer < 3 * time
    assert form_longer < 3 * form_time


def test_the_list_of_what_was_deleted_costs_as_much_with_5000_of_them(staff):
    address = f"{LIST}recover/"
    revisions(activities(1, FEW + 1), FEW)
    Activity.objects.all().delete()
    settle()
    queries, time = cost(staff, address)

    revisions(activities(FEW + 1, MANY + 1), MANY)
    Activity.objects.all().delete()
    revisions(activities(MANY + 1, MANY + 101), REVISIONS)
    settle()
    later, longer = cost(staff, address)
    one = Version.objects.order_by("pk")[0]
    _, opened = cost(staff, f"{address}{one.pk}/")
    shown = staff.get(address).content.decode().count("/recover/")

    print(
        f"deleted: {queries} queries, {time * 1000:.0f} ms; {later} queries, {longer * 1000:.0f} ms;"
        f" one of them {opened * 1000:.0f} ms"
    )
    assert later == queries
    assert shown < 30
    assert longer < 3 * time
    assert opened < 3 * time
