"""What every public page shows around its own content."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from .models import Area, Notice, Page, Programme


class Portal:
    """The frame of a page on one day; each part is read from the database once, when a template asks."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.is_preview = False  # whether somebody looks at it before it is published

    @cached_property
    def programme(self) -> Programme | None:
        return Programme.objects.framed().first()

    @cached_property
    def version(self) -> str:
        """The content version; "" while there is no programme, and so nothing to keep."""
        version: str = self.programme.version if self.programme else ""  # type: ignore[attr-defined]
        return version

    @property
    def stale_after_days(self) -> int | None:
        """After how many days a 確認日 is old; None while there is no programme."""
        return self.programme.stale_after_days if self.programme else None

    @cached_property
    def serial(self) -> int:
        """How often public content has changed; 0 while there is no programme."""
        serial: int = self.programme.serial if self.programme else 0  # type: ignore[attr-defined]
        return serial

    @cached_property
    def areas(self) -> list[Area]:
        return list(Area.objects.all())

    @cached_property
    def notices(self) -> list[Notice]:
        return Notice.objects.holding(self.today).with_areas()

    @cached_property
    def pages(self) -> list[Page]:
        """The pages linked from the foot of every page."""
        return list(Page.objects.published(self.today).filter(in_footer=True).defer("body"))


def portal_of(request: HttpRequest) -> Portal:
    """The frame of the page that `request` asks for, the same for whoever needs it on the way."""
    if not hasattr(request, "portal"):
        request.portal = Portal(timezone.localdate())  # type: ignore[attr-defined]
    frame: Portal = request.portal  # type: ignore[attr-defined]
    return frame


def area_asked(request: HttpRequest) -> Area | None:
    """The area that `?area=` names, or None for all of them; Http404 where there is no such area."""
    slug = request.GET.get("area", "")
    if not slug:
        return None
    for area in portal_of(request).areas:
        if area.slug == slug:
            return area
    raise Http404


def asked_for(area: Area | None) -> list[tuple[str, str]]:
    """The parameter by which a page was asked for one area, for an address of its own."""
    return [("area", area.slug)] if area else []


def portal(request: HttpRequest) -> dict[str, Portal]:
    return {"portal": portal_of(request)}
