"""Writing a pasted text anew around a pain: what our records back is kept, the rest is named."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import transaction

from messaging.conflicts import DraftGoneError
from messaging.drafting import Order, fingerprint, keep_draft
from messaging.lens import Reading, read
from messaging.models import Message, Variant
from messaging.provable import PastedSentence, keep_what_is_backed, weigh
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft
from messaging.writing.select import missing, write_drafts
from personas.models import JourneyStage, PainPoint
from workspaces.access import EDIT, VIEW, Access

DRAFTS = 6


@dataclass(frozen=True, slots=True)
class Rewriting:
    """What is asked for. The same words and records give the same drafts."""

    text: str
    pain: PainPoint
    stage: JourneyStage | None = None
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Rewritten:
    """``missing`` says what the pain would need for there to be drafts, where there are none."""

    brief: Brief
    pasted: Reading
    sentences: tuple[PastedSentence, ...]
    drafts: tuple[Draft, ...]
    missing: tuple[str, ...] = ()

    @property
    def kept(self) -> list[PastedSentence]:
        return [each for each in self.sentences if each.backed]

    @property
    def left_behind(self) -> list[PastedSentence]:
        return [each for each in self.sentences if not each.backed]


def rewrite(*, access: Access, message: Message, asked: Rewriting) -> Rewritten:
    """Read the pasted text and write drafts for ``message`` that lean on what backs it."""
    access.require(VIEW)
    brief = compose_brief(
        access=access, message=message, pain=asked.pain, stage=asked.stage, seed=asked.seed
    )
    pasted = read(asked.text, replace(brief, avoid_texts=()))
    sentences = weigh(pasted, brief)
    brief = keep_what_is_backed(brief, sentences)
    written = write_drafts(brief, count=DRAFTS)
    lacking = () if written else _lacking(brief)
    return Rewritten(brief, pasted, sentences, tuple(written), lacking)


def _lacking(brief: Brief) -> tuple[str, ...]:
    return tuple(
        f"{each.field.replace('_', ' ').capitalize()}: {each.unlocks}" for each in missing(brief)
    )


def keep_rewritten(
    *, access: Access, message: Message, asked: Rewriting, fingerprints: Collection[str]
) -> list[Variant]:
    """Make variants of the drafts that were chosen; DraftGoneError if one comes out otherwise."""
    access.require(EDIT)
    found = rewrite(access=access, message=message, asked=asked)
    chosen = [draft for draft in found.drafts if fingerprint(draft) in fingerprints]
    if len(chosen) < len(set(fingerprints)):
        raise DraftGoneError(
            "What we know has changed since these drafts were written, so they came out anew."
        )
    order = Order(pain=asked.pain, stage=asked.stage, seed=asked.seed)
    with transaction.atomic():
        return [
            keep_draft(access=access, message=message, order=order, brief=found.brief, draft=draft)
            for draft in chosen
        ]
