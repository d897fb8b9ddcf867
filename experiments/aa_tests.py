"""A/A tests: the same text twice. They show that splitting and counting work, before real texts
depend on them; no difference is to be found, and nothing about customers is to be learned."""

from datetime import datetime

from django.utils import timezone

from experiments.drafting import create_experiment
from experiments.models import Experiment, Goal
from experiments.refusals import ExperimentRefusedError
from messaging.models import Message, Variant, VariantSource
from messaging.taken_back import TakenBackError, must_not_be_held
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record

NO_LIVE = "Set a text of this message live first: that is what an A/A test shows twice."
LONGEST_KEY = 70


def create_aa_test(
    *,
    access: Access,
    message: Message,
    goal: Goal,
    name: str = "",
    days: int | None = None,
    ends_at: datetime | None = None,
) -> Experiment:
    """A draft that shows the live text of ``message`` twice.

    The second arm is a copy with the same words, approved because they are: it is of no use beside
    the test and retires with its end.
    """
    access.require(EDIT)
    live = message.live_variant
    if live is None:
        raise ExperimentRefusedError("no_live_variant", NO_LIVE)
    try:
        must_not_be_held(access, [live.pk])
    except TakenBackError as error:
        raise ExperimentRefusedError(error.code, error.message) from error
    with one_record(access=access, action="created"):
        copy = _copy(access, live)
        return create_experiment(
            access=access,
            message=message,
            name=name or f"Does the counting work at {message.placement.key}?"[:120],
            goal=goal,
            variants=[copy],
            plan_days=days,
            ends_at=ends_at,
            is_aa=True,
        )


def _copy(access: Access, live: Variant) -> Variant:
    """The same text under a key of its own, with what it stands on: words that a customer takes
    back are found in both."""
    stem = f"{live.key[:LONGEST_KEY]}-copy"
    taken = set(
        Variant.objects.for_workspace(access.workspace)
        .filter(key__startswith=stem)
        .values_list("key", flat=True)
    )
    key, number = stem, 2
    while key in taken:
        key, number = f"{stem}-{number}", number + 1
    now = timezone.now()
    copy = Variant(
        workspace=access.workspace,
        message_id=live.message_id,
        key=key,
        parts=live.parts,
        pins=live.pins,
        pain_id=live.pain_id,
        proof_id=live.proof_id,
        framework=live.framework,
        language=live.language,
        score=live.score,
        writer=live.writer,
        state=Variant.State.APPROVED,
        derived_from=live,
        created_by=access.user,
        submitted_at=now,
        decided_at=now,
        decided_by=live.decided_by,
    )
    create_row(access=access, instance=copy)
    sources = VariantSource.objects.for_workspace(access.workspace).filter(variant=live)
    VariantSource.objects.bulk_create(
        VariantSource(
            workspace=access.workspace,
            variant=copy,
            part=source.part,
            sentence=source.sentence,
            pain_id=source.pain_id,
            evidence_id=source.evidence_id,
            proof_id=source.proof_id,
            relief_id=source.relief_id,
            field=source.field,
        )
        for source in sources.order_by("pk")
    )
    return copy
