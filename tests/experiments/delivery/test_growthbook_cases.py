"""GrowthBook's own cases for running an experiment and reading a feature, put to our evaluator.

The cases are for an SDK, which reads rules of any kind. We read none: a snapshot has messages and
their experiments. So each case becomes a placement whose live text is what the SDK falls back to,
and cases about rules that we never write are left out, each with its reason.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from experiments.delivery.allocation import get_bucket_ranges
from experiments.delivery.context import Context
from experiments.delivery.growthbook_evaluation import Forcing, evaluate_remotely
from experiments.delivery.snapshot import (
    ArmSnapshot,
    ExperimentSnapshot,
    MessageSnapshot,
    PhaseSnapshot,
    PlacementSnapshot,
    Snapshot,
    Wording,
)
from tests.experiments.delivery.test_evaluator import NOW

CASES: dict[str, list[Any]] = json.loads(
    (Path(__file__).parents[2] / "vectors" / "growthbook_cases.json").read_text(encoding="utf-8")
)
REASONS = {
    "hashAttribute": "visitors are split by their id, and by nothing else",
    "filters": "we write filters, of the holdout and a namespace, and read none",
    "force": "a test has no arm for everybody: the live text is that",
    "parentConditions": "a placement does not depend on another",
    "savedGroups": "a workspace has no saved lists",
    "contextualVariations": "we write no contextual bandits",
    "qaMode": "a mode of the client, which never asks us then",
    "passthrough": "our holdout is a filter, not an experiment of its own",
    "one arm": "a test has at least two arms, which its start asks for",
    "inactive": "a test that does not run is shown to nobody, also if a stranger names it",
    "targeted force": "whom a live text addresses is said by persona, stage, moment and locale",
    "no text": "a placement without a live text is not among the features",
}


def told(case: Any) -> str:
    """Why a case is left out; nothing for one that applies."""
    text = json.dumps(case[1:3])
    for word in ("parentConditions", "savedGroups", "contextualVariations", "passthrough",
                 "filters", "qaMode", "hashAttribute"):  # fmt: skip
        if f'"{word}"' in text:
            return word
    return ""


def told_of_run(case: list[Any]) -> str:
    _, context, experiment, *_ = case
    if len(experiment["variations"]) < 2:
        return "one arm"
    if experiment.get("active") is False and "url" in context:
        return "inactive"
    return "force" if "force" in experiment else told(case)


def told_of_feature(case: list[Any]) -> str:
    _, context, key, _ = case
    feature = context.get("features", {}).get(key)
    if told(case) or feature is None:
        return told(case)
    rules = feature.get("rules", [])
    for rule in rules:
        if "force" in rule and rule.keys() - {"force", "id"}:
            return "targeted force"
    has_text = "defaultValue" in feature or any("variations" in rule for rule in rules)
    return "" if has_text else "no text"


def snapshot(live: Any, key: str, rule: dict[str, Any] | None, is_running: bool) -> Snapshot:
    """A placement that says ``live``, with the experiment of a rule."""
    experiment = None
    if rule is not None:
        variations = rule["variations"]
        arms = tuple(
            ArmSnapshot(place, Wording(str(place), {"value": value}))
            for place, value in enumerate(variations)
        )
        ranges = rule.get("ranges") or get_bucket_ranges(
            len(arms), rule.get("coverage", 1.0), rule.get("weights")
        )
        phase = PhaseSnapshot(1, 1, NOW, None, tuple((start, end) for start, end in ranges))
        experiment = ExperimentSnapshot(
            id=1,
            key=rule.get("seed") or rule.get("key") or key,
            is_running=is_running,
            ends_at=None,
            namespace=tuple(rule["namespace"]) if "namespace" in rule else None,
            arms=arms,
            phases={1: phase},
            open_phase=phase,
            arms_by_key={arm.wording.key: arm for arm in arms},
            conditions=rule.get("condition", {}),
            hash_version=rule.get("hashVersion", 1),
        )
    message = MessageSnapshot(1, ("en", None, None), Wording("live", {"value": live}), experiment)
    place = PlacementSnapshot("feature", {message.aim: message}, message)
    tests = {} if experiment is None else {experiment.key: experiment}
    return Snapshot(1, 1, {"feature": place}, tests, {})


def evaluate(live: Snapshot, context: dict[str, Any]) -> tuple[Any, bool]:
    """The value a visitor gets, and whether it is to be reported."""
    attributes = context.get("attributes", {})
    visitor = attributes.get("id")
    # An SDK knows a test by its key alone; our tracking key names the phase beside it.
    forced = {f"{key}.1": index for key, index in context.get("forcedVariations", {}).items()}
    url = context.get("url", "")
    for test in live.experiments:
        url = url.replace(f"{test}=", f"{test}.1=")
    asked = Context("" if visitor is None else str(visitor), attributes=attributes)
    feature = evaluate_remotely(live, asked, Forcing(forced, url), NOW)["feature"]
    return feature["defaultValue"]["value"], "rules" in feature


RUN = [case for case in CASES["run"] if not told_of_run(case)]
FEATURES = [case for case in CASES["feature"] if not told_of_feature(case)]


@pytest.mark.parametrize("case", RUN, ids=[case[0] for case in RUN])
def test_run_vectors(case: list[Any]) -> None:
    _, context, rule, value, in_experiment, is_hashed = case
    is_running = rule.get("active", True) and context.get("enabled", True)
    outside = object()
    found, is_reported = evaluate(snapshot(outside, "feature", rule, is_running), context)
    assert (found is not outside) == in_experiment
    assert is_reported == is_hashed
    if in_experiment:
        assert found == value


@pytest.mark.parametrize("case", FEATURES, ids=[case[0] for case in FEATURES])
def test_feature_vectors(case: list[Any]) -> None:
    _, context, key, expected = case
    feature = context.get("features", {}).get(key)
    if feature is None:
        assert key not in evaluate_remotely(snapshot(1, "", None, True), Context(), Forcing(), NOW)
        return
    live, test = feature.get("defaultValue"), None
    for rule in feature.get("rules", []):
        if "force" in rule:
            live = rule["force"]
            break
        if "variations" in rule:
            test = rule
    renamed = {
        (test or {}).get("key", key): (test or {}).get("seed") or (test or {}).get("key", key)
    }
    forced = context.get("forcedVariations", {})
    context = context | {"forcedVariations": {renamed.get(k, k): v for k, v in forced.items()}}
    found, is_reported = evaluate(snapshot(live, key, test, True), context)
    assert found == expected["value"]
    is_experiment = expected["source"] == "experiment"
    assert is_reported == (is_experiment and expected["experimentResult"]["hashUsed"])


def test_every_case_left_out_has_a_reason() -> None:
    left = {
        "run": [told_of_run(case) for case in CASES["run"]],
        "feature": [told_of_feature(case) for case in CASES["feature"]],
    }
    for reasons in left.values():
        assert {each for each in reasons if each} <= REASONS.keys()
    applied = {name: reasons.count("") for name, reasons in left.items()}
    assert applied == {"run": 58, "feature": 16}
