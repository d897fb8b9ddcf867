"""A model's drafts as a page shows them: counted, explained, marked where a source is only
claimed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messaging.explanation import Explanation, explain_drafts
from messaging.model_writer.keep_model_drafts import model_drafts
from messaging.model_writer.spending import provider_of
from messaging.model_writer.store_drafts import kept_trace, shown_sentences
from messaging.model_writer.write_with_model import Estimate, estimate, last_job
from messaging.models import Message, ModelDraft, ModelProvider
from messaging.web.model_forms import DRAFTS
from messaging.web.studio_drafts import PartView, part_views
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft, Trace
from messaging.writing.frameworks import frameworks
from personas.models import PainPoint
from workspaces.access import Access
from workspaces.models import Job


@dataclass(frozen=True, slots=True)
class ModelOffer:
    """One draft. ``claimed`` are sentences that name a source and share no word with it."""

    row: ModelDraft
    framework: str
    parts: tuple[PartView, ...]
    explanation: Explanation
    claimed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ModelDesk:
    """All a page says of writing with a model for one message. Nothing without a model, and
    nothing a model has written."""

    provider: ModelProvider | None
    job: Job | None
    offered: tuple[ModelOffer, ...]
    held_back: tuple[ModelDraft, ...]
    estimate: Estimate | None
    count: int = DRAFTS

    @property
    def is_on(self) -> bool:
        return self.provider is not None and self.provider.is_on

    @property
    def is_empty(self) -> bool:
        return not (self.is_on or self.job or self.offered or self.held_back)


def model_desk(
    access: Access,
    message: Message,
    *,
    brief: Brief | None = None,
    pain: PainPoint | None = None,
) -> ModelDesk:
    """The desk for ``message``. ``brief`` is composed where the page has none at hand.

    Two queries where there is nothing, seven more where drafts are explained.
    """
    provider = provider_of(access)
    found = model_drafts(access, message)
    offered = found.get("offered", [])
    can_ask = provider is not None and provider.is_on and pain is not None
    if brief is None and (offered or can_ask):
        brief = compose_brief(access=access, message=message, pain=pain)
    return ModelDesk(
        provider,
        last_job(access, message) if provider or found else None,
        _offers(access, brief, offered) if brief and offered else (),
        tuple(found.get("held_back", ())),
        estimate(brief, provider, DRAFTS) if brief and provider and can_ask else None,
    )


def _offers(access: Access, brief: Brief, rows: Sequence[ModelDraft]) -> tuple[ModelOffer, ...]:
    names = {key: each.name for key, each in frameworks().items()}
    drafts = [_draft(row) for row in rows]
    explained = explain_drafts(access=access, channel=brief.channel, drafts=drafts)
    return tuple(
        ModelOffer(
            row,
            names.get(row.framework, ""),
            part_views(access, brief, row.parts),
            explanation,
            _claimed(row.trace),
        )
        for row, explanation in zip(rows, explained, strict=True)
    )


def _draft(row: ModelDraft) -> Draft:
    """The row as a draft like any other, with the sources that hold."""
    trace = [
        Trace(each.part, each.sentence, source)
        for each in kept_trace(row.trace)
        for source in each.sources
    ]
    return Draft(row.parts, row.framework, "", "", score=row.score or 0.0, trace=tuple(trace))


def _claimed(trace: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    return tuple(
        each.sentence for each in shown_sentences(trace) if each.unsupported and not each.sources
    )
