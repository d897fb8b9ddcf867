"""What was agreed when a test started, and what has been changed since: both printed with its
result, so that nobody moves the posts unseen."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from experiments.models import Arm, Experiment, ExperimentGoal, Phase
from experiments.one_factor import Told, factor_of
from workspaces.models import AuditRecord

SAID = {
    "paused": "Paused: everybody saw the live text.",
    "resumed": "Went on after a pause.",
    "ramp held": "The ramp-up was held: something looked wrong.",
    "stopped": "Stopped: nobody new takes part.",
    "holdback ended": "The holdback ended: everybody sees the new text.",
}
OF_SPLIT = ("reweighted", "ramped")


@dataclass(frozen=True)
class LaterChange:
    """``what`` is the action in the audit log; ``who`` is empty where that no longer tells."""

    at: datetime
    who: str
    what: str
    said: str


def told_of(arm: Arm) -> Told:
    """What an arm is about; it comes with its variant."""
    variant = arm.variant
    return Told(variant.pain_id, variant.framework, variant.proof_id, variant.parts)


def factor_now(arms: Iterable[Arm]) -> str:
    """In what the arms differ as their texts are now."""
    told = [told_of(arm) for arm in arms]
    return factor_of(told) if told else ""


def terms_at_start(
    experiment: Experiment,
    arms: Sequence[Arm],
    goals: Iterable[ExperimentGoal],
    coverage: float,
) -> dict[str, Any]:
    """All that decides how the result is read, as plain values. Goals come with their goal."""
    return {
        "hypothesis": experiment.hypothesis,
        "goals": [
            {
                "key": link.goal.key,
                "name": link.goal.name,
                "role": link.role,
                "kind": link.goal.kind,
                "direction": link.goal.direction,
                "window_days": link.goal.window_days,
                "cap": link.cap,
                "cuped_days": link.cuped_days,
            }
            for link in goals
        ],
        "rule": experiment.rule,
        "plan": experiment.plan,
        "alpha": experiment.alpha,
        "rope": experiment.rope,
        "split_by": experiment.split_by,
        "unit": experiment.unit,
        "conditions": experiment.conditions,
        "namespace": experiment.namespace,
        "allocation": experiment.allocation,
        "factor": experiment.factor,
        "coverage": coverage,
        "ramp": experiment.ramp,
        "ends_at": experiment.ends_at.isoformat() if experiment.ends_at else None,
        "time_zone": experiment.time_zone,
        "arms": [
            {
                "key": arm.key,
                "share": arm.share,
                "pain": arm.variant.pain_id,
                "framework": arm.variant.framework,
                "proof": arm.variant.proof_id,
            }
            for arm in arms
        ],
    }


def later_changes(experiment: Experiment) -> list[LaterChange]:
    """What was changed since the start, oldest first: splits, pauses, ramp steps, names of goals.

    The audit log tells who; where it is no longer kept, the phases still tell what. Three queries.
    """
    if experiment.started_at is None:
        return []
    goals = [
        str(pk)
        for pk in ExperimentGoal.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment
        ).values_list("goal_id", flat=True)
    ]
    rows = AuditRecord.objects.filter(
        workspace_id=experiment.workspace_id, at__gte=experiment.started_at
    ).filter(
        Q(target_type="experiment", target_id=str(experiment.pk), action__in=[*OF_SPLIT, *SAID])
        | Q(target_type="goal", target_id__in=goals, action="changed")
    )
    found, told_phases = [], set()
    for row in rows.order_by("at", "id"):
        if row.action in OF_SPLIT:
            told_phases.add(row.after.get("phase"))
        said = _said(row.action, row.before, row.after)
        if said:
            found.append(LaterChange(row.at, row.actor, row.action, said))
    phases = list(
        Phase.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment, kind=Phase.Kind.TEST
        ).order_by("number")
    )
    for before, phase in itertools.pairwise(phases):
        if phase.number not in told_phases:
            said = _split_said(_split(before), _split(phase) | {"phase": phase.number})
            found.append(LaterChange(phase.started_at, "", "reweighted", said))
    return sorted(found, key=lambda change: change.at)


def _split(phase: Phase) -> dict[str, Any]:
    return {"weights": phase.weights, "coverage": phase.coverage}


def _said(action: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if action in OF_SPLIT:
        return _split_said(before, after)
    if action == "changed":
        if "name" not in after:
            return ""
        return f"The goal “{before.get('name', '')}” is called “{after['name']}” now."
    why = after.get("reason")
    return f"{SAID[action]} {why}" if why else SAID[action]


def _split_said(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    said = []
    if before.get("weights") != after.get("weights"):
        said.append(
            f"Visitors are split {_parts(after)} instead of {_parts(before)}, "
            f"in a new phase {after.get('phase', '')}".rstrip()
        )
    if before.get("coverage") != after.get("coverage"):
        new, old = after.get("coverage", 1), before.get("coverage", 1)
        said.append(f"{_per_cent(new)} of visitors take part instead of {_per_cent(old)}")
    return ". ".join(said) + "." if said else ""


def _parts(split: Mapping[str, Any]) -> str:
    return " / ".join(_per_cent(weight) for weight in split.get("weights", []))


def _per_cent(share: float) -> str:
    return f"{share * 100:.3g} %"
