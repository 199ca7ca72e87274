import codecs
from collections.abc import Callable
from urllib.parse import unquote

from django.core.exceptions import BadRequest
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.functional import cached_property


def refuse_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """PostgreSQL cannot store or compare a NUL, so one in an address or a cookie never reaches a query."""

    def middleware(request: HttpRequest) -> HttpResponse:
        query = unquote(request.META.get("QUERY_STRING", ""))
        if "\0" in "".join([request.path_info, query, *request.COOKIES.values()]):
            raise BadRequest("NUL in the address or a cookie")
        return get_response(request)

    return middleware


def refuse_other_charsets(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[..., HttpResponse]:
    """The portal speaks UTF-8. Python knows codecs that are no charsets, base64 for one, at which Django's readers fail."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.encoding and codecs.lookup(request.encoding).name != "utf-8":
            raise BadRequest("a charset other than UTF-8")
        return get_response(request)

    return middleware


class Request(WSGIRequest):
    @cached_property
    def GET(self) -> QueryDict:  # type: ignore[override]
        """An address is in UTF-8. Django would read it, before any middleware is asked, by the charset that the body names."""
        return QueryDict(self.META.get("QUERY_STRING", "").encode("iso-8859-1"))


class Handler(WSGIHandler):
    request_class = Request
