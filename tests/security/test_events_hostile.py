"""Hostile batches of events: the good ones are taken, nothing breaks."""

import gzip
import json
import time
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from tests.conftest import Cast
from workspaces.keys import create_key

ADDRESS = "/api/v1/events"


@pytest.fixture
def token(cast: Cast) -> str:
    return create_key(access=cast.access, name="page", kind="publishable")[1]


def send(token: str, body: bytes, **headers: str) -> Any:
    return Client().post(
        ADDRESS,
        data=body,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}", **headers},
    )


def signal(**fields: Any) -> dict[str, Any]:
    return {"id": str(uuid4()), "type": "signal", "visitor": "v", "name": "x", **fields}


@pytest.mark.parametrize("depth", [40, 500, 900, 990, 1_020])
def test_a_deep_event_costs_its_neighbour_nothing(token: str, depth: int) -> None:
    deep = b'{"id": 1, "x": ' + b"[" * depth + b"1" + b"]" * depth + b"}"
    answer = send(token, b'{"events": [' + json.dumps(signal()).encode() + b"," + deep + b"]}")
    assert answer.status_code in (200, 400)
    if answer.status_code == 200:
        assert [each["status"] for each in answer.json()["results"]] == ["accepted", "rejected"]


def test_a_deep_id_is_no_name(token: str) -> None:
    deep = b'{"id": ' + b"[" * 900 + b"]" * 900 + b"}"
    answer = send(token, b'{"events": [' + deep + b"]}")
    assert answer.json()["rejected"] == 1


def test_a_bomb_is_refused_at_once(token: str) -> None:
    bomb = gzip.compress(b" " * 100_000_000, 9)
    begun = time.process_time()
    answer = send(token, bomb, **{"Content-Encoding": "gzip"})
    assert answer.status_code == 413
    assert time.process_time() - begun < 1


@pytest.mark.parametrize("value", [None, True, -1, 1e308, "", "\x00", [], {}, "x" * 100_000])
@pytest.mark.parametrize("field", ["id", "type", "visitor", "at", "name", "simulated"])
def test_an_odd_value_costs_the_neighbour_nothing(token: str, field: str, value: Any) -> None:
    events = [signal(), signal(**{field: value})]
    answer = send(token, json.dumps({"events": events}).encode())
    assert answer.status_code == 200
    assert answer.json()["results"][0]["status"] == "accepted"


def test_null_is_a_bad_event(token: str) -> None:
    events = [signal(), None]
    answer = send(token, json.dumps({"events": events}).encode())
    assert [each["status"] for each in answer.json()["results"]] == ["accepted", "rejected"]


def test_no_preview_has_a_nul_in_its_name(cast: Cast) -> None:
    _, secret = create_key(access=cast.access, name="server", kind="secret")
    for path in ("home?preview=%00", "%00?preview=a"):
        answer = Client().get(f"/api/v1/copy/{path}", headers={"Authorization": f"Bearer {secret}"})
        assert answer.status_code == 404, path
