from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """PostgreSQL cannot store or compare a NUL, so one in an address or a cookie never reaches a query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = unquote(request.META.get("QUERY_STRING", ""))
        if "\0" in "".join([request.path_info, query, *request.COOKIES.values()]):
            raise BadRequest("NUL in the address or a cookie")
        return get_response(request)

    return middleware
