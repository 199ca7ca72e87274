"""Admin classes for clerks: Japanese as it is spoken, native date fields, children in line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import BadRequest, ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst

from fujimino_support.web.photos import PhotoFile

from .fields import EARLIEST_DAY, KEY, LATEST_DAY
from .history_admin import RememberingAdmin
from .log_admin import LoggingAdmin
from .rights_admin import Concealing, RightfulAdmin, RightfulInline


class RowsField(forms.ModelMultipleChoiceField):
    """Rows to tick."""

    def clean(self, value: Any) -> Any:
        for key in value or ():
            if not KEY.fullmatch(str(key)):
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super().clean(value)


NATIVE_WIDGETS: dict[type[models.Field[Any, Any]], dict[str, Any]] = {
    models.DateField: {
        "widget": forms.DateInput(
            format="%Y-%m-%d",
            attrs={"type": "date", "min": EARLIEST_DAY.isoformat(), "max": LATEST_DAY.isoformat()},
        )
    },
    models.TimeField: {"widget": forms.TimeInput(format="%H:%M", attrs={"type": "time"})},
    models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple, "form_class": RowsField},
}


CHILDREN_LIMIT = 100


class ClerkForms(admin.options.BaseModelAdmin):
    """Widgets for people who type Japanese all day and SQL never."""

    formfield_overrides = NATIVE_WIDGETS

    def formfield_for_dbfield(
        self, db_field: models.Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        """A place that is missing can be added beside the box; to change or delete one has a screen of its own."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_change_related = False
            field.widget.can_view_related = False
            field.widget.can_delete_related = False
        if field:
            field.error_messages["required"] = "ここを入力してください。"
        return field


class SafeList(Concealing):
    """A list that takes from a request only what its filters and boxes can ask.

    Django takes any lookup of any field, and any key, and fails on values such as a year of 0.
    """

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return any(lookup in _lookups(self.model, name) for name in self.get_list_filter(request))

    def response_action(  # type: ignore[override]  # the stubs describe Django 6, which asks where the button was
        self, request: HttpRequest, queryset: models.QuerySet
    ) -> HttpResponseBase | None:
        """Rows are chosen by ticking them; what no box can say is refused before it reaches the database."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(KEY.fullmatch(key) for key in chosen):
            raise BadRequest("a row that no box stands for")
        return super().response_action(request, queryset)


def _lookups(model: type[models.Model], name: Any) -> tuple[str, ...]:
    """What the stock filter of the field called `name` asks, or one that reads its own word itself."""
    if not isinstance(name, str):
        return (name.parameter_name,)
    field = model._meta.get_field(name)
    target = f"__{field.target_field.name}" if field.is_relation else ""  # type: ignore[union-attr]
    return f"{name}{target}__exact", f"{name}__isnull"


class ContentAdmin(LoggingAdmin, RightfulAdmin, RememberingAdmin, ClerkForms, SafeList):
    """Base of every admin screen of content.

    `desk` and `place_on_desk` say where it stands in the sidebar; `fixed_once_made` names the
    fields that outsiders hold on to (an address, a number) and that nobody changes later.
    """

    desk: ClassVar[str]
    place_on_desk: ClassVar[int] = 100
    fixed_once_made: ClassVar[tuple[str, ...]] = ()
    list_per_page = 50
    list_max_show_all = 500

    def get_readonly_fields(self, request: HttpRequest, obj: models.Model | None = None) -> tuple[str, ...]:
        fixed = self.fixed_once_made if obj else ()
        return (*super().get_readonly_fields(request, obj), *fixed)

    def view_on_site(self, obj: models.Model) -> str | None:
        """The address of the page that shows `obj`; None when no page does."""
        if not hasattr(obj, "get_absolute_url") or not self.on_a_page(obj):
            return None
        return str(obj.get_absolute_url())

    def on_a_page(self, obj: models.Model) -> bool:
        """Whether residents can see `obj` today."""
        published = getattr(type(obj)._default_manager, "published", None)
        return published is None or published(timezone.localdate()).filter(pk=obj.pk).exists()

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], Any, Any]:
        """Without the bare ties of many-to-many fields, for which only the database has names."""
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        ties = [
            model._meta for model in apps.get_models(include_auto_created=True) if model._meta.auto_created
        ]
        beginnings = tuple(f"{capfirst(tie.verbose_name)}: " for tie in ties)
        plurals = {tie.verbose_name_plural for tie in ties}
        counts = {name: count for name, count in counts.items() if name not in plurals}
        return _without(rows, beginnings), counts, lacking, protected


def _without(rows: list[Any], beginnings: tuple[str, ...]) -> list[Any]:
    """Nested lists of words, less those that begin so and the lists that this leaves empty."""
    kept = [_without(row, beginnings) if isinstance(row, list) else row for row in rows]
    return [row for row in kept if row and not (isinstance(row, str) and row.startswith(beginnings))]


def yes_no(field: str, label: str, yes: str, no: str) -> Callable[[models.Model], str]:
    """A column of a list that says in words what a box holds."""

    @admin.display(description=label, ordering=field)
    def column(row: models.Model) -> str:
        return yes if getattr(row, field) else no

    return column


def photo_preview(photo: PhotoFile) -> str:
    """The smallest kept size, so that staff see what residents will see."""
    if not photo or not photo.sizes:
        return "まだありません"
    size = photo.sizes[0]
    return format_html(
        '<img src="{}" width="{}" height="{}" alt="いまの写真">', size.jpeg, size.width, size.height
    )


class ChildFormSet(BaseInlineFormSet):
    """Children as far as a screen can hold them; counts that no screen sends are taken for none."""

    def initial_form_count(self) -> int:
        return max(0, super().initial_form_count())


class ChildInline(RightfulInline, ClerkForms, admin.StackedInline):
    """Rows that belong to one parent, edited on its screen."""

    extra = 0
    max_num = CHILDREN_LIMIT
    formset = ChildFormSet

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.absolute_max = CHILDREN_LIMIT
        return formset
