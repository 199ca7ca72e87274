from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import connection
from django.utils import timezone
from reversion.models import Revision

from fujimino_support.editing import history
from fujimino_support.editing.kept_for import forget_the_personal, kept_models, midnight
from fujimino_support.editing.log_admin import KEPT_YEARS
from fujimino_support.editing.signin.models import KEPT_FOR, forget_sign_ins


class Command(BaseCommand):
    help = (
        f"残す期間を過ぎた記録を消します。ログインの記録は{KEPT_FOR.days}日、操作の記録と変更の履歴は{KEPT_YEARS}年"
        "（いまの内容は残ります）、ログインの続きは切れたら消します。ほかに、モデルが自分で期間を決めている記録と、問い合わせた人の情報も消します。"
        "毎日1回、動かしてください。何回動かしても同じです。"
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--on", type=_day, help="この日に動かしたことにします。例：2026-11-23")

    def handle(self, *args: Any, **options: Any) -> None:
        on: date = options["on"] or timezone.localdate()
        long_ago = midnight(years_before(on, KEPT_YEARS))

        sign_ins = forget_sign_ins(on - KEPT_FOR)
        self.stdout.write(f"ログインの記録（{KEPT_FOR.days}日より前）：{sign_ins}件を消しました。")
        entries, _ = LogEntry.objects.filter(action_time__lt=long_ago).delete()
        self.stdout.write(f"操作の記録（{KEPT_YEARS}年より前）：{entries}件を消しました。")
        kept = Revision.objects.count()
        history.forget_before(long_ago)
        revisions = kept - Revision.objects.count()
        self.stdout.write(
            f"変更の履歴（{KEPT_YEARS}年より前、いまの内容を除く）：{revisions}件を消しました。"
        )
        for model, (field, span) in kept_models():
            old = model._default_manager.filter(**{f"{field}__lt": midnight(on - span)})
            gone, _ = old.delete()
            name = model._meta.verbose_name_plural
            self.stdout.write(f"{name}（{span.days}日より前）：{gone}件を消しました。")
        for line in forget_the_personal(on, timezone.localtime()):
            self.stdout.write(line)
        # A session ends by the clock, whatever day this is said to be.
        sessions = Session.objects.filter(expire_date__lt=timezone.localtime()).count()
        call_command("clearsessions")
        self.stdout.write(f"ログインの続き（切れたもの）：{sessions}件を消しました。")
        if not _empty_the_journal():
            self.stdout.write(
                "データベースが使われているため、消したものの写しが一部残っています。次に動かしたときに消えます。"
            )


def _empty_the_journal() -> bool:
    """SQLite keeps what a page held before in its journal until that is written back; elsewhere there is none."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        return True
    with connection.cursor() as cursor:
        busy: int = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    return not busy


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ArgumentTypeError("日付は、2026-11-23 のように書いてください。") from None


def years_before(day: date, years: int) -> date:
    """The same day of an earlier year; of 29 February, the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
