"""Quotes by what is said about them: for the inbox, its download and the API."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from personas.models import Evidence, EvidenceLink, Persona
from workspaces.access import Access

ATTACHED = "attached"
UNATTACHED = "unattached"
SUGGESTED = "suggested"
ATTACHMENTS = {
    ATTACHED: "Attached to a pain",
    UNATTACHED: "Not attached yet",
    SUGGESTED: "With a suggestion",
}


@dataclass(frozen=True, slots=True)
class EvidenceFilter:
    """Every part may be left open. ``attachment`` is a key of ATTACHMENTS."""

    text: str = ""
    persona: Persona | None = None
    source: str = ""
    customer_status: str = ""
    attachment: str = ""
    batch: int | None = None

    @property
    def is_open(self) -> bool:
        return self == EvidenceFilter()


def find_evidence(*, access: Access, wanted: EvidenceFilter) -> "QuerySet[Evidence]":
    """The quotes wanted, newest first."""
    rows: QuerySet[Evidence] = Evidence.objects.for_workspace(access.workspace)
    if wanted.text:
        rows = rows.filter(text__icontains=wanted.text)
    if wanted.persona is not None:
        rows = rows.filter(persona=wanted.persona)
    if wanted.source:
        rows = rows.filter(source=wanted.source)
    if wanted.customer_status:
        rows = rows.filter(customer_status=wanted.customer_status)
    if wanted.batch is not None:
        rows = rows.filter(evidence_import=wanted.batch)
    if wanted.attachment == ATTACHED:
        rows = rows.filter(_with_link(access, EvidenceLink.State.CONFIRMED))
    elif wanted.attachment == UNATTACHED:
        rows = rows.filter(~_with_link(access, EvidenceLink.State.CONFIRMED))
    elif wanted.attachment == SUGGESTED:
        rows = rows.filter(_with_link(access, EvidenceLink.State.SUGGESTED))
    return rows.order_by("-created_at", "-id")


def with_pains(access: Access, rows: "QuerySet[Evidence]") -> "QuerySet[Evidence]":
    """Each with ``confirmed_links``, the pains it stands for, in one more query."""
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(state=EvidenceLink.State.CONFIRMED)
        .select_related("pain")
    )
    return rows.select_related("persona").prefetch_related(
        Prefetch("links", queryset=links, to_attr="confirmed_links")
    )


def _with_link(access: Access, state: str) -> Exists:
    return Exists(
        EvidenceLink.objects.filter(
            workspace=access.workspace, evidence=OuterRef("pk"), state=state
        )
    )
