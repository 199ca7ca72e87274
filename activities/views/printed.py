"""A choice of activities on paper: for the carer who takes it along, and for the notice board."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.choices import asked_in, name_of, select
from activities.models import Activity
from activities.upcoming import with_next
from councils.context import portal_of
from fujimino_support.web.addresses import own_address
from fujimino_support.web.public import public_page
from fujimino_support.web.qr import square

MOST_ON_PAPER = 60
ON_TWO_SHEETS = 30


@public_page
@require_safe
def activities_print(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today, portal = now.date(), portal_of(request)
    form, selection = select(request.GET, now, portal)
    keys = selection.keys()
    shown = Activity.objects.for_display().deciding(today).of_keys(keys[:MOST_ON_PAPER])
    back = own_address(reverse("activities"), asked_in(form))
    context = {
        "filter": form,
        "found": selection.found,
        "name": name_of(form) or "活動の一覧",
        "is_area": [*form.chosen] == ["area"],
        "activities": with_next(shown, now, portal.stale_after_days),
        "total": len(keys),
        "most": MOST_ON_PAPER,
        "is_long": len(keys) > ON_TWO_SHEETS,
        "today": today,
        "back": back,
        "canonical": own_address(request.path, asked_in(form)),
        "robots": "noindex, follow",
        "address": f"{settings.SITE_URL}{reverse('activities')}",
        "qr": square(f"{settings.SITE_URL}{back}", "この一覧のページへのQRコード"),
        "breadcrumbs": [("活動をさがす", back), ("印刷する", "")],
    }
    return render(request, "activities/activities_print.html", context)
