"""Drafts for a message, and keeping the ones a person likes.

Drafts are not stored: brief and seed reproduce them. A kept draft becomes a variant, with its
trace.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass

import orjson
from django.db import transaction

from messaging.conflicts import DraftGoneError
from messaging.models import Message, Proof, Variant
from messaging.trace import TracedSentence
from messaging.wording import Wording, write_variant
from messaging.writing.brief import Brief, Source
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft
from messaging.writing.select import write_drafts
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, VIEW, Access

MOST_DRAFTS = 30
"""So many drafts at once are more than a person reads."""


@dataclass(frozen=True, slots=True)
class Order:
    """What drafts are asked for. The same order and the same brief give the same drafts."""

    pain: PainPoint
    stage: JourneyStage | None = None
    seed: int = 1
    count: int = 6
    framework: str = ""


@dataclass(frozen=True, slots=True)
class Generated:
    """``held_back`` are drafts a gate refused, with the reason; they cannot be kept."""

    brief: Brief
    drafts: tuple[Draft, ...]
    held_back: tuple[Draft, ...] = ()


def fingerprint(draft: Draft) -> str:
    """A short name for the very words of a draft, by which it is kept."""
    return hashlib.sha256(orjson.dumps(draft.parts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def generate_drafts(*, access: Access, message: Message, order: Order) -> Generated:
    """Drafts for ``message`` by the phrase writer, the best and most various first.

    Nothing is stored. UnknownFrameworkError for a framework there is not; a brief too thin for
    any framework gives no draft, and ``select.missing`` says what would help.
    """
    access.require(VIEW)
    brief = compose_brief(
        access=access, message=message, pain=order.pain, stage=order.stage, seed=order.seed
    )
    count = max(1, min(order.count, MOST_DRAFTS))
    written = write_drafts(brief, count=count, framework=order.framework or None, all_=True)
    return Generated(
        brief,
        tuple(draft for draft in written if draft.rejected is None),
        tuple(draft for draft in written if draft.rejected is not None),
    )


def keep_drafts(
    *, access: Access, message: Message, order: Order, fingerprints: Collection[str]
) -> list[Variant]:
    """Make variants of the drafts that ``fingerprints`` name, in the order they were offered.

    The drafts are written again from ``order``. DraftGoneError, and nothing kept, if one of them
    no longer comes out the same, because pain, quotes, voice or live copy have changed since.
    """
    access.require(EDIT)
    generated = generate_drafts(access=access, message=message, order=order)
    chosen = [draft for draft in generated.drafts if fingerprint(draft) in fingerprints]
    if len(chosen) < len(set(fingerprints)):
        raise DraftGoneError(
            "What we know has changed since these drafts were written, so they came out anew."
        )
    with transaction.atomic():
        return [_keep(access, message, order, generated.brief, draft) for draft in chosen]


def _keep(access: Access, message: Message, order: Order, brief: Brief, draft: Draft) -> Variant:
    wording = Wording(
        parts=draft.parts,
        pain=order.pain,
        proof=_proof(access, draft),
        framework=draft.framework,
        seed=order.seed,
        score=draft.score,
        trace=_sentences(draft),
    )
    return write_variant(
        access=access, message=message, wording=wording, brief=brief, action="kept"
    )


def _proof(access: Access, draft: Draft) -> Proof | None:
    """The first proof the draft leans on: one factor a test can vary."""
    for traced in draft.trace:
        if traced.source.kind == "proof" and traced.source.ref.isdigit():
            found: Proof | None = (
                Proof.objects.for_workspace(access.workspace)
                .filter(pk=int(traced.source.ref))
                .first()
            )
            return found
    return None


def _sentences(draft: Draft) -> list[TracedSentence]:
    """The draft's trace, its sources gathered by sentence."""
    gathered: dict[tuple[str, str], list[Source]] = {}
    for traced in draft.trace:
        gathered.setdefault((traced.part, traced.sentence), []).append(traced.source)
    return [
        TracedSentence(part, sentence, tuple(sources))
        for (part, sentence), sources in gathered.items()
    ]
