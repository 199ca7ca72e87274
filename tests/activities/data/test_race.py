"""Two clerks who bring a file in at the same moment."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from reversion.models import Revision

from activities.models import Activity
from tests import make
from tests.activities.data.test_bringing import ADDRESS, exercise, look, new, table
from tests.at_once import at_once, several_writers
from tests.fujimino_support.editing.signin.people import signed_in
from tests.pages.forms import controls

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("early_in_july"),
    several_writers,
]


def ready(name: str, content: str) -> partial[Any]:
    """A clerk who has looked at a file and is about to bring it in."""
    client: Client = signed_in(make.user(name, is_superuser=True))
    seen = {control.name: control.value for control in controls(look(client, content), "import_form")}
    return partial(client.post, ADDRESS, {"_seen": seen["_seen"]})


def test_one_wins_and_the_other_is_told_and_loses_nothing():
    make.town_with_everything()
    both = [
        ready(name, table(exercise(持ち物=bring), new(名前=f"{bring}の会")))
        for name, bring in (("mio", "飲み物"), ("kai", "帽子"))
    ]

    answers = at_once(*both)

    assert sorted(answer.status_code for answer in answers) == [302, 409]
    (told,) = [answer for answer in answers if answer.status_code == 409]
    won = Activity.objects.get(number=1).bring
    lost = {"飲み物": "帽子", "帽子": "飲み物"}[won]
    assert "変わったところがあるので、何も変えていません" in told.content.decode()
    assert (won, lost) in [(one.before, one.after) for one in told.context["plan"].changed[0].differences]
    new_ones = Activity.objects.filter(name__in=["飲み物の会", "帽子の会"])
    assert [row.name for row in new_ones] == [f"{won}の会"]
    assert Revision.objects.filter(comment__startswith="ファイルの取り込み").count() == 1


def test_the_same_file_twice_at_the_same_moment_comes_in_once():
    make.town_with_everything()
    content = table(new(), new(名前="昼の会"))

    at_once(ready("mio", content), ready("kai", content))

    assert Activity.objects.filter(name__in=["朝の会", "昼の会"]).count() == 2
    assert Revision.objects.filter(comment__startswith="ファイルの取り込み").count() == 1
