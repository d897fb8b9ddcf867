"""What a GrowthBook SDK makes of our features is what our evaluator answers."""

import logging
from datetime import timedelta
from typing import Any

import orjson
import pytest
from growthbook import GrowthBook
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.delivery.context import Context
from experiments.delivery.evaluator import evaluate, recognise
from experiments.delivery.growthbook_features import (
    compile_features,
    features_change_after,
    features_changed_at,
)
from experiments.delivery.snapshot import Aim, MessageSnapshot, PlacementSnapshot, Snapshot
from tests.experiments.delivery.test_evaluator import NOW, experiment, wording

AIMS: tuple[Aim, ...] = (
    ("de-at", "anna", "deciding"),
    ("de-at", None, None),
    ("de", "anna", 7),
    ("de", None, "deciding"),
    ("en-gb", "anna", None),
    ("en", "anna", "deciding"),
    ("en", "anna", None),
    ("en", None, 7),
    ("en", None, "deciding"),
    ("en", None, None),
)


def snapshot(own: str = "en", holdout: float = 0.0) -> Snapshot:
    """Messages for many, each with a test of its own kind."""
    messages = {}
    for number, aim in enumerate(AIMS):
        name = "/".join(str(part or "-") for part in aim)
        kinds: list[dict[str, Any]] = [
            {"weights": (0.9, 0.1)},
            {"coverage": 0.5},
            {"namespace": ("shelf", 0.2, 0.8)},
            {"conditions": {"plan": {"$in": ["team", "pro"]}}},
            {"conditions": {"persona": {"$ne": "ben"}, "seats": {"$gte": 5}}},
        ]
        test = experiment(key=f"test-{number}", **kinds[number % len(kinds)])
        says = {1: wording(f"{name}, after the ad")} if number % 2 else {}
        messages[aim] = MessageSnapshot(number, aim, wording(name), test, says)
    place = PlacementSnapshot("hero", messages, messages[own, None, None])
    return Snapshot(
        *(1, 7, {"hero": place}),
        experiments={m.experiment.key: m.experiment for m in messages.values() if m.experiment},
        goals={},
        moments={7: "deciding"},
        holdout=holdout,
        pains={"ad-1": 1, "ad-2": 2},
    )


visitors = st.fixed_dictionaries(
    {"id": st.integers(0, 100_000).map(lambda n: f"visitor-{n}")},
    optional={
        "persona": st.sampled_from(["anna", "ben", ""]),
        "stage": st.sampled_from(["deciding", "using", ""]),
        "locale": st.sampled_from(["de-AT", "de_at", "de", "DE-CH", "en", "en-GB", "fr", "d", ""]),
        "moment": st.sampled_from([7, "7"]),
        "from": st.sampled_from(["ad-1", "ad-2", "unknown"]),
        "plan": st.sampled_from(["free", "team"]),
        "seats": st.integers(1, 9),
    },
)


@settings(max_examples=400)
@given(visitors, st.sampled_from(["en", "de-at"]), st.sampled_from([0.0, 0.3]))
def test_it_works(attributes: dict[str, Any], own: str, holdout: float) -> None:
    live = snapshot(own, holdout)
    sent = orjson.loads(orjson.dumps(compile_features(live, NOW)))
    found = GrowthBook(attributes=attributes, features=sent).eval_feature("hero")
    texts = {name: attributes.get(name) or None for name in ("persona", "stage", "locale")}
    context = recognise(
        live,
        Context(
            attributes["id"],
            **texts,
            moment=int(attributes["moment"]) if "moment" in attributes else None,
            attributes=attributes,
            came_from=attributes.get("from"),
        ),
        {},
    )
    ours = evaluate(live, "hero", context, NOW)
    assert found.value == ours.parts
    assert (found.source == "experiment") == (ours.assignment is not None)
    if ours.assignment is not None:
        assert found.experiment.key == f"{ours.assignment.experiment}.{ours.assignment.phase}"
        assert found.experimentResult.key == ours.assignment.arm


def test_thousands_of_visitors_get_the_same_arm() -> None:
    live = snapshot(holdout=0.1)
    book = GrowthBook(features=orjson.loads(orjson.dumps(compile_features(live, NOW))))
    logging.getLogger("growthbook").setLevel(logging.ERROR)
    in_test = 0
    for number in range(5_000):
        visitor, persona = f"visitor-{number}", ("anna", None)[number % 2]
        told = {"id": visitor, "persona": persona, "plan": "team", "seats": 7}
        book.set_attributes(told)
        context = Context(visitor, persona, attributes=told)
        ours = evaluate(live, "hero", context, NOW)
        assert book.get_feature_value("hero", None) == ours.parts, visitor
        in_test += ours.assignment is not None
    assert 2_000 < in_test < 4_800


def test_a_visitor_without_an_id_gets_the_live_text() -> None:
    sent = orjson.loads(orjson.dumps(compile_features(snapshot(), NOW)))
    found = GrowthBook(attributes={"persona": "anna"}, features=sent).eval_feature("hero")
    assert (found.value, found.source) == ({"headline": "en/anna/-"}, "force")


def with_test(**changes: Any) -> Snapshot:
    test = experiment(**changes)
    message = MessageSnapshot(1, ("en", None, None), wording("live"), test)
    place = PlacementSnapshot("hero", {message.aim: message}, message)
    changed_at = NOW - timedelta(days=20)
    return Snapshot(1, 7, {"hero": place}, {test.key: test}, {}, changed_at=changed_at)


@pytest.mark.parametrize("name", ["starts_at", "ends_at"])
def test_the_clock_changes_the_features_and_their_date(name: str) -> None:
    """Without anybody's hand, and so without a new version of the snapshot."""
    at = NOW + timedelta(hours=1)
    live = with_test(**{name: at})
    before, after = compile_features(live, NOW), compile_features(live, at)
    is_split = ["variations" in book["hero"]["rules"][0] for book in (before, after)]
    assert is_split == ([False, True] if name == "starts_at" else [True, False])
    assert features_change_after(live, NOW) == at
    assert features_change_after(live, at) is None
    assert features_changed_at(live, NOW) < features_changed_at(live, at) == at


def test_a_paused_test_leaves_nothing_behind() -> None:
    live = with_test(is_running=False)
    assert compile_features(live, NOW) == {
        "hero": {
            "defaultValue": {"headline": "live"},
            "rules": [{"id": "live", "force": {"headline": "live"}}],
        }
    }


def test_what_is_held_back_is_a_rule_of_its_phase() -> None:
    live = with_test(is_running=False, is_held_back=True, earlier=1, weights=(0.1, 0.9))
    rule = compile_features(live, NOW)["hero"]["rules"][0]
    assert (rule["key"], rule["seed"], rule["bucketVersion"]) == ("test.2", "test", 2)
    assert [each["key"] for each in rule["meta"]] == ["arm-0", "arm-1"]
