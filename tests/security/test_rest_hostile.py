"""Hostile requests to the REST surface: a plain refusal, never a fault of ours."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from drf_spectacular.generators import SchemaGenerator

from tests import make
from tests.conftest import Cast

PROBLEM = "application/problem+json"
BODIES = {
    "nothing": b"",
    "half": b'{"name": ',
    "no text": b"\xff\xfe",
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and whole": b'{"name":' + b"[" * 200 + b"]" * 200 + b"}",
    "null": b"null",
    "a list": b"[]",
    "not a number": b'{"name": NaN}',
    "a huge number": b'{"name": 1' + b"0" * 5_000 + b"}",
    "NUL": b'{"name": "a\\u0000b", "parts": {"headline": "\\u0000"}, "text": "\\u0000"}',
    "half a pair": b'{"name": "a\\ud800b", "kind": "\\ud800", "file_format": "\\ud800"}',
    "NUL in a key": b'{"parts": {"\\u0000": "x"}}',
}


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Method, path and description of every REST operation."""
    generator: Any = SchemaGenerator
    schema = generator().get_schema(request=None, public=True)
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


WRITES = [
    (method, path)
    for method, path, operation in operations()
    if "requestBody" in operation and path not in ("/api/v1/copy", "/api/v1/events")
]
LISTS = [
    (path, [each["name"] for each in operation["parameters"]])
    for method, path, operation in operations()
    if method == "get" and any(each["in"] == "query" for each in operation.get("parameters", []))
]
LISTS = [(path, names) for path, names in LISTS if "{" not in path]


def cursor(position: str) -> str:
    return base64.b64encode(f"p={quote(position)}".encode()).decode()


def test_there_is_something_to_attack() -> None:
    assert len(WRITES) > 30
    assert len(LISTS) > 15


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES.keys())
def test_no_body_breaks_a_write(cast: Cast, body: bytes) -> None:
    api = cast.api()
    for method, path in WRITES:
        answer = getattr(api, method)(
            path.replace("{id}", "1"), data=body, content_type="application/json"
        )
        assert answer.status_code < 500, (method, path)
        if answer.status_code >= 400:
            assert answer["Content-Type"] == PROBLEM, (method, path)


def test_what_is_no_text_is_refused_at_its_field(cast: Cast) -> None:
    """PostgreSQL would refuse it in the middle of the write; in free JSON as well."""
    message = make.make_message(cast.workspace)
    for text in ("a\x00b", "a\ud800b"):
        body = json.dumps({"message": message.pk, "parts": {"headline": text}})
        answer = cast.api().post("/api/v1/variants/", body, content_type="application/json")
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["pointer"] == "/parts/headline"
        assert answer.json()["errors"][0]["code"] == "no_text"


def test_no_query_breaks_a_list(cast: Cast) -> None:
    api = cast.api()
    values = ("\x00", "-1", str(2**63), "9" * 5_000, "1e400", "-1e60", "NaN", "x" * 5_000, "١")
    for path, names in LISTS:
        for name in names:
            for value in values:
                answer = api.get(path, {name: value})
                assert answer.status_code in (200, 400, 404), (path, name, value)
                if answer.status_code != 200:
                    assert answer["Content-Type"] == PROBLEM, (path, name, value)


@pytest.mark.parametrize("position", ["\x00", "2026-11-22", str(2**63), "-1", "9" * 5_000, "１"])
def test_a_forged_cursor_is_no_page(cast: Cast, position: str) -> None:
    answer = cast.api().get("/api/v1/personas/", {"cursor": cursor(position)})
    assert answer.status_code == 404
    assert answer["Content-Type"] == PROBLEM


def test_a_cursor_of_ours_still_turns_the_page(cast: Cast) -> None:
    for _ in range(3):
        make.make_persona(cast.workspace)
    api = cast.api()
    first = api.get("/api/v1/personas/", {"page_size": 2}).json()
    second = api.get(first["next"]).json()
    assert len(first["results"]) == 2
    assert len(second["results"]) == 1


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("experiments", "message"),
        ("messages", "placement"),
        ("messages", "persona"),
        ("variants", "message__placement"),
        ("reliefs", "pain"),
        ("pains", "persona"),
        ("evidence", "pain"),
    ],
)
def test_a_filter_does_not_tell_which_ids_others_have(cast: Cast, path: str, name: str) -> None:
    other = cast.other.workspace
    pain = make.make_pain(other)
    message = make.make_message(other)
    theirs = {
        "message": message.pk,
        "placement": message.placement_id,
        "message__placement": message.placement_id,
        "persona": pain.persona_id,
        "pain": pain.pk,
    }[name]
    found, missing = (
        cast.api().get(f"/api/v1/{path}/", {name: value}) for value in (theirs, 987_654_321)
    )
    assert found.status_code == missing.status_code == 200
    assert found.json() == missing.json() == {"next": None, "previous": None, "results": []}


@pytest.mark.parametrize("key", ["x" * 201, "é", "a\tb"])
def test_an_odd_idempotency_key_is_refused(cast: Cast, key: str) -> None:
    answer = cast.api().post("/api/v1/personas/", {"name": "A"}, headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert answer["Content-Type"] == PROBLEM


GROWTHBOOK = ("/api/features", "/api/eval", "/track")


def test_every_operation_tells_its_refusals() -> None:
    for method, path, operation in operations():
        if path.startswith(("/api/v1/copy", "/api/v1/events", *GROWTHBOOK)):
            continue
        told = set(operation["responses"])
        assert {"401", "403"} <= told, (method, path)
        if method != "get":
            assert {"404", "409"} <= told, (method, path)
        if method in ("post", "patch"):
            assert {"400", "413", "415"} <= told, (method, path)
