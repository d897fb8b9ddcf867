"""What tests show to visitors, and what they may not begin to show."""

from collections.abc import Iterable

from experiments.models import Arm, Experiment
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message
from messaging.taken_back import TakenBackError, must_not_be_held
from workspaces.access import Access
from workspaces.models import Workspace


def shown_in_tests(workspace: Workspace) -> set[int]:
    """Ids of the variants that a running test gives to anybody now. One query.

    An arm that was stopped (its weight is 0) is shown to nobody.
    """
    rows = Arm.objects.for_workspace(workspace).filter(
        experiment__state=Experiment.State.RUNNING, experiment__phases__ended_at=None
    )
    return {
        variant
        for variant, position, weights in rows.order_by().values_list(
            "variant_id", "position", "experiment__phases__weights"
        )
        if weights and position < len(weights) and weights[position] > 0
    }


def hold_message(access: Access, experiment: Experiment) -> Message:
    """The message of an experiment; whoever publishes, retires or flags texts of it waits."""
    rows = Message.objects.for_workspace(access.workspace).select_for_update()
    found: Message = rows.get(pk=experiment.message_id)
    return found


def check_words(access: Access, arms: Iterable[Arm]) -> None:
    """ExperimentRefusedError if an arm repeats words that were taken back. Not the control, which
    is live: visitors see that with the test or without."""
    try:
        must_not_be_held(access, [arm.variant_id for arm in arms if arm.position])
    except TakenBackError as error:
        raise ExperimentRefusedError(error.code, error.message) from error
