"""POST /track: what the tracking plugins of GrowthBook's SDKs report."""

import gzip
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from experiments.models import Event, Experiment, QuarantinedEvent
from tests import make
from tests.conftest import Cast
from tests.experiments.api.test_growthbook import CORS, SHOP, key_of
from tests.experiments.scenes import running
from workspaces.models import DeliveryVersion


def track(token: str, events: Any, kind: str = "text/plain", **more: Any) -> Any:
    body = events if isinstance(events, str) else json.dumps(events)
    return Client().post(f"/track?client_key={token}", body, content_type=kind, **more)


def viewed(experiment: Experiment, visitor: str, arm: int = 1, phase: int = 1) -> dict[str, Any]:
    """As the plugin of the JavaScript SDK says it."""
    return {
        "event_name": "Experiment Viewed",
        "properties_json": {
            "experimentId": f"{experiment.key}.{phase}",
            "variationId": experiment.arms.get(position=arm).key,
            "hashAttribute": "id",
            "hashValue": visitor,
        },
        "device_id": visitor,
        "sdk_language": "js",
        "sdk_version": "1.6.0",
        "url": "https://shop.example/",
        "context_json": {},
    }


def shown(experiment: Experiment, arm: Any) -> dict[str, Any]:
    return {"experimentId": f"{experiment.key}.1", "variationId": arm, "hashValue": "a"}


def viewed_by_python(experiment: Experiment, visitor: str, arm: int = 1) -> dict[str, Any]:
    return {
        "event_name": "$$experiment_viewed",
        "properties_json": {
            "experiment_id": f"{experiment.key}.1",
            "variation_id": arm,
            "variation_key": experiment.arms.get(position=arm).key,
            "in_experiment": True,
            "hash_used": True,
            "hash_attribute": "id",
            "hash_value": visitor,
        },
        "device_id": visitor,
        "sdk_language": "python",
    }


def custom(name: str, visitor: str, **properties: Any) -> dict[str, Any]:
    return {"event_name": name, "properties_json": properties, "device_id": visitor}


def counted(answer: Any) -> tuple[int, int, int, int]:
    data = answer.json()
    return data["accepted"], data["duplicate"], data["rejected"], data["ignored"]


def test_it_works(cast: Cast) -> None:
    experiment = running(cast)
    token = key_of(cast)
    answer = track(token, [viewed(experiment, "a"), viewed_by_python(experiment, "b", 0)])
    assert (answer.status_code, counted(answer)) == (200, (2, 0, 0, 0))
    seen = Event.objects.order_by("visitor").values_list(
        "visitor", "arm__position", "phase__number"
    )
    assert list(seen) == [("a", 1, 1), ("b", 0, 1)]
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is not None


def test_a_repeat_counts_once(cast: Cast) -> None:
    experiment = running(cast)
    goal = experiment.experiment_goals.get().goal.key
    token = key_of(cast)
    batch = [viewed(experiment, "a"), custom(goal, "a"), custom("pricing seen", "a", page=1)]
    assert counted(track(token, batch)) == (3, 0, 0, 0)
    assert counted(track(token, batch[::-1], "application/json")) == (0, 3, 0, 0)
    # The other SDK on the server tells of the same exposure.
    assert counted(track(token, [viewed_by_python(experiment, "a")])) == (0, 1, 0, 0)
    assert Event.objects.count() == 3


def test_a_batch_of_two_alike_is_two_however_often_it_comes(cast: Cast) -> None:
    goal = make.make_goal(cast.workspace, kind="value", key="purchase")
    DeliveryVersion.objects.bump(cast.workspace.pk)
    token = key_of(cast)
    batch = [custom("purchase", "a", value=9.5), custom("purchase", "a", value=9.5)]
    assert counted(track(token, batch)) == (2, 0, 0, 0)
    assert counted(track(token, batch)) == (0, 2, 0, 0)
    numbered = [custom("purchase", "a", value=9.5, order_id="7")]
    assert counted(track(token, numbered)) == (1, 0, 0, 0)
    changed = [numbered[0] | {"url": "https://shop.example/thanks"}]
    assert counted(track(token, changed)) == (0, 1, 0, 0)
    assert Event.objects.filter(goal=goal, value=9.5).count() == 3


