"""The script tag on a customer's own page: another origin, a strict policy, a real Chromium."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry
from experiments.models import Event, Experiment
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import running
from workspaces.keys import create_key
from workspaces.models import ApiKey

PERSON = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36"
"""A headless browser says that it is one, and is no person then."""
OWN = "The page's own words"
FAR_BELOW = "<p>" + "<br>" * 200 + "</p>"


class Shop:
    """A customer's site: pages by path, each with a policy that allows our origin and no more."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.policy = ""
        shop = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = shop.pages.get(urlsplit(self.path).path, "").encode()
                self.send_response(200 if body else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Security-Policy", shop.policy)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def put(self, path: str, tag: str, body: str) -> None:
        page = f'<!doctype html><html lang="en"><head><title>Shop</title>{tag}</head>'
        self.pages[path] = f"{page}<body>{body}</body></html>"


@pytest.fixture
def shop(live_server: LiveServer) -> Iterator[Shop]:
    shop = Shop()
    origin = live_server.url
    shop.policy = f"default-src 'none'; img-src data:; script-src {origin}; connect-src {origin}"
    Thread(target=shop.server.serve_forever, daemon=True).start()
    yield shop
    shop.server.shutdown()


@pytest.fixture
def tag(live_server: LiveServer, cast: Cast) -> Callable[..., str]:
    """``tag(consent="wait")``: the line to paste."""
    _, key = create_key(access=cast.access, name="site", kind=ApiKey.Kind.PUBLISHABLE)

    def tag(**more: str) -> str:
        said = "".join(f' data-{name}="{value}"' for name, value in more.items())
        # A busy machine is slow; how long a page waits is tried where nobody answers.
        return (
            f'<link rel="icon" href="data:,"><script src="{live_server.url}/c/cuppa.js" '
            f'data-key="{key}" data-timeout="15000"{said} async></script>'
        )

    return tag


@pytest.fixture(autouse=True)
def _fresh_delivery(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 0.0)
    registry.forget()
    yield
    registry.forget()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Page]:
    """Somebody's browser, whose console stays empty."""
    context = browser.new_context(user_agent=PERSON, viewport={"width": 1000, "height": 700})
    page = context.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def until(page: Page, holds: Callable[[], Any]) -> None:
    """Let the page go on until something holds."""
    end = time.monotonic() + 20
    while not holds() and time.monotonic() < end:
        page.wait_for_timeout(20)
    assert holds()


@contextmanager
def reported(page: Page, times: int = 1) -> Iterator[None]:
    """Until so many more events are stored."""
    before = Event.objects.count()
    yield
    until(page, lambda: Event.objects.count() >= before + times)


def marked(experiment: Experiment) -> str:
    key = experiment.message.placement.key
    return f'<h1 data-cuppa="{key}" data-cuppa-part="headline">{OWN}</h1>'


def headlines(experiment: Experiment) -> dict[str, str]:
    return {arm.key: arm.variant.parts["headline"] for arm in experiment.arms.all()}


def test_it_works(cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page) -> None:
    """Filled, the exposure counted once, and the conversion by the same visitor."""
    experiment = running(cast)
    goal = experiment.experiment_goals.get().goal
    button = f'<button data-cuppa-goal="{goal.key}">Start</button>'
    key = experiment.message.placement.key
    group = f'<div data-cuppa="{key}"><p data-cuppa-part="subline">{OWN}</p></div>'
    shop.put("/", tag(storage="cookie"), marked(experiment) + group + button)
    with reported(visitor, 2):
        visitor.goto(shop.url)
        expect(visitor.locator("h1")).not_to_have_text(OWN)
        expect(visitor.locator("div p")).not_to_have_text(OWN)
        visitor.locator("button").click()
    exposure = Event.objects.get(type="exposure", event_class="human")
    assert exposure.arm is not None
    assert visitor.locator("h1").text_content() == headlines(experiment)[exposure.arm.key]
    converted = Event.objects.get(type="conversion")
    assert (converted.visitor, converted.goal) == (exposure.visitor, goal)
    (cookie,) = visitor.context.cookies()
    assert cookie["domain"] == "127.0.0.1", "A cookie of the page's own site, not of ours."


