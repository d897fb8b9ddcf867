"""System checks of the site's own: each has an id, and says what to do.

Errors stop every command, so that a site nobody should reach does not start. Warnings are told by
``manage.py check --deploy``. None of them prints a value that may be secret.
"""

from collections.abc import Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.http.request import validate_host

SHORTEST_KEY = 32
FEWEST_CHARACTERS = 10
"""A key of fewer different characters was typed, not drawn."""
DRAW = "Draw one: python -c 'import secrets; print(secrets.token_urlsafe(50))'"


@register(Tags.security, deploy=True)
def broker_is_durable(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not _serves_several_machines():
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


@register(Tags.security, deploy=True)
def cache_is_shared(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    backend = str(settings.CACHES["default"]["BACKEND"]).rpartition(".")[2]
    of_one_process = backend in ("LocMemCache", "DummyCache")
    of_one_machine = not backend.startswith("Redis") and _serves_several_machines()
    if not of_one_process and not of_one_machine:
        return []
    return [
        Warning(
            "What counts failed sign-ins and requests is kept by each machine for itself.",
            hint="Set REDIS_URL, or one who is held up here goes on over there.",
            id="cuppa.W002",
        )
    ]


@register(Tags.security, deploy=True)
def links_lead_to_this_site(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    address = urlsplit(settings.SITE_URL)
    if settings.HTTPS and address.scheme == "http":
        yield Warning(
            "SITE_URL begins with http:// while the site is HTTPS only.",
            hint="Links in e-mails would first travel unprotected: give it with https://.",
            id="cuppa.W003",
        )
    if not validate_host(address.hostname or "", settings.ALLOWED_HOSTS):
        yield Warning(
            f"The host of SITE_URL, {address.hostname!r}, is not among ALLOWED_HOSTS.",
            hint="Links in e-mails would be answered with 400: add it.",
            id="cuppa.W004",
        )


@register(Tags.security, deploy=True)
def any_host_is_too_many(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS lets every host name in.",
            hint="Name the hosts the site is reached by: links are made of what is asked for.",
            id="cuppa.W005",
        )
    ]


@register(Tags.security, deploy=True)
def mail_is_sent(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.EMAIL_BACKEND.endswith("console.EmailBackend"):
        return []
    return [
        Warning(
            "E-mails are written to the log, with the links in them that let people in.",
            hint="Set EMAIL_HOST to a server that sends them.",
            id="cuppa.W006",
        )
    ]


@register(Tags.security, deploy=True)
def strangers_confirm_their_address(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.SIGNUP_OPEN or settings.ACCOUNT_EMAIL_VERIFICATION == "mandatory":
        return []
    return [
        Warning(
            "Strangers may sign up with an address that is not theirs.",
            hint="Leave EMAIL_VERIFICATION at mandatory, or set SIGNUP_OPEN=false.",
            id="cuppa.W007",
        )
    ]


@register(Tags.security, deploy=True)
def secrets_have_keys_of_their_own(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.SEALING_KEYS:
        return []
    return [
        Warning(
            "SEALING_KEYS is empty, so SECRET_KEY seals the secrets in the database.",
            hint=f"Changing SECRET_KEY would lose them all. {DRAW} Then: manage.py reseal_secrets.",
            id="cuppa.W008",
        )
    ]


@register()
def site_url_is_absolute(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    address = urlsplit(settings.SITE_URL)
    if address.scheme in ("http", "https") and address.hostname and "@" not in address.netloc:
        return []
    return [
        Error(
            "SITE_URL is no web address.",
            hint="Links in e-mails start with it: give it as https://cuppa.example.org.",
            id="cuppa.E001",
        )
    ]


@register(Tags.security)
def a_host_is_ours(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if settings.DEBUG or settings.ALLOWED_HOSTS:
        return []
    return [
        Error(
            "ALLOWED_HOSTS is empty: every request would be refused.",
            hint="Name the hosts the site is reached by: ALLOWED_HOSTS=cuppa.example.org.",
            id="cuppa.E002",
        )
    ]


@register(Tags.security)
def keys_are_drawn(app_configs: Any, **kwargs: Any) -> Iterator[CheckMessage]:
    if settings.DEBUG:
        return
    if _is_weak(settings.SECRET_KEY):
        yield Error(
            f"SECRET_KEY is shorter than {SHORTEST_KEY} characters, or repeats a few.",
            hint=f"Who guesses it signs in as anybody. {DRAW}",
            id="cuppa.E003",
        )
    sealing = settings.SEALING_KEYS
    if any(map(_is_weak, sealing)) or len({*sealing}) < len(sealing):
        yield Error(
            f"One of SEALING_KEYS is shorter than {SHORTEST_KEY} characters, or comes twice.",
            hint=f"They protect the secrets in the database. {DRAW}",
            id="cuppa.E004",
        )


@register(Tags.security)
def errors_are_not_shown_to_others(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    if not settings.DEBUG or _is_near(urlsplit(settings.SITE_URL).hostname or ""):
        return []
    return [
        Error(
            "DEBUG is on for a site that SITE_URL says others reach.",
            hint="Error pages would show them source and settings: set DEBUG=false.",
            id="cuppa.E005",
        )
    ]


@register(Tags.security)
def uploads_are_not_served(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    served = [settings.STATIC_ROOT, *settings.STATICFILES_DIRS]
    media = Path(settings.MEDIA_ROOT).resolve()
    if not any(media.is_relative_to(Path(folder).resolve()) for folder in served):
        return []
    return [
        Error(
            "Uploads are kept in a folder whose files are given to everybody.",
            hint="Move DATA_DIR out of the folders of static files.",
            id="cuppa.E006",
        )
    ]


def _serves_several_machines() -> bool:
    return not settings.DATABASES["default"]["ENGINE"].endswith("sqlite3")


def _is_weak(key: str) -> bool:
    return len(key) < SHORTEST_KEY or len({*key}) < FEWEST_CHARACTERS


def _is_near(host: str) -> bool:
    """Whether ``host`` is this machine or a neighbour that strangers do not reach."""
    try:
        address = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".test", ".internal"))
    return address.is_private or address.is_loopback or address.is_unspecified
