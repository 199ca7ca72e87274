"""The list of activities, and the page of each."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.choices import head_of, select
from activities.feeds import subscription
from activities.filters import ORDERS
from activities.linked_data import series
from activities.models import Activity, Bench
from activities.models.ties import Role
from activities.nearby import near
from activities.search import spelt
from activities.trust import doubt
from activities.upcoming import ASK, HORIZON, next_gatherings, occasions_of, unusual, when_words, with_next
from activities.vain import remember
from councils.context import portal_of
from fujimino_support.web.paging import page_number
from fujimino_support.web.public import public_page
from fujimino_support.web.qr import square

PAGE_LENGTH = 20
DATES_SHOWN = 6


@public_page
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today, portal = now.date(), portal_of(request)
    form, selection = select(request.GET, now, portal)
    found = selection.found
    if found is not None and not found.bits and selection.catalogue.keys:
        remember(form.chosen["q"], today)
    form.count(selection.counts(form.countable()))
    paginator = Paginator(selection.keys(), PAGE_LENGTH)
    page = paginator.page(page_number(request, paginator))
    shown = Activity.objects.for_display().deciding(today).of_keys(list(page.object_list))
    rows = with_next(shown, now, portal.stale_after_days)
    context = {
        "filter": form,
        "page": page,
        "activities": rows,
        "chips": selection.chips(form),
        "caption": f"活動（{dict(ORDERS)[selection.order]}）",
        "found": found,
        "meant": spelt(found.instead, rows) if found else "",
        "today": today,
        "breadcrumbs": [("活動をさがす", "")],
        **head_of(form, request.path, page.number),
    }
    return render(request, "activities/activity_list.html", context)


@public_page
@require_safe
def activity(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    activity = Activity.objects.published(today).for_display().deciding(today).filter(number=number).first()
    if activity is None:
        return gone(request, number, today)
    dates = next_gatherings(activity, now, DATES_SHOWN)
    held = next((number for number, one in enumerate(dates) if not one.session.is_off), len(dates))
    roles = activity.roles.filter(organisation__is_public=True).select_related("organisation")
    hosts = [role.organisation.name for role in roles if role.role == Role.HOST]
    when = when_words(activity, today)
    off = [one for one in occasions_of(activity, today, today + HORIZON) if one.is_off]
    context = {
        "activity": activity,
        "called_off": dates[:held],
        "gatherings": dates[held:],
        "unusual": unusual(dates[held], dates[:held]) if dates[held:] else "",
        "when": when,
        "unknown": [*(["日時"] if when == ASK else []), *activity.unknown_facts],
        "doubt": doubt(activity.confirmed_on, today, portal_of(request).stale_after_days),
        "today": today,
        "calendar": subscription(settings.SITE_URL, reverse("activity_calendar", args=[number])),
        "linked_data": series(settings.SITE_URL, activity, dates, hosts, off),
        "qr": square(f"{settings.SITE_URL}{activity.get_absolute_url()}", "この活動のページへのQRコード"),
        "roles": roles,
        "photos": activity.photos.showable(),
        "recruitments": activity.recruitments.open(today),
        "benches": near(Bench.objects.usable().with_place(), activity.venues),
        "breadcrumbs": [*_area_crumb(activity), (activity.name, "")],
    }
    return render(request, "activities/activity.html", context)


def gone(request: HttpRequest, number: int, today: date) -> HttpResponse:
    """Say that an activity residents knew has ended, and whom to call; 404 when they never knew it."""
    gone = Activity.objects.gone(today).select_related("council__area")
    activity = get_object_or_404(gone, number=number)
    context = {"activity": activity, "breadcrumbs": [*_area_crumb(activity), ("終わった活動", "")]}
    return render(request, "activities/gone.html", context, status=410)


def _area_crumb(activity: Activity) -> list[tuple[str, str]]:
    area = activity.council.area
    return [(area.name, area.get_absolute_url())] if area else [("活動をさがす", reverse("activities"))]
