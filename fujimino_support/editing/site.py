"""The admin as one desk: what it holds is grouped by the work at hand, not by database table."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

DESKS = ("活動", "地域と協議体", "ホームページの文章", "人", "職員")


class PortalAdminSite(admin.AdminSite):
    site_title = "ページの編集"
    site_header = "ページの編集"
    index_title = "何を直しますか"
    empty_value_display = "（空）"

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The models this person may see, by desk, in the order of `DESKS` and of each model's verbose name on it."""
        models = [model for app in super().get_app_list(request, app_label) for model in app["models"]]
        return [
            {
                "name": desk,
                "app_label": f"desk-{number}",
                "app_url": "",
                "has_module_perms": True,
                "models": sorted(on_desk, key=lambda model: self._place_on_desk(model["model"])),
            }
            for number, desk in enumerate(DESKS, start=1)
            if (on_desk := [model for model in models if self._desk(model["model"]) == desk])
        ]

    def _desk(self, model: type) -> str:
        return getattr(self._registry[model], "desk", DESKS[-1])

    def _place_on_desk(self, model: type) -> int:
        return getattr(self._registry[model], "place_on_desk", 100)
