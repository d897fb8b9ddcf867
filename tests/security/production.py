"""The settings as they stand on a site for others, read from the settings file itself."""

import os
import runpy
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import override_settings

ROOT = Path(__file__).resolve().parents[2]
HOST = "cuppa.example.org"
ENVIRONMENT = {
    "DEBUG": "false",
    "SECRET_KEY": "0f8b2c6e1d9a4b7f3e5c8a1d6b9f2e4c7a0d3f6b9c2e5a8d1f4b7c0e3a6d9f2b",
    "SEALING_KEYS": "9d1c7a54e8b3f06d2a7c5e9f1b4d8036a7e2c5f9d1b3860e",
    "ALLOWED_HOSTS": HOST,
    "SITE_URL": f"https://{HOST}",
}
OF_THE_TEST = {
    *("DATABASES", "CACHES", "STORAGES", "PASSWORD_HASHERS", "EMAIL_BACKEND", "LOGGING"),
    *("INSTALLED_APPS", "BROKER_URL"),
}
"""What stays as the tests have it: where things are kept, and how fast a password is."""


def settings_with(environment: Mapping[str, str]) -> dict[str, Any]:
    """What the settings file says in this environment."""
    before = dict(os.environ)
    try:
        for name in ("DATABASE_URL", "REDIS_URL", "BROKER_URL", "DEBUG", "SECRET_KEY", "LOG_LEVEL"):
            os.environ.pop(name, None)
        os.environ.update(environment)
        found = runpy.run_path(str(ROOT / "config" / "settings.py"))
    finally:
        os.environ.clear()
        os.environ.update(before)
    return {name: value for name, value in found.items() if name.isupper()}


@contextmanager
def production(**changes: Any) -> Iterator[None]:
    """The site as others reach it; ``changes`` go over the settings."""
    found = settings_with(ENVIRONMENT)
    differing = {
        name: value
        for name, value in found.items()
        if name not in OF_THE_TEST and getattr(settings, name, None) != value
    }
    with override_settings(**{**differing, "WHITENOISE_USE_FINDERS": True, **changes}):
        yield
