"""「お住まいの町からさがす」: from the name of one's town to its area, its people, and what is on there."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.agenda import coming, in_area, week
from activities.models import Activity
from activities.upcoming import Gathering, with_next
from coordinators.models import Coordinator
from councils.context import Portal, portal_of
from councils.models import Area, Meeting, ProgrammeSection, Town
from councils.models.programme import Slot
from councils.towns import LONGEST, find, rows
from fujimino_support.web.public import public_page

GATHERINGS_SHOWN = 6
ACTIVITIES_SHOWN = 12


@public_page
@require_safe
def town(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    asked, portal = request.GET.get("town", "").strip(), portal_of(request)
    towns = list(Town.objects.select_related("area__council__tier"))
    is_too_long = len(asked) > LONGEST
    city = portal.programme.city if portal.programme else ""
    found = find(towns, "" if is_too_long else asked, city)
    context: dict[str, Any] = {
        "asked": asked[:LONGEST],
        "is_too_long": is_too_long,
        "longest": LONGEST,
        "found": found,
        "today": now.date(),
        "breadcrumbs": [("町からさがす", "")],
    }
    if found.town is None:
        context |= {"rows": rows(towns), "sections": ProgrammeSection.objects.filter(slot=Slot.TOWNS)}
        context |= {"robots": "noindex, follow" if asked else ""}
    else:
        context |= {"breadcrumbs": [("町からさがす", reverse("town")), (found.town.name, "")]}
        context |= {"canonical": found.town.get_absolute_url()}
        context |= (
            _life_in(found.town.area, portal, now) if found.town.area else {"robots": "noindex, follow"}
        )
    return render(request, "fujimino_support/town.html", context)


def _life_in(area: Area, portal: Portal, now: datetime) -> dict[str, Any]:
    """Who looks after the area, and what is on there; one query for all of its activities that are shown."""
    today = now.date()
    soon = coming(in_area(week(today, portal.version), area.pk), now)
    first = list(soon[:GATHERINGS_SHOWN])
    here = Activity.objects.published(today).filter(council__area=area)
    shown = Q(pk__in=here.in_order().values("pk")[:ACTIVITIES_SHOWN]) | Q(
        pk__in=[entry.activity for entry in first]
    )
    activities = with_next(
        here.filter(shown).for_display().deciding(today).in_order(), now, portal.stale_after_days
    )
    by_key = {activity.pk: activity for activity in activities}
    council = getattr(area, "council", None)
    return {
        "area": area,
        "council": council,
        "meeting": Meeting.objects.public().coming(today).filter(council__area=area).first(),
        "coordinators": Coordinator.objects.in_post(today).filter(areas=area),
        # An activity may have been deleted since the week was reckoned.
        "gatherings": [
            Gathering(by_key[entry.activity], entry.session) for entry in first if entry.activity in by_key
        ],
        "has_more_gatherings": len(soon) > GATHERINGS_SHOWN,
        "activities": activities,
    }
