"""The admin as one desk: what it holds is grouped by the work at hand, not by database table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from . import rights
from .signin import views
from .signin.staff import is_signed_in
from .waiting import waiting

DESKS = ("活動", "地域と協議体", "ホームページの文章", "人", "職員")
# Screens that show no one model: the page, its name on the desk, and the desk at whose end it stands.
PAGES = (
    ("staff", "現場の画面（今日と今週の中止・変更）", "活動"),
    ("confirm_calls", "確認電話リスト", "活動"),
    ("import", "ファイルの取り込み（活動・場所）", "活動"),
    ("words", "言葉の置き換え", "ホームページの文章"),
)


class PortalAdminSite(admin.AdminSite):
    site_title = "ページの編集"
    site_header = "ページの編集"
    index_title = "何を直しますか"
    empty_value_display = "（空）"

    def has_permission(self, request: HttpRequest) -> bool:
        """Every page for staff asks here, those outside the admin too."""
        return is_signed_in(request)

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """The steps of signing in come before the admin's own pages, and are open to who is not signed in."""
        steps = [
            path("login/", self._step(views.sign_in), name="login"),
            path("login/code/", self._step(views.code), name="sign_in_code"),
            path("login/password/", self._step(views.own_password), name="sign_in_password"),
            path("phone/", self._step(views.phone), name="phone"),
            path("phone/qr.svg", self._step(views.phone_qr), name="phone_qr"),
        ]
        return [*steps, *super().get_urls()]

    def _step(
        self, view: Callable[[HttpRequest, admin.AdminSite], HttpResponse]
    ) -> Callable[..., HttpResponse]:
        @sensitive_post_parameters()
        @csrf_protect
        @never_cache
        def step(request: HttpRequest) -> HttpResponse:
            return view(request, self)

        return step

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """The desks, and above them what waits."""
        waits = waiting(request, timezone.localdate())
        return super().index(request, {"waiting": waits, **(extra_context or {})})

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        if request.method == "POST":
            views.sign_out(request)
        return super().logout(request, extra_context)

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return self._step(views.change_password)(request)

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The models this person may see, by desk, in the order of `DESKS` and of each model's verbose name on it."""
        models = [model for app in super().get_app_list(request, app_label) for model in app["models"]]
        pages = [page for page in PAGES if app_label is None and rights.may_open(request.user, page[0])]
        return [
            {
                "name": desk,
                "app_label": f"desk-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": [
                    *sorted(on_desk, key=lambda model: self._place_on_desk(model["model"])),
                    *(_as_model(page, name) for page, name, where in pages if where == desk),
                ],
            }
            for number, desk in enumerate(DESKS, start=1)
            if (on_desk := [model for model in models if self._desk(model["model"]) == desk])
        ]

    def _desk(self, model: type) -> str:
        return getattr(self._registry[model], "desk", DESKS[-1])

    def _place_on_desk(self, model: type) -> int:
        return getattr(self._registry[model], "place_on_desk", 100)


def _as_model(page: str, name: str) -> dict[str, Any]:
    """What the list of a desk shows of a model, of a page."""
    return {"name": name, "object_name": page, "admin_url": reverse(page), "add_url": None, "view_only": True}
