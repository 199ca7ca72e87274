"""The phone screen: today's sessions as big buttons, and what can be done about one of them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.decisions import MOVED_SLOT, OFF
from activities.models import Activity, Deed, SessionChange
from activities.models.decisions import ADDED_SLOTS
from activities.schedule import JAPAN
from councils.context import portal_of
from fujimino_support.editing.models import fresh_token
from fujimino_support.editing.seals import opened, seal
from fujimino_support.editing.signin.field import field_page
from fujimino_support.editing.signin.staff import who
from fujimino_support.japanese.dates import short_day_words
from fujimino_support.web.paging import page_number

from . import acts, said, sessions
from .acts import Name, Overtaken, State, TooLate
from .confirming import confirm_by_tap
from .forms import REASONS, ChangeForm, DecidingForm, ExtraForm, PostponeForm, ReasonForm

SHOWN = 20  # sessions on a page: with the longest names the three screens of a cancellation weigh 40 KB
ORPHANS_SHOWN = 5
TYPED = ("reason", "own", "new_date", "starts_at", "ends_at")
PASSED = "この日は過ぎたので、もう変えられません。何もしていません。"
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)
FORMS: dict[str, type[DecidingForm]] = {"change": ChangeForm, "postpone": PostponeForm}


@field_page
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """What is on today and this week: of my areas, or of all."""
    now = timezone.localtime()
    today = now.date()
    everywhere = "all" in request.GET
    areas = sessions.areas_of(who(request), everywhere)
    entries = sessions.of_week(areas, today, portal_of(request).version)
    paginator = Paginator(entries, SHOWN)
    page = paginator.page(page_number(request, paginator))
    days = groupby(sessions.with_places(page.object_list), key=lambda one: one.session.date)
    orphaned = sessions.orphaned(areas, today)
    context = {
        "today": today,
        "everywhere": everywhere,
        "has_others": bool(areas),
        "days": [(day, JAPAN.name(day), list(of_day)) for day, of_day in days],
        "page": page,
        "orphaned": orphaned[:ORPHANS_SHOWN],
        "orphaned_total": len(orphaned),
        "news": sessions.news(areas, now),
    }
    return shown(request, "front.html", context)


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest, number: int, day: date, slot: int) -> HttpResponse:
    """One session: call it off by a reason's button, or go on to the rest."""
    now = timezone.localtime()
    found = sessions.find(number, day, slot, now.date())
    if found is None:
        return _vanished(request, number, now)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        state = acts.cancelled(acts.state_of(found.row), form.chosen)
        return _do(request, Deed.CANCELLED, found, state, now, form, "session.html")
    return screen(request, found, now, form, "session.html")


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, number: int, day: date, slot: int, how: str) -> HttpResponse:
    """Another time or place, or another day."""
    now = timezone.localtime()
    if how not in FORMS or (day < now.date() and request.method != "POST"):
        raise Http404
    found = sessions.find(number, day, slot, now.date())
    if found is None:
        return _vanished(request, number, now)
    row = SessionChange(activity=found.gathering.activity, date=day, slot=slot)
    form = FORMS[how](row, now.date(), request.POST if request.method == "POST" else None, found.row)
    if request.method == "POST" and form.is_valid():
        return _do(request, Deed(form.decision), found, form.state(), now, form, f"{how}.html")
    return screen(request, found, now, form, f"{how}.html")


@field_page
@require_POST
def usual(request: HttpRequest, number: int, day: date, slot: int) -> HttpResponse:
    """Take back what anybody decided about the session."""
    now = timezone.localtime()
    found = sessions.find(number, day, slot, now.date())
    if found is None:
        return _vanished(request, number, now)
    state = acts.usual(acts.state_of(found.row), bool(found.row and found.row.by_hand))
    return _do(request, Deed.USUAL, found, state, now, ReasonForm(), "session.html")


@field_page
@require_POST
def unchanged(request: HttpRequest, number: int, day: date, slot: int) -> HttpResponse:
    """変わりなし: somebody has asked, and 確認日 is today."""
    now = timezone.localtime()
    activity = sessions.activity_of(number, now.date(), now.date())
    if activity is None:
        raise Http404
    act = confirm_by_tap(who(request), Name(activity.pk, day, slot), key_of(request), now)
    return redirect("staff_act", act.key) if act else redirect("staff_session", number, day, slot)


