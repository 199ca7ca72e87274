from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register


@register(Tags.security, deploy=True)
def site_url_is_secure(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """`make run` serves plain http on one machine, so this is no reason to stop a start."""
    if not settings.SECURE_SSL or settings.SITE_URL.startswith("https://"):
        return []
    return [
        Warning(
            "SECURE_SSL=1 ですが、SITE_URL が https:// で始まっていません。",
            hint="SITE_URL を https:// で始まる URL にしてください。",
            id="fujimino_support.W001",
        )
    ]
