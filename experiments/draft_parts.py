"""The arms and goals of a draft."""

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError

from experiments.constants import MAX_ARMS, MIN_ARMS
from experiments.draft_rules import CHANGEABLE
from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Variant
from workspaces.changes import snapshot

MOST_CUPED_DAYS = 90
Role = ExperimentGoal.Role


def arms_of(message: Message, variants: Sequence[Variant]) -> list[Variant]:
    """The arms in their order, the live variant first."""
    control = message.live_variant
    if control is None:
        raise ExperimentRefusedError(
            "no_live_variant",
            "Set a variant of this message live first: it is what you test against.",
        )
    arms = [control, *(variant for variant in variants if variant.pk != control.pk)]
    if len({variant.pk for variant in arms}) < len(arms):
        raise ExperimentRefusedError("variant_twice", "Each wording can be in the test once.")
    if any(variant.message_id != message.pk for variant in arms):
        raise ExperimentRefusedError("other_message", "All wordings must be of the same message.")
    if len(arms) < MIN_ARMS:
        raise ExperimentRefusedError(
            "too_few_arms", "Choose a wording to test against the live one."
        )
    if len(arms) > MAX_ARMS:
        raise ExperimentRefusedError("too_many_arms", f"Test at most {MAX_ARMS} wordings at once.")
    return arms


def write_arms(
    experiment: Experiment, arms: Sequence[Variant], shares: Sequence[float] | None
) -> None:
    """Keep the arms of a draft that has none."""
    parts = list(shares) if shares else [1.0] * len(arms)
    if len(parts) != len(arms) or min(parts) <= 0:
        raise ExperimentRefusedError(
            "bad_shares", "Give each wording, the live one first, a share above zero."
        )
    Arm.objects.bulk_create(
        Arm(
            workspace=experiment.workspace,
            experiment=experiment,
            variant=variant,
            position=position,
            share=share,
        )
        for position, (variant, share) in enumerate(zip(arms, parts, strict=True))
    )


def write_goals(
    experiment: Experiment,
    goal: Goal,
    secondary: Sequence[Goal],
    guardrails: Sequence[Goal],
    cap: float | None = None,
    cuped_days: int = 0,
) -> None:
    """Keep the goals of a draft that has none; ``cap`` and ``cuped_days`` are of the one that
    decides."""
    if (cap is not None or cuped_days) and goal.kind != Goal.Kind.VALUE:
        raise ValidationError({"goal": "Only what is worth something has a cap or a time before."})
    if cap is not None and cap <= 0:
        raise ValidationError({"cap": "Values are cut off somewhere above nought."})
    if not 0 <= cuped_days <= MOST_CUPED_DAYS:
        raise ValidationError({"cuped_days": f"Look back at most {MOST_CUPED_DAYS} days."})
    roles = [(goal, Role.PRIMARY)]
    roles += [(other, Role.SECONDARY) for other in secondary]
    roles += [(other, Role.GUARDRAIL) for other in guardrails]
    if len({other.pk for other, _ in roles}) < len(roles):
        raise ExperimentRefusedError("goal_twice", "Each goal can be in the test once.")
    ExperimentGoal.objects.bulk_create(
        ExperimentGoal(
            workspace=experiment.workspace,
            experiment=experiment,
            goal=other,
            role=role,
            cap=cap if role == Role.PRIMARY else None,
            cuped_days=cuped_days if role == Role.PRIMARY else 0,
        )
        for other, role in roles
    )


def replace_goals(
    experiment: Experiment,
    goal: Goal | None,
    secondary: Sequence[Goal] | None,
    guardrails: Sequence[Goal] | None,
    primary: dict[str, Any],
) -> None:
    """Replace the goals of the roles given; ``primary`` may set cap and cuped_days. None keeps."""
    if goal is None and secondary is None and guardrails is None and not primary:
        return
    links = experiment.experiment_goals.select_related("goal")
    kept: dict[str, list[Goal]] = {role: [] for role in Role.values}
    before: dict[str, Any] = {}
    for link in links:
        kept[link.role].append(link.goal)
        if link.role == Role.PRIMARY and (goal is None or goal.pk == link.goal_id):
            before = {"cap": link.cap, "cuped_days": link.cuped_days}
    decides = goal or next(iter(kept[Role.PRIMARY]), None)
    if decides is None:
        raise ValidationError({"goal": "Say which goal decides."})
    links.all().delete()
    write_goals(
        experiment,
        decides,
        kept[Role.SECONDARY] if secondary is None else secondary,
        kept[Role.GUARDRAIL] if guardrails is None else guardrails,
        **(before | primary),
    )


def described(experiment: Experiment) -> dict[str, Any]:
    """A draft with its arms and goals, as the audit log compares it."""
    return snapshot(experiment, dict.fromkeys((*CHANGEABLE, "factor"))) | {
        "arms": [[arm.variant_id, arm.share] for arm in experiment.arms.all()],
        "goals": [
            [link.goal_id, link.role, link.cap, link.cuped_days]
            for link in experiment.experiment_goals.all()
        ],
    }
