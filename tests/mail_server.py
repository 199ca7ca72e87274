"""A mail server of the tests' own: it speaks SMTP on a real port, and is as bad as it is told to be."""

from __future__ import annotations

import re
import socketserver
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Lock, Thread
from typing import Any, NamedTuple


class Taken(NamedTuple):
    """What the server has answered with 250, and when; `words` as they came over the line."""

    at: float
    sender: str
    to: list[str]
    words: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.words, policy=policy.SMTP)

    @property
    def text(self) -> str:
        return str(self.message.get_content()).replace("\r\n", "\n")


# What it does at a stage (CONNECT, EHLO, MAIL, RCPT, DATA, TEXT, RSET, QUIT), the words of which it is given: a number is
# its answer; hang, drip, die and "take and die" are what they say. None is what a good server does.
Mood = Callable[[str, str], int | str | None]


class MailServer:
    def __init__(self, mood: Mood = lambda stage, words: None, port: int = 0) -> None:
        self.mood = mood
        self.taken: list[Taken] = []
        self.lines = 0
        self.after_taking: Callable[[Taken], None] = lambda taken: None
        self.tls: ssl.SSLContext | None = None
        self.speaks_tls_at_once = False
        self.lock = Lock()
        self.is_open = False
        self.port = port
        self.open()

    def open(self) -> None:
        outer = self

        class Conversation(_Conversation):
            house = outer

        self.tcp = _Threading(("127.0.0.1", self.port), Conversation)
        self.port = self.tcp.server_address[1]
        self.is_open = True
        Thread(target=self.tcp.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def close(self) -> None:
        """From now on connections are refused."""
        if self.is_open:
            self.is_open = False
            self.tcp.shutdown()
            self.tcp.server_close()

    def __enter__(self) -> MailServer:
        return self

    def __exit__(self, *failure: Any) -> None:
        self.close()


class _Threading(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    block_on_close = False
    request_queue_size = 50


class _Over(Exception):
    """The line is closed."""


class _Conversation(socketserver.StreamRequestHandler):
    house: MailServer
    timeout = 60

    def handle(self) -> None:
        try:
            self.house.lines += 1
            if self.house.speaks_tls_at_once:
                self.wrap()
            self.act("CONNECT", "", b"220 ready")
            while line := self.rfile.readline():
                words = line.decode("ascii").strip()
                self.obey(words.split(" ")[0].upper(), words)
        except (OSError, _Over):
            pass

    def finish(self) -> None:
        with suppress(OSError):
            super().finish()
        if isinstance(self.connection, ssl.SSLSocket):
            self.connection.close()

    def obey(self, verb: str, words: str) -> None:
        address = (re.findall("<(.*?)>", words) or [""])[0]
        if verb == "MAIL":
            self.sender, self.to = address, list[str]()
        answers = {
            "DATA": b"354 go on",
            "STARTTLS": b"220 go on",
            "EHLO": b"250-fine\r\n250 STARTTLS" if self.house.tls else b"250 fine",
        }
        if self.act(verb, words, answers.get(verb, b"250 fine")):
            if verb == "STARTTLS":
                self.wrap()
            if verb == "RCPT":
                self.to.append(address)
            if verb == "DATA":
                self.take()
            if verb == "QUIT":
                raise _Over

    def wrap(self) -> None:
        assert self.house.tls
        self.request = self.connection = self.house.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)

    def take(self) -> None:
        text = b""
        while not text.endswith(b"\r\n.\r\n"):
            piece = self.rfile.readline()
            if not piece:
                raise _Over
            text += piece
        words = re.sub(rb"(?m)^\.\.", b".", text[:-3])
        mood = self.house.mood("TEXT", self.to[0])
        if mood not in (None, "take and die"):
            self.misbehave(mood)
            return
        taken = Taken(time.time(), self.sender, self.to, words)
        with self.house.lock:
            self.house.taken.append(taken)
        self.wfile.write(b"250 taken\r\n")
        self.house.after_taking(taken)
        if mood:
            raise _Over

    def act(self, stage: str, words: str, answer: bytes) -> bool:
        mood = self.house.mood(stage, words)
        if mood is not None:
            self.misbehave(mood)
            return False
        self.wfile.write(answer + b"\r\n")
        return True

    def misbehave(self, mood: Any) -> None:
        if mood == "hang":
            self.rfile.read()
        while mood == "drip":
            self.wfile.write(b"2")
            time.sleep(0.05)
        if not isinstance(mood, int):
            raise _Over
        self.wfile.write(b"%d as told\r\n" % mood)
        if mood == 421:
            raise _Over
