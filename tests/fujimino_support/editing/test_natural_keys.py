from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db.models import UniqueConstraint

from fujimino_support.editing.models import NumberSeries, User
from fujimino_support.editing.natural_keys import NaturallyKeyed
from tests import make

APPS = ["editing", "councils", "activities", "coordinators"]
MODELS = [model for app in APPS for model in apps.get_app_config(app).get_models()]
KEYED = [model for model in MODELS if issubclass(model, NaturallyKeyed)]

# A model without natural_key_fields, and what it is known by instead.
OTHERWISE_KNOWN = {
    "activities.Act": "a record of this one database",
    "activities.SearchMark": "the one row with the primary key 1",
    "activities.SearchText": "its primary key is its activity",
    "activities.Told": "its primary key is its key",
    "activities.VainWord": "a record of this one database",
    "activities.Update": "a record of this one database",
    "coordinators.Inquiry": "personal, and so in no fixture",
    "coordinators.InquiryNote": "personal, and so in no fixture",
    "coordinators.InquiryReading": "a record of this one database",
    "coordinators.Mail": "personal, and so in no fixture",
    "coordinators.Submission": "a record of this one database",
    "councils.Programme": "the one row with the primary key 1",
    "councils.Tier": "its primary key is its level",
    "editing.Draft": "work under way, which no fixture carries",
    "editing.Preview": "work under way, which no fixture carries",
    "editing.FieldSession": "the phone that holds the secret of this one database",
    "editing.SignIn": "a record of this one database",
    "editing.Tries": "a record of this one database",
    "editing.ContentVersion": "the one row with the primary key 1",
    "editing.LastChange": "the one row with the primary key 1",
    "editing.NumberSeries": "its primary key is its name",
    "editing.User": "Django knows it by its username",
}


def dump():
    out = StringIO()
    # A token of this database alone; loading moves it.
    left_out = ["editing.contentversion"]
    call_command(
        "dumpdata", *APPS, exclude=left_out, natural_primary=True, natural_foreign=True, indent=1, stdout=out
    )
    return out.getvalue()


def test_every_model_has_a_natural_key_or_a_reason():
    assert sorted(model._meta.label for model in MODELS if model not in KEYED) == sorted(OTHERWISE_KNOWN)


def is_unique(model, fields):
    fields = {field.split("__")[0] for field in fields}
    return any(model._meta.get_field(field).unique for field in fields) or any(
        set(constraint.fields) == fields and constraint.condition is None
        for constraint in model._meta.constraints
        if isinstance(constraint, UniqueConstraint)
    )


def test_the_database_keeps_every_natural_key_unique():
    assert [model for model in KEYED if not is_unique(model, model.natural_key_fields)] == []


@pytest.mark.django_db
def test_every_row_is_found_by_its_natural_key():
    make.town_with_everything()

    models: list[Any] = [*KEYED, User]
    for model in models:
        rows = list(model._default_manager.all())
        assert len(rows) > 1
        assert [model._default_manager.get_by_natural_key(*row.natural_key()) for row in rows] == rows


@pytest.mark.django_db
def test_the_town_for_tests_has_two_rows_of_every_model_but_the_programme():
    make.town_with_everything()

    few = {model._meta.label: model._default_manager.count() for model in MODELS}

    assert {label: count for label, count in few.items() if count < 2} == {
        "councils.Programme": 1,
        "editing.ContentVersion": 1,
        "editing.LastChange": 1,
        # What was told, and work under way: a town begins without.
        "activities.SearchMark": 0,
        "activities.SearchText": 0,
        "activities.Told": 0,
        "activities.Update": 0,
        "editing.Draft": 1,
        "editing.Preview": 0,
        "editing.Tries": 0,
    }


@pytest.mark.django_db(transaction=True)
def test_all_content_comes_back_after_dump_flush_and_load(tmp_path):
    make.town_with_everything()
    User.objects.get(username="hamada").groups.add(Group.objects.create(name="浜の職員"))
    before = dump()
    copy = tmp_path / "everything.json"
    copy.write_text(before, encoding="utf-8")

    call_command("flush", interactive=False, verbosity=0)
    left = [model._meta.label for model in MODELS if model._default_manager.exists()]
    Group.objects.create(name="浜の職員")
    call_command("loaddata", copy, verbosity=0)

    assert left == ["editing.ContentVersion", "editing.LastChange"]  # laid anew
    assert dump() == before
    assert NumberSeries.objects.get(name="activities.activity").last == 3
