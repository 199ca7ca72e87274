"""Calendars to subscribe to, of the city, of an area, of one activity; and the news."""

from __future__ import annotations

from datetime import date, datetime, time

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.atom import MOST, Head, atom
from activities.feeds import Feed, announced, calendar
from activities.models import Activity, Update
from activities.models.activities import ActivityQuerySet, Status
from activities.models.decisions import places_changed_to
from activities.telling import is_behind, tell
from councils.context import portal_of
from councils.models import Area
from fujimino_support.japanese.dates import day_words
from fujimino_support.web.public import daily_page

from .activities import gone


@daily_page
@require_safe
def city_calendar(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    programme = portal_of(request).programme
    name = programme.site_name if programme else "集まり"
    return _answer(request, Activity.objects.published(today), today, name)


@daily_page
@require_safe
def area_calendar(request: HttpRequest, slug: str) -> HttpResponse:
    today = timezone.localdate()
    area = get_object_or_404(Area, slug=slug)
    return _answer(
        request, Activity.objects.published(today).filter(council__area=area), today, f"{area.name}の集まり"
    )


@daily_page
@require_safe
def activity_calendar(request: HttpRequest, number: int) -> HttpResponse:
    today = timezone.localdate()
    activities = Activity.objects.published(today).filter(number=number)
    activity = activities.first()
    if activity is None:
        return gone(request, number, today)
    return _answer(request, activities, today, activity.name)


def _answer(request: HttpRequest, activities: ActivityQuerySet, today: date, name: str) -> HttpResponse:
    rows = activities.with_dates(Status.PAUSED).for_display().deciding(today).order_by("number")
    content = calendar(_feed(request, today, name), announced(rows, today), places_changed_to(today))
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _feed(request: HttpRequest, today: date, name: str) -> Feed:
    portal = portal_of(request)
    programme, site, path = portal.programme, settings.SITE_URL, request.path
    if programme is None:
        return Feed(name, "", site, path, portal.serial, today, "")
    office = programme.office
    as_of = f"{day_words(programme.as_of)}時点の情報です。{programme.as_of_note}" if programme.as_of else ""
    about = f"{programme.prefecture}{programme.city} {programme.name}。"
    changed_on = programme.changed_on or today  # type: ignore[attr-defined]
    return Feed(name, about, site, path, portal.serial, changed_on, f"{office.name} {office.phone}", as_of)


@daily_page
@require_safe
def updates(request: HttpRequest) -> HttpResponse:
    """What changed, in sentences: brought up to date first, because not every write passes the staff's screens."""
    now = timezone.localtime()
    portal = portal_of(request)
    if is_behind(portal.version, now.date()):
        tell(now)
    oldest = timezone.make_aware(datetime.combine(now.date() - Update.kept_for.span, time()))
    entries = [
        (update, reverse("activity", args=[update.number]) if update.number else reverse("home"))
        for update in Update.objects.since(oldest)[:MOST]
    ]
    return HttpResponse(
        atom(_head(request, now.date()), entries), content_type="application/atom+xml; charset=utf-8"
    )


def _head(request: HttpRequest, today: date) -> Head:
    programme = portal_of(request).programme
    title = f"{programme.site_name} 変わったこと" if programme else "変わったこと"
    author = programme.office.name if programme else "このサイト"
    changed_on = (programme.changed_on if programme else None) or today  # type: ignore[attr-defined]
    changed_at = timezone.make_aware(datetime.combine(changed_on, time()))
    return Head(title, author, settings.SITE_URL, request.path, changed_at)
