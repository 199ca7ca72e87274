"""The screens of drafts: laying a change beside a public row, looking at it, publishing it or sending it back."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from . import drafts, rights
from .content_admin import ContentAdmin
from .fields import one_line
from .models import Draft, fresh_token
from .sheets import NOTE, Sheet, differences, merged, only

AS_DRAFT, DRAFT_SEEN, OPEN = "_draft", "_draft_seen", "_open"


class DraftingAdmin(ContentAdmin):
    """Forms whose changes may wait: by a button, or because the person may not publish what was changed."""

    takes_drafts = True

    def divert(self, request: HttpRequest, row: models.Model) -> HttpResponse | None:
        """Lay beside `row` what is not to be public yet, and leave the rest of the form to be saved."""
        held_names = rights.draft_fields(request.user, self.model, row)
        whole = AS_DRAFT in request.POST and self.may_draft(request, row)
        if not whole and not held_names:
            return None
        form, formsets = self.forms(request, row, bound=True)
        if not (form.is_valid() and all(formset.is_valid() for formset in formsets)):
            return None
        now = self.sheet(request, row)
        mine = self.typed(request, row, now)
        laid = mine if whole else only(mine, now, held_names)
        if laid == now:
            return None
        waiting = Draft.objects.of(row)
        if waiting and request.POST.get(DRAFT_SEEN) != waiting.token:
            filled = merged(now, drafts.laid_over(waiting, now), mine, database=now)
            self._show_waiting(request, row, waiting, filled)
            return None
        live = now if whole else only(mine, now, rights.names_of(self.model) - held_names)
        self._lay(request, row, waiting, now, laid)
        if live == now:
            messages.success(
                request, f"「{row}」の下書きを残しました。公開されるまで、ページは変わりません。"
            )
            return HttpResponseRedirect(request.get_full_path())
        self.fill(request, row, live, now)
        messages.info(
            request, "名前や文章、写真は下書きにしました。市の職員が公開するまで、ページには出ません。"
        )
        return None

    def _lay(
        self, request: HttpRequest, row: models.Model, waiting: Draft | None, base: Sheet, sheet: Sheet
    ) -> None:
        draft = waiting or Draft(content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk))
        draft.base, draft.sheet = base.as_data(), sheet.as_data()
        draft.by_id, draft.token, draft.sent_back = cast("int", request.user.pk), fresh_token(), ""
        draft.note = a_line(request.POST.get(NOTE, ""))
        draft.save()
        self.log_change(request, row, "下書きを残した")

    def _show_waiting(self, request: HttpRequest, row: models.Model, waiting: Draft, filled: Sheet) -> None:
        now = self.sheet(request, row)
        base, _ = drafts.words_of(waiting)
        self.hold(
            request,
            row,
            filled,
            f"{waiting.by}さんの下書きが先にあります。その内容に、あなたの入力を重ねて、下の入力欄に入れました。\n\n"
            "どちらも消えていません。確かめて、もう一度下書きにしてください。",
            self.lines(request, row, differences(base, now, drafts.laid_over(waiting, now))),
        )
        request.draft_seen = waiting.token  # type: ignore[attr-defined]

    def may_draft(self, request: HttpRequest, row: models.Model) -> bool:
        return rights.allows(request.user, rights.DRAFT, self.model, row) and not rights.is_draft(row)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Rows without a state have nothing to publish or withdraw."""
        actions = super().get_actions(request)
        return (
            actions
            if hasattr(self.model, "state")
            else {name: action for name, action in actions.items() if name not in ("publish", "withdraw")}
        )

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
            waiting = Draft.objects.of(obj) if self._sees_drafts(request, obj) else None
            context |= {
                "draft": waiting,
                "draft_seen": getattr(request, "draft_seen", request.POST.get(DRAFT_SEEN, "")),
                "may_draft": self.may_draft(request, obj),
                "must_draft": bool(rights.draft_fields(request.user, self.model, obj)),
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _sees_drafts(self, request: HttpRequest, row: models.Model) -> bool:
        return any(
            rights.allows(request.user, act, self.model, row) for act in (rights.DRAFT, rights.PUBLISH)
        )

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method == "GET" and request.GET.get(OPEN) == "draft":
            self._open_draft(request, object_id)
            address = request.path
            context = {"form_url": address, **(extra_context or {})}
            return self.changeform_view(request, object_id, address, context)
        return super().change_view(request, object_id, form_url, extra_context)

    def _open_draft(self, request: HttpRequest, object_id: str) -> None:
        """Let the form come filled with the draft that waits."""
        row = self.get_object(request, unquote(object_id))
        waiting = Draft.objects.of(row) if row else None
        if row is None or waiting is None:
            raise Http404
        if not (self._sees_drafts(request, row) and self.has_change_permission(request, row)):
            raise PermissionDenied
        now = self.sheet(request, row)
        filled = drafts.laid_over(waiting, now)
        self.hold(
            request,
            row,
            Sheet({name: filled.row[name] for name in now.row}, filled.parts),
            f"{waiting.by}さんの下書きを、下の入力欄に入れました。\n\n確かめて、下のボタンで保存するか、もう一度下書きにしてください。",
            self.lines(request, row, differences(now, now, filled)),
        )
        request.draft_seen = waiting.token  # type: ignore[attr-defined]

    # Many at once

    @admin.action(description="選んだものを公開する", permissions=["publish"])
    def publish(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self.set_all(request, queryset, "公開しました", state="public")

    @admin.action(description="選んだものを非公開にする", permissions=["publish"])
    def withdraw(self, request: HttpRequest, queryset: models.QuerySet[Any]) -> None:
        self.set_all(request, queryset, "非公開にしました", state="withdrawn")

    actions = ("publish", "withdraw")

    def set_all(self, request: HttpRequest, rows: models.QuerySet[Any], told: str, **facts: Any) -> None:
        """Give each of `rows` these `facts`: all of them or none, and one that may not be so is named."""
        count = 0
        try:
            with transaction.atomic():
                for row in rows:
                    for field, value in facts.items():
                        setattr(row, field, value)
                    row.full_clean()
                    row.save()
                    self.log_change(request, row, told)
                    count += 1
        except ValidationError as error:
            messages.error(request, f"何も変えていません。「{row}」：{'、'.join(error.messages)}")
            return
        messages.success(request, f"{count}件を{told}。")


def a_line(text: str) -> str:
    """What fits into a note; raises nothing, because a note is no reason to lose a draft."""
    line = " ".join(text.split())[:200]
    try:
        one_line(line)
    except ValidationError:
        return ""
    return line
