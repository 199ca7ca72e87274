"""Every cell of the matrix of rights, asked by HTTP: as a page, as a form, as an action, by hidden fields and guessed keys.

`tests/planted_town.py` plants what could leak. Each test compares a whole table. An address or a model that no
table names fails the suite.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, TextField
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone

from activities.models import Act, Activity
from councils.models import ContactPerson, Organisation
from fujimino_support.editing import rights
from fujimino_support.editing.models import Draft
from tests import make, planted_town
from tests.forms import Form, change_address
from tests.planted_town import GIVEN_AWAY, NUMBER, ROLES, SECRET, everything_there
from tests.test_admin_walk import taken_back

pytestmark = pytest.mark.django_db

WITHIN_BOUNDS = ("nobody", "closed", "plain", "operator", "elsewhere")
REGISTERED = {model._meta.label_lower: model for model in admin.site._registry}
UNKNOWN = 999_999


@pytest.fixture
def town(settings):
    # WhiteNoise would read every static file again for each client.
    settings.WHITENOISE_AUTOREFRESH = True
    logging.disable(logging.CRITICAL)  # a thousand refusals, each with its traceback
    yield planted_town.town()
    logging.disable(logging.NOTSET)


class Visitor:
    """A browser that remembers each answer in which something was given away."""

    def __init__(self, town: planted_town.Town, role: str) -> None:
        self.client, self.role = town.client(role), role
        self.leaks: list[str] = []

    def get(self, address: str, *args: Any, **kwargs: Any) -> Any:
        return self._read(address, self.client.get(address, *args, **kwargs))

    def post(self, address: str, *args: Any, **kwargs: Any) -> Any:
        return self._read(address, self.client.post(address, *args, **kwargs))

    def _read(self, address: str, answer: Any) -> Any:
        if self.role in WITHIN_BOUNDS:
            text = answer.content.decode(errors="replace") + answer.headers.get("Location", "")
            # What stands on the public pages of the other area is news only in the admin.
            words = GIVEN_AWAY if address.startswith("/admin/") else (SECRET, NUMBER)
            self.leaks += [f"{address}: {word}" for word in words if word in text and word not in address]
        return answer


@pytest.fixture
def visitor(town, request) -> Iterator[Visitor]:
    someone = Visitor(town, request.param)
    yield someone
    assert someone.leaks == []


# Of those who are let in, the two whose rights are questions to the database: by area, and of all areas.
ASKED_ON_BOTH = ("operator", "city")


def as_each(roles: Iterable[str]) -> pytest.MarkDecorator:
    people = [
        role if role in ASKED_ON_BOTH else pytest.param(role, marks=pytest.mark.any_database)
        for role in roles
    ]
    return pytest.mark.parametrize("visitor", people, indirect=True)


each_role, each_within_bounds = as_each(ROLES), as_each(WITHIN_BOUNDS)
as_operator = pytest.mark.parametrize("visitor", ["operator"], indirect=True)


def address(label: str, view: str, *args: Any) -> str:
    return reverse(f"admin:{label.replace('.', '_')}_{view}", args=args)


# Every screen of every model

COLUMNS = (
    *("list", "search", "filter", "popup", "add", "add in a popup"),
    *("own change", "own history", "own delete", "other change", "other history", "other delete"),
    *("unknown change", "unknown history", "unknown delete"),
)
IN = "302 " * 15  # to the page for signing in
NO = "403 " * 15
ALL = "200 200 200 200 200 200  200 200 200  200 200 200  404 404 404"
ONE = "302 302 302 302 403 403  200 200 403  200 200 403  404 404 403"  # the list leads to the one programme
UNDELETED = "200 200 200 200 200 200  200 200 403  200 200 403  404 404 403"
READ_ONLY = "200 200 200 200 403 403  200 200 403  200 200 403  404 404 403"
# Records without a history of their own.
SEEN_ONLY = "200 200 200 200 403 403  200 403 403  200 403 403  404 403 403"
DELETED_ONLY = "200 200 200 200 403 403  200 403 200  200 403 200  404 403 404"
ACCOUNTS = (
    "200 200 200 200 200 200  200 200 403  200 200 403  302 302 403"  # the helper's: Django's own redirect
)

SCREENS: dict[str, dict[str, str]] = {
    "nobody": dict.fromkeys(REGISTERED, IN),
    "closed": dict.fromkeys(REGISTERED, IN),
    "plain": dict.fromkeys(REGISTERED, NO),
    "operator": dict.fromkeys(REGISTERED, NO)
    | {
        "activities.closure": ALL,
        "activities.headcount": "200 200 200 200 403 403  200 403 403  404 403 403  404 403 403",
        "editing.draft": "200 200 200 200 403 403  200 200 403  404 404 403  404 404 403",
        "activities.activity": "200 200 200 200 200 200  200 200 403  404 404 403  404 404 403",
        "activities.bench": "200 200 200 200 200 200  200 200 403  404 404 403  404 404 403",
        "activities.place": "200 200 200 200 200 200  200 200 403  200 200 403  404 404 403",
        "councils.organisation": "200 200 200 200 200 200  200 403 403  200 403 403  404 403 403",
        "councils.contactperson": "200 200 200 200 200 200  200 200 403  404 404 403  404 404 403",
        "coordinators.inquiry": "200 200 200 200 200 200  200 403 403  404 403 403  404 403 403",
    },
    "elsewhere": dict.fromkeys(REGISTERED, NO)
    | {
        "activities.closure": ALL,
        "activities.headcount": "200 200 200 200 403 403  404 403 403  404 403 403  404 403 403",
        "editing.draft": "200 200 200 200 403 403  404 404 403  404 404 403  404 404 403",
        "activities.activity": "200 200 200 200 200 200  404 404 403  404 404 403  404 404 403",
        "activities.bench": "200 200 200 200 200 200  404 404 403  404 404 403  404 404 403",
        "activities.place": "200 200 200 200 200 200  200 200 403  200 200 403  404 404 403",
        "councils.organisation": "200 200 200 200 200 200  200 403 403  200 403 403  404 403 403",
        "councils.contactperson": "200 200 200 200 200 200  404 404 403  404 404 403  404 404 403",
        "coordinators.inquiry": "200 200 200 200 200 200  404 403 403  404 403 403  404 403 403",
    },
    "city": dict.fromkeys(REGISTERED, ALL)
    | {
        "councils.programme": ONE,
        "councils.area": UNDELETED,
        "editing.user": UNDELETED,
        "editing.signin": READ_ONLY,
        "editing.fieldsession": DELETED_ONLY,
        "activities.headcount": SEEN_ONLY,
        "activities.vainword": SEEN_ONLY,
        "coordinators.inquiry": "200 200 200 200 200 200  200 403 403  200 403 403  404 403 403",
        "admin.logentry": READ_ONLY,
        "editing.draft": READ_ONLY,
    },
    "superuser": dict.fromkeys(REGISTERED, ALL)
    | {
        "councils.programme": ONE,
        "councils.area": UNDELETED,
        "editing.user": UNDELETED,
        "editing.signin": READ_ONLY,
        "editing.fieldsession": "200 200 200 200 403 403  200 200 200  200 200 200  404 404 404",
        "activities.headcount": READ_ONLY,
        "activities.vainword": READ_ONLY,
        "coordinators.inquiry": UNDELETED,
        "admin.logentry": READ_ONLY,
        "editing.draft": READ_ONLY,
    },
}


def screens(town: planted_town.Town, label: str) -> list[str]:
    """The addresses of COLUMNS."""
    pair, screen = town.pairs[label], REGISTERED[label]
    filters = [name for name in admin.site._registry[screen].list_filter if isinstance(name, str)]
    start = address(label, "changelist")
    rows = [pair.own.pk, pair.other.pk, UNKNOWN]
    return [
        start,
        f"{start}?q={SECRET}&o=1",
        f"{start}?_facets=1" + (f"&{filters[0]}__isnull=0" if filters else ""),
        f"{start}?_popup=1",
        address(label, "add"),
        f"{address(label, 'add')}?_popup=1&council={town.draft.council.pk}&organisation={town.tied.pk}",
        *(address(label, view, row) for row in rows for view in ("change", "history", "delete")),
    ]


# All that a superuser is asked: the rest is the city's.
SHORT = ("list", "add", "own change", "own history", "own delete")


@each_role
def test_every_screen_of_every_model(town, visitor):
    columns = SHORT if visitor.role == "superuser" else COLUMNS
    asked = {
        label: [
            screen for column, screen in zip(COLUMNS, screens(town, label), strict=True) if column in columns
        ]
        for label in REGISTERED
    }

    answers = {label: by_column(visitor, columns, asked[label]) for label in REGISTERED}

    expected = {
        label: {
            column: int(status)
            for column, status in zip(COLUMNS, row.split(), strict=True)
            if column in columns
        }
        for label, row in SCREENS[visitor.role].items()
    }
    assert differing(answers, expected) == []


def by_column(
    visitor: Visitor, columns: tuple[str, ...], addresses: list[str], method: str = "get"
) -> dict[str, int]:
    answers = {
        column: getattr(visitor, method)(address).status_code
        for column, address in zip(columns, addresses, strict=True)
    }
    # A form filled in with what was is answered as one that is held back.
    return {column: {409: 200}.get(status, status) for column, status in answers.items()}


def differing(answers: dict[str, Any], expected: dict[str, Any]) -> list[str]:
    """The cells in which two tables differ, and what was answered."""
    found = []
    for key in sorted(answers.keys() | expected.keys()):
        answer, due = answers.get(key), expected.get(key)
        if isinstance(answer, dict) and isinstance(due, dict):
            found += [f"{key}, {cell}" for cell in differing(answer, due)]
        elif answer != due:
            found.append(f"{key}: {answer}")
    return found


def test_every_registered_model_has_planted_rows(town):
    assert set(town.pairs) == set(REGISTERED)
    assert {label for row in SCREENS.values() for label in row} == set(REGISTERED)
    assert all(len(row.split()) == len(COLUMNS) for rows in SCREENS.values() for row in rows.values())


# What was

PAST = ("deleted rows", "a deleted row", "own version", "other version", "version of another row", "unknown")
REMEMBERING = {
    label: model
    for label, model in REGISTERED.items()
    if hasattr(admin.site._registry[model], "recoverlist_view")
}
RECALL: dict[str, dict[str, str]] = {
    "nobody": dict.fromkeys(REMEMBERING, "302 302 302 302 302 302"),
    "closed": dict.fromkeys(REMEMBERING, "302 302 302 302 302 302"),
    "plain": dict.fromkeys(REMEMBERING, "403 403 403 403 403 403")
    | {"councils.contactperson": "404 404 403 403 403 403"},  # erased is erased, for everybody
    "operator": dict.fromkeys(REMEMBERING, "403 403 403 403 403 403")
    | {
        "activities.activity": "403 403 403 404 403 403",
        "activities.bench": "403 403 403 404 403 403",
        "councils.contactperson": "404 404 403 404 403 403",
    },
    "elsewhere": dict.fromkeys(REMEMBERING, "403 403 403 403 403 403")
    | {
        "activities.activity": "403 403 404 404 404 404",
        "activities.bench": "403 403 404 404 404 404",
        "councils.contactperson": "404 404 404 404 404 404",
    },
    "city": dict.fromkeys(REMEMBERING, "200 200 200 200 404 404")
    | {
        "councils.programme": "403 403 200 200 200 404",  # there is one row, and it is never made twice
        "councils.contactperson": "404 404 404 404 404 404",
    },
}


def screens_of_the_past(town: planted_town.Town) -> dict[str, list[str]]:
    """The addresses of PAST, by model."""
    versions = planted_town.past_of(town.pairs)
    found = {}
    for label in REMEMBERING:
        start, pair = address(label, "changelist"), town.pairs[label]
        past = versions.get(label, planted_town.Past(UNKNOWN, UNKNOWN, UNKNOWN))
        found[label] = [
            f"{start}recover/",
            f"{start}recover/{past.deleted}/",
            f"{start}{pair.own.pk}/history/{past.own}/",
            f"{start}{pair.other.pk}/history/{past.other}/",
            f"{start}{pair.own.pk}/history/{past.other}/",
            f"{start}{pair.own.pk}/history/{UNKNOWN}/",
        ]
    return found


@as_each(sorted(RECALL))
def test_every_screen_of_what_was(town, visitor):
    addresses = screens_of_the_past(town)
    before = everything_there()
    expected = {
        label: dict(zip(PAST, map(int, row.split()), strict=True))
        for label, row in RECALL[visitor.role].items()
    }
    # What is within the rights of the city is written by these forms, and tested with them.
    methods = ("get", "post") if visitor.role in WITHIN_BOUNDS else ("get",)

    for method in methods:
        answers = {label: by_column(visitor, PAST, addresses[label], method) for label in REMEMBERING}
        assert differing(answers, expected) == []

    assert differing(everything_there(), before) == []


# Writing where one may not


def forbidden_writes(town: planted_town.Town, label: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every way to write to a model: what it is called, the address, and what is sent."""
    pair = town.pairs[label]
    everybody = [str(row.pk) for row in REGISTERED[label]._base_manager.all()]
    chosen = {"action": "delete_selected", "index": "0", "_selected_action": everybody, "post": "yes"}
    yield "add", address(label, "add"), {"name": "つくった", "_save": "保存"}
    yield "add in a popup", f"{address(label, 'add')}?_popup=1", {"name": "つくった", "_popup": "1"}
    yield "change own", address(label, "change", pair.own.pk), {"name": "かえた"}
    yield "change other", address(label, "change", pair.other.pk), {"name": "かえた"}
    yield "change as new", address(label, "change", pair.other.pk), {"name": "かえた", "_saveasnew": "1"}
    yield "delete own", address(label, "delete", pair.own.pk), {"post": "yes"}
    yield "delete other", address(label, "delete", pair.other.pk), {"post": "yes"}
    yield "action", address(label, "changelist"), chosen
    yield "action across", address(label, "changelist"), {**chosen, "select_across": "1"}


