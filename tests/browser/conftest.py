"""The site in a real Chromium, as people use it.

Any fault the browser notices fails the test that caused it: an error on the console, a breach of
the Content-Security-Policy, a broken resource, or a request to another host than the site's own.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Playwright, Request, Response
from pytest_django.live_server_helper import LiveServer

from tests.conftest import Cast
from workspaces.models import User

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


def chromium() -> str | None:
    """The Chromium to drive: the one ``CHROMIUM`` names, else one on the path."""
    given = os.environ.get("CHROMIUM")
    if given:
        return given
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_type_launch_args(playwright: Playwright) -> dict[str, object]:
    """How Chromium is started. Without one the browser tests are skipped, with a loud reason;
    ``REQUIRE_BROWSER=1`` makes that a failure.
    """
    arguments: dict[str, object] = {"args": ARGUMENTS}
    found = chromium()
    if found:
        return arguments | {"executable_path": found}
    if Path(playwright.chromium.executable_path).exists():
        return arguments
    reason = "NO BROWSER: install Chromium or set CHROMIUM to one; nothing was tried in a browser."
    if os.environ.get("REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture
def browser_context_args(browser_context_args: dict[str, object]) -> dict[str, object]:
    # Without motion, so that nothing is judged half faded in.
    return browser_context_args | {
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(context: BrowserContext, live_server: LiveServer) -> Iterator[Page]:
    """A page whose faults fail the test."""
    faults: list[str] = []
    host = urlsplit(live_server.url).netloc

    def on_console(message: ConsoleMessage) -> None:
        # A resource that does not load is reported by on_response, with its address.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            faults.append(f"console: {message.text}")

    def on_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.netloc != host:
            faults.append(f"request to another host: {request.url}")

    def on_response(response: Response) -> None:
        asked_for = response.request.resource_type
        if response.status >= 500 or (response.status >= 400 and asked_for != "document"):
            faults.append(f"{response.status} for {response.url}")

    page = context.new_page()
    page.on("console", on_console)
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)
    yield page
    assert not faults, "The browser noticed:\n" + "\n".join(faults)


@pytest.fixture
def sign_in(page: Page, live_server: LiveServer, cast: Cast) -> Callable[[User], Page]:
    """``sign_in(cast.viewer)``: the page, with that person signed in."""

    def sign_in(user: User) -> Page:
        cookie = cast.client(user).cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
        )
        return page

    return sign_in


@pytest.fixture
def signed_in(sign_in: Callable[[User], Page], cast: Cast) -> Page:
    """The page with the owner of the cast's workspace signed in."""
    return sign_in(cast.owner)


@pytest.fixture
def visit(page: Page, live_server: LiveServer) -> Callable[[str], Page]:
    """``visit("/w/tea/")``: the page at that address of the site, which must answer."""

    def visit(path: str) -> Page:
        response = page.goto(live_server.url + path)
        assert response is not None
        assert response.status < 400, f"{response.status} for {path}"
        return page

    return visit
