"""Every check of ours speaks when it should, and is silent for the site of the documentation."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core import checks
from django.test import override_settings

from tests.security.production import production

ROOT = Path(__file__).resolve().parents[2]
GOOD_KEY = "0f8b2c6e1d9a4b7f3e5c8a1d6b9f2e4c7a0d3f6b9c2e5a8d"
POSTGRES = {"default": {"ENGINE": "django.db.backends.postgresql"}}
LOCAL = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
FILES = {
    "default": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": ROOT / "var" / "cache",
    }
}
REDIS = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": "redis://cache",
    }
}
SMTP = "django.core.mail.backends.smtp.EmailBackend"
CONSOLE = "django.core.mail.backends.console.EmailBackend"


def told(**changes: Any) -> set[str]:
    """The ids of our checks that speak on a site for others with these settings."""
    with production(**({"EMAIL_BACKEND": SMTP} | changes)):
        # The databases themselves are not asked: only settings differ here.
        found = checks.run_checks(tags=["security"], include_deployment_checks=True)
        found += [each for each in checks.run_checks() if each.id == "cuppa.E001"]
    return {str(each.id) for each in found if str(each.id).startswith("cuppa.")}


def test_it_works() -> None:
    assert told() == set()


@pytest.mark.parametrize(
    ("told_id", "changes"),
    [
        ("cuppa.E001", {"SITE_URL": "cuppa.example.org"}),
        ("cuppa.E001", {"SITE_URL": "https://"}),
        ("cuppa.E001", {"SITE_URL": "https://user:hunter2@cuppa.example.org"}),
        ("cuppa.E002", {"ALLOWED_HOSTS": []}),
        ("cuppa.E003", {"SECRET_KEY": "short"}),
        ("cuppa.E003", {"SECRET_KEY": "teatea" * 20}),
        ("cuppa.E004", {"SEALING_KEYS": ["short"]}),
        ("cuppa.E004", {"SEALING_KEYS": [GOOD_KEY, GOOD_KEY]}),
        ("cuppa.E005", {"DEBUG": True}),
        ("cuppa.E005", {"DEBUG": True, "SITE_URL": "http://93.184.216.34"}),
        ("cuppa.E006", {"MEDIA_ROOT": ROOT / "static" / "uploads"}),
        ("cuppa.W001", {"DATABASES": POSTGRES, "BROKER_URL": "filesystem://localhost"}),
        ("cuppa.W002", {"DATABASES": POSTGRES, "CACHES": FILES}),
        ("cuppa.W002", {"CACHES": LOCAL}),
        ("cuppa.W003", {"SITE_URL": "http://cuppa.example.org"}),
        ("cuppa.W004", {"ALLOWED_HOSTS": ["www.example.org"]}),
        ("cuppa.W005", {"ALLOWED_HOSTS": ["*"]}),
        ("cuppa.W006", {"EMAIL_BACKEND": CONSOLE}),
        ("cuppa.W007", {"ACCOUNT_EMAIL_VERIFICATION": "none"}),
        ("cuppa.W008", {"SEALING_KEYS": []}),
    ],
)
def test_it_is_told(told_id: str, changes: dict[str, Any]) -> None:
    assert told_id in told(**changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"DEBUG": True, "SITE_URL": "http://127.0.0.1:8000", "ALLOWED_HOSTS": ["127.0.0.1"]},
        {"DEBUG": True, "SITE_URL": "http://localhost:8000", "ALLOWED_HOSTS": ["localhost"]},
        {"SEALING_KEYS": [GOOD_KEY, GOOD_KEY[::-1]]},
        {"DATABASES": POSTGRES, "BROKER_URL": "redis://cache", "CACHES": REDIS},
        {"ACCOUNT_EMAIL_VERIFICATION": "none", "SIGNUP_OPEN": False},
    ],
)
def test_what_is_well_is_not_told(changes: dict[str, Any]) -> None:
    assert told(**changes) - {"cuppa.W003"} == set()


def test_no_check_repeats_a_secret() -> None:
    bad = {
        "SECRET_KEY": "hunter2",
        "SEALING_KEYS": ["hunter2"],
        "SITE_URL": "https://user:hunter2@cuppa.example.org",
    }
    with production(**bad):
        found = checks.run_checks(include_deployment_checks=True)
    assert len(found) >= 3
    assert "hunter2" not in repr(found)


@override_settings(DEBUG=False, ALLOWED_HOSTS=[])
def test_an_error_is_told_without_being_asked() -> None:
    assert "cuppa.E002" in {each.id for each in checks.run_checks()}


def test_every_check_is_documented() -> None:
    code = (ROOT / "workspaces" / "checks.py").read_text(encoding="utf-8")
    documented = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    in_code = set(re.findall(r"cuppa\.[EW]\d{3}", code))
    assert in_code == set(re.findall(r"`(cuppa\.[EW]\d{3})`", documented))
    tried = set(re.findall(r"cuppa\.[EW]\d{3}", Path(__file__).read_text(encoding="utf-8")))
    assert in_code <= tried
