"""The screen of a draft: before and after, and publishing it, sending it back, showing it to somebody."""

from __future__ import annotations

from copy import copy
from datetime import timedelta
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from . import drafts, rights
from .content_admin import SafeList
from .drafts_admin import DraftingAdmin, a_line
from .keeping import SEEN, held_of
from .models import ContentVersion, Draft, Preview
from .rights_admin import ReadOnly
from .seals import seal
from .sheets import NOTE, differences


@admin.register(Draft)
class DraftAdmin(ReadOnly, SafeList):
    """What waits for somebody who publishes."""

    desk = "活動"
    place_on_desk: ClassVar[int] = 5
    list_display = ("__str__", "by", "written_at", "note", "sent_back")
    list_select_related = ("by", "content_type")
    list_display_links = ("__str__",)
    actions = None

    def has_view_permission(self, request: HttpRequest, obj: Draft | None = None) -> bool:
        role = rights.role_of(request.user)
        if role in (rights.Role.SUPERUSER, rights.Role.CITY):
            return True
        if role is not rights.Role.OPERATOR:
            return False
        return obj is None or (
            obj.row is not None and rights.allows(request.user, rights.DRAFT, type(obj.row), obj.row)
        )

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Draft]:
        """社協職員 see the drafts of rows that are theirs."""
        waiting = super().get_queryset(request)
        if rights.role_of(request.user) is not rights.Role.OPERATOR:
            return waiting
        mine = [
            draft.pk
            for draft in waiting.select_related("content_type")
            if self.has_view_permission(request, draft)
        ]
        return waiting.filter(pk__in=mine)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Before and after, and what can be done with it."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        draft = self.get_object(request, unquote(object_id))
        row = draft.row if draft else None
        screen = self.admin_site._registry.get(type(row)) if row else None
        if draft is None or row is None or not isinstance(screen, DraftingAdmin):
            raise Http404
        if request.method == "POST":
            with transaction.atomic():
                ContentVersion.hold()
                return self._act(request, draft, row, screen)
        now = screen.sheet(_as_reader(request), row)
        base, _ = drafts.words_of(draft)
        found = differences(base, now, drafts.laid_over(draft, now))
        lines = [line for line in screen.lines(_as_reader(request), row, found) if line.theirs != line.mine]
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": f"「{row}」の下書き",
            "draft": draft,
            "row": row,
            "lines": lines,
            "clashes": drafts.clashes(draft, now),
            "may_publish": screen.has_publish_permission(request, row),
            "change_address": reverse(
                f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk]
            ),
            "previews": [(one, _address_of(one)) for one in draft.previews.open(timezone.localdate())],
            "has_page": hasattr(row, "get_absolute_url"),
        }
        return TemplateResponse(request, "admin/draft.html", context)

    def _act(self, request: HttpRequest, draft: Draft, row: models.Model, screen: DraftingAdmin) -> Any:
        here = HttpResponseRedirect(request.path)
        if request.POST.get("token") != draft.token:
            messages.warning(
                request,
                "まだ何もしていません。この下書きは、開いたあとに書き直されました。いまの下書きを、もう一度確かめてください。",
            )
            return here
        if "preview" in request.POST:
            until = timezone.localdate() + timedelta(days=drafts.PREVIEW_DAYS)
            kind = {"content_type": draft.content_type, "object_id": draft.object_id}
            Preview.objects.create(draft=draft, made_by_id=cast("int", request.user.pk), until=until, **kind)
            return here
        if "close" in request.POST:
            draft.previews.filter(
                pk__in=[key for key in request.POST.getlist("close") if key.isdigit()][:1]
            ).delete()
            return here
        if "withdraw" in request.POST:
            screen.log_change(request, row, "下書きを取り下げた")
            draft.delete()
            messages.success(request, "下書きを取り下げました。ページは変わっていません。")
            return HttpResponseRedirect(reverse("admin:editing_draft_changelist"))
        if not screen.has_publish_permission(request, row):
            raise PermissionDenied
        if "send_back" in request.POST:
            draft.sent_back = a_line(request.POST.get("words", "")) or "見直してください。"
            draft.save()
            messages.success(request, f"{draft.by}さんに差し戻しました。ページは変わっていません。")
            return here
        if "publish" in request.POST:
            return self._publish(request, draft, row, screen)
        return here

    def _publish(self, request: HttpRequest, draft: Draft, row: models.Model, screen: DraftingAdmin) -> Any:
        """Save the row's form as the draft fills it, as if the publisher had typed it."""
        asked = copy(request)
        asked.POST = QueryDict(mutable=True)  # type: ignore[assignment]
        now = screen.sheet(asked, row)
        if drafts.clashes(draft, now):
            # Since the page with the button was opened.
            messages.warning(request, "ほかの人も同じところを直しています。もう一度確かめてください。")
            return HttpResponseRedirect(request.path)
        screen.fill(asked, row, drafts.laid_over(draft, now), now)
        filled = cast("QueryDict", asked.POST)
        filled[SEEN] = seal(now.as_data())
        filled[NOTE] = f"{draft.by}さんの下書きを公開"
        address = reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])
        asked.path = asked.path_info = address
        answer = screen.change_view(asked, str(row.pk), address)
        if answer.status_code == 302 and not held_of(asked):
            draft.delete()
            return HttpResponseRedirect(reverse("admin:editing_draft_changelist"))
        return answer


def _as_reader(request: HttpRequest) -> HttpRequest:
    asked = copy(request)
    asked.method = "GET"
    return asked


def _address_of(preview: Preview) -> str:
    return reverse("preview", args=[drafts.address_key(preview)])
