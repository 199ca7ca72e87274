from collections.abc import Callable
from time import time
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse

RENEWED_AT = "renewed_at"
EVERY = 10 * 60  # seconds


def renew_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Makes SESSION_COOKIE_AGE a time of idleness.

    SESSION_SAVE_EVERY_REQUEST would do so too, but would also send staff a cookie with public pages.
    Those never look at the session, so only a page for staff renews it, and every ten minutes at the most: to save it
    takes as long as several questions to the database.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session and session.get(RENEWED_AT, 0) <= time() - EVERY:
            renew(request)
        return response

    return middleware


def renew(request: HttpRequest, **_: Any) -> None:
    """Have the session saved, and for ten minutes not again: whoever signs in begins with a new one."""
    request.session[RENEWED_AT] = int(time())
