"""The delivery endpoints are in the OpenAPI document, and their answers are as it says."""

from typing import Any

import pytest
from jsonschema import Draft4Validator
from jsonschema.validators import extend

from experiments.api.growthbook_schema import FEATURES
from experiments.api.schema import COPIES, COPY, EVENT, document_delivery
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, running
from workspaces.keys import create_key
from workspaces.models import ApiKey


def nullable(validator: Any, types: Any, instance: Any, schema: Any) -> Any:
    """OpenAPI 3.0 says ``nullable`` where JSON Schema has a type null."""
    if instance is None and schema.get("nullable"):
        return
    yield from Draft4Validator.VALIDATORS["type"](validator, types, instance, schema)


Validator = extend(Draft4Validator, {"type": nullable})


@pytest.fixture
def document() -> dict[str, Any]:
    return document_delivery({"paths": {}, "components": {"schemas": {}}})


def test_the_paths_are_there(document: dict[str, Any]) -> None:
    assert list(document["paths"]) == [
        "/api/eval/{client_key}",
        "/api/features/{client_key}",
        "/api/v1/copy",
        "/api/v1/copy/{placement}",
        "/api/v1/events",
        "/track",
    ]


def test_copy_is_as_documented(cast: Cast) -> None:
    experiment = running(cast)
    place = experiment.message.placement.key
    api = cast.api()
    for answer in (
        api.get(f"/api/v1/copy/{place}", {"visitor": "v"}).json(),
        api.get(f"/api/v1/copy/{place}").json(),
    ):
        Validator(COPY).validate(answer)
        assert set(answer) == set(COPY["properties"])  # type: ignore[call-overload]
    many = api.post("/api/v1/copy", {"visitor": "v"}).json()
    assert set(many) == set(COPIES["properties"])  # type: ignore[call-overload]


def test_the_faces_of_growthbook_are_as_documented(cast: Cast) -> None:
    running(cast)
    _, key = create_key(access=cast.access, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    body = {"attributes": {"id": "v"}}
    for answer in (
        cast.api().get(f"/api/features/{key}"),
        cast.api().post(f"/api/eval/{key}", body),
    ):
        Validator(FEATURES).validate(answer.json())


def test_events_are_as_documented(cast: Cast) -> None:
    experiment = running(cast)
    for event in (exposure(experiment), conversion(experiment)):
        Validator(EVENT).validate(event)
        assert set(event) <= set(EVENT["properties"])  # type: ignore[arg-type]
