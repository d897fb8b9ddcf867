"""Who may ask for copy and send events: scopes, pages of other sites, limits."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import LazySettings
from django.http import HttpResponse
from django.test import Client

from experiments.api import door
from messaging.models import Message
from tests.conftest import Cast
from tests.experiments.scenes import live_message
from tests.guards.addresses import addresses
from workspaces import limits, throttle
from workspaces.keys import create_key
from workspaces.models import ApiKey

SHOP = "https://shop.example"
EVENTS = "/api/v1/events"
CORS = "Access-Control-Allow-Origin"
OFREP = "/ofrep/v1/evaluate/flags"


@pytest.fixture(autouse=True)
def _nobody_asked_yet(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """And no time passes: on a slow machine a limit would refill while a test asks."""
    monkeypatch.setattr(throttle, "time", SimpleNamespace(monotonic=lambda: 1_000.0))
    for kept in (door.key_calls, door.address_calls, limits.wrong_keys):
        kept.forget()
    yield
    for kept in (door.key_calls, door.address_calls, limits.wrong_keys):
        kept.forget()


def url(message: Message) -> str:
    return f"/api/v1/copy/{message.placement.key}"


def page_key(cast: Cast, *origins: str) -> Client:
    """A visitor's browser on a page with a publishable key bound to ``origins``."""
    _, token = create_key(
        access=cast.access, name="web", kind="publishable", allowed_origins=list(origins)
    )
    return Client(headers={"Authorization": f"Bearer {token}"})


def signal() -> dict[str, Any]:
    return {"events": [{"id": str(uuid4()), "type": "signal", "visitor": "v", "name": "n"}]}


def send(client: Any, **more: Any) -> HttpResponse:
    answer: HttpResponse = client.post(EVENTS, signal(), content_type="application/json", **more)
    return answer


# Scopes


@pytest.mark.parametrize(
    ("scopes", "fetches", "reports"),
    [
        (["read"], 200, 403),
        (["write"], 200, 200),
        (["approve"], 403, 403),
        (["read", "approve"], 200, 403),
    ],
)
def test_scopes_say_who_fetches_and_who_reports(
    cast: Cast, scopes: list[str], fetches: int, reports: int
) -> None:
    message = live_message(cast)
    api = cast.api(scopes=scopes)
    assert api.get(url(message)).status_code == fetches
    assert api.post("/api/v1/copy", {"visitor": "v"}).status_code == fetches
    context = {"context": {"targetingKey": "v"}}
    assert api.post(OFREP, context).status_code == fetches
    assert api.post(f"{OFREP}/{message.placement.key}", context).status_code == fetches
    answer = api.post(EVENTS, signal())
    assert answer.status_code == reports
    if reports == 403:
        assert answer.json()["detail"] == "This key may not send events."


def test_a_publishable_key_fetches_and_reports(cast: Cast) -> None:
    client = page_key(cast)
    assert client.get(url(live_message(cast))).status_code == 200
    assert send(client).status_code == 200


# Pages of other sites


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "http://shop.example",
        "https://shop.example:8443",
        "https://shop.example.",
        "https://shop.example/",
        "HTTPS://SHOP.EXAMPLE",
        "https://shop.example.evil.example",
        "https://notshop.example",
        "null",
    ],
)
def test_another_origin_is_refused_and_cannot_read_why(cast: Cast, origin: str) -> None:
    client = page_key(cast, SHOP)
    for answer in (
        client.get(url(live_message(cast)), headers={"Origin": origin}),
        send(client, headers={"Origin": origin}),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "origin_not_allowed")
        assert CORS not in answer.headers
        assert "Origin" in answer.headers["Vary"]


def test_each_allowed_origin_is_named_alone(cast: Cast) -> None:
    client = page_key(cast, SHOP, "http://localhost:3000")
    path = url(live_message(cast))
    for origin in (SHOP, "http://localhost:3000"):
        answer = client.get(path, headers={"Origin": origin})
        assert (answer.status_code, answer.headers[CORS]) == (200, origin)
        assert "Origin" in answer.headers["Vary"]
    without = client.get(path)
    assert without.status_code == 200
    assert CORS not in without.headers
    assert "Origin" in without.headers["Vary"], "else a cache gives it to a page"


def test_cookies_are_never_asked_for(cast: Cast) -> None:
    path = url(live_message(cast))
    for answer in (
        page_key(cast).get(path, headers={"Origin": SHOP}),
        page_key(cast, SHOP).get(path, headers={"Origin": SHOP}),
        Client().options(path, headers={"Origin": SHOP}),
    ):
        assert answer.headers[CORS]
        assert "Access-Control-Allow-Credentials" not in answer.headers


def test_a_secret_key_is_of_no_use_in_a_page(cast: Cast) -> None:
    api, path = cast.api(), url(live_message(cast))
    for answer in (
        api.get(path, headers={"Origin": SHOP}),
        api.post(EVENTS, signal(), headers={"Origin": SHOP}),
        api.get("/api/v1/copy/nowhere", headers={"Origin": SHOP}),
    ):
        assert not any(name.startswith("Access-Control") for name in answer.headers)


def test_a_page_can_read_that_its_key_is_wrong(cast: Cast) -> None:
    wrong = Client(headers={"Authorization": "Bearer pk_gone", "Origin": SHOP})
    answer = wrong.get("/api/v1/copy/somewhere")
    assert (answer.status_code, answer.headers[CORS]) == (401, "*")


