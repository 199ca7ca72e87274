"""Read schedules line by line and say what was understood, as JSON lines."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from activities import schedule
from activities.schedule import MOST_LETTERS, Reading

MOST_YEARS = 5
FIRST_DAY, LAST_DAY = date(1949, 1, 1), date(2099, 12, 31)  # the days whose holidays are known


class Command(BaseCommand):
    help = (
        "日程を1行に一つずつ読み、分かったことを1行に一つの JSON で書き出します。"
        "空の行は飛ばします。標準入力から読むには - と書きます。"
    )
    requires_system_checks = []
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", metavar="FILE", help="UTF-8 の文章。省くと標準入力"
        )
        parser.add_argument(
            "--from", dest="first", metavar="YYYY-MM-DD", help="日付を書き出す初めの日。省くと今日"
        )
        parser.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help="終わりの日。省くと12か月後")

    def handle(self, *args: Any, **options: Any) -> None:
        first = _day(options["first"], "--from") if options["first"] else timezone.localdate()
        last = _day(options["last"], "--to") if options["last"] else _years_on(first, 1)
        if last < first:
            raise _refused("--to は --from より後の日にしてください。")
        if last > _years_on(first, MOST_YEARS):
            raise _refused(f"--from から --to までは{MOST_YEARS}年以内にしてください。")
        if first < FIRST_DAY or last > LAST_DAY:
            raise _refused(f"日付は{FIRST_DAY}から{LAST_DAY}までにしてください。")
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(encoding="utf-8")  # JSON is UTF-8 whatever the terminal speaks
        for text in _lines(options["file"]):
            reading = schedule.read(text, first)
            self.stdout.write(json.dumps(answer(reading, first, last), ensure_ascii=False))


def answer(reading: Reading, first: date, last: date) -> dict[str, Any]:
    """What the command says of one line."""
    found = reading.schedule
    held = schedule.sessions(found, first, last) if found else []
    return {
        "text": reading.text,
        "understood": reading.understood,
        "kind": reading.kind.value,
        "sentence": schedule.sentence(found) if found else "",
        "plain": schedule.plain(found) if found else "",
        "note": "。".join(found.notes) if found else "",
        "unread": list(reading.unread),
        "rrules": schedule.rrules(found) if found else [],
        "ds441": schedule.ds441(found) if found else "",
        "dates": list(dict.fromkeys(session.date.isoformat() for session in held)),
        "sessions": [
            {
                "date": session.date.isoformat(),
                "start": f"{session.start:%H:%M}" if session.start else "",
                "end": f"{session.end:%H:%M}" if session.end else "",
                "label": session.label,
            }
            for session in held
        ],
    }


def _refused(message: str) -> CommandError:
    return CommandError(message, returncode=2)


def _day(words: str, option: str) -> date:
    try:
        if len(words) != 10:
            raise ValueError
        return date.fromisoformat(words)
    except ValueError:
        raise _refused(f"{option} は 2026-04-01 のように書いてください。") from None


def _years_on(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February, or past the calendar's end
        return date(day.year + years, 2, 28) if day.year + years <= date.max.year else date.max


def _lines(name: str) -> Iterator[str]:
    if name == "-":
        yield from _texts(sys.stdin.buffer)
        return
    try:
        with Path(name).open("rb") as stream:
            yield from _texts(stream)
    except OSError:
        raise _refused(f"{name} を読めません。ファイルの名前を確かめてください。") from None


def _texts(stream: BinaryIO) -> Iterator[str]:
    most_bytes = 4 * MOST_LETTERS + 8  # a letter has at most four bytes; longer lines are never held whole
    number = 0
    while line := stream.readline(most_bytes):
        number += 1
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            if len(line) == most_bytes and not line.endswith(b"\n"):
                raise _too_long(number) from None
            raise _refused(
                f"{number}行目が UTF-8 ではありません。文字コードを UTF-8 にして保存し直してください。"
            ) from None
        if len(text) > MOST_LETTERS or (len(line) == most_bytes and not line.endswith(b"\n")):
            raise _too_long(number)
        if text.strip():
            yield text


def _too_long(number: int) -> CommandError:
    return _refused(f"{number}行目が長すぎます。1行は{MOST_LETTERS}字以内にしてください。")
