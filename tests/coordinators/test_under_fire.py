"""A thousand people write at /contact/ while everything dies around them: nothing is lost, and nothing is sent twice at will.

Servers and senders are processes of their own, killed with SIGKILL; the mail server refuses, hangs, drips and dies. What
it has answered with 250, and when whom was killed, is written down here and held against the database at the end.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http.client import HTTPConnection, HTTPException
from itertools import pairwise
from pathlib import Path
from random import Random
from socket import socket
from threading import Event, Lock, Thread
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.utils import timezone

from coordinators.models import Inquiry, Mail, Submission
from tests import make
from tests.mail_server import MailServer

ROOT = Path(__file__).parents[2]
PEOPLE = 1000
ENOUGH = 10  # senders and servers killed, that it may be called a fire
AT_ONCE = 20  # people who send at the same time
FORMS = 25  # that each of them has open: nobody sends in less than three seconds


@dataclass
class Person:
    index: int
    is_patient: bool
    presses_twice: bool
    mail: str
    cookie: str = ""
    boxes: dict[str, str] = field(default_factory=dict)
    numbers: list[int] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f"{self.index:04d}番の相談です。"


class Fire:
    """The processes, what kills them, and what is known of it afterwards."""

    def __init__(self, database: str, mail_server: MailServer, seed: int) -> None:
        self.random = Random(seed)
        self.mail_server = mail_server
        self.over = Event()
        self.lock = Lock()
        self.senders: list[subprocess.Popen[bytes]] = []
        self.kills: list[float] = []  # of senders
        self.ends: Counter[int] = Counter()
        self.deaths: Counter[str] = Counter()  # of servers
        self.answers: Counter[int | str] = Counter()
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "tests.coordinators.hasty_settings",
            "GATHERED": str(settings.STATIC_ROOT),
            "DATABASE_URL": database,
            "EMAIL_URL": f"smtp://127.0.0.1:{mail_server.port}",
            "DEFAULT_FROM_EMAIL": "sasaeai@town.example",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "3",
        }
        self.web = self.start_web()

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *words],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def start_web(self) -> subprocess.Popen[bytes]:
        return self.start("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "--no-control-socket")

    def kill_web(self) -> None:
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()

    def kill_servers(self) -> None:
        """One process of the portal at times, all of them at others."""
        while not self.over.wait(self.random.uniform(2, 5)):
            if self.random.random() < 0.25:
                self.kill_web()
                self.web = self.start_web()
                self.deaths["all"] += 1
                continue
            workers = Path(f"/proc/{self.web.pid}/task/{self.web.pid}/children").read_text().split()
            if workers:
                with suppress(ProcessLookupError):
                    os.kill(int(self.random.choice(workers)), signal.SIGKILL)
                    self.deaths["one"] += 1

    def send_mails(self) -> None:
        """One run after another, as a timer would; most of them die on the way."""
        while not self.over.is_set():
            sender = self.start("manage.py", "send_mail_queue")
            with self.lock:
                self.senders.append(sender)
            try:
                sender.wait(self.random.uniform(1, 6) if self.random.random() < 0.7 else 60)
            except subprocess.TimeoutExpired:
                self.kill(sender)
                sender.wait()
            with self.lock:
                self.senders.remove(sender)
            self.ends[sender.returncode] += 1

    def kill(self, sender: subprocess.Popen[bytes]) -> None:
        with self.lock:
            if sender.poll() is None:
                self.kills.append(time.time())
                sender.kill()

    def kill_after_a_250(self, taken: object) -> None:
        if not self.over.is_set() and self.random.random() < 0.02:
            for sender in list(self.senders):
                self.kill(sender)

    def change_moods(self) -> None:
        """The mail server is well for half of the time."""
        bad: list[int | str] = [421, 451, 550, "hang", "die", "drip"]
        stages = ["CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "TEXT", "RSET"]
        while not self.over.wait(self.random.uniform(0.5, 2)):
            at, does, often = (
                self.random.choice(stages),
                self.random.choice(bad),
                self.random.choice([0.1, 1]),
            )
            self.mail_server.open() if not self.mail_server.is_open else None
            kind = self.random.random()
            if kind < 0.5:
                self.mail_server.mood = lambda stage, words: None
            elif kind < 0.6:
                self.mail_server.close()
            elif kind < 0.7:
                self.mail_server.mood = lambda stage, words: "take and die" if stage == "TEXT" else None
            else:
                self.mail_server.mood = partial(self.bad, at, does, often)

    def bad(self, at: str, does: int | str, often: float, stage: str, words: str) -> int | str | None:
        return does if stage == at and self.random.random() < often else None

    # People

    def ask(self, method: str, person: Person, boxes: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status, where it leads, and the page; 0 when nobody answers."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=20)
        index = person.index
        headers = {"X-Forwarded-For": f"198.18.{index // 250}.{index % 250}", "Cookie": person.cookie}
        if boxes:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            line.request(method, "/contact/", urlencode(boxes) if boxes else None, headers)
            answer = line.getresponse()
            page = answer.read().decode()
            cookie = (answer.headers["Set-Cookie"] or "").partition(";")[0]
            person.cookie = person.cookie or cookie
            found = answer.status, answer.headers["Location"] or "", page
        except (OSError, HTTPException):
            found = 0, "", ""
        finally:
            line.close()
        with self.lock:
            self.answers[found[0]] += 1
        return found

    def open_form(self, person: Person) -> None:
        status, _, page = self.ask("GET", person)
        while not status:
            time.sleep(0.3)
            status, _, page = self.ask("GET", person)
        assert status == 200
        carried = re.findall('name="(csrfmiddlewaretoken|ticket)" value="([^"]+)"', page)
        person.boxes = {
            **dict(carried),
            "kind": "question",
            "name": "磯部 花子",
            "mail": person.mail,
            "phone": "090-0000-5678",
            "text": person.text,
            "step": "send",
        }

    def press(self, person: Person) -> None:
        """Until a number is there; the impatient close the window when nobody answers."""
        until = time.time() + 90
        while time.time() < until:
            status, address, _ = self.ask("POST", person, person.boxes)
            if status == 303:
                person.numbers.append(int(re.findall(r"/(\d+)", address)[0]))
                return
            if status != 429 and not person.is_patient:
                return
            time.sleep(0.3)

    def sit_down(self, people: list[Person]) -> None:
        for person in people:
            self.open_form(person)
        time.sleep(3.5)
        for person in people:
            hands = [Thread(target=self.press, args=[person]) for _ in range(1 + person.presses_twice)]
            for hand in hands:
                hand.start()
            for hand in hands:
                hand.join()


def let_time_pass() -> None:
    """Pauses are over, limits look back on nobody, and staff let what was given up be tried again."""
    now = timezone.localtime()
    Submission.objects.all().delete()
    Mail.objects.try_again(now)
    Mail.objects.waiting().filter(next_try_at__gt=now).update(next_try_at=now)


@pytest.mark.deep
def test_a_thousand_people_write_while_everything_dies(database_for_processes):
    make.programme(office=make.office(inbox="uketsuke@town.example"))
    random = Random(8)
    people = [
        Person(
            index,
            is_patient=random.random() < 0.8,
            presses_twice=random.random() < 0.1,
            mail=f"p{index}@mail.example" if random.random() < 0.7 else "",
        )
        for index in range(PEOPLE)
    ]
    with MailServer() as mail_server:
        fire = Fire(database_for_processes, mail_server, seed=8)
        mail_server.after_taking = fire.kill_after_a_250
        acts: list[Callable[[], None]] = [
            fire.kill_servers,
            fire.change_moods,
            fire.send_mails,
            fire.send_mails,
        ]
        threads = [Thread(target=act) for act in acts]
        try:
            for thread in threads:
                thread.start()
            with ThreadPoolExecutor(AT_ONCE) as chairs:
                tables = [people[first : first + FORMS] for first in range(0, PEOPLE, FORMS)]
                sat = [chairs.submit(fire.sit_down, table) for table in tables]
                late = time.monotonic() + 120
                while not all(one.done() for one in sat) or (
                    min(len(fire.kills), fire.deaths.total()) <= ENOUGH and time.monotonic() < late
                ):
                    let_time_pass()
                    time.sleep(0.5)
                for one in sat:
                    one.result()
        finally:
            fire.over.set()
            for sender in list(fire.senders):
                fire.kill(sender)
            for thread in threads:
                thread.join()
            fire.kill_web()

        # The morning after: the server is well, and the timer goes on.
        taken_in_the_fire = len(mail_server.taken)
        mail_server.mood = lambda stage, words: None
        if not mail_server.is_open:
            mail_server.open()
        for _ in range(5):
            let_time_pass()
            assert fire.start("manage.py", "send_mail_queue").wait() == 0

    is_in_the_queue_once(people)
    copies = was_delivered(mail_server, fire)
    assert set(fire.ends) <= {0, -signal.SIGKILL}
    assert fire.answers[500] == 0
    assert min(len(fire.kills), fire.deaths.total()) > ENOUGH
    print(
        f"{sum(1 for one in people if one.numbers)} of {PEOPLE} people saw a number, {Inquiry.objects.count()} inquiries; "
        f"answers {dict(fire.answers)}; servers killed {dict(fire.deaths)}; senders ended {dict(fire.ends)}; "
        f"{Mail.objects.count()} mails, {taken_in_the_fire} deliveries in the fire, {len(mail_server.taken)} in all, "
        f"{copies} copies, {len(fire.kills)} senders killed"
    )


def is_in_the_queue_once(people: list[Person]) -> None:
    rows = Inquiry.objects.values_list("text", "number", "progress")
    numbers: dict[str, list[int]] = {}
    for text, number, progress in rows:
        assert progress == "new"
        numbers.setdefault(text, []).append(number)
    for person in people:
        found = numbers.pop(person.text, [])
        assert len(found) == 1 if person.numbers else len(found) <= 1
        assert set(person.numbers) <= set(found)
        assert person.numbers or not person.is_patient, "somebody patient never saw a number"
    assert numbers == {}


def was_delivered(mail_server: MailServer, fire: Fire) -> int:
    """How many copies there were: each mail is delivered once, and again only after a sender was killed behind its 250."""
    expected: Counter[tuple[int, str, str]] = Counter()
    for number, address in Inquiry.objects.values_list("number", "mail"):
        expected[number, "news", "uketsuke@town.example"] += 1
        if address:
            expected[number, "receipt", address] += 1
    rows = {mail.message_id: mail for mail in Mail.objects.select_related("inquiry")}
    assert all(mail.sent_at and (mail.to, mail.body) == ("", "") for mail in rows.values())

    deliveries: dict[str, list[float]] = {}
    words: dict[str, set[bytes]] = {}
    told: Counter[tuple[int, str, str]] = Counter()
    for taken in mail_server.taken:
        message_id = str(taken.message["Message-ID"])
        if message_id not in deliveries:
            mail = rows[message_id]
            told[mail.inquiry.number, mail.purpose, taken.to[0]] += 1
        deliveries.setdefault(message_id, []).append(taken.at)
        words.setdefault(message_id, set()).add(taken.words)
    assert deliveries.keys() == rows.keys()
    assert told == expected
    assert all(len(versions) == 1 for versions in words.values())

    copies = [pair for times in deliveries.values() for pair in pairwise(sorted(times))]
    assert len(copies) <= len(fire.kills)
    for first, second in copies:
        assert any(first <= kill <= second for kill in fire.kills)
    return len(copies)
