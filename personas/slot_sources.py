"""What the slots of a pain stand on: the quotes, and the words in them, that fill each.

A slot that is filled and has no quote is assumed. Two people may fill one slot after each other;
the quotes stay until somebody takes them away, or the slot is emptied.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F

from personas.link_evidence import attach_evidence
from personas.listening.slots_from_quotes import (
    SLOTS,
    Proposal,
    Shaped,
    first_draft_pair,
    propose_slots,
    shape_words,
)
from personas.models import Evidence, EvidenceLink, PainPoint, SlotSource
from workspaces.access import EDIT, Access
from workspaces.changes import change_row, create_row, one_record, remove_row

QUOTES_READ = 200
"""Quotes of a pain that proposals are made of: the newest, and enough to say the usual thing."""
MARKED_SLOTS = (*SLOTS, "function", "job")
SLOT_NAMES = {
    "statement": "In their words",
    "struggle": "They have to",
    "trigger": "When",
    "cost": "It costs them",
    "feeling": "It leaves them",
    "workaround": "Today they make do with",
    "desired_outcome": "What they want instead",
    "why": "Why that matters",
    "function": "What it does",
    "job": "What they use it for",
}


class SlotError(ValueError):
    """These words do not fill this slot; the message says what to do."""


@dataclass(frozen=True, slots=True)
class SlotTrace:
    """A slot of a pain and what it stands on; empty slots have no ``text``."""

    slot: str
    text: str
    sources: tuple[SlotSource, ...] = ()

    @property
    def name(self) -> str:
        return SLOT_NAMES[self.slot]

    @property
    def is_assumed(self) -> bool:
        return bool(self.text) and not self.sources


def slot_traces(access: Access, pain: PainPoint) -> list[SlotTrace]:
    """Every slot of ``pain`` with the quotes it stands on. One query."""
    sources: dict[str, list[SlotSource]] = defaultdict(list)
    rows = SlotSource.objects.for_workspace(access.workspace).filter(pain=pain)
    for row in rows.select_related("evidence"):
        sources[row.slot].append(row)
    return [
        SlotTrace(slot, getattr(pain, slot), tuple(sources[slot]) if getattr(pain, slot) else ())
        for slot in MARKED_SLOTS
    ]


def proposals_for(access: Access, pain: PainPoint) -> dict[str, tuple[Proposal, ...]]:
    """What the confirmed quotes of ``pain`` would fill its slots with."""
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain=pain, state=EvidenceLink.State.CONFIRMED, evidence__junk="")
        .order_by(F("evidence__said_on").desc(nulls_last=True), "-evidence_id")
    )
    return propose_slots(list(links.values_list("evidence_id", "evidence__text")[:QUOTES_READ]))


def filled(pain: PainPoint) -> dict[str, str]:
    """The slots of ``pain`` that are filled."""
    return {slot: text for slot in SLOTS if (text := getattr(pain, slot))}


def draft_pair(pain: PainPoint) -> tuple[str, str] | None:
    """The two slots of ``pain`` a first draft can be made of; None while it has not two."""
    return first_draft_pair(filled(pain))


def shape(slot: str, words: str, language: str = "en") -> Shaped:
    """Marked words in the shape of ``slot``; SlotError for a slot there is not."""
    if slot not in MARKED_SLOTS:
        raise SlotError("There is no such slot.")
    if slot in ("function", "job"):
        shaped = shape_words("desired_outcome", words, language)
        return shaped
    return shape_words(slot, words, language)


def fill_slot(
    *,
    access: Access,
    pain: PainPoint,
    slot: str,
    words: str,
    evidence: Evidence | None = None,
    text: str = "",
) -> SlotSource | None:
    """Fill a slot with ``text``, or with the ``words`` of a quote in the slot's shape.

    The quote is kept as what the slot stands on, and attached to the pain if it was not. Raises
    SlotError where the words have no such shape.
    """
    access.require(EDIT)
    shaped = shape(slot, text or words, pain.language)
    if not shaped.text:
        raise SlotError(shaped.message)
    if evidence is not None and not _holds(evidence.text, words):
        raise SlotError("These words are not in the quote. Mark words that are.")
    most = getattr(PainPoint._meta.get_field(slot), "max_length", None) or 200
    if len(shaped.text) > most:
        raise SlotError(f"Mark fewer words: this slot takes {most} characters.")
    with one_record(access=access, action="slot filled", target=pain):
        change_row(access=access, instance=pain, changes={slot: shaped.text}, action="slot filled")
        return _stand_on(access, pain, slot, evidence, words) if evidence else None


def fill_slots(*, access: Access, pain: PainPoint, chosen: Sequence[Proposal]) -> int:
    """Fill several slots at once, each with its quote; one record. How many were filled."""
    access.require(EDIT)
    numbers = {proposal.key for proposal in chosen}
    quotes = Evidence.objects.for_workspace(access.workspace).in_bulk(numbers)
    with one_record(access=access, action="slot filled", target=pain):
        for proposal in chosen:
            fill_slot(
                access=access,
                pain=pain,
                slot=proposal.slot,
                text=proposal.text,
                words=proposal.words,
                evidence=quotes.get(proposal.key),
            )
    return len(chosen)


def forget_source(*, access: Access, source: SlotSource) -> None:
    """Say that a slot does not stand on this quote; the slot keeps its words."""
    access.require(EDIT)
    remove_row(access=access, instance=source, action="slot source removed")


def traces_of_pains(
    access: Access, pains: Sequence[int]
) -> Mapping[tuple[int, str], list[SlotSource]]:
    """(pain, slot) -> the quotes it stands on, for many pains in one query."""
    found: dict[tuple[int, str], list[SlotSource]] = defaultdict(list)
    rows = SlotSource.objects.for_workspace(access.workspace).filter(pain__in=pains)
    for row in rows.select_related("evidence"):
        found[row.pain_id, row.slot].append(row)
    return found


def _holds(text: str, words: str) -> bool:
    return " ".join(words.split()).casefold() in " ".join(text.split()).casefold()


def _stand_on(
    access: Access, pain: PainPoint, slot: str, evidence: Evidence, words: str
) -> SlotSource:
    words = " ".join(words.split())[:300]
    rows = SlotSource.objects.for_workspace(access.workspace)
    known: SlotSource | None = rows.filter(pain=pain, slot=slot, evidence=evidence).first()
    if known is not None:
        change_row(access=access, instance=known, changes={"words": words})
        return known
    source = SlotSource(
        workspace=access.workspace, pain=pain, slot=slot, evidence=evidence, words=words
    )
    create_row(access=access, instance=source)
    links = EvidenceLink.objects.for_workspace(access.workspace)
    if not links.filter(pain=pain, evidence=evidence, state=EvidenceLink.State.CONFIRMED).exists():
        attach_evidence(access=access, evidence=[evidence.pk], pain=pain)
    return source
