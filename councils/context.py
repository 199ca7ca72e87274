"""What every public page shows around its own content."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property

from .models import Area, Notice, Page, Programme


class Portal:
    """The frame of a page on one day; each part is read from the database once, when a template asks."""

    def __init__(self, today: date) -> None:
        self.today = today

    @cached_property
    def programme(self) -> Programme | None:
        return Programme.objects.select_related("office").first()

    @cached_property
    def areas(self) -> list[Area]:
        return list(Area.objects.all())

    @cached_property
    def notices(self) -> list[Notice]:
        return list(Notice.objects.holding(self.today).prefetch_related("areas"))

    @cached_property
    def pages(self) -> list[Page]:
        """The pages linked from the foot of every page."""
        return list(Page.objects.published(self.today).filter(in_footer=True).defer("body"))


def portal(request: HttpRequest) -> dict[str, Portal]:
    return {"portal": Portal(timezone.localdate())}
