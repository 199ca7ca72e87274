"""The queue: what residents ask, the longest waiting first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils import timezone

from coordinators import letters
from coordinators.intake import area_of, received_before
from coordinators.models import Inquiry, Progress
from coordinators.models.inquiries import InquiryQuerySet
from fujimino_support.editing.content_admin import ClerkForms, SafeList
from fujimino_support.editing.fields import KEY
from fujimino_support.editing.log_admin import LoggingAdmin
from fujimino_support.editing.models import NumberSeries, User
from fujimino_support.editing.rights_admin import RightfulAdmin
from fujimino_support.editing.signin.staff import who
from fujimino_support.japanese.dates import moment_words

from . import bench, one, pages, person
from .forms import NewInquiryForm

WAITING, ALL = "waiting", "all"
MINE, NOBODYS = "mine", "nobody"


class ProgressFilter(admin.SimpleListFilter):
    """What waits, unless somebody asks for something else; suspected nuisances stand by themselves."""

    title = "状態"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(WAITING, "未対応・対応中"), *Progress.choices, (ALL, "迷惑の疑いのほか全部")]

    def value(self) -> str:
        asked = super().value()
        return asked if asked in dict(self.lookup_choices) else WAITING

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Inquiry]) -> models.QuerySet[Inquiry]:
        asked = self.value()
        if asked == ALL:
            return queryset.exclude(progress=Progress.SUSPECT)
        waiting = [Progress.NEW, Progress.OPEN]
        return queryset.filter(progress__in=waiting if asked == WAITING else [asked])

    def choices(self, changelist: Any) -> Iterator[Any]:
        """Without Django's own choice of no choice."""
        everything = super().choices(changelist)
        next(everything)
        yield from everything


class AssigneeFilter(admin.SimpleListFilter):
    """Whose they are; only those who have one of what this person sees are named."""

    title = "担当"
    parameter_name = "who"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        seen = model_admin.get_queryset(request).exclude(assignee=None)
        others = User.objects.filter(pk__in=seen.values("assignee")).exclude(pk=who(request).pk)
        named = [(str(person.pk), str(person)) for person in others.order_by("username")]
        return [(MINE, "自分"), (NOBODYS, "まだいない"), *named]

    def queryset(self, request: HttpRequest, queryset: models.QuerySet[Inquiry]) -> models.QuerySet[Inquiry]:
        asked = self.value() or ""
        if asked == MINE:
            return queryset.filter(assignee=who(request))
        if asked == NOBODYS:
            return queryset.filter(assignee=None)
        return queryset.filter(assignee=int(asked)) if KEY.fullmatch(asked) else queryset


@lru_cache(maxsize=1)  # Django asks twice for the columns, and compares what it gets
def received(today: date) -> Callable[[Inquiry], str]:
    """The column that says when an inquiry came, and for how many days it has waited."""

    @admin.display(description="受け付けた日時", ordering="received_at")
    def column(inquiry: Inquiry) -> str:
        at = timezone.localtime(inquiry.received_at)
        words = moment_words(at)
        days = (today - at.date()).days
        return f"{words}（{days}日）" if inquiry.is_waiting and days else words

    return column


@admin.register(Inquiry)
class InquiryAdmin(LoggingAdmin, RightfulAdmin, ClerkForms, SafeList):
    """No history and no drafts: what is personal stands in one place, from which it is erased.

    The list has no search box of Django's, which would put a name into the address.
    """

    desk = "人"
    place_on_desk: ClassVar[int] = 5
    form = NewInquiryForm
    fieldsets = (
        (None, {"fields": ("form_key", "channel", "kind", "text")}),
        (
            "だれから",
            {
                "fields": ("name", "phone", "mail", "town"),
                "description": "答えるのに要るものだけを聞きます。聞けなかったところは空けておきます。",
            },
        ),
        ("どこの", {"fields": ("activity", "area")}),
    )
    list_filter = (ProgressFilter, "kind", "area", AssigneeFilter, "channel")
    list_select_related = ("area", "assignee")
    list_display_links = ("named",)
    list_per_page = 50
    show_full_result_count = False
    actions = None
    view_on_site = False

    @admin.display(description="受付番号", ordering="number")
    def named(self, inquiry: Inquiry) -> str:
        return str(inquiry)

    @admin.display(description="地域", ordering="area")
    def where(self, inquiry: Inquiry) -> str:
        return inquiry.area.name if inquiry.area else "地域は未定"

    @admin.display(description="担当", ordering="assignee")
    def whose(self, inquiry: Inquiry) -> str:
        return str(inquiry.assignee or "担当なし")

    def get_list_display(self, request: HttpRequest) -> Any:
        return ("named", "kind", "where", "progress", "whose", received(timezone.localdate()))

    def get_ordering(self, request: HttpRequest) -> Any:
        """What waits begins with what has waited longest; what is over, with what came last."""
        is_over = request.GET.get("state", WAITING) in (Progress.DONE, Progress.SUSPECT, ALL)
        return ("-received_at", "-number") if is_over else ("received_at", "number")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A number that was given out stays; `manage.py forget` erases the person."""
        return False

    def get_urls(self) -> list[URLPattern]:
        own = [
            path(
                "<path:object_id>/bench/",
                self.admin_site.admin_view(self.register_bench),
                name="coordinators_inquiry_bench",
            ),
            path("search/", self._page(pages.search), name="coordinators_inquiry_search"),
            path("counts/", self._page(pages.counts), name="coordinators_inquiry_counts"),
            path("person/", self._page(person.person), name="coordinators_inquiry_person"),
        ]
        return [*own, *super().get_urls()]

    def _page(self, view: Callable[[HttpRequest, Any], HttpResponse]) -> Any:
        def page(request: HttpRequest) -> HttpResponse:
            if not self.has_view_permission(request):
                raise PermissionDenied
            return view(request, self)

        return self.admin_site.admin_view(page)

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        seen = cast("InquiryQuerySet", self.get_queryset(request))
        told = {"suspects": seen.suspected().count(), "may_see_people": pages.may_see_people(request)}
        return super().changelist_view(request, {**told, **(extra_context or {})})

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Whoever is on the telephone makes no new area on the way."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    # One inquiry

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        return one.inquiry(request, self, object_id)

    def register_bench(self, request: HttpRequest, object_id: str) -> HttpResponse:
        return bench.register(request, self, object_id)

    # A new one

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        if request.method != "POST" or not self.has_add_permission(request):
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            # Whoever gives out numbers does so one after another: a form that is sent twice at one moment waits here.
            NumberSeries.objects.reaching(Inquiry._meta.label_lower, 0)
            earlier = self._entered_before(request)
            if earlier:
                messages.info(request, f"同じ内容は、{earlier}として、もう登録しています。")
                return redirect(earlier)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def _entered_before(self, request: HttpRequest) -> Inquiry | None:
        form = self.get_form(request)(request.POST)
        if not form.is_valid():
            return None
        form.instance.key, form.instance.entered_by = form.cleaned_data["form_key"], who(request)
        return received_before(form.instance, timezone.localtime())

    def save_model(self, request: HttpRequest, obj: Inquiry, form: Any, change: bool) -> None:
        now = timezone.localtime()
        obj.key, obj.received_at = form.cleaned_data["form_key"], now
        obj.entered_by = who(request)
        obj.area = obj.area or area_of(obj)
        super().save_model(request, obj, form, change)
        letters.tell_staff(obj, now)
