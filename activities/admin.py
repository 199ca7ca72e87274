"""The desk 「活動」: one screen for one activity, with its places, people, photos and recruitments."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import F
from django.http import HttpRequest, JsonResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html

from fujimino_support.editing.content_admin import ChildInline, ContentAdmin, SafeList, photo_preview
from fujimino_support.editing.drafts_admin import DraftingAdmin
from fujimino_support.editing.rights_admin import ReadOnly, RightfulAdmin

from .forms import ActivityForm, told
from .models import (
    Activity,
    ActivityPlace,
    ActivityRole,
    Bench,
    Category,
    Closure,
    Headcount,
    Photo,
    Place,
    Recruitment,
    SessionChange,
    Synonym,
    VainWord,
)
from .models.search import VainWordQuerySet
from .schedule import MOST_LETTERS, read
from .upcoming import orphans_of
from .waiting import address_of_changes


class ActivityPlaceInline(ChildInline):
    model = ActivityPlace


class ActivityRoleInline(ChildInline):
    model = ActivityRole


class RecruitmentInline(ChildInline):
    model = Recruitment


class SessionChangeInline(ChildInline):
    model = SessionChange

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[SessionChange]:
        """From last month on; what is longer past is in nobody's way."""
        return super().get_queryset(request).filter(date__gte=timezone.localdate() - timedelta(days=31))


class PhotoInline(ChildInline):
    model = Photo
    fields = ("preview", "image", "alternative_text", "caption", "focus", "consent", "order")
    readonly_fields = ("preview",)

    @admin.display(description="いまの写真")
    def preview(self, photo: Photo) -> str:
        return photo_preview(photo.image)


