"""System checks of the site's own: each has an id, and says what to do."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.security, deploy=True)
def broker_is_durable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        return []
    if settings.BROKER_URL.startswith("filesystem"):
        return [
            Warning(
                "PostgreSQL is used with the broker of files, which serves one machine only.",
                hint="Set BROKER_URL or REDIS_URL to a Redis or RabbitMQ server.",
                id="cuppa.W001",
            )
        ]
    return []


@register()
def site_url_is_absolute(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.SITE_URL.startswith(("http://", "https://")):
        return []
    return [
        Error(
            f"SITE_URL is {settings.SITE_URL!r}, which is no web address.",
            hint="Links in e-mails start with it: give it as https://cuppa.example.org.",
            id="cuppa.E001",
        )
    ]
