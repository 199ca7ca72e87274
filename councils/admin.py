"""The desks 「地域と協議体」, 「ホームページの文章」 and 「人」, as a clerk speaks of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from fujimino_support.editing import rights
from fujimino_support.editing.content_admin import ChildInline, ContentAdmin, yes_no
from fujimino_support.editing.drafts_admin import DraftingAdmin
from fujimino_support.editing.handover import named

from .models import (
    Area,
    AreaAssignment,
    ContactOffice,
    ContactPerson,
    Council,
    Meeting,
    Notice,
    Organisation,
    Page,
    Programme,
    ProgrammeSection,
    RelatedLink,
    Tier,
    Town,
)


@admin.register(Programme)
class ProgrammeAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 10
    fieldsets = (
        (None, {"fields": ("site_name", "name", "headline", "lead")}),
        ("いつの情報か", {"fields": ("as_of", "as_of_note", "stale_after_days")}),
        ("問い合わせ", {"fields": ("inquiry_kept_days", "backup_kept_days")}),
        ("問い合わせ先と委託先", {"fields": ("office", "operator", "operator_link_label", "operator_link")}),
        (
            "自治体とオープンデータ",
            {
                "fields": ("prefecture", "city", "city_code", "licence"),
                "description": "「データの利用条件」を選んで保存すると、「オープンデータ」のページで、活動・場所・日程のファイルをだれでも受け取れるようになります。",
            },
        ),
    )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, object] | None = None
    ) -> HttpResponse:
        """There is one programme: go straight to its form."""
        if self.has_view_or_change_permission(request) and Programme.objects.exists():
            return HttpResponseRedirect(reverse("admin:councils_programme_change", args=[1]))
        answer: HttpResponse = super().changelist_view(request, extra_context)
        return answer

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not Programme.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Programme | None = None) -> bool:
        return False


@admin.register(ProgrammeSection)
class ProgrammeSectionAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 20
    fields = ("slug", "heading", "body", "slot", "order")
    fixed_once_made = ("slug",)
    list_display = ("heading", "slot", "order")
    list_filter = ("slot",)
    search_fields = ("heading", "body")


@admin.register(Notice)
class NoticeAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 30
    fields = ("gravity", "text", "areas", "shown_from", "shown_until")
    list_display = ("text", "gravity", "shown_from", "shown_until")
    list_filter = ("gravity", "areas")
    search_fields = ("text",)


@admin.register(Page)
class PageAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 40
    fieldsets = (
        (None, {"fields": ("slug", "title", "body")}),
        ("公開", {"fields": ("state", "public_from", "public_until", "in_footer", "order")}),
    )
    fixed_once_made = ("slug",)
    list_display = ("title", "slug", "state", "order")
    list_filter = ("state",)
    search_fields = ("title", "body")


@admin.register(ContactOffice)
class ContactOfficeAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 50
    fields = ("name", "short_name", "phone", "fax", "mail", "inbox", "hours", "postal_code", "address")
    list_display = ("name", "phone")


@admin.register(RelatedLink)
class RelatedLinkAdmin(DraftingAdmin):
    desk = "ホームページの文章"
    place_on_desk = 60
    fields = ("label", "url", "order")
    list_display = ("label", "url", "order")


class AreaAssignmentInline(ChildInline):
    model = AreaAssignment

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField | None:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field and db_field.name == "user":
            field.label_from_instance = named  # type: ignore[method-assign, assignment]
        return field


@admin.register(Area)
class AreaAdmin(ContentAdmin):
    desk = "地域と協議体"
    place_on_desk = 10
    fields = ("name", "kana", "slug", "theme", "centre_name", "centre_phone", "order")
    fixed_once_made = ("slug",)
    list_display = ("name", "theme", "centre_name", "order")
    inlines = (AreaAssignmentInline,)

    def has_delete_permission(self, request: HttpRequest, obj: Area | None = None) -> bool:
        """An area's address is on paper; and a notice for it alone would turn into one for everybody."""
        return False


@admin.register(Council)
class CouncilAdmin(DraftingAdmin):
    desk = "地域と協議体"
    place_on_desk = 20
    fields = ("name", "kana", "tier", "area", "body", "order")
    list_display = ("name", "tier", "area", "order")
    list_select_related = ("tier", "area")


@admin.register(Meeting)
class MeetingAdmin(DraftingAdmin):
    desk = "地域と協議体"
    place_on_desk = 30
    fieldsets = (
        (None, {"fields": ("council", "held_on", "starts_at", "ends_at", "place", "topics")}),
        ("終わったら", {"fields": ("outcome", "minutes")}),
        ("公開", {"fields": ("is_public",)}),
    )
    list_display = ("held_on", "council", yes_no("is_public", "公開", "公開", "非公開"))
    list_filter = ("council", "is_public")
    list_select_related = ("council",)
    search_fields = ("topics", "outcome")

    def on_a_page(self, obj: Meeting) -> bool:  # type: ignore[override]
        return obj.is_public


@admin.register(Tier)
class TierAdmin(DraftingAdmin):
    desk = "地域と協議体"
    place_on_desk = 40
    fields = ("level", "name", "scope", "body")
    fixed_once_made = ("level",)
    list_display = ("name", "scope")


@admin.register(Town)
class TownAdmin(DraftingAdmin):
    desk = "地域と協議体"
    place_on_desk = 50
    fields = ("name", "kana", "area", "latitude", "longitude", "order")
    list_display = ("name", "kana", "area")
    list_filter = ("area",)
    list_select_related = ("area",)
    search_fields = ("name", "kana")
    empty_value_display = "まだ分かりません"

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One for each area, so that a whole list of towns is assigned by ticking them."""
        actions = super().get_actions(request)
        if not self.has_change_permission(request):
            return actions
        moves = [(area.slug, area, f"選んだ町を「{area}」の地域にする") for area in Area.objects.all()]
        moves.append(("nowhere", None, "選んだ町を、地域の分からない町に戻す"))
        return actions | {f"into_{name}": (_into(area), f"into_{name}", label) for name, area, label in moves}


def _into(area: Area | None) -> Callable[..., None]:
    """An action of the list of towns: `area` becomes theirs, or none does."""
    told = f"「{area}」の地域にしました" if area else "地域の分からない町に戻しました"

    def move(screen: TownAdmin, request: HttpRequest, towns: QuerySet[Town]) -> None:
        screen.set_all(request, rights.rows(request.user, rights.CHANGE, towns), told, area=area)

    return move


class ContactPersonInline(ChildInline):
    model = ContactPerson
    fields = ("name", "phone", "consented_on", "note")


@admin.register(Organisation)
class OrganisationAdmin(ContentAdmin):
    desk = "人"
    place_on_desk = 20
    fields = ("name", "kana", "kind", "areas", "is_public", "order")
    list_display = ("name", "kind", yes_no("is_public", "名前", "出す", "出さない"))
    list_filter = ("kind", "areas", "is_public")
    search_fields = ("name", "kana")
    inlines = (ContactPersonInline,)


@admin.register(ContactPerson)
class ContactPersonAdmin(ContentAdmin):
    desk = "人"
    place_on_desk = 30
    fields = ("name", "phone", "organisation", "consented_on", "note")
    list_display = ("name", "phone", "organisation", "consented_on")
    list_select_related = ("organisation",)
    search_fields = ("name", "phone", "organisation__name")
