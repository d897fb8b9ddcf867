"""A snapshot in GrowthBook's words: a feature for each placement, with rules for its messages.

Any GrowthBook SDK that reads them gives a visitor what our evaluator gives. A message becomes, in
this order: the experiment that runs on it, what it says to those who come from a certain pain, and
its live text; all under one condition, the closest message first. Pure.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from experiments.delivery.allocation import HOLDOUT_SEED
from experiments.delivery.snapshot import (
    ExperimentSnapshot,
    MessageSnapshot,
    PlacementSnapshot,
    Snapshot,
)

Condition = dict[str, Any]
Rule = dict[str, Any]

VISITOR = "id"
"""The attribute that a visitor's id is sent as, in GrowthBook's SDKs by default."""


def compile_features(snapshot: Snapshot, now: datetime) -> dict[str, dict[str, Any]]:
    """All live placements as they are given at ``now``."""
    return {
        key: {
            "defaultValue": placement.default.live.parts,
            "rules": list(_rules(snapshot, placement, placement.default, now)),
        }
        for key, placement in snapshot.placements.items()
        if placement.default is not None
    }


def features_change_after(snapshot: Snapshot, now: datetime) -> datetime | None:
    """When the clock alone changes the features next, if it will."""
    times = [test.changes_after(now) for test in snapshot.experiments.values() if test.is_current]
    return min((each for each in times if each is not None), default=None)


def features_changed_at(snapshot: Snapshot, now: datetime) -> datetime:
    """When they last changed: by somebody's hand, or by the clock."""
    times = [snapshot.changed_at]
    for test in snapshot.experiments.values():
        if test.is_running and test.open_phase is not None:
            by_clock = (test.open_phase.started_at, test.starts_at, test.ends_at)
            times += [each for each in by_clock if each is not None and each <= now]
    return max(times)


