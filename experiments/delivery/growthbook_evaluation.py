"""Remote evaluation for GrowthBook's SDKs: they send the visitor, and get only their copy.

So texts of other arms never reach the browser. What a stranger forces can show an arm of a running
test, which any visitor may get, and nothing else; it is never counted. Pure.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from experiments.delivery.allocation import get_query_string_override
from experiments.delivery.context import Context
from experiments.delivery.evaluator import Evaluation, evaluate
from experiments.delivery.growthbook_features import VISITOR, tracking_key
from experiments.delivery.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Forcing:
    """What the caller wants to see whatever the hash says: indices by the tracking keys of
    experiments, an address that may name some, and values of features."""

    variations: Mapping[str, Any] = field(default_factory=dict)
    url: str = ""
    features: Mapping[str, Any] = field(default_factory=dict)


def evaluate_remotely(
    snapshot: Snapshot, context: Context, forcing: Forcing, now: datetime
) -> dict[str, dict[str, Any]]:
    """Every live placement as a feature with one value, for this visitor."""
    context = replace(context, forced=_forced_arms(snapshot, forcing))
    features = {
        key: _as_feature(evaluate(snapshot, key, context, now), snapshot, context.visitor)
        for key, placement in snapshot.placements.items()
        if placement.default is not None
    }
    for key, value in forcing.features.items():
        if key in features:
            features[key] = {"defaultValue": value}
    return features


def _forced_arms(snapshot: Snapshot, forcing: Forcing) -> dict[str, str] | None:
    """The arm by the key of its experiment. The address comes before the list, as in the SDKs."""
    if not forcing.url and not forcing.variations:
        return None
    forced = {}
    for experiment in snapshot.experiments.values():
        if not experiment.is_current:
            continue
        key, arms = tracking_key(experiment), experiment.arms
        index = get_query_string_override(key, forcing.url, len(arms)) if forcing.url else None
        if index is None:
            index = forcing.variations.get(key)
        if isinstance(index, int) and not isinstance(index, bool) and 0 <= index < len(arms):
            forced[experiment.key] = arms[index].wording.key
    return forced


def _as_feature(evaluation: Evaluation, snapshot: Snapshot, visitor: str) -> dict[str, Any]:
    """With what the SDK has to report, if the visitor takes part in an experiment."""
    feature: dict[str, Any] = {"defaultValue": evaluation.parts}
    assignment = evaluation.assignment
    if assignment is None:
        return feature
    experiment = snapshot.experiments[assignment.experiment]
    place = [arm.wording.key for arm in experiment.arms].index(assignment.arm)
    others: list[dict[str, Any]] = [{} for _ in experiment.arms]
    track = {
        "experiment": {
            "key": tracking_key(experiment),
            "hashAttribute": VISITOR,
            "hashVersion": experiment.hash_version,
            "variations": [*others[:place], dict(evaluation.parts), *others[place + 1 :]],
        },
        "result": {
            "featureId": evaluation.placement,
            "inExperiment": True,
            "hashUsed": True,
            "hashAttribute": VISITOR,
            "hashValue": visitor,
            "variationId": place,
            "key": assignment.arm,
            "value": evaluation.parts,
            "stickyBucketUsed": False,
        },
    }
    return feature | {"rules": [{"force": evaluation.parts, "tracks": [track]}]}
