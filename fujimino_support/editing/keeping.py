"""No lost edit: whoever saves second sees both versions, keeps what was typed, and chooses.

A form carries what its reader saw, signed. What the database holds when it comes back is compared
with that under a lock, so it does not matter by which way somebody else wrote in between.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase

from . import history
from .compared import CHOOSE, Line, line_of
from .fields import KEY
from .models import ContentVersion
from .put_away import file_boxes, kept_files, put_away
from .seals import digest, opened, row_digests, seal
from .sheets import NOTE, Difference, Place, Sheet, as_post, differences, merged, shown, typed

SEEN, KEPT, ROWS = "_seen", "_kept", "_rows"
MOST_CHOSEN = 1000


@dataclass(frozen=True)
class Held:
    """A form that comes back unsaved, filled in, with what to look at first."""

    message: str
    now: Sheet
    rows: list[Line]
    kept: dict[str, str]
    status: int = 200
    chooses: bool = False


class HeldBack:
    """Mixed into a form that must not be saved as it stands."""

    held: Held

    def clean(self) -> Any:
        cleaned = super().clean()  # type: ignore[misc]
        raise ValidationError(self.held.message, code="held") if cleaned is not None else ValidationError("")


class KeepingAdmin(admin.ModelAdmin):
    """Change, delete and bulk screens on which no colleague's work is lost."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            ContentVersion.hold()
            row = self.get_object(request, unquote(object_id)) if object_id else None
            if row is not None and not held_of(request) and self.has_change_permission(request, row):
                self.compare(request, row)
                diverted = None if held_of(request) else self.divert(request, row)
                if diverted is not None:
                    return diverted
            answer = super().changeform_view(request, object_id, form_url, extra_context)
        if held_of(request):
            answer.status_code = held_of(request).status
        return answer

    def divert(self, request: HttpRequest, row: models.Model) -> HttpResponse | None:
        """The answer to a form that is not to be saved in `row` at all; None to go on."""
        return None

    def compare(self, request: HttpRequest, row: models.Model) -> None:
        """Hold the form back when somebody has changed `row` since it was seen."""
        self._put_back_files(request)
        now = self.sheet(request, row)
        token = opened(request.POST.get(SEEN))
        seen = Sheet(**token) if isinstance(token, dict) else None
        chosen = {
            Place(*name.split(":", 3)[1:]): str(value)
            for name, value in request.POST.items()
            if name.startswith(f"{CHOOSE}:") and name.count(":") == 3
        }
        if seen == now and not chosen:
            return
        mine = self.typed(request, row, seen or now)
        filled = merged(seen or now, now, mine, chosen)
        if seen != now:
            who = history.last_saved(row)
            unknown = "この画面をいつ開いたかが分かりません。"
            told = f"あなたが開いたあとに、{who}が保存しました。"
            self.hold(
                request,
                row,
                filled,
                f"{told if seen else unknown}\n\nあなたの入力は、すべてこの画面に残っています。"
                "下の違いを見て、よければもう一度保存してください。",
                self.lines(request, row, differences(seen or now, now, mine)),
                status=409,
            )
        else:
            self.fill(request, row, filled, now)

    # Sheets of this screen's forms

    def forms(self, request: HttpRequest, row: models.Model, bound: bool) -> tuple[Any, list[Any]]:
        """The form of `row` and the formsets that this person may change, with or without what was sent."""
        asked = copy(request)
        if not bound:
            asked.method = "GET"
        fields = flatten_fieldsets(self.get_fieldsets(asked, row))
        form_class = self.get_form(asked, row, change=True, fields=fields)
        # A form of its own row: validation writes to the instance.
        again = type(row)._base_manager.get(pk=row.pk)
        form = form_class(asked.POST, asked.FILES, instance=again) if bound else form_class(instance=again)
        formsets, inlines = self._create_formsets(asked, again, change=True)  # type: ignore[attr-defined]
        pairs = zip(formsets, inlines, strict=True)
        return form, [formset for formset, inline in pairs if inline.has_change_permission(asked, row)]

    def sheet(self, request: HttpRequest, row: models.Model) -> Sheet:
        """What the form of `row` says now."""
        return shown(*self.forms(request, row, bound=False))

    def typed(self, request: HttpRequest, row: models.Model, seen: Sheet) -> Sheet:
        """What was sent; uploaded files are put away on the way."""
        return typed(*self.forms(request, row, bound=True), seen, keep=put_away)

    def hold(
        self,
        request: HttpRequest,
        row: models.Model,
        filled: Sheet,
        message: str,
        lines: list[Line],
        status: int = 200,
    ) -> None:
        """Let the form come back with `filled` in its boxes, unsaved."""
        now = self.sheet(request, row)
        kept = self.fill(request, row, filled, now)
        chooses = any(line.is_clash for line in lines)
        request.held = Held(message, now, lines, kept, status, chooses)  # type: ignore[attr-defined]

    def fill(self, request: HttpRequest, row: models.Model, filled: Sheet, now: Sheet) -> dict[str, str]:
        """Make the request say `filled`; returns the files that it puts into boxes, by box."""
        data, kept = as_post(filled, now, file_boxes(self.model, self.inlines))
        post = QueryDict(mutable=True)
        asked = list(request.POST.items())
        post.update(
            {name: str(value) for name, value in asked if name in ("csrfmiddlewaretoken", SEEN, NOTE)}
        )
        for name, value in asked:
            if name.startswith("_") and not name.startswith(CHOOSE) and name not in post:
                post[name] = str(value)  # the button that was pressed, a note
        for name, values in data.items():
            post.setlist(name, values)
        request.method = "POST"
        request.POST = post  # type: ignore[assignment]
        request._files = kept_files(kept)  # type: ignore[attr-defined]
        return kept

    def _put_back_files(self, request: HttpRequest) -> None:
        """Files that the last request put away take the place of uploads, unless others were chosen."""
        kept = opened(request.POST.get(KEPT))
        if isinstance(kept, dict):
            files = kept_files(kept)
            for box, file in request.FILES.items():
                files[box] = file  # type: ignore[assignment]
            request._files = files  # type: ignore[attr-defined]

    # In words

    def lines(self, request: HttpRequest, row: models.Model, found: list[Difference]) -> list[Line]:
        form, formsets = self.forms(request, row, bound=False)
        return [line_of(one, form, formsets) for one in found]

    # The form on its way to the browser

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        form = super().get_form(request, obj, change=change, **kwargs)
        held = held_of(request)
        if held is None or request.method != "POST":
            return form
        return type(form.__name__, (HeldBack, form), {"held": held})

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> Any:
        if change and obj is not None and self.has_change_permission(request, obj):
            held = held_of(request)
            if held:
                context |= {"seen": seal(held.now.as_data()), "held": held, "kept": seal(held.kept)}
            elif request.method == "POST":
                context |= {"seen": request.POST.get(SEEN, ""), "kept": request.POST.get(KEPT, "")}
            else:
                context["seen"] = seal(self.sheet(request, obj).as_data())
        return super().render_change_form(request, context, add, change, form_url, obj)

    # Deleting

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        if request.method != "POST":
            return super().delete_view(request, object_id, extra_context)
        with transaction.atomic():
            ContentVersion.hold()
            row = self.get_object(request, unquote(object_id))
            seen = opened(request.POST.get(SEEN))
            if (
                row is not None
                and self.has_delete_permission(request, row)
                and seen != self._state(request, row)
            ):
                who = history.last_saved(row)
                messages.warning(
                    request,
                    f"まだ消していません。この画面を開いたあとに、{who}が保存しました。いまの内容を見直して、それでよければ「消す」を押してください。",
                )
                asked = copy(request)
                asked.method, asked.POST = "GET", QueryDict()
                return super().delete_view(asked, object_id, extra_context)
            return super().delete_view(request, object_id, extra_context)

    def _state(self, request: HttpRequest, row: models.Model) -> str:
        return digest(self.sheet(request, row))

    def render_delete_form(self, request: HttpRequest, context: dict[str, Any]) -> Any:
        context["seen"] = seal(self._state(request, context["object"]))
        return super().render_delete_form(request, context)

    # Many at once

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method != "POST":
            answer = super().changelist_view(request, extra_context)
        else:
            with transaction.atomic():
                ContentVersion.hold()
                answer = super().changelist_view(request, extra_context)
        context = getattr(answer, "context_data", None) or {}
        if "cl" in context:
            context["rows"] = seal(row_digests(context["cl"].result_list))
        elif "queryset" in context:  # the question whether to delete what was chosen
            context["rows"] = seal(history.whole_digests(context["queryset"]))
        return answer

    def response_action(  # type: ignore[override]
        self, request: HttpRequest, queryset: models.QuerySet[Any]
    ) -> HttpResponseBase | None:
        """Rows that somebody has changed since the list was shown are left alone, and named."""
        known = opened(request.POST.get(ROWS))
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if request.POST.get("select_across") not in (None, "", "0"):
            chosen = list(known or {})
        rows = list(queryset.filter(pk__in=[key for key in chosen if KEY.fullmatch(key)]))
        now = [row_digests(rows), history.whole_digests(rows) if "post" in request.POST else {}]
        changed = [
            row
            for row in rows
            if not isinstance(known, dict)
            or known.get(key := str(row.pk), "") not in [one.get(key) for one in now]
        ]
        if changed:
            names = "、".join(f"「{row}」" for row in changed[:5])
            messages.warning(
                request,
                f"まだ何もしていません。この一覧を開いたあとに、{names}が変わりました。一覧を見直して、もう一度選んでください。",
            )
            return None
        return super().response_action(request, queryset)


def held_of(request: HttpRequest) -> Any:
    return getattr(request, "held", None)
