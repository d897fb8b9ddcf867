"""A value that cannot be right stops the start, and is not repeated where it may be secret."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from tests.security.production import ENVIRONMENT, settings_with

SERVERS = ("redis", "amqp")


@pytest.fixture(autouse=True)
def _own_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Names made up here are not for the list that the documentation is compared with."""
    monkeypatch.setattr(env, "VARIABLES", set(env.VARIABLES))


def test_it_works(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SERVER", "redis://user:tea@cache.example.org:6379/0")
    assert env.address("A_SERVER", SERVERS).endswith("/0")
    assert env.address("NO_SERVER", SERVERS, "redis://here") == "redis://here"


@pytest.mark.parametrize(
    "value",
    [
        "cache.example.org:6379?hunter2",
        "http://user:hunter2@cache.example.org",
        "redis:hunter2",
        "redis://user:hunter2@cache:tea/0",
        "redis://user:hunter2@cache:99999999/0",
        "redis://[hunter2",
        "hunter2",
        "redis://",
    ],
)
def test_an_address_that_is_none(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("A_SERVER", value)
    with pytest.raises(ImproperlyConfigured, match="A_SERVER must look like") as refused:
        env.address("A_SERVER", SERVERS)
    assert "hunter2" not in str(refused.value)


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SECRET_KEY", "", "Set SECRET_KEY"),
        ("DEBUG", "maybe", "DEBUG must be true or false"),
        ("HTTPS", "2", "HTTPS must be true or false"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT must be a whole number"),
        ("EMAIL_PORT", "0", "EMAIL_PORT must be at least 1"),
        ("UPLOAD_LIMIT_MB", "-1", "UPLOAD_LIMIT_MB must be at least 1"),
        ("LOG_LEVEL", "LOUD", "LOG_LEVEL must be one of"),
        ("EMAIL_VERIFICATION", "yes", "EMAIL_VERIFICATION must be one of"),
        ("DATABASE_URL", "hunter2", "DATABASE_URL must look like"),
        ("REDIS_URL", "hunter2", "REDIS_URL must look like"),
        ("BROKER_URL", "smtp://user:hunter2@host", "BROKER_URL must look like"),
        ("SECRET_KEY_FILE", "/nowhere/at/all", "Set SECRET_KEY or SECRET_KEY_FILE, not both"),
    ],
)
def test_the_settings_refuse(name: str, value: str, reason: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=reason) as refused:
        settings_with(ENVIRONMENT | {name: value})
    assert "hunter2" not in str(refused.value)


def test_a_secret_may_come_from_a_file(tmp_path: object) -> None:
    file = tmp_path / "secret"  # type: ignore[operator]
    file.write_text("from the file\n", encoding="utf-8")
    given = {name: value for name, value in ENVIRONMENT.items() if name != "SECRET_KEY"}
    assert settings_with(given | {"SECRET_KEY_FILE": str(file)})["SECRET_KEY"] == "from the file"
