"""The calendar: a month, and all of one day."""

from datetime import date

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities import agenda
from activities.agenda import gatherings, in_area, of_day
from activities.linked_data import event
from activities.models import Activity
from activities.models.ties import places_held_at
from activities.months import first_day, is_within_reach, month_after, month_before
from activities.schedule import JAPAN
from activities.sheets import grid, sheets_of_month
from activities.upcoming import DAY, when_words
from activities.views.dates import GATHERINGS_ON_A_PAGE, calendar_of
from activities.ways import EVERYWHERE
from councils.context import area_asked, asked_for, portal_of
from fujimino_support.japanese.dates import day_words, month_words
from fujimino_support.web.addresses import own_address
from fujimino_support.web.linked_data import graph
from fujimino_support.web.paging import page_number
from fujimino_support.web.public import public_page


@public_page
@require_safe
def this_month(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    return _month(request, first_day(today), today)


@public_page
@require_safe
def month(request: HttpRequest, first: date) -> HttpResponse:
    """Two years either way; beyond that a plan says nothing."""
    today = timezone.localdate()
    if not is_within_reach(first, today):
        raise Http404
    return _month(request, first, today)


@public_page
@require_safe
def day(request: HttpRequest, day: date) -> HttpResponse:
    """All of one day, however much that is."""
    today = timezone.localdate()
    if not is_within_reach(day, today):
        raise Http404
    area = area_asked(request)
    entries = in_area(of_day(day, today, portal_of(request).version), area.pk if area else EVERYWHERE)
    paginator = Paginator(entries, GATHERINGS_ON_A_PAGE)
    page = paginator.page(page_number(request, paginator))
    shown = gatherings(page.object_list)
    prefetch_related_objects([gathering.activity for gathering in shown], places_held_at())
    context = {
        "day": day,
        "first": first_day(day),
        "holiday": JAPAN.name(day),
        "words": day_words(day),
        "today": today,
        "area": area,
        "is_past": day < today,
        "neighbours": [one for one in (day - DAY, day + DAY) if is_within_reach(one, today)],
        "gatherings": shown,
        "page": page,
        "linked_data": graph(event(settings.SITE_URL, one) for one in shown),
        "canonical": own_address(request.path, asked_for(area), page.number),
        "breadcrumbs": [
            (month_words(day), reverse("calendar_month", args=[first_day(day)])),
            (f"{day.day}日", ""),
        ],
    }
    return render(request, "activities/day.html", context)


def _month(request: HttpRequest, first: date, today: date) -> HttpResponse:
    area, this_month = area_asked(request), first_day(today)
    found = agenda.month(first, area.pk if area else EVERYWHERE, today, portal_of(request).version)
    # A day stays until midnight. Of a month that is over the whole is shown.
    days = [one for one in found.days if first != this_month or one.day >= today]
    shown = gatherings(entry for one in days for entry in one.first)
    undated = [] if first < this_month else _undated(found.undated, first)
    prefetch_related_objects([*(one.activity for one in shown), *undated], places_held_at())
    context = {
        "first": first,
        "words": month_words(first),
        "today": today,
        "area": area,
        "is_past": first < this_month,
        "is_this_month": first == this_month,
        "before": _within_reach(month_before(first), today),
        "after": _within_reach(month_after(first), today),
        "days": sheets_of_month(days, shown),
        "weeks": grid(first, days, (one.session.date for one in shown)),
        "undated": undated,
        # This month has two addresses, of which one stays its own.
        "canonical": own_address(reverse("calendar_month", args=[first]), asked_for(area)),
        "calendar": calendar_of(area),
        # The page of each day has all of its own; a month of them would double the weight of this one.
        "linked_data": graph(event(settings.SITE_URL, one) for one in shown[:GATHERINGS_ON_A_PAGE]),
        "undated_total": found.undated_total,
        "undated_rest": found.undated_total - len(found.undated),
        "breadcrumbs": [(month_words(first), "")],
    }
    return render(request, "activities/month.html", context)


def _undated(keys: list[int], first: date) -> list[Activity]:
    """The activities of these keys, each with `when` in words."""
    activities = list(Activity.objects.with_council().filter(pk__in=keys).order_by("number"))
    for activity in activities:
        activity.when = when_words(activity, first)
    return activities


def _within_reach(day: date, today: date) -> date | None:
    return day if is_within_reach(day, today) else None
