"""The matrix of rights, asked directly; tests/test_rights_by_http.py asks it by every address."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser, Group

from activities.models import Activity, ActivityPlace, Place
from councils.models import Area, AreaAssignment, ContactPerson, Council, Organisation
from fujimino_support.editing import rights
from fujimino_support.editing.rights import Role
from tests import make

OWN_APPS = ("editing", "councils", "activities", "coordinators")


def member(group: str, username: str, *areas: Area | None):
    person = make.user(username)
    person.groups.add(Group.objects.get(name=group))
    for area in areas:
        make.assignment(user=person, area=area)
    return person


# The matrix as data


def test_every_model_has_a_row():
    ours = {model for app in OWN_APPS for model in apps.get_app_config(app).get_models()}
    needed = {model._meta.label_lower for model in ours | set(admin.site._registry)}

    assert sorted(rights.MATRIX) == sorted(needed)


def test_a_model_without_a_row_is_for_superusers_only():
    assert [rights.row_of("activities.unheard").actions(role, own=True) for role in Role] == [
        *[rights.NOTHING] * 4,
        rights.ALL,
    ]


@pytest.mark.parametrize("label", sorted(rights.MATRIX))
def test_a_row_makes_sense(label):
    row = rights.MATRIX[label]
    model = apps.get_model(label)

    assert row.other <= row.own
    assert row.areas or row.own == row.other
    for path in row.areas:
        assert model._base_manager.model is model
        str(model._base_manager.filter(**{f"{path}__in": [1]}).query)  # every lookup leads to an area


@pytest.mark.parametrize("label", sorted(rights.MATRIX))
def test_the_names_in_a_row_are_on_the_form(label):
    model, row = apps.get_model(label), rights.MATRIX[label]
    screen = admin.site._registry.get(model)
    named = (
        (row.fields.live or frozenset()) | row.fields.published | row.fields.settled | set(row.fields.values)
    )
    parts = {
        inline.model._meta.get_field(key.name).remote_field.get_accessor_name()
        for inline in (screen.inlines if screen else ())
        for key in inline.model._meta.fields
        if key.related_model is model
    }

    assert named <= rights.names_of(model)
    assert row.fields.parts == parts


def test_accounts_areas_and_the_programme_are_deleted_by_nobody_in_a_group():
    undeleted = {
        label
        for label, row in rights.MATRIX.items()
        if all("delete" not in row.actions(role, own=own) for role in rights.GROUPS for own in (True, False))
    }

    assert undeleted == {
        "activities.act",
        "activities.headcount",
        "activities.searchmark",
        "activities.searchtext",
        "activities.told",
        "activities.update",
        "activities.vainword",
        "admin.logentry",
        "coordinators.inquiry",
        "coordinators.inquirynote",
        "coordinators.inquiryreading",
        "coordinators.mail",
        "coordinators.submission",
        "councils.area",
        "councils.programme",
        "editing.contentversion",
        "editing.draft",
        "editing.lastchange",
        "editing.numberseries",
        "editing.preview",
        "editing.signin",
        "editing.tries",
        "editing.user",
    }


# Whom it asks about

pytestmark = pytest.mark.django_db


def test_roles():
    closed = make.superuser("closed")
    closed.is_active = False
    both = member("社協職員", "both")
    both.groups.add(Group.objects.get(name="市職員"))

    people = [
        AnonymousUser(),
        closed,
        make.user("resident", is_staff=False),
        make.user("plain"),
        member("社協職員", "operator"),
        member("市職員", "city"),
        both,
        make.superuser(),
    ]

    assert [rights.role_of(person) for person in people] == [
        Role.NOBODY,
        Role.NOBODY,
        Role.NOBODY,
        Role.COLLEAGUE,
        Role.OPERATOR,
        Role.CITY,
        Role.CITY,
        Role.SUPERUSER,
    ]


def test_own_is_by_any_of_the_ways_to_an_area():
    whole, other = make.area(), make.area(name="しおさい", slug="shiosai", theme="seiji")
    local, second = make.council(area=whole), make.council(name="しおさい協議会", area=other)
    near = make.organisation(name="浜町内会", areas=(whole,))
    tied = make.organisation(name="しおさい診療所", areas=(other,))
    far = make.organisation(name="沖の会", areas=(other,))
    ours, theirs = make.activity(council=local), make.activity(council=second, name="砂の会")
    make.role(activity=ours, organisation=tied)
    operator = member("社協職員", "operator", whole)

    assert [rights.owns(operator, row) for row in (ours, theirs, near, tied, far)] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert set(rights.rows(operator, "view", Activity.objects.all())) == {ours}
    assert set(rights.rows(operator, "change", Organisation.objects.all())) == {near, tied}
    assert set(rights.rows(operator, "view", Organisation.objects.all())) == {near, tied, far}
    assert set(rights.rows(operator, "view", Council.objects.all())) == set()
    assert set(rights.choices(operator, Activity, "council") or ()) == {local}
    assert rights.choices(operator, Activity, "category") is None
    assert set(rights.choices(operator, ContactPerson, "organisation") or ()) == {near}
    assert set(rights.choices(operator, Organisation, "areas") or ()) == {whole}


def test_nobody_looks_after_the_activities_of_the_whole_city():
    city_wide = make.activity(council=make.council(name="町ぐるみ会議", tier=make.tier(1), area=None))
    operator = member("社協職員", "operator", make.area())

    assert rights.owns(operator, city_wide) is False
    assert rights.may_confirm(operator, city_wide) is True


def test_the_day_of_confirming_is_moved_by_both_houses_in_any_area():
    activity = make.activity()
    people = [
        AnonymousUser(),
        make.user("plain"),
        member("社協職員", "o"),
        member("市職員", "c"),
        make.superuser(),
    ]

    assert [rights.may_confirm(person, activity) for person in people] == [False, False, True, True, True]


def test_areas_and_groups_are_read_once(django_assert_num_queries):
    whole = make.area()
    activity = make.activity(council=make.council(area=whole))
    operator = member("社協職員", "operator", whole)

    with django_assert_num_queries(2):  # the groups with the areas, and whose the activity is
        for _ in range(3):
            rights.owns(operator, activity)
            rights.live_fields(operator, Activity, activity)
            rights.draft_fields(operator, Activity, activity)


# Field by field

LIVE = {
    *("schedule_words", "words_only", "pick_weeks", "pick_weekdays", "pick_start", "pick_end", "pick_months"),
    *("place_words", "status", "confirmed_on", "held_at", "roles", "session_changes"),
}
PUBLISHED = {"state", "public_from", "public_until", "order"}
DRAFTED = {
    *("name", "kana", "category", "summary", "body", "audience", "fee", "fee_words", "booking"),
    *("booking_words", "bring", "usual_headcount", "started_on", "contact_name", "contact_phone"),
    *("contact_people", "recruitments", "photos"),
}
EVERYTHING = LIVE | PUBLISHED | DRAFTED | {"council"}


@pytest.mark.parametrize("state", ["public", "withdrawn"])
def test_the_operator_saves_schedules_at_once_and_lays_words_beside_the_row(state):
    activity = make.activity(state=state)
    operator = member("社協職員", "operator", activity.council.area)

    assert rights.live_fields(operator, Activity, activity) == LIVE
    assert rights.draft_fields(operator, Activity, activity) == DRAFTED


def test_the_operator_writes_a_draft_whole_but_publishes_nothing():
    activity = make.activity(state="draft")
    operator = member("社協職員", "operator", activity.council.area)

    assert rights.live_fields(operator, Activity, activity) == EVERYTHING - PUBLISHED
    assert rights.live_fields(operator, Activity, None) == EVERYTHING - PUBLISHED
    assert rights.draft_fields(operator, Activity, activity) == frozenset()


def test_an_activity_that_ended_is_taken_up_again_by_those_who_publish():
    activity = make.activity(status="ended")
    operator = member("社協職員", "operator", activity.council.area)

    assert rights.live_fields(operator, Activity, activity) == LIVE - {"status"}


def test_the_city_writes_everything_at_once():
    activity = make.activity()
    city = member("市職員", "city")

    assert rights.live_fields(city, Activity, activity) == EVERYTHING
    assert rights.draft_fields(city, Activity, activity) == frozenset()


@pytest.mark.parametrize("group", [None, "社協職員"])
def test_nobody_writes_to_what_is_not_theirs(group):
    activity = make.activity()
    person = member(group, "elsewhere") if group else make.user("plain")

    assert rights.live_fields(person, Activity, activity) == frozenset()
    assert rights.draft_fields(person, Activity, activity) == frozenset()


def test_a_tie_to_ones_activity_does_not_open_the_areas_of_an_organisation():
    whole = make.area()
    activity = make.activity(council=make.council(area=whole))
    near, tied = make.organisation(areas=(whole,)), make.organisation(name="しおさい診療所")
    make.role(activity=activity, organisation=tied)
    operator = member("社協職員", "operator", whole)

    assert rights.live_fields(operator, Organisation, near) - rights.live_fields(
        operator, Organisation, tied
    ) == {"areas"}


def test_a_place_is_written_by_those_whose_activities_meet_there():
    hall, lawn = make.place(), make.place(name="かもめ広場")
    activity = make.activity(places=(hall,))
    operator = member("社協職員", "operator", activity.council.area)

    assert rights.live_fields(operator, Place, hall) == rights.names_of(Place)
    assert rights.live_fields(operator, Place, lawn) == frozenset()
    assert rights.owns(operator, ActivityPlace.objects.get()) is True


# The groups


def test_groups_hold_what_the_matrix_says():
    held = {
        role: {
            f"{permission.content_type.app_label}.{permission.content_type.model}": None
            for permission in Group.objects.get(name=role.value).permissions.select_related("content_type")
        }
        for role in rights.GROUPS
    }

    assert {role: set(labels) for role, labels in held.items()} == {
        role: {label for label in rights.MATRIX if rights.permissions(role, label)} for role in rights.GROUPS
    }


def test_permissions_of_the_operator():
    codenames = Group.objects.get(name="社協職員").permissions.values_list("codename", flat=True)

    assert sorted(codenames) == sorted(
        f"{action}_{model}"
        for models, actions in (
            (("draft", "headcount"), ("view",)),
            (
                ("activity", "place", "organisation", "contactperson", "inquiry", "bench"),
                ("view", "add", "change"),
            ),
            (
                ("activityplace", "activityrole", "recruitment", "photo", "closure", "sessionchange"),
                ("view", "add", "change", "delete"),
            ),
        )
        for model in models
        for action in actions
    )


def test_migrating_again_takes_away_what_was_given_by_hand_and_gives_back_what_was_taken():
    from django.contrib.auth.models import Permission
    from django.core.management.sql import emit_post_migrate_signal

    operator = Group.objects.get(name="社協職員")
    before = set(operator.permissions.all())
    operator.permissions.remove(*list(before)[:3])
    operator.permissions.add(
        Permission.objects.get(codename="delete_activity"), Permission.objects.get(codename="add_session")
    )
    Group.objects.get(name="市職員").delete()

    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    city = Group.objects.get(name="市職員")
    again = set(city.permissions.all())
    emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert set(operator.permissions.all()) == before
    assert set(city.permissions.all()) == again
    assert AreaAssignment.objects.count() == 0
