"""What search engines should know of."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from activities.models import Activity, Update
from activities.months import first_day, month_after
from councils.models import Area, Page, Programme, Town
from councils.models.programme import Licence
from fujimino_support.editing.models import LastChange


class PortalSitemap(Sitemap):
    """Addresses under SITE_URL, whatever host the request named."""

    def get_protocol(self, protocol: str | None = None) -> str:
        return urlsplit(settings.SITE_URL).scheme

    def get_domain(self, site: Any = None) -> str:
        return urlsplit(settings.SITE_URL).netloc

    def get_latest_lastmod(self) -> None:
        """No Last-Modified for the whole: to find it, Django would read every row once more."""


class WholeSitemap(PortalSitemap):
    """Pages on which a change of almost anything shows."""

    def lastmod(self, item: Any) -> date | None:
        return self.changed_on

    @cached_property
    def changed_on(self) -> date | None:
        found: date | None = LastChange.objects.values_list("on", flat=True).first()
        return found


class FixedSitemap(WholeSitemap):
    def items(self) -> list[str]:
        has_data = Programme.objects.exclude(licence=Licence.NONE).exists()
        return [
            "home",
            "today",
            "councils",
            "activities",
            "coordinators",
            "contact",
            "town",
            "join",
            "benches",
            *(["opendata"] if has_data else []),
        ]

    def location(self, item: str) -> str:
        return reverse(item)

    def lastmod(self, item: str) -> date | None:
        """What is on today is another list every morning."""
        return timezone.localdate() if item == "today" else self.changed_on


class MonthSitemap(WholeSitemap):
    """This month and the next; further on little is sure."""

    def items(self) -> list[date]:
        today = timezone.localdate()
        return [first_day(today), month_after(today)]

    def location(self, item: date) -> str:
        return reverse("calendar_month", args=[item])


class AreaSitemap(WholeSitemap):
    """The areas, and those towns of which the page has more to say than a number to ring."""

    def items(self) -> list[Area | Town]:
        return [*Area.objects.all(), *Town.objects.exclude(area=None)]


class ActivitySitemap(PortalSitemap):
    def items(self) -> QuerySet[Activity]:
        activities: QuerySet[Activity] = Activity.objects.published(timezone.localdate())
        news = Update.objects.filter(number=OuterRef("number")).values("number").annotate(at=Max("at"))
        return activities.order_by("number").annotate(told_at=Subquery(news.values("at")))

    def lastmod(self, item: Activity) -> date | None:
        """The day of the last news of it; None before there was any, because nothing tells then."""
        told_at: datetime | None = item.told_at  # type: ignore[attr-defined]
        return timezone.localtime(told_at).date() if told_at else None


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
