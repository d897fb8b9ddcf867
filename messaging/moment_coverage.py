"""Moments of decision: what customers tell of each, and whether copy of ours answers it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Q

from messaging.live_texts import in_use
from messaging.models import Message, Variant
from personas.mapping.opportunity import QuoteFacts, Strength, evidence_strength
from personas.models import MomentQuote, Persona, Transition
from personas.over_time import today_in
from workspaces.access import Access

State = Variant.State


@dataclass(frozen=True, slots=True)
class CoveredMoment:
    """``strength`` is of the quotes that tell of the moment; copy is counted as variants."""

    moment: Transition
    strength: Strength
    live: int = 0
    approved: int = 0
    in_work: int = 0

    @property
    def is_gap(self) -> bool:
        """Customers told of it, and nothing of ours answers it."""
        return bool(self.strength.quotes) and not self.live


def moment_coverage(*, access: Access, persona: Persona | None = None) -> list[CoveredMoment]:
    """Every moment, unanswered ones with the strongest evidence first. Three queries.

    With ``persona`` only quotes that are theirs or nobody's, and copy for them or for everybody.
    """
    moments = Transition.objects.for_workspace(access.workspace).select_related(
        "from_stage", "to_stage"
    )
    told = _told(access, persona)
    copy = _copy(access, persona)
    today = today_in(access.workspace)
    found = [
        CoveredMoment(row, evidence_strength(told[row.pk], today), *copy.get(row.pk, (0, 0, 0)))
        for row in moments
    ]
    return sorted(
        found,
        key=lambda each: (
            not each.is_gap,
            -round(each.strength.value, 9),
            each.moment.from_stage.position,
            each.moment.pk,
        ),
    )


def _told(access: Access, persona: Persona | None) -> defaultdict[int, list[QuoteFacts]]:
    rows = MomentQuote.objects.for_workspace(access.workspace)
    if persona is not None:
        rows = rows.filter(Q(evidence__persona=None) | Q(evidence__persona=persona))
    told: defaultdict[int, list[QuoteFacts]] = defaultdict(list)
    for transition, source, status, asked, said_on, person in rows.values_list(
        "transition_id",
        "evidence__source",
        "evidence__customer_status",
        "evidence__asked",
        "evidence__said_on",
        "evidence__person_hash",
    ):
        told[transition].append(QuoteFacts(source, status, asked, said_on, person))
    return told


def _copy(access: Access, persona: Persona | None) -> dict[int, tuple[int, int, int]]:
    """Moment -> live, approved, in work."""
    rows = Message.objects.for_workspace(access.workspace).filter(
        transition__isnull=False, placement__archived_at=None
    )
    if persona is not None:
        rows = rows.filter(Q(persona=None) | Q(persona=persona))
    ready = Q(variants__state=State.APPROVED) & ~Q(variants__pk=F("live_variant"))
    in_work = Q(variants__state__in=[State.DRAFT, State.SUBMITTED])
    used = Q(in_use(access.workspace, "variants__pk"))
    other = ~Q(variants__pk=F("live_variant")) | Q(live_variant=None)
    # Counted a message at a time: over the join of variants a live text would count once for each.
    counted: dict[int, tuple[int, int, int]] = {}
    for row in rows.annotate(
        ready=Count("variants", filter=ready & ~used),
        drafts=Count("variants", filter=in_work & ~used),
        elsewhere=Count("variants", filter=used & other),
    ).values("transition_id", "live_variant_id", "ready", "drafts", "elsewhere"):
        live, approved, drafts = counted.get(row["transition_id"], (0, 0, 0))
        counted[row["transition_id"]] = (
            live + (row["live_variant_id"] is not None) + row["elsewhere"],
            approved + row["ready"],
            drafts + row["drafts"],
        )
    return counted