def test_a_visitor_is_known_again_and_a_thank_you_page_counts_once(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    experiment = running(cast)
    goal = experiment.experiment_goals.get().goal
    shop.put("/", tag(storage="local"), marked(experiment))
    shop.put("/thanks", tag(storage="local", goal=goal.key, order="A-17"), "<p>Thank you</p>")
    with reported(visitor):
        visitor.goto(shop.url)
    first = visitor.locator("h1").text_content()
    noted = "Object.values(localStorage).some((each) => JSON.parse(each).s.length)"
    until(visitor, lambda: visitor.evaluate(noted))
    visitor.reload()
    expect(visitor.locator("h1")).to_have_text(first or "")
    with reported(visitor):
        visitor.goto(f"{shop.url}/thanks")
    with visitor.expect_response("**/api/v1/events*") as again:
        visitor.reload()
    assert again.value.json()["duplicate"] == 1
    assert Event.objects.filter(type="exposure").count() == 1
    converted = Event.objects.get(type="conversion")
    assert converted.visitor == Event.objects.get(type="exposure").visitor


def test_it_waits_for_consent(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    experiment = running(cast)
    shop.put("/", tag(consent="wait", storage="cookie"), marked(experiment))
    asked: list[str] = []
    visitor.on("request", lambda each: asked.append(each.url) if "/api/" in each.url else None)
    visitor.goto(shop.url)
    until(visitor, lambda: visitor.evaluate("Boolean(window.cuppa)"))
    visitor.wait_for_timeout(300)
    assert asked == []
    assert visitor.context.cookies() == []
    expect(visitor.locator("h1")).to_have_text(OWN)
    with reported(visitor):
        visitor.evaluate("cuppa.consent(true)")
        expect(visitor.locator("h1")).not_to_have_text(OWN)
    assert visitor.context.cookies() != []
    visitor.evaluate("cuppa.consent(false)")
    assert visitor.context.cookies() == []


def test_what_is_not_seen_is_not_reported_and_pages_may_change(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    """Far below nothing is shown yet; a page that draws itself anew is filled again."""
    experiment = running(cast)
    shop.put("/", tag(), FAR_BELOW + marked(experiment))
    visitor.goto(shop.url)
    expect(visitor.locator("h1")).not_to_have_text(OWN)
    visitor.wait_for_timeout(300)
    assert not Event.objects.exists()
    with reported(visitor):
        visitor.locator("h1").scroll_into_view_if_needed()
    visitor.evaluate(
        "document.body.append(document.querySelector('h1').cloneNode(true));"
        f"document.querySelectorAll('h1')[1].textContent = {OWN!r}"
    )
    expect(visitor.locator("h1").nth(1)).not_to_have_text(OWN)
    assert Event.objects.count() == 1
    assert visitor.context.cookies() == [], "Nothing is kept unless it is allowed."


def test_a_text_stays_a_text(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    message = make.make_message(cast.workspace)
    evil = "<img src=x onerror=alert(1)>"
    make.make_live(message, parts={"headline": evil, "subline": "", "button": ""})
    key = message.placement.key
    shop.put("/", tag(), f'<h1 data-cuppa="{key}" data-cuppa-part="headline">{OWN}</h1>')
    visitor.goto(shop.url)
    expect(visitor.locator("h1")).to_have_text(evil)
    assert visitor.locator("img").count() == 0


def test_where_nobody_answers_the_page_keeps_its_words(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    experiment = running(cast)
    line = tag().replace('data-timeout="15000"', 'data-timeout="300"')
    shop.put("/", line, marked(experiment))
    visitor.route("**/api/v1/copy*", lambda route: None)  # never an answer
    visitor.add_init_script(
        "document.addEventListener('cuppa:kept', () => { window.kept = true; })"
    )
    visitor.goto(shop.url)
    until(visitor, lambda: visitor.evaluate("window.kept"))
    expect(visitor.locator("h1")).to_have_text(OWN)
    assert not Event.objects.exists()


def test_our_test_page_shows_it_and_counts_nothing(
    cast: Cast, signed_in: Page, visit: Callable[[str], Page]
) -> None:
    experiment = running(cast)
    page = visit(cast.url("test/on-your-site/try/"))
    log = page.locator("[data-try-log]")
    expect(log).to_contain_text("taken, as a preview")
    shown = page.locator("[data-cuppa-part=headline]").text_content()
    assert shown in headlines(experiment).values()
    page.locator("[data-cuppa-goal]").first.click()
    expect(log).to_contain_text("did ")
    assert set(Event.objects.values_list("event_class", flat=True)) == {"preview"}


def test_who_comes_by_a_split_link_is_that_visitor(
    cast: Cast, shop: Shop, tag: Callable[..., str], visitor: Page
) -> None:
    """Another number in the address is another visitor: the arms kept before are not theirs."""
    experiment = running(cast)
    shop.put("/", tag(storage="local"), marked(experiment))
    for number in range(4):
        with reported(visitor):
            visitor.goto(f"{shop.url}/?cuppa_visitor=clicked-{number}")
    for exposure in Event.objects.select_related("arm__variant"):
        copy = cast.api().get(
            f"/api/v1/copy/{experiment.message.placement.key}", {"visitor": exposure.visitor}
        )
        assert exposure.arm is not None
        assert copy.json()["variant"] == exposure.arm.key
    assert Event.objects.values("visitor").distinct().count() == 4
