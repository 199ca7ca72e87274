"""The pages that join the apps, and the answers that need no app at all."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import resolve, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activities.agenda import by_entry, coming, firsts, gatherings, week
from activities.feeds import subscription
from activities.linked_data import event
from activities.models import Activity, Recruitment
from activities.models.ties import places_held_at
from activities.upcoming import Gathering, firsts_of, with_next
from coordinators.models import Coordinator
from coordinators.models.inquiries import TEXT_LIMIT
from coordinators.views import contact_again
from councils.context import portal_of
from councils.linked_data import city
from councils.models import Area, Council, Organisation, ProgrammeSection, RelatedLink, Tier
from fujimino_support.editing.drafts import as_if_public, preview_of
from fujimino_support.web.linked_data import graph
from fujimino_support.web.public import public_page

from .styleguide import styleguide_context

GATHERINGS_SHOWN = 8
SHOWN_PER_COUNCIL = 5
SHOWN_PER_AREA = 30
RECRUITMENTS_SHOWN = 6


class CouncilActivities(NamedTuple):
    """A council, the first of its activities, and how many it has in all."""

    council: Council
    activities: list[Activity]
    total: int


class AreaCard(NamedTuple):
    """An area, how many activities it has, and what is held there next."""

    area: Area
    total: int
    upcoming: Gathering | None


@public_page
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    portal = portal_of(request)
    totals = Activity.objects.published(today).first_of_each_council(SHOWN_PER_COUNCIL)
    # Asked for by their keys: in one go every activity would be read whole, to be left out in the end.
    shown = Activity.objects.with_council().deciding(today).of_keys(totals)
    this_week = coming(week(today, portal.version), now)
    soon = this_week[:GATHERINGS_SHOWN]
    next_of = firsts([area.pk for area in portal.areas], now, portal.version)
    known = by_entry([*soon, *next_of.values()])
    prefetch_related_objects(
        [*shown, *(gathering.activity for gathering in known.values())], places_held_at()
    )
    councils = _by_council(with_next(shown, now, portal.stale_after_days), totals)
    totals_of_areas = {row.council.area: row.total for row in councils}
    upcoming = {area: known[entry] for area, entry in next_of.items() if entry in known}
    soonest = [known[entry] for entry in soon if entry in known]
    context = {
        "today": today,
        "area_cards": [
            AreaCard(area, totals_of_areas.get(area, 0), upcoming.get(area.pk)) for area in portal.areas
        ],
        "gatherings": soonest,
        "has_more_gatherings": len(this_week) > GATHERINGS_SHOWN,
        "sections": ProgrammeSection.objects.by_slot(),
        "tiers": _by_tier(),
        "councils": councils,
        "coordinators": Coordinator.objects.in_post(today),
        "recruitments": Recruitment.objects.open(today).with_activity()[:RECRUITMENTS_SHOWN],
        "links": RelatedLink.objects.all(),
        "linked_data": graph(
            [
                *city(settings.SITE_URL, reverse("activities"), portal.programme),
                *(event(settings.SITE_URL, one) for one in soonest),
            ]
        ),
    }
    return render(request, "fujimino_support/home.html", context)


def _by_council(activities: list[Activity], totals: dict[int, int]) -> list[CouncilActivities]:
    grouped = groupby(activities, key=lambda activity: activity.council)
    rows = ((council, list(of_council)) for council, of_council in grouped)
    return [CouncilActivities(council, shown, totals[shown[0].pk]) for council, shown in rows]


def _by_tier() -> list[tuple[Tier, list[Council]]]:
    councils = Council.objects.select_related("tier", "area")
    return [(tier, list(of_tier)) for tier, of_tier in groupby(councils, key=lambda council: council.tier)]


@public_page
@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    area = get_object_or_404(Area.objects.select_related("council"), slug=slug)
    activities = (
        Activity.objects.published(today).filter(council__area=area).for_display().deciding(today).in_order()
    )
    shown = with_next(activities[: SHOWN_PER_AREA + 1], now, portal_of(request).stale_after_days)
    upcoming = gatherings(firsts([area.pk], now, portal_of(request).version).values())
    prefetch_related_objects([gathering.activity for gathering in upcoming], places_held_at())
    context = {
        "area": area,
        "today": today,
        "upcoming": upcoming[0] if upcoming else None,
        "council": getattr(area, "council", None),
        "activities": shown[:SHOWN_PER_AREA],
        "has_more": len(shown) > SHOWN_PER_AREA,
        "coordinators": Coordinator.objects.in_post(today).filter(areas=area),
        "organisations": Organisation.objects.public().filter(areas=area),
        "linked_data": graph(event(settings.SITE_URL, one) for one in firsts_of(shown[:SHOWN_PER_AREA])),
        "calendar": subscription(settings.SITE_URL, reverse("area_calendar", args=[slug])),
        "breadcrumbs": [(area.name, "")],
    }
    return render(request, "fujimino_support/area.html", context)


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented rows, for those who change the styles."""
    return render(request, "fujimino_support/styleguide.html", styleguide_context())


@never_cache
@require_safe
def preview(request: HttpRequest, key: str) -> HttpResponse:
    """The real page as it will be, for whoever was given the link; 404 once it is too old or closed."""
    found = preview_of(key, timezone.localdate())
    row = found.row if found else None
    screen = admin.site._registry.get(type(row)) if row else None
    if found is None or row is None or screen is None or not hasattr(row, "get_absolute_url"):
        raise Http404
    with as_if_public(row, screen, found, request) as shown:
        match = resolve(urlsplit(shown.get_absolute_url()).path)
        portal_of(request).is_preview = True
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve: 200 "ok", or 503 while the database does not answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain")


@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; 404 while no contact is configured, because the RFC requires one."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.localdate().replace(day=1).replace(year=timezone.localdate().year + 1)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires.isoformat()}T00:00:00Z",
        "Preferred-Languages: ja, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


def _error(name: str, status: int, **unsent: Any) -> HttpResponse:
    """A page of labels only: it needs no database and no request."""
    return HttpResponse(render_to_string(f"errors/{name}.html", unsent), status=status)


def _unsent(request: HttpRequest) -> dict[str, Any]:
    """What a resident wrote to the office and the portal could not take, to be sent once more."""
    if request.method != "POST" or request.path != reverse("contact"):
        return {}
    boxes = [(name, value) for name, values in request.POST.lists() for value in values]
    return {
        "action": request.path,
        "boxes": [(name, value) for name, value in boxes if name != "csrfmiddlewaretoken"],
        "text": request.POST.get("text", ""),
        "csrf_token": get_token(request),
    }


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig):
        return _error("413", 413, limit=TEXT_LIMIT if request.path == reverse("contact") else None)
    return _error("400", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error("403", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.method == "POST" and request.path == reverse("contact"):
        return contact_again(request)
    return _error("csrf", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error("404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with a moment to wait when it is the database that does not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _error("503", 503, **_unsent(request))
        response["Retry-After"] = "60"
        return response
    return _error("500", 500, **_unsent(request))
