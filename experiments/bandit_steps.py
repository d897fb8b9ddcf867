"""Bandits that were asked for: new shares for the arms, in batches, as results mature.

Only workers import this module: the draws load numpy. Each change of shares opens a phase, and a
phase counts conversions only until the next begins: so shares change at most once a window of the
goal, and not before a phase has enough visitors to be read by itself.
"""

import logging
from collections import defaultdict
from datetime import datetime

from django.db import transaction

from experiments.models import Arm, Experiment, ExperimentGoal, Goal, Look, Phase
from experiments.phases import normalised
from experiments.ramping import why_hold
from experiments.recount_sql import CountedGoal, count_matured
from experiments.refusals import ExperimentRefusedError
from experiments.splitting import resplit
from experiments.stats.bandit import Aim, thompson_shares
from experiments.transitions import State, locked
from workspaces.access import Access, system_access

log = logging.getLogger(__name__)

ENOUGH_AN_ARM = 100
"""Visitors of a phase whose window is over, for each arm offered, before its shares change."""
WORTH_A_PHASE = 0.02
"""A smaller change of every share is not worth a phase of its own."""
AIMS: dict[str, Aim] = {
    Experiment.Allocation.EARN: "earn",
    Experiment.Allocation.LEARN: "learn",
}


def rebalance_due(*, now: datetime) -> list[Experiment]:
    """Change the shares of every running bandit that has learned enough; those changed."""
    rows = Experiment.objects.filter(state=State.RUNNING, allocation__in=list(AIMS))
    rows = rows.filter(split_by=Experiment.SplitBy.CUPPA)
    changed = []
    for experiment in rows.select_related("workspace").order_by("pk"):
        try:
            if rebalance(experiment=experiment, now=now):
                changed.append(experiment)
        except ExperimentRefusedError as error:
            log.info("Shares of experiment %s stay: %s", experiment.pk, error)
    return changed


def rebalance(*, experiment: Experiment, now: datetime) -> bool:
    """Give each arm the share it has earned, where a batch is complete; whether any changed.

    Stopped arms stay stopped. Nothing changes while the split is faulty or a guardrail harmed.
    """
    access = system_access(experiment.workspace, actor="bandit")
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state != State.RUNNING or stored.allocation not in AIMS:
            return False
        phase = Phase.objects.filter(
            workspace=access.workspace, experiment=stored, ended_at=None
        ).first()
        if phase is None or _is_held(access, stored):
            return False
        shares = _shares(access, stored, phase, now)
        if shares is None:
            return False
        before = normalised(phase.weights)
        if max(abs(new - old) for new, old in zip(shares, before, strict=True)) < WORTH_A_PHASE:
            return False
        return resplit(access, stored, shares, None)


def _shares(
    access: Access, experiment: Experiment, phase: Phase, now: datetime
) -> list[float] | None:
    """By position; None while the batch is not complete or the goal is no yes-or-no goal."""
    link = (
        ExperimentGoal.objects.for_workspace(access.workspace)
        .filter(experiment=experiment, role=ExperimentGoal.Role.PRIMARY)
        .select_related("goal")
        .first()
    )
    if link is None or link.goal.kind != Goal.Kind.CONVERSION:
        return None
    arms = dict(
        Arm.objects.for_workspace(access.workspace)
        .filter(experiment=experiment)
        .values_list("pk", "position")
    )
    offered = [place for place, weight in enumerate(phase.weights) if weight > 0]
    trials: dict[int, int] = defaultdict(int)
    successes: dict[int, int] = defaultdict(int)
    in_phase = 0
    for number, arm, n, x in count_matured(
        workspace_id=access.workspace.pk,
        experiment_id=experiment.pk,
        goal=CountedGoal(link.goal_id, is_value=False, window_days=link.goal.window_days),
        now=now,
    ):
        trials[arms[arm]] += n
        successes[arms[arm]] += x
        in_phase += n if number == phase.pk else 0
    if in_phase < ENOUGH_AN_ARM * len(offered):
        return None
    earned = thompson_shares(
        [successes[place] for place in offered],
        [trials[place] for place in offered],
        aim=AIMS[experiment.allocation],
        seed=experiment.pk * 1_000 + phase.number,
        higher_is_better=link.goal.direction == Goal.Direction.UP,
    )
    shares = [0.0] * len(phase.weights)
    for place, share in zip(offered, earned, strict=True):
        shares[place] = share
    return shares


def _is_held(access: Access, experiment: Experiment) -> bool:
    look = (
        Look.objects.for_workspace(access.workspace)
        .filter(experiment=experiment)
        .order_by("taken_at", "id")
        .last()
    )
    return look is not None and bool(why_hold(look.analysis, experiment.alpha))
