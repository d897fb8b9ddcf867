"""Drafts for a message, and keeping the ones a person likes.

Drafts are not stored: the brief, the seed and the steps of the order reproduce them. A kept draft
becomes a variant, with its trace.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from django.db import transaction

from messaging.conflicts import DraftGoneError
from messaging.favoured import favoured, lessons_of
from messaging.judgement import tidy_parts
from messaging.models import Message, Proof, Variant
from messaging.trace import sentences_of
from messaging.unasked_quotes import hold_unasked
from messaging.wording import Wording, write_variant
from messaging.writing.brief import Brief
from messaging.writing.compose_brief import compose_brief
from messaging.writing.draft import Draft
from messaging.writing.select import write_drafts
from personas.models import JourneyStage, PainPoint
from personas.what_tests_said import NOTHING_LEARNED, Lessons
from workspaces.access import EDIT, VIEW, Access

MOST_DRAFTS = 30
"""So many drafts at once are more than a person reads."""
MOST_STEPS = 8
"""So many wishes one after another: each is written again whenever the page is."""
GONE = "What we know has changed since these drafts were written, so they came out anew."


@dataclass(frozen=True, slots=True)
class Step:
    """A wish about one text: ``do`` is one of WISHES, ``of`` the fingerprint of a draft that the
    order led to so far, or ``v12`` for the variant 12 of the message; ``seed`` gives others."""

    do: str
    of: str
    seed: int = 1

    def __str__(self) -> str:
        return f"{self.do}-{self.of}-{self.seed}"


@dataclass(frozen=True, slots=True)
class Order:
    """What drafts are asked for. The same order and the same brief give the same drafts."""

    pain: PainPoint
    stage: JourneyStage | None = None
    seed: int = 1
    count: int = 6
    framework: str = ""
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Generated:
    """``held_back`` are drafts a gate refused, with the reason; they cannot be kept.

    ``gone`` says that a step was about a draft that no longer comes out; ``of`` is what the last
    step is about, where there is one. ``lessons`` is what tests said to whom it speaks.
    """

    brief: Brief
    drafts: tuple[Draft, ...]
    held_back: tuple[Draft, ...] = ()
    gone: bool = False
    of: Draft | None = None
    lessons: Lessons = NOTHING_LEARNED


def _like(draft: Draft) -> dict[str, Any]:
    return {"like": draft}


def _unlike(draft: Draft) -> dict[str, Any]:
    return {"unlike": [draft]}


def _shorter(draft: Draft) -> dict[str, Any]:
    return {"like": draft, "shorter_than": draft}


WISHES = {"like": _like, "unlike": _unlike, "shorter": _shorter}
"""What one can wish of a text -> what the writer is told."""


def fingerprint(draft: Draft) -> str:
    """A short name for the very words of a draft, by which it is kept."""
    return hashlib.sha256(orjson.dumps(draft.parts, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def generate_drafts(*, access: Access, message: Message, order: Order) -> Generated:
    """Drafts for ``message`` by the phrase writer, the best and most various first, those told in a
    way that won tests before the others.

    Nothing is stored. UnknownFrameworkError for a framework there is not; a brief too thin for
    any framework gives no draft, and ``select.missing`` says what would help.
    """
    access.require(VIEW)
    brief = compose_brief(
        access=access, message=message, pain=order.pain, stage=order.stage, seed=order.seed
    )
    count = max(1, min(order.count, MOST_DRAFTS))
    written = write_drafts(brief, count=count, framework=order.framework or None, all_=True)
    lessons = lessons_of(access, message, order.pain, order.stage)
    about: Draft | None = None
    for step in order.steps[:MOST_STEPS]:
        found = draft_named(access, message, brief, written, step.of)
        if found is None:
            held = hold_unasked(access, written)
            return _generated(brief, held, lessons, gone=True, of=about)
        about = found
        anew = replace(brief, seed=step.seed)
        written = write_drafts(anew, count=count, all_=True, **WISHES[step.do](about))
    return _generated(brief, hold_unasked(access, written), lessons, of=about)


def draft_named(
    access: Access, message: Message, brief: Brief, drafts: Sequence[Draft], name: str
) -> Draft | None:
    """The draft of that fingerprint, or variant ``v12`` of the message as one; else None."""
    if not name.startswith("v"):
        return next((each for each in drafts if fingerprint(each) == name), None)
    rows = Variant.objects.for_workspace(access.workspace).filter(message=message)
    variant = rows.filter(pk=int(name[1:])).first() if name[1:].isdigit() else None
    if variant is None:
        return None
    return Draft(variant.parts, variant.framework, brief.stage.kind, brief.channel.key)


def _generated(
    brief: Brief,
    written: Sequence[Draft],
    lessons: Lessons,
    *,
    gone: bool = False,
    of: Draft | None = None,
) -> Generated:
    return Generated(
        brief,
        tuple(favoured([draft for draft in written if draft.rejected is None], lessons)),
        tuple(draft for draft in written if draft.rejected is not None),
        gone,
        of,
        lessons,
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
        raise DraftGoneError(GONE)
    with transaction.atomic():
        return [
            keep_draft(
                access=access, message=message, order=order, brief=generated.brief, draft=draft
            )
            for draft in chosen
        ]


def keep_draft(
    *,
    access: Access,
    message: Message,
    order: Order,
    brief: Brief,
    draft: Draft,
    derived_from: Variant | None = None,
) -> Variant:
    """Make a variant of one draft of ``brief``."""
    wording = Wording(
        parts=draft.parts,
        pain=order.pain,
        proof=proof_of(access, draft),
        framework=draft.framework,
        seed=order.seed,
        score=draft.score or None,
        trace=sentences_of(draft),
        writer=Variant.Writer.PHRASES,
    )
    return write_variant(
        access=access,
        message=message,
        wording=wording,
        brief=brief,
        action="kept",
        derived_from=derived_from,
    )


def keep_edited(
    *,
    access: Access,
    message: Message,
    order: Order,
    name: str,
    parts: Mapping[str, object],
) -> Variant:
    """Keep a draft in the words a person made of it.

    Its sentences that are still there keep what they stand on. A draft that no longer comes out
    is no reason to refuse: the words are the person's. TypeError or KeyError for parts the
    channel does not have.
    """
    access.require(EDIT)
    generated = generate_drafts(access=access, message=message, order=order)
    draft = draft_named(access, message, generated.brief, generated.drafts, name)
    tidied = tidy_parts(generated.brief.channel, parts)
    as_written = draft is not None and draft.parts == tidied
    wording = Wording(
        parts=tidied,
        pain=order.pain,
        proof=proof_of(access, draft) if draft else None,
        framework=draft.framework if draft else "",
        seed=order.seed if draft else None,
        trace=sentences_of(draft) if draft else (),
        writer=Variant.Writer.PHRASES if as_written else Variant.Writer.PERSON,
    )
    return write_variant(
        access=access, message=message, wording=wording, brief=generated.brief, action="kept"
    )


def proof_of(access: Access, draft: Draft) -> Proof | None:
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
