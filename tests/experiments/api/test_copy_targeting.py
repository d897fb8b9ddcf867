"""What callers say of a visitor, and what comes of it; long answers."""

import gzip
from typing import Any

import pytest
from django.utils import timezone

from experiments.delivery import registry as registry_module
from experiments.models import Continuation, VisitorStage
from tests import make
from tests.conftest import Cast
from tests.experiments.api.test_copy import url
from tests.experiments.scenes import live_message, run
from workspaces.models import DeliveryVersion


def test_it_works(cast: Cast) -> None:
    message = live_message(cast)
    run(make.make_experiment(message, conditions={"plan": {"$in": ["team", "pro"]}}))
    api = cast.api()

    def faces(plan: str) -> set[bool]:
        one = api.get(url(message), {"visitor": "v", "attr.plan": plan}).json()
        body = {"visitor": "v", "attributes": {"plan": plan}}
        many = api.post("/api/v1/copy", body).json()["copy"][message.placement.key]
        context = {"context": {"targetingKey": "v", "plan": plan}}
        flag = api.post(f"/ofrep/v1/evaluate/flags/{message.placement.key}", context).json()
        return {bool(one["experiment"]), bool(many["experiment"]), "arm" in flag["metadata"]}

    assert faces("team") == {True}
    assert faces("free") == {False}
    refused = api.post("/api/v1/copy", {"attributes": ["plan"]})
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid")


def test_a_landing_goes_on_from_the_ad_that_was_followed(cast: Cast) -> None:
    message, ad = live_message(cast), live_message(cast)
    pain = make.make_pain(cast.workspace)
    followed = make.make_variant(ad, pain=pain)
    text = make.make_live(message, parts={"headline": "Still chasing receipts?"}, pain=pain)
    live = make.make_live(message)
    going_on = Continuation.objects.create(
        workspace=cast.workspace, message=message, pain=pain, variant=text
    )
    DeliveryVersion.objects.bump(cast.workspace.pk)
    api = cast.api()
    asked = {"visitor": "v", "from": followed.key}
    body = api.get(url(message), asked).json()
    assert (body["variant"], body["reason"]) == (text.key, "TARGETING_MATCH")
    context = {"context": {"targetingKey": "v", "from": followed.key}}
    flag = api.post(f"/ofrep/v1/evaluate/flags/{message.placement.key}", context).json()
    assert (flag["variant"], flag["reason"]) == (text.key, "TARGETING_MATCH")
    assert api.get(url(message), {"from": "unknown"}).json()["variant"] == live.key
    text.state = text.State.RETIRED  # taken back: never said again
    text.save(update_fields=["state"])
    DeliveryVersion.objects.bump(cast.workspace.pk)
    assert api.get(url(message), asked).json()["variant"] == live.key
    going_on.delete()


def test_a_stage_is_inferred_by_one_query_where_the_caller_wants_that(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    message = live_message(cast)
    stage = make.make_stage(cast.workspace)
    special = make.make_message(cast.workspace, placement=message.placement, stage=stage)
    make.make_live(special)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    VisitorStage.objects.create(
        workspace=cast.workspace, visitor="v", stage=stage, since=timezone.now()
    )
    api = cast.api()
    asked = {"visitor": "v", "infer_stage": "1"}
    assert api.get(url(message), asked).json()["message"] == special.pk
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 60.0)
    with django_assert_num_queries(1):
        assert api.get(url(message), asked).json()["message"] == special.pk
    with django_assert_num_queries(1):
        flags = {"context": {"targetingKey": "v", "infer_stage": True}}
        answer = api.post("/ofrep/v1/evaluate/flags", flags).json()["flags"][0]
        assert answer["metadata"]["message"] == special.pk
    with django_assert_num_queries(0):
        for given in ({"infer_stage": "0"}, {}, {"infer_stage": "1", "stage": "elsewhere"}):
            body = api.get(url(message), {"visitor": "v", **given}).json()
            assert body["message"] == message.pk
        assert api.get(url(message), {"infer_stage": "1"}).json()["message"] == message.pk
    unknown = {"visitor": "a\x00b", "infer_stage": "1"}
    assert api.get(url(message), unknown).json()["message"] == message.pk


def test_a_long_answer_is_packed_for_who_can_read_that(cast: Cast) -> None:
    for _ in range(5):
        live_message(cast)
    api = cast.api()
    plain = api.post("/api/v1/copy", {"visitor": "v"})
    packed = api.post("/api/v1/copy", {"visitor": "v"}, headers={"Accept-Encoding": "gzip, br"})
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", f"W/{plain['ETag']}")
    assert gzip.decompress(packed.content) == plain.content
    assert "Accept-Encoding" in plain["Vary"]
    assert "Accept-Encoding" in packed["Vary"]
    for unwilling in ("br", "gzip;q=0"):
        headers = {"Accept-Encoding": unwilling}
        answer = api.post("/api/v1/copy", {"visitor": "v"}, headers=headers)
        assert "Content-Encoding" not in answer.headers
    known = {"If-None-Match": packed["ETag"], "Accept-Encoding": "gzip"}
    assert api.post("/api/v1/copy", {"visitor": "v"}, headers=known).status_code == 304
