"""Whatever is sent as a file, it is read or refused in words."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from activities.data import activities, activities_in, places, places_in
from activities.data.doing import bring_in
from activities.data.reading import File, Record, Unreadable, decoded, read
from activities.models import Activity
from fujimino_support.editing.models import User
from tests import make

KEYS = [column.key for column in activities.COLUMNS]
CELLS = st.sampled_from(
    ["", "1", "9", "99999", "-1", "はまなす協議会", "かもめ体操", "浜の集会所\n\n浜", "浜町内会\nしおさい診療所", "主催", "主催\n主催",
     "はい", "公開", "2025-07-01", "毎週水曜日 9時から10時", "0123-45-6789", "いつか", "〓", "\x00", "=1", "あ" * 400]
)  # fmt: skip


@given(
    st.binary(max_size=200) | st.text(alphabet="番号,名前\"\r\n'=1\ufeff\t;\x00", max_size=60).map(str.encode)
)
def test_any_bytes_are_read_or_refused_in_words(content):
    for columns in (activities.COLUMNS, places.COLUMNS):
        found = read_or_refused(content, columns)
        assert found.endswith("。") if isinstance(found, str) else found.records


def read_or_refused(content, columns):
    try:
        return read(*decoded(content), columns)
    except Unreadable as unreadable:
        return str(unreadable)


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    rows=st.lists(st.dictionaries(st.sampled_from(KEYS), CELLS, max_size=12), min_size=1, max_size=3),
    encoding=st.sampled_from(["utf-8-sig", "cp932"]),
)
def test_any_cells_have_an_outcome(rows, encoding):
    if not Activity.objects.exists():
        make.town_with_everything()
    records = [Record(line, {"number": "", "name": "", **row}) for line, row in enumerate(rows, start=2)]

    plans = [
        activities_in.plan(File(encoding, records), date(2025, 7, 1)),
        places_in.plan(
            File(
                encoding,
                [one._replace(cells={key: one.cells[key] for key in ("number", "name")}) for one in records],
            )
        ),
    ]

    assert [len(plan.outcomes) for plan in plans] == [len(rows)] * 2
    assert all(one.what in ("new", "changed", "same", "refused") for plan in plans for one in plan.outcomes)


FIT = {"name": "朝の会", "council": "はまなす協議会", "summary": "集まります。"}


@pytest.mark.django_db
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(
                [{"number": "1"}, {"number": "2", "name": "編み物の会"}, {"number": "60"}, {"name": "昼の会"}]
            ),
            st.dictionaries(st.sampled_from(KEYS[6:]), CELLS, max_size=2),
        ),
        min_size=1,
        max_size=3,
    )
)
def test_what_is_not_refused_can_be_written(rows):
    with transaction.atomic():
        make.town_with_everything()
        records = [
            Record(line, {"number": "", **FIT, **start, **cells})
            for line, (start, cells) in enumerate(rows, start=2)
        ]

        def plan():
            return activities_in.plan(File("utf-8-sig", records), date(2025, 7, 1))

        seen = plan()
        if seen.is_ready:
            bring_in(User.objects.first(), plan, seen.digest)
            assert [one.what for one in plan().outcomes] == ["same"] * len(rows)
        transaction.set_rollback(True)
