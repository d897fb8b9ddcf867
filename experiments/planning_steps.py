"""From a draft to a plan that only waits for its start, and back.

Planning takes ``edit`` and checks all that the start will ask for, so that an approver finds
nothing missing. A plan is not changed: it goes back to the draft first.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from experiments.constants import MIN_ARMS
from experiments.in_sight import hold_message
from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now
from experiments.transitions import NOT_STARTED, State, locked, move, wrong_state
from messaging.models import Message, Variant
from workspaces.access import EDIT, Access
from workspaces.changes import record


def plan_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Say that a draft is ready. ExperimentRefusedError names what is missing."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state != State.DRAFT:
            raise wrong_state(stored)
        message = hold_message(access, stored)
        arms = list(stored.arms.select_related("variant"))
        check_startable(stored, timezone.now())
        check_ready(stored, message, arms)
        move(access, stored, (State.DRAFT,), State.PLANNED, factor=factor_now(arms))
        record(
            access=access,
            action="planned",
            target=stored,
            before={"state": State.DRAFT},
            after={"state": stored.state, "plan": stored.plan, "factor": stored.factor},
        )
    return stored


def back_to_draft(*, access: Access, experiment: Experiment) -> Experiment:
    """Open a plan again to change it."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked(access, experiment)
        move(access, stored, (State.PLANNED,), State.DRAFT)
        record(
            access=access,
            action="back to draft",
            target=stored,
            before={"state": State.PLANNED},
            after={"state": stored.state},
        )
    return stored


def rule_of_plan(plan: Mapping[str, Any], *, exact: bool) -> str:
    """The rule that will read an experiment for good: by its plan, unless exact was chosen."""
    if exact:
        return Experiment.Rule.EXACT
    if plan.get("size") or plan.get("days"):
        return Experiment.Rule.PLANNED
    return Experiment.Rule.ANYTIME


def check_startable(experiment: Experiment, now: datetime) -> None:
    """ExperimentRefusedError if it was started before, or would end before it begins."""
    if experiment.state not in NOT_STARTED:
        raise wrong_state(experiment)
    if experiment.ends_at is not None and experiment.ends_at <= now:
        raise ExperimentRefusedError(
            "end_passed", "The end that was set has passed: choose a later one, or none."
        )


def check_ready(experiment: Experiment, message: Message, arms: Sequence[Arm]) -> None:
    """ExperimentRefusedError names the first thing that is missing for a start."""
    if len(arms) < MIN_ARMS:
        raise ExperimentRefusedError("too_few_arms", "A test needs at least two wordings.")
    waiting = [arm.key for arm in arms if arm.variant.state != Variant.State.APPROVED]
    if waiting:
        raise ExperimentRefusedError(
            "not_approved", f"Approve every wording first; waiting: {', '.join(waiting)}."
        )
    if arms[0].variant_id != message.live_variant_id:
        raise ExperimentRefusedError(
            "control_not_live",
            "The live wording has changed since this was drafted: choose the wordings again.",
        )
    links = experiment.experiment_goals.filter(role=ExperimentGoal.Role.PRIMARY)
    primary = links.select_related("goal").first()
    if primary is None:
        raise ExperimentRefusedError("no_goal", "Say first which goal decides.")
    is_bandit = experiment.allocation != Experiment.Allocation.FIXED
    if is_bandit and primary.goal.kind == Goal.Kind.VALUE:
        raise ExperimentRefusedError(
            "bandit_value",
            "Shares that follow the results need a goal that visitors do or do not reach.",
        )
