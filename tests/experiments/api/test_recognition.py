"""The rules of a workspace at work: copy for whom they recognise, and what is counted."""

from typing import Any

import pytest

from experiments.delivery import registry as registry_module
from experiments.delivery.registry import registry
from experiments.models import MessageTraffic, RecognisedTraffic
from experiments.traffic import TrafficCounter, traffic
from messaging.models import Message
from personas.models import RecognitionRule, Transition
from personas.recognition_rules import create_rule, remove_rule
from tests import make
from tests.conftest import Cast
from tests.experiments.scenes import live_message, run
from workspaces.models import DeliveryVersion


@pytest.fixture(autouse=True)
def _counted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts are kept, and written only when a test says so."""
    settings.TRAFFIC_FLUSH_SECONDS = 3600
    monkeypatch.setattr(TrafficCounter, "_start", lambda self: None)
    traffic.forget()


def rule(cast: Cast, **fields: Any) -> RecognitionRule:
    values = {"kind": "utm_source", "match": "equals", "value": "news"} | fields
    return create_rule(access=cast.access, rule=RecognitionRule(**values))


def closer(cast: Cast, message: Message, **aim: Any) -> Message:
    found = make.make_message(cast.workspace, placement=message.placement, **aim)
    make.make_live(found)
    DeliveryVersion.objects.bump(cast.workspace.pk)
    return found


def ask(cast: Cast, message: Message, **signs: Any) -> dict[str, Any]:
    answer = cast.api().get(f"/api/v1/copy/{message.placement.key}", {"visitor": "v", **signs})
    assert answer.status_code == 200
    found: dict[str, Any] = answer.json()
    return found


def test_it_works(cast: Cast) -> None:
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    moment = make.make_transition(cast.workspace)
    theirs = closer(cast, message, persona=persona)
    answering = closer(cast, message, transition=moment)
    rule(cast, persona=persona)
    rule(cast, transition=moment, kind="page", value="/cancel")

    nobody = ask(cast, message)
    assert (nobody["message"], nobody["recognised"]) == (
        message.pk,
        {"persona": None, "moment": None},
    )
    found = ask(cast, message, utm_source="News")
    assert (found["message"], found["reason"]) == (theirs.pk, "TARGETING_MATCH")
    assert found["recognised"] == {"persona": persona.key, "moment": None}
    found = ask(cast, message, page="https://tea.example/cancel", utm_source="news")
    assert found["message"] == answering.pk
    assert found["recognised"] == {"persona": persona.key, "moment": moment.pk}


def test_the_order(cast: Cast) -> None:
    """Persona and moment, persona and stage, moment, persona, stage, everybody."""
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    moment = make.make_transition(cast.workspace)
    stage = moment.to_stage
    aims: list[dict[str, Any]] = [
        {"persona": persona, "transition": moment},
        {"persona": persona, "stage": stage},
        {"transition": moment},
        {"persona": persona},
        {"stage": stage},
    ]
    expected = [message.pk]
    for aim in reversed(aims):
        expected.append(closer(cast, message, **aim).pk)
        found = ask(cast, message, persona=persona.key, moment=moment.pk)
        assert found["message"] == expected[-1], aim


def test_what_the_caller_names_wins(cast: Cast) -> None:
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    moment = make.make_transition(cast.workspace)
    closer(cast, message, persona=persona)
    closer(cast, message, transition=moment)
    rule(cast, persona=persona)
    rule(cast, transition=moment)
    found = ask(cast, message, utm_source="news", persona="somebody", stage="elsewhere")
    assert (found["message"], found["recognised"]) == (
        message.pk,
        {"persona": None, "moment": None},
    )


@pytest.mark.parametrize("moment", ["nonsense", "-1", "9" * 30, "987654321"])
def test_a_moment_that_is_none_is_no_error(cast: Cast, moment: str) -> None:
    message = live_message(cast)
    assert ask(cast, message, moment=moment)["message"] == message.pk


def test_the_other_faces_recognise_too(cast: Cast) -> None:
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    moment = make.make_transition(cast.workspace)
    theirs = closer(cast, message, persona=persona)
    rule(cast, persona=persona, kind="list", value="vip")
    rule(cast, transition=moment, kind="signal", value="asked to cancel")
    api, signs = cast.api(), {"list": ["staff", "vip"], "signal": "asked to cancel"}
    many = api.post("/api/v1/copy", {"visitor": "v", **signs}, format="json").json()
    assert many["copy"][message.placement.key]["message"] == theirs.pk
    path = f"/ofrep/v1/evaluate/flags/{message.placement.key}"
    context = {"targetingKey": "v", "page": 3, **signs}
    metadata = api.post(path, {"context": context}, format="json").json()["metadata"]
    assert metadata["message"] == theirs.pk
    assert (metadata["recognised_persona"], metadata["recognised_moment"]) == (
        persona.key,
        moment.pk,
    )


def test_a_test_on_a_moment_is_one_like_any_other(cast: Cast) -> None:
    message, moment = live_message(cast), make.make_transition(cast.workspace)
    answering = closer(cast, message, transition=moment)
    run(make.make_experiment(answering))
    rule(cast, transition=moment)
    api = cast.api()
    arms = set()
    for number in range(30):
        asked = {"visitor": f"v{number}", "utm_source": "news"}
        by_rest = api.get(f"/api/v1/copy/{message.placement.key}", asked).json()
        path = f"/ofrep/v1/evaluate/flags/{message.placement.key}"
        context = {"targetingKey": f"v{number}", "utm_source": "news"}
        by_ofrep = api.post(path, {"context": context}, format="json").json()
        assert by_rest["reason"] == by_ofrep["reason"] == "SPLIT"
        assert by_rest["experiment"]["arm"] == by_ofrep["metadata"]["arm"]
        arms.add(by_rest["variant"])
    assert len(arms) == 2


def test_a_rule_is_in_force_within_a_second(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 0.5)
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    api = cast.api()
    path, now = f"/api/v1/copy/{message.placement.key}", [100.0]
    monkeypatch.setattr(registry_module.time, "monotonic", lambda: now[0])
    registry.forget()

    def recognised() -> str | None:
        found: str | None = api.get(path, {"utm_source": "news"}).json()["recognised"]["persona"]
        return found

    assert recognised() is None
    kept = rule(cast, persona=persona)
    assert recognised() is None
    now[0] += 0.5
    assert recognised() == persona.key
    remove_rule(access=cast.access, rule=kept)
    now[0] += 0.5
    assert recognised() is None


def test_recognising_asks_the_database_nothing(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    monkeypatch.setattr(registry_module, "POLL_SECONDS", 1000.0)
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    rule(cast, persona=persona)
    api, path = cast.api(), f"/api/v1/copy/{message.placement.key}"
    api.get(path)
    with django_assert_num_queries(0):
        assert api.get(path, {"utm_source": "news"}).json()["recognised"]["persona"] == persona.key


def counted(cast: Cast) -> set[tuple[str, int | None, int]]:
    rows = RecognisedTraffic.objects.filter(workspace=cast.workspace)
    return set(rows.values_list("persona", "transition", "requests"))


def test_requests_are_counted_by_what_they_were_recognised_as(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    message, persona = live_message(cast), make.make_persona(cast.workspace)
    moment = make.make_transition(cast.workspace)
    rule(cast, persona=persona)
    rule(cast, transition=moment, kind="page", value="/cancel")
    for signs in ({}, {"utm_source": "news"}, {"persona": persona.key}, {"persona": "made up"}):
        ask(cast, message, **signs)
    ask(cast, message, utm_source="news", page="/cancel")
    cast.api().post("/api/v1/copy", {"visitor": "v"}, format="json")
    assert counted(cast) == set()
    with django_assert_max_num_queries(15):
        traffic.flush()
    expected = {("", None, 3), (persona.key, None, 2), (persona.key, moment.pk, 1)}
    assert counted(cast) == expected
    traffic.flush()
    assert counted(cast) == expected
    ask(cast, message)
    traffic.flush()
    assert counted(cast) == (expected - {("", None, 3)}) | {("", None, 4)}


def test_two_processes_count_together(cast: Cast) -> None:
    one, two = TrafficCounter(), TrafficCounter()
    for counter in (one, one, two):
        counter.count(cast.workspace.pk, "nora", None)
    one.flush()
    two.flush()
    assert counted(cast) == {("nora", None, 3)}


def test_what_fails_halfway_is_counted_once(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """A flush writes all or nothing: what is put back must not be there already."""
    monkeypatch.setattr("experiments.traffic.ROWS_AT_ONCE", 1)
    counter = TrafficCounter()
    counter._counts = {(cast.workspace.pk, "a", None): 2, (cast.workspace.pk, "b", None): -5}
    counter.flush()
    assert counted(cast) == set()
    counter._counts[cast.workspace.pk, "b", None] = 1
    counter.flush()
    assert counted(cast) == {("a", None, 2), ("b", None, 1)}


def test_what_is_gone_stops_nobody(cast: Cast) -> None:
    moment = make.make_transition(cast.workspace)
    traffic.count(cast.workspace.pk, "", moment.pk)
    traffic.count(987_654_321, "", None)
    traffic.count(cast.workspace.pk, "", None)
    Transition.objects.all().delete()
    traffic.flush()
    assert counted(cast) == {("", None, 1)}


def test_counting_can_be_switched_off(cast: Cast, settings: Any) -> None:
    settings.TRAFFIC_FLUSH_SECONDS = 0
    traffic.count(cast.workspace.pk, "", None)
    traffic.flush()
    assert counted(cast) == set()


def test_calls_are_counted_by_message(cast: Cast) -> None:
    """What is named is counted, by whatever door; who asks for everything counts as nothing."""
    message = live_message(cast)
    ask(cast, message)
    place = message.placement.key
    for body in ({"visitor": "v", "placements": [place]}, {"visitor": "v"}):
        cast.api().post("/api/v1/copy", body, format="json")
    flag = {"context": {"targetingKey": "v"}}
    cast.api().post(f"/ofrep/v1/evaluate/flags/{place}", flag, format="json")
    traffic._messages[cast.other.workspace.pk, message.pk] = 5  # never happens, and counts nowhere
    traffic.flush()
    ask(cast, message)
    traffic.flush()
    rows = MessageTraffic.objects.values_list("workspace", "message", "requests")
    assert list(rows) == [(cast.workspace.pk, message.pk, 4)]
