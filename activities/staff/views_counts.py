"""How many came: to one session, and the sessions of the last week for whoever writes it down."""

from __future__ import annotations

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from activities.models import Headcount
from fujimino_support.editing.seals import opened, seal
from fujimino_support.editing.signin.field import field_page
from fujimino_support.editing.signin.staff import who
from fujimino_support.web.paging import page_number

from . import acts, sessions
from .forms import HeadcountForm
from .views import ONE_DAY, SHOWN, WEEK, screen, shown


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def headcount(request: HttpRequest, number: int, day: date, slot: int) -> HttpResponse:
    """How many came; on the day itself or in the month after it."""
    now = timezone.localtime()
    found = sessions.find(number, day, slot, now.date()) if day <= now.date() else None
    if found is None:
        raise Http404
    name = {"activity_id": found.name.activity, "date": day, "slot": slot}
    there = Headcount.objects.select_related("by").filter(**name).first()
    row = there or Headcount(activity=found.gathering.activity, date=day, slot=slot)
    form = HeadcountForm(request.POST if request.method == "POST" else None, instance=row)
    if request.method == "POST" and form.is_valid():
        seen = opened(request.POST.get("seen")) or [None]
        if acts.count(who(request), found.name, form.cleaned_data["people"], seen[0]):
            return redirect(request.path)
        there = Headcount.objects.select_related("by").get(**name)
        problem = "ほかの人が、いま人数を書きました。直すときだけ、もう一度押してください。"
        facts = {"there": there, "seen": seal([there.people]), "problem": problem}
        return screen(request, found, now, form, "headcount.html", status=409, **facts)
    facts = {"there": there, "seen": seal([there.people if there else None])}
    return screen(request, found, now, form, "headcount.html", **facts)


@field_page
@require_safe
def past(request: HttpRequest) -> HttpResponse:
    """The sessions of the last seven days, for whoever writes down how many came."""
    today = timezone.localdate()
    concerned = sessions.in_areas(sessions.areas_of(who(request), everywhere=False))
    entries = sessions.between(today - WEEK, today - ONE_DAY, today, concerned)
    held = [one for one in entries if not one.session.is_off]
    paginator = Paginator(held[::-1], SHOWN)
    page = paginator.page(page_number(request, paginator))
    gatherings = sessions.with_places(page.object_list)
    return shown(request, "past.html", {"page": page, "gatherings": gatherings})
