"""Those who change the styles see every component of the dates in one place."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests import make
from tests.pages.reading import read
from tests.pages.rules import mistakes

pytestmark = pytest.mark.django_db

# They lay out whole pages, and are no components of their own.
LAYOUT = {"month", "onward", "onward--alone", "onward__link"}


@pytest.fixture
def page(client):
    client.force_login(make.superuser())
    return client.get("/styleguide/")


@pytest.mark.parametrize("sheet", ["days", "subscribe"])
def test_every_class_of_the_dates_has_its_sample(page, sheet):
    css = Path(settings.BASE_DIR, f"static/css/components/{sheet}.css").read_text()
    styled = set(re.findall(r"\.([a-z][a-z_-]+)", css))
    shown = {name for names in re.findall('class="(.*?)"', page.content.decode()) for name in names.split()}

    assert styled - shown - LAYOUT == set()


def test_every_state_of_a_session_has_its_sample(page):
    told = re.findall(r'class="(?:off|unusual)">(.*?)</p>', page.content.decode())

    assert told == [
        *("中止：会場の都合", "中止：会場の都合", "場所がいつもと違います：工事のため"),
        *("7月21日（月曜日）に延期：大雨のため", "7月20日（日曜日）から延期", "臨時開催"),
    ]


def test_the_styleguide_is_valid_but_for_its_forms_which_lead_nowhere(page):
    assert mistakes(read(page)) == ["form asks #main"] * 2
