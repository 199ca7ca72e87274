"""What is on: today, tomorrow and this week."""

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.agenda import WEEK, coming, gatherings, in_area, week
from activities.feeds import Subscription, subscription
from activities.linked_data import event
from activities.models.ties import places_held_at
from activities.schedule import JAPAN
from activities.sheets import sheets
from activities.upcoming import DAY
from activities.ways import EVERYWHERE
from councils.context import area_asked, asked_for, portal_of
from councils.models import Area
from fujimino_support.web.addresses import own_address
from fujimino_support.web.linked_data import graph
from fujimino_support.web.paging import page_number
from fujimino_support.web.public import public_page

GATHERINGS_ON_A_PAGE = 50


@public_page
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is on today and in the six days after it, day by day; what was called off stands among it."""
    now = timezone.localtime()
    today, area = now.date(), area_asked(request)
    of_week = in_area(week(today, portal_of(request).version), area.pk if area else EVERYWHERE)
    entries = coming(of_week, now)
    paginator = Paginator(entries, GATHERINGS_ON_A_PAGE)
    page = paginator.page(page_number(request, paginator))
    shown = gatherings(page.object_list)
    prefetch_related_objects([gathering.activity for gathering in shown], places_held_at())
    days = sheets(shown)
    context = {
        "today": today,
        "last": today + WEEK,
        "area": area,
        "page_gatherings": shown,
        "near": [sheet for sheet in days if sheet.day <= today + DAY],
        "later": [sheet for sheet in days if sheet.day > today + DAY],
        "nothing_today": page.number == 1 and not (entries and entries[0].session.date == today),
        "holiday_today": JAPAN.name(today),
        "page": page,
        "canonical": own_address(request.path, asked_for(area), page.number),
        "calendar": calendar_of(area),
        "linked_data": graph(event(settings.SITE_URL, gathering) for gathering in shown),
        "breadcrumbs": [("今日・今週", "")],
    }
    return render(request, "activities/today.html", context)


def calendar_of(area: Area | None) -> Subscription:
    """What to put into one's own calendar: the area that was asked for, or everything."""
    path = reverse("area_calendar", args=[area.slug]) if area else reverse("city_calendar")
    return subscription(settings.SITE_URL, path)
