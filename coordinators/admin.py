from django.contrib import admin

from fujimino_support.editing.content_admin import ContentAdmin

from .models import Coordinator


@admin.register(Coordinator)
class CoordinatorAdmin(ContentAdmin):
    desk = "人"
    place_on_desk = 10
    fieldsets = (
        (None, {"fields": ("surname", "surname_kana", "given_name", "given_name_kana", "areas", "message")}),
        ("写真", {"fields": ("photo", "photo_consent")}),
        ("紹介する期間", {"fields": ("is_shown", "in_post_from", "in_post_until", "order")}),
    )
    list_display = ("__str__", "surname_kana", "is_shown", "in_post_until")
    list_filter = ("is_shown", "areas")
    search_fields = ("surname", "surname_kana", "given_name")
