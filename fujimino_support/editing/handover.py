"""人事異動: a colleague's areas and open work go to somebody else in one step, and the account is closed.

Whoever moves on is asked for nothing: a clerk chooses from whom and to whom, looks at what
would move, and moves it.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from django import forms
from django.apps import apps
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from . import rights
from .models import User

# What somebody answers for: (model, the field that names the person, which of the rows are still open).
WORK = [
    ("councils.areaassignment", "user", Q()),
    ("editing.draft", "by", Q()),
    ("coordinators.inquiry", "assignee", Q(progress__in=["new", "open"])),
]


class Work(NamedTuple):
    """The rows of one model that name one person."""

    name: str
    rows: list[models.Model]


def work_of(person: User) -> list[Work]:
    """Everything that `person` answers for, by kind."""
    found = []
    for label, field, still_open in WORK:
        model = apps.get_model(label)
        rows = list(model._default_manager.filter(still_open, **{field: person}).select_related())
        if rows:
            found.append(Work(str(model._meta.verbose_name), rows))
    return found


def digest(work: list[Work], close: bool) -> str:
    """Stands for what was looked at, so that nothing else is moved."""
    seen = [(row._meta.label, row.pk, str(row)) for kind in work for row in kind.rows]
    return sha256(repr((seen, close)).encode()).hexdigest()


def move(label: str, field: str, still_open: Q, giver: User, taker: User) -> None:
    """All open rows of one model; a row that the taker has already is dropped rather than doubled."""
    model = apps.get_model(label)
    for row in model._default_manager.filter(still_open, **{field: giver}):
        setattr(row, field, taker)
        if any(_is_there(row, constraint.fields) for constraint in model._meta.total_unique_constraints):
            row.delete()
        else:
            # Nothing else of the row moves: not the day on which it was written either.
            model._base_manager.filter(pk=row.pk).update(**{field: taker})


def _is_there(row: models.Model, fields: tuple[str, ...]) -> bool:
    same = {name: getattr(row, name) for name in fields}
    return type(row)._default_manager.filter(**same).exclude(pk=row.pk).exists()


@dataclass(frozen=True)
class Handover:
    """Who gives what to whom."""

    giver: User
    taker: User
    close: bool

    @property
    def words(self) -> str:
        closed = "。アカウントを閉じました" if self.close else ""
        return f"人事異動：{self.giver}から{self.taker}へ、担当を引き継ぎました{closed}。"

    def carry_out(self, by: User) -> None:
        for label, field, still_open in WORK:
            move(label, field, still_open, self.giver, self.taker)
        if self.close:
            self.giver.is_active = False
            self.giver.save(update_fields=["is_active"])
        both = [self.giver, self.taker]
        LogEntry.objects.log_actions(by.pk, both, CHANGE, self.words)


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: models.Model) -> str:
        return named(obj)


def named(person: Any) -> str:
    """「浜田 みお（hamada）」, and whether the account is closed."""
    closed = "" if person.is_active else "、閉じたアカウント"
    return f"{person}（{person.username}{closed}）"


class HandoverForm(forms.Form):
    giver = Person(User.objects.order_by("-is_active", "username"), label="だれから")
    taker = Person(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        label="だれへ",
        help_text="使えるアカウントだけが並びます。",
    )
    close = forms.BooleanField(
        label="引き継いだら、元の人のアカウントを閉じる",
        required=False,
        help_text="閉じた人は、すぐにログインできなくなります。記録と名前は残ります。",
    )

    def __init__(self, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        giver, taker = cleaned.get("giver"), cleaned.get("taker")
        if giver and giver == taker:
            self.add_error("taker", "同じ人です。引き継ぐ相手を選んでください。")
        if giver and cleaned.get("close"):
            if giver == self.by:
                self.add_error("close", "自分のアカウントは閉じられません。ほかの職員に頼んでください。")
            elif giver.is_superuser and not self.by.is_superuser:
                self.add_error("close", "管理者のアカウントを閉じられるのは、管理者だけです。")
        return cleaned


class Charge(NamedTuple):
    """One person, and the areas in their charge with the addresses where that is changed."""

    name: str
    closed: bool
    address: str
    areas: list[tuple[str, str]]


def charges() -> list[Charge]:
    """Everybody, those with a closed account who still answer for an area first."""
    people = User.objects.prefetch_related("area_assignments__area").order_by("is_active", "username")
    found = [
        Charge(
            named(person),
            not person.is_active,
            _screen(person),
            [(str(one.area), _screen(one.area)) for one in person.area_assignments.all()],
        )
        for person in people
    ]
    return [charge for charge in found if charge.areas or not charge.closed]


def _screen(row: Any) -> str:
    try:
        return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
    except NoReverseMatch:
        return ""


def handover(request: HttpRequest) -> HttpResponse:
    """First whom, then a look at what moves, then the move."""
    if not rights.may_open(request.user, "handover"):
        raise PermissionDenied
    by: User = request.user  # type: ignore[assignment]  # staff are signed in
    form = HandoverForm(by, request.POST or None, initial=_asked(request))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid() and "_back" not in request.POST:
        with transaction.atomic():
            # Both are held, so that neither is closed nor gets work while this goes on.
            people = User.objects.select_for_update().in_bulk(
                [form.cleaned_data["giver"].pk, form.cleaned_data["taker"].pk]
            )
            plan = Handover(
                people[form.cleaned_data["giver"].pk],
                people[form.cleaned_data["taker"].pk],
                form.cleaned_data["close"],
            )
            work = work_of(plan.giver)
            seen = digest(work, plan.close)
            if request.POST.get("_seen") == seen:
                plan.carry_out(by)
                messages.success(request, plan.words)
                return HttpResponseRedirect(request.path)
        if "_seen" in request.POST:
            messages.warning(
                request, "見ているあいだに内容が変わりました。もう一度確かめて、引き継いでください。"
            )
        context |= {"plan": plan, "work": work, "seen": seen}
    if "plan" not in context:
        context["charges"] = charges()
    return render(
        request,
        "admin/handover/handover.html",
        {**admin.site.each_context(request), "title": "人事異動", **context},
    )


def _asked(request: HttpRequest) -> dict[str, str]:
    """Whom a link on an account names."""
    giver = request.GET.get("giver", "")
    return {"giver": giver} if giver.isascii() and giver.isdigit() else {}
