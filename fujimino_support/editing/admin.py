"""The desk 職員: accounts, and the record of sign-ins."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.auth import admin as groups_admin  # noqa: F401  # registers the groups
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path
from django.utils import timezone
from django_otp.plugins.otp_static import admin as spare_codes_admin
from django_otp.plugins.otp_totp import admin as phones_admin

from . import drafts_review, drafts_waiting, rights  # noqa: F401  # register the screen of drafts, and what waits
from .content_admin import ClerkForms, SafeList, yes_no
from .log_admin import LoggingAdmin
from .models import User
from .rights_admin import ReadOnly, RightfulAdmin
from .signin import passwords, phones, staff
from .signin.account_forms import AccountForm, NewAccountForm
from .signin.models import FieldSession, Outcome, SignIn
from .signin.record import record

# The groups are made in code; an office that edits them by hand loses its rights at the next start.
admin.site.unregister(Group)
# Secrets of phones are nobody's to read.
admin.site.unregister(phones_admin.TOTPDevice)
admin.site.unregister(spare_codes_admin.StaticDevice)


@admin.register(User)
class StaffAdmin(ClerkForms, SafeList):
    """Accounts of staff. They are closed by taking away 有効, never deleted: history names them."""

    desk = "職員"
    place_on_desk: ClassVar[int] = 10
    form = AccountForm
    change_form_template = "admin/auth/user/change_form.html"
    list_display = (
        "name_to_sign_in",
        "__str__",
        yes_no("is_active", "アカウント", "使える", "閉じた"),
        "last_signed_in",
    )
    list_filter = ("is_active", "groups")
    search_fields = ("username", "last_name", "first_name")
    ordering = ("username",)
    readonly_fields = (
        *("active_in_words", "superuser_in_words", "houses_in_words"),
        *("password_state", "phone_state", "last_login", "date_joined"),
    )

    @admin.display(description="利用者名", ordering="username")
    def name_to_sign_in(self, account: User) -> str:
        return account.username

    @admin.display(description="最後のログイン", ordering="last_login")
    def last_signed_in(self, account: User) -> Any:
        return account.last_login

    @admin.display(description="このアカウントを使える")
    def active_in_words(self, account: User) -> str:
        return "はい" if account.is_active else "いいえ（閉じました）"

    @admin.display(description="管理者")
    def superuser_in_words(self, account: User) -> str:
        return "はい" if account.is_superuser else "いいえ"

    @admin.display(description="職場")
    def houses_in_words(self, account: User) -> str:
        return "、".join(sorted(staff.groups_of(account)))

    @admin.display(description="パスワード")
    def password_state(self, account: User) -> str:
        if not account.has_usable_password():
            return "まだありません。初回パスワードを作ってください。"
        return (
            "初回パスワード（本人がまだ変えていません）"
            if account.password_is_temporary
            else "本人が決めたもの"
        )

    @admin.display(description="スマートフォン")
    def phone_state(self, account: User) -> str:
        return "登録してあります" if phones.has_phone(account) else "登録していません"

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        sections: list[tuple[str | None, dict[str, Any]]] = [
            (None, {"fields": ("username", "last_name", "first_name", "email")}),
            ("できること", {"fields": self._rights_shown(request, obj)}),
        ]
        if obj:
            sections.append(("ログイン", {"fields": self.readonly_fields[3:]}))
        return sections

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        form = {} if obj else {"form": NewAccountForm}
        return super().get_form(request, obj, change=change, **form, **kwargs)

    def _rights_shown(self, request: HttpRequest, obj: User | None) -> tuple[str, ...]:
        """Nobody lifts her own rights, or locks herself out; only superusers make superusers."""
        superuser = request.user.is_superuser
        if obj is None:
            return ("is_superuser", "groups") if superuser else ("groups",)
        if obj.pk == request.user.pk or not self.has_change_permission(request, obj):
            return ("active_in_words", "superuser_in_words", "houses_in_words")
        return ("is_active", "is_superuser" if superuser else "superuser_in_words", "groups")

    def formfield_for_manytomany(
        self, db_field: models.ManyToManyField, request: HttpRequest, **kwargs: Any
    ) -> Any:
        if db_field.name == "groups":
            kwargs["queryset"] = staff.groups_given_by(staff.who(request))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return rights.allows(request.user, rights.VIEW, User, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return rights.allows(request.user, rights.ADD, User)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        may = rights.allows(request.user, rights.CHANGE, User, obj)
        return may and (obj is None or staff.reaches(staff.who(request), obj))

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                "<id>/password/",
                self.admin_site.admin_view(self.start_password),
                name="editing_user_password",
            ),
            path("<id>/phone/", self.admin_site.admin_view(self.forget_phone), name="editing_user_phone"),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        account: User | None = self.get_object(request, object_id)
        if account and self._may_help(request, account):
            offered = {"may_give_password": True, "may_forget_phone": phones.has_phone(account)}
            extra_context = {**offered, **(extra_context or {})}
        return super().change_view(request, object_id, form_url, extra_context)

    def response_add(
        self, request: HttpRequest, obj: User, post_url_continue: str | None = None
    ) -> HttpResponse:
        messages.success(
            request, f"{obj}さんのアカウントを作りました。続けて、初回パスワードを作ってください。"
        )
        return redirect("admin:editing_user_password", obj.pk)

    def start_password(self, request: HttpRequest, id: str) -> HttpResponse:
        account = self._helped(request, id)
        context = self._context(request, account, "初回パスワードを作る")
        if request.method != "POST":
            return render(request, "admin/auth/user/start_password.html", context)
        password = passwords.hand_out(account)
        record(request, Outcome.START_PASSWORD, account, timezone.localtime(), colleague=staff.who(request))
        self.log_change(request, account, "初回パスワードを作りました。")
        return render(request, "admin/auth/user/start_password.html", {**context, "password": password})

    def forget_phone(self, request: HttpRequest, id: str) -> HttpResponse:
        account = self._helped(request, id)
        if request.method != "POST":
            context = self._context(request, account, "スマートフォンの登録を外す")
            return render(request, "admin/auth/user/forget_phone.html", context)
        phones.remove_phone(account)
        record(request, Outcome.PHONE_REMOVED, account, timezone.localtime(), colleague=staff.who(request))
        self.log_change(request, account, "スマートフォンの登録を外しました。")
        messages.success(request, f"{account}さんのスマートフォンの登録を外しました。")
        return redirect("admin:editing_user_change", account.pk)

    def _helped(self, request: HttpRequest, id: str) -> User:
        account: User | None = self.get_object(request, id)
        if not self.has_view_permission(request):
            raise PermissionDenied
        if account is None:
            raise Http404
        if not self._may_help(request, account):
            raise PermissionDenied
        return account

    def _may_help(self, request: HttpRequest, account: User) -> bool:
        """Whoever forgets her own asks a colleague; whoever knows it changes it on her own page."""
        return account.pk != request.user.pk and self.has_change_permission(request, account)

    def _context(self, request: HttpRequest, account: User, title: str) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "account": account,
            "opts": self.opts,
            "second_step": settings.STAFF_OTP,
        }


@admin.register(SignIn)
class SignInAdmin(ReadOnly, SafeList):
    """Read by those who look after accounts, changed by nobody."""

    desk = "職員"
    place_on_desk: ClassVar[int] = 20
    list_display = ("at", "whose", "outcome", "address", "colleague")
    list_display_links = None
    list_filter = ("outcome",)
    search_fields = ("user__username", "user__last_name", "user__first_name")
    list_select_related = ("user", "colleague")
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description="職員", ordering="user")
    def whose(self, line: SignIn) -> str:
        return str(line.user) if line.user else "（登録のない利用者名）"

    def has_view_permission(self, request: HttpRequest, obj: SignIn | None = None) -> bool:
        return rights.allows(request.user, rights.VIEW, SignIn, obj)


@admin.register(FieldSession)
class FieldSessionAdmin(LoggingAdmin, RightfulAdmin, SafeList):
    """The phones that stay signed in: seen here, and stopped here when one is lost."""

    desk = "職員"
    place_on_desk: ClassVar[int] = 25
    fields = list_display = ("user", "phone", "made_at", "last_on", "until")
    list_select_related = ("user",)
    search_fields = ("user__username", "user__last_name", "user__first_name", "phone")
    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
