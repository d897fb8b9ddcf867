"""What tests show to visitors, and what they may not begin to show."""

from collections.abc import Collection, Iterable

from django.db.models import F, Q

from experiments.models import Arm, Experiment, Phase
from experiments.refusals import ExperimentRefusedError
from messaging.being_shown import RunningTest
from messaging.conflicts import UnfitError
from messaging.models import Message, Variant
from messaging.remarks import must_not_be_forbidden
from messaging.taken_back import TakenBackError, must_not_be_held
from workspaces.access import Access
from workspaces.models import Workspace


def shown_in_tests(workspace: Workspace) -> set[int]:
    """Ids of the variants that a running test, or what is held back after one, gives to anybody
    now. One query.

    An arm that was stopped (its weight is 0) is shown to nobody.
    """
    held_back = Q(
        experiment__state=Experiment.State.DECIDED,
        experiment__phases__kind=Phase.Kind.HOLDBACK,
        experiment__message__live_variant=F("experiment__winner"),
    )
    rows = Arm.objects.for_workspace(workspace).filter(
        Q(experiment__state=Experiment.State.RUNNING) | held_back,
        experiment__phases__ended_at=None,
    )
    return {
        variant
        for variant, position, weights in rows.order_by().values_list(
            "variant_id", "position", "experiment__phases__weights"
        )
        if weights and position < len(weights) and weights[position] > 0
    }


def tests_running(workspace: Workspace, messages: Collection[int]) -> list[RunningTest]:
    """The tests that run on these messages (ids), the newest first. One query."""
    rows = Experiment.objects.for_workspace(workspace).filter(
        state=Experiment.State.RUNNING, message__in=list(messages)
    )
    return [
        RunningTest(row.name, "test-experiment", row.pk, row.message_id)
        for row in rows.order_by("-pk")
    ]


def hold_message(access: Access, experiment: Experiment) -> Message:
    """The message of an experiment; whoever publishes, retires or flags texts of it waits."""
    rows = Message.objects.for_workspace(access.workspace).select_for_update()
    found: Message = rows.get(pk=experiment.message_id)
    return found


def check_words(access: Access, arms: Iterable[Arm]) -> None:
    """ExperimentRefusedError if an arm is out of use, repeats words that were taken back, or says
    what nobody may say by today's rules. Not the control, which is live: visitors see that with
    the test or without."""
    tested = [arm for arm in arms if arm.position]
    unfit = [arm.key for arm in tested if arm.variant.state != Variant.State.APPROVED]
    if unfit:
        said = f"Only approved wordings are shown; out of use: {', '.join(unfit)}."
        raise ExperimentRefusedError("not_approved", said)
    shown = [arm.variant_id for arm in tested]
    try:
        must_not_be_held(access, shown)
        must_not_be_forbidden(access=access, variants=shown)
    except (TakenBackError, UnfitError) as error:
        raise ExperimentRefusedError(error.code, error.message) from error