@admin.register(Activity)
class ActivityAdmin(DraftingAdmin):
    desk = "活動"
    place_on_desk = 10
    fieldsets = (
        (None, {"fields": ("number", "name", "kana", "council", "category", "summary")}),
        (
            "いつ",
            {
                "fields": ("schedule_words", "understood", "words_only", "status", "started_on"),
                "description": "話すように書いてください。例：毎月第2・第4火曜日 13時30分から15時（8月は休み）",
            },
        ),
        (
            "いつ（選んで書く）",
            {
                "classes": ("collapse",),
                "fields": ("pick_weeks", "pick_weekdays", "pick_start", "pick_end", "pick_months"),
                "description": "「日時」を空にして、ここを選んで保存すると、文になります。",
            },
        ),
        (
            "どこ",
            {
                "fields": ("place_words",),
                "description": "会館や広場は、この下の「活動の場所」で選びます。",
            },
        ),
        (
            "だれ・いくら・申し込み",
            {
                "fields": (
                    "audience",
                    "fee",
                    "fee_words",
                    "booking",
                    "booking_words",
                    "bring",
                    "usual_headcount",
                )
            },
        ),
        ("紹介", {"fields": ("body",)}),
        ("問い合わせ先", {"fields": ("contact_name", "contact_phone", "contact_people")}),
        ("確認と公開", {"fields": ("confirmed_on", "state", "public_from", "public_until", "order")}),
    )
    form = ActivityForm
    change_form_template = "admin/activities/activity/change_form.html"
    readonly_fields = ("number", "understood")
    list_display = ("name", "area", "schedule_words", "status", "state", "confirmed_on")
    list_filter = ("state", "status", "council", "category")
    list_select_related = ("council__area",)
    search_fields = ("name", "kana", "summary", "body", "schedule_words")
    inlines = (SessionChangeInline, ActivityPlaceInline, ActivityRoleInline, RecruitmentInline, PhotoInline)

    class Media:
        js = ("js/schedule.js",)

    @admin.display(description="地域", ordering="council__order")
    def area(self, activity: Activity) -> str:
        return str(activity.council.area or "市全体")

    @admin.display(description="読み取った日程")
    def understood(self, activity: Activity) -> str:
        return activity.schedule_line if activity.schedule else "読み取った日程はありません。"

    def get_urls(self) -> list[URLPattern]:
        address = path("read-schedule/", self.admin_site.admin_view(self.read_schedule), name="read_schedule")
        return [address, *super().get_urls()]

    def read_schedule(self, request: HttpRequest) -> JsonResponse:
        """What the words typed so far say; for the script beside the field."""
        words = request.GET.get("words", "")[:MOST_LETTERS]
        if not self.has_change_permission(request):
            raise PermissionDenied
        return JsonResponse({"told": told(read(words, timezone.localdate())) if words.strip() else ""})

    def get_deleted_objects(
        self, objs: Any, request: HttpRequest
    ) -> tuple[list[Any], dict[str, int], Any, Any]:
        """Headcounts, which nobody deletes by themselves, go with their activity."""
        rows, counts, lacking, protected = super().get_deleted_objects(objs, request)
        return rows, counts, set(lacking) - {Headcount._meta.verbose_name}, protected

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        for part in formset.forms if formset.model is SessionChange else ():
            if part.has_changed():
                part.instance.by = request.user
        super().save_formset(request, form, formset, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._tell_orphans(request, form.instance)

    def _tell_orphans(self, request: HttpRequest, saved: Activity) -> None:
        today = timezone.localdate()
        left = orphans_of(Activity.objects.deciding(today).get(pk=saved.pk), today)
        if left:
            messages.warning(
                request,
                format_html(
                    "{}は、新しい日時に合いません。ページには出たままです。"
                    '残すか消すか、<a href="{}">「日ごとの変更」</a>で決めてください。',
                    "、".join(decision.words for decision in left),
                    address_of_changes(saved),
                ),
            )

    def save_model(self, request: HttpRequest, obj: Activity, form: ActivityForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.schedule_words and ("schedule_words" in form.changed_data or not change):
            messages.info(request, told(read(obj.schedule_words, timezone.localdate())))


@admin.register(Place)
class PlaceAdmin(DraftingAdmin):
    desk = "活動"
    place_on_desk = 20
    fieldsets = (
        (None, {"fields": ("number", "name", "kana", "address", "phone")}),
        ("行き方", {"fields": ("nearest_stop", "access", "latitude", "longitude")}),
        ("設備", {"fields": ("steps", "lift", "toilet", "parking", "chairs")}),
    )
    readonly_fields = ("number",)
    list_display = ("name", "kana", "address", "phone")
    search_fields = ("name", "kana", "address")


@admin.register(Bench)
class BenchAdmin(DraftingAdmin):
    desk = "活動"
    place_on_desk = 25
    fieldsets = (
        (None, {"fields": ("number", "place", "spot", "area", "seats", "condition")}),
        ("置いている方", {"fields": ("host", "host_agreed", "since", "inspected_on")}),
        ("写真", {"fields": ("preview", "photo", "alternative_text", "photo_focus")}),
        ("並び順", {"fields": ("order",)}),
    )
    readonly_fields = ("number", "preview")
    list_display = ("__str__", "area", "seats", "condition", "inspected_on")
    list_filter = ("condition", "area")
    list_select_related = ("place", "area")
    search_fields = ("place__name", "place__kana", "spot", "host")
    ordering = (F("inspected_on").asc(nulls_first=True), "number")

    @admin.display(description="いまの写真")
    def preview(self, bench: Bench) -> str:
        return photo_preview(bench.photo)


@admin.register(Closure)
class ClosureAdmin(ContentAdmin):
    desk = "活動"
    place_on_desk = 15
    fields = ("first_day", "last_day", "reason", "areas", "places")
    list_display = ("reason", "first_day", "last_day")
    list_filter = ("areas",)
    search_fields = ("reason",)

    def save_model(self, request: HttpRequest, obj: Closure, form: Any, change: bool) -> None:
        if form.has_changed():  # its places and areas too
            obj.decided_at = timezone.localtime()
        super().save_model(request, obj, form, change)


@admin.register(Headcount)
class HeadcountAdmin(ReadOnly, RightfulAdmin, SafeList):
    """Written on the phone screen, read here."""

    desk = "活動"
    place_on_desk: ClassVar[int] = 40
    fields = list_display = ("activity", "date", "slot", "people", "by", "at")
    list_select_related = ("activity", "by")
    search_fields = ("activity__name", "activity__kana")
    actions = None
    list_per_page = 50
    show_full_result_count = False


@admin.register(Category)
class CategoryAdmin(DraftingAdmin):
    desk = "活動"
    place_on_desk = 30
    fields = ("name", "drawing", "order")
    list_display = ("name", "drawing", "order")


@admin.register(Synonym)
class SynonymAdmin(ContentAdmin):
    desk = "活動"
    place_on_desk = 35
    fields = list_display = ("words",)
    search_fields = ("words",)


@admin.register(VainWord)
class VainWordAdmin(ReadOnly, RightfulAdmin, SafeList):
    """What residents looked for and did not find: a word to add to an activity, or to those that mean the same."""

    desk = "活動"
    place_on_desk: ClassVar[int] = 36
    fields = list_display = ("word", "count", "last_on")
    search_fields = ("word",)
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[VainWord]:
        return cast("VainWordQuerySet", super().get_queryset(request)).often()
