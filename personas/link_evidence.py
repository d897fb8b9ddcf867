"""Which quotes speak of which pain: by hand, or suggested and then confirmed by a person."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from personas.listening.matching import Described, Matcher
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row

State = EvidenceLink.State
ROWS_AT_ONCE = 500
DESCRIBED_BY = ("title", *PainPoint.SLOTS, "function", "job")


@dataclass(frozen=True, slots=True)
class SuggestedLinks:
    """How many quotes were looked at, and how many got a suggestion."""

    looked_at: int
    suggested: int


@transaction.atomic
def attach_evidence(*, access: Access, evidence: Collection[int], pain: PainPoint) -> int:
    """Say that these quotes (ids; those of other workspaces are passed over) speak of ``pain``.

    What had been suggested for them is settled by it. Returns how many quotes it was said of.
    """
    access.require(EDIT)
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk__in=evidence)
    numbers = list(mine.order_by("pk").values_list("pk", flat=True))
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(evidence__in=numbers)
    there = links.filter(pain=pain, state=State.CONFIRMED).values_list("evidence_id", flat=True)
    new = sorted(set(numbers) - set(there))
    links.filter(state=State.SUGGESTED).exclude(pain=pain).delete()
    links.filter(pain=pain).update(state=State.CONFIRMED, confidence=1.0)
    EvidenceLink.objects.bulk_create(
        [
            EvidenceLink(workspace=access.workspace, evidence_id=number, pain=pain)
            for number in numbers
        ],
        ignore_conflicts=True,
        batch_size=ROWS_AT_ONCE,
    )
    mine.filter(persona=None).update(persona=pain.persona_id)
    if new:
        record(
            access=access,
            action="quotes attached",
            target=pain,
            after={"quotes": len(new), "evidence": new},
        )
    return len(numbers)


def create_pain_from(
    *, access: Access, evidence: Collection[int], title: str, persona: Persona
) -> PainPoint:
    """A new pain that stands on these quotes, or the one of that title if it is there."""
    there: PainPoint | None = PainPoint.objects.filter(
        workspace=access.workspace, persona=persona, title=title
    ).first()
    if there is not None:
        attach_evidence(access=access, evidence=evidence, pain=there)
        return there
    pain = PainPoint(persona=persona, title=title)
    with one_record(access=access, action="created", target=pain):
        create_row(access=access, instance=pain)
        attach_evidence(access=access, evidence=evidence, pain=pain)
    return pain


def detach_evidence(*, access: Access, link: EvidenceLink) -> None:
    """Take back that a quote speaks of a pain."""
    access.require(EDIT)
    remove_row(access=access, instance=link, action="quote detached")


@transaction.atomic
def confirm_links(*, access: Access, links: Collection[int]) -> int:
    """Confirm suggestions (ids); other suggestions for the same quotes are settled by it."""
    access.require(EDIT)
    mine = EvidenceLink.objects.for_workspace(access.workspace)
    chosen = dict(mine.filter(pk__in=links, state=State.SUGGESTED).values_list("pk", "evidence_id"))
    confirmed = mine.filter(pk__in=chosen, state=State.SUGGESTED).update(state=State.CONFIRMED)
    mine.filter(evidence__in=set(chosen.values()), state=State.SUGGESTED).delete()
    if confirmed:
        record(
            access=access,
            action="suggestions confirmed",
            target=access.workspace,
            after={"quotes": len(set(chosen.values())), "links": sorted(chosen)},
        )
    return int(confirmed)


@transaction.atomic
def reject_suggestions(*, access: Access, evidence: Evidence) -> int:
    """Say that a quote speaks of none of the pains suggested for it."""
    access.require(EDIT)
    rejected = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(evidence=evidence, state=State.SUGGESTED)
        .update(state=State.REJECTED)
    )
    if rejected:
        record(access=access, action="suggestions rejected", target=evidence)
    return int(rejected)


@transaction.atomic
def suggest_links(*, access: Access, persona: Persona | None = None) -> SuggestedLinks:
    """Suggest pains for quotes that have none; earlier suggestions are made anew.

    A quote of a persona is compared with that persona's pains, a quote of nobody with all. With
    ``persona``, only with hers, and only quotes that are hers or nobody's.
    """
    access.require(EDIT)
    quotes = _unattached(access, persona)
    links = EvidenceLink.objects.for_workspace(access.workspace)
    earlier = links.filter(state=State.SUGGESTED, evidence__in=quotes.values("pk"))
    before = set(earlier.values_list("evidence_id", "pain_id"))
    earlier.delete()
    matchers = _matchers(access, persona)
    rejected = set(
        links.filter(state=State.REJECTED, evidence__in=quotes.values("pk")).values_list(
            "evidence_id", "pain_id"
        )
    )
    looked_at, with_suggestion, rows = 0, 0, []
    for number, owner, text in quotes.values_list("pk", "persona_id", "text"):
        looked_at += 1
        matcher = matchers.get(owner if persona is None else persona.pk)
        found = [
            EvidenceLink(
                workspace=access.workspace,
                evidence_id=number,
                pain_id=suggestion.key,
                state=State.SUGGESTED,
                confidence=suggestion.confidence,
            )
            for suggestion in (matcher.suggest(text) if matcher else ())
            if (number, suggestion.key) not in rejected
        ]
        with_suggestion += bool(found)
        rows.extend(found)
    EvidenceLink.objects.bulk_create(rows, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
    if before != {(row.evidence_id, row.pain_id) for row in rows}:
        record(
            access=access,
            action="links suggested",
            target=persona or access.workspace,
            after={"quotes": looked_at, "suggested": with_suggestion},
        )
    return SuggestedLinks(looked_at, with_suggestion)


def _unattached(access: Access, persona: Persona | None) -> "QuerySet[Evidence]":
    confirmed = EvidenceLink.objects.filter(
        workspace=access.workspace, evidence=OuterRef("pk"), state=State.CONFIRMED
    )
    quotes: QuerySet[Evidence] = Evidence.objects.for_workspace(access.workspace).filter(
        ~Exists(confirmed), junk=""
    )
    if persona is not None:
        quotes = quotes.filter(Q(persona=persona) | Q(persona=None))
    return quotes.order_by("pk")


def _matchers(access: Access, persona: Persona | None) -> dict[int | None, Matcher]:
    """Persona id -> a matcher of her pains; None -> one of all pains."""
    pains = PainPoint.objects.for_workspace(access.workspace).filter(
        archived_at=None, persona__archived_at=None
    )
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(state=State.CONFIRMED)
    if persona is not None:
        pains = pains.filter(persona=persona)
        links = links.filter(pain__persona=persona)
    quotes: dict[int, list[str]] = defaultdict(list)
    for pain_id, text in links.order_by("pk").values_list("pain_id", "evidence__text"):
        quotes[pain_id].append(text)
    described: dict[int | None, list[Described]] = defaultdict(list)
    for pain in pains.order_by("pk"):
        words = ". ".join(filter(None, (getattr(pain, name) for name in DESCRIBED_BY)))
        entry = Described(pain.pk, words, tuple(quotes[pain.pk]))
        described[pain.persona_id].append(entry)
        described[None].append(entry)
    return {owner: Matcher(entries) for owner, entries in described.items()}