WRITES = (
    *("add", "add in a popup", "change own", "change other", "change as new"),
    *("delete own", "delete other", "action", "action across"),
)
# A form that is not filled in is shown again (200, or 409 where it does not say what was seen); a list without actions is just shown.
TRIED = {
    "nobody": dict.fromkeys(REGISTERED, "302 " * 9),
    "closed": dict.fromkeys(REGISTERED, "302 " * 9),
    "plain": dict.fromkeys(REGISTERED, "403 " * 9),
    "operator": dict.fromkeys(REGISTERED, "403 " * 9)
    | {
        "activities.headcount": "403 403 403 403 403  403 403  200 200",
        "editing.draft": "403 403 302 404 404  403 403  200 200",
        "activities.activity": "200 200 409 404 200  403 403  200 200",
        "activities.bench": "200 200 409 404 200  403 403  200 200",
        "activities.place": "200 200 409 403 200  403 403  200 200",
        "councils.organisation": "200 200 409 403 200  403 403  200 200",
        "councils.contactperson": "200 200 409 404 200  403 403  200 200",
        "coordinators.inquiry": "200 200 302 404 404  403 403  200 200",
    },
    "elsewhere": dict.fromkeys(REGISTERED, "403 " * 9)
    | {
        "activities.headcount": "403 403 403 403 403  403 403  200 200",
        "editing.draft": "403 403 404 404 404  403 403  200 200",
        "activities.activity": "200 200 404 404 200  403 403  200 200",
        "activities.bench": "200 200 404 404 200  403 403  200 200",
        "activities.place": "200 200 403 403 200  403 403  200 200",
        "councils.organisation": "200 200 403 403 200  403 403  200 200",
        "councils.contactperson": "200 200 404 404 200  403 403  200 200",
        "coordinators.inquiry": "200 200 404 404 404  403 403  200 200",
    },
}


