"""Prepare an experiment: which wordings, for which goal, until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from experiments.constants import MAX_ARMS, MIN_ARMS
from experiments.models import Arm, Experiment, ExperimentGoal, Goal
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Variant
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row, snapshot

CHANGEABLE = (
    "name",
    "hypothesis",
    "rule",
    "plan",
    "rope",
    "split_by",
    "unit",
    "namespace",
    "starts_at",
    "ends_at",
)
"""Fields of a draft that ``change_experiment`` takes as they are."""


def create_experiment(
    *,
    access: Access,
    message: Message,
    name: str,
    goal: Goal,
    variants: Sequence[Variant],
    hypothesis: str = "",
    key: str = "",
    shares: Sequence[float] | None = None,
    plan_size: int | None = None,
    rope: float = 0.05,
    exact: bool = False,
    secondary: Sequence[Goal] = (),
    guardrails: Sequence[Goal] = (),
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Experiment:
    """A draft experiment of the message's live variant against ``variants``.

    The live variant is the control at position 0, whether or not it is among ``variants``.
    ``shares`` are parts of the visitors, control first, in any unit; equal if not given.
    ``plan_size`` is the number of visitors of a planned end, over all arms; None is an open end.
    ``exact`` asks for the rule for few conversions. ExperimentRefusedError if the message has no
    live variant, the arms are too few or too many, or a key is taken.

    ``starts_at`` starts it later, so it takes the permission that starting takes.
    """
    access.require(EDIT if starts_at is None else APPROVE)
    arms = _arms_of(message, variants)
    experiment = Experiment(
        workspace=access.workspace,
        message=message,
        key=key or free_key(access, name),
        name=name,
        hypothesis=hypothesis,
        rule=_rule(plan_size, exact),
        plan={"size": plan_size} if plan_size else {},
        rope=rope,
        time_zone=access.workspace.time_zone,
        starts_at=starts_at,
        ends_at=ends_at,
        created_by=access.user,
    )
    experiment.clean_fields()
    with one_record(access=access, action="created", target=experiment):
        taken = Experiment.objects.for_workspace(access.workspace).filter(key=experiment.key)
        if taken.exists():
            raise ExperimentRefusedError(
                "key_taken", f"There is an experiment “{experiment.key}” already."
            )
        create_row(access=access, instance=experiment)
        _write_arms(experiment, arms, shares)
        _write_goals(experiment, goal, secondary, guardrails)
        record(access=access, action="created", target=experiment, after=_described(experiment))
    return experiment


def change_experiment(
    *,
    access: Access,
    experiment: Experiment,
    variants: Sequence[Variant] | None = None,
    shares: Sequence[float] | None = None,
    goal: Goal | None = None,
    secondary: Sequence[Goal] | None = None,
    guardrails: Sequence[Goal] | None = None,
    **fields: Any,
) -> Experiment:
    """Change a draft; ``fields`` are those of CHANGEABLE, and ``plan_size`` and ``exact``.

    Given ``variants`` replace all arms, the live variant again first; ``goal``, ``secondary`` and
    ``guardrails`` replace the goals of that role. ExperimentRefusedError unless it is a draft.
    A draft that starts by itself is changed only by who may start it.
    """
    access.require(EDIT)
    if "plan_size" in fields or "exact" in fields:
        size = fields.pop("plan_size", experiment.plan.get("size"))
        exact = fields.pop("exact", experiment.rule == Experiment.Rule.EXACT)
        fields |= {"plan": {"size": size} if size else {}, "rule": _rule(size, exact)}
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))} to change.")
    with transaction.atomic():
        stored: Experiment = (
            Experiment.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=experiment.pk)
        )
        if stored.state != Experiment.State.DRAFT:
            raise ExperimentRefusedError(
                "not_a_draft", "What was set at the start stays as it was: copy it to a new draft."
            )
        if stored.starts_at is not None or fields.get("starts_at") is not None:
            access.require(APPROVE)
        before = _described(stored)
        for field, value in fields.items():
            setattr(stored, field, value)
        stored.clean_fields()
        stored.save(update_fields=list(fields) or None)
        if variants is not None:
            arms = _arms_of(stored.message, variants)
            Arm.objects.filter(workspace=access.workspace, experiment=stored).delete()
            _write_arms(stored, arms, shares)
        _replace_goals(stored, goal, secondary, guardrails)
        after = _described(stored)
        changed = [name for name in after if before[name] != after[name]]
        if changed:
            record(
                access=access,
                action="changed",
                target=stored,
                before={name: before[name] for name in changed},
                after={name: after[name] for name in changed},
            )
    return stored


def remove_draft(*, access: Access, experiment: Experiment) -> None:
    """Delete a draft; what was started is kept for ever."""
    access.require(EDIT)
    with transaction.atomic():
        stored: Experiment = (
            Experiment.objects.for_workspace(access.workspace)
            .select_for_update()
            .get(pk=experiment.pk)
        )
        if stored.state != Experiment.State.DRAFT:
            raise ExperimentRefusedError(
                "not_a_draft", "An experiment that was started is kept: archive it instead."
            )
        remove_row(access=access, instance=stored)


def free_key(access: Access, name: str) -> str:
    """A key made of the name that no experiment of the workspace has yet."""
    stem = slugify(name)[:60] or "experiment"
    taken = set(
        Experiment.objects.for_workspace(access.workspace)
        .filter(key__startswith=stem)
        .values_list("key", flat=True)
    )
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    return key


def _rule(plan_size: int | None, exact: bool) -> str:
    if exact:
        return Experiment.Rule.EXACT
    return Experiment.Rule.PLANNED if plan_size else Experiment.Rule.ANYTIME


def _arms_of(message: Message, variants: Sequence[Variant]) -> list[Variant]:
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


def _write_arms(
    experiment: Experiment, arms: Sequence[Variant], shares: Sequence[float] | None
) -> None:
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


def _write_goals(
    experiment: Experiment, goal: Goal, secondary: Sequence[Goal], guardrails: Sequence[Goal]
) -> None:
    roles = [(goal, ExperimentGoal.Role.PRIMARY)]
    roles += [(other, ExperimentGoal.Role.SECONDARY) for other in secondary]
    roles += [(other, ExperimentGoal.Role.GUARDRAIL) for other in guardrails]
    if len({other.pk for other, _ in roles}) < len(roles):
        raise ExperimentRefusedError("goal_twice", "Each goal can be in the test once.")
    ExperimentGoal.objects.bulk_create(
        ExperimentGoal(workspace=experiment.workspace, experiment=experiment, goal=other, role=role)
        for other, role in roles
    )


def _replace_goals(
    experiment: Experiment,
    goal: Goal | None,
    secondary: Sequence[Goal] | None,
    guardrails: Sequence[Goal] | None,
) -> None:
    if goal is None and secondary is None and guardrails is None:
        return
    links = experiment.experiment_goals.select_related("goal")
    kept: dict[str, list[Goal]] = {role: [] for role in ExperimentGoal.Role.values}
    for link in links:
        kept[link.role].append(link.goal)
    links.all().delete()
    _write_goals(
        experiment,
        goal or kept[ExperimentGoal.Role.PRIMARY][0],
        kept[ExperimentGoal.Role.SECONDARY] if secondary is None else secondary,
        kept[ExperimentGoal.Role.GUARDRAIL] if guardrails is None else guardrails,
    )


def _described(experiment: Experiment) -> dict[str, Any]:
    """A draft with its arms and goals, as the audit log compares it."""
    return snapshot(experiment, dict.fromkeys(CHANGEABLE)) | {
        "arms": [[arm.variant_id, arm.share] for arm in experiment.arms.all()],
        "goals": [[link.goal_id, link.role] for link in experiment.experiment_goals.all()],
    }
