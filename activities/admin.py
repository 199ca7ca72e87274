"""The desk 「活動」: one screen for one activity, with its places, people, photos and recruitments."""

from __future__ import annotations

from django.contrib import admin

from fujimino_support.editing.content_admin import ChildInline, ContentAdmin, photo_preview

from .models import Activity, ActivityPlace, ActivityRole, Category, Photo, Place, Recruitment


class ActivityPlaceInline(ChildInline):
    model = ActivityPlace


class ActivityRoleInline(ChildInline):
    model = ActivityRole


class RecruitmentInline(ChildInline):
    model = Recruitment


class PhotoInline(ChildInline):
    model = Photo
    fields = ("preview", "image", "alternative_text", "caption", "focus", "consent", "order")
    readonly_fields = ("preview",)

    @admin.display(description="いまの写真")
    def preview(self, photo: Photo) -> str:
        return photo_preview(photo.image)


@admin.register(Activity)
class ActivityAdmin(ContentAdmin):
    desk = "活動"
    place_on_desk = 10
    fieldsets = (
        (None, {"fields": ("number", "name", "kana", "council", "category", "summary")}),
        ("いつ・どこ", {"fields": ("schedule_words", "status", "started_on", "place_words")}),
        (
            "だれ・いくら・もうしこみ",
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
    readonly_fields = ("number",)
    autocomplete_fields = ("contact_people",)
    list_display = ("name", "council", "schedule_words", "status", "state", "confirmed_on")
    list_filter = ("state", "status", "council", "category")
    list_select_related = ("council",)
    search_fields = ("name", "kana", "summary", "body", "schedule_words")
    inlines = (ActivityPlaceInline, ActivityRoleInline, RecruitmentInline, PhotoInline)


@admin.register(Place)
class PlaceAdmin(ContentAdmin):
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


@admin.register(Category)
class CategoryAdmin(ContentAdmin):
    desk = "活動"
    place_on_desk = 30
    fields = ("name", "drawing", "order")
    list_display = ("name", "drawing", "order")
