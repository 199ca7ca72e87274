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
from reversion.models import Version

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
        whole = LastChange.objects.values("on")[:1]
        return activities.order_by("number").annotate(
            told_at=Subquery(news.values("at")), changed_on=Subquery(whole)
        )

    def lastmod(self, item: Activity) -> date | None:
        """The day of its last news or version; of one that has neither, no more is known than that of the whole."""
        told_at: datetime | None = item.told_at  # type: ignore[attr-defined]
        known = [at for at in (told_at, self.kept_at.get(str(item.pk))) if at]
        return timezone.localtime(max(known)).date() if known else item.changed_on  # type: ignore[attr-defined]

    @cached_property
    def kept_at(self) -> dict[str, datetime]:
        """When the newest version of each activity was made."""
        versions = Version.objects.get_for_model(Activity).order_by().values_list("object_id")
        return dict(versions.annotate(at=Max("revision__date_created")))


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
