"""操作の記録: who did what and when in the admin. Read by those who look after accounts, changed by nobody."""

from __future__ import annotations

import re
from datetime import date
from types import SimpleNamespace
from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import models
from django.http import HttpRequest
from django.utils.html import format_html

from fujimino_support.japanese.characters import fold_width

from . import rights
from .fields import EARLIEST_DAY, LATEST_DAY
from .rights_admin import Concealing, ReadOnly

KEPT_YEARS = 10
DID = {ADDITION: "加えた", CHANGE: "変えた", DELETION: "消した"}
DAY = re.compile(r"([0-9]{4})(?:-|/|年)([0-9]{1,2})(?:-|/|月)([0-9]{1,2})日?")


def is_personal(model: Any) -> bool:
    """Whether the rows of `model` are people who never agreed to stand in a record."""
    return bool(getattr(model, "is_personal", False))


class Unnamed:
    """Stands in the record for a row whose name is nobody's business once the row is gone."""

    def __init__(self, row: models.Model) -> None:
        self.pk, self._meta = row.pk, row._meta

    def __str__(self) -> str:
        return f"{self.pk}番（名前は残しません）" if self.pk else "（名前は残しません）"


def _unnamed(row: Any) -> Any:
    return Unnamed(row) if is_personal(row) else row


class LoggingAdmin(admin.ModelAdmin):
    """What is done with personal rows is recorded without their names, on their own screens and on others'."""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_addition(request, _unnamed(obj), message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        return super().log_change(request, _unnamed(obj), message)

    def log_deletions(self, request: HttpRequest, queryset: Any) -> Any:
        return super().log_deletions(request, [_unnamed(obj) for obj in queryset])  # type: ignore[arg-type]

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        parts = [
            _without_names(formset) if is_personal(formset.model) else formset for formset in formsets or []
        ]
        return super().construct_change_message(request, form, parts, add)


def _without_names(formset: Any) -> Any:
    """As much of a formset as the message is made of."""
    return SimpleNamespace(
        forms=formset.forms,
        new_objects=[Unnamed(row) for row in formset.new_objects],
        changed_objects=[(Unnamed(row), fields) for row, fields in formset.changed_objects],
        deleted_objects=[Unnamed(row) for row in formset.deleted_objects],
    )


# Django calls it ログエントリー.
LogEntry._meta.verbose_name = "操作の記録"
LogEntry._meta.verbose_name_plural = f"操作の記録（{KEPT_YEARS}年分）"


@admin.register(LogEntry)
class LogAdmin(ReadOnly, Concealing):
    """Nobody adds to it, changes it or deletes from it, superusers neither."""

    desk = "職員"
    place_on_desk = 30
    list_display = ("when", "who", "did", "kind", "which", "details")
    list_display_links = None
    fields = readonly_fields = ("when", "who", "did", "kind", "which", "details")
    list_select_related = ("user", "content_type")
    list_per_page = 50
    show_full_result_count = False
    ordering = ("-action_time", "-pk")
    search_fields = ("user__username", "user__last_name", "user__first_name", "object_repr")

    @admin.display(description="日時", ordering="action_time")
    def when(self, entry: LogEntry) -> Any:
        return entry.action_time

    @admin.display(description="職員", ordering="user")
    def who(self, entry: LogEntry) -> str:
        return f"{entry.user}（{entry.user.username}）"

    @admin.display(description="したこと", ordering="action_flag")
    def did(self, entry: LogEntry) -> str:
        return DID.get(entry.action_flag, "（分からない）")

    @admin.display(description="種類", ordering="content_type")
    def kind(self, entry: LogEntry) -> str:
        model = entry.content_type.model_class() if entry.content_type else None
        return str(model._meta.verbose_name) if model else "（いまはない種類）"

    @admin.display(description="どれ")
    def which(self, entry: LogEntry) -> str:
        address = None if entry.action_flag == DELETION else entry.get_admin_url()
        if not address:
            return entry.object_repr
        return format_html('<span class="readonly"><a href="{}">{}</a></span>', address, entry.object_repr)

    @admin.display(description="内容")
    def details(self, entry: LogEntry) -> str:
        return "" if entry.action_flag == DELETION else entry.get_change_message()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return super().changelist_view(request, {"kept_years": KEPT_YEARS, **(extra_context or {})})

    def get_search_results(
        self, request: HttpRequest, queryset: models.QuerySet[Any], search_term: str
    ) -> tuple[models.QuerySet[Any], bool]:
        """Days among the words are days; the rest is looked for in names."""
        words = []
        for word in fold_width(search_term).split():
            day = _day(word)
            if day is None:
                words.append(word)
            else:
                queryset = queryset.filter(action_time__date=day)
        return super().get_search_results(request, queryset, " ".join(words))

    # No filter asks anything of the address.
    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: LogEntry | None = None) -> bool:
        return rights.allows(request.user, rights.VIEW, LogEntry, obj)


def _day(word: str) -> date | None:
    found = DAY.fullmatch(word)
    try:
        day = date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
    return day if day and EARLIEST_DAY <= day <= LATEST_DAY else None
