"""The screens of the past: what changed, filling a form with an old version, bringing back what was deleted."""

from __future__ import annotations

from typing import Any

import reversion
from django import forms
from django.contrib import messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from reversion.admin import VersionAdmin
from reversion.models import Version

from . import history
from .fields import KEY, TextFormField, one_line
from .history_words import Teller
from .keeping import MOST_CHOSEN, KeepingAdmin
from .models import ContentVersion
from .sheets import NOTE, differences
from .version import content_of

PAGE = 20


class NoteField(TextFormField):
    """Why something was changed; it is no part of the row."""

    def __init__(self) -> None:
        super().__init__(
            label="変更のメモ（履歴に残ります。ページには出ません）",
            required=False,
            max_length=200,
            validators=[one_line],
            widget=forms.TextInput(attrs={"class": "vTextField", "autocomplete": "off"}),
        )

    def has_changed(self, initial: Any, data: Any) -> bool:
        return False


class RememberingAdmin(KeepingAdmin, VersionAdmin):  # type: ignore[misc]  # its parent has no types
    """Every saving is kept with its note; nothing that is restored is public before somebody saves or publishes it."""

    def reversion_register(self, model: type[models.Model], **options: Any) -> None:
        if not getattr(model, "is_personal", False):
            super().reversion_register(model, exclude=getattr(model, "personal_fields", ()), **options)

    def _reversion_introspect_inline_admin(self, inline: Any) -> tuple[Any, Any]:
        if getattr(inline.model, "is_personal", False):
            return None, None
        found: tuple[Any, Any] = super()._reversion_introspect_inline_admin(inline)
        return found

    change_form_template = "admin/content/change_form.html"
    change_list_template = "admin/content/change_list.html"

    # Before anything is written

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        self._remember(request, object_id)
        return super().change_view(request, object_id, form_url, extra_context)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        self._remember(request, object_id)
        context = {"remembers": self._may_bring_back(request)}
        return super().delete_view(request, object_id, context | (extra_context or {}))

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST":
            keys = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if KEY.fullmatch(key)]
            with transaction.atomic():
                ContentVersion.hold()
                for row in self.get_queryset(request).filter(pk__in=keys[:MOST_CHOSEN]):
                    history.remember(row)
        context = {"remembers": self._may_bring_back(request)}
        return super().changelist_view(request, context | (extra_context or {}))

    def _remember(self, request: HttpRequest, object_id: str) -> None:
        if request.method != "POST":
            return
        with transaction.atomic():
            ContentVersion.hold()
            # Read under the lock: what a colleague has just overwritten is no news.
            row = self.get_object(request, unquote(object_id))
            if row is not None:
                history.remember(row)

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_addition(request, obj, message)
        return self._with_note(request, entry)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        entry = super().log_change(request, obj, message)
        return self._with_note(request, entry)

    def _with_note(self, request: HttpRequest, entry: Any) -> Any:
        if reversion.is_active():
            reversion.set_comment(request.POST.get(NOTE, "").strip())
        return entry

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        form = super().get_form(request, obj, change=change, **kwargs)
        if change and history.is_kept(self.model):
            form.base_fields[NOTE] = NoteField()
        return form

    # Looking back

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        row = self._row(request, object_id)
        is_kept = history.is_kept(self.model)
        versions = history.versions_of(self.model, row.pk) if is_kept else Version.objects.none()
        page = Paginator(versions, PAGE).get_page(request.GET.get("p", "1"))
        context = {
            "title": f"「{row}」の履歴",
            "is_kept": is_kept,
            "entries": Teller(request.user).entries(versions, (page.number - 1) * PAGE, PAGE),
            "page": page,
            "row": row,
            "may_restore": self.has_restore_permission(request, row),
        }
        return self._screen(request, "admin/history.html", context | (extra_context or {}))

    def revision_view(
        self,
        request: HttpRequest,
        object_id: str,
        version_id: str,
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form of a row filled in as it was; it is saved like anything typed."""
        row = self._row(request, object_id)
        if not (self.has_restore_permission(request, row) and self.has_change_permission(request, row)):
            raise PermissionDenied
        if not history.is_kept(self.model):
            raise Http404
        past = self._past(history.versions_of(self.model, row.pk), version_id)
        now = self.sheet(request, row)
        try:
            with history.as_it_was(past) as old:
                filled = self.sheet(request, old)
        except reversion.RevertError:
            messages.error(
                request,
                "この時の内容は、いまのほかの内容とぶつかるため戻せません。履歴を見ながら書き写してください。",
            )
            return HttpResponseRedirect(self._address("history", object_id))
        lines = self.lines(request, row, differences(now, now, filled))
        when = timezone.localtime(past.version.revision.date_created)
        self.hold(
            request,
            row,
            filled,
            f"{when.month}月{when.day}日 {when.hour}時{when.minute:02}分の内容を、下の入力欄に入れました。\n\n"
            "確かめて「保存する」を押すと、この内容に戻ります。公開中のページなら、すぐに変わります。",
            lines,
        )
        context = {"form_url": self._address("change", object_id), "title": f"「{row}」を前の内容に戻す"}
        return super().changeform_view(
            request, object_id, context["form_url"], context | (extra_context or {})
        )

    # Bringing back

    def recoverlist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        self._demand_recovery(request)
        deleted = history.deleted(self.model)
        # Found once: counting them costs as much as finding them.
        page = Paginator(list(deleted.values_list("pk", flat=True)), PAGE).get_page(request.GET.get("p", "1"))
        page.object_list = Version.objects.filter(pk__in=page.object_list).select_related("revision__user")
        context = {"title": f"消した{self.opts.verbose_name}", "page": page}
        return self._screen(request, "admin/recover_list.html", context | (extra_context or {}))

    def recover_view(
        self, request: HttpRequest, version_id: str, extra_context: dict[str, Any] | None = None
    ) -> Any:
        """Bring a deleted row back with its parts, under its old number; as a draft where there are drafts."""
        self._demand_recovery(request)
        past = self._past(history.deleted(self.model), version_id)
        if request.method == "POST":
            return self._recover(request, past)
        teller = Teller(request.user)
        said = [
            (field.verbose_name, teller.in_words(field, past.row.get(field.attname)))
            for field in self.model._meta.concrete_fields
            if field.editable and not field.primary_key
        ]
        context = {
            "title": f"「{past.version.object_repr}」を戻す",
            "said": said,
            "parts": [
                (kind._meta.verbose_name, teller.summary(kind, state, self.model))
                for (kind, _), state in past.parts.items()
            ],
            "as_draft": hasattr(self.model, "state"),
        }
        return self._screen(request, "admin/recover.html", context | (extra_context or {}))

    def _recover(self, request: HttpRequest, past: history.Past) -> HttpResponseRedirect:
        content = content_of(self.model)
        # Out of sight from the first moment on, where its kind can be.
        hidden = dict(content.hidden_while) if content else {}
        try:
            with transaction.atomic():
                ContentVersion.hold()
                with reversion.create_revision():
                    row = history.bring_back(past, **hidden)
                    row.save()
                    reversion.set_user(request.user)
                    reversion.set_comment("消したものを戻した")
                self.log_addition(request, row, [{"added": {}}])
        except reversion.RevertError:
            messages.error(request, "同じ名前のものがもうあるなど、いまの内容とぶつかるため戻せません。")
            return HttpResponseRedirect(self._address("recoverlist"))
        told = (
            "下書きとして戻しました。確かめてから公開してください。"
            if hasattr(row, "state")
            else "戻しました。ページにはまだ出していません。確かめてから出してください。"
            if hidden
            else "戻しました。"
        )
        messages.success(request, f"「{row}」を{told}")
        return HttpResponseRedirect(self._address("change", str(row.pk)))

    # Small things

    def _may_bring_back(self, request: HttpRequest) -> bool:
        return history.is_kept(self.model) and self.has_restore_permission(request)

    def _demand_recovery(self, request: HttpRequest) -> None:
        if not history.is_kept(self.model):
            raise Http404
        if not (self.has_restore_permission(request) and self.has_add_permission(request)):
            raise PermissionDenied

    def _row(self, request: HttpRequest, object_id: str) -> models.Model:
        if not self.has_history_permission(request):
            raise PermissionDenied
        row = self.get_object(request, unquote(object_id))
        if row is None:
            raise Http404
        if not self.has_history_permission(request, row):
            raise PermissionDenied
        found: models.Model = row
        return found

    def _past(self, versions: models.QuerySet[Version], version_id: str) -> history.Past:
        version = versions.filter(pk=version_id).first() if len(version_id) < 19 else None
        past = history.past_of(version) if version else None
        if past is None:
            raise Http404
        return past

    def _address(self, screen: str, *keys: str) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_{screen}", args=keys)

    def _screen(self, request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
        request.current_app = self.admin_site.name
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, template, {**frame, **context})
