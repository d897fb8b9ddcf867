"""Decide an experiment and show the winner to everybody; take that back.

All in one transaction: state, phase, live variant, delivery version and audit change together, so
a visitor never meets half a decision, and the placement is never without copy.
"""

from django.utils import timezone

from experiments.holding_back import MOST_HELD_BACK, end_open_holdback, open_holdback
from experiments.models import Arm, Experiment
from experiments.phases import close_phase
from experiments.refusals import ExperimentRefusedError
from experiments.standing_looks import standing_looks
from experiments.transitions import LIVE, State, locked, want_recount
from messaging.conflicts import UnfitError
from messaging.models import Message, Variant
from messaging.publishing import set_live
from messaging.taken_back import TakenBackError
from workspaces.access import APPROVE, Access
from workspaces.changes import one_record, record
from workspaces.models import DeliveryVersion
from workspaces.webhooks import announce

NO_VERDICT = (
    "There is no verdict yet. To decide all the same, choose the wording to keep and say why."
)


def decide_experiment(
    *,
    access: Access,
    experiment: Experiment,
    winner: Variant | None = None,
    reason: str = "",
    holdback: float | None = None,
) -> Experiment:
    """Make ``winner``, one of the arms, the live variant for everybody.

    Without ``winner`` the verdict decides: its winner, or the control after *loser* and *no
    difference*. Another choice than the verdict's needs a ``reason``. A share of ``holdback`` (up
    to a fifth; None: what the plan says) of the visitors goes on seeing the control, to tell
    whether the lift lasts. ExperimentRefusedError if there is no verdict to follow, no reason, or
    the experiment neither runs nor was stopped, or is an A/A test, which has nothing to decide.
    """
    access.require(APPROVE)
    with one_record(access=access, action="decided", target=experiment):
        stored = locked(access, experiment)
        variant = _choice(access, stored, winner, reason)
        share = _share_held_back(stored, holdback)
        now, before = timezone.now(), stored.state
        message = Message.objects.select_for_update().get(
            pk=stored.message_id, workspace=access.workspace
        )
        moved = Experiment.objects.filter(
            pk=stored.pk, workspace=access.workspace, state__in=(State.RUNNING, State.STOPPED)
        ).update(
            state=State.DECIDED,
            decided_at=now,
            decided_by=access.user,
            decision_reason=reason.strip(),
            winner=variant,
            previous_live=message.live_variant_id,
            stopped_at=stored.stopped_at or now,
            holdback=share,
        )
        if not moved:
            raise ExperimentRefusedError(
                "wrong_state", "Only a running or a stopped experiment can be decided."
            )
        close_phase(stored, now)
        want_recount(access, stored)  # the reading must say that the test has ended
        held = open_holdback(access, stored, variant, share, now)
        _show(access, message, variant)
        stored.refresh_from_db()
        record(
            access=access,
            action="decided",
            target=stored,
            before={"state": before, "live_variant": stored.previous_live_id},
            after={
                "state": stored.state,
                "live_variant": variant.pk,
                "winner": variant.key,
                "reason": stored.decision_reason,
            }
            | ({"holdback": share} if held else {}),
        )
        DeliveryVersion.objects.bump(access.workspace.pk)
        announce(
            access=access,
            event="experiment.decided",
            data={
                "experiment": {"id": stored.pk, "key": stored.key},
                "winner": {"id": variant.pk, "key": variant.key},
            },
        )
    return stored


def roll_back(*, access: Access, experiment: Experiment, reason: str = "") -> Experiment:
    """Show everybody again what was live before the decision.

    ExperimentRefusedError if it is not decided, if other copy has gone live since, or while
    another experiment runs on the message.
    """
    access.require(APPROVE)
    with one_record(access=access, action="rolled back", target=experiment):
        stored = locked(access, experiment)
        message = Message.objects.select_for_update().get(
            pk=stored.message_id, workspace=access.workspace
        )
        if stored.state == State.DECIDED and message.live_variant_id != stored.winner_id:
            raise ExperimentRefusedError(
                "live_changed", "Other copy has gone live since: nothing to take back."
            )
        if Experiment.objects.filter(
            workspace=access.workspace, message=message, state__in=LIVE
        ).exists():
            raise ExperimentRefusedError(
                "another_runs", "Another experiment runs on this message: end that one first."
            )
        moved = Experiment.objects.filter(
            pk=stored.pk, workspace=access.workspace, state=State.DECIDED
        ).update(state=State.ROLLED_BACK)
        if not moved:
            raise ExperimentRefusedError("wrong_state", "Only a decision can be taken back.")
        end_open_holdback(access, stored, timezone.now())
        if stored.previous_live is not None:
            _show(access, message, stored.previous_live)
        stored.refresh_from_db()
        record(
            access=access,
            action="rolled back",
            target=stored,
            before={"state": State.DECIDED, "live_variant": stored.winner_id},
            after={
                "state": stored.state,
                "live_variant": stored.previous_live_id or stored.winner_id,
                "reason": reason.strip(),
            },
        )
        DeliveryVersion.objects.bump(access.workspace.pk)
        announce(
            access=access,
            event="experiment.rolled_back",
            data={
                "experiment": {"id": stored.pk, "key": stored.key},
                "live_variant": stored.previous_live_id,
            },
        )
    return stored


def verdict_winner(experiment: Experiment) -> Variant | None:
    """The variant that the latest look that stands says to keep; None while it says to go on."""
    looks = standing_looks(experiment)
    look = looks.values_list("analysis__verdict", "analysis__winner").last()
    if look is None:
        return None
    verdict, position = look
    if verdict in ("loser", "no_difference"):
        position = 0
    elif verdict != "winner":
        return None
    arm = experiment.arms.select_related("variant").filter(position=position).first()
    return None if arm is None else arm.variant


def _show(access: Access, message: Message, variant: Variant) -> None:
    try:
        set_live(access=access, message=message, variant=variant)
    except (TakenBackError, UnfitError) as error:
        raise ExperimentRefusedError(error.code, error.message) from error


def _choice(access: Access, experiment: Experiment, winner: Variant | None, reason: str) -> Variant:
    """The variant to keep, where it may be chosen."""
    if experiment.is_aa:
        raise ExperimentRefusedError(
            "nothing_to_decide", "Both arms show the same text: stop the test, there is no winner."
        )
    chosen = verdict_winner(experiment)
    variant = winner or chosen
    if variant is None:
        raise ExperimentRefusedError("no_verdict", NO_VERDICT)
    if not Arm.objects.filter(
        workspace=access.workspace, experiment=experiment, variant=variant
    ).exists():
        raise ExperimentRefusedError("not_an_arm", "Choose one of the wordings in the test.")
    if (chosen is None or variant.pk != chosen.pk) and not reason.strip():
        raise ExperimentRefusedError(
            "reason_missing", "This is not what the verdict says (yet): give your reason."
        )
    return variant


def _share_held_back(experiment: Experiment, wanted: float | None) -> float:
    share = experiment.holdback if wanted is None else wanted
    if not 0 <= share <= MOST_HELD_BACK:
        raise ExperimentRefusedError(
            "bad_holdback", f"At most {MOST_HELD_BACK:.0%} of visitors are held back."
        )
    if share and experiment.split_by != Experiment.SplitBy.CUPPA:
        raise ExperimentRefusedError(
            "bad_holdback", "The platform splits visitors, so nobody can be held back here."
        )
    return share
