"""No byte of SQLite's file, nor of the journal beside it, holds a word of a person who is forgotten."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from django.conf import settings

NAME, TEXT, MAIL = "忘れられ花子", "ひみつの頼みごと", "wasure@hanako.example"

# Long and short words again and again: pages are divided, given back and used anew.
WRITTEN = f"""
from datetime import datetime, timezone
from tests import make
from coordinators.models import InquiryNote
done = datetime(2026, 1, 1, tzinfo=timezone.utc)
row = make.inquiry(progress="done", received_at=done, done_at=done, name={NAME!r}, mail={MAIL!r})
make.inquiry_reading(inquiry=row)
for turn in range(100):
    row.text = {TEXT!r} * (1 + turn); row.save()
    make.inquiry_note(inquiry=row, text={NAME!r} * (turn + 1))
    make.mail(inquiry=row, to={MAIL!r}, body={TEXT!r} * 50)
InquiryNote.objects.filter(pk__gt=50).delete()
"""


def test_no_byte_of_the_file_holds_a_word_of_the_person_afterwards(tmp_path):
    path = tmp_path / "town.sqlite3"
    run(path, "migrate", "--verbosity", "0")
    run(path, "shell", "-c", WRITTEN)
    before = found_in(path)

    # A server that stays open would leave the journal where it lies.
    with closing(sqlite3.connect(path)) as server:
        server.execute("SELECT count(*) FROM coordinators_inquiry").fetchall()
        said = run(path, "forget", "--on", "2026-11-24")
        after = found_in(path)

    assert before == {NAME, TEXT, MAIL}
    assert "問い合わせた人の情報（完了から180日より前）：1件から消しました。" in said
    assert after == set()


def run(path: Path, *command: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DATABASE_URL": f"sqlite:///{path}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def found_in(path: Path) -> set[str]:
    held = b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))
    return {word for word in (NAME, TEXT, MAIL) if word.encode() in held}
