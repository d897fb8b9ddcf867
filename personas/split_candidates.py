"""One candidate in several: by likeness, which a worker does, or by the quotes a person chose."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from personas.decide_candidates import CandidateStateError, settle
from personas.listening.mining.quotes import Quote
from personas.models import Candidate, CandidateQuote
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

SPLIT_KIND = "personas.split_candidate"
QUOTES_AT_ONCE = 2_000
ALIKE = "These quotes are all alike. There is nothing to split."
State = Candidate.State


def ask_to_split(*, access: Access, candidate: Candidate) -> Job:
    """Have a worker split it; the candidate stays open until that is done."""
    access.require(EDIT)
    if candidate.state != State.OPEN:
        raise CandidateStateError("This candidate is decided already.")
    if candidate.size < 2:
        raise CandidateStateError("A single quote cannot be split.")
    there: Job | None = splitting(access).filter(arguments__candidate=candidate.pk).first()
    if there is not None:
        return there
    return enqueue(access=access, kind=SPLIT_KIND, arguments={"candidate": candidate.pk})


def splitting(access: Access) -> Any:
    """The jobs that split a candidate now."""
    open_states = (Job.State.QUEUED, Job.State.RUNNING)
    return Job.objects.for_workspace(access.workspace).filter(
        kind=SPLIT_KIND, state__in=open_states
    )


def split(run: JobRun) -> dict[str, Any]:
    """The work of a split's job."""
    # Loads numpy and scikit-learn, which no web process should.
    from personas.listening.mining.mine import split as split_quotes

    access = run.access
    candidate = (
        Candidate.objects.for_workspace(access.workspace)
        .filter(pk=run.arguments["candidate"])
        .first()
    )
    if candidate is None:
        raise JobFailed("This candidate is gone.")
    if candidate.state == State.SPLIT:
        return {"title": "Split a candidate", "candidate": candidate.pk}
    rows = CandidateQuote.objects.for_workspace(access.workspace).filter(candidate=candidate)
    named = ("text", "source", "customer_status", "person_hash")
    quotes = [
        Quote(*row)
        for row in rows.order_by("evidence_id").values_list(
            "evidence_id", *(f"evidence__{name}" for name in named)
        )
    ]
    run.progress(0, 1, f"Splitting {len(quotes):,} quotes")
    found = split_quotes(quotes, vectors=getattr(settings, "MINING_VECTORS", "words"))
    if len(found.candidates) < 2:
        raise JobFailed(ALIKE)
    parts = [(each.title, list(each.words), each.members, each.rest) for each in found.candidates]
    with transaction.atomic():
        run.hold()
        try:
            _split_into(access, candidate, parts)
        except CandidateStateError as error:
            raise JobFailed(str(error)) from error
    return {"title": "Split a candidate", "candidate": candidate.pk, "parts": len(parts)}


@transaction.atomic
def split_off(*, access: Access, candidate: Candidate, evidence: Sequence[int]) -> Candidate:
    """Make the chosen quotes (ids) a candidate of their own, and the others another."""
    access.require(EDIT)
    rows = CandidateQuote.objects.for_workspace(access.workspace).filter(candidate=candidate)
    members = list(rows.values_list("evidence_id", "closeness"))
    chosen = {number for number, _ in members if number in set(evidence)}
    if not chosen or len(chosen) == len(members):
        raise CandidateStateError("Choose some of its quotes, but not all.")
    first = rows.filter(evidence__in=chosen).select_related("evidence").first()
    assert first is not None
    title = " ".join(first.evidence.text.split()[:8])
    left = [pair for pair in members if pair[0] not in chosen]
    taken = [pair for pair in members if pair[0] in chosen]
    parts = [(candidate.title, candidate.words, left, candidate.rest), (title, [], taken, False)]
    return _split_into(access, candidate, parts)[1]


def _split_into(
    access: Access,
    candidate: Candidate,
    parts: Sequence[tuple[str, list[str], Sequence[tuple[int, float]], bool]],
) -> list[Candidate]:
    """Close ``candidate`` and open its parts in its place; each (title, words, members, rest)."""
    mine = Candidate.objects.for_workspace(access.workspace)
    if not mine.filter(pk=candidate.pk, state=State.OPEN).update(
        state=State.SPLIT, decided_at=timezone.now()
    ):
        raise CandidateStateError("This candidate is decided already.")
    opened: list[Candidate] = Candidate.objects.bulk_create(
        Candidate(
            workspace=access.workspace,
            mining=candidate.mining,
            title=(title or candidate.title)[:120],
            words=words,
            position=candidate.position,
            size=len(members),
            split_from=candidate,
            rest=rest,
        )
        for title, words, members, rest in parts
    )
    for part, (_, _, members, _) in zip(opened, parts, strict=True):
        for start in range(0, len(members), QUOTES_AT_ONCE):
            CandidateQuote.objects.bulk_create(
                CandidateQuote(
                    workspace=access.workspace, candidate=part, evidence_id=key, closeness=close
                )
                for key, close in members[start : start + QUOTES_AT_ONCE]
            )
    record(
        access=access,
        action="candidate split",
        target=candidate,
        after={"parts": [part.title for part in opened]},
    )
    settle(access, candidate.mining_id)
    candidate.refresh_from_db()
    return opened
