from collections.abc import Callable

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse


def renew_session(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """Makes SESSION_COOKIE_AGE a time of idleness.

    SESSION_SAVE_EVERY_REQUEST would do so too, but would also send staff a cookie with public pages.
    Those never look at the session, so only a page for staff renews it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session = request.session
        if session.accessed and SESSION_KEY in session:
            session.modified = True
        return response

    return middleware
