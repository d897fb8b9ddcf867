"""A draft as the form that changes it shows it."""

import json
from typing import Any

from experiments.models import Experiment, ExperimentGoal
from experiments.web.plan_form import DAYS, OPEN, SIZE


def initial_of(experiment: Experiment) -> dict[str, Any]:
    """Values by field of ``EditTestForm``; shares are in per cent. Three queries."""
    goals: dict[str, list[ExperimentGoal]] = {role: [] for role in ExperimentGoal.Role.values}
    for link in experiment.experiment_goals.select_related("goal"):
        goals[link.role].append(link)
    primary = next(iter(goals[ExperimentGoal.Role.PRIMARY]), None)
    arms = list(experiment.arms.order_by("position"))
    shares = [arm.share for arm in arms]
    plan = experiment.plan
    group = experiment.namespace
    return {
        "name": experiment.name,
        "hypothesis": experiment.hypothesis,
        "rivals": [arm.variant_id for arm in arms if arm.position],
        "goal": primary.goal_id if primary else None,
        "cap": primary.cap if primary else None,
        "cuped_days": primary.cuped_days or None if primary else None,
        "secondary": [link.goal_id for link in goals[ExperimentGoal.Role.SECONDARY]],
        "guardrails": [link.goal_id for link in goals[ExperimentGoal.Role.GUARDRAIL]],
        "ending": SIZE if plan.get("size") else DAYS if plan.get("days") else OPEN,
        "size": plan.get("size"),
        "days": plan.get("days"),
        "split_by": experiment.split_by,
        "unit": experiment.unit,
        "shares": "" if len(set(shares)) == 1 else ", ".join(f"{share:g}" for share in shares),
        "allocation": experiment.allocation,
        "ramp": "\n".join(f"{hours:g} h: {share * 100:g} %" for hours, share in experiment.ramp),
        "group": group[0] if group else "",
        "group_share": round(group[1] * 100, 2) if len(group) == 2 else None,
        "conditions": json.dumps(experiment.conditions) if experiment.conditions else "",
        "starts_at": experiment.starts_at,
        "ends_at": experiment.ends_at,
        "holdback": round(experiment.holdback * 100, 2) or None,
        "exact": experiment.rule == Experiment.Rule.EXACT,
        "rope": f"{experiment.rope * 100:g}",
    }
