"""Every kind of answer tells browsers the same: what may load, who may frame, what to forget."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.http.response import HttpResponseBase
from django.test import Client, override_settings
from django.urls import path

from config.headers import LOCKED, PERMISSIONS
from config.urls import handler400, handler404, handler500, urlpatterns
from tests import make
from tests.conftest import Cast
from tests.security.production import HOST, production
from workspaces.keys import create_key
from workspaces.models import Job

PAGE = (
    "base-uri 'none'; connect-src 'self'; default-src 'none'; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; img-src 'self' data:; manifest-src 'self'; object-src 'none'; "
    "script-src 'self'; style-src 'self'; upgrade-insecure-requests"
)
EVERYWHERE = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "Referrer-Policy": "same-origin",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
NOT_KEPT = {"Cache-Control": "private, no-store"}
FOR_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
A_PAGE = {"Content-Security-Policy": PAGE} | NOT_KEPT
NO_PAGE = {"Content-Security-Policy": LOCKED} | NOT_KEPT


def breaks(request: Any) -> HttpResponseBase:
    raise RuntimeError("It broke.")


class Broken:
    """The addresses of the site and one that breaks."""

    urlpatterns = [path("breaks/", breaks), path("api/breaks/", breaks), *urlpatterns]
    handler400, handler404, handler500 = handler400, handler404, handler500


@pytest.fixture(autouse=True)
def _production(cast: Cast) -> Iterator[None]:
    with production(ROOT_URLCONF=Broken):
        yield


def browser(cast: Cast | None = None) -> Client:
    client = Client(raise_request_exception=False, headers={"host": HOST})
    if cast is not None:
        client.force_login(cast.owner)
    return client


def ask(client: Client, place: str, method: str = "get", **more: Any) -> HttpResponseBase:
    answer: HttpResponseBase = getattr(client, method)(place, secure=True, **more)
    return answer


def finished_job(cast: Cast) -> Job:
    job = Job.objects.create(workspace=cast.workspace, kind="a.b", state=Job.State.DONE)
    job.result_file.save("copy.html", ContentFile(b"<script>alert(1)</script>"))
    return job


def said(answer: HttpResponseBase) -> dict[str, str]:
    told = {name: answer.headers.get(name, "") for name in (*EVERYWHERE, *A_PAGE)}
    policy = "; ".join(sorted(told["Content-Security-Policy"].split("; ")))
    if {"private", "no-store"} <= set(told["Cache-Control"].split(", ")):
        told |= NOT_KEPT
    return told | {"Content-Security-Policy": policy}


def expected(change: dict[str, str]) -> dict[str, str]:
    told = EVERYWHERE | change
    policy = "; ".join(sorted(told["Content-Security-Policy"].split("; ")))
    return told | {"Content-Security-Policy": policy}


def test_it_works(cast: Cast) -> None:
    assert ask(browser(cast), cast.url()).status_code == 200


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/w/tea/settings/", 200),
        ("/accounts/email/", 200),
        ("/api/v1/docs/", 200),
        ("/w/nobody/", 404),
        ("/nowhere/", 404),
        ("/breaks/", 500),
    ],
)
def test_a_page(cast: Cast, place: str, status: int) -> None:
    answer = ask(browser(cast), place)
    assert answer.status_code == status
    assert said(answer) == expected(A_PAGE)


def test_a_refused_form(cast: Cast) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": HOST})
    answer = ask(client, "/accounts/login/", "post", data={"login": "a"})
    assert answer.status_code == 403
    assert said(answer) == expected(A_PAGE)


def test_a_host_that_is_not_ours() -> None:
    answer = ask(Client(headers={"host": "evil.example"}), "/accounts/login/")
    assert answer.status_code == 400
    told = said(answer)
    assert told["Content-Security-Policy"] == expected(A_PAGE)["Content-Security-Policy"]
    assert told["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/api/v1/schema/", 200),
        ("/api/v1/personas/", 401),
        ("/api/v1/nothing/", 404),
        ("/api/breaks/", 500),
        ("/healthz", 200),
        ("/w/tea/settings/audit/download/", 200),
        ("/", 302),
    ],
)
def test_what_is_no_page(cast: Cast, place: str, status: int) -> None:
    answer = ask(browser(cast), place)
    assert answer.status_code == status
    if answer.headers["Content-Type"].startswith("text/html"):
        assert said(answer) == expected(A_PAGE)
    else:
        assert said(answer) == expected(NO_PAGE)


def test_the_rest_surface_with_a_key(cast: Cast) -> None:
    _, token = create_key(access=cast.access, name="server", kind="secret")
    answer = ask(browser(), "/api/v1/personas/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    assert said(answer) == expected(NO_PAGE)


@pytest.mark.parametrize("method", ["get", "options"])
def test_delivery_is_for_other_sites(cast: Cast, method: str) -> None:
    variant = make.make_live(make.make_message(cast.workspace))
    _, token = create_key(access=cast.access, name="page", kind="publishable")
    answer = ask(
        browser(),
        f"/api/v1/copy/{variant.message.placement.key}?visitor=v",
        method,
        headers={"Authorization": f"Bearer {token}", "Origin": "https://shop.example"},
    )
    assert answer.status_code in (200, 204)
    told = said(answer)
    assert "public" not in told.pop("Cache-Control")
    kept = expected(NO_PAGE | FOR_OTHER_SITES)
    del kept["Cache-Control"]
    assert told == kept


def test_a_file_somebody_made_is_saved_and_never_opened(cast: Cast) -> None:
    job = finished_job(cast)
    answer = ask(browser(cast), cast.url(f"settings/jobs/{job.pk}/file/"))
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert said(answer) == expected(NO_PAGE)


def test_a_static_file() -> None:
    answer = ask(browser(), "/static/js/theme.js")
    assert answer.status_code == 200
    told, kept = said(answer), expected(NO_PAGE)
    assert told.pop("Cache-Control") != kept.pop("Cache-Control")
    assert told == kept


def test_the_way_to_https() -> None:
    answer = browser().get("/accounts/login/")
    assert answer.status_code == 301
    assert answer.headers["Location"] == f"https://{HOST}/accounts/login/"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in answer.headers


def test_cookies_are_this_hosts_alone(cast: Cast) -> None:
    make.make_user("new@example.org")
    client = browser()
    ask(client, "/accounts/login/")
    answer = ask(
        client, "/accounts/login/", "post", data={"login": "new@example.org", "password": "tea"}
    )
    cookies = client.cookies | answer.cookies
    assert set(cookies) >= {"__Host-csrf"}
    client.force_login(cast.owner)
    assert "__Host-session" in client.cookies
    for name in ("__Host-csrf", "__Host-session"):
        cookie = client.cookies[name]
        assert cookie["secure"]
        assert cookie["path"] == "/"
        assert not cookie["domain"]
        assert cookie["samesite"] == "Lax"
        assert cookie["httponly"] or name == "__Host-session"
    assert settings.SESSION_COOKIE_HTTPONLY


def test_a_message_is_no_cookie(cast: Cast) -> None:
    client = browser(cast)
    ask(client, cast.url("settings/"), "post", data={"name": "Tea", "time_zone": "UTC"})
    assert set(client.cookies) <= {"__Host-csrf", "__Host-session"}


@override_settings(ALLOWED_HOSTS=[])
def test_no_host_is_ours_unless_named() -> None:
    assert ask(browser(), "/accounts/login/").status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", f"http://{HOST}"])
def test_a_form_of_another_site_is_refused(cast: Cast, origin: str) -> None:
    client = Client(enforce_csrf_checks=True, headers={"host": HOST})
    client.force_login(cast.owner)
    ask(client, cast.url("settings/"))
    token = client.cookies["__Host-csrf"].value
    said = {"name": "Stolen", "time_zone": "UTC", "csrfmiddlewaretoken": token}
    answer = ask(client, cast.url("settings/"), "post", data=said, headers={"Origin": origin})
    assert answer.status_code == 403
    cast.workspace.refresh_from_db()
    assert cast.workspace.name == "Tea and Sons"
