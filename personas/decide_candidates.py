"""What a person makes of a candidate: a pain, a part of another, several, or nothing. And back.

Each decision is a guarded write from *open*, and each can be taken back while nothing else was
decided on top of it. A candidate that is merged or split keeps its quotes, so that taking the
decision back needs no guess.
"""

from typing import Any

from django.db import transaction
from django.db.models import ProtectedError, QuerySet
from django.utils import timezone

from personas.link_evidence import attach_evidence, create_pain_from
from personas.models import (
    Candidate,
    CandidateQuote,
    EvidenceLink,
    Mining,
    PainPoint,
    Persona,
    SlotSource,
    StagePain,
)
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, one_record, record, remove_row

State = Candidate.State
ROWS_AT_ONCE = 500


class CandidateStateError(ValueError):
    """What is asked does not fit the state the candidate is in."""


def accept_candidate(
    *,
    access: Access,
    candidate: Candidate,
    title: str = "",
    persona: Persona | None = None,
    pain: PainPoint | None = None,
) -> PainPoint:
    """Make a pain of it, or attach its quotes to ``pain``; all its quotes stand behind that then.

    A new pain needs the ``persona`` whose it is. A pain of hers that has the title is taken.
    """
    access.require(EDIT)
    with one_record(access=access, action="candidate accepted", target=candidate):
        _decide(access, candidate, State.ACCEPTED, "candidate accepted")
        quotes = list(_quotes(candidate).order_by("pk").values_list("evidence_id", flat=True))
        made = False
        if pain is not None:
            attach_evidence(access=access, evidence=quotes, pain=pain)
        elif persona is None:
            raise CandidateStateError("Say whose pain it is.")
        else:
            called = (title.strip() or candidate.title)[:120]
            pains = PainPoint.objects.for_workspace(access.workspace)
            made = not pains.filter(persona=persona, title=called).exists()
            pain = create_pain_from(access=access, evidence=quotes, title=called, persona=persona)
        _rows(access).filter(pk=candidate.pk).update(pain=pain, made_pain=made)
    candidate.refresh_from_db()
    return pain


def reject_candidate(*, access: Access, candidate: Candidate) -> None:
    """Say that it is no pain; its quotes are left out of later searches until it is reopened."""
    access.require(EDIT)
    with transaction.atomic():
        _decide(access, candidate, State.REJECTED, "candidate rejected")


@transaction.atomic
def merge_candidates(*, access: Access, candidate: Candidate, into: Candidate) -> None:
    """Add its quotes to another open candidate."""
    access.require(EDIT)
    if candidate.pk == into.pk:
        raise CandidateStateError("Choose another candidate to merge this one into.")
    if not _rows(access).filter(pk=into.pk, state=State.OPEN).exists():
        raise CandidateStateError(f"“{into.title}” is decided already.")
    _decide(access, candidate, State.MERGED, "candidate merged", into=into)
    CandidateQuote.objects.bulk_create(
        [
            CandidateQuote(
                workspace=access.workspace,
                candidate=into,
                evidence_id=row.evidence_id,
                closeness=row.closeness,
            )
            for row in _quotes(candidate)
        ],
        ignore_conflicts=True,
        batch_size=ROWS_AT_ONCE,
    )
    _recount(access, into)


def retitle_candidate(*, access: Access, candidate: Candidate, title: str) -> bool:
    """Call it something else; whether that is a change."""
    access.require(EDIT)
    title = " ".join(title.split())[:120]
    if not title:
        raise CandidateStateError("A candidate needs a title.")
    return change_row(
        access=access, instance=candidate, changes={"title": title}, action="candidate renamed"
    )


def reopen_candidate(*, access: Access, candidate: Candidate) -> str:
    """Take the decision back. Returns a sentence about what could not be, or an empty one.

    CandidateStateError where something was decided on top of it.
    """
    access.require(EDIT)
    before = candidate.state
    with one_record(access=access, action="candidate reopened", target=candidate):
        changed = (
            _rows(access)
            .filter(pk=candidate.pk, state=before)
            .exclude(state=State.OPEN)
            .update(state=State.OPEN, decided_at=None)
        )
        if not changed:
            raise CandidateStateError("There is no decision to take back.")
        told = _TAKE_BACK[State(before)](access, candidate)
        newest = Mining.objects.for_workspace(access.workspace).exclude(
            state__in=(Mining.State.RUNNING, Mining.State.FAILED)
        )
        mining = newest.first() or candidate.mining
        _rows(access).filter(pk=candidate.pk).update(
            into=None, pain=None, made_pain=False, mining=mining
        )
        Mining.objects.for_workspace(access.workspace).filter(pk=mining.pk).update(
            state=Mining.State.REVIEW
        )
        record(
            access=access, action="candidate reopened", target=candidate, before={"state": before}
        )
    candidate.refresh_from_db()
    return told


