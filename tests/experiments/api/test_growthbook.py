"""The faces for GrowthBook's SDKs, asked as those SDKs ask."""

import gzip
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from experiments.delivery import registry as registry_module
from experiments.models import DeliverySettings
from messaging.models import Message
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run, running
from workspaces.keys import create_key, revoke_key
from workspaces.models import ApiKey, DeliveryVersion

SHOP = "https://shop.example"
CORS = "Access-Control-Allow-Origin"


def key_of(cast: Cast, kind: str = ApiKey.Kind.PUBLISHABLE, **more: Any) -> str:
    _, token = create_key(access=cast.access, name="web", kind=kind, **more)
    return token


def features(token: str, **headers: str) -> HttpResponse:
    answer: HttpResponse = Client().get(f"/api/features/{token}", headers=headers)
    return answer


def evaluate(token: str, attributes: dict[str, Any], **more: Any) -> Any:
    return Client().post(
        f"/api/eval/{token}", {"attributes": attributes, **more}, content_type="application/json"
    )


def copy(token: str, message: Message, visitor: str) -> Any:
    client = Client(headers={"Authorization": f"Bearer {token}"})
    return client.get(f"/api/v1/copy/{message.placement.key}", {"visitor": visitor}).json()


# Features


def test_it_works(cast: Cast) -> None:
    experiment = running(cast)
    answer = features(key_of(cast))
    data = answer.json()
    assert (answer.status_code, data["status"]) == (200, 200)
    first, last = data["features"][experiment.message.placement.key]["rules"]
    assert first["key"] == f"{experiment.key}.1"
    assert (first["seed"], first["hashVersion"]) == (experiment.key, 2)
    assert [each["key"] for each in first["meta"]] == [arm.key for arm in experiment.arms.all()]
    assert last["force"] == make.HERO
    assert answer["Cache-Control"] == "public, max-age=30, stale-while-revalidate=3600"
    assert answer[CORS] == "*", "a cache may give this answer to a browser"
    assert "x-sse-support" not in answer.headers


