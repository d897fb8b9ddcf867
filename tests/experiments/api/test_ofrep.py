"""The OpenFeature Remote Evaluation Protocol, checked against its own published schema."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from experiments.delivery.allocation import choose_variation, get_bucket_ranges, hash_visitor
from messaging.models import Message
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run, running
from workspaces.models import DeliveryVersion

SPECIFICATION = Path(__file__).parents[2] / "vectors" / "ofrep" / "openapi.yaml"
ONE = "/ofrep/v1/evaluate/flags/"
ALL = "/ofrep/v1/evaluate/flags"


@cache
def validator(schema: str) -> Draft202012Validator:
    document = yaml.safe_load(SPECIFICATION.read_text(encoding="utf-8"))
    registry = Registry().with_resource(
        "urn:ofrep", Resource.from_contents(document, default_specification=DRAFT202012)
    )
    reference = {"$ref": f"urn:ofrep#/components/schemas/{schema}"}
    return Draft202012Validator(reference, registry=registry)


def check(schema: str, data: Any) -> None:
    """``data`` fits the schema. codeDefaultFlag allows anything, so a flag that has a value fits
    two of the alternatives of oneOf; its parts are checked one by one instead."""
    if schema in ("serverEvaluationSuccess", "evaluationSuccess"):
        assert set(data) == {"key", "value", "reason", "variant", "metadata"}
        assert isinstance(data["key"], str)
        assert isinstance(data["variant"], str)
        assert data["reason"] in ("STATIC", "TARGETING_MATCH", "SPLIT", "DISABLED", "UNKNOWN")
        validator("objectFlag").validate({"value": data["value"]})
        validator("metadata").validate(data["metadata"])
        return
    validator(schema).validate(data)


def ask(cast: Cast, url: str, body: Any = None) -> Any:
    return cast.api().post(url, body or {"context": {"targetingKey": "v1"}})


def test_it_works(cast: Cast) -> None:
    message = live_message(cast)
    answer = ask(cast, ONE + message.placement.key)
    assert answer.status_code == 200
    data = answer.json()
    check("serverEvaluationSuccess", data)
    assert data["key"] == message.placement.key
    assert data["value"] == make.HERO
    assert data["reason"] == "STATIC"


def test_a_flag_in_an_experiment_tells_what_an_exposure_needs(cast: Cast) -> None:
    experiment = running(cast)
    data = ask(cast, ONE + experiment.message.placement.key).json()
    check("serverEvaluationSuccess", data)
    assert data["reason"] == "SPLIT"
    assert data["metadata"]["experiment"] == experiment.key
    assert data["metadata"]["phase"] == 1
    assert data["metadata"]["arm"] == data["variant"]


def test_every_face_gives_a_visitor_the_same_arm(cast: Cast) -> None:
    experiment = running(cast)
    place = experiment.message.placement.key
    arms = [arm.key for arm in experiment.arms.all()]
    for number in range(40):
        visitor = f"visitor-{number}"
        context = {"context": {"targetingKey": visitor}}
        single = ask(cast, ONE + place, context).json()["variant"]
        bulk = ask(cast, ALL, context).json()["flags"][0]["variant"]
        copy = cast.api().get(f"/api/v1/copy/{place}", {"visitor": visitor}).json()["variant"]
        bucket = hash_visitor(experiment.key, visitor)
        assert bucket is not None
        sdk = arms[choose_variation(bucket, get_bucket_ranges(2))]
        assert single == bulk == copy == sdk


def test_all_flags_at_once_with_an_etag(cast: Cast) -> None:
    live = live_message(cast)
    run(make.make_experiment(live_message(cast)))
    make.make_message(cast.workspace)  # not live: not among the flags
    DeliveryVersion.objects.bump(cast.workspace.pk)
    api = cast.api()
    context = {"context": {"targetingKey": "v1"}}
    answer = api.post(ALL, context)
    data = answer.json()
    assert len(data["flags"]) == 2
    assert live.placement.key in {flag["key"] for flag in data["flags"]}
    for flag in data["flags"]:
        check("evaluationSuccess", flag)
    again = api.post(ALL, context, headers={"If-None-Match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    context["context"]["stage"] = "nowhere"
    assert api.post(ALL, context)["ETag"] == answer["ETag"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("{", "PARSE_ERROR"),
        ("[]", "PARSE_ERROR"),
        ("{}", "TARGETING_KEY_MISSING"),
        ('{"context": {}}', "TARGETING_KEY_MISSING"),
        ('{"context": {"targetingKey": ""}}', "TARGETING_KEY_MISSING"),
        ('{"context": 7}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": 7}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "v", "persona": []}}', "INVALID_CONTEXT"),
        ('{"context": {"targetingKey": "v", "assigned": 1}}', "INVALID_CONTEXT"),
    ],
)
def test_a_bad_context_is_told_in_the_words_of_the_protocol(
    cast: Cast, body: str, code: str
) -> None:
    message = live_message(cast)
    api = cast.api()
    one = api.post(ONE + message.placement.key, data=body, content_type="application/json")
    every = api.post(ALL, data=body, content_type="application/json")
    assert one.status_code == every.status_code == 400
    check("evaluationFailure", one.json())
    check("bulkEvaluationFailure", every.json())
    assert one.json()["errorCode"] == every.json()["errorCode"] == code
    assert one.json()["errorDetails"]


def test_an_unknown_flag(cast: Cast) -> None:
    waiting: Message = make.make_message(cast.workspace)
    for key in ("nowhere", waiting.placement.key):
        answer = ask(cast, ONE + key)
        assert answer.status_code == 404
        check("flagNotFound", answer.json())


def test_without_a_key(cast: Cast) -> None:
    message = live_message(cast)
    api = cast.api()
    api.credentials()
    assert api.post(ONE + message.placement.key, {}).status_code == 401
