"""Beside the list: searching it by words, and counting it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from coordinators import counts as counting
from coordinators.searching import found_by
from councils.models import Area
from fujimino_support.editing import rights
from fujimino_support.japanese.dates import fiscal_year, fiscal_year_words

from .forms import SearchForm

MOST_FOUND = 100
YEARS = range(2000, 2100)


def may_see_people(request: HttpRequest) -> bool:
    return rights.may_open(request.user, "inquiries_of_a_person")


@sensitive_post_parameters()
def search(request: HttpRequest, screen: Any) -> HttpResponse:
    """What is found is named by its number alone: to read it is to open it, and to be written down."""
    form = SearchForm(request.POST or None)
    found = None
    if form.is_valid():
        seen = screen.get_queryset(request).select_related("area", "assignee")
        found = found_by(form.cleaned_data["words"], seen.iterator(chunk_size=1000))
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "title": "問い合わせをさがす",
        "form": form,
        "total": len(found or ()),
        "found": None if found is None else found[:MOST_FOUND],
    }
    return TemplateResponse(request, "admin/coordinators/inquiry/search.html", context)


def counts(request: HttpRequest, screen: Any) -> HttpResponse:
    """Within the rights of whoever asks: 社協職員 count those of their areas."""
    now = fiscal_year(timezone.localdate())
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else now
    year = year if year in YEARS else now
    seen = screen.get_queryset(request)
    own = rights.choices(request.user, screen.model, "area")
    columns = [(area.pk, area.name) for area in (Area.objects.all() if own is None else own)]
    columns += [(None, counting.WHOLE_CITY)] if own is None else []
    years = [fiscal_year(timezone.localdate(first)) for first in _ends(seen) if first]
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "title": f"問い合わせの件数（{fiscal_year_words(year)}）",
        "tables": counting.tables(counting.counted(seen, year), columns, year),
        "years": [
            (one, fiscal_year_words(one)) for one in range(max([now, *years]), min([now, *years]) - 1, -1)
        ],
        "year": year,
    }
    return TemplateResponse(request, "admin/coordinators/inquiry/counts.html", context)


def _ends(seen: Any) -> tuple[Any, Any]:
    """When the first and the last of them came."""
    by_day = seen.order_by("received_at").values_list("received_at", flat=True)
    return by_day.first(), by_day.last()
