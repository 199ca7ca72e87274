"""A choice of activities on paper: for the carer who takes it along, and for the notice board."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.choices import area_of, asked_in, choices_of, name_of
from activities.filters import ActivityFilter
from activities.models import Activity
from activities.upcoming import with_next
from councils.context import portal_of
from fujimino_support.web.addresses import own_address
from fujimino_support.web.public import public_page
from fujimino_support.web.qr import square

MOST_ON_PAPER = 60


@public_page
@require_safe
def activities_print(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    activities = Activity.objects.published(today).for_display().deciding(today).in_order()
    chosen = ActivityFilter(request.GET, activities)
    choices = choices_of(chosen)
    back = own_address(reverse("activities"), asked_in(chosen, choices))
    context = {
        "filter": chosen,
        "name": name_of(choices) or "活動の一覧",
        "area": area_of(choices),
        "activities": with_next(chosen.qs[:MOST_ON_PAPER], now, portal_of(request).stale_after_days),
        "total": chosen.qs.count(),
        "most": MOST_ON_PAPER,
        "today": today,
        "back": back,
        "canonical": own_address(request.path, asked_in(chosen, choices)),
        "robots": "noindex, follow",
        "address": f"{settings.SITE_URL}{reverse('activities')}",
        "qr": square(f"{settings.SITE_URL}{back}", "この一覧のページへのQRコード"),
        "breadcrumbs": [("活動をさがす", back), ("印刷する", "")],
    }
    return render(request, "activities/activities_print.html", context)