# A hall that is closed is closed, whoever hears of it first: 社協職員 of any area write these.
ANYBODYS = {"operator": {"activities.closure"}, "elsewhere": {"activities.closure"}}


@each_within_bounds
def test_nothing_is_written_by_those_who_may_not(town, visitor):
    before = everything_there()
    tried = set(REGISTERED) - ANYBODYS.get(visitor.role, set())

    answers = {
        label: {
            name: visitor.post(address, data).status_code
            for name, address, data in forbidden_writes(town, label)
        }
        for label in tried
    }

    expected = {
        label: dict(zip(WRITES, map(int, row.split()), strict=True))
        for label, row in TRIED[visitor.role].items()
        if label in tried
    }
    assert differing(answers, expected) == []
    assert differing(everything_there(), before) == []


@as_each(["city", "superuser"])
def test_accounts_areas_and_the_programme_are_deleted_by_nobody(town, visitor):
    undeleted = ("editing.user", "editing.signin", "councils.area", "councils.programme")
    kept = ("editing.User", "editing.SignIn", "councils.Area", "councils.Programme")
    before = everything_there()

    answers = {
        name: visitor.post(address, data).status_code
        for label in undeleted
        for name, address, data in forbidden_writes(town, label)
        if name.startswith(("delete", "action"))
    }

    assert set(answers.values()) <= {200, 302, 403}
    assert {answers["delete own"], answers["delete other"]} == {403}
    after = everything_there()
    assert {label: after[label] for label in kept} == {label: before[label] for label in kept}


# What an operator's form takes, and what it does not


def form_of(visitor: Visitor, row: Any) -> Form:
    return Form(visitor.client, change_address(row), f"{row._meta.model_name}_form")


