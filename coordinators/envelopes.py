"""A row of the outbox as the mail that goes out: the same each time, in plain ASCII, its lines short."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import timezone

from fujimino_support.web.mailboxes import mailbox

from .models import Mail
from .models.mails import Purpose

# Whoever gets one of these may answer it; the others speak for a machine, and RFC 3834 lets them say so.
WRITTEN_BY_HAND = {Purpose.ANSWER}
TO_RESIDENTS = {Purpose.RECEIPT, Purpose.ANSWER}


class Unwritable(Exception):
    """An address of it is none, so that no header can be made of it."""


def enveloped(mail: Mail, sender: str, office_mail: str) -> tuple[str, str, bytes]:
    """The addresses of the envelope, from and to, and the mail itself. Residents write back to `office_mail`."""
    try:
        from_, to = mailbox(sender), mailbox(mail.to)
        message = EmailMessage(policy=SMTP)
        message["Message-ID"] = mail.message_id
        message["Date"] = format_datetime(timezone.localtime(mail.made_at))
        message["From"] = from_
        message["To"] = to
        message["Subject"] = _one_line(mail.subject)
        if office_mail and mail.purpose in TO_RESIDENTS:
            message["Reply-To"] = mailbox(office_mail)
        if mail.purpose not in WRITTEN_BY_HAND:
            message["Auto-Submitted"] = "auto-generated"
        message.set_content(mail.body, charset="utf-8", cte="base64")
        return from_.addr_spec, to.addr_spec, message.as_bytes()
    except ValueError as failure:
        raise Unwritable from failure


def _one_line(words: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in words)
