"""The trace: from each sentence of a variant back to what a customer said.

Stored as rows when a variant is written or kept, read again to explain it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from messaging.channels import Channel
from messaging.find_sources import find_sources
from messaging.judgement import PlacedText, place_texts
from messaging.lens import read
from messaging.models import Variant, VariantSource
from messaging.writing.brief import Brief, Source
from personas.models import Evidence, EvidenceLink, PainPoint, SlotSource
from personas.slot_sources import traces_of_pains
from workspaces.access import Access

ROW_KINDS = ("pain", "evidence", "proof", "relief")
QUOTES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence of one part, and what it stands on (nothing: somebody's own words)."""

    part: str
    sentence: str
    sources: tuple[Source, ...] = ()


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
    def share(self) -> int:
        """Percent of the sentences that lead to quotes."""
        return round(100 * self.quoted / self.total) if self.total else 0


def trace_sentences(
    texts: Sequence[PlacedText], brief: Brief, known: Iterable[TracedSentence] = ()
) -> list[TracedSentence]:
    """The sentences of ``texts``; those in ``known`` keep their sources, others are looked up."""
    by_part: dict[str, list[TracedSentence]] = defaultdict(list)
    for one in known:
        by_part[one.part].append(one)
    found: list[TracedSentence] = []
    for placed in texts:
        kept = [one for one in by_part[placed.part.key] if one.sources]
        for sentence, traced in _split(placed.text, kept):
            sources = traced.sources if traced else tuple(find_sources(sentence, brief))
            found.append(TracedSentence(placed.part.key, sentence, sources))
    return found


def store_trace(*, access: Access, variant: Variant, sentences: Iterable[TracedSentence]) -> None:
    """Replace the trace of ``variant`` by ``sentences``; those on nothing leave no row."""
    VariantSource.objects.for_workspace(access.workspace).filter(variant=variant).delete()
    VariantSource.objects.bulk_create(
        _row(variant, traced, source) for traced in sentences for source in traced.sources
    )


def stored_trace(*, access: Access, variant: Variant) -> list[TracedSentence]:
    """The trace of ``variant`` as it was stored."""
    sources: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for row in VariantSource.objects.for_workspace(access.workspace).filter(variant=variant):
        sources[row.part, row.sentence].append(_source(row))
    return [TracedSentence(part, said, tuple(on)) for (part, said), on in sources.items()]


def explain_variant(*, access: Access, variant: Variant, channel: Channel) -> Explanation:
    """Each sentence of ``variant`` with what it stands on, in three queries."""
    rows: dict[tuple[str, str], list[VariantSource]] = defaultdict(list)
    for row in (
        VariantSource.objects.for_workspace(access.workspace)
        .filter(variant=variant)
        .select_related("pain", "evidence", "proof", "relief")
    ):
        rows[row.part, row.sentence].append(row)
    pains = {row.pain_id for group in rows.values() for row in group if row.pain_id}
    behind = _Behind(_quotes_behind(access, pains), traces_of_pains(access, sorted(pains)))
    return Explanation(
        tuple(
            ExplainedText(placed, tuple(_explained(placed, rows, behind)))
            for placed in place_texts(channel, variant.parts)
        )
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


def _explained(
    placed: PlacedText, rows: dict[tuple[str, str], list[VariantSource]], behind: _Behind
) -> Iterable[ExplainedSentence]:
    known = [TracedSentence(part, said) for part, said in rows if part == placed.part.key]
    for sentence, traced in _split(placed.text, known):
        on = rows[traced.part, traced.sentence] if traced else []
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


def _split(
    text: str, known: Sequence[TracedSentence]
) -> Iterable[tuple[str, TracedSentence | None]]:
    """``text`` in sentences: known ones where they stand, the rest as the lens splits it."""
    places = [
        (start, one)
        for one in {one.sentence: one for one in known if one.sentence}.values()
        if (start := text.find(one.sentence)) >= 0
    ]
    places.sort(key=lambda place: (place[0], -len(place[1].sentence)))
    position = 0
    for start, one in places:
        if start < position:
            continue
        yield from ((sentence, None) for sentence in _sentences(text[position:start]))
        yield one.sentence, one
        position = start + len(one.sentence)
    yield from ((sentence, None) for sentence in _sentences(text[position:]))


def _sentences(text: str) -> list[str]:
    stripped = text.strip()
    if not stripped:
        return []
    found = [sentence.text.strip() for sentence in read(stripped).sentences]
    return [sentence for sentence in found if sentence] or [stripped]


def _row(variant: Variant, traced: TracedSentence, source: Source) -> VariantSource:
    row = VariantSource(
        workspace_id=variant.workspace_id,
        variant=variant,
        part=traced.part,
        sentence=traced.sentence,
        field=source.field,
    )
    if source.kind in ROW_KINDS and source.ref.isdigit():
        setattr(row, f"{source.kind}_id", int(source.ref))
    else:
        row.field = ".".join(name for name in (source.kind, source.field) if name)[:40]
    return row


def _source(row: VariantSource) -> Source:
    for kind in ROW_KINDS:
        target = getattr(row, f"{kind}_id")
        if target is not None:
            return Source(kind, str(target), row.field)
    kind, _, slot = row.field.partition(".")
    return Source(kind, "", slot)