def send(visitor: Visitor, form: Form, **hidden: Any) -> Any:
    """The form as the browser holds it, and what somebody adds by hand."""
    return visitor.post(form.address, {**form.values, **hidden})


@as_operator
def test_a_schedule_is_changed_at_once(town, visitor):
    ours = town.pairs["activities.activity"].own
    form = form_of(visitor, ours)
    form.fill("schedule_words", "毎週金曜日 10時から11時")
    form.fill("place_words", "の庭")
    form.fill("status", "休止中")
    form.fill("held_at-0-place", "かもめ広場")
    form.fill("roles-0-words", "有志")

    answer = send(visitor, form)

    assert answer.status_code == 302
    now = Activity.objects.get(pk=ours.pk)
    assert (now.schedule_words, now.where, now.status, now.roles.order_by("pk")[0].words) == (
        "毎週金曜日 10時から11時",
        "かもめ広場の庭",
        "paused",
        "有志",
    )


HIDDEN = {
    "state": "draft",
    "public_from": "2099-01-01",
    "public_until": "2099-01-02",
    "order": "1",
    "number": "99",
    "id": "99",
    "pk": "99",
    "schedule_data": "{}",
    "name": "ちがう名前",
    "summary": "ちがう一言",
    "body": "ちがう本文",
    "contact_name": "ちがう人",
    "contact_phone": "0123-00-0000",
    "usual_headcount": "999",
}


@as_operator
def test_no_hidden_field_reaches_a_public_row(town, visitor):
    ours, theirs = town.pairs["activities.activity"]
    person = town.pairs["councils.contactperson"].other
    before = Activity.objects.filter(pk=ours.pk).values().get()

    Draft.objects.all().delete()
    saved = send(visitor, form_of(visitor, ours), **HIDDEN, council=str(theirs.council_id))
    laid_beside = set(Draft.objects.get().sheet["row"])
    named = send(visitor, form_of(visitor, ours), contact_people=[str(person.pk)])

    assert (saved.status_code, named.status_code) == (302, 200)
    assert laid_beside & {"state", "public_from", "public_until", "order", "council", "number"} == set()
    assert Activity.objects.filter(pk=ours.pk).values().get() == before
    assert [one.name for one in ours.contact_people.all()] == ["磯部 花子"]


@as_operator
def test_an_activity_is_neither_ended_nor_taken_up_again(town, visitor):
    ours = town.pairs["activities.activity"].own

    ended = send(visitor, form_of(visitor, ours), status="ended")
    Activity.objects.filter(pk=ours.pk).update(status="ended")
    again = send(visitor, form_of(visitor, ours), status="running")

    assert (ended.status_code, again.status_code) == (200, 302)
    assert Activity.objects.get(pk=ours.pk).status == "ended"


PARTS = ("held_at", "roles", "recruitments", "photos")


def part_row(prefix: str, row: Any, number: int, **facts: Any) -> dict[str, Any]:
    """One line of an inline, with the keys that the line claims."""
    boxes = {
        # Words of one's own: those of the row would be read back from what was sent.
        field.name: "ことば" if isinstance(field, CharField | TextField) and not field.choices else value
        for field in row._meta.concrete_fields
        if field.name != "image" and (value := field.value_from_object(row)) is not None
    }
    return {f"{prefix}-{number}-{name}": str(value or "") for name, value in {**boxes, **facts}.items()}


@as_operator
@pytest.mark.parametrize("claimed", ["own parent", "other parent"])
@pytest.mark.parametrize("deleting", [False, True], ids=["changing", "deleting"])
def test_no_part_of_a_strangers_row_is_reached_through_ones_own(town, visitor, claimed, deleting):
    ours, theirs = town.pairs["activities.activity"]
    form = form_of(visitor, ours)
    hidden: dict[str, Any] = {}
    for prefix in PARTS:
        stolen = town.parts[prefix].other
        parent = ours.pk if claimed == "own parent" else theirs.pk
        hidden |= part_row(prefix, stolen, 0, activity=parent, order=1)
        hidden |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "1"}
        hidden |= {f"{prefix}-0-DELETE": "on"} if deleting else {}
    before = everything_there()

    send(visitor, form, **hidden)

    after = everything_there()
    for label in ("ActivityPlace", "ActivityRole", "Recruitment", "Photo"):
        assert after[f"activities.{label}"] == before[f"activities.{label}"]


@as_operator
def test_photos_and_recruitments_of_a_public_row_wait_for_the_publisher(town, visitor):
    ours = town.pairs["activities.activity"].own
    hidden: dict[str, Any] = {}
    for prefix in ("recruitments", "photos"):
        own = town.parts[prefix].own
        hidden |= part_row(prefix, own, 0, order=1, title="ちがう募集", caption="ちがう写真")
        hidden |= part_row(prefix, own, 1, id="", title="もう一つ", image=make.picture())
        hidden |= {f"{prefix}-0-DELETE": "on", f"{prefix}-TOTAL_FORMS": "2", f"{prefix}-INITIAL_FORMS": "1"}
    before = everything_there()

    send(visitor, form_of(visitor, ours), **hidden)

    after = everything_there()
    assert after["activities.Recruitment"] == before["activities.Recruitment"]
    assert after["activities.Photo"] == before["activities.Photo"]


@as_operator
def test_a_new_activity_is_a_draft_of_ones_own_council(town, visitor):
    form = Form(visitor.client, "/admin/activities/activity/add/", "activity_form")
    form.fill("name", "砂の会")
    form.fill("summary", "砂で遊びます。")
    offered = set(form.labels["council"])
    hidden = {key: HIDDEN[key] for key in ("public_from", "public_until", "order", "number", "id")}

    strange = send(visitor, form, **hidden, state="public", council=str(town.draft.council_id))
    form.fill("council", "はまなす協議会")
    own = send(visitor, form, **hidden, state="public")

    assert offered == {"---------", "はまなす協議会"}
    assert (strange.status_code, own.status_code) == (200, 302)
    made = Activity.objects.get(name="砂の会")
    assert (made.state, made.council.name, made.public_from, made.public_until, made.order) == (
        "draft",
        "はまなす協議会",
        None,
        None,
        100,
    )
    assert made.number != 99


