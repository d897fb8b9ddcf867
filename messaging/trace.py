"""The trace: from each sentence of a variant back to what a customer said.

Stored as rows when a variant is written or kept; ``explanation.py`` reads them again.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from messaging.find_sources import find_sources
from messaging.judgement import PlacedText
from messaging.lens.text import parse
from messaging.models import Variant, VariantSource
from messaging.writing.brief import Brief, Source
from messaging.writing.draft import Draft
from workspaces.access import Access

ROW_KINDS = ("pain", "evidence", "proof", "relief")


@dataclass(frozen=True, slots=True)
class TracedSentence:
    """A sentence of one part, and what it stands on (nothing: somebody's own words)."""

    part: str
    sentence: str
    sources: tuple[Source, ...] = ()


def sentences_of(draft: Draft) -> list[TracedSentence]:
    """The trace of a draft, its sources gathered by sentence."""
    gathered: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for traced in draft.trace:
        gathered[traced.part, traced.sentence].append(traced.source)
    return [TracedSentence(part, said, tuple(on)) for (part, said), on in gathered.items()]


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
        for sentence, traced in split_text(placed.text, kept):
            sources = traced.sources if traced else tuple(find_sources(sentence, brief))
            found.append(TracedSentence(placed.part.key, sentence, sources))
    return found


def store_trace(*, access: Access, variant: Variant, sentences: Iterable[TracedSentence]) -> None:
    """Replace the trace of ``variant`` by ``sentences``; those on nothing leave no row."""
    VariantSource.objects.for_workspace(access.workspace).filter(variant=variant).delete()
    VariantSource.objects.bulk_create(
        source_row(variant, traced, source) for traced in sentences for source in traced.sources
    )


def stored_trace(*, access: Access, variant: Variant) -> list[TracedSentence]:
    """The trace of ``variant`` as it was stored."""
    return sources_in(VariantSource.objects.for_workspace(access.workspace).filter(variant=variant))


def sources_in(rows: Iterable[VariantSource]) -> list[TracedSentence]:
    """The trace that ``rows`` of one variant hold."""
    sources: dict[tuple[str, str], list[Source]] = defaultdict(list)
    for row in rows:
        sources[row.part, row.sentence].append(_source(row))
    return [TracedSentence(part, said, tuple(on)) for (part, said), on in sources.items()]


def split_text(
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
    found = [sentence.core.text.strip() for sentence in parse(stripped).sentences]
    return [sentence for sentence in found if sentence] or [stripped]


def source_row(variant: Variant, traced: TracedSentence, source: Source) -> VariantSource:
    """The row that says that ``traced`` stands on ``source``; not stored."""
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
