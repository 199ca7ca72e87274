"""Lists in pages."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest


def page_number(request: HttpRequest, paginator: Paginator) -> int:
    """The page asked for; Http404 when there is no such page."""
    asked = request.GET.get("page", "1")
    if not (
        asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= paginator.num_pages
    ):
        raise Http404
    return int(asked)
