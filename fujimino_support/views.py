"""The pages that join the apps, and the answers that need no app at all."""

from __future__ import annotations

import sys
from datetime import timedelta
from itertools import groupby
from typing import NamedTuple

from django.conf import settings
from django.contrib.admin.views.decorators import staff_member_required
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from activities.models import Activity, Recruitment
from activities.models.ties import places_held_at
from activities.upcoming import Gathering, first_of, gatherings, with_next
from coordinators.models import Coordinator
from councils.context import Portal
from councils.models import Area, Council, Organisation, ProgrammeSection, RelatedLink, Tier

from .styleguide import styleguide_context

WEEK = timedelta(days=6)  # today and the six days after it
GATHERINGS_SHOWN = 8
SHOWN_PER_COUNCIL = 10
SHOWN_PER_AREA = 30
RECRUITMENTS_SHOWN = 6


class CouncilActivities(NamedTuple):
    """A council, the first of its activities, and how many it has in all."""

    council: Council
    activities: list[Activity]
    total: int

    @property
    def upcoming(self) -> Gathering | None:
        """The first that any of them holds."""
        return first_of(self.activities)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    portal = Portal(today)
    published = Activity.objects.published(today)
    shown = list(published.first_of_each_council(SHOWN_PER_COUNCIL).with_council().in_order())
    week = gatherings(published.with_dates().with_council(), today, today + WEEK, now)
    prefetch_related_objects(
        [*shown, *(gathering.activity for gathering in week[:GATHERINGS_SHOWN])], places_held_at()
    )
    councils = _by_council(with_next(shown, now))
    by_area = {row.council.area: row for row in councils}
    context = {
        "portal": portal,
        "today": today,
        "area_cards": [(area, by_area.get(area)) for area in portal.areas],
        "gatherings": week[:GATHERINGS_SHOWN],
        "sections": ProgrammeSection.objects.by_slot(),
        "tiers": Tier.objects.prefetch_related(Prefetch("councils", Council.objects.select_related("area"))),
        "councils": councils,
        "coordinators": Coordinator.objects.in_post(today),
        "recruitments": Recruitment.objects.open(today).select_related("activity")[:RECRUITMENTS_SHOWN],
        "links": RelatedLink.objects.all(),
    }
    return render(request, "fujimino_support/home.html", context)


def _by_council(activities: list[Activity]) -> list[CouncilActivities]:
    grouped = groupby(activities, key=lambda activity: activity.council)
    rows = ((council, list(of_council)) for council, of_council in grouped)
    return [CouncilActivities(council, shown, shown[0].council_total) for council, shown in rows]


@require_safe
def area(request: HttpRequest, slug: str) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    area = get_object_or_404(Area.objects.select_related("council"), slug=slug)
    activities = Activity.objects.published(today).filter(council__area=area).for_display().in_order()
    shown = with_next(activities[: SHOWN_PER_AREA + 1], now)
    context = {
        "area": area,
        "today": today,
        "upcoming": first_of(shown[:SHOWN_PER_AREA]),
        "council": getattr(area, "council", None),
        "activities": shown[:SHOWN_PER_AREA],
        "has_more": len(shown) > SHOWN_PER_AREA,
        "coordinators": Coordinator.objects.in_post(today).filter(areas=area),
        "organisations": Organisation.objects.public().filter(areas=area),
        "breadcrumbs": [(area.name, "")],
    }
    return render(request, "fujimino_support/area.html", context)


@never_cache
@require_safe
@staff_member_required
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component in every state, with invented rows, for those who change the styles."""
    return render(request, "fujimino_support/styleguide.html", styleguide_context())


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


def _error(name: str, status: int) -> HttpResponse:
    """A page of labels only: it needs no database and no request."""
    return HttpResponse(render_to_string(f"errors/{name}.html"), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error("400", 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error("403", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error("csrf", 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _error("404", 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with a moment to wait when it is the database that does not answer."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        response = _error("503", 503)
        response["Retry-After"] = "60"
        return response
    return _error("500", 500)