def as_date(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def tracking_key(experiment: ExperimentSnapshot) -> str:
    """The key by which an SDK reports: it names the phase too, the seed of the hash does not."""
    number = experiment.open_phase.number if experiment.open_phase else 0
    return f"{experiment.key}.{number}"


def _rules(
    snapshot: Snapshot, placement: PlacementSnapshot, default: MessageSnapshot, now: datetime
) -> Iterator[Rule]:
    for condition, message in _in_order(snapshot, placement, default):
        yield from _message_rules(snapshot, message, condition, now)


def _message_rules(
    snapshot: Snapshot, message: MessageSnapshot, condition: Condition, now: datetime
) -> Iterator[Rule]:
    if message.experiment is not None and message.experiment.is_given_at(now):
        yield _experiment_rule(snapshot, message.experiment, condition)
    for pain, wording in message.continuations.items():
        sources = sorted(key for key, about in snapshot.pains.items() if about == pain)
        if sources:
            came_from = _both(condition, {"from": {"$in": sources}})
            yield {"id": wording.key, "condition": came_from, "force": wording.parts}
    rule: Rule = {"id": message.live.key, "force": message.live.parts}
    yield rule | {"condition": condition} if condition else rule


def _experiment_rule(
    snapshot: Snapshot, experiment: ExperimentSnapshot, condition: Condition
) -> Rule:
    phase = experiment.open_phase
    assert phase is not None
    rule: Rule = {
        "id": tracking_key(experiment),
        "key": tracking_key(experiment),
        "seed": experiment.key,
        "hashAttribute": VISITOR,
        "hashVersion": experiment.hash_version,
        "variations": [arm.wording.parts for arm in experiment.arms],
        "weights": phase.weights,
        "coverage": phase.coverage,
        "ranges": phase.ranges,
        "meta": [{"key": arm.wording.key} for arm in experiment.arms],
        "phase": str(phase.number),
        "bucketVersion": phase.number,
    }
    whole = _both(condition, dict(experiment.conditions))
    if whole:
        rule["condition"] = whole
    if experiment.namespace is not None:
        rule["namespace"] = experiment.namespace
    if snapshot.holdout:
        rule["filters"] = _filters(snapshot.holdout, experiment)
    return rule


def _filters(holdout: float, experiment: ExperimentSnapshot) -> list[dict[str, Any]]:
    """Who may take part at all. SDKs that read filters leave the namespace aside, so it is said
    once more among them."""
    share = {
        "attribute": VISITOR,
        "seed": HOLDOUT_SEED,
        "hashVersion": 2,
        "ranges": [[holdout, 1]],
    }
    if experiment.namespace is None:
        return [share]
    name, start, end = experiment.namespace
    part = {
        "attribute": VISITOR,
        "seed": f"__{name}",
        "hashVersion": 1,
        "ranges": [[start, end]],
    }
    return [share, part]


def _in_order(
    snapshot: Snapshot, placement: PlacementSnapshot, default: MessageSnapshot
) -> Iterator[tuple[Condition, MessageSnapshot]]:
    """Each message with its condition, so that the first that is met is the closest.

    By language first: regions, languages, and last the placement's own for everybody. Where that
    is a region (en-gb) of a language that has messages too (en), its own people come first.
    """
    by_language: dict[str, list[MessageSnapshot]] = {}
    for message in placement.messages.values():
        by_language.setdefault(message.aim[0], []).append(message)
    own = default.aim[0]
    tags = sorted(by_language, key=lambda tag: ("-" not in tag, tag))
    for tag in tags:
        if tag != own or ("-" in own and own.partition("-")[0] in by_language):
            yield from _of_language(
                snapshot, by_language[tag], {"locale": {"$regex": _spoken(tag)}}
            )
    yield from _of_language(snapshot, by_language[own], {})


def _of_language(
    snapshot: Snapshot, messages: Sequence[MessageSnapshot], spoken: Condition
) -> Iterator[tuple[Condition, MessageSnapshot]]:
    for message in sorted(messages, key=_closeness):
        _, persona, when = message.aim
        condition = dict(spoken)
        if persona is not None:
            condition["persona"] = persona
        if isinstance(when, int):
            condition["moment"] = _one_of([when])
        elif when is not None:
            condition = _both(condition, _at_stage(snapshot, when))
        yield condition, message


def _closeness(message: MessageSnapshot) -> tuple[int, str, str]:
    """As the evaluator has it: persona and moment, persona and stage, moment, persona, stage."""
    _, persona, when = message.aim
    if isinstance(when, int):
        place = 0 if persona else 2
    elif when is not None:
        place = 1 if persona else 4
    else:
        place = 3 if persona else 5
    return place, persona or "", str(when)


def _at_stage(snapshot: Snapshot, stage: str) -> Condition:
    """At this stage, or at a moment that leads to it where no stage is named."""
    leading = [moment for moment, end in snapshot.moments.items() if end == stage]
    if not leading:
        return {"stage": stage}
    at_moment = {"moment": _one_of(leading)}
    return {
        "$or": [
            {"stage": stage},
            {"stage": {"$exists": False}, **at_moment},
            {"stage": "", **at_moment},
        ]
    }


def _one_of(numbers: Sequence[int]) -> dict[str, list[int | str]]:
    """A number as such or as text, for an address has only texts."""
    return {"$in": [form for number in numbers for form in (number, str(number))]}


def _spoken(tag: str) -> str:
    """A pattern for the locales of a language, or for those of one region. Without a flag for
    small letters, which not every SDK has."""
    letters = "".join("[-_]" if c == "-" else f"[{c.upper()}{c}]" for c in tag)
    return f"^{letters}$" if "-" in tag else f"^{letters}([-_].*)?$"


def _both(one: Mapping[str, Any], other: Mapping[str, Any]) -> Condition:
    """A condition that is met where both are."""
    if one.keys() & other.keys():
        return {"$and": [dict(one), dict(other)]}
    return {**one, **other}
