"""How often a key and an address may ask to manage a workspace."""

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from rest_framework.response import Response

from tests.conftest import Cast
from workspaces import limits
from workspaces.models import IdempotencyRecord

URL = "/api/v1/workspace/"


@pytest.fixture(autouse=True)
def _nobody_asked_yet() -> Iterator[None]:
    limits.calls.forget()
    limits.wrong_keys.forget()
    cache.clear()
    yield
    limits.calls.forget()
    limits.wrong_keys.forget()


def assert_throttled(answer: Response) -> None:
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer.headers["Retry-After"]) <= 60
    body = answer.json()
    assert (body["status"], body["code"]) == (429, "throttled")
    assert "Wait" in body["detail"] or "wait" in body["detail"]


def test_it_works(cast: Cast, settings: LazySettings) -> None:
    settings.API_LIMIT_PER_KEY = 5
    noisy, quiet = cast.api(), cast.api()
    assert [noisy.get(URL).status_code for _ in range(5)] == [200] * 5
    assert_throttled(noisy.get(URL))
    assert quiet.get(URL).status_code == 200


def test_what_a_key_may_not_do_counts_too(cast: Cast, settings: LazySettings) -> None:
    settings.API_LIMIT_PER_KEY = 5
    reader = cast.api(scopes=["read"])
    refused = [reader.post("/api/v1/personas/", {}).status_code for _ in range(6)]
    assert refused == [403] * 5 + [429]


def test_a_write_answered_again_counts_too(cast: Cast, settings: LazySettings) -> None:
    settings.API_LIMIT_PER_KEY = 5
    api = cast.api()
    told = [
        api.post("/api/v1/personas/", {"key": "n", "name": "N"}, headers={"Idempotency-Key": "a"})
        for _ in range(6)
    ]
    assert [answer.status_code for answer in told] == [201] * 5 + [429]
    assert IdempotencyRecord.objects.for_workspace(cast.workspace).count() == 1


def test_an_address_is_limited_whatever_keys_it_has(cast: Cast, settings: LazySettings) -> None:
    settings.API_LIMIT_PER_ADDRESS = 4
    one, two = cast.api(), cast.api(other=True)
    told = [api.get(URL).status_code for api in (one, two, one, two)]
    assert told == [200] * 4
    assert_throttled(one.get(URL))
    assert one.get(URL, REMOTE_ADDR="198.51.100.7").status_code == 200


def test_guessing_keys_is_slowed(cast: Cast, settings: LazySettings) -> None:
    settings.WRONG_KEY_LIMIT = 3
    right = cast.api()
    wrong = Client(headers={"Authorization": "Bearer sk_guess"}, REMOTE_ADDR="198.51.100.7")
    assert [wrong.get(URL).status_code for _ in range(3)] == [401] * 3
    assert_throttled(wrong.get(URL))
    assert_throttled(right.get(URL, REMOTE_ADDR="198.51.100.7"))
    assert right.get(URL).status_code == 200, "from another address"


def test_a_network_of_ipv6_is_one_guesser(cast: Cast, settings: LazySettings) -> None:
    settings.WRONG_KEY_LIMIT = 3
    wrong = Client(headers={"Authorization": "Bearer sk_guess"})
    told = [wrong.get(URL, REMOTE_ADDR=f"2001:db8::{n:x}").status_code for n in range(1, 5)]
    assert told == [401] * 3 + [429]


def test_too_many_wrong_keys_ask_the_database_nothing(
    cast: Cast, settings: LazySettings, django_assert_num_queries: object
) -> None:
    settings.WRONG_KEY_LIMIT = 1
    wrong = Client(headers={"X-API-Key": "sk_guess"})
    wrong.get(URL)
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert wrong.get(URL).status_code == 429


def test_nought_switches_a_limit_off(cast: Cast) -> None:
    api = cast.api()
    assert {api.get(URL).status_code for _ in range(20)} == {200}


def test_the_minute_passes(monkeypatch: pytest.MonkeyPatch, settings: LazySettings) -> None:
    settings.REDIS_URL = ""
    assert [limits.wait_for_call("k", 2) for _ in range(2)] == [0, 0]
    assert limits.wait_for_call("k", 2) == pytest.approx(30, abs=1)


@pytest.mark.redis
@pytest.mark.skipif(not django_settings.REDIS_URL, reason="needs Redis")
def test_processes_with_redis_count_together(
    settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process is another ``calls``: what it counted is in Redis alone."""
    monkeypatch.setattr(limits, "time", SimpleNamespace(time=lambda: 1_000_000.0))
    told = []
    for _ in range(4):
        limits.calls.forget()
        told.append(limits.wait_for_call("shared", 3))
    assert told == [0, 0, 0, 20]


def test_without_redis_answering_this_process_counts_alone(settings: LazySettings) -> None:
    settings.REDIS_URL = "redis://127.0.0.1:1/0"
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": settings.REDIS_URL,
        }
    }
    assert [limits.wait_for_call("k", 1) for _ in range(2)] == [0, pytest.approx(60, abs=1)]


def test_a_call_too_many_writes_no_line(
    cast: Cast, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    """A flood of refusals must not become a flood of lines, which cost more than serving."""
    settings.API_LIMIT_PER_KEY = 1
    api = cast.api()
    api.get(URL)
    caplog.clear()
    assert api.get(URL).status_code == 429
    assert caplog.records == []
    api.get("/api/v1/nowhere/")
    assert [record.name for record in caplog.records] == ["django.request"]
