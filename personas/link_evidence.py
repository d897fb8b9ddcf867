"""Which quotes speak of which pain: by hand, or suggested and then confirmed by a person."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from personas.listening.constants import LEAST_CONFIDENCE, QUOTES_TO_KNOW_A_PAIN_BY
from personas.listening.matching import Described, Matcher
from personas.models import Evidence, EvidenceLink, PainPoint, Persona
from workspaces.access import EDIT, Access
from workspaces.changes import create_row, one_record, record, remove_row

State = EvidenceLink.State
ROWS_AT_ONCE = 500
QUOTES_AT_ONCE = 2_000
"""Quotes that are read, compared and written together: memory does not grow with their number."""
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
    said, new = 0, []
    wanted = sorted(set(evidence))
    for start in range(0, len(wanted), QUOTES_AT_ONCE):
        numbers, fresh = _attach(access, wanted[start : start + QUOTES_AT_ONCE], pain)
        said += numbers
        new += fresh
    if new:
        record(
            access=access,
            action="quotes attached",
            target=pain,
            after={"quotes": len(new), "evidence": new},
        )
    return said


def _attach(access: Access, wanted: Sequence[int], pain: PainPoint) -> tuple[int, list[int]]:
    """How many of the quotes are of the workspace, and the ids of those that were not attached."""
    mine = Evidence.objects.for_workspace(access.workspace).filter(pk__in=wanted)
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
    return len(numbers), new


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
    pain = PainPoint(persona=persona, title=title, language=access.workspace.language)
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
    matching = Matching(access, persona)
    for numbers in id_batches(unattached(access, persona)):
        matching.suggest(numbers)
    record_suggested(access, persona, matching)
    return SuggestedLinks(matching.looked_at, matching.suggested)


def record_suggested(access: Access, persona: Persona | None, matching: "Matching") -> None:
    """Say in the audit log what was suggested, if it is other than before."""
    if matching.changed:
        record(
            access=access,
            action="links suggested",
            target=persona or access.workspace,
            after={"quotes": matching.looked_at, "suggested": matching.suggested},
        )


def id_batches(rows: "QuerySet[Evidence]") -> Iterator[list[int]]:
    """The ids of ``rows``, some at a time, each batch read when it is its turn."""
    last = 0
    while True:
        following = rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)
        numbers = list(following[:QUOTES_AT_ONCE])
        if not numbers:
            return
        yield numbers
        last = numbers[-1]


def unattached(access: Access, persona: Persona | None = None) -> "QuerySet[Evidence]":
    """Quotes that tell something and stand behind no pain; those of one persona or of nobody."""
    confirmed = EvidenceLink.objects.filter(
        workspace=access.workspace, evidence=OuterRef("pk"), state=State.CONFIRMED
    )
    quotes: QuerySet[Evidence] = Evidence.objects.for_workspace(access.workspace).filter(
        ~Exists(confirmed), junk=""
    )
    if persona is not None:
        quotes = quotes.filter(Q(persona=persona) | Q(persona=None))
    return quotes.order_by("pk")


@dataclass
class Matching:
    """Quotes compared with the pains there are, batch by batch.

    Suggestions below ``least`` confidence are not made. ``changed`` tells whether any suggestion
    is other than before.
    """

    access: Access
    persona: Persona | None = None
    least: float = LEAST_CONFIDENCE
    looked_at: int = 0
    suggested: int = 0
    changed: bool = False
    matchers: dict[int | None, Matcher] = field(init=False)

    def __post_init__(self) -> None:
        self.matchers = _matchers(self.access, self.persona)

    def suggest(self, numbers: Sequence[int]) -> None:
        """Replace the suggestions for these quotes (ids) by what their words say now."""
        self.keep(numbers, self.compare(numbers))

    def compare(self, numbers: Sequence[int]) -> list[EvidenceLink]:
        """What to suggest for these quotes; nothing is written."""
        quotes = Evidence.objects.for_workspace(self.access.workspace).filter(pk__in=numbers)
        links = EvidenceLink.objects.for_workspace(self.access.workspace)
        refused = links.filter(state=State.REJECTED, evidence__in=numbers)
        rejected = set(refused.values_list("evidence_id", "pain_id"))
        rows: list[EvidenceLink] = []
        for number, owner, text in quotes.order_by("pk").values_list("pk", "persona_id", "text"):
            matcher = self.matchers.get(owner if self.persona is None else self.persona.pk)
            rows.extend(
                EvidenceLink(
                    workspace=self.access.workspace,
                    evidence_id=number,
                    pain_id=suggestion.key,
                    state=State.SUGGESTED,
                    confidence=suggestion.confidence,
                )
                for suggestion in (matcher.suggest(text) if matcher else ())
                if suggestion.confidence >= self.least and (number, suggestion.key) not in rejected
            )
        return rows

    def keep(self, numbers: Sequence[int], rows: list[EvidenceLink]) -> None:
        """Write what was found; of quotes and pains that went meanwhile there is nothing to say."""
        links = EvidenceLink.objects.for_workspace(self.access.workspace)
        earlier = links.filter(state=State.SUGGESTED, evidence__in=numbers)
        before = set(earlier.values_list("evidence_id", "pain_id"))
        earlier.delete()
        there = _still_there(self.access, rows)
        EvidenceLink.objects.bulk_create(there, ignore_conflicts=True, batch_size=ROWS_AT_ONCE)
        self.looked_at += len(numbers)
        self.suggested += len({row.evidence_id for row in there})
        self.changed = self.changed or before != {(row.evidence_id, row.pain_id) for row in there}


def _still_there(access: Access, rows: list[EvidenceLink]) -> list[EvidenceLink]:
    quotes = Evidence.objects.for_workspace(access.workspace)
    pains = PainPoint.objects.for_workspace(access.workspace)
    known = set(
        quotes.filter(pk__in={row.evidence_id for row in rows}).values_list("pk", flat=True)
    )
    kept = set(pains.filter(pk__in={row.pain_id for row in rows}).values_list("pk", flat=True))
    return [row for row in rows if row.evidence_id in known and row.pain_id in kept]


def _matchers(access: Access, persona: Persona | None) -> dict[int | None, Matcher]:
    """Persona id -> a matcher of her pains; None -> one of all pains.

    A pain is known by its newest quotes only: more say little new, and comparing each quote with
    all that were ever attached would take the longer the more there are of both.
    """
    pains = PainPoint.objects.for_workspace(access.workspace).filter(
        archived_at=None, persona__archived_at=None
    )
    links = EvidenceLink.objects.for_workspace(access.workspace).filter(state=State.CONFIRMED)
    if persona is not None:
        pains = pains.filter(persona=persona)
        links = links.filter(pain__persona=persona)
    newest = links.annotate(
        place=Window(RowNumber(), partition_by=F("pain_id"), order_by=F("pk").desc())
    ).filter(place__lte=QUOTES_TO_KNOW_A_PAIN_BY)
    quotes: dict[int, list[str]] = defaultdict(list)
    for pain_id, text in newest.order_by("pk").values_list("pain_id", "evidence__text"):
        quotes[pain_id].append(text)
    described: dict[int | None, list[Described]] = defaultdict(list)
    for pain in pains.order_by("pk"):
        words = ". ".join(filter(None, (getattr(pain, name) for name in DESCRIBED_BY)))
        entry = Described(pain.pk, words, tuple(quotes[pain.pk]))
        described[pain.persona_id].append(entry)
        described[None].append(entry)
    return {owner: Matcher(entries) for owner, entries in described.items()}
