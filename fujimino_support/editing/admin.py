from typing import ClassVar

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest

from .content_admin import ClerkForms, SafeList, yes_no
from .models import User

# The groups are made in code; an office that edits them by hand loses its rights at the next start.
admin.site.unregister(Group)


@admin.register(User)
class StaffAdmin(ClerkForms, SafeList, UserAdmin):
    """Accounts of staff. They are closed by taking away 有効, never deleted: history names them."""

    desk = "職員"
    place_on_desk: ClassVar[int] = 10
    list_display = (
        "username",
        "__str__",
        yes_no("is_active", "アカウント", "使える", "閉じた"),
        "last_login",
    )
    list_filter = ("is_active", "groups")
    ordering = ("username",)
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("本人", {"fields": ("last_name", "first_name", "email")}),
        ("できること", {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        ("記録", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False
