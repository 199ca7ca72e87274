from typing import Any

from django.apps import AppConfig
from django.utils import timezone


class ActivitiesConfig(AppConfig):
    name = "activities"
    verbose_name = "活動"

    def ready(self) -> None:
        from fujimino_support.editing.models import staff_have_written

        staff_have_written.connect(_tell, dispatch_uid="news")


def _tell(**_: Any) -> None:
    from .telling import tell

    tell(timezone.localtime())
