"""The matrix of rights, held by the admin: lists, choices, filters, actions, history, inlines.

What is not yours is not there (404); what your role does not do is refused (403).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar, cast

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import models
from django.forms.models import ModelChoiceField, _get_foreign_key
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect

from . import rights


def narrow(fields: dict[str, Any], user: Any, model: type[models.Model]) -> None:
    """Leave in the boxes of a form what `user` may name."""
    for name, field in fields.items():
        if isinstance(field, ModelChoiceField) and name in _fields(model):
            named = rights.choices(user, model, name)
            if named is not None:
                everything = cast("models.QuerySet[Any]", field.queryset)
                field.queryset = everything.filter(pk__in=named.values("pk"))
                field.required |= rights.must_be_named(user, model, name)


def _fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}


class RightfulChoices(admin.options.BaseModelAdmin):
    """Choices of a field as far as the matrix lets this person take them."""

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        taken = rights.values(request.user, self.model, db_field.name)
        if taken is not None:
            kwargs["choices"] = [choice for choice in db_field.choices if choice[0] in taken]
        return super().formfield_for_choice_field(db_field, request, **kwargs)


class Concealing(admin.ModelAdmin):
    """Screens that tell nobody which keys exist."""

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> Any:
        """Django leads to the index and repeats the key."""
        raise Http404

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Django looks for the row first, and asks then who wants to see it."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)


class ReadOnly(admin.ModelAdmin):
    """A record that nobody adds to, changes or deletes from by hand, superusers neither."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RightfulAdmin(RightfulChoices, Concealing):
    """Every screen of a model within the matrix.

    Until `takes_drafts` says that a change can be laid beside a public row, what may only be laid
    beside it is read-only.
    """

    takes_drafts: ClassVar[bool] = False

    def _may(self, request: HttpRequest, action: str, obj: models.Model | None = None) -> bool:
        return rights.allows(request.user, action, self.model, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and self._may(request, rights.VIEW, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and self._may(request, rights.ADD)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may(request, rights.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may(request, rights.DELETE, obj)

    # For actions with `permissions=["publish"]`, and for screens of our own.

    def has_publish_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, rights.PUBLISH, obj)

    def has_restore_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, rights.RESTORE, obj)

    def has_history_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._may(request, rights.HISTORY, obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return rights.rows(request.user, rights.VIEW, super().get_queryset(request))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        shown = super().get_readonly_fields(request, obj)
        closed = rights.names_of(self.model) - rights.live_fields(request.user, self.model, obj)
        if self.takes_drafts:
            closed -= rights.draft_fields(request.user, self.model, obj)
        return (*shown, *sorted((closed & _fields(self.model)) - set(shown)))

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> type[Any]:
        form = super().get_form(request, obj, change=change, **kwargs)
        narrow(form.base_fields, request.user, self.model)
        return form

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """A tick that this person could not see stays."""
        for relation in self.model._meta.many_to_many:
            name = relation.name
            seen = rights.choices(request.user, self.model, name)
            if change and seen is not None and name in form.cleaned_data:
                unseen = getattr(form.instance, name).exclude(pk__in=seen.values("pk"))
                form.cleaned_data[name] = [*form.cleaned_data[name], *unseen]
        super().save_related(request, form, formsets, change)

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not self.has_history_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj and not self.has_history_permission(request, obj):
            raise PermissionDenied
        return super().history_view(request, object_id, extra_context)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """Each done to those of the chosen rows with which this person may do it."""
        actions: dict[str, Any] = super().get_actions(request) or {}
        return {name: (_within_rights(does), *rest) for name, (does, *rest) in actions.items()}


def _within_rights(does: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(does)
    def action(screen: RightfulAdmin, request: HttpRequest, queryset: models.QuerySet[Any]) -> Any:
        for permission in getattr(does, "allowed_permissions", ()):
            queryset = rights.rows(request.user, permission, queryset)
        return does(screen, request, queryset)

    return action


class RightfulInline(RightfulChoices, admin.options.InlineModelAdmin):
    """Parts of a row, on the screen of their parent: whoever owns the parent owns them."""

    def _may(self, request: HttpRequest, action: str, parent: Any) -> bool:
        """Django asks with the parent; without one, or with one not yet saved, for a new row."""
        user = request.user
        label = self.model._meta.label_lower
        if rights.may(user, action, label, own=False):
            return True
        if not rights.may(user, action, label, own=True):
            return False
        return parent is None or parent.pk is None or self._writes(user, parent)

    def _writes(self, user: Any, parent: models.Model) -> bool:
        key = _get_foreign_key(self.parent_model, self.model, self.fk_name)
        part = key.remote_field.get_accessor_name()
        open_now = rights.live_fields(user, self.parent_model, parent)
        if getattr(self.admin_site.get_model_admin(self.parent_model), "takes_drafts", False):
            open_now |= rights.draft_fields(user, self.parent_model, parent)
        return part in open_now and rights.owns_part(user, self.model, key.name, parent)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = rights.allows(request.user, rights.VIEW, self.model)
        return super().has_view_permission(request, obj) and may

    def has_add_permission(self, request: HttpRequest, obj: Any) -> bool:  # type: ignore[override]  # as Django's own
        return super().has_add_permission(request, obj) and self._may(request, rights.ADD, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and self._may(request, rights.CHANGE, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and self._may(request, rights.DELETE, obj)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return rights.rows(request.user, rights.VIEW, super().get_queryset(request))

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        narrow(formset.form.base_fields, request.user, self.model)
        return formset


class RightfulFilter(admin.RelatedFieldListFilter):
    """A filter of a list offers only what this person may name."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> Any:
        named = None
        if isinstance(model_admin, RightfulAdmin):
            named = rights.choices(request.user, field.model, field.name)
        if named is None:
            return super().field_choices(field, request, model_admin)
        ordering = self.field_admin_ordering(field, request, model_admin)
        return field.get_choices(
            include_blank=False,
            ordering=ordering,
            limit_choices_to=models.Q(pk__in=named.values("pk")),
        )


admin.FieldListFilter.register(lambda field: bool(field.remote_field), RightfulFilter, take_priority=True)


def view_on_site(request: HttpRequest, content_type_id: str, object_id: str) -> HttpResponse:
    """To the page that shows a row, for those who may see the row; to everybody else there is none.

    Django's own tells anyone who is signed in that a row exists, and its address.
    """
    if not (content_type_id.isascii() and content_type_id.isdigit()):
        raise Http404
    kind = ContentType.objects.filter(pk=int(content_type_id[:18])).first()
    model = kind.model_class() if kind else None
    screen = admin.site._registry.get(model) if model else None
    if not isinstance(screen, RightfulAdmin) or not screen.has_view_permission(request):
        raise Http404
    row = screen.get_object(request, object_id)
    address = screen.get_view_on_site_url(row) if row else None
    if address is None:
        raise Http404
    return HttpResponseRedirect(address)
