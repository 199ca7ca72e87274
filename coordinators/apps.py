from django.apps import AppConfig


class CoordinatorsConfig(AppConfig):
    name = "coordinators"
    verbose_name = "生活支援コーディネーター"

    def ready(self) -> None:
        # What `manage.py forget` calls.
        from . import forgetting  # noqa: F401
