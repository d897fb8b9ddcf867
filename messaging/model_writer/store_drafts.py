"""A model's draft as a row: its trace as JSON and back, its score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from messaging.channels import Parts, texts_of
from messaging.model_writer.answer import TracedText
from messaging.models import Message, ModelDraft
from messaging.trace import TracedSentence
from messaging.writing.brief import Brief, Source
from messaging.writing.select import lens_score
from personas.models import JourneyStage, PainPoint
from workspaces.jobs import JobRun


@dataclass(frozen=True, slots=True)
class Made:
    """What became of one draft: copy that may be kept, or the reason why it may not."""

    parts: Parts = field(default_factory=dict)
    trace: Sequence[TracedText] = ()
    rejected: str = ""
    framework: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class ShownSentence:
    """A sentence of a stored draft. ``sources`` share a word with it; ``unsupported`` are named by
    the model, but the sentence says nothing of them."""

    part: str
    sentence: str
    sources: tuple[Source, ...] = ()
    unsupported: tuple[Source, ...] = ()


def store_draft(
    run: JobRun,
    message: Message,
    pain: PainPoint,
    stage: JourneyStage | None,
    brief: Brief,
    made: Made,
) -> ModelDraft:
    """Write down one draft. Call it inside ``run.hold()``'s transaction."""
    text = "\n".join(texts_of(made.parts))
    draft: ModelDraft = ModelDraft.objects.create(
        workspace=run.access.workspace,
        job=run.job,
        message=message,
        pain=pain,
        stage=stage,
        framework=made.framework[:60],
        parts=made.parts,
        trace=list(_lines(made.trace)),
        score=lens_score(text, brief) if text else None,
        rejected=made.rejected[:400],
        model=made.model,
        created_by=run.job.created_by,
    )
    return draft


def _lines(trace: Iterable[TracedText]) -> Iterable[dict[str, Any]]:
    """A line a sentence and source, as in ``Draft``; a source the sentence only claims is marked,
    and a sentence on nothing has an empty one."""
    for each in trace:
        place = {"part": each.part, "sentence": each.sentence}
        for given in each.sources:
            yield {**place, "source": str(given.source)}
        for given in each.unsupported:
            yield {**place, "source": str(given.source), "unsupported": True}
        if not (each.sources or each.unsupported):
            yield {**place, "source": ""}


def shown_sentences(trace: Sequence[Mapping[str, Any]]) -> list[ShownSentence]:
    """The stored trace, its lines gathered by sentence."""
    gathered: dict[tuple[str, str], tuple[list[Source], list[Source]]] = {}
    for line in trace:
        found = gathered.setdefault((str(line["part"]), str(line["sentence"])), ([], []))
        if line.get("source"):
            found[bool(line.get("unsupported"))].append(read_source(str(line["source"])))
    return [
        ShownSentence(part, sentence, tuple(on), tuple(claimed))
        for (part, sentence), (on, claimed) in gathered.items()
    ]


def kept_trace(trace: Sequence[Mapping[str, Any]]) -> list[TracedSentence]:
    """What of the trace a variant takes along: the sources that hold."""
    return [
        TracedSentence(each.part, each.sentence, each.sources)
        for each in shown_sentences(trace)
        if each.sources
    ]


def read_source(text: str) -> Source:
    """``pain.12.struggle`` as a Source; the row's id is left out where there is none."""
    kind, *rest = text.split(".")
    ref = rest.pop(0) if rest and rest[0].isdigit() else ""
    return Source(kind, ref, ".".join(rest))
