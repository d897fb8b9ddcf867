"""Opening and closing the stretches of an experiment with unchanged arms, weights and coverage."""

from collections.abc import Sequence
from datetime import datetime

from experiments.constants import MIN_ARMS
from experiments.models import Arm, Experiment, Phase
from experiments.refusals import ExperimentRefusedError

SAME_WEIGHT = 1e-9


def normalised(weights: Sequence[float]) -> list[float]:
    """Weights in any unit as parts of 1."""
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ExperimentRefusedError("bad_weights", "Weights are zero or more, and not all zero.")
    return [weight / total for weight in weights]


def same_weights(one: Sequence[float], other: Sequence[float]) -> bool:
    """Whether two splits of as many arms send everybody to the same arm."""
    return all(abs(a - b) < SAME_WEIGHT for a, b in zip(one, other, strict=True))


def open_phase(
    experiment: Experiment,
    number: int,
    shares: Sequence[float],
    coverage: float,
    now: datetime,
    kind: str = Phase.Kind.TEST,
) -> Phase:
    """A new stretch; the one before has been closed."""
    check_weights(shares, len(shares), coverage)
    return Phase.objects.create(
        workspace=experiment.workspace,
        experiment=experiment,
        number=number,
        kind=kind,
        weights=normalised(shares),
        coverage=coverage,
        started_at=now,
    )


def close_phase(experiment: Experiment, now: datetime) -> int:
    """End the open phase, if there is one; how many were."""
    return int(
        Phase.objects.filter(
            workspace_id=experiment.workspace_id, experiment=experiment, ended_at=None
        ).update(ended_at=now)
    )


def offered(experiment: Experiment) -> list[Arm]:
    """The arms that the open phase gives to somebody, with their texts."""
    phase = experiment.phases.filter(ended_at=None).first()
    weights = phase.weights if phase is not None else []
    arms = experiment.arms.select_related("variant").order_by("position")
    return [arm for arm, weight in zip(arms, weights, strict=False) if weight > 0]


def check_weights(weights: Sequence[float], arms: int, coverage: float) -> None:
    """ExperimentRefusedError for a split that tests nothing."""
    if len(weights) != arms:
        raise ExperimentRefusedError("bad_weights", f"Give {arms} weights, the control's first.")
    if weights[0] <= 0 or sum(weight > 0 for weight in weights) < MIN_ARMS:
        raise ExperimentRefusedError(
            "bad_weights", "The control and at least one other wording need some visitors."
        )
    check_coverage(coverage)


def check_coverage(coverage: float) -> None:
    if not 0 < coverage <= 1:
        raise ExperimentRefusedError(
            "bad_coverage", "The share of visitors who take part lies above 0 and up to 1."
        )