@pytest.mark.parametrize(
    ("path", "methods"),
    [("/api/v1/copy/a", "GET"), ("/api/v1/copy", "POST"), (EVENTS, "POST"), (OFREP, "POST")],
)
def test_a_browser_asks_first(client: Client, path: str, methods: str) -> None:
    answer = client.options(path, headers={"Origin": SHOP})
    assert answer.status_code == 204
    assert answer.headers[CORS] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == methods
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]


def test_nothing_but_delivery_answers_a_page_of_another_site(cast: Cast) -> None:
    """Every other address, with a key and a session, in every method a page can send."""
    api, browser = cast.api(), cast.client(cast.owner)
    browser.raise_request_exception = api.raise_request_exception = False
    delivery = {"api-copy", "api-copy-many", "api-events", "ofrep-flags", "ofrep-flag"}
    delivery |= {"growthbook-features", "growthbook-eval", "growthbook-track"}
    delivery |= {"script-tag"}  # the same for everybody, and no secret
    others = [each for each in addresses() if each.name not in delivery]
    assert len(others) > 60
    for address in others:
        path = address.path("tea", other=987_654_321)
        client = api if path.startswith("/api/") else browser
        for ask in (client.get, client.options):
            answer = ask(path, headers={"Origin": SHOP})
            told = [name for name in answer.headers if name.startswith("Access-Control")]
            assert told == [], path


# Limits


def assert_throttled(answer: HttpResponse) -> None:
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"].isdecimal()
    assert int(answer.headers["Retry-After"]) >= 1


def test_a_noisy_key_is_refused_and_a_quiet_one_served(cast: Cast, settings: LazySettings) -> None:
    """Four times what a key may: the other is always served."""
    settings.DELIVERY_LIMIT_PER_KEY = 10
    path = url(live_message(cast))
    noisy, quiet = cast.api(), cast.api()
    told = []
    for number in range(80):
        told.append(noisy.get(path))
        if number % 8 == 0:
            assert quiet.get(path).status_code == 200
    refused = [answer for answer in told if answer.status_code != 200]
    assert len(refused) > 40
    for answer in refused:
        assert_throttled(answer)


def test_the_open_feature_face_says_when_to_come_back(cast: Cast, settings: LazySettings) -> None:
    settings.DELIVERY_LIMIT_PER_KEY = 1
    api = cast.api()
    told = [api.post(OFREP, {"context": {"targetingKey": "v"}}) for _ in range(4)]
    assert_throttled(told[-1])


def test_one_visitor_cannot_use_up_the_key_of_a_page(cast: Cast, settings: LazySettings) -> None:
    settings.DELIVERY_LIMIT_PER_ADDRESS = 5
    path, page = url(live_message(cast)), page_key(cast, SHOP)
    asked = {"headers": {"Origin": SHOP}}
    told = [page.get(path, REMOTE_ADDR="198.51.100.7", **asked) for _ in range(20)]
    assert_throttled(told[-1])
    assert told[-1].headers[CORS] == SHOP, "the page must be able to read it"
    assert "Retry-After" in told[-1].headers["Access-Control-Expose-Headers"]
    assert page.get(path, REMOTE_ADDR="198.51.100.8", **asked).status_code == 200
    server = cast.api()
    told = [server.get(path, REMOTE_ADDR="198.51.100.7") for _ in range(20)]
    assert {answer.status_code for answer in told} == {200}, "a server asks for all its visitors"


def test_ten_events_count_as_a_call(cast: Cast, settings: LazySettings) -> None:
    settings.DELIVERY_LIMIT_PER_KEY = 10
    api = cast.api()
    events = [event for _ in range(400) for event in signal()["events"]]
    assert api.post(EVENTS, {"events": events}).json()["accepted"] == 400
    assert_throttled(api.post(EVENTS, signal()))


def test_a_wrong_key_is_slowed_and_a_right_one_served(cast: Cast, settings: LazySettings) -> None:
    settings.WRONG_KEY_LIMIT = 3
    path, right = url(live_message(cast)), cast.api()
    wrong = Client(headers={"Authorization": "Bearer pk_guess"})
    assert [wrong.get(path).status_code for _ in range(3)] == [401] * 3
    assert_throttled(wrong.get(path))
    assert right.get(path).status_code == 200


def test_limits_ask_neither_database_nor_cache(
    cast: Cast,
    settings: LazySettings,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: Any,
) -> None:
    settings.DELIVERY_LIMIT_PER_KEY = settings.DELIVERY_LIMIT_PER_ADDRESS = 1_000
    path, page = url(live_message(cast)), page_key(cast)
    assert page.get(path).status_code == 200
    monkeypatch.setattr("experiments.delivery.registry.POLL_SECONDS", 60.0)
    settings.CACHES = {"default": {"BACKEND": "no.such.cache"}}
    with django_assert_num_queries(0):
        assert page.get(path).status_code == 200
    assert len(door.key_calls) == len(door.address_calls) == 1


def test_a_key_of_another_workspace_has_its_own_limit(cast: Cast, settings: LazySettings) -> None:
    settings.DELIVERY_LIMIT_PER_KEY = 1
    mine, theirs = cast.api(ApiKey.Kind.PUBLISHABLE), cast.api(other=True)
    for _ in range(5):
        mine.get("/api/v1/copy/nowhere")
    assert theirs.get("/api/v1/copy/nowhere").status_code == 404
