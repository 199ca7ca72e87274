from django.contrib import admin

from coordinators.models import Coordinator
from fujimino_support.editing.content_admin import photo_preview, yes_no
from fujimino_support.editing.drafts_admin import DraftingAdmin


@admin.register(Coordinator)
class CoordinatorAdmin(DraftingAdmin):
    desk = "人"
    place_on_desk = 10
    fieldsets = (
        (None, {"fields": ("surname", "surname_kana", "given_name", "given_name_kana", "areas", "message")}),
        ("写真", {"fields": ("preview", "photo", "photo_focus", "photo_consent")}),
        ("紹介する期間", {"fields": ("is_shown", "in_post_from", "in_post_until", "order")}),
    )
    readonly_fields = ("preview",)
    list_display = ("__str__", "surname_kana", yes_no("is_shown", "紹介", "する", "しない"), "in_post_until")
    list_filter = ("is_shown", "areas")
    search_fields = ("surname", "surname_kana", "given_name")

    @admin.display(description="いまの写真")
    def preview(self, coordinator: Coordinator) -> str:
        return photo_preview(coordinator.photo)