@as_operator
def test_a_draft_is_written_whole_but_not_published_nor_given_away(town, visitor):
    form = form_of(visitor, town.own_draft)
    form.fill("name", "よい名前")
    person = town.pairs["councils.contactperson"].other

    saved = send(visitor, form, state="public", order="1")
    moved = send(visitor, form_of(visitor, town.own_draft), council=str(town.draft.council_id))
    named = send(visitor, form_of(visitor, town.own_draft), contact_people=[str(person.pk)])

    assert (saved.status_code, moved.status_code, named.status_code) == (302, 200, 200)
    now = Activity.objects.get(pk=town.own_draft.pk)
    assert (now.name, now.state, now.order, now.council.name, now.contact_people.count()) == (
        "よい名前",
        "draft",
        100,
        "はまなす協議会",
        0,
    )


@as_operator
def test_a_tie_to_ones_activity_does_not_lead_to_the_people_of_an_organisation(town, visitor):
    """The way of somebody who wants a telephone number: tie, then claim the area, then read."""
    people = {
        f"contact_people-{key}": value
        for key, value in {
            **{"TOTAL_FORMS": "2", "INITIAL_FORMS": "1", "0-id": town.tied_person.pk, "0-name": "かえた"},
            **{"0-organisation": town.tied.pk, "1-organisation": town.tied.pk, "1-name": "ふえた"},
        }.items()
    }

    form = form_of(visitor, town.tied)
    form.fill("kana", "しおさいじちかい")
    saved = send(visitor, form, areas=[str(town.own.pk)], **people)

    now = Organisation.objects.get(pk=town.tied.pk)
    assert saved.status_code == 302
    assert now.kana == "しおさいじちかい"  # theirs to mend: it takes part in their activity
    assert [area.name for area in now.areas.all()] == ["しおさい"]
    assert [person.name for person in now.contact_people.all()] == [f"{SECRET} 星子"]
    assert visitor.get(change_address(town.tied_person)).status_code == 404


@as_operator
def test_the_areas_of_an_organisation_that_one_does_not_see_stay(town, visitor):
    near = town.pairs["councils.organisation"].own
    form = form_of(visitor, near)
    form.fill("name", "東浜町内会")

    kept = send(visitor, form)
    claimed = send(visitor, form_of(visitor, near), areas=[str(town.own.pk), str(town.other.pk)])

    assert set(form.labels["areas"]) == {"はまなす"}
    assert (kept.status_code, claimed.status_code) == (302, 200)
    now = Organisation.objects.get(pk=near.pk)
    assert (now.name, sorted(area.slug for area in now.areas.all())) == (
        "東浜町内会",
        ["hamanasu", "shiosai"],
    )


@as_operator
def test_a_person_to_ring_belongs_to_an_organisation_of_ones_own_areas(town, visitor):
    form = Form(visitor.client, "/admin/councils/contactperson/add/", "contactperson_form")
    form.fill("name", "波多野 次郎")
    offered = set(form.labels["organisation"])

    nobodys = send(visitor, form)
    strange = send(visitor, form, organisation=str(town.tied.pk))
    form.fill("organisation", "浜町内会")
    own = send(visitor, form)

    assert offered == {"---------", "浜町内会"}
    assert (nobodys.status_code, strange.status_code, own.status_code) == (200, 200, 302)
    made = ContactPerson.objects.get(name="波多野 次郎")
    given_away = send(visitor, form_of(visitor, made), organisation=str(town.tied.pk))
    let_go = send(visitor, form_of(visitor, made), organisation="")
    assert (given_away.status_code, let_go.status_code) == (200, 200)
    assert ContactPerson.objects.get(pk=made.pk).organisation.name == "浜町内会"


@as_operator
def test_a_strangers_person_is_not_reached_through_ones_own_organisation(town, visitor):
    near, person = town.pairs["councils.organisation"].own, town.pairs["councils.contactperson"].other
    before = everything_there()

    send(
        visitor,
        form_of(visitor, near),
        **part_row("contact_people", person, 0, organisation=near.pk, name="かえた", phone="", note=""),
        **{"contact_people-TOTAL_FORMS": "1", "contact_people-INITIAL_FORMS": "1"},
    )
    send(visitor, form_of(visitor, near), **{"contact_people-0-DELETE": "on"})

    assert everything_there()["councils.ContactPerson"] == before["councils.ContactPerson"]


@as_operator
def test_parts_that_are_no_models_of_their_own_screen_do_not_open(town, visitor):
    """The inline of 担当地域 stands on the screen of an area, and an area is not theirs to open."""
    before = everything_there()

    answer = visitor.post(
        f"/admin/councils/area/{town.own.pk}/change/",
        {
            "assignments-TOTAL_FORMS": "1",
            "assignments-INITIAL_FORMS": "0",
            "assignments-0-user": str(town.people["operator"].pk),
            "assignments-0-area": str(town.other.pk),
        },
    )

    assert answer.status_code == 403
    assert everything_there()["councils.AreaAssignment"] == before["councils.AreaAssignment"]


