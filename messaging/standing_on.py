"""All that stands on one quote: pains and their words, moments, texts, and what visitors see."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from messaging.channels import texts_of
from messaging.live_texts import in_use
from messaging.models import Variant, VariantSource
from messaging.verbatim import runs_of, runs_of_all
from personas.models import Evidence, EvidenceLink, MomentQuote, SlotSource
from workspaces.access import Access

TEXTS_SHOWN = 40
State = Variant.State
IN_USE = (State.APPROVED, State.SUBMITTED, State.DRAFT)
"""In this order they are shown, after what is live."""


@dataclass(frozen=True, slots=True)
class StandingText:
    """``word_for_word``: it repeats the quote, or a sentence was written from it. Else it speaks
    to a pain that the quote stands behind."""

    variant: Variant
    is_live: bool
    word_for_word: bool


@dataclass(frozen=True, slots=True)
class Standing:
    links: tuple[EvidenceLink, ...]
    slots: tuple[SlotSource, ...]
    moments: tuple[MomentQuote, ...]
    texts: tuple[StandingText, ...]
    more_texts: int = 0

    @property
    def live(self) -> int:
        return sum(each.is_live for each in self.texts)

    @property
    def quoting(self) -> int:
        """Texts that are flagged if the quote goes."""
        return sum(each.word_for_word for each in self.texts)

    @property
    def confirmed(self) -> int:
        return sum(link.state == EvidenceLink.State.CONFIRMED for link in self.links)

    def __bool__(self) -> bool:
        return bool(self.links or self.slots or self.moments or self.texts)


def what_stands_on(*, access: Access, evidence: Evidence) -> Standing:
    """Six queries, however much there is."""
    here = access.workspace
    links = tuple(
        EvidenceLink.objects.for_workspace(here)
        .filter(evidence=evidence)
        .exclude(state=EvidenceLink.State.REJECTED)
        .select_related("pain__persona")
    )
    slots = SlotSource.objects.for_workspace(here).filter(evidence=evidence).select_related("pain")
    moments = (
        MomentQuote.objects.for_workspace(here)
        .filter(evidence=evidence)
        .select_related("transition__from_stage", "transition__to_stage")
    )
    pains = [each.pain_id for each in links if each.state == EvidenceLink.State.CONFIRMED]
    texts = _texts(access, evidence, pains)
    return Standing(
        links, tuple(slots), tuple(moments), texts[:TEXTS_SHOWN], len(texts[TEXTS_SHOWN:])
    )


def _texts(access: Access, evidence: Evidence, pains: list[int]) -> tuple[StandingText, ...]:
    quoting = _quoting(access, evidence)
    sources = VariantSource.objects.for_workspace(access.workspace)
    through = set(sources.filter(pain__in=pains).values_list("variant_id", flat=True))
    standing = Q(state__in=IN_USE) | Q(in_use(access.workspace))
    variants: QuerySet[Variant] = (
        Variant.objects.for_workspace(access.workspace)
        .filter(Q(pk__in=quoting | through) | Q(pain__in=pains), standing)
        .annotate(elsewhere=in_use(access.workspace))
        .select_related(
            "message__placement",
            "message__persona",
            "message__stage",
            "message__transition__from_stage",
            "message__transition__to_stage",
            "pain",
        )
    )
    return tuple(sorted(_standing(variants, quoting), key=_order))


def _standing(variants: Iterable[Variant], quoting: set[int]) -> Iterable[StandingText]:
    for each in variants:
        elsewhere = bool(getattr(each, "elsewhere", False))
        is_live = elsewhere or each.message.live_variant_id == each.pk
        yield StandingText(each, is_live, each.pk in quoting)


def _order(text: StandingText) -> tuple[bool, bool, int, int]:
    """What visitors see first, then what quotes, then what is nearest to being seen."""
    state = State(text.variant.state)
    place = IN_USE.index(state) if state in IN_USE else len(IN_USE)
    return (not text.is_live, not text.word_for_word, place, -text.variant.pk)


def _quoting(access: Access, evidence: Evidence) -> set[int]:
    """Texts in use that repeat the quote word for word, or have a sentence written from it."""
    sources = VariantSource.objects.for_workspace(access.workspace).filter(evidence=evidence)
    found = set(sources.values_list("variant_id", flat=True))
    runs = runs_of(evidence.text)
    if runs:
        rows = Variant.objects.for_workspace(access.workspace).filter(
            Q(state__in=IN_USE) | Q(in_use(access.workspace))
        )
        found |= {
            pk
            for pk, parts in rows.order_by().values_list("pk", "parts")
            if runs & runs_of_all(texts_of(parts))
        }
    return found
