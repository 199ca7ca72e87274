"""ファイルの取り込み: a file is looked at first, which writes nothing; then one button brings all of it in, or nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from activities.data import activities, activities_in, places, places_in
from activities.data.doing import Moved, bring_in
from activities.data.outcomes import Plan
from activities.data.reading import MOST_BYTES, MOST_ROWS, Unreadable, decoded, read
from activities.data.tables import as_csv
from activities.models import Activity, Place
from fujimino_support.editing import rights
from fujimino_support.editing.seals import opened, seal

SEEN = "_seen"
ACTIVITIES, PLACES = "activities", "places"
TITLE = "ファイルの取り込み"


class FileForm(forms.Form):
    kind = forms.ChoiceField(
        label="何のファイルか",
        choices=[(ACTIVITIES, "活動"), (PLACES, "場所")],
        initial=ACTIVITIES,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label="CSVのファイル",
        help_text=f"UTF-8かShift_JIS（cp932）のCSV。2MB、{MOST_ROWS}行まで。",
        error_messages={
            "required": "CSVのファイルを選んでください。",
            "empty": "ファイルが空です。",
        },
    )

    def clean_file(self) -> tuple[str, str]:
        """The text of the file, and its encoding."""
        # One byte more than may be tells that there is more.
        try:
            return decoded(self.cleaned_data["file"].read(MOST_BYTES + 1))
        except Unreadable as unreadable:
            raise forms.ValidationError(str(unreadable)) from unreadable


def bring(request: HttpRequest) -> HttpResponse:
    if not rights.may_open(request.user, "import"):
        raise PermissionDenied
    if request.method != "POST":
        return _screen(request, FileForm(label_suffix=""))
    if SEEN in request.POST:
        return _do(request)
    form = FileForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _screen(request, form)
    return _look(request, form, form.cleaned_data["kind"], *form.cleaned_data["file"])


@require_safe
def current(request: HttpRequest, name: str) -> HttpResponse:
    """All that there is, drafts too, as a file to write in and to bring back."""
    if not rights.may_open(request.user, "import"):
        raise PermissionDenied
    if name == ACTIVITIES:
        found = Activity.objects.for_display().prefetch_related(activities.shown_roles()).order_by("number")
        content = as_csv(activities.COLUMNS, activities.rows(found, settings.SITE_URL))
    elif name == PLACES:
        content = as_csv(places.COLUMNS, places.rows(Place.objects.order_by("number")))
    else:
        raise Http404
    return HttpResponse(content, content_type="text/csv; charset=utf-8")


def _look(request: HttpRequest, form: FileForm, kind: str, text: str, encoding: str) -> HttpResponse:
    try:
        plan = _planning(kind, text, encoding)()
    except Unreadable as unreadable:
        form.add_error("file", str(unreadable))
        return _screen(request, form)
    return _screen(request, FileForm(initial={"kind": kind}, label_suffix=""), plan, [kind, text, encoding])


def _planning(kind: str, text: str, encoding: str) -> Callable[[], Plan]:
    """What reckons the plan of a file; Unreadable where it is none."""
    columns = activities.COLUMNS if kind == ACTIVITIES else places.COLUMNS
    file = read(text, encoding, columns)
    if kind == ACTIVITIES:
        return partial(activities_in.plan, file, timezone.localdate())
    return partial(places_in.plan, file)


def _do(request: HttpRequest) -> HttpResponse:
    token = opened(request.POST.get(SEEN))
    if not (isinstance(token, dict) and token.keys() == {"file", "digest"}):
        messages.error(
            request,
            "この画面をいつ開いたかが分かりません。もう一度ファイルを選んでください。何も変えていません。",
        )
        return _screen(request, FileForm(label_suffix=""), status=409)
    try:
        done = bring_in(request.user, _planning(*token["file"]), token["digest"])
    except Moved as moved:
        return _moved(request, moved.plan, token["file"])
    messages.success(request, f"取り込みました：{done.told}。")
    return HttpResponseRedirect(request.path)


def _moved(request: HttpRequest, plan: Plan, file: list[str]) -> HttpResponse:
    if not plan.does_something and not plan.refused:
        messages.info(request, "もう取り込んであります。二度は取り込んでいません。")
        return HttpResponseRedirect(request.path)
    messages.warning(
        request,
        "この画面を開いたあとに変わったところがあるので、何も変えていません。下を見直して、もう一度取り込んでください。",
    )
    return _screen(request, FileForm(initial={"kind": file[0]}, label_suffix=""), plan, file, 409)


def _screen(
    request: HttpRequest,
    form: FileForm,
    plan: Plan | None = None,
    file: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {"title": TITLE, "form": form, "plan": plan}
    if plan and plan.is_ready:
        context["seen"] = seal({"file": file, "digest": plan.digest})
    context = {**admin.site.each_context(request), **context}
    return render(request, "admin/import.html", context, status=status)