@as_operator
def test_what_a_list_and_its_filters_show(town, visitor):
    lists = {label: visitor.get(address(label, "changelist")) for label in rights.MATRIX if label in OPEN}

    shown = {label: sorted(map(str, answer.context["cl"].result_list)) for label, answer in lists.items()}
    offered = {
        label: {
            spec.title: [choice["display"] for choice in spec.choices(answer.context["cl"])][1:]
            for spec in answer.context["cl"].filter_specs
            if hasattr(spec, "lookup_choices") and hasattr(spec, "field") and spec.field.is_relation
        }
        for label, answer in lists.items()
    }
    assert shown == {
        "activities.activity": ["かもめ体操", "まだ下書き"],
        "activities.place": ["かもめ広場", "浜の集会所"],
        "activities.bench": ["浜の集会所のいす"],
        "councils.organisation": ["しおさい自治会", "しおさい診療所", "浜町内会"],
        "councils.contactperson": ["磯部 花子"],
        "coordinators.inquiry": ["受付番号1"],
    }
    assert offered == {
        "activities.activity": {"分野": ["体操", "手しごと", "（空）"]},
        "activities.place": {},
        "activities.bench": {"地域": ["はまなす", "（空）"]},
        "councils.organisation": {"地域": ["はまなす", "（空）"]},
        "councils.contactperson": {},
        "coordinators.inquiry": {"地域": ["はまなす", "（空）"]},
    }


OPEN = (
    *("activities.activity", "activities.place", "councils.organisation", "councils.contactperson"),
    *("activities.bench", "coordinators.inquiry"),
)


# Choices by name


def relations() -> list[Any]:
    return [
        field
        for model in apps.get_models(include_auto_created=True)
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if field.is_relation and field.remote_field
    ]


FINDING = {
    "operator": (*OPEN, "activities.closure"),
    "elsewhere": (*OPEN, "activities.closure"),
    "city": tuple(REGISTERED),
    "superuser": tuple(REGISTERED),
}


@each_role
def test_the_search_behind_choices(town, visitor):
    """Django answers it for any relation of any model whose other end has a list with a search."""
    answers: dict[str, set[int]] = {}
    for field in relations():
        label = field.related_model._meta.label_lower
        asked = {
            "app_label": field.model._meta.app_label,
            "model_name": field.model._meta.model_name,
            "field_name": field.name,
            "term": "",
        }
        answers.setdefault(label, set()).add(visitor.get("/admin/autocomplete/", asked).status_code)

    signed_out = visitor.role in ("nobody", "closed")
    mute = {label for label, model in REGISTERED.items() if not admin.site._registry[model].search_fields}
    found = FINDING.get(visitor.role, ())
    expected = {
        label: {302 if signed_out else 404 if label in mute else 200 if label in found else 403}
        for label in answers
    }
    assert differing(answers, expected) == []


@as_operator
def test_found_by_the_search_behind_choices(town, visitor):
    asked = {"app_label": "activities", "model_name": "activity", "field_name": "contact_people", "term": ""}

    found = visitor.get("/admin/autocomplete/", asked).json()["results"]

    assert [result["text"] for result in found] == ["磯部 花子"]


# On the way to the page


@each_role
def test_the_way_from_a_key_to_a_page_tells_nobody_more(town, visitor):
    answers = {
        f"{label} {which}": visitor.get(
            f"/admin/r/{ContentType.objects.get_for_model(row).pk}/{row.pk}/"
        ).headers.get("Location", "")
        for label, pair in town.pairs.items()
        for which, row in zip(("own", "other"), pair, strict=True)
    }

    found = {key: place for key, place in answers.items() if place and not place.startswith("/admin/login/")}
    signed_out = visitor.role in ("nobody", "closed")
    assert all(place for place in answers.values()) is signed_out
    assert found == {
        "operator": {
            "activities.activity own": "/activities/1/",
            "activities.bench own": "/benches/#bench-1",
        },
        "city": ON_PAGES,
        "superuser": ON_PAGES,
    }.get(visitor.role, {})


ON_PAGES = {
    "activities.activity own": "/activities/1/",
    "activities.activity other": "/activities/3/",
    "councils.programme own": "/",
    "councils.programme other": "/",
    "councils.programmesection own": "/#section-about",
    "councils.programmesection other": "/#section-end",
    "councils.notice own": "/",
    "councils.notice other": "/",
    "councils.page own": "/privacy/",
    "councils.area own": "/areas/hamanasu/",
    "councils.area other": "/areas/shiosai/",
    "councils.council own": "/councils/#council-hamanasu",
    "councils.council other": "/councils/#council-shiosai",
    "councils.meeting own": "/councils/#council-hamanasu",
    "councils.town own": "/town/?town=%E6%B5%9C%E4%B8%80%E4%B8%81%E7%9B%AE",
    "councils.town other": "/town/?town=%E3%82%88%E3%81%9D%E3%82%82%E3%81%AE%E4%BA%8C%E4%B8%81%E7%9B%AE",
    "activities.bench own": "/benches/#bench-1",
    "activities.bench other": "/benches/#bench-2",
    "coordinators.coordinator own": "/coordinators/",
    "coordinators.coordinator other": "/coordinators/",
}


# Every other address of the portal

EVERYBODY = "200 200 200 200 200 200 200"
NOBODY = "404 404 404 404 404 404 404"
READ_ONLY_PAGE = "405 405 405 405 405 405 405"
STAFF = "302 302 200 200 200 200 200"
FIELD = "302 302 403 200 200 200 200"
STEP = "302 302 302 302 302 302 302"  # a step of signing in, for whom it is not the next
PUBLIC = (EVERYBODY, READ_ONLY_PAGE)

