"""What is old says so; what is not known is asked for."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from activities import decisions, rows, trust
from activities.staff import acts
from tests import make
from tests.pages.reading import lines, main, read, tables

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("early_in_july")]

CARE = "お出かけ前に電話でお確かめください。"


@pytest.mark.parametrize("module", [decisions, rows, trust, acts])
def test_examples_hold(module):
    failed, tried = doctest.testmod(module)

    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize(
    ("confirmed_on", "days", "said"),
    [
        (date(2024, 12, 1), 180, "確認から7か月たっています"),
        (date(2025, 1, 1), 180, "確認から6か月たっています"),
        (date(2025, 1, 2), 180, ""),
        (date(2025, 6, 20), 7, "確認から11日たっています"),
        (None, 7, ""),
    ],
)
def test_after_the_days_that_staff_set_the_pages_say_how_old_the_confirming_is(
    client, confirmed_on, days, said
):
    make.programme(stale_after_days=days)
    activity = make.activity(schedule_words="毎週水曜日", confirmed_on=confirmed_on)

    page = lines(main(read(client.get(activity.get_absolute_url()))))
    listed = {
        address: tables(read(client.get(address)))[0].rows[0][1]
        for address in ("/", "/activities/", "/areas/hamanasu/")
    }

    assert [line for line in page if CARE in line] == ([f"{said}。{CARE}"] if said else [])
    assert listed == dict.fromkeys(listed, f"次回 あす 7月2日（水曜日） 毎週水曜日 {said}".strip())


def test_without_a_programme_nothing_is_called_old(client):
    activity = make.activity(confirmed_on=date(2000, 1, 1))

    assert CARE not in " ".join(lines(main(read(client.get(activity.get_absolute_url())))))
