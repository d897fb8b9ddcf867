"""Prepare an experiment: which wordings, for which goal, until when."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from experiments.aa_copies import copies_of, remove_copies
from experiments.draft_parts import arms_of, described, replace_goals, write_arms, write_goals
from experiments.draft_rules import CHANGEABLE, plan_of, tidy_draft
from experiments.models import Arm, Experiment, Goal
from experiments.planning_steps import rule_of_plan
from experiments.refusals import ExperimentRefusedError
from experiments.terms import factor_now
from experiments.transitions import NOT_STARTED, State, locked
from messaging.models import Message, Variant
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row

OF_PRIMARY = ("cap", "cuped_days")


def create_experiment(
    *,
    access: Access,
    message: Message,
    name: str,
    goal: Goal,
    variants: Sequence[Variant],
    key: str = "",
    shares: Sequence[float] | None = None,
    plan_size: int | None = None,
    plan_days: int | None = None,
    plan_known: Mapping[str, float] | None = None,
    exact: bool = False,
    secondary: Sequence[Goal] = (),
    guardrails: Sequence[Goal] = (),
    is_aa: bool = False,
    **fields: Any,
) -> Experiment:
    """A draft experiment of the message's live variant against ``variants``.

    The live variant is the control at position 0, whether or not it is among ``variants``.
    ``shares`` are parts of the visitors, control first, in any unit; equal if not given.
    ``plan_size`` is the number of visitors of a planned end, over all arms, ``plan_days`` its days;
    neither is an open end. ``plan_known`` is what the plan was made from (``PLAN_KNOWN``).
    ``exact`` asks for the rule for few conversions. ``fields`` are those of CHANGEABLE, and ``cap``
    and ``cuped_days`` of the goal that decides. ExperimentRefusedError if the message has no live
    variant, the arms are too few or too many, or a key is taken; ValidationError names a bad field.

    ``starts_at`` starts it later, so it takes the permission that starting takes.
    """
    access.require(EDIT if fields.get("starts_at") is None else APPROVE)
    of_primary = {field: fields.pop(field) for field in OF_PRIMARY if field in fields}
    _only_changeable(fields)
    arms = arms_of(message, variants)
    plan = plan_of(plan_size, plan_days, plan_known)
    experiment = Experiment(
        workspace=access.workspace,
        message=message,
        key=key or free_key(access, name),
        name=name,
        rule=rule_of_plan(plan, exact=exact),
        plan=plan,
        is_aa=is_aa,
        time_zone=access.workspace.time_zone,
        created_by=access.user,
        **fields,
    )
    tidy_draft(experiment)
    experiment.clean_fields()
    with one_record(access=access, action="created", target=experiment):
        taken = Experiment.objects.for_workspace(access.workspace).filter(key=experiment.key)
        if taken.exists():
            raise ExperimentRefusedError(
                "key_taken", f"There is an experiment “{experiment.key}” already."
            )
        create_row(access=access, instance=experiment)
        write_arms(experiment, arms, shares)
        write_goals(experiment, goal, secondary, guardrails, **of_primary)
        _read_factor(experiment)
        record(access=access, action="created", target=experiment, after=described(experiment))
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
    """Change a draft; ``fields`` are those of CHANGEABLE, ``plan_size``, ``plan_days``,
    ``plan_known`` and ``exact``, and ``cap`` and ``cuped_days`` of the goal that decides.

    Given ``variants`` replace all arms, the live variant again first, and ``shares`` alone their
    shares; ``goal``, ``secondary`` and ``guardrails`` replace the goals of that role. Every change
    reads anew in what the arms differ. ExperimentRefusedError unless it is a draft: a plan goes
    back to the draft first. A draft that starts by itself is changed only by who may start it.
    """
    access.require(EDIT)
    of_primary = {field: fields.pop(field) for field in OF_PRIMARY if field in fields}
    fields |= _plan_fields(experiment, fields)
    _only_changeable(fields)
    with transaction.atomic():
        stored = locked(access, experiment)
        if stored.state == State.PLANNED:
            raise ExperimentRefusedError(
                "planned", "This is planned as it is: take it back to the draft to change it."
            )
        if stored.state != State.DRAFT:
            raise ExperimentRefusedError(
                "not_a_draft", "What was set at the start stays as it was: copy it to a new draft."
            )
        if stored.starts_at is not None or fields.get("starts_at") is not None:
            access.require(APPROVE)
        before = described(stored)
        for field, value in fields.items():
            setattr(stored, field, value)
        tidy_draft(stored)
        stored.clean_fields()
        stored.save(update_fields=list(fields) or None)
        _replace_arms(stored, variants, shares)
        replace_goals(stored, goal, secondary, guardrails, of_primary)
        _read_factor(stored)
        after = described(stored)
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
    """Delete a draft or a plan; what was started is kept for ever."""
    access.require(EDIT)
    with one_record(access=access, action="removed", target=experiment):
        stored = locked(access, experiment)
        if stored.state not in NOT_STARTED:
            raise ExperimentRefusedError(
                "not_a_draft", "An experiment that was started is kept: archive it instead."
            )
        copies = copies_of(access, stored)
        remove_row(access=access, instance=stored)
        remove_copies(access, copies)


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


def _only_changeable(fields: Mapping[str, Any]) -> None:
    unknown = set(fields) - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"A draft has no {', '.join(sorted(unknown))} to set.")


def _plan_fields(experiment: Experiment, fields: dict[str, Any]) -> dict[str, Any]:
    """Plan and rule, where one of what they come from is given. A size given alone takes the place
    of days, and the other way round."""
    given = {"plan_size", "plan_days", "plan_known", "exact"} & set(fields)
    if not given:
        return {}
    plan = experiment.plan
    is_new_end = bool(fields.get("plan_size") or fields.get("plan_days"))
    size = fields.pop("plan_size", None if is_new_end else plan.get("size"))
    days = fields.pop("plan_days", None if is_new_end else plan.get("days"))
    known = fields.pop("plan_known", plan)
    exact = fields.pop("exact", experiment.rule == Experiment.Rule.EXACT)
    made = plan_of(size, days, known)
    return {"plan": made, "rule": rule_of_plan(made, exact=exact)}


def _replace_arms(
    experiment: Experiment,
    variants: Sequence[Variant] | None,
    shares: Sequence[float] | None,
) -> None:
    if variants is None and shares is None:
        return
    if variants is None:
        arms = [arm.variant for arm in experiment.arms.select_related("variant")]
    else:
        arms = arms_of(experiment.message, variants)
    if experiment.is_aa and variants is not None:
        raise ExperimentRefusedError("aa_arms", "An A/A test shows the live text twice.")
    Arm.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment).delete()
    write_arms(experiment, arms, shares)


def _read_factor(experiment: Experiment) -> None:
    """In what the arms differ by now; kept beside the draft for lists and for learning."""
    factor = factor_now(experiment.arms.select_related("variant"))
    if factor != experiment.factor:
        experiment.factor = factor
        experiment.save(update_fields=["factor"])
