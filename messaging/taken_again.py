"""Words that were taken back must not come back: from an old version, a draft, a translation, or
typed once more.

What the words were is known by the marks of the flags only (``CopyFlag.marks``).
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet
from django.utils import timezone

from messaging.channels import texts_of
from messaging.models import CopyFlag, ModelDraft, Variant
from messaging.repeated_by import Runs
from messaging.taken_back import Settlement
from messaging.verbatim import mark_of, runs_of, runs_of_all, still_says
from messaging.writing.brief import Brief
from personas.models import Evidence
from personas.person_keys import person_key
from personas.quotes_go import Going
from workspaces.access import Access

ROWS_AT_ONCE = 500
MARKS_KEPT = 200
"""Runs of one text that are remembered; some twenty lines of a quotation."""
HELD = "consent: it repeats words that a customer took back"
_KEPT = Q(settled_at__isnull=False, settlement__startswith=Settlement.KEPT.label)
_REWORDED = Q(settled_at__isnull=False, settlement__startswith=Settlement.REWORDED.label)


def remember_versions(access: Access, found: Runs, why: Going) -> None:
    """Texts that no longer say it, but did in an earlier version: noted as settled, so that they
    are known if the words come back."""
    if not found:
        return
    key = person_key(access.workspace)
    marks = {
        pk: {mark_of(run, key) for runs in quotes.values() for run in runs}
        for pk, quotes in found.items()
    }
    for pk, known in _flags(access).filter(variant__in=marks).values_list("variant_id", "marks"):
        marks[pk] -= set(known)
    now = timezone.now()
    CopyFlag.objects.bulk_create(
        [
            CopyFlag(
                workspace=access.workspace,
                variant_id=pk,
                reason=why.value,
                marks=sorted(left)[:MARKS_KEPT],
                settled_at=now,
                settlement=Settlement.REWORDED.label,
            )
            for pk, left in sorted(marks.items())
            if left
        ],
        batch_size=ROWS_AT_ONCE,
    )


def hold_drafts(access: Access, found: Iterable[int]) -> None:
    """A model's drafts that nobody kept yet cannot be kept any more."""
    rows = ModelDraft.objects.for_workspace(access.workspace)
    numbers = sorted(found)
    for at in range(0, len(numbers), ROWS_AT_ONCE):
        rows.filter(pk__in=numbers[at : at + ROWS_AT_ONCE], rejected="").update(rejected=HELD)


def flag_translations(access: Access, found: Iterable[int], why: Going) -> None:
    """What says a flagged text again in another language says those words, too. Which of its words
    they are nobody can tell but a person."""
    rows = Variant.objects.for_workspace(access.workspace)
    held = _flags(access).filter(settled_at=None).values("variant")
    again = rows.filter(translation_of__in=list(found)).exclude(pk__in=held).order_by("pk")
    CopyFlag.objects.bulk_create(
        [
            CopyFlag(workspace=access.workspace, variant_id=pk, reason=why.value)
            for pk in again.values_list("pk", flat=True)
        ],
        batch_size=ROWS_AT_ONCE,
    )


def pass_on_flags(*, access: Access, variant: Variant, derived_from: Variant) -> None:
    """A text made from a flagged one is flagged as long as it says the same words, also where that
    one was reworded since. A translation is, whatever it says."""
    key = person_key(access.workspace)
    texts = list(texts_of(variant.parts))
    is_translation = variant.translation_of_id == derived_from.pk
    open_or_reworded = Q(settled_at=None) | _REWORDED
    CopyFlag.objects.bulk_create(
        CopyFlag(
            workspace=access.workspace,
            variant=variant,
            reason=flag.reason,
            evidence_id=flag.evidence_id,
            marks=[] if is_translation else flag.marks,
        )
        for flag in _flags(access).filter(open_or_reworded, variant=derived_from)
        if (
            flag.settled_at is None
            if is_translation or not flag.marks
            else still_says(texts, flag.marks, key)
        )
    )


def flag_again(*, access: Access, variant: Variant) -> None:
    """Flag ``variant`` if it says words that were taken back, however they came into it; asked
    when it is submitted. What a person said may stay, may be said elsewhere, too.

    Nothing where an open flag tells of it. Two queries where nothing was ever taken back of these
    words.
    """
    key = person_key(access.workspace)
    texts = list(texts_of(variant.parts))
    own = list(_flags(access).filter(variant=variant))
    if any(flag.settled_at is None for flag in own):
        return
    back = [
        flag.pk
        for flag in own
        if flag.settlement.startswith(Settlement.REWORDED.label)
        and still_says(texts, flag.marks, key)
    ]
    if back:
        empty = {"settled_at": None, "settled_by": None, "settlement": ""}
        _flags(access).filter(pk__in=back).update(**empty)
        return
    said = {mark_of(run, key) for run in runs_of_all(texts)}
    if not said:
        return
    may_stay = {
        mark
        for marks in _flags(access).filter(_KEPT).values_list("marks", flat=True)
        for mark in marks
    }
    told = _flags(access).exclude(_KEPT).exclude(variant=variant).order_by()
    for reason, marks in told.values_list("reason", "marks").iterator(chunk_size=ROWS_AT_ONCE):
        again = said.intersection(marks) - may_stay
        if again:
            CopyFlag.objects.create(
                workspace=access.workspace, variant=variant, reason=reason, marks=sorted(again)
            )
            return


def repeats_what_went(access: Access, brief: Brief, parts: Mapping[str, object]) -> bool:
    """Whether ``parts`` repeat a quote of ``brief`` that was taken back since the brief was
    composed. One query; none for a brief that quotes nobody."""
    quoted = {int(each.ref): each.text for each in brief.quotes if each.may_quote and each.ref}
    if not quoted:
        return False
    rows = Evidence.objects.for_workspace(access.workspace).filter(pk__in=quoted, may_quote=True)
    gone = quoted.keys() - set(rows.values_list("pk", flat=True))
    runs = runs_of_all(texts_of(parts))
    return any(not runs.isdisjoint(runs_of(quoted[pk])) for pk in gone)


def _flags(access: Access) -> "QuerySet[CopyFlag]":
    rows: QuerySet[CopyFlag] = CopyFlag.objects.for_workspace(access.workspace)
    return rows