def test_other_events_are_conversions_or_signals(cast: Cast) -> None:
    make.make_goal(cast.workspace, key="sign-up")
    DeliveryVersion.objects.bump(cast.workspace.pk)
    track(key_of(cast), [custom("Sign Up", "a"), custom("Page View", "a")])
    told = Event.objects.order_by("type").values_list("type", "goal__key", "name")
    assert list(told) == [("conversion", "sign-up", ""), ("signal", None, "Page View")]


def test_what_was_only_fetched_or_forced_is_left_aside(cast: Cast) -> None:
    experiment = running(cast)
    forced = viewed_by_python(experiment, "a")
    forced["properties_json"]["hash_used"] = False
    aside = [custom("Feature Evaluated", "a"), custom("$$feature_evaluated", "a"), forced]
    assert counted(track(key_of(cast), aside)) == (0, 0, 0, 3)
    assert not Event.objects.exists()
    assert not QuarantinedEvent.objects.exists()


def test_a_bad_event_costs_its_neighbours_nothing(cast: Cast) -> None:
    experiment = running(cast)
    odd: list[Any] = [{}, [], None, True, -1, 2, 1.5, "nobody"]
    bad: list[Any] = [
        7,
        None,
        {},
        {"event_name": 7},
        custom("Page View", ""),
        viewed(experiment, ""),
        viewed(experiment, "a", phase=9),
        *(viewed(experiment, "a") | {"properties_json": shown(experiment, it)} for it in odd),
        {"event_name": "Experiment Viewed"},
        {"event_name": "Experiment Viewed", "properties_json": "{"},
        {
            "event_name": "Experiment Viewed",
            "properties_json": {"experimentId": [], "variationId": {}},
        },
    ]
    answer = track(
        key_of(cast), [custom("$$feature_evaluated", "a"), *bad, viewed(experiment, "a")]
    )
    assert counted(answer) == (1, 0, len(bad), 1)
    results = answer.json()["results"]
    assert [each["index"] for each in results] == list(range(1, len(bad) + 2))
    assert results[-1]["status"] == "accepted"
    assert QuarantinedEvent.objects.count() == len(bad) - 1, "two of them say the same nothing"


@pytest.mark.parametrize(
    ("body", "status"),
    [("{", 400), ("{}", 400), ("7", 400), ("[" * 5_000, 400), (f"[{'1,' * 1_000}1]", 413)],
)
def test_what_is_no_list_is_refused_as_a_whole(cast: Cast, body: str, status: int) -> None:
    answer = track(key_of(cast), body)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")


def test_a_page_that_closes_can_still_report(cast: Cast) -> None:
    """sendBeacon sends plain text and reads nothing; the browser asks nothing beforehand."""
    experiment = running(cast)
    answer = track(key_of(cast), [viewed(experiment, "a")], headers={"Origin": SHOP})
    assert (answer.status_code, answer[CORS]) == (200, "*")
    packed = gzip.compress(json.dumps([viewed(experiment, "b")]).encode())
    key = key_of(cast)
    path = f"/track?client_key={key}"
    sent = Client().post(
        path, packed, content_type="text/plain", headers={"Content-Encoding": "gzip"}
    )
    assert counted(sent) == (1, 0, 0, 0)


def test_a_tracked_phase_that_has_ended_still_counts_for_itself(cast: Cast) -> None:
    experiment = running(cast)
    first = experiment.phases.get()
    first.ended_at = timezone.now() - timedelta(minutes=1)
    first.save()
    run_second = {"number": 2, "weights": [0.1, 0.9], "started_at": first.ended_at}
    second = experiment.phases.create(workspace=cast.workspace, **run_second)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    told = [viewed(experiment, "a", phase=1), viewed(experiment, "b", phase=2)]
    assert counted(track(key_of(cast), told)) == (2, 0, 0, 0)
    phases = dict(Event.objects.values_list("visitor", "phase"))
    assert phases == {"a": first.pk, "b": second.pk}


def test_one_event_nested_without_end_costs_no_other_anything(cast: Cast) -> None:
    experiment = running(cast)
    deep = "[" * 1000 + "]" * 1000
    good = json.dumps(viewed(experiment, "v"))
    body = f'[{{"event_name": "sign-up", "device_id": "v", "x": {deep}}}, {good}]'
    answer = track(key_of(cast), body)
    assert answer.status_code == 200
    assert [each["status"] for each in answer.json()["results"]] == ["rejected", "accepted"]
