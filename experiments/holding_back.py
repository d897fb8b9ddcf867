"""Go on showing the old text to a few after a decision, to see whether the lift lasts.

The holdback is a phase of its own kind: the winner is live, and a small share of visitors gets the
control. It is read by itself and changes no verdict.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from experiments.models import Arm, Experiment, Phase
from experiments.phases import open_phase
from experiments.refusals import ExperimentRefusedError
from experiments.transitions import locked
from messaging.models import CopyFlag, Variant
from messaging.taken_back import TakenBackError, must_not_be_held
from workspaces.access import APPROVE, Access, system_access
from workspaces.changes import one_record, record
from workspaces.models import DeliveryVersion

MOST_HELD_BACK = 0.2
HOLDBACK_FOR = timedelta(days=90)
"""Long enough for a renewal or a second purchase; longer, people only miss the better text."""


def open_holdback(
    access: Access, experiment: Experiment, winner: Variant, share: float, now: datetime
) -> Phase | None:
    """Show the control to ``share`` of the visitors from now on and the winner to the others.

    None where there is nothing to hold back: no share, or the control won. Called in the
    transaction that decides, when the phase before is closed. ExperimentRefusedError where the old
    text repeats words that were taken back: nobody need read it any longer.
    """
    if not share:
        return None
    arms = Arm.objects.filter(workspace_id=experiment.workspace_id, experiment=experiment)
    places = dict(arms.values_list("variant_id", "position"))
    if places[winner.pk] == 0:
        return None
    control = next(variant for variant, position in places.items() if position == 0)
    try:
        must_not_be_held(access, [control])
    except TakenBackError as error:
        said = f"Decide without holding visitors back. {error.message}"
        raise ExperimentRefusedError(error.code, said) from error
    weights = [0.0] * len(places)
    weights[0], weights[places[winner.pk]] = share, 1 - share
    last = experiment.phases.order_by("number").last()
    number = last.number + 1 if last is not None else 1
    return open_phase(experiment, number, weights, 1.0, now, Phase.Kind.HOLDBACK)


def end_holdback(*, access: Access, experiment: Experiment, reason: str = "") -> Experiment:
    """Show the winner to everybody. ExperimentRefusedError if nobody is held back."""
    access.require(APPROVE)
    with one_record(access=access, action="holdback ended", target=experiment):
        stored = locked(access, experiment)
        if not end_open_holdback(access, stored, timezone.now(), reason):
            raise ExperimentRefusedError("no_holdback", "No visitors are held back.")
    return stored


def end_open_holdback(
    access: Access, experiment: Experiment, now: datetime, reason: str = ""
) -> bool:
    """End it where there is one, in the transaction of the step it follows from; whether there
    was one."""
    ended = Phase.objects.filter(
        workspace=access.workspace,
        experiment=experiment,
        kind=Phase.Kind.HOLDBACK,
        ended_at=None,
    ).update(ended_at=now)
    if ended:
        after = {"reason": reason.strip()} if reason.strip() else {}
        record(access=access, action="holdback ended", target=experiment, after=after)
        DeliveryVersion.objects.bump(access.workspace.pk)
    return bool(ended)


def end_holdbacks_on(access: Access, experiment: Experiment, now: datetime) -> None:
    """End what earlier tests of the same message hold back: a new test begins on it."""
    rows = Experiment.objects.for_workspace(access.workspace).filter(
        message_id=experiment.message_id,
        phases__kind=Phase.Kind.HOLDBACK,
        phases__ended_at=None,
    )
    for other in rows.exclude(pk=experiment.pk).order_by("pk"):
        end_open_holdback(access, other, now, "Another test begins on this message.")


def held_back(experiment: Experiment) -> float:
    """The share of visitors who see the old text after the decision now; 0 for none."""
    phase = Phase.objects.filter(
        workspace_id=experiment.workspace_id,
        experiment=experiment,
        kind=Phase.Kind.HOLDBACK,
        ended_at=None,
    ).first()
    return float(phase.weights[0]) if phase is not None else 0.0


def end_due_holdbacks(*, now: datetime) -> list[Experiment]:
    """End those that have run long enough, whose winner is live no more, or whose old text repeats
    words that were taken back."""
    held = Phase.objects.filter(kind=Phase.Kind.HOLDBACK, ended_at=None)
    controls = Arm.objects.filter(position=0, experiment__in=held.values("experiment"))
    flags = CopyFlag.objects.filter(settled_at=None).values("variant")
    taken_back = set(controls.filter(variant__in=flags).values_list("experiment_id", flat=True))
    ended = []
    for phase in held.select_related("experiment__workspace", "experiment__message"):
        experiment = phase.experiment
        if experiment.message.live_variant_id != experiment.winner_id:
            reason = "Other copy has gone live."
        elif phase.started_at <= now - HOLDBACK_FOR:
            reason = f"It ran for {HOLDBACK_FOR.days} days."
        elif experiment.pk in taken_back:
            reason = "Its old text repeats words that were taken back."
        else:
            continue
        access = system_access(experiment.workspace, actor="schedule")
        try:
            ended.append(end_holdback(access=access, experiment=experiment, reason=reason))
        except ExperimentRefusedError:  # a person was quicker
            continue
    return ended
