from datetime import date
from itertools import groupby

from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from councils.context import portal_of
from fujimino_support.web.public import public_page

from .agenda import coming, gatherings, week
from .filters import ActivityFilter
from .models import Activity
from .models.ties import places_held_at
from .schedule import JAPAN
from .upcoming import next_gatherings, when_words, with_next

PAGE_LENGTH = 50
DATES_SHOWN = 6
GATHERINGS_ON_A_PAGE = 50


@public_page
@require_safe
def activity_list(request: HttpRequest) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    activities = Activity.objects.published(today).for_display().deciding(today).in_order()
    chosen = ActivityFilter(request.GET, activities)
    paginator = Paginator(chosen.qs, PAGE_LENGTH)
    page = paginator.page(_page_number(request, paginator))
    context = {
        "filter": chosen,
        "page": page,
        "activities": with_next(page.object_list, now),
        "today": today,
        "breadcrumbs": [("活動をさがす", "")],
    }
    return render(request, "activities/activity_list.html", context)


@public_page
@require_safe
def today(request: HttpRequest) -> HttpResponse:
    """What is on today and in the six days after it, day by day; what was called off stands among it."""
    now = timezone.localtime()
    entries = coming(week(now.date(), portal_of(request).version), now)
    paginator = Paginator(entries, GATHERINGS_ON_A_PAGE)
    page = paginator.page(_page_number(request, paginator))
    shown = gatherings(list(page.object_list))
    prefetch_related_objects([gathering.activity for gathering in shown], places_held_at())
    days = groupby(shown, key=lambda gathering: gathering.session.date)
    context = {
        "today": now.date(),
        "days": [(day, JAPAN.name(day), list(of_day)) for day, of_day in days],
        "nothing_today": not any(entry.session.date == now.date() for entry in entries),
        "page": page,
        "breadcrumbs": [("今日・今週", "")],
    }
    return render(request, "activities/today.html", context)


@public_page
@require_safe
def activity(request: HttpRequest, number: int) -> HttpResponse:
    now = timezone.localtime()
    today = now.date()
    activity = Activity.objects.published(today).for_display().deciding(today).filter(number=number).first()
    if activity is None:
        return _gone(request, number, today)
    dates = next_gatherings(activity, now, DATES_SHOWN)
    held = next((number for number, one in enumerate(dates) if not one.session.is_off), len(dates))
    context = {
        "activity": activity,
        "called_off": dates[:held],
        "gatherings": dates[held:],
        "when": when_words(activity, today),
        "today": today,
        "roles": activity.roles.filter(organisation__is_public=True).select_related("organisation"),
        "photos": activity.photos.showable(),
        "recruitments": activity.recruitments.open(today),
        "breadcrumbs": [*_area_crumb(activity), (activity.name, "")],
    }
    return render(request, "activities/activity.html", context)


def _gone(request: HttpRequest, number: int, today: date) -> HttpResponse:
    """Say that an activity residents knew has ended, and whom to call; 404 when they never knew it."""
    gone = Activity.objects.gone(today).select_related("council__area")
    activity = get_object_or_404(gone, number=number)
    context = {"activity": activity, "breadcrumbs": [*_area_crumb(activity), ("終わった活動", "")]}
    return render(request, "activities/gone.html", context, status=410)


def _area_crumb(activity: Activity) -> list[tuple[str, str]]:
    area = activity.council.area
    return [(area.name, area.get_absolute_url())] if area else [("活動をさがす", reverse("activities"))]


def _page_number(request: HttpRequest, paginator: Paginator) -> int:
    """The page asked for; Http404 when there is no such page."""
    asked = request.GET.get("page", "1")
    if not (
        asked.isascii() and asked.isdigit() and len(asked) < 7 and 1 <= int(asked) <= paginator.num_pages
    ):
        raise Http404
    return int(asked)