# route: (an address of it, what GET and POST answer to each of ROLES)
ADDRESSES: dict[str, tuple[str, str, str]] = {
    "": ("/", *PUBLIC),
    "areas/<slug:slug>/": ("/areas/shiosai/", *PUBLIC),
    "councils/": ("/councils/", *PUBLIC),
    "town/": ("/town/?town=よそもの二丁目", *PUBLIC),
    "activities/": ("/activities/?q=の", *PUBLIC),
    "activities/print/": ("/activities/print/?q=の", *PUBLIC),
    "activities/<number:number>/": ("/activities/1/", *PUBLIC),
    "coordinators/": ("/coordinators/", *PUBLIC),
    "contact/": ("/contact/?activity={theirs}", EVERYBODY, EVERYBODY),
    "contact/done/<str:receipt>/": ("/contact/done/1:x/", NOBODY, READ_ONLY_PAGE),
    "<slug:slug>/": ("/privacy/", *PUBLIC),
    "preview/<str:key>/": ("/preview/x/", NOBODY, READ_ONLY_PAGE),
    "today/": ("/today/", *PUBLIC),
    "calendar/": ("/calendar/", *PUBLIC),
    "calendar/<month:first>/": ("/calendar/{today:%Y/%m}/", *PUBLIC),
    "calendar/<calendar_day:day>/": ("/calendar/{today:%Y/%m/%d}/", *PUBLIC),
    "calendar.ics": ("/calendar.ics", *PUBLIC),
    "areas/<slug:slug>/calendar.ics": ("/areas/shiosai/calendar.ics", *PUBLIC),
    "activities/<number:number>/calendar.ics": ("/activities/1/calendar.ics", *PUBLIC),
    "updates.atom": ("/updates.atom", *PUBLIC),
    "opendata/": ("/opendata/", *PUBLIC),
    "opendata/<slug:name>.<slug:form>": ("/opendata/activities.csv", *PUBLIC),
    # The phone screen; every role of it works in every area.
    "join/": ("/join/", *PUBLIC),
    "benches/": ("/benches/", *PUBLIC),
    "staff/calls/": ("/staff/calls/?area=ALL", "302 302 403 200 200 200 200", "302 302 403 404 404 404 404"),
    "staff/": ("/staff/", FIELD, "302 302 403 405 405 405 405"),
    "staff/add/": ("/staff/add/?all=1", FIELD, "302 302 403 405 405 405 405"),
    "staff/past/": ("/staff/past/", FIELD, "302 302 403 405 405 405 405"),
    "staff/phone/": ("/staff/phone/", FIELD, FIELD),
    "staff/many/": ("/staff/many/", FIELD, FIELD),
    "staff/acts/<str:key>/": ("/staff/acts/{act}/", FIELD, "302 302 403 405 405 405 405"),
    "staff/acts/<str:key>/calls/": ("/staff/acts/{act}/calls/", FIELD, "302 302 403 405 405 405 405"),
    "staff/acts/<str:key>/undo/": (
        "/staff/acts/{act}/undo/",
        "302 302 403 405 405 405 405",
        "302 302 403 409 409 409 409",
    ),
    "staff/<number:number>/add/": ("/staff/{theirs}/add/", FIELD, FIELD),
    "staff/<number:number>/<day:day>/<slot:slot>/": ("/staff/{theirs}/{today}/1/", FIELD, FIELD),
    "staff/<number:number>/<day:day>/<slot:slot>/usual/": (
        "/staff/{theirs}/{today}/1/usual/",
        "302 302 403 405 405 405 405",
        "302 302 403 409 409 409 409",  # it was never shown to them
    ),
    "staff/<number:number>/<day:day>/<slot:slot>/unchanged/": (
        "/staff/{theirs}/{today}/1/unchanged/",
        "302 302 403 405 405 405 405",
        "302 302 403 302 302 302 302",
    ),
    "staff/<number:number>/<day:day>/<slot:slot>/headcount/": (
        "/staff/{theirs}/{today}/1/headcount/",
        FIELD,
        FIELD,
    ),
    "staff/<number:number>/<day:day>/<slot:slot>/<slug:how>/": (
        "/staff/{theirs}/{today}/1/change/",
        FIELD,
        "302 302 403 409 409 409 409",
    ),
    "healthz": ("/healthz", *PUBLIC),
    "robots.txt": ("/robots.txt", *PUBLIC),
    "sitemap.xml": ("/sitemap.xml", EVERYBODY, EVERYBODY),
    ".well-known/security.txt": ("/.well-known/security.txt", NOBODY, READ_ONLY_PAGE),
    r"^media/(?P<folder>minutes)/(?P<name>[0-9a-f]{32})\.(?P<extension>pdf)$": (
        f"/media/minutes/{'0' * 32}.pdf",
        NOBODY,
        READ_ONLY_PAGE,
    ),
    r"^media/(?P<folder>photos|faces)/(?P<name>[0-9a-f]{32}-[0-9]+x[0-9]+)\.(?P<extension>jpg|webp)$": (
        f"/media/photos/{'0' * 32}-8x6.jpg",
        NOBODY,
        READ_ONLY_PAGE,
    ),
    "styleguide/": ("/styleguide/", STAFF, "302 302 405 405 405 405 405"),
    "admin/": ("/admin/", STAFF, STAFF),
    "admin/^(?P<app_label>admin|editing|councils|activities|coordinators)/$": (
        "/admin/councils/",
        "302 302 404 200 200 200 200",
        "302 302 404 200 200 200 200",
    ),
    "admin/(?P<url>.*)$": ("/admin/x/", "302 302 404 404 404 404 404", "302 302 404 404 404 404 404"),
    "admin/r/<path:content_type_id>/<path:object_id>/": (
        "/admin/r/1/1/",
        "302 302 404 404 404 404 404",
        "302 302 404 404 404 404 404",
    ),
    "admin/autocomplete/": (
        "/admin/autocomplete/",
        "302 302 403 403 403 403 403",
        "302 302 405 405 405 405 405",
    ),
    "admin/jsi18n/": ("/admin/jsi18n/", STAFF, "302 302 405 405 405 405 405"),
    "admin/activities/activity/read-schedule/": (
        "/admin/activities/activity/read-schedule/?words=不定期",
        "302 302 403 200 200 200 200",
        "302 302 403 200 200 200 200",
    ),
    "admin/import/": ("/admin/import/", "302 302 403 403 403 200 200", "302 302 403 403 403 200 200"),
    "admin/import/<slug:name>.csv": (
        "/admin/import/activities.csv",
        "302 302 403 403 403 200 200",
        "302 302 405 405 405 405 405",
    ),
    "admin/coordinators/inquiry/<path:object_id>/bench/": (
        "/admin/coordinators/inquiry/888888/bench/",
        "302 302 403 404 404 404 404",
        "302 302 403 404 404 404 404",
    ),
    "admin/coordinators/inquiry/search/": ("/admin/coordinators/inquiry/search/", FIELD, FIELD),
    "admin/coordinators/inquiry/counts/": ("/admin/coordinators/inquiry/counts/", FIELD, FIELD),
    "admin/coordinators/inquiry/person/": (
        "/admin/coordinators/inquiry/person/",
        "302 302 403 403 403 200 200",
        "302 302 403 403 403 200 200",
    ),
    "admin/words/": ("/admin/words/", "302 302 403 403 403 200 200", "302 302 403 403 403 409 409"),
    "admin/words/<int:number>/": (
        "/admin/words/999999/",
        "302 302 403 403 403 404 404",
        "302 302 403 403 403 404 404",
    ),
    "admin/handover/": ("/admin/handover/", "302 302 403 403 403 200 200", "302 302 403 403 403 200 200"),
    "admin/editing/user/<id>/password/": (
        "/admin/editing/user/{plain}/password/",
        "302 302 403 403 403 200 200",
        "302 302 403 403 403 200 200",
    ),
    "admin/editing/user/<id>/phone/": (
        "/admin/editing/user/{plain}/phone/",
        "302 302 403 403 403 200 200",
        "302 302 403 403 403 302 302",
    ),
    "admin/login/": ("/admin/login/", "200 200 302 302 302 302 302", EVERYBODY),
    "admin/login/code/": ("/admin/login/code/", STEP, STEP),
    "admin/login/password/": ("/admin/login/password/", STEP, STEP),
    "admin/phone/": ("/admin/phone/", STEP, STEP),
    "admin/phone/qr.svg": ("/admin/phone/qr.svg", NOBODY, NOBODY),
    "admin/password_change/": ("/admin/password_change/", STAFF, STAFF),
    "admin/password_change/done/": (
        "/admin/password_change/done/",
        STAFF,
        "302 302 405 405 405 405 405",
    ),
    # The last: whoever asks is signed out.
    "admin/logout/": ("/admin/logout/", "302 302 405 405 405 405 405", STAFF),
}


