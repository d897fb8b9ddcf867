"""The life of an experiment: start, pause, resume, new weights, stop, archive.

Every step is one transaction with a guarded write, ``UPDATE ... WHERE state = old``: of two people
who press at once one succeeds and the other is told. Deciding is in ``rollout.py``.

A step that changes what visitors see takes ``approve``, as publishing does; the others ``edit``.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from experiments.constants import MIN_ARMS
from experiments.in_sight import check_words, hold_message
from experiments.models import Arm, Experiment, ExperimentGoal, Phase
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Variant
from workspaces.access import APPROVE, EDIT, Access
from workspaces.changes import record
from workspaces.models import DeliveryVersion
from workspaces.webhooks import announce

State = Experiment.State
DOING = {
    State.RUNNING: "is running",
    State.PAUSED: "is paused",
    State.STOPPED: "was stopped",
    State.DECIDED: "is decided",
    State.ROLLED_BACK: "was rolled back",
    State.DRAFT: "has not been started",
}
ANOTHER_RUNS = "Another experiment runs on this message: stop or decide that one first."


def start_experiment(
    *, access: Access, experiment: Experiment, coverage: float = 1.0
) -> Experiment:
    """Show the arms to visitors, a ``coverage`` share of them (0 to 1), and begin to count.

    Fixes plan, rule and time zone and opens phase 1. ExperimentRefusedError unless it is a draft
    with at least two approved arms, the live variant first, and a primary goal, and no other
    experiment runs on its message.
    """
    access.require(APPROVE)
    try:
        with transaction.atomic():
            stored = _locked(access, experiment)
            message = hold_message(access, stored)
            arms = list(stored.arms.select_related("variant"))
            _check_start(stored, message, arms)
            check_words(access, arms)
            now = timezone.now()
            _move(
                access,
                stored,
                (State.DRAFT,),
                State.RUNNING,
                started_at=now,
                time_zone=access.workspace.time_zone,
                rule=_rule_at_start(stored),
            )
            _open_phase(stored, 1, [arm.share for arm in arms], coverage, now)
            _publish(access, stored, "started", {"coverage": coverage})
            about = {"experiment": {"id": stored.pk, "key": stored.key}, "coverage": coverage}
            announce(access=access, event="experiment.started", data=about)
    except IntegrityError as error:  # two starts on one message at the same moment
        raise ExperimentRefusedError("another_runs", ANOTHER_RUNS) from error
    return stored


def pause_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Give everybody the live variant for now; the phase stays open and events still count."""
    access.require(APPROVE)
    with transaction.atomic():
        stored = _locked(access, experiment)
        _move(access, stored, (State.RUNNING,), State.PAUSED)
        _publish(access, stored, "paused")
    return stored


def resume_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """Split visitors again, each as before. Refused while an arm repeats words taken back."""
    access.require(APPROVE)
    with transaction.atomic():
        stored = _locked(access, experiment)
        hold_message(access, stored)
        _move(access, stored, (State.PAUSED,), State.RUNNING)
        check_words(access, list(stored.arms.all()))
        _publish(access, stored, "resumed")
    return stored


def stop_experiment(*, access: Access, experiment: Experiment) -> Experiment:
    """End the splitting of visitors without deciding yet. Late conversions still count."""
    access.require(APPROVE)
    with transaction.atomic():
        stored = _locked(access, experiment)
        now = timezone.now()
        _move(access, stored, (State.RUNNING, State.PAUSED), State.STOPPED, stopped_at=now)
        close_phase(stored, now)
        _publish(access, stored, "stopped")
    return stored


def change_weights(
    *,
    access: Access,
    experiment: Experiment,
    weights: Sequence[float] | None = None,
    coverage: float | None = None,
) -> Experiment:
    """Split visitors differently from now on; None keeps what is.

    ``weights`` in any unit, by position; 0 stops an arm. New weights, or less coverage, open a new
    phase, which counts only visitors never shown the test before. More coverage alone moves nobody
    and stays in the phase.
    """
    access.require(APPROVE)
    with transaction.atomic():
        stored = _locked(access, experiment)
        if stored.state not in (State.RUNNING, State.PAUSED):
            raise _wrong_state(stored)
        phase = stored.phases.select_for_update().get(ended_at=None)
        shares = normalised(weights) if weights is not None else list(phase.weights)
        cover = phase.coverage if coverage is None else coverage
        _check_weights(shares, len(phase.weights), cover)
        before = {"weights": phase.weights, "coverage": phase.coverage}
        same = all(abs(a - b) < 1e-9 for a, b in zip(shares, phase.weights, strict=True))
        if same and cover == phase.coverage:
            return stored
        if same and cover > phase.coverage:
            phase.coverage = cover
            phase.save(update_fields=["coverage"])
        else:
            now = timezone.now()
            close_phase(stored, now)
            phase = _open_phase(stored, phase.number + 1, shares, cover, now)
            Experiment.objects.filter(pk=stored.pk, workspace=access.workspace).update(
                recount_wanted_at=now
            )
        after = {"weights": phase.weights, "coverage": phase.coverage, "phase": phase.number}
        record(access=access, action="reweighted", target=stored, before=before, after=after)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return stored


