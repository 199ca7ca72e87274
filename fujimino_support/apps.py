from django.apps import AppConfig


class FujiminoSupportConfig(AppConfig):
    name = "fujimino_support"
    label = "fujimino_support"
    verbose_name = "ポータル"

    def ready(self) -> None:
        # They register themselves once the settings are read and the models are there.
        from django.contrib.auth.signals import user_logged_in

        from fujimino_support import this_week  # noqa: F401
        from fujimino_support.web import checks, sessions  # noqa: F401

        user_logged_in.connect(sessions.renew)
