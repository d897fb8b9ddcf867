"""The second text of an A/A test: a copy that is there only to be counted."""

from django.db.models import Q

from experiments.models import Arm, Continuation, Experiment
from messaging.models import Message, Variant
from workspaces.access import Access
from workspaces.changes import record, remove_row


def retire_copy(access: Access, experiment: Experiment) -> None:
    """Take the copy of an A/A test that is over out of use, in the transaction of that step."""
    if not experiment.is_aa:
        return
    for arm in _copies(access, experiment):
        retired = Variant.objects.filter(
            pk=arm.variant_id, workspace=access.workspace, state=Variant.State.APPROVED
        ).update(state=Variant.State.RETIRED)
        if retired:
            record(access=access, action="retired", target=arm.variant)


def remove_copies(access: Access, copies: list[Variant]) -> None:
    """Delete the copies of an A/A test whose draft is thrown away."""
    for copy in copies:
        remove_row(access=access, instance=copy)


def copies_of(access: Access, experiment: Experiment) -> list[Variant]:
    """The copies that an A/A test was made with; none of any other test."""
    return [arm.variant for arm in _copies(access, experiment)] if experiment.is_aa else []


def _copies(access: Access, experiment: Experiment) -> list[Arm]:
    """The second arms, but for copies that somebody has put to use since: set live, into another
    test, or before those who come from an ad. Those are texts like any other by now."""
    arms = Arm.objects.for_workspace(access.workspace)
    goes_on = Continuation.objects.for_workspace(access.workspace).values("variant")
    elsewhere = arms.exclude(experiment=experiment).values("variant")
    live = Message.objects.for_workspace(access.workspace).filter(live_variant__isnull=False)
    rows = arms.filter(experiment=experiment).exclude(position=0)
    unused = rows.exclude(
        Q(variant__in=goes_on)
        | Q(variant__in=elsewhere)
        | Q(variant__in=live.values("live_variant"))
    )
    return list(unused.select_related("variant"))
