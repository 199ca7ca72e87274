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
from django.utils.functional import cached_property

from activities.models import Activity
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


class ActivitySitemap(WholeSitemap):
    """A notice, a number to call or the name of a hall shows on them too: the last change of anything is never too early."""

    def items(self) -> QuerySet[Activity]:
        activities: QuerySet[Activity] = Activity.objects.published(timezone.localdate())
        return activities.order_by("number")


class PageSitemap(WholeSitemap):
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
