"""What the gates say of a person's text, and letting a remark pass with a reason (ADR 18).

Limits, open tags, words without consent and the law's packs block. A policy of the channel, an
unbacked claim or number and a banned word weigh: before a text is submitted, each is reworded,
proved, or let pass by a person who says why. The rest is told and asks for nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from messaging.channels import Fault
from messaging.conflicts import RefusedError, UnfitError, UnsettledError
from messaging.models import Message, Overrule, Variant
from messaging.unasked_quotes import unasked_runs
from messaging.writing.brief import Brief
from messaging.writing.compose_briefs import Asked, compose_briefs
from messaging.writing.gates import WEIGHING, Remark, explain, unasked
from personas.models import PainPoint
from workspaces.access import EDIT, Access
from workspaces.changes import record

CHANNELS_OWN = frozenset({"limit", "unfilled"})
"""Gates that ask the channel only: the same faults come from check_parts."""


class NoRemarkError(RefusedError):
    """Nothing of the kind is said of the text as it stands now."""

    code = "no_such_remark"


@dataclass(frozen=True, slots=True)
class Said:
    """A remark, and who let it pass with which reason; None where nobody did."""

    remark: Remark
    overrule: Overrule | None = None

    @property
    def is_open(self) -> bool:
        """Whether it has to be settled before the text is submitted."""
        return self.remark.weighs and self.overrule is None


def remarks_of(*, access: Access, variants: Sequence[Variant]) -> dict[int, list[Said]]:
    """Variant id -> all that is said of it, blocking ones first. A handful of queries however many
    variants there are; load them with their ``message`` and ``pain``."""
    if not variants:
        return {}
    # One query each for what the texts share.
    messages = Message.objects.with_aims().filter(pk__in={each.message_id for each in variants})
    by_message = {row.pk: row for row in messages.filter(workspace=access.workspace)}
    pains = PainPoint.objects.for_workspace(access.workspace).select_related("persona")
    by_pain = {row.pk: row for row in pains.filter(pk__in={each.pain_id for each in variants})}
    asked = [
        Asked(by_message[each.message_id], by_pain.get(each.pain_id or 0)) for each in variants
    ]
    briefs = compose_briefs(access=access, asked=asked)
    rows = Overrule.objects.for_workspace(access.workspace).select_related("made_by")
    passed = {
        (row.variant_id, row.gate, row.detail): row
        for row in rows.filter(variant__in=[each.pk for each in variants])
    }
    held = unasked_runs(access, (text for each in variants for _, text in each.sentences()))
    return {
        variant.pk: [
            Said(remark, passed.get((variant.pk, remark.gate, remark.detail)))
            for remark in remarks_on(brief, variant.parts, held)
        ]
        for variant, brief in zip(variants, briefs, strict=True)
    }


def remarks_on(brief: Brief, parts: Mapping[str, object], held: frozenset[str]) -> list[Remark]:
    """What the gates say of ``parts``; ``held`` are runs of words that may not be repeated."""
    said = explain(dict(parts), brief)  # type: ignore[arg-type]
    known = {(each.gate, each.part, each.start) for each in said}
    more = unasked(dict(parts), brief, held) if held else []  # type: ignore[arg-type]
    return [each for each in more if (each.gate, each.part, each.start) not in known] + said


def must_be_settled(*, access: Access, variant: Variant) -> None:
    """UnfitError for what blocks, UnsettledError for what weighs and nobody let pass."""
    said = remarks_of(access=access, variants=[variant])[variant.pk]
    blocking = _faults(each.remark for each in said if each.remark.blocks)
    if blocking:
        raise UnfitError(blocking)
    weighing = _faults(each.remark for each in said if each.is_open)
    if weighing:
        raise UnsettledError(weighing)


def must_not_be_forbidden(*, access: Access, variants: Iterable[int], limits: bool = False) -> None:
    """UnfitError if by today's rules one of these variants (ids) says what nobody can let pass:
    words without consent, what a pack of the law forbids; with ``limits`` also what its channel
    would refuse."""
    rows = Variant.objects.for_workspace(access.workspace).filter(pk__in=list(variants))
    found = blocking_faults(access=access, variants=list(rows), limits=limits)
    if found:
        raise UnfitError([fault for faults in found.values() for fault in faults])


def blocking_faults(
    *, access: Access, variants: Sequence[Variant], limits: bool = False
) -> dict[int, list[Fault]]:
    """Variant id -> what nobody can let pass: words without consent, packs of the law, and with
    ``limits`` what the channel would refuse. Those of which there is none are left out."""
    found = {}
    for pk, said in remarks_of(access=access, variants=variants).items():
        faults = _faults(
            each.remark
            for each in said
            if each.remark.blocks and (limits or each.remark.gate not in CHANNELS_OWN)
        )
        if faults:
            found[pk] = faults
    return found


def _faults(remarks: Iterable[Remark]) -> list[Fault]:
    return [Fault(each.part, each.gate.replace(" ", "_"), each.detail) for each in remarks]


def overrule(*, access: Access, variant: Variant, gate: str, detail: str, reason: str) -> Overrule:
    """Let a remark that weighs pass, and say why. Who lets it pass and why stands where the text is
    approved.

    ValueError without a reason; NoRemarkError where the text is not said to do so, or where it is
    nothing a person may let pass.
    """
    access.require(EDIT)
    reason = " ".join(reason.split())[:300]
    if not reason:
        raise ValueError("Say why it may stay, so that whoever approves it knows.")
    said = remarks_of(access=access, variants=[variant])[variant.pk]
    fits = [each for each in said if (each.remark.gate, each.remark.detail) == (gate, detail)]
    if not fits:
        raise NoRemarkError("The text does not say that any more. Look at it anew.")
    if gate not in WEIGHING or not fits[0].remark.weighs:
        raise NoRemarkError("This is nothing anybody can let pass.")
    row = Overrule(
        workspace=access.workspace,
        variant=variant,
        gate=gate,
        detail=detail,
        reason=reason,
        made_by=access.user,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
            after = {"gate": gate, "detail": detail, "reason": reason}
            record(access=access, action="let pass", target=variant, after=after)
    except IntegrityError:
        known: Overrule = rows_of(access, variant).get(gate=gate, detail=detail)
        return known
    return row


def take_back(*, access: Access, row: Overrule) -> None:
    """Undo letting a remark pass: it is open again."""
    access.require(EDIT)
    with transaction.atomic():
        before = {"gate": row.gate, "detail": row.detail, "reason": row.reason}
        mine = Overrule.objects.for_workspace(access.workspace).filter(pk=row.pk)
        if mine.delete()[0]:
            record(access=access, action="not let pass", target=row.variant, before=before)


def rows_of(access: Access, variant: Variant) -> "QuerySet[Any]":
    """What was let pass in ``variant``."""
    return Overrule.objects.for_workspace(access.workspace).filter(variant=variant)


def keep_overrules(*, access: Access, variant: Variant, brief: Brief, since: Variant) -> None:
    """After an edit: what was let pass in ``since`` stays so in ``variant`` while it still says
    the same, and no longer. One query where nothing was let pass."""
    rows = list(rows_of(access, since))
    if not rows:
        return
    holding = {(each.gate, each.detail) for each in explain(variant.parts, brief)}
    if since.pk == variant.pk:
        gone = [row.pk for row in rows if (row.gate, row.detail) not in holding]
        Overrule.objects.for_workspace(access.workspace).filter(pk__in=gone).delete()
        return
    Overrule.objects.bulk_create(
        Overrule(
            workspace=access.workspace,
            variant=variant,
            gate=row.gate,
            detail=row.detail,
            reason=row.reason,
            made_by=row.made_by,
        )
        for row in rows
        if (row.gate, row.detail) in holding
    )
