"""How the site is asked: over HTTPS, by the methods it knows, answered in a named character set."""

from collections.abc import Iterator

import pytest
from django.test import Client

from tests.conftest import Cast
from tests.security.production import HOST, production
from workspaces.keys import create_key


@pytest.fixture(autouse=True)
def _production(cast: Cast) -> Iterator[None]:
    with production():
        yield


def client(**headers: str) -> Client:
    return Client(headers={"host": HOST, **headers})


@pytest.mark.parametrize(
    "path", ["/api/v1/personas/", "/api/v1/copy/hero", "/ofrep/v1/evaluate/flags/a"]
)
def test_it_works(cast: Cast, path: str) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    for method in ("get", "post"):
        answer = getattr(client(authorization=f"Bearer {token}"), method)(path)
        assert answer.status_code == 403
        assert answer.json()["code"] == "https_needed"
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert "Access-Control-Allow-Origin" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/accounts/login/", "/api/v1/docs/"])
def test_a_person_is_led_on(path: str) -> None:
    answer = client().get(path)
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}{path}"


@pytest.mark.parametrize(
    "path",
    ["/", "/accounts/login/", "/w/tea/", "/healthz", "/api/v1/personas/", "/api/v1/copy/hero"],
)
def test_trace_is_refused(cast: Cast, path: str) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    asking = client(authorization=f"Bearer {token}", echo="said-by-me")
    asking.force_login(cast.owner)
    answer = asking.trace(path, secure=True)
    assert answer.status_code == 405
    assert b"said-by-me" not in answer.content


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/accounts/login/", "text/html; charset=utf-8"),
        ("/nowhere/", "text/html; charset=utf-8"),
        ("/healthz", "text/plain; charset=utf-8"),
        ("/static/js/theme.js", 'text/javascript; charset="utf-8"'),
        ("/w/tea/settings/audit/download/", "text/csv; charset=utf-8"),
        ("/api/v1/personas/", "application/problem+json"),  # JSON is UTF-8 (RFC 8259)
    ],
)
def test_answers_name_their_characters(cast: Cast, path: str, kind: str) -> None:
    asking = client()
    asking.force_login(cast.owner)
    answer = asking.get(path, secure=True)
    assert answer.headers["Content-Type"] == kind


@pytest.mark.parametrize("path", ["/static/", "/static/js/", "/media/", "/.git/config", "/var/"])
def test_no_folder_is_listed_or_given(path: str) -> None:
    assert client().get(path, secure=True).status_code == 404
