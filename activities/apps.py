from typing import Any

from django.apps import AppConfig
from django.utils import timezone


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "活動"

    def ready(self) -> None:
        from fujimino_support.editing.models import staff_have_written

        staff_have_written.connect(_tell, dispatch_uid="news")
        staff_have_written.connect(_fold, dispatch_uid="search")


def _tell(**_: Any) -> None:
    from .telling import tell

    tell(timezone.localtime())


def _fold(**_: Any) -> None:
    """Whoever writes waits for it, and not whoever searches next."""
    from .search_text import catch_up

    catch_up()