def routes(patterns: Any, start: str = "") -> Iterator[str]:
    for pattern in patterns:
        route = f"{start}{pattern.pattern}"
        if hasattr(pattern, "url_patterns"):
            yield from routes(pattern.url_patterns, route)
        else:
            yield route


def routes_of_screens() -> set[str]:
    """What Django gives each registered model; the last leads to the form and asks nothing."""
    stock = {
        f"admin/{label.replace('.', '/')}/{view}"
        for label in REGISTERED
        for view in (
            *("", "add/", "<path:object_id>/history/", "<path:object_id>/delete/"),
            *("<path:object_id>/change/", "<path:object_id>/"),
        )
    }
    past = {
        f"admin/{label.replace('.', '/')}/{view}"
        for label in REMEMBERING
        for view in ("^recover/$", r"^recover/(\d+)/$", r"^([^/]+)/history/(\d+)/$")
    }
    return stock | past


def test_every_address_stands_in_a_table():
    assert set(routes(get_resolver().url_patterns)) == routes_of_screens() | set(ADDRESSES)


def named(town: planted_town.Town) -> dict[str, Any]:
    """What the examples of `ADDRESSES` name."""
    theirs: Any = town.pairs["activities.activity"].other
    return {
        "plain": town.people["plain"].pk,
        "act": Act.objects.get().key,
        "theirs": theirs.number,
        "today": timezone.localdate(),
    }


@each_role
def test_every_other_address(town, visitor):
    answers: dict[str, dict[str, int]] = {}
    for route, (example, *_) in ADDRESSES.items():
        page = example.format(**named(town))
        answers[route] = {"get": visitor.get(page).status_code}
        with taken_back():
            answers[route]["post"] = visitor.post(page).status_code

    place = ROLES.index(visitor.role)
    expected = {
        route: {"get": int(got.split()[place]), "post": int(posted.split()[place])}
        for route, (_, got, posted) in ADDRESSES.items()
    }
    assert differing(answers, expected) == []


@each_role
def test_the_public_pages_are_the_same_for_all_and_hold_nothing_of_the_staffs(town, visitor):
    public = [
        example for route, (example, *_) in ADDRESSES.items() if not route.startswith(("admin/", "staff/"))
    ]
    rows = [f"/activities/{row.number}/" for row in (*town.pairs["activities.activity"], town.city_wide)]
    hidden = [f"/activities/{row.number}/" for row in (town.draft, town.own_draft)] + ["/hidden/"]

    given_away = {
        page
        for page in [*public, *rows]
        if any(word in visitor.client.get(page).content.decode(errors="replace") for word in (SECRET, NUMBER))
    }

    assert given_away == set()
    assert [visitor.client.get(page).status_code for page in hidden] == [404, 404, 404]


# What it costs


@as_operator
def test_rights_cost_the_same_however_many_areas_and_rows_there_are(town, visitor):
    ours = town.pairs["activities.activity"].own
    pages = [
        *(address(label, "changelist") for label in OPEN),
        change_address(ours),
        change_address(town.pairs["councils.contactperson"].own),
    ]

    def costs() -> list[int]:
        found = []
        for page in pages:
            with CaptureQueriesContext(connection) as captured:
                assert visitor.client.get(page).status_code == 200
            found.append(len(captured))
        return found

    costs()  # whatever is only asked once in the life of a process
    before = costs()
    for number in range(3):
        area = make.area(name=f"みなと{number}", slug=f"minato{number}", theme="sumi")
        make.assignment(user=town.people["operator"], area=area)
        council = make.council(name=f"みなと協議会{number}", area=area)
        organisation = make.organisation(name=f"みなと会{number}", areas=(area,))
        make.contact_person(name=f"港 {number}", organisation=organisation)
        make.activity(council=council, name="港の会", places=(make.place(name=f"みなと{number}"),))

    assert costs() == before
