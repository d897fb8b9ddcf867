"""The events endpoint: every event once, the good ones whatever their neighbours are."""

import gzip
import json
import random
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from experiments.models import Event, Experiment, QuarantinedEvent
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import conversion, exposure, live_message, run, running
from workspaces.models import ApiKey

URL = "/api/v1/events"


def send(api: APIClient, events: list[Any], **headers: str) -> Any:
    return api.post(
        URL, data=json.dumps({"events": events}), content_type="application/json", headers=headers
    )


def good_events(experiment: Experiment, count: int) -> list[dict[str, Any]]:
    arm = experiment.arms.get(position=1).key
    return [
        {
            "id": str(uuid4()),
            "type": "exposure",
            "visitor": f"v{number}",
            "experiment": experiment.key,
            "arm": arm,
        }
        for number in range(count)
    ]


def test_it_works(cast: Cast) -> None:
    experiment = running(cast)
    shown, done = exposure(experiment), conversion(experiment)
    signal = {"id": str(uuid4()), "type": "signal", "visitor": "v", "name": "opened the docs"}
    answer = send(cast.api(ApiKey.Kind.PUBLISHABLE), [shown, done, signal])
    assert answer.status_code == 200
    body = answer.json()
    assert (body["accepted"], body["duplicate"], body["rejected"]) == (3, 0, 0)
    assert body["results"][0] == {"index": 0, "id": shown["id"], "status": "accepted"}
    stored = Event.objects.get(event_id=shown["id"])
    assert stored.experiment == experiment
    assert stored.arm is not None
    assert stored.arm.position == 0
    assert stored.phase is not None
    assert stored.event_class == "human"
    experiment.refresh_from_db()
    assert experiment.recount_wanted_at is not None


def test_an_event_sent_again_is_a_duplicate(cast: Cast) -> None:
    experiment = running(cast)
    events = [exposure(experiment, visitor=f"v{n}") for n in range(5)]
    api = cast.api()
    assert send(api, [*events, events[0]]).json()["duplicate"] == 1
    random.Random(1).shuffle(events)
    assert send(api, events).json()["duplicate"] == 5
    assert Event.objects.count() == 5


def test_the_same_id_in_another_workspace_is_another_event(cast: Cast) -> None:
    event = {"id": str(uuid4()), "type": "signal", "visitor": "v", "name": "came"}
    assert send(cast.api(), [event]).json()["accepted"] == 1
    assert send(cast.api(other=True), [event]).json()["accepted"] == 1


def test_gzip_is_understood(cast: Cast) -> None:
    experiment = running(cast)
    body = gzip.compress(json.dumps({"events": good_events(experiment, 1000)}).encode())
    answer = cast.api().post(
        URL, data=body, content_type="application/json", headers={"Content-Encoding": "gzip"}
    )
    assert answer.json()["accepted"] == 1000


@pytest.mark.parametrize(
    ("body", "encoding", "status"),
    [
        (b"", "", 400),
        (b"[]", "", 400),
        (b'{"events": {}}', "", 400),
        (b"{", "", 400),
        (b"not gzip", "gzip", 400),
        (gzip.compress(b'{"events": []}', mtime=0)[:-9], "gzip", 400),
        (gzip.compress(b" " * 6_000_000, mtime=0), "gzip", 413),
        (b"x", "br", 415),
        (b'{"events": [' + b"1," * 1000 + b"1]}", "", 413),
        (b" " * 5_500_000, "", 413),
    ],
)
def test_a_body_that_is_no_batch_is_refused(
    cast: Cast, body: bytes, encoding: str, status: int
) -> None:
    answer = cast.api().post(
        URL, data=body, content_type="application/json", headers={"Content-Encoding": encoding}
    )
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"