def archive_experiment(
    *, access: Access, experiment: Experiment, learning_note: str = ""
) -> Experiment:
    """Put a finished experiment into the library with what was learned; its counts are final."""
    access.require(EDIT)
    with transaction.atomic():
        stored = _locked(access, experiment)
        if stored.state not in (State.STOPPED, State.DECIDED, State.ROLLED_BACK):
            raise _wrong_state(stored)
        if stored.archived_at is not None:
            raise ExperimentRefusedError("archived", "This experiment is archived already.")
        stored.archived_at = stored.frozen_at = timezone.now()
        stored.learning_note = learning_note
        stored.save(update_fields=["archived_at", "frozen_at", "learning_note"])
        _publish(access, stored, "archived", {"learning_note": learning_note})
    return stored


def write_learning_note(*, access: Access, experiment: Experiment, note: str) -> Experiment:
    """Say what was learned; possible at any time after the start."""
    access.require(EDIT)
    with transaction.atomic():
        stored = _locked(access, experiment)
        if stored.state == State.DRAFT:
            raise _wrong_state(stored)
        if stored.learning_note == note:
            return stored
        before, stored.learning_note = stored.learning_note, note
        stored.save(update_fields=["learning_note"])
        record(
            access=access,
            action="noted",
            target=stored,
            before={"learning_note": before},
            after={"learning_note": note},
        )
    return stored


def normalised(weights: Sequence[float]) -> list[float]:
    """Weights in any unit as parts of 1."""
    total = sum(weights)
    if total <= 0 or any(weight < 0 for weight in weights):
        raise ExperimentRefusedError("bad_weights", "Weights are zero or more, and not all zero.")
    return [weight / total for weight in weights]


def close_phase(experiment: Experiment, now: datetime) -> None:
    """End the open phase, if there is one."""
    Phase.objects.filter(
        workspace=experiment.workspace, experiment=experiment, ended_at=None
    ).update(ended_at=now)


def _locked(access: Access, experiment: Experiment) -> Experiment:
    stored: Experiment = (
        Experiment.objects.for_workspace(access.workspace)
        .select_for_update(of=("self",))
        .select_related("message")
        .get(pk=experiment.pk)
    )
    return stored


def _move(
    access: Access, experiment: Experiment, old: tuple[State, ...], new: State, **fields: Any
) -> None:
    """The guarded write of every step."""
    moved = Experiment.objects.filter(
        pk=experiment.pk, workspace=access.workspace, state__in=old
    ).update(state=new, **fields)
    if not moved:
        raise _wrong_state(experiment)
    experiment.refresh_from_db()


def _wrong_state(experiment: Experiment) -> ExperimentRefusedError:
    doing = DOING[State(experiment.state)]
    return ExperimentRefusedError("wrong_state", f"This does not fit: the experiment {doing}.")


def _publish(
    access: Access, experiment: Experiment, action: str, after: dict[str, Any] | None = None
) -> None:
    """One audit record, and a new delivery version, in the transaction of the step."""
    record(
        access=access,
        action=action,
        target=experiment,
        after={"state": experiment.state, **(after or {})},
    )
    DeliveryVersion.objects.bump(access.workspace.pk)


def _open_phase(
    experiment: Experiment, number: int, shares: Sequence[float], coverage: float, now: datetime
) -> Phase:
    _check_weights(shares, len(shares), coverage)
    return Phase.objects.create(
        workspace=experiment.workspace,
        experiment=experiment,
        number=number,
        weights=normalised(shares),
        coverage=coverage,
        started_at=now,
    )


def _check_start(experiment: Experiment, message: Message, arms: list[Arm]) -> None:
    if experiment.state != State.DRAFT:
        raise _wrong_state(experiment)
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
    if not experiment.experiment_goals.filter(role=ExperimentGoal.Role.PRIMARY).exists():
        raise ExperimentRefusedError("no_goal", "Say first which goal decides.")
    others = Experiment.objects.filter(
        workspace=experiment.workspace, message=message, state__in=(State.RUNNING, State.PAUSED)
    )
    if others.exists():
        raise ExperimentRefusedError("another_runs", ANOTHER_RUNS)


def _rule_at_start(experiment: Experiment) -> str:
    """The rule that will read this experiment, for good: by its plan, unless exact was chosen."""
    if experiment.rule == Experiment.Rule.EXACT:
        return Experiment.Rule.EXACT
    return Experiment.Rule.PLANNED if experiment.plan.get("size") else Experiment.Rule.ANYTIME


def _check_weights(weights: Sequence[float], arms: int, coverage: float) -> None:
    if len(weights) != arms:
        raise ExperimentRefusedError("bad_weights", f"Give {arms} weights, the control's first.")
    if weights[0] <= 0 or sum(weight > 0 for weight in weights) < MIN_ARMS:
        raise ExperimentRefusedError(
            "bad_weights", "The control and at least one other wording need some visitors."
        )
    if not 0 < coverage <= 1:
        raise ExperimentRefusedError(
            "bad_coverage", "The share of visitors who take part lies above 0 and up to 1."
        )