@field_page
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """To which activity shall a session be added?"""
    today = timezone.localdate()
    areas = sessions.areas_of(who(request), "all" in request.GET)
    among = Activity.objects.published(today).filter(sessions.in_areas(areas))
    paginator = Paginator(among.with_council().in_order(), SHOWN)
    page = paginator.page(page_number(request, paginator))
    context = {"page": page, "has_others": bool(areas)}
    return shown(request, "choose.html", context)


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest, number: int) -> HttpResponse:
    """One date more."""
    now = timezone.localtime()
    activity = sessions.activity_of(number, now.date(), now.date())
    if activity is None:
        raise Http404
    row = SessionChange(activity=activity, slot=ADDED_SLOTS[0])
    form = ExtraForm(row, now.date(), request.POST if request.method == "POST" else None)
    there = None
    if request.method == "POST" and form.is_valid():
        done = acts.done_by(who(request), key_of(request))
        if done:
            return redirect("staff_act", done.key)
        there = sessions.same_added(row)
        slot = sessions.free_slot(activity, row.date)
        if there:
            form.add_error(None, "この日の同じ時間に、もう足してあります。")
        elif slot is not None:
            name = Name(activity.pk, row.date, slot)
            try:
                act = acts.do(
                    who(request), Deed.EXTRA, {name: form.state()}, {}, key_of(request), now, row.reason
                )
                return redirect("staff_act", act.key)
            except Overtaken:
                form.add_error(None, "いま、ほかの人が同じ日に足しました。確かめて、もう一度押してください。")
            except ValidationError as error:
                form.add_error(None, error)
        else:
            form.add_error("date", "この日には、これ以上足せません。")
    context = {"activity": activity, "form": form, "there": there, "key": fresh_token()}
    return shown(request, "add.html", context)


# What they share


def shown(request: HttpRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"activities/staff/{template}", context, status=status)


def key_of(request: HttpRequest) -> str:
    """The key of the form that was sent, by which it is done once; a new one where it is none of ours."""
    key = request.POST.get("key", "")
    return key if re.fullmatch("[0-9a-f]{32}", key) else fresh_token()


def _vanished(request: HttpRequest, number: int, now: datetime) -> HttpResponse:
    """To whom a form was shown for a session that has gone since: what was typed is still there to be read.

    Raises Http404 where nothing was sent, or there is no such activity.
    """
    done = acts.done_by(who(request), key_of(request))
    if done:
        return redirect("staff_act", done.key)
    activity = sessions.activity_of(number, now.date(), now.date()) if request.method == "POST" else None
    if activity is None:
        raise Http404
    typed = [words for name in TYPED for words in request.POST.getlist(name) if words]
    return shown(request, "vanished.html", {"activity": activity, "typed": typed}, status=409)


def _do(
    request: HttpRequest,
    deed: Deed,
    found: sessions.Found,
    state: State,
    now: datetime,
    form: Any,
    template: str,
) -> HttpResponse:
    """Do it and lead to what is done; or say why it was not, with all that was typed."""
    done = acts.done_by(who(request), key_of(request))
    if done:  # by the first of two taps
        return redirect("staff_act", done.key)
    if found.row and found.row.new_date and deed != Deed.USUAL:
        # The day that was announced in its place would vanish from every page.
        form.add_error(
            None, f"{short_day_words(found.row.new_date)}に延期した回です。延期した先の回で、してください。"
        )
        return screen(request, found, now, form, template)
    seen = opened(request.POST.get("seen")) or [{}]
    reason = state["reason"] if state else ""
    try:
        act = acts.do(
            who(request), deed, {found.name: state}, {found.name: seen[0]}, key_of(request), now, reason
        )
    except TooLate:
        return screen(request, found, now, form, template, status=409, problem=PASSED)
    except Overtaken as error:
        if found.row and found.row.new_date and error.rows.keys() - {found.name}:
            problem = f"延期した先の{short_day_words(found.row.new_date)}の回に、そのあとで決めたことがあります。先に、その回をもとに戻してください。"
            return screen(request, found, now, form, template, status=409, problem=problem)
        number = found.gathering.activity.number
        again = sessions.find(number, found.name.date, found.name.slot, now.date())
        if again is None:
            return _vanished(request, number, now)
        return screen(request, again, now, form, template, status=409)
    except ValidationError as error:
        form.add_error(None, error)
        return screen(request, found, now, form, template)
    return redirect("staff_act", act.key)


def screen(
    request: HttpRequest,
    found: sessions.Found,
    now: datetime,
    form: Any,
    template: str,
    status: int = 200,
    **facts: Any,
) -> HttpResponse:
    gathering, name, row = found
    is_closed = gathering.session.is_off and not (row and row.decision in OFF)
    context = {
        "gathering": gathering,
        "session": gathering.session,
        "activity": gathering.activity,
        "parts": [gathering.activity.number, name.date, name.slot],
        "row": row,
        "decided_by": said.decided_by(row) if row else "",
        "is_closed": is_closed,  # by a day on which it rests, and not by a decision of its own
        "was_overtaken": status == 409 and "problem" not in facts,
        "moved_to": row.new_date if row else None,
        "moved_slot": MOVED_SLOT,
        "is_past": name.date < now.date(),
        "is_ahead": name.date > now.date(),
        "today": now.date(),
        "reasons": REASONS,
        "form": form,
        "seen": seal([acts.state_of(row)]),
        "key": fresh_token(),
        "key_of_confirming": fresh_token(),  # another button of the same screen, which does another thing
        **facts,
    }
    return shown(request, template, context, status)