def bad(good: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {k: v for k, v in (good | changes).items() if v != "drop"}


NOW = timezone.now()
BAD_EVENTS: dict[str, tuple[dict[str, Any] | None, Any]] = {
    "not_an_object": (None, "a text"),
    "missing_id": ({"id": "drop"}, None),
    "bad_id": ({"id": "7"}, None),
    "unknown_type": ({"type": "click"}, None),
    "missing_visitor": ({"visitor": ""}, None),
    "bad_visitor": ({"visitor": 7}, None),
    "bad_visitor long": ({"visitor": "v" * 129}, None),
    "bad_visitor nul": ({"visitor": "a\x00b"}, None),
    "bad_visitor surrogate": ({"visitor": "a\ud800"}, None),
    "bad_at": ({"at": "yesterday"}, None),
    "bad_at no offset": ({"at": "2026-11-22T10:00:00"}, None),
    "bad_at number": ({"at": 1_700_000_000}, None),
    "bad_at far": ({"at": "0001-01-01T00:00:00+12:00"}, None),
    "in_future": ({"at": (NOW + timedelta(days=1)).isoformat()}, None),
    "too_old": ({"at": (NOW - timedelta(days=400)).isoformat()}, None),
    "unknown_class": ({"class": "ghost"}, None),
    "class_not_allowed": ({"class": "bot"}, None),
    "bad_simulated": ({"simulated": "yes"}, None),
    "missing_experiment": ({"experiment": "drop"}, None),
    "unknown_experiment": ({"experiment": "no-such"}, None),
    "missing_arm": ({"arm": "drop"}, None),
    "unknown_arm": ({"arm": "no-such"}, None),
    "bad_phase": ({"phase": "one"}, None),
    "unknown_phase": ({"phase": 9}, None),
    "no_open_phase": ({"phase": "drop", "at": (NOW - timedelta(days=30)).isoformat()}, None),
    "missing_goal": ({"type": "conversion"}, None),
    "unknown_goal": ({"type": "conversion", "goal": "no-such"}, None),
    "bad_value": ({"type": "conversion", "goal": "GOAL", "value": "much"}, None),
    "bad_value nan": ({"type": "conversion", "goal": "GOAL", "value": float("nan")}, None),
    "bad_value true": ({"type": "conversion", "goal": "GOAL", "value": True}, None),
    "missing_value": ({"type": "conversion", "goal": "VALUE"}, None),
    "missing_name": ({"type": "signal"}, None),
    "bad_person": ({"person": "nora"}, None),
    "email_not_allowed": ({"email": "nora@example.org"}, None),
    "secret_key_needed": ({"type": "conversion", "visitor": "", "person": "0" * 64}, None),
    "event_too_large": ({"note": "x" * 9_000}, None),
}


@pytest.mark.parametrize("kind", BAD_EVENTS)
def test_a_bad_event_never_costs_its_neighbours(cast: Cast, kind: str) -> None:
    experiment = running(cast)
    goal = experiment.experiment_goals.get().goal
    value = make.make_goal(cast.workspace, kind="value")
    changes, whole = BAD_EVENTS[kind]
    event = whole if changes is None else bad(exposure(experiment), **changes)
    if isinstance(event, dict) and event.get("goal") in ("GOAL", "VALUE"):
        event["goal"] = {"GOAL": goal.key, "VALUE": value.key}[event["goal"]]
    batch: list[Any] = good_events(experiment, 99)
    batch.insert(42, event)
    api = cast.api(ApiKey.Kind.PUBLISHABLE)
    body = send(api, batch).json()
    assert (body["accepted"], body["rejected"]) == (99, 1)
    result = body["results"][42]
    assert (result["status"], result["code"]) == ("rejected", kind.partition(" ")[0])
    assert result["detail"]
    assert Event.objects.count() == 99
    row = QuarantinedEvent.objects.get()
    assert (row.code, row.workspace) == (result["code"], cast.workspace)
    assert send(api, batch).json()["duplicate"] == 99
    assert QuarantinedEvent.objects.count() == 1


def test_only_a_server_says_the_class(cast: Cast) -> None:
    experiment = running(cast)
    event = exposure(experiment, **{"class": "machine_open"})
    assert send(cast.api(), [event]).json()["accepted"] == 1
    assert Event.objects.get().event_class == "machine_open"


def test_a_crawler_is_stored_and_classed(cast: Cast) -> None:
    experiment = running(cast)
    agent = {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"}
    send(cast.api(ApiKey.Kind.PUBLISHABLE), [exposure(experiment)], **agent)
    assert Event.objects.get().event_class == "bot"


def test_a_missing_phase_is_the_one_open_then(cast: Cast) -> None:
    experiment = make.make_experiment(live_message(cast))
    start = timezone.now() - timedelta(days=10)
    first = run(experiment, since=start)
    turn = start + timedelta(days=5)
    first.ended_at = turn
    first.save(update_fields=["ended_at"])
    second = type(first).objects.create(
        workspace=cast.workspace,
        experiment=experiment,
        number=2,
        weights=[0.3, 0.7],
        started_at=turn,
    )
    before = exposure(experiment, phase=None, at=(turn - timedelta(seconds=1)).isoformat())
    after = exposure(experiment, phase=None, at=turn.isoformat())
    assert send(cast.api(), [before, after]).json()["accepted"] == 2
    assert Event.objects.get(event_id=UUID(before["id"])).phase == first
    assert Event.objects.get(event_id=UUID(after["id"])).phase == second


def test_a_key_of_another_workspace_reaches_nothing(cast: Cast) -> None:
    experiment = running(cast)
    body = send(cast.api(other=True), [exposure(experiment)]).json()
    assert body["results"][0]["code"] == "unknown_experiment"


def test_without_a_key_nothing_is_stored(cast: Cast) -> None:
    answer = Client().post(URL, data="{}", content_type="application/json")
    assert answer.status_code == 401


def test_a_batch_takes_few_queries(cast: Cast, django_assert_max_num_queries: Any) -> None:
    experiment = running(cast)
    api = cast.api()
    send(api, [exposure(experiment)])
    batch = good_events(experiment, 100)
    with django_assert_max_num_queries(6):
        assert send(api, batch).json()["accepted"] == 100
