import re
from io import StringIO

import pytest
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.management import call_command
from django.utils import timezone

from activities.models import Activity, Update
from activities.telling import tell
from councils.models import Programme, Town

pytestmark = pytest.mark.django_db


def prepare():
    out = StringIO()
    call_command("prepare", stdout=out)
    return out.getvalue()


def test_the_very_first_change_is_news():
    prepare()
    assert not Update.objects.exists()

    Activity.objects.filter(number=8).update(status="paused")
    tell(timezone.localtime())

    assert Update.objects.get().number == 8


def test_an_empty_database_gets_the_programme_and_one_administrator():
    printed = prepare()

    password = re.fullmatch(r"利用者名: admin\n初回パスワード: (\S+)\n", printed).group(1)
    admin = authenticate(username="admin", password=password)
    validate_password(password, admin)
    assert [user.username for user in get_user_model().objects.filter(is_superuser=True)] == ["admin"]
    assert admin == get_user_model().objects.get()
    assert (Programme.objects.count(), Town.objects.count()) == (1, 125)


def test_a_second_time_changes_nothing():
    prepare()
    Programme.objects.update(name="職員が直した名前")
    before = get_user_model().objects.get().password

    printed = prepare()

    assert printed == ""
    assert Programme.objects.get().name == "職員が直した名前"
    assert get_user_model().objects.get().password == before


def test_somebody_already_there_keeps_the_administrator_away():
    get_user_model().objects.create_user(username="tanaka", password="a-long-enough-password")

    assert prepare() == ""
    assert [user.username for user in get_user_model().objects.all()] == ["tanaka"]
