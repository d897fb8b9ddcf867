"""Searches and candidates for tests: as a search leaves them, without searching."""

from typing import Any

from personas.models import Candidate, CandidateQuote, Mining
from tests import make
from workspaces.models import Workspace

RECEIPTS = "I have to chase people for receipts every single month"
HALLS = "The hall is double booked whenever two of us answer the phone"


def make_mining(workspace: Workspace, **fields: Any) -> Mining:
    values = {"state": Mining.State.REVIEW} | fields
    return Mining.objects.create(workspace=workspace, **values)


def make_candidate(
    workspace: Workspace,
    texts: list[str] | None = None,
    mining: Mining | None = None,
    **fields: Any,
) -> Candidate:
    """An open candidate; its quotes are ``texts``, the first the most typical."""
    texts = texts or [RECEIPTS, "Chasing receipts again"]
    quotes = [make.make_evidence(workspace, text=text) for text in texts]
    values = {"title": texts[0][:60], "words": ["receipts"], "size": len(quotes)} | fields
    candidate = Candidate.objects.create(
        workspace=workspace, mining=mining or make_mining(workspace), **values
    )
    CandidateQuote.objects.bulk_create(
        CandidateQuote(
            workspace=workspace, candidate=candidate, evidence=quote, closeness=1 - number / 100
        )
        for number, quote in enumerate(quotes)
    )
    return candidate
