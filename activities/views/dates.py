"""What is on: today and this week."""

from itertools import groupby

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.agenda import coming, gatherings, week
from activities.feeds import subscription
from activities.linked_data import event
from activities.models.ties import places_held_at
from activities.schedule import JAPAN
from councils.context import portal_of
from fujimino_support.web.linked_data import graph
from fujimino_support.web.paging import page_number
from fujimino_support.web.public import public_page

GATHERINGS_ON_A_PAGE = 50


@public_page
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is on today and in the six days after it, day by day; what was called off stands among it."""
    now = timezone.localtime()
    entries = coming(week(now.date(), portal_of(request).version), now)
    paginator = Paginator(entries, GATHERINGS_ON_A_PAGE)
    page = paginator.page(page_number(request, paginator))
    shown = gatherings(list(page.object_list))
    prefetch_related_objects([gathering.activity for gathering in shown], places_held_at())
    days = groupby(shown, key=lambda gathering: gathering.session.date)
    context = {
        "today": now.date(),
        "days": [(day, JAPAN.name(day), list(of_day)) for day, of_day in days],
        "nothing_today": not any(entry.session.date == now.date() for entry in entries),
        "page": page,
        "calendar": subscription(settings.SITE_URL, reverse("city_calendar")),
        "linked_data": graph(event(settings.SITE_URL, gathering) for gathering in shown),
        "breadcrumbs": [("今日・今週", "")],
    }
    return render(request, "activities/today.html", context)
