"""What a person does with a model's draft: keep it as a variant, or throw it away.

Nothing a model wrote goes further by itself: a kept draft is a draft, which somebody submits and
somebody approves.
"""

from collections import defaultdict

from django.db import transaction
from django.utils import timezone

from messaging.conflicts import RefusedError
from messaging.model_writer.constants import DRAFTS_SHOWN
from messaging.model_writer.given import gather
from messaging.model_writer.store_drafts import kept_trace, read_source
from messaging.models import Message, ModelDraft, Proof, Variant
from messaging.trace import ROW_KINDS, TracedSentence
from messaging.wording import Wording, write_variant
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.gates import first_fault
from workspaces.access import EDIT, VIEW, Access
from workspaces.changes import record, remove_row


class NotKeptError(RefusedError):
    """The draft cannot be kept: it was kept before, or something forbids its words now."""

    code = "draft_gone"


def model_drafts(
    access: Access, message: Message, pain_id: int | None = None
) -> dict[str, list[ModelDraft]]:
    """The newest drafts for ``message``: offered, and held back with the reason. One query."""
    access.require(VIEW)
    rows = ModelDraft.objects.for_workspace(access.workspace).filter(message=message)
    if pain_id is not None:
        rows = rows.filter(pain_id=pain_id)
    found: dict[str, list[ModelDraft]] = defaultdict(list)
    for row in rows.select_related("pain").order_by("-pk")[:DRAFTS_SHOWN]:
        found["held_back" if row.rejected else "offered"].append(row)
    return found


def keep_model_draft(*, access: Access, draft: ModelDraft) -> Variant:
    """A variant of ``draft``, with its trace. NotKeptError if it may not be kept (any more).

    The gates are asked again: consent may have been withdrawn, a word banned or a text published
    since the model wrote.
    """
    access.require(EDIT)
    if draft.rejected:
        raise NotKeptError("This draft was held back, so it cannot be kept as it is.")
    message = Message.objects.with_aims().get(workspace=access.workspace, pk=draft.message_id)
    brief = compose_brief(access=access, message=message, pain=draft.pain, stage=draft.stage)
    fault = first_fault(draft.parts, brief)
    if fault:
        raise NotKeptError(f"Something has changed since it was written: {fault}")
    trace = kept_trace(_still_there(brief, draft))
    wording = Wording(
        parts=draft.parts,
        pain=draft.pain,
        proof=_proof(access, trace),
        framework=draft.framework,
        trace=trace,
        writer=Variant.Writer.MODEL,
    )
    with transaction.atomic():
        mine = ModelDraft.objects.for_workspace(access.workspace)
        if not mine.filter(pk=draft.pk, kept_at=None).update(kept_at=timezone.now()):
            raise NotKeptError("This draft was kept already.")
        return write_variant(
            access=access, message=message, wording=wording, brief=brief, action="kept"
        )


def discard_model_draft(*, access: Access, draft: ModelDraft) -> None:
    """Throw a draft away; what it was stays in the audit log."""
    access.require(EDIT)
    remove_row(access=access, instance=draft, action="discarded")


def discard_held_back(*, access: Access, message: Message) -> int:
    """Throw away all that was held back for ``message``; how many."""
    access.require(EDIT)
    with transaction.atomic():
        rows = ModelDraft.objects.for_workspace(access.workspace).filter(message=message)
        held = rows.exclude(rejected="")
        ids = list(held.order_by("pk").values_list("pk", flat=True))
        if ids:
            held.filter(pk__in=ids).delete()
            record(
                access=access,
                action="discarded",
                target=message,
                before={"held_back_drafts": ids},
            )
    return len(ids)


def _proof(access: Access, trace: list[TracedSentence]) -> Proof | None:
    """The first proof the draft leans on: one factor a test can vary."""
    for sentence in trace:
        for source in sentence.sources:
            if source.kind == "proof" and source.ref.isdigit():
                rows = Proof.objects.for_workspace(access.workspace)
                found: Proof | None = rows.filter(pk=int(source.ref)).first()
                return found
    return None


def _still_there(brief: Brief, draft: ModelDraft) -> list[dict[str, object]]:
    """The trace without what is no longer in the brief: removed, not confirmed, or of a proof
    that has expired."""
    known = {(each.source.kind, each.source.ref) for each in gather(brief).given}
    found = []
    for line in draft.trace:
        source = read_source(str(line.get("source", "")))
        if source.kind not in ROW_KINDS or (source.kind, source.ref) in known:
            found.append(line)
    return found
