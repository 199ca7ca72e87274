"""What was done, in words to send on; taking it back; and calling off many sessions at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from activities.models import Act, Deed
from activities.upcoming import Gathering
from councils.context import portal_of
from councils.models import Area
from fujimino_support.editing.models import fresh_token
from fujimino_support.editing.seals import opened, seal
from fujimino_support.editing.signin.field import field_page
from fujimino_support.editing.signin.staff import who

from . import acts, confirming, said, sessions
from .acts import Name, Overtaken, TooLate
from .forms import REASONS, ManyForm, ReasonForm
from .views import key_of, shown

MOST_AT_ONCE = 200  # sessions
TOO_MANY = (
    f"{{}}回あります。一度に中止にできるのは{MOST_AT_ONCE}回までです。日や地域、場所でしぼってください。"
)
UNDOING = {Deed.CONFIRMED: confirming.take_back}
LF, CRLF = "\n", "\r\n"  # RFC 6068 asks for the latter in a mail's address


@field_page
@require_safe
def act(request: HttpRequest, key: str) -> HttpResponse:
    """It is done: what to send, whom to ring, and the way back."""
    return _done(request, _act(key), timezone.localtime())


@field_page
@require_POST
def undo(request: HttpRequest, key: str) -> HttpResponse:
    now = timezone.localtime()
    found = _act(key)
    try:
        acts.undo(who(request), found, now, UNDOING.get(Deed(found.deed), acts.take_back))
    except (Overtaken, TooLate) as error:
        return _done(request, found, now, status=409, problem=_why_not(error))
    return redirect("staff_act", found.key)


@field_page
@require_safe
def calls(request: HttpRequest, key: str) -> HttpResponse:
    """The people to ring about what was done, on paper, with boxes to tick."""
    now = timezone.localtime()
    found = _act(key)
    return shown(request, "calls.html", _context(request, found, now))


@field_page
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest) -> HttpResponse:
    """Choose days, an area, a place; look at what would be called off; give one reason."""
    now = timezone.localtime()
    asked = request.POST if request.method == "POST" else request.GET
    form = ManyForm(Area.objects.all(), now.date(), asked if "first" in asked else None)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "reason": reason, "reasons": REASONS, "key": fresh_token()}
    if not form.is_valid():
        return shown(request, "many.html", context)
    facts = form.cleaned_data
    days = facts["first"], facts["last"]
    entries = sessions.between(*days, now.date(), form.concerned, facts["place"])
    entries = [one for one in entries if not one.session.is_off]
    if len(entries) > MOST_AT_ONCE:
        context["problem"] = TOO_MANY.format(len(entries))
        return shown(request, "many.html", context)
    held = sessions.with_places(entries)
    ticked = set(request.POST.getlist("session"))
    if request.method == "POST" and reason.is_valid():
        seen = dict(opened(request.POST.get("seen")) or [])
        chosen = [one for one in held if _box(one) in ticked]
        gone = ticked - {_box(one) for one in chosen}
        if gone:
            context["problem"] = (
                f"{len(gone)}回は、いまの日程にないか、もう中止になっています。下の一覧は、いまのものです。何も変えていません。"
            )
        elif not chosen:
            context["problem"] = "中止にする回を、1つ以上選んでください。"
        else:
            try:
                done = _cancel(request, chosen, seen, reason.chosen, now)
                return redirect("staff_act", done.key)
            except Overtaken as error:
                context["problem"] = _why_not(error)
    rows = acts.rows_of(_name(one) for one in held)
    context |= {
        "held": [(_box(one), one, not ticked or _box(one) in ticked) for one in held],
        "place": facts["place"],
        # Of whatever is not among it nothing was decided.
        "seen": seal([(_box(one), acts.state_of(rows[_name(one)])) for one in held if _name(one) in rows]),
        "today": now.date(),
    }
    return shown(request, "many.html", context, status=409 if "problem" in context else 200)


def _cancel(
    request: HttpRequest, chosen: list[Gathering], seen: dict[str, Any], reason: str, now: datetime
) -> Act:
    states = {_name(one): seen.get(_box(one)) for one in chosen}
    wanted = {name: acts.cancelled(before, reason) for name, before in states.items()}
    return acts.do(who(request), Deed.CANCELLED, wanted, states, key_of(request), now, reason)


def _name(gathering: Gathering) -> Name:
    return Name(gathering.activity.pk, gathering.session.date, gathering.session.slot)


def _box(gathering: Gathering) -> str:
    """The value of a session's box."""
    return f"{gathering.activity.pk}.{gathering.session.date:%Y%m%d}.{gathering.session.slot}"


def _act(key: str) -> Act:
    found = Act.objects.select_related("by", "undone_by").filter(key=key).first()
    if found is None:
        raise Http404
    return found


def _done(
    request: HttpRequest, found: Act, now: datetime, status: int = 200, problem: str = ""
) -> HttpResponse:
    return shown(request, "act.html", {**_context(request, found, now), "problem": problem}, status)


def _context(request: HttpRequest, found: Act, now: datetime) -> dict[str, Any]:
    told = sessions.told(found, who(request), now)
    title = said.TITLES[_decision(told)]
    is_news = found.deed != Deed.CONFIRMED  # which changes nothing for those who come
    words = _words(request, found, told) if is_news else ""
    return {
        "act": found,
        "told": told,
        "is_news": is_news,
        "has_numbers": any(one.has_numbers for one in told),
        "words": words,
        "mail": f"mailto:?{urlencode({'subject': title, 'body': words.replace(LF, CRLF)}, quote_via=quote)}",
        "is_undone": found.undone_at is not None,
        "may_undo": acts.may_undo(found, now.date()),
        "today": now.date(),
    }


def _decision(told: list[sessions.Told]) -> str:
    """What the first of them has become."""
    return told[0].session.decision if told else ""


def _words(request: HttpRequest, found: Act, told: list[sessions.Told]) -> str:
    """What to send on; "" when the sessions are no longer there."""
    programme = portal_of(request).programme
    if len(told) > 1:
        address = settings.SITE_URL + reverse("today")
        about = [(one.activity, one.session) for one in told]
        return said.notice_of_many(about, _decision(told), found.reason, address)
    for one in told:
        phone = one.activity.contact_phone or (programme.office.phone if programme else "")
        address = settings.SITE_URL + one.activity.get_absolute_url()
        return said.notice(one.activity, one.session, one.next_held, phone, address)
    return ""


def _why_not(error: Overtaken | TooLate) -> str:
    if isinstance(error, TooLate):
        return "その日は過ぎたので、取り消せません。"
    others = [said.decided_by(row) for row in error.rows.values() if row]
    who_did = "、".join(dict.fromkeys(words for words in others if words)) or "ほかの人が、そのあとに"
    return f"{who_did}変えた回があります。何も変えていません。いまの様子を確かめてください。"
