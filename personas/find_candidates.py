"""Candidates as the review page and the API show them: with figures and typical quotes."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from personas.models import (
    Candidate,
    CandidateQuote,
    CustomerStatus,
    Evidence,
    EvidenceSource,
    Mining,
)
from workspaces.access import Access

State = Candidate.State
QUOTES_SHOWN = 3
COUNTED = (State.ACCEPTED, State.REJECTED, State.MERGED)
"""What counts as decided: of a split candidate its parts are still to be decided."""
GONE = (CustomerStatus.EX_CUSTOMER, CustomerStatus.LOST_DEAL)


@dataclass(frozen=True, slots=True)
class ShownCandidate:
    """``gone`` of the ``known`` quotes whose status is known are by people who left or did not buy;
    ``share`` is its size against the largest shown, in percent."""

    candidate: Candidate
    size: int
    people: int
    known: int
    gone: int
    sources: tuple[tuple[str, int], ...]
    typical: tuple[Evidence, ...]
    share: int

    @property
    def gone_percent(self) -> int | None:
        return round(100 * self.gone / self.known) if self.known else None


@dataclass(frozen=True, slots=True)
class Progress:
    decided: int
    total: int

    @property
    def left(self) -> int:
        return self.total - self.decided


def latest_mining(access: Access) -> Mining | None:
    """The newest search that found something or nothing, whatever is under way since."""
    found: Mining | None = (
        Mining.objects.for_workspace(access.workspace)
        .filter(state__in=(Mining.State.REVIEW, Mining.State.DONE))
        .select_related("persona", "job")
        .first()
    )
    return found


def open_candidates(access: Access) -> "QuerySet[Candidate]":
    """What is to be decided, the largest first; what is like nothing else comes last."""
    return (
        Candidate.objects.for_workspace(access.workspace)
        .filter(state=State.OPEN)
        .order_by("rest", "position", "id")
    )


def decided_candidates(access: Access) -> "QuerySet[Candidate]":
    """What was decided, the newest decision first."""
    return (
        Candidate.objects.for_workspace(access.workspace)
        .exclude(state=State.OPEN)
        .select_related("pain", "into")
        .order_by(F("decided_at").desc(nulls_last=True), "-id")
    )


def progress_of(access: Access, mining: Mining) -> Progress:
    """How many of the candidates of a search are decided."""
    mine = Candidate.objects.for_workspace(access.workspace).filter(mining=mining)
    counted = mine.aggregate(
        open=Count("pk", filter=Q(state=State.OPEN)),
        decided=Count("pk", filter=Q(state__in=COUNTED)),
    )
    return Progress(counted["decided"], counted["decided"] + counted["open"])


def show_candidates(access: Access, candidates: Sequence[Candidate]) -> list[ShownCandidate]:
    """Each with its figures and its most typical quotes. Three queries, however many there are."""
    rows = CandidateQuote.objects.for_workspace(access.workspace).filter(candidate__in=candidates)
    nameless = Q(evidence__person_hash="")
    figures = {
        row["candidate_id"]: row
        for row in rows.order_by()
        .values("candidate_id")
        .annotate(
            quotes=Count("pk"),
            people=Count(
                "evidence__person_hash", distinct=True, filter=~Q(evidence__person_hash="")
            ),
            nameless=Count("pk", filter=nameless),
            known=Count("pk", filter=~Q(evidence__customer_status=CustomerStatus.UNKNOWN)),
            gone=Count("pk", filter=Q(evidence__customer_status__in=GONE)),
        )
    }
    sources = _sources(rows)
    typical = _typical(rows)
    largest = max((row["quotes"] for row in figures.values()), default=1)
    nothing = {"quotes": 0, "people": 0, "nameless": 0, "known": 0, "gone": 0}
    shown = []
    for candidate in candidates:
        row = figures.get(candidate.pk, nothing)
        shown.append(
            ShownCandidate(
                candidate=candidate,
                size=row["quotes"],
                people=row["people"] + row["nameless"],
                known=row["known"],
                gone=row["gone"],
                sources=tuple(sources[candidate.pk]),
                typical=tuple(typical[candidate.pk]),
                share=max(round(100 * row["quotes"] / largest), 1),
            )
        )
    return shown


def _sources(rows: "QuerySet[CandidateQuote]") -> dict[int, list[tuple[str, int]]]:
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    counted = rows.order_by().values("candidate_id", "evidence__source").annotate(n=Count("pk"))
    for row in counted.order_by("-n", "evidence__source"):
        label = str(EvidenceSource(row["evidence__source"]).label)
        found[row["candidate_id"]].append((label, row["n"]))
    return found


def _typical(rows: "QuerySet[CandidateQuote]") -> dict[int, list[Evidence]]:
    place = Window(
        RowNumber(), partition_by=F("candidate_id"), order_by=[F("closeness").desc(), F("pk").asc()]
    )
    found: dict[int, list[Evidence]] = defaultdict(list)
    nearest = rows.annotate(place=place).filter(place__lte=QUOTES_SHOWN)
    for row in nearest.select_related("evidence").order_by("place"):
        found[row.candidate_id].append(row.evidence)
    return found
