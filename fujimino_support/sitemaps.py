"""What search engines should know of."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from activities.models import Activity
from activities.months import first_day, month_after
from councils.models import Area, Page, Programme
from councils.models.programme import Licence


class PortalSitemap(Sitemap):
    """Addresses under SITE_URL, whatever host the request named."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc


class FixedSitemap(PortalSitemap):
    def items(self) -> list[str]:
        has_data = Programme.objects.exclude(licence=Licence.NONE).exists()
        return [
            "home",
            "today",
            "councils",
            "activities",
            "coordinators",
            *(["opendata"] if has_data else []),
        ]

    def location(self, item: str) -> str:
        return reverse(item)


class MonthSitemap(PortalSitemap):
    """This month and the next; further on little is sure."""

    def items(self) -> list[date]:
        today = timezone.localdate()
        return [first_day(today), month_after(today)]

    def location(self, item: date) -> str:
        return reverse("calendar_month", args=[item])


class AreaSitemap(PortalSitemap):
    def items(self) -> QuerySet[Area]:
        areas: QuerySet[Area] = Area.objects.all()
        return areas


class ActivitySitemap(PortalSitemap):
    def items(self) -> QuerySet[Activity]:
        activities: QuerySet[Activity] = Activity.objects.published(timezone.localdate())
        return activities.order_by("number")


class PageSitemap(PortalSitemap):
    def items(self) -> QuerySet[Page]:
        pages: QuerySet[Page] = Page.objects.published(timezone.localdate())
        return pages


SITEMAPS = {
    "fixed": FixedSitemap,
    "months": MonthSitemap,
    "areas": AreaSitemap,
    "activities": ActivitySitemap,
    "pages": PageSitemap,
}
