"""The screen of one inquiry: what was asked, who has it, what was answered, and who looked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, Max
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from coordinators import handling, letters
from coordinators.handling import Done, Seen
from coordinators.models import Inquiry, InquiryReading, Progress
from coordinators.models.inquiries import SUSPECT_DAYS, NoteKind
from councils.models import Area
from fujimino_support.editing.fields import KEY
from fujimino_support.editing.models import User
from fujimino_support.editing.seals import opened, seal
from fujimino_support.editing.signin.staff import who

from .bench import may_register
from .forms import AnswerForm, AssignForm, HandOnForm, NoteForm

READERS_SHOWN = 20
LOOKING = timedelta(minutes=30)  # for which somebody who has opened it is taken to be still at it
STEPS: dict[str, list[tuple[Progress, str]]] = {
    Progress.NEW: [
        (Progress.OPEN, "対応中にする"),
        (Progress.DONE, "完了にする"),
        (Progress.SUSPECT, "迷惑の疑いに移す"),
    ],
    Progress.OPEN: [(Progress.DONE, "完了にする"), (Progress.NEW, "未対応に戻す")],
    Progress.DONE: [(Progress.OPEN, "対応中に戻す")],
    Progress.SUSPECT: [],
}


class Writing(NamedTuple):
    """What becomes of a text, and what is said to whoever sends it twice."""

    kind: NoteKind
    already: str


WRITING = {
    "mail": Writing(NoteKind.ANSWER, "この返事は、もう送るメールに入れています。二度は送りません。"),
    "call": Writing(NoteKind.CALL, "この返事は、もう書きとめています。"),
    "note": Writing(NoteKind.NOTE, "このメモは、もう書きとめています。"),
}


class Reader(NamedTuple):
    """Somebody who looked: when last, and how often."""

    by: User
    last: datetime
    times: int


class Asked(NamedTuple):
    """A button that was pressed: what it does, and to which step or mail."""

    deed: str
    what: str
    forms: dict[str, Any]
    by: User
    now: datetime


def inquiry(request: HttpRequest, screen: Any, object_id: str) -> HttpResponse:
    row = screen.get_object(request, unquote(object_id))
    allowed = screen.has_change_permission if request.method == "POST" else screen.has_view_permission
    if not allowed(request, row):
        raise PermissionDenied
    if row is None:
        raise Http404
    by, now = who(request), timezone.localtime()
    deed, _, what = request.POST.get("deed", "").partition(":")
    if request.method != "POST":
        return _shown(request, screen, row, _forms(row, None, ""), by, now)
    if deed not in DEEDS:
        return redirect(row)
    with transaction.atomic():
        row = screen.get_queryset(request).select_for_update(of=("self",)).filter(pk=row.pk).first()
        if row is None:
            raise Http404  # handed on to others in this very moment
        asked = Asked(deed, what, _forms(row, request.POST, deed), by, now)
        overtaken = _overtaken(row, asked, _seen(request))
        done = None if overtaken else _carry_out(row, asked)
    if overtaken or done is None:
        return _shown(request, screen, row, asked.forms, by, now, overtaken)
    return _led_on(request, screen, row, done)


def _forms(row: Inquiry, data: Any, deed: str) -> dict[str, Any]:
    """The forms of the screen; the one whose button was pressed holds what was typed."""
    sent = {name: data if deed in deeds else None for name, deeds in FORMS.items()}
    now = {"person": row.assignee_id, "area": row.area_id, "kind": row.kind}
    people = list(handling.assignable(row.area))
    if row.assignee and row.assignee not in people:
        people.append(row.assignee)  # who has left since: named until somebody else has it
    return {
        "assign": AssignForm(people, sent["assign"], prefix="assign", initial=now),
        "hand": HandOnForm(list(Area.objects.all()), sent["hand"], prefix="hand", initial=now),
        "answer": AnswerForm(sent["answer"], prefix="answer"),
        "note": NoteForm(sent["note"], prefix="note"),
    }


def _seen(request: HttpRequest) -> Seen | None:
    token = opened(request.POST.get("_seen"))
    return Seen(*token) if isinstance(token, list) and len(token) == len(Seen._fields) else None


def _overtaken(row: Inquiry, asked: Asked, seen: Seen | None) -> list[str]:
    """Why this is not done as it stands; what only adds to it is done in any case."""
    if asked.deed in ADDING or _is_so(row, asked) or seen == Seen.of(row):
        return []
    return handling.done_meanwhile(row, seen) if seen else ["この画面をいつ開いたかが分かりません。"]


def _is_so(row: Inquiry, asked: Asked) -> bool:
    """Whether it is already as the button would have it: pressed twice, it is done once."""
    if asked.deed in WRITING:
        form = asked.forms.get(asked.deed) or asked.forms["answer"]
        return form.is_valid() and handling.is_written(
            row, WRITING[asked.deed].kind, form.cleaned_data, asked.by, asked.now
        )
    if asked.deed == "take":
        return row.assignee_id == asked.by.pk
    if asked.deed == "move":
        return row.progress == asked.what
    if asked.deed == "clear":
        return not row.is_suspect
    return False


def _carry_out(row: Inquiry, asked: Asked) -> Done | None:
    """None where what was typed cannot be taken."""
    if _is_so(row, asked):
        return Done(WRITING[asked.deed].already if asked.deed in WRITING else "", [])
    if not _is_open(row, asked):
        return Done("", [])
    return DEEDS[asked.deed](row, asked)


def _is_open(row: Inquiry, asked: Asked) -> bool:
    """An erased inquiry is closed; of a suspected nuisance only the suspicion is dealt with."""
    if row.is_erased:
        return False
    if asked.deed == "move":
        return asked.what in [step for step, _ in STEPS[row.progress]]
    return row.is_suspect == (asked.deed == "clear") or asked.deed == "note"


def _assign(row: Inquiry, asked: Asked) -> Done | None:
    form = asked.forms["assign"]
    return handling.assign(row, form.chosen, asked.now) if form.is_valid() else None


def _hand(row: Inquiry, asked: Asked) -> Done | None:
    form = asked.forms["hand"]
    if not form.is_valid():
        return None
    area, kind = form.chosen
    return handling.hand_on(row, area, kind, asked.now)


def _mail(row: Inquiry, asked: Asked) -> Done | None:
    form = asked.forms["answer"]
    if not form.is_valid() or not letters.can_answer(row):
        return None
    done = handling.answer(row, form.cleaned_data["text"], form.cleaned_data["key"], asked.by, asked.now)
    handling.after_answer(row, form.cleaned_data["done"], asked.by, asked.now)
    return done


def _call(row: Inquiry, asked: Asked) -> Done | None:
    done = _written(row, asked, asked.forms["answer"])
    if done:
        is_done = asked.forms["answer"].cleaned_data["done"]
        handling.after_answer(row, is_done, asked.by, asked.now)
    return done


def _note(row: Inquiry, asked: Asked) -> Done | None:
    return _written(row, asked, asked.forms["note"])


def _written(row: Inquiry, asked: Asked, form: Form) -> Done | None:
    if not form.is_valid():
        return None
    words = form.cleaned_data
    return handling.write_down(
        row, WRITING[asked.deed].kind, words["text"], words["key"], asked.by, asked.now
    )


def _again(row: Inquiry, asked: Asked) -> Done:
    return handling.send_again(row, int(asked.what) if KEY.fullmatch(asked.what) else 0, asked.now)


DEEDS: dict[str, Callable[[Inquiry, Asked], Done | None]] = {
    "take": lambda row, asked: handling.assign(row, asked.by, asked.now),
    "move": lambda row, asked: handling.move(row, Progress(asked.what), asked.now),
    "clear": lambda row, asked: handling.clear(row, asked.now),
    "assign": _assign,
    "hand": _hand,
    "mail": _mail,
    "call": _call,
    "note": _note,
    "again": _again,
}
FORMS = {"assign": ("assign",), "hand": ("hand",), "answer": ("mail", "call"), "note": ("note",)}
ADDING = ("note", "again")


def _led_on(request: HttpRequest, screen: Any, row: Inquiry, done: Done) -> HttpResponse:
    """Back to the screen; to the list, when it is no longer theirs to see."""
    if done.fields:
        screen.log_change(request, row, [{"changed": {"fields": done.fields}}])
    if screen.get_queryset(request).filter(pk=row.pk).exists():
        if done.words:
            messages.success(request, done.words)
        return redirect(row)
    messages.success(request, f"{done.words}この問い合わせは、あなたの一覧からなくなりました。")
    return redirect("admin:coordinators_inquiry_changelist")


def _readers(row: Inquiry) -> list[Reader]:
    """Who looked, the last of them first."""
    looked = row.readings.values("by").annotate(last=Max("at"), times=Count("pk")).order_by("-last")
    found = list(looked[:READERS_SHOWN])
    people = User.objects.in_bulk([one["by"] for one in found])
    return [Reader(people[one["by"]], one["last"], one["times"]) for one in found]


def _shown(
    request: HttpRequest,
    screen: Any,
    row: Inquiry,
    forms: dict[str, Any],
    by: User,
    now: datetime,
    overtaken: list[str] | None = None,
) -> HttpResponse:
    """Whoever sees it is written down; those who opened it a moment ago are named, so that two do not do one thing."""
    readings = _readers(row)
    others = {one.by for one in readings if one.by != by and one.last >= now - LOOKING}
    InquiryReading.objects.create(inquiry=row, by=by, at=now)
    context = {
        **screen.admin_site.each_context(request),
        "opts": screen.opts,
        "title": str(row),
        "inquiry": row,
        "seen": seal(Seen.of(row)),
        "overtaken": overtaken,
        "forms": forms,
        "has_errors": any(form.is_bound and form.errors for form in forms.values()),
        "steps": STEPS[row.progress],
        "may_register_bench": may_register(request, row),
        "is_mine": row.assignee_id == by.pk,
        "can_mail": letters.can_answer(row),
        "mail_is_set_up": letters.is_set_up(),
        "notes": row.notes.select_related("by"),
        "mails": row.mails.all(),
        "readings": readings,
        "suspect_days": SUSPECT_DAYS,
        "others": sorted(map(str, others)),
    }
    template = "admin/coordinators/inquiry/one.html"
    return TemplateResponse(request, template, context, status=409 if overtaken else 200)
