"""The one answer that residents may get from gunicorn, before Django is asked."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestLine
from gunicorn.util import write_nonblock
from gunicorn.workers.gthread import ThreadWorker

from .headers import content_security_policy


class Worker(ThreadWorker):  # type: ignore[misc]
    """Says in Japanese that an address is longer than `limit_request_line`; gunicorn would say 414 in English."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if isinstance(exc, LimitRequestLine):
            write_nonblock(client, _too_long())
        else:
            super().handle_error(req, client, addr, exc)


def _too_long() -> bytes:
    body = render_to_string("errors/too_long.html").encode()
    headers = {
        "Connection": "close",
        "Content-Length": str(len(body)),
        "Content-Security-Policy": content_security_policy(settings.SECURE_CSP),
        "Content-Type": "text/html; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
    }
    status = HTTPStatus.BAD_REQUEST
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*head, "", ""]).encode("ascii") + body
