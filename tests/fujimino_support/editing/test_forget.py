"""What is past its stated time is erased, and nothing else."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
import reversion
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils import timezone
from reversion.models import Revision, Version

from fujimino_support.editing import history
from fujimino_support.editing.kept_for import midnight
from fujimino_support.editing.management.commands.forget import Command, years_before
from fujimino_support.editing.signin.models import Outcome, SignIn
from tests import make

pytestmark = pytest.mark.django_db
DAY = date(2036, 3, 1)


def forget(*words: str) -> list[str]:
    said = StringIO()
    call_command("forget", *words, stdout=said)
    return said.getvalue().splitlines()


def said(sign_ins: int = 0, entries: int = 0, revisions: int = 0, sessions: int = 0) -> list[str]:
    return [
        f"ログインの記録（180日より前）：{sign_ins}件を消しました。",
        f"操作の記録（10年より前）：{entries}件を消しました。",
        f"変更の履歴（10年より前、いまの内容を除く）：{revisions}件を消しました。",
        "現場の画面をおぼえた電話（31日より前）：0件を消しました。",
        "日程の操作（400日より前）：0件を消しました。",
        "見つからなかった言葉（30日より前）：0件を消しました。",
        "更新のお知らせ（400日より前）：0件を消しました。",
        "送るメール（400日より前）：0件を消しました。",
        "問い合わせの閲覧の記録（1095日より前）：0件を消しました。",
        "メールフォームの送信（1日より前）：0件を消しました。",
        "問い合わせた人の情報（完了から180日より前）：0件から消しました。",
        "迷惑の疑いのある問い合わせの内容（30日より前）：0件から消しました。",
        f"ログインの続き（切れたもの）：{sessions}件を消しました。",
    ]


def at(day: date, hour: int = 0, minute: int = 0) -> datetime:
    return midnight(day) + timedelta(hours=hour, minutes=minute)


def save(row, title: str, when: datetime) -> None:
    with reversion.create_revision():
        row.title = title
        row.save()
        reversion.set_date_created(when)


def test_each_kind_leaves_at_its_own_time():
    person, page = make.user(), make.page()
    eve, day = at(date(2026, 2, 28), 23, 59), at(date(2026, 3, 1))
    for when in (at(DAY - timedelta(days=181), 23, 59), at(DAY - timedelta(days=180))):
        SignIn.objects.create(at=when, user=person, outcome=Outcome.SIGNED_IN)
    for when in (eve, day):
        entry = LogEntry.objects.log_actions(person.pk, [page], CHANGE, "直しました。", single_object=True)
        LogEntry.objects.filter(pk=entry.pk).update(action_time=when)
    for number, when in enumerate((eve, eve, day)):
        save(page, f"題{number}", when)
    now = timezone.localtime()
    for number, ends in enumerate((now - timedelta(minutes=1), now + timedelta(hours=1))):
        Session.objects.create(session_key=f"s{number}", session_data="", expire_date=ends)

    first, second = forget("--on", DAY.isoformat()), forget("--on", DAY.isoformat())

    assert first == said(1, 1, 2, 1)
    assert second == said()
    assert list(SignIn.objects.values_list("at", flat=True)) == [at(DAY - timedelta(days=180))]
    assert list(LogEntry.objects.values_list("action_time", flat=True)) == [day]
    assert list(Revision.objects.values_list("date_created", flat=True)) == [day]
    assert list(Session.objects.values_list("session_key", flat=True)) == ["s1"]


def test_the_newest_word_of_each_row_stays_however_old_it_is():
    page = make.page()
    for title in ("一つめ", "二つめ"):
        save(page, title, at(date(2026, 1, 1)))

    assert forget("--on", "2050-01-01") == said(revisions=1)

    (version,) = history.versions_of(type(page), page.pk)
    assert version.field_dict["title"] == "二つめ"
    assert Version.objects.count() == 1


def test_without_a_day_it_is_today():
    page, person = make.page(), make.user()
    LogEntry.objects.log_actions(person.pk, [page], CHANGE, "直しました。")
    SignIn.objects.create(at=timezone.localtime(), user=person, outcome=Outcome.SIGNED_IN)
    save(page, "題", timezone.localtime())

    assert forget() == said()
    assert (LogEntry.objects.count(), SignIn.objects.count(), Revision.objects.count()) == (1, 1, 1)


def test_sessions_end_by_the_clock_whatever_day_is_said():
    ends = timezone.localtime() + timedelta(hours=1)
    Session.objects.create(session_key="s", session_data="", expire_date=ends)

    assert forget("--on", "2090-01-01") == said()


@pytest.mark.parametrize("day", ["", "きのう", "2026-02-30", "20260230000"])
def test_a_day_that_is_none_is_refused(day):
    with pytest.raises(CommandError, match="2026-11-23 のように"):
        forget("--on", day)


def test_its_help_states_how_long_each_is_kept():
    assert "ログインの記録は180日、操作の記録と変更の履歴は10年" in Command.help


def test_ten_years_before_a_leap_day():
    assert [years_before(date(2028, 2, 29), 10), years_before(date(2028, 2, 29), 8)] == [
        date(2018, 2, 28),
        date(2020, 2, 29),
    ]