def test_known_features_are_not_sent_again_until_something_changes(cast: Cast) -> None:
    message = live_message(cast)
    token = key_of(cast)
    first = features(token)
    again = features(token, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    make.make_live(message, parts=make.HERO | {"headline": "Sundays are yours"})
    DeliveryVersion.objects.bump(cast.workspace.pk)
    changed = features(token, **{"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["dateUpdated"] > first.json()["dateUpdated"]


def test_long_features_are_packed_for_who_can_read_that(cast: Cast) -> None:
    for _ in range(5):
        live_message(cast)
    token = key_of(cast)
    plain = features(token)
    packed = features(token, **{"Accept-Encoding": "br, gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert int(packed["Content-Length"]) < len(plain.content) / 2
    assert "Accept-Encoding" in packed["Vary"]
    known = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert features(token, **known).status_code == 304


def test_features_are_compiled_once_and_ask_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    running(cast)
    token = key_of(cast)
    first = features(token)
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 60.0)
    monkeypatch.setattr("experiments.api.growthbook.compile_features", None)
    with django_assert_num_queries(0):
        assert features(token).content == first.content
        assert evaluate(token, {"id": "v"}).status_code == 200


@pytest.mark.parametrize("path", ["/api/features/{}", "/api/eval/{}", "/track?client_key={}"])
def test_only_a_living_publishable_key_opens(cast: Cast, path: str) -> None:
    ask = Client().get if "features" in path else Client().post
    more = {} if "features" in path else {"data": "{}", "content_type": "application/json"}
    secret = ask(path.format(key_of(cast, ApiKey.Kind.SECRET)), **more)
    assert (secret.status_code, secret.json()["code"]) == (403, "secret_in_address")
    key, token = create_key(access=cast.access, name="old", kind=ApiKey.Kind.PUBLISHABLE)
    revoke_key(access=cast.access, key=key)
    for wrong in (token, "pk_guess"):
        assert ask(path.format(wrong), **more).status_code == 401
    bound = key_of(cast, allowed_origins=[SHOP])
    refused = ask(path.format(bound), **more, headers={"Origin": "https://evil.example"})
    assert (refused.status_code, refused.json()["code"]) == (403, "origin_not_allowed")


def test_a_key_bound_to_a_page_is_not_for_every_cache(cast: Cast) -> None:
    answer = features(key_of(cast, allowed_origins=[SHOP]), Origin=SHOP)
    assert answer[CORS] == SHOP
    assert "Origin" in answer["Vary"]


# Remote evaluation


def test_remote_evaluation_sends_one_text_and_what_to_report(cast: Cast) -> None:
    experiment = running(cast)
    token, place = key_of(cast), experiment.message.placement.key
    seen = set()
    for number in range(20):
        ours = copy(token, experiment.message, f"v{number}")
        feature = evaluate(token, {"id": f"v{number}"}).json()["features"][place]
        assert feature["defaultValue"] == ours["parts"]
        rule = feature["rules"][0]
        assert rule["force"] == ours["parts"]
        told = rule["tracks"][0]
        assert told["experiment"]["key"] == f"{experiment.key}.1"
        assert told["result"]["key"] == ours["variant"]
        assert told["result"]["hashValue"] == f"v{number}"
        assert told["experiment"]["variations"][1 - told["result"]["variationId"]] == {}
        seen.add(ours["variant"])
    assert len(seen) == 2


def test_what_a_stranger_forces_shows_no_draft_and_is_not_counted(cast: Cast) -> None:
    experiment = running(cast)
    message = experiment.message
    make.make_variant(message, parts={"headline": "Secret"})
    waiting = make.make_experiment(live_message(cast))  # a draft, with a rival nobody has seen
    token, place = key_of(cast), message.placement.key
    arms = [arm.variant.parts for arm in experiment.arms.order_by("position")]
    tracked = f"{experiment.key}.1"
    for index in (0, 1):
        forced = [
            evaluate(token, {"id": "v"}, forcedVariations={tracked: index}),
            evaluate(token, {"id": "v"}, url=f"https://shop.example/?{tracked}={index}"),
        ]
        for answer in forced:
            assert answer.json()["features"][place] == {"defaultValue": arms[index]}
    other = waiting.message.placement.key
    live = evaluate(token, {"id": "v"}).json()["features"][other]
    for index in (1, 2, -1, "1", None, True, 10**9):
        forcing = {f"{waiting.key}.1": index, f"{waiting.key}.0": index, tracked: index}
        answer = evaluate(token, {"id": "v"}, forcedVariations=forcing)
        assert answer.json()["features"][other] == live
        assert b"Secret" not in answer.content
    own = evaluate(token, {"id": "v"}, forcedFeatures=[[place, {"headline": "Mine"}], ["x", 1]])
    assert own.json()["features"][place] == {"defaultValue": {"headline": "Mine"}}
    assert "x" not in own.json()["features"]


@pytest.mark.parametrize(
    "body",
    ["", "[]", '{"attributes": 7}', '{"attributes": {"id": []}}', '{"forcedVariations": []}',
     '{"forcedFeatures": 7}', '{"attributes": {"id": "' + "x" * 129 + '"}}'],
)  # fmt: skip
def test_a_body_that_cannot_be_read_is_said_so(cast: Cast, body: str) -> None:
    path = f"/api/eval/{key_of(cast)}"
    answer = Client().post(path, body, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_a_number_is_an_id_as_in_javascript(cast: Cast) -> None:
    experiment = running(cast)
    token, place = key_of(cast), experiment.message.placement.key
    for number in range(8):
        expected = copy(token, experiment.message, str(number))["parts"]
        for form in (number, float(number)):
            found = evaluate(token, {"id": form}).json()["features"][place]
            assert found["defaultValue"] == expected


def test_who_is_held_out_takes_part_nowhere(cast: Cast) -> None:
    experiment = running(cast)
    DeliverySettings.objects.create(workspace=cast.workspace, holdout=0.5)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    token, place = key_of(cast), experiment.message.placement.key
    filters = features(token).json()["features"][place]["rules"][0]["filters"]
    assert filters[0]["ranges"] == [[0.5, 1]]
    outside = 0
    for number in range(60):
        ours = copy(token, experiment.message, f"v{number}")
        theirs = evaluate(token, {"id": f"v{number}"}).json()["features"][place]
        assert (ours["experiment"] is None) == ("rules" not in theirs)
        outside += ours["experiment"] is None
    assert 15 < outside < 45


def test_another_workspaces_key_opens_another_book(cast: Cast) -> None:
    message = live_message(cast)
    run(make.make_experiment(live_message(cast)))
    _, theirs = create_key(access=cast.other, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    assert features(theirs).json()["features"] == {}
    assert message.placement.key in features(key_of(cast)).json()["features"]
