"""Every way to write public content moves the content version; nothing else does."""

from __future__ import annotations

import json
from datetime import date, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from activities.models import Activity, ActivityPlace, Photo
from coordinators.models import Coordinator
from councils.models import (
    Area,
    AreaAssignment,
    ContactPerson,
    Meeting,
    Notice,
    Organisation,
    Page,
    Programme,
)
from fujimino_support.editing import version
from fujimino_support.editing.models import ContentVersion, LastChange, NumberSeries
from tests import make

LONG_AGO = date(2025, 7, 20)


@pytest.fixture
def town(db):
    make.town_with_everything()
    make.activity(name="まだ下書きの会", state="draft", places=(make.place(name="倉庫"),))
    LastChange.objects.update(on=LONG_AGO)


def the(name: str) -> Activity:
    return Activity.objects.get(name=name)


def shown() -> Activity:
    return Activity.objects.filter(state="public", status="running").order_by("number")[0]


def draft() -> Activity:
    return the("まだ下書きの会")


def save(row, **values):
    for field, value in values.items():
        setattr(row, field, value)
    row.save()


def loaded(rows: list[dict], folder) -> None:
    path = folder / "rows.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    call_command("loaddata", str(path), verbosity=0)


def by_hand(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def area_row(name: str) -> dict:
    return {"model": "councils.area", "fields": {"name": name, "slug": "hamanasu", "theme": "ai"}}


def renamed(rows):
    rows = list(rows)
    for row in rows:
        row.name += "（新）"
    return rows


def signed_in():
    person = make.user("shiomi")
    person.set_password("nami-no-oto-2025")
    person.save()
    authenticate(username="shiomi", password="nami-no-oto-2025")
    Client().force_login(person)


def all_saved():
    models: list[Any] = [Activity, Page, Area, Programme, Photo]
    for model in models:
        for row in model.objects.all():
            row.save()


def by_form(name: str) -> None:
    """A clerk renames the first area on its form."""
    staff = Client()
    staff.force_login(make.superuser("henshu"))
    area = Area.objects.order_by("pk")[0]
    boxes = {"name": name, "theme": area.theme, "order": area.order, "kana": "", "centre_name": ""}
    management = {f"assignments-{part}_FORMS": "0" for part in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    page = staff.get(f"/admin/councils/area/{area.pk}/change/")
    seen = page.context["adminform"].form.initial | boxes | management
    answer = staff.post(
        f"/admin/councils/area/{area.pk}/change/",
        {name: "" if value is None else value for name, value in seen.items()}
        | {"_seen": page.context.get("seen", "")},
    )
    assert answer.status_code == 302, answer.content.decode()


MOVES = {
    "the terms of the open data change": lambda tmp: Programme.objects.update(licence="pdl-1.0"),
    "a row is made": lambda tmp: make.link(label="港の時刻表"),
    "a row is saved": lambda tmp: save(shown(), name="うみねこ体操"),
    "one field of a row is saved": lambda tmp: Activity(pk=shown().pk, summary="歩く").save(
        update_fields=["summary"]
    ),
    "a row is deleted": lambda tmp: Notice.objects.first().delete(),
    "rows are deleted together": lambda tmp: Notice.objects.all().delete(),
    "a deleted row takes its children along": lambda tmp: shown().delete(),
    "rows are updated together": lambda tmp: Page.objects.update(body="短く。"),
    "rows are made together": lambda tmp: Area.objects.bulk_create(
        [Area(name="みさき", slug="misaki", theme="sumi")]
    ),
    "rows are changed together": lambda tmp: Activity.objects.bulk_update(
        renamed(Activity.objects.filter(state="public")), ["name"]
    ),
    "a row is made or changed": lambda tmp: Area.objects.update_or_create(
        slug="hamanasu", defaults={"name": "はまなす東"}
    ),
    "a relation is added": lambda tmp: Organisation.objects.first().areas.add(make.area(slug="a", name="ア")),
    "a relation is removed": lambda tmp: Coordinator.objects.first().areas.clear(),
    "a child is added": lambda tmp: ActivityPlace.objects.create(
        activity=shown(), place=make.place(name="波止場")
    ),
    "a child is moved": lambda tmp: ActivityPlace.objects.filter(activity=shown()).update(order=3),
    "a fixture is loaded": lambda tmp: loaded([area_row("はまなす西")], tmp),
    "a line of SQL is written by hand": lambda tmp: by_hand(
        "UPDATE councils_area SET name = 'はまなす南' WHERE slug = 'hamanasu'"
    ),
    "a clerk saves a form": lambda tmp: by_form("はまなす北"),
    "a draft is published": lambda tmp: save(draft(), state="public"),
    "a page is withdrawn": lambda tmp: save(shown(), state="withdrawn"),
    "a meeting becomes public": lambda tmp: (
        Meeting.objects.update(is_public=False),
        Meeting.objects.update(is_public=True),
    ),
    "a photo may no longer be shown": lambda tmp: Photo.objects.update(consent="unchecked"),
    "the programme changes": lambda tmp: Programme.objects.update(headline="坂の上にも。"),
    "an activity is confirmed": lambda tmp: Activity.objects.update(confirmed_on=date(2025, 6, 30)),
    "the day of the last change is put right": lambda tmp: LastChange.objects.update(on=date(2025, 7, 19)),
}

STANDS = {
    "rows are saved as they were": lambda tmp: all_saved(),
    "rows are updated to what they say": lambda tmp: Activity.objects.filter(status="running").update(
        status="running"
    ),
    "a relation is set as it was": lambda tmp: Organisation.objects.first().areas.set(
        Organisation.objects.first().areas.all()
    ),
    "a draft is made": lambda tmp: make.activity(name="あたらしい下書き", state="draft"),
    "a draft is changed": lambda tmp: save(draft(), name="まだまだ下書きの会"),
    "a draft's children change": lambda tmp: ActivityPlace.objects.filter(activity=draft()).update(order=7),
    "a draft gains a child": lambda tmp: make.recruitment(activity=draft(), title="そのうち"),
    "a draft is deleted with its children": lambda tmp: draft().delete(),
    "a meeting in private changes": lambda tmp: make.meeting(held_on=date(2024, 3, 3), is_public=False),
    "a photo without consent is added": lambda tmp: make.photo(
        activity=shown(), consent="unchecked", alternative_text=""
    ),
    "somebody to ring changes": lambda tmp: ContactPerson.objects.update(note="朝がよい。"),
    "somebody to ring is chosen": lambda tmp: shown().contact_people.clear(),
    "staff sign in": lambda tmp: signed_in(),
    "an area is assigned": lambda tmp: AreaAssignment.objects.create(
        user=make.user("okino"), area=Area.objects.last()
    ),
    "a number is given out": lambda tmp: NumberSeries.objects.reaching("activities.activity", 900),
    "a fixture is loaded that says nothing new": lambda tmp: call_command(
        "loaddata", dumped(tmp), verbosity=0
    ),
}


def dumped(folder) -> str:
    path = folder / "dump.json"
    call_command(
        "dumpdata", "councils", "activities", "coordinators", natural_primary=True, natural_foreign=True,
        output=str(path), verbosity=0,
    )  # fmt: skip
    return str(path)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("write", MOVES.values(), ids=MOVES.keys())
def test_a_change_that_residents_see_moves_the_version(write, tmp_path):
    before = ContentVersion.current()

    write(tmp_path)

    assert ContentVersion.current() != before


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("write", STANDS.values(), ids=STANDS.keys())
def test_what_residents_do_not_see_leaves_the_version_and_the_day_alone(write, tmp_path):
    before = ContentVersion.current()

    write(tmp_path)

    assert (ContentVersion.current(), LastChange.objects.get().on) == (before, LONG_AGO)


@pytest.mark.usefixtures("town")
@pytest.mark.parametrize("write", MOVES.values(), ids=MOVES.keys())
def test_a_rollback_takes_the_move_back(write, tmp_path):
    before = ContentVersion.current()

    with transaction.atomic():
        write(tmp_path)
        transaction.set_rollback(True)

    assert (ContentVersion.current(), LastChange.objects.get().on) == (before, LONG_AGO)


def today_in_japan():
    """As the database reckons it, which no test can set."""
    return timezone.localdate()


@pytest.mark.usefixtures("town")
def test_a_real_change_is_dated_today_and_a_confirmation_is_not():
    Activity.objects.update(confirmed_on=date(2025, 6, 30))
    confirmed = LastChange.objects.get().on
    day_before = today_in_japan()
    shown().delete()
    changed = LastChange.objects.get().on

    assert confirmed == LONG_AGO
    assert day_before <= changed <= day_before + timedelta(days=1)


@pytest.mark.usefixtures("town")
def test_a_child_moves_the_version_when_its_parent_is_published_only():
    before = ContentVersion.current()
    ActivityPlace.objects.filter(activity=draft()).delete()
    while_draft = ContentVersion.current()
    ActivityPlace.objects.filter(activity=shown()).delete()

    assert while_draft == before
    assert ContentVersion.current() != before


def test_every_table_of_content_has_its_three_triggers(db):
    laid = {name for name, _ in version._laid(connection)}

    assert laid == {trigger.name for trigger in version.triggers(connection.vendor)}
    assert len(laid) == 3 * len(version.tables())


def test_triggers_are_laid_again_after_a_migration_and_only_where_they_differ(db):
    (name, body), *_ = sorted(version._laid(connection))
    table = dict(version._laid_on(connection))[name]
    by_hand(f"DROP TRIGGER {name}" + ("" if connection.vendor == "sqlite" else f' ON "{table}"'))

    version.lay(connection.alias)

    assert dict(version._laid(connection))[name] == body


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite lets one writer in at a time")
def test_two_writers_at_once_both_move_the_version_and_neither_waits_for_ever():
    links = [make.link(label=f"リンク{number}") for number in range(2)]
    start = Barrier(2)
    seen: list[str] = []
    failures: list[Exception] = []

    def write(mine, other):
        try:
            for number in range(20):
                start.wait(timeout=10)
                with transaction.atomic():
                    ContentVersion.hold()
                    save(mine, url=f"https://mine.example/{number}")
                    type(other).objects.filter(pk=other.pk).update(order=number)
                    # While the lock is held: afterwards it may be the other's.
                    seen.append(ContentVersion.current())
        except Exception as failure:
            failures.append(failure)
            start.abort()
        finally:
            connection.close()

    threads = [Thread(target=write, args=pair) for pair in (links, links[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert len(set(seen)) == 40