def last_decided(access: Access) -> Candidate | None:
    """What the last decision was about, for one key that takes it back."""
    found: Candidate | None = (
        _rows(access)
        .exclude(state=State.OPEN)
        .exclude(decided_at=None)
        .order_by("-decided_at", "-pk")
        .first()
    )
    return found


def _take_back_accept(access: Access, candidate: Candidate) -> str:
    pain = candidate.pain
    if pain is None:
        return ""
    numbers = _quotes(candidate).values("evidence_id")
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(pain=pain)
    gone, _ = links.filter(evidence__in=numbers, state=EvidenceLink.State.CONFIRMED).delete()
    SlotSource.objects.for_workspace(access.workspace).filter(
        pain=pain, evidence__in=numbers
    ).delete()
    record(access=access, action="quotes detached", target=pain, after={"quotes": gone})
    if not candidate.made_pain:
        return ""
    used = (
        links.exists()
        or any(getattr(pain, slot) for slot in PainPoint.SLOTS)
        or StagePain.objects.for_workspace(access.workspace).filter(pain=pain).exists()
        or _rows(access).filter(pain=pain).exclude(pk=candidate.pk).exists()
    )
    if not used:
        try:
            with transaction.atomic():
                remove_row(access=access, instance=pain)
        except ProtectedError:
            used = True
    return f"The pain “{pain.title}” stays, since work stands on it." if used else ""


def _take_back_merge(access: Access, candidate: Candidate) -> str:
    into = candidate.into
    if into is None:
        return ""
    if into.state != State.OPEN:
        raise CandidateStateError(f"Take back first what was decided on “{into.title}”.")
    moved = _quotes(candidate).values("evidence_id")
    CandidateQuote.objects.for_workspace(access.workspace).filter(
        candidate=into, evidence__in=moved
    ).delete()
    _recount(access, into)
    return ""


def _take_back_split(access: Access, candidate: Candidate) -> str:
    parts = _rows(access).filter(split_from=candidate)
    if parts.exclude(state=State.OPEN).exists():
        raise CandidateStateError("Take back first what was decided on its parts.")
    if _rows(access).filter(into__in=parts, state=State.MERGED).exists():
        raise CandidateStateError("Take back first what was merged into its parts.")
    parts.delete()
    return ""


def _take_back_reject(access: Access, candidate: Candidate) -> str:
    return ""


_TAKE_BACK = {
    State.ACCEPTED: _take_back_accept,
    State.MERGED: _take_back_merge,
    State.SPLIT: _take_back_split,
    State.REJECTED: _take_back_reject,
}


def _decide(
    access: Access, candidate: Candidate, state: Candidate.State, action: str, **changes: Any
) -> None:
    open_one = _rows(access).filter(pk=candidate.pk, state=State.OPEN)
    if not open_one.update(state=state, decided_at=timezone.now(), **changes):
        raise CandidateStateError("This candidate is decided already.")
    candidate.refresh_from_db()
    record(
        access=access,
        action=action,
        target=candidate,
        before={"state": State.OPEN},
        after={"state": state, "quotes": candidate.size, **_as_ids(changes)},
    )
    settle(access, candidate.mining_id)


def _as_ids(changes: dict[str, Any]) -> dict[str, Any]:
    """Rows among ``changes`` by their ids, as the audit log keeps them."""
    return {name: getattr(value, "pk", value) for name, value in changes.items()}


def settle(access: Access, mining: int) -> None:
    """A search is looked at when none of its candidates is open."""
    left = _rows(access).filter(mining=mining, state=State.OPEN).exists()
    now, then = Mining.State.REVIEW, Mining.State.DONE
    here, there = (then, now) if left else (now, then)
    minings = Mining.objects.for_workspace(access.workspace).filter(pk=mining, state=here)
    minings.update(state=there)


def _rows(access: Access) -> "QuerySet[Candidate]":
    return Candidate.objects.for_workspace(access.workspace)


def _quotes(candidate: Candidate) -> "QuerySet[CandidateQuote]":
    return CandidateQuote.objects.filter(workspace=candidate.workspace_id, candidate=candidate)


def _recount(access: Access, candidate: Candidate) -> None:
    size = _quotes(candidate).count()
    _rows(access).filter(pk=candidate.pk).update(size=size)
    candidate.size = size
