"""Why a text says what it says: each sentence with what it stands on, down to a customer's words.

A variant's rows are read again; a draft has none yet, so its trace is read as if it were stored.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from messaging.channels import Channel
from messaging.judgement import PlacedText, place_texts
from messaging.models import Proof, Relief, Variant, VariantSource
from messaging.trace import (
    ROW_KINDS,
    TracedSentence,
    sentences_of,
    source_row,
    split_text,
)
from messaging.writing.draft import Draft
from personas.models import Evidence, EvidenceLink, PainPoint, SlotSource
from personas.slot_sources import traces_of_pains
from workspaces.access import Access

QUOTES_SHOWN = 3
MODELS: dict[str, Any] = {
    "pain": PainPoint,
    "evidence": Evidence,
    "proof": Proof,
    "relief": Relief,
}


@dataclass(frozen=True, slots=True)
class TraceEnd:
    """Where one thing a sentence stands on leads: to the words of quotes that fill the slot of a
    pain (``sources``), or to the word *assumed*. A quote, a proof and a relief end in themselves.
    ``confirmed`` quotes say of the pain that it is one, whoever found the words of its slot.
    """

    row: VariantSource
    sources: tuple[SlotSource, ...] = ()
    confirmed: int = 0

    @property
    def is_assumed(self) -> bool:
        return self.row.field in PainPoint.SLOTS and bool(self.row.pain_id) and not self.sources


@dataclass(frozen=True, slots=True)
class ExplainedSentence:
    """``rows`` say what the sentence stands on, ``ends`` where each of them leads; ``quotes`` what
    customers said behind it, those that fill its slots before others of the same pain."""

    sentence: str
    rows: tuple[VariantSource, ...] = ()
    quotes: tuple[Evidence, ...] = ()
    ends: tuple[TraceEnd, ...] = ()

    @property
    def rests_on_quotes(self) -> bool:
        """Whether customers said these words; quotes behind the pain alone are not enough."""
        return bool(self.quotes) and not any(end.is_assumed for end in self.ends)


@dataclass(frozen=True, slots=True)
class ExplainedText:
    placed: PlacedText
    sentences: tuple[ExplainedSentence, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """``quoted`` of ``total`` sentences lead to something a customer said: word for word, or
    through a field of a pain that confirmed quotes stand behind."""

    texts: tuple[ExplainedText, ...] = field(default=())

    @property
    def total(self) -> int:
        return sum(len(text.sentences) for text in self.texts)

    @property
    def quoted(self) -> int:
        return sum(bool(each.quotes) for text in self.texts for each in text.sentences)

    @property
    def verbatim(self) -> int:
        """Sentences all of whose slots are filled with words of quotes."""
        return sum(each.rests_on_quotes for text in self.texts for each in text.sentences)

    @property
    def alone(self) -> int:
        """Sentences that nothing we know stands behind."""
        return sum(not each.rows for text in self.texts for each in text.sentences)

    @property
    def share(self) -> int:
        """Percent of the sentences that lead to quotes."""
        return round(100 * self.quoted / self.total) if self.total else 0


Rows = Mapping[tuple[str, str], Sequence[VariantSource]]
"""(part, sentence) -> what the sentence stands on."""


def explain_variant(*, access: Access, variant: Variant, channel: Channel) -> Explanation:
    """Each sentence of ``variant`` with what it stands on, in three queries."""
    return explain_variants(access=access, variants=[(variant, channel)])[0]


def explain_variants(
    *, access: Access, variants: Sequence[tuple[Variant, Channel]]
) -> list[Explanation]:
    """The same of several variants, each with its channel, in three queries as well."""
    by_variant: dict[int, dict[tuple[str, str], list[VariantSource]]] = {
        variant.pk: defaultdict(list) for variant, _ in variants
    }
    for row in (
        VariantSource.objects.for_workspace(access.workspace)
        .filter(variant__in=list(by_variant))
        .select_related("pain", "evidence", "proof", "relief")
    ):
        by_variant[row.variant_id][row.part, row.sentence].append(row)
    behind = _behind(access, by_variant.values())
    return [
        _explanation(place_texts(channel, variant.parts), by_variant[variant.pk], behind)
        for variant, channel in variants
    ]


def explain_drafts(
    *, access: Access, channel: Channel, drafts: Sequence[Draft]
) -> list[Explanation]:
    """The same of drafts, which are not stored: six queries, however many there are."""
    traces = [sentences_of(draft) for draft in drafts]
    found = _rows_named(access, [one for trace in traces for one in trace])
    groups: list[dict[tuple[str, str], list[VariantSource]]] = []
    for trace in traces:
        rows: dict[tuple[str, str], list[VariantSource]] = defaultdict(list)
        unsaved = Variant(workspace=access.workspace)
        for traced in trace:
            for source in traced.sources:
                row = source_row(unsaved, traced, source)
                for kind in ROW_KINDS:
                    number = getattr(row, f"{kind}_id")
                    if number is not None:
                        setattr(row, kind, found[kind].get(number))
                rows[traced.part, traced.sentence].append(row)
        groups.append(rows)
    behind = _behind(access, groups)
    return [
        _explanation(place_texts(channel, draft.parts), rows, behind)
        for draft, rows in zip(drafts, groups, strict=True)
    ]


def _rows_named(access: Access, trace: Sequence[TracedSentence]) -> dict[str, dict[int, Any]]:
    """Kind -> id -> the row, for all that the sentences name; a query for each kind."""
    named: dict[str, set[int]] = {kind: set() for kind in ROW_KINDS}
    for traced in trace:
        for source in traced.sources:
            if source.kind in named and source.ref.isdigit():
                named[source.kind].add(int(source.ref))
    return {
        kind: MODELS[kind].objects.for_workspace(access.workspace).in_bulk(numbers)
        if numbers
        else {}
        for kind, numbers in named.items()
    }


def _behind(access: Access, groups: Iterable[Rows]) -> "_Behind":
    pains = {row.pain_id for rows in groups for on in rows.values() for row in on if row.pain_id}
    return _Behind(_quotes_behind(access, pains), traces_of_pains(access, sorted(pains)))


def _explanation(texts: Iterable[PlacedText], rows: Rows, behind: "_Behind") -> Explanation:
    return Explanation(
        tuple(ExplainedText(placed, tuple(_explained(placed, rows, behind))) for placed in texts)
    )


@dataclass(frozen=True, slots=True)
class _Behind:
    """What customers said of pains, and of single slots of them."""

    quotes: Mapping[int, list[Evidence]]
    slots: Mapping[tuple[int, str], list[SlotSource]]

    def end(self, row: VariantSource) -> TraceEnd:
        pain = row.pain_id or 0
        sources = tuple(self.slots.get((pain, row.field), ()))
        return TraceEnd(row, sources, len(self.quotes.get(pain, ())))


def _explained(placed: PlacedText, rows: Rows, behind: _Behind) -> Iterable[ExplainedSentence]:
    known = [TracedSentence(part, said) for part, said in rows if part == placed.part.key]
    for sentence, traced in split_text(placed.text, known):
        on = rows[traced.part, traced.sentence] if traced else ()
        ends = tuple(behind.end(row) for row in on)
        said: dict[int, Evidence] = {row.evidence.pk: row.evidence for row in on if row.evidence}
        for end in ends:
            said.update((source.evidence_id, source.evidence) for source in end.sources)
        for end in ends:
            if not end.sources:
                for quote in behind.quotes.get(end.row.pain_id or 0, ())[:QUOTES_SHOWN]:
                    said.setdefault(quote.pk, quote)
        yield ExplainedSentence(sentence, tuple(on), tuple(said.values()), ends)


def _quotes_behind(access: Access, pains: set[int]) -> dict[int, list[Evidence]]:
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(pain_id__in=pains, state=EvidenceLink.State.CONFIRMED, evidence__junk="")
        .select_related("evidence")
        .order_by("-evidence__may_quote", "-evidence_id")
    )
    behind: dict[int, list[Evidence]] = defaultdict(list)
    for link in links:
        behind[link.pain_id].append(link.evidence)
    return behind
