from django.apps import AppConfig


class FujiminoSupportConfig(AppConfig):
    name = "fujimino_support"
    label = "fujimino_support"
    verbose_name = "ポータル"

    def ready(self) -> None:
        from fujimino_support.web import checks  # noqa: F401  registers itself once the settings are read
