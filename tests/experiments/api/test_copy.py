"""The copy endpoints."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from experiments.delivery import registry as registry_module
from messaging.models import Message
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run
from workspaces.keys import create_key, revoke_key
from workspaces.models import ApiKey, DeliveryVersion


def url(message: Message) -> str:
    return f"/api/v1/copy/{message.placement.key}"


def test_it_works(cast: Cast) -> None:
    message = live_message(cast)
    answer = cast.api().get(url(message), {"visitor": "v1"})
    assert answer.status_code == 200
    assert message.live_variant is not None
    body = answer.json()
    assert body == {
        "placement": message.placement.key,
        "message": message.pk,
        "variant": message.live_variant.key,
        "language": "en",
        "parts": make.HERO,
        "experiment": None,
        "assigned": None,
        "recognised": {"persona": None, "moment": None},
        "reason": "STATIC",
        "version": body["version"],
    }


def test_a_publishable_key_may_fetch(cast: Cast) -> None:
    message = live_message(cast)
    assert cast.api(ApiKey.Kind.PUBLISHABLE).get(url(message)).status_code == 200


@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Basic abc"])
def test_without_a_key_nothing_is_told(cast: Cast, header: str) -> None:
    message = live_message(cast)
    answer = Client().get(url(message), headers={"Authorization": header})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")
    assert answer.json()["code"] == "not_authenticated"


def test_another_workspace_has_no_such_placement(cast: Cast) -> None:
    message = live_message(cast)
    theirs = cast.api(other=True).get(url(message))
    nowhere = cast.api(other=True).get("/api/v1/copy/nowhere")
    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.json()["code"] == nowhere.json()["code"] == "not_found"


def test_not_live_only_until_the_default_has_copy(cast: Cast) -> None:
    message = make.make_message(cast.workspace)
    persona = make.make_persona(cast.workspace)
    special = make.make_message(cast.workspace, placement=message.placement, persona=persona)
    make.make_live(special)
    api = cast.api()
    asked = {"visitor": "v", "persona": persona.key}
    answer = api.get(url(message), asked)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_live")
    make.make_live(message)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    assert api.get(url(message), asked).json()["message"] == special.pk
    assert api.get(url(message), {"persona": "somebody-else"}).json()["message"] == message.pk


def test_the_same_answer_is_not_sent_twice(cast: Cast) -> None:
    message = live_message(cast)
    api = cast.api()
    first = api.get(url(message), {"visitor": "v1"})
    assert first["Cache-Control"].startswith("private")
    again = api.get(url(message), {"visitor": "v1"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    make.make_live(message, parts=make.HERO | {"headline": "Sundays are yours"})
    DeliveryVersion.objects.bump(cast.workspace.pk)
    changed = api.get(url(message), {"visitor": "v1"}, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed.json()["parts"]["headline"] == "Sundays are yours"


def test_a_request_asks_the_database_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    message = live_message(cast)
    run(make.make_experiment(message))
    DeliveryVersion.objects.bump(cast.workspace.pk)
    api = cast.api()
    assert api.get(url(message), {"visitor": "v"}).status_code == 200
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 60.0)
    with django_assert_num_queries(0):
        for number in range(20):
            assert api.get(url(message), {"visitor": f"v{number}"}).status_code == 200
        assert api.post("/api/v1/copy", {"visitor": "v"}).status_code == 200
        context = {"context": {"targetingKey": "v"}}
        assert api.post("/ofrep/v1/evaluate/flags", context).status_code == 200


def test_a_due_poll_is_one_query(cast: Cast, django_assert_num_queries: Any) -> None:
    message = live_message(cast)
    api = cast.api()
    api.get(url(message))
    with django_assert_num_queries(1):
        api.get(url(message))


def test_reading_anew_takes_as_many_queries_for_many_rows(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    api = cast.api()
    for _ in range(6):
        run(make.make_experiment(live_message(cast)))
    api.get("/api/v1/copy/nowhere")
    DeliveryVersion.objects.bump(cast.workspace.pk)
    with django_assert_num_queries(16):  # versions, keys, and 14 of the compilation
        api.get("/api/v1/copy/nowhere")


def test_a_visitor_in_an_experiment_keeps_the_arm(cast: Cast) -> None:
    message = live_message(cast)
    experiment = make.make_experiment(message)
    run(experiment)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    api = cast.api()
    seen = {}
    for number in range(60):
        body = api.get(url(message), {"visitor": f"v{number}"}).json()
        assert body["reason"] == "SPLIT"
        assert body["experiment"]["key"] == experiment.key
        assert body["experiment"]["arm"] == body["variant"]
        assert body["assigned"] == f"{experiment.key}:1:{body['variant']}"
        seen[f"v{number}"] = body["variant"]
    assert len(set(seen.values())) == 2
    for visitor, variant in seen.items():
        assert api.get(url(message), {"visitor": visitor}).json()["variant"] == variant


def test_a_revoked_key_is_refused_within_a_second(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 0.5)
    clock = {"now": 100.0}
    monkeypatch.setattr(registry_module.time, "monotonic", lambda: clock["now"])
    message = live_message(cast)
    key, token = create_key(access=cast.access, name="web", kind=ApiKey.Kind.PUBLISHABLE)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    registry_module.registry.forget()
    assert client.get(url(message)).status_code == 200
    revoke_key(access=cast.access, key=key)
    clock["now"] += 1.0
    assert client.get(url(message)).status_code == 401


def test_an_expired_key_is_refused_without_a_poll(cast: Cast) -> None:
    message = live_message(cast)
    _, token = create_key(
        access=cast.access,
        name="old",
        kind=ApiKey.Kind.PUBLISHABLE,
        expires_at=timezone.now() - timedelta(seconds=1),
    )
    answer = Client().get(url(message), headers={"X-API-Key": token})
    assert answer.status_code == 401


def test_pages_of_other_sites_may_ask(cast: Cast) -> None:
    message = live_message(cast)
    browser = Client(headers={"Origin": "https://shop.example"})
    asked = browser.options(url(message))
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Origin"] == "*"
    assert "Authorization" in asked["Access-Control-Allow-Headers"]
    api = cast.api(ApiKey.Kind.PUBLISHABLE)
    answer = api.get(url(message), headers={"Origin": "https://shop.example"})
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    secret = cast.api().get(url(message), headers={"Origin": "https://shop.example"})
    assert "Access-Control-Allow-Origin" not in secret


def test_a_key_bound_to_origins_works_on_their_pages_only(cast: Cast) -> None:
    message = live_message(cast)
    _, token = create_key(
        access=cast.access,
        name="web",
        kind=ApiKey.Kind.PUBLISHABLE,
        allowed_origins=["https://shop.example"],
    )
    good = Client().get(
        url(message), headers={"X-API-Key": token, "Origin": "https://shop.example"}
    )
    assert good.status_code == 200
    assert good["Access-Control-Allow-Origin"] == "https://shop.example"
    bad = Client().get(url(message), headers={"X-API-Key": token, "Origin": "https://evil.example"})
    assert (bad.status_code, bad.json()["code"]) == (403, "origin_not_allowed")
    assert "Access-Control-Allow-Origin" not in bad


def test_a_preview_shows_a_draft_and_never_counts(cast: Cast) -> None:
    message = live_message(cast)
    run(make.make_experiment(message))
    draft = make.make_variant(message, parts={"headline": "Not yet"})
    answer = cast.api().get(url(message), {"visitor": "v", "preview": draft.key})
    assert answer.json()["parts"] == {"headline": "Not yet"}
    assert answer.json()["experiment"] is None
    refused = cast.api(ApiKey.Kind.PUBLISHABLE).get(url(message), {"preview": draft.key})
    assert refused.status_code == 403
    elsewhere = make.make_variant(live_message(cast))
    assert cast.api().get(url(message), {"preview": elsewhere.key}).status_code == 404


def test_many_placements_at_once(cast: Cast) -> None:
    first, second = live_message(cast), live_message(cast)
    waiting = make.make_message(cast.workspace)
    names = [first.placement.key, waiting.placement.key, "nowhere"]
    body = cast.api().post("/api/v1/copy", {"visitor": "v", "placements": names}).json()
    assert list(body["copy"]) == [first.placement.key]
    assert body["missing"] == {waiting.placement.key: "not_live", "nowhere": "not_found"}
    everything = cast.api().post("/api/v1/copy", {"visitor": "v"}).json()
    assert set(everything["copy"]) == {first.placement.key, second.placement.key}


@pytest.mark.parametrize(
    "body", ["", "[]", "nonsense", '{"visitor": 7}', '{"placements": "a"}', '{"assigned": 1}']
)
def test_a_body_that_cannot_be_read_is_said_so(cast: Cast, body: str) -> None:
    answer = cast.api().post("/api/v1/copy", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"


def test_other_methods_are_refused(cast: Cast) -> None:
    answer = cast.api().put(url(live_message(cast)), {})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, OPTIONS")
