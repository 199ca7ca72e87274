"""`manage.py read_schedules`, run as a person runs it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]


def run(*arguments: str, text: bytes = b"", environment=None):
    """The command in a process of its own, with no database to go to."""
    return subprocess.run(
        [sys.executable, "manage.py", "read_schedules", *arguments],
        input=text,
        capture_output=True,
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"} | (environment or {}),
        timeout=60,
        check=False,
    )


def test_each_line_is_answered_in_order_with_exactly_its_keys():
    lines = "毎月第2・4火曜日 13:30〜15:00（8月は休み） ※雨天中止\n\n友引の日曜日\n9月、12月に開催予定\n"

    done = run("--from", "2026-07-01", "--to", "2026-09-08", text=lines.encode())

    assert done.returncode == 0, done.stderr.decode()
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert answers == [
        {
            "text": "毎月第2・4火曜日 13:30〜15:00（8月は休み） ※雨天中止",
            "understood": True,
            "kind": "rule",
            "sentence": "毎月第2・第4火曜日 13時30分から15時（8月を除く）",
            "plain": "毎月 2回目と 4回目の 火曜日です。午後1時30分から 午後3時までです。8月は 休みです。",
            "note": "雨天中止",
            "unread": [],
            "rrules": ["FREQ=MONTHLY;BYMONTH=1,2,3,4,5,6,7,9,10,11,12;BYDAY=2TU,4TU"],
            "ds441": "",
            "dates": ["2026-07-14", "2026-07-28", "2026-09-08"],
            "sessions": [
                {"date": day, "start": "13:30", "end": "15:00", "label": ""}
                for day in ("2026-07-14", "2026-07-28", "2026-09-08")
            ],
        },
        {
            "text": "友引の日曜日",
            "understood": False,
            "kind": "unread",
            "sentence": "",
            "plain": "",
            "note": "",
            "unread": ["友引"],
            "rrules": [],
            "ds441": "",
            "dates": [],
            "sessions": [],
        },
        {
            "text": "9月、12月に開催予定",
            "understood": True,
            "kind": "months",
            "sentence": "令和8年度は9月・12月（日は未定）",
            "plain": "令和8年度 9月・12月です。日は まだ 決まっていません。",
            "note": "予定",
            "unread": [],
            "rrules": [],
            "ds441": "",
            "dates": [],
            "sessions": [],
        },
    ]
    assert "毎月第2・4火曜日" in done.stdout.decode()


def test_a_file_is_read_with_its_byte_order_mark_and_windows_line_ends(tmp_path):
    (tmp_path / "日程.txt").write_bytes("\ufeff毎週月曜日\r\n毎週火曜日\r\n".encode())

    done = run("--from", "2026-06-01", "--to", "2026-06-07", str(tmp_path / "日程.txt"))

    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    assert [(answer["text"], answer["dates"]) for answer in answers] == [
        ("毎週月曜日", ["2026-06-01"]),
        ("毎週火曜日", ["2026-06-02"]),
    ]


def test_the_default_is_a_year_from_today():
    done = run("-", text="毎週月曜日".encode())

    assert len(json.loads(done.stdout)["dates"]) in {52, 53}


@pytest.mark.parametrize(
    ("arguments", "text", "message"),
    [
        ([], b"\xe6\xaf\x8e\n\xff\xfe\n", "2行目が UTF-8 ではありません"),
        ([], ("あ" * 1001).encode(), "1行目が長すぎます"),
        ([], b"a\n" + b"x" * 100_000, "2行目が長すぎます"),
        (["--from", "2026-4-1"], b"", "--from は"),
        (["--to", "明日"], b"", "--to は"),
        (["--from", "2026-04-02", "--to", "2026-04-01"], b"", "--to は --from より後"),
        (["--from", "2026-04-01", "--to", "2031-04-02"], b"", "5年以内"),
        (["--from", "2099-06-01"], b"", "2099-12-31"),
        (["nowhere.txt"], b"", "nowhere.txt を読めません"),
        (["."], b"", "を読めません"),
    ],
)
def test_what_cannot_be_read_is_said_and_ends_with_2(arguments, text, message):
    done = run(*arguments, text=text)

    assert (done.returncode, "Traceback" in done.stderr.decode()) == (2, False)
    assert message in done.stderr.decode()


def test_the_answer_is_utf8_whatever_the_terminal_speaks():
    done = run(text="毎週月曜日".encode(), environment={"PYTHONIOENCODING": "ascii"})

    assert "毎週月曜日" in done.stdout.decode("utf-8"), done.stderr


def test_a_thousand_letters_are_not_too_many():
    text = "毎週月曜日 " + "。" * 994

    done = run("--from", "2026-06-01", "--to", "2026-06-07", text=text.encode())

    assert (len(text), done.returncode, json.loads(done.stdout)["dates"]) == (1000, 0, ["2026-06-01"])
