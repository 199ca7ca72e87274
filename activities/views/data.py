"""Open data: the page that describes the files, and the files. Closed until staff have chosen under what terms."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.data.cells import CP932, GETA, UTF_8
from activities.data.files import KINDS
from activities.data.licences import TERMS
from activities.data.tables import Source, as_csv, as_json
from councils.context import portal_of
from councils.models.programme import Licence
from fujimino_support.web.public import daily_file, daily_page

CHARSETS = {UTF_8: "utf-8", CP932: "windows-31j"}


@daily_page
@require_safe
def opendata(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    source = source_of(request)
    context = {
        "source": source,
        "licence": Licence(source.licence) if source else None,
        "terms": TERMS[Licence(source.licence)] if source else None,
        "files": [(kind, kind.count(today)) for kind in KINDS] if source else [],
        "geta": GETA,
        "breadcrumbs": [("オープンデータ", "")],
    }
    return render(request, "activities/opendata.html", context)


@daily_file(encoding=CP932)
@require_safe
def data_file(request: HttpRequest, name: str, form: str) -> HttpResponse:
    today = timezone.localdate()
    source = source_of(request)
    kind = next((kind for kind in KINDS if kind.name == name), None)
    if source is None or kind is None or form not in ("csv", "json"):
        raise Http404
    rows = kind.rows(today, source)
    if form == "json":
        return HttpResponse(as_json(source, kind.title, kind.columns, rows), content_type="application/json")
    encoding = CP932 if request.GET.get("encoding") == CP932 else UTF_8
    return HttpResponse(
        as_csv(kind.columns, rows, encoding), content_type=f"text/csv; charset={CHARSETS[encoding]}"
    )


def source_of(request: HttpRequest) -> Source | None:
    """None while no terms are chosen."""
    programme = portal_of(request).programme
    if programme is None or not programme.licence:
        return None
    return Source(
        settings.SITE_URL,
        programme.site_name,
        programme.prefecture,
        programme.city,
        programme.city_code,
        programme.office.name,
        programme.office.phone,
        programme.licence,
        programme.changed_on,  # type: ignore[attr-defined]
    )
