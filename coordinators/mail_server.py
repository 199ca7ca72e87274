"""One line to the mail server: what it says at each step, and what that means for this mail and for the others."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from typing import TypeAlias

from django.conf import settings
from django.core.mail.utils import DNS_NAME

# In timeouts: how long one mail may take, however slowly the server speaks, and how long it may think when it has all
# of it. Whoever hangs up too early at that point is given the same mail again.
MOST_FOR_A_MAIL = 12
MOST_AFTER_THE_TEXT = 6

# Nothing else is a yes: the beginning of an answer that was cut off may look like one.
TAKEN = (250, 251)
CUT_OFF = "メールサーバーとの通信が切れました"
NOT_REACHED = "メールサーバーにつながりません"

Reply: TypeAlias = tuple[int, bytes]


class Refused(Exception):
    """The server does not want this mail: never, or not yet."""

    def __init__(self, problem: str, for_good: bool) -> None:
        super().__init__(problem)
        self.problem = problem
        self.for_good = for_good


class Unreachable(Exception):
    """No mail can be handed over now, whichever it is."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


class Line:
    """Opened when the first mail is sent, and anew when the server has closed it in between."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self._timeout: float = settings.EMAIL_TIMEOUT

    def send(self, sender: str, to: str, message: bytes) -> None:
        """Return once the server has taken it; raises Refused or Unreachable otherwise."""
        try:
            with self._within(MOST_FOR_A_MAIL):
                smtp = self._with_sender(sender)
                self._wants(lambda: smtp.rcpt(to), "あて先が断られました")
                self._wants(lambda: smtp.docmd("DATA"), "本文が断られました", granted=(354,))
                self._wants(lambda: self._text(smtp, message), "本文が断られました")
        except Unreachable:
            self._drop()
            raise

    def close(self) -> None:
        if self._smtp:
            with self._within(1), suppress(OSError):
                self._smtp.quit()
            self._drop()

    @contextmanager
    def _within(self, timeouts: int) -> Iterator[None]:
        """Cut the line then. A timeout alone is for each piece that comes in: a server that drips never reaches it."""
        end = Timer(self._timeout * timeouts, self._cut)
        end.daemon = True
        end.start()
        try:
            yield
        finally:
            end.cancel()

    def _with_sender(self, sender: str) -> smtplib.SMTP:
        """The line that stands, or else a new one, with the first step of a mail done."""
        if self._smtp:
            with suppress(Unreachable):
                return self._start(self._smtp, sender)
            self._drop()
        return self._start(self._connected(), sender)

    def _start(self, smtp: smtplib.SMTP, sender: str) -> smtplib.SMTP:
        try:
            # Clears what a refusal has left.
            self._wants(lambda: smtp.docmd("RSET"), CUT_OFF)
            self._wants(lambda: smtp.mail(sender), "差出人が断られました")
        except Refused as refusal:
            # It is the sender of every mail.
            raise Unreachable(refusal.problem) from refusal
        return smtp

    def _connected(self) -> smtplib.SMTP:
        own_name = DNS_NAME.get_fqdn()
        trusted = ssl.create_default_context()
        # Made without a host it does not connect yet, so that the line can be cut while the server greets.
        smtp = (
            smtplib.SMTP_SSL(local_hostname=own_name, timeout=self._timeout, context=trusted)
            if settings.EMAIL_USE_SSL
            else smtplib.SMTP(local_hostname=own_name, timeout=self._timeout)
        )
        smtp._host = settings.EMAIL_HOST  # type: ignore[attr-defined]  # whom the certificate must name
        self._smtp = smtp
        try:
            code, _ = smtp.connect(settings.EMAIL_HOST, settings.EMAIL_PORT)
            if code != 220:
                raise Unreachable(f"{NOT_REACHED}（{code}）")
            smtp.ehlo_or_helo_if_needed()
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=trusted)
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        except (OSError, ValueError) as failure:
            raise Unreachable(f"{NOT_REACHED}（{_named(failure)}）") from failure
        return smtp

    def _text(self, smtp: smtplib.SMTP, message: bytes) -> Reply:
        """The mail after DATA: a dot at the beginning of a line is doubled, a dot alone is the end."""
        smtp.send(re.sub(rb"(?m)^\.", b"..", message.rstrip(b"\r\n")) + b"\r\n.\r\n")
        sock = smtp.sock
        if sock:
            sock.settimeout(self._timeout * MOST_AFTER_THE_TEXT)
        reply = smtp.getreply()
        if sock:
            sock.settimeout(self._timeout)
        return reply

    def _wants(self, asked: Callable[[], Reply], refused: str, granted: tuple[int, ...] = TAKEN) -> None:
        try:
            code, _ = asked()
        except (OSError, ValueError) as failure:
            raise Unreachable(f"{CUT_OFF}（{_named(failure)}）") from failure
        if code in granted:
            return
        if code // 100 not in (4, 5) or code == 421:  # nonsense, or about to close
            raise Unreachable(f"{CUT_OFF}（{code}）")
        raise Refused(f"{refused}（{code}）", for_good=code // 100 == 5)

    def _cut(self) -> None:
        """From another thread: whoever waits for the server finds the line ended."""
        sock = self._smtp.sock if self._smtp else None
        if sock:
            with suppress(OSError):
                # Below TLS, whose own farewell would wait for an answer.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    def _drop(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None


def _named(failure: Exception) -> str:
    """What kind of failure; its text may quote an address."""
    code = getattr(failure, "smtp_code", None)
    return f"{type(failure).__name__} {code}" if code else type(failure).__name__
