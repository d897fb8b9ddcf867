"""A line of the log says when, in UTC; what was refused is written down."""

import logging
import re

import pytest
from django.test import Client

from config.redaction import RedactingFormatter
from tests.conftest import Cast
from tests.security.production import ENVIRONMENT, settings_with
from workspaces.keys import create_key


def test_it_works() -> None:
    record = logging.LogRecord("cuppa", logging.INFO, "a.py", 1, "Tea", (), None)
    record.created, record.msecs = 1_795_000_000.25, 250.0
    line = RedactingFormatter("%(asctime)s %(levelname)s %(name)s %(message)s").format(record)
    assert line == "2026-11-18T11:06:40.250Z INFO cuppa Tea"


def test_the_settings_write_such_lines() -> None:
    logged = settings_with(ENVIRONMENT)["LOGGING"]
    assert logged["formatters"]["line"]["()"] == "config.redaction.RedactingFormatter"
    assert "%(asctime)s" in logged["formatters"]["line"]["format"]
    assert set(logged["handlers"]) == {"console"}


def test_a_refusal_is_written_down(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("WARNING", "django.request")
    _, token = create_key(access=cast.access, name="reader", kind="secret", scopes=["read"])
    cast.client(cast.viewer).get(cast.url("settings/keys/"))
    Client(headers={"Authorization": f"Bearer {token}"}).post("/api/v1/personas/", {})
    Client().get("/api/v1/personas/")
    lines = [row.getMessage() for row in caplog.records]
    assert len(lines) == 3, lines
    assert re.match(r"Forbidden.*/w/tea/settings/keys/", lines[0])
    assert re.match(r"Forbidden.*/api/v1/personas/", lines[1])
    assert re.match(r"Unauthorized.*/api/v1/personas/", lines[2])
