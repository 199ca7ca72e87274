"""Emptying the outbox: each mail until the server has taken it, or until it is given up in sight of the staff."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from councils.models import Programme

from .envelopes import Unwritable, enveloped
from .mail_server import Line, Refused, Unreachable
from .models import Mail

# After this long a run begins no further mail; the next one goes on.
RUN = timedelta(minutes=4)
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=6)
# About five days, as RFC 5321 asks. Tries are counted, not days: a mail that nobody could try is not given up.
MOST_TRIES = 28


class Run(NamedTuple):
    """How many mails were sent, put off and given up, and why the run ended early, if it did."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    problem: str = ""


def deliver(clock: Callable[[], datetime]) -> Run:
    """Send what is due. One process at a time: whoever runs this holds the lock."""
    started = clock()
    office = Programme.objects.values_list("office__mail", flat=True).first() or ""
    line, run = Line(), Run()
    try:
        for key in list(Mail.objects.due(started).values_list("pk", flat=True)):
            if run.problem or clock() - started > RUN:
                break
            # Read only now: it may have been erased since.
            mail = Mail.objects.due(started).filter(pk=key).first()
            if mail:
                run = _one(mail, line, office, run, clock)
    finally:
        line.close()
    return run


def _one(mail: Mail, line: Line, office: str, run: Run, clock: Callable[[], datetime]) -> Run:
    """No transaction is open while the server is spoken to; what it said is saved at once."""
    try:
        line.send(*enveloped(mail, settings.DEFAULT_FROM_EMAIL, office))
    except Unwritable:
        return _put_off(mail, "メールアドレスとして読めません", True, run, clock())
    except Refused as refusal:
        return _put_off(mail, refusal.problem, refusal.for_good, run, clock())
    except Unreachable as failure:
        # The others would fare no better: they wait for the next run as they are.
        return _put_off(mail, failure.problem, False, run, clock())._replace(problem=failure.problem)
    Mail.objects.filter(pk=mail.pk).update(
        sent_at=clock(), to="", body="", tries=mail.tries + 1, last_problem=""
    )
    return run._replace(sent=run.sent + 1)


def _put_off(mail: Mail, problem: str, for_good: bool, run: Run, now: datetime) -> Run:
    tries = mail.tries + 1
    gives_up = for_good or tries >= MOST_TRIES
    Mail.objects.filter(pk=mail.pk).update(
        tries=tries,
        last_problem=problem,
        next_try_at=now + pause_after(tries),
        given_up_at=now if gives_up else None,
    )
    if gives_up:
        return run._replace(given_up=run.given_up + 1)
    return run._replace(put_off=run.put_off + 1)


def pause_after(tries: int) -> timedelta:
    """1, 2, 4, 8 minutes and so on."""
    return min(FIRST_PAUSE * (1 << min(tries - 1, 9)), LONGEST_PAUSE)
