"""A customer takes back their word: the quote goes, or stays among us and is quoted no more.

Whatever was built on it is told in the same transaction (``quotes_go``).
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from personas.models import Evidence, EvidenceImport
from personas.quotes_go import Going, let_go, words_go
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, one_record, record

LONGEST_REASON = 300


class StillComingInError(ValueError):
    """The file the quote came with is being imported at this moment."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """``pains`` lost a quote, ``flagged`` texts must be looked at."""

    pains: int
    flagged: int


@transaction.atomic
def withdraw_quote(*, access: Access, evidence: Evidence, reason: str = "") -> Withdrawn:
    """The quote goes for good: its words, where they were said, what the log knew of them.

    The file it was imported with goes too, for the words are in it. StillComingInError while that
    is under way.
    """
    access.require(EDIT)
    batch = evidence.evidence_import
    if batch is not None and batch.state == EvidenceImport.State.APPLYING:
        raise StillComingInError("Its file is being imported. Try again when that is done.")
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk=evidence.pk)
    gone = let_go(access=access, quotes=mine, why=Going.WITHDRAWN)
    # Not the row itself: its name in the log would be its words.
    nameless = Evidence(pk=evidence.pk, workspace=access.workspace, text="A quote")
    told: dict[str, int | str] = {name: number for name, number in gone.items() if name != "quotes"}
    if reason.strip():
        told["reason"] = reason.strip()[:LONGEST_REASON]
    record(access=access, action="consent withdrawn", target=nameless, after=told)
    if batch is not None:
        _forget_file(access, batch)
    return Withdrawn(pains=gone["pains"], flagged=gone["flagged"])


def stop_quoting(*, access: Access, evidence: Evidence) -> int:
    """Keep what was said as an insight and never quote it again; how many texts are flagged."""
    access.require(EDIT)
    with one_record(access=access, action="no longer quoted", target=evidence):
        changed = change_row(
            access=access,
            instance=evidence,
            changes={"may_quote": False},
            action="no longer quoted",
        )
        return quote_no_more(access=access, evidence=evidence) if changed else 0


def quote_no_more(*, access: Access, evidence: Evidence) -> int:
    """What follows from a consent that ended: when it did, and the texts that must be looked at.

    Part of a change that is recorded by whoever makes it.
    """
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk=evidence.pk)
    evidence.consent_withdrawn_at = timezone.now()
    mine.update(consent_withdrawn_at=evidence.consent_withdrawn_at)
    return words_go(access=access, quotes=mine, why=Going.WITHDRAWN, leaving=False)


def _forget_file(access: Access, batch: EvidenceImport) -> None:
    """The files last, when all else is done: what fails before leaves them where they are."""
    mine = EvidenceImport.objects.for_workspace(access.workspace).filter(pk=batch.pk)
    mine.filter(state=EvidenceImport.State.OPEN).update(state=EvidenceImport.State.DISCARDED)
    mine.update(file="", rows_file="", corrections={})
    for file in (batch.file, batch.rows_file):
        if file and file.name:
            file.storage.delete(file.name)
