"""Drafts and kept texts as the studio shows them: counted, read, explained, and where they lead."""

from collections import Counter as Tally
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messaging.channels import Channel
from messaging.channels.merge_tags import UnknownTokenError
from messaging.channels_here import tags_of
from messaging.drafting import Generated, Order, fingerprint
from messaging.explanation import Explanation, explain_drafts
from messaging.judgement import judge, place_texts
from messaging.lens import Reading
from messaging.models import Variant
from messaging.take_along import NEUTRAL, translated, usual_way
from messaging.web.differences import part_text
from messaging.web.reading_view import Counter, counter_of, sms_segments
from messaging.web.studio_order import ways_on
from messaging.writing.brief import Brief
from messaging.writing.draft import Draft
from messaging.writing.frameworks import frameworks
from workspaces.access import Access

LONG_ENOUGH = 3
"""Of shorter sentences (a greeting, a signature) nobody needs to know what they are about."""
CLASSES = {
    "problem": ("their problem", "good"),
    "outcome": ("what they want", "good"),
    "feature": ("a feature", "warn"),
    "self_talk": ("about us", "warn"),
    "hype": ("hype", "bad"),
    "call": ("a request", ""),
}
"""What the lens can say a sentence is about, in words, and the tone of its mark."""


@dataclass(frozen=True, slots=True)
class Mark:
    """How many sentences are about one thing."""

    name: str
    tone: str
    number: int


@dataclass(frozen=True, slots=True)
class PartView:
    """A part with its texts, each with how full it is, and ``copy``: all of it to take along."""

    key: str
    name: str
    texts: tuple[tuple[str, Counter], ...]
    copy: str


@dataclass(frozen=True, slots=True)
class Kept:
    """A kept text: ``name`` is what an order calls it, ``ways`` where one may go on from it."""

    variant: Variant
    name: str
    explanation: Explanation | None
    ways: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """A draft as the page shows it."""

    draft: Draft
    name: str
    number: int
    framework: str
    parts: tuple[PartView, ...]
    kept: bool
    segments: list[str] | None
    reading: Reading
    marks: tuple[Mark, ...]
    explanation: Explanation
    ways: Mapping[str, str]

    @property
    def copy(self) -> str:
        """The whole copy, as it is taken along: the parts apart by an empty line."""
        return "\n\n".join(part.copy for part in self.parts)


def offered_drafts(
    *, access: Access, generated: Generated, order: Order, variants: Sequence[Variant]
) -> list[Offered]:
    """The drafts of ``generated`` with all the page says of them; six queries."""
    brief = generated.brief
    kept = [variant.parts for variant in variants]
    names = {key: framework.name for key, framework in frameworks().items()}
    explained = explain_drafts(access=access, channel=brief.channel, drafts=generated.drafts)
    found: list[Offered] = []
    for number, (draft, explanation) in enumerate(
        zip(generated.drafts, explained, strict=True), start=1
    ):
        name, reading = fingerprint(draft), judge(brief, draft.parts).reading
        found.append(
            Offered(
                draft=draft,
                name=name,
                number=number,
                framework=names.get(draft.framework, draft.framework),
                parts=part_views(access, brief, draft.parts),
                kept=draft.parts in kept,
                segments=copy_extras(brief.channel.key, draft.parts).get("segments"),
                reading=reading,
                marks=marks_of(reading),
                explanation=explanation,
                ways=ways_on(order, name),
            )
        )
    return found


def marks_of(reading: Reading) -> tuple[Mark, ...]:
    """What the sentences are about, counted; nothing where the lens cannot read them."""
    tally: Tally[str] = Tally(
        each.cls for each in reading.sentences if len(each.text.split()) >= LONG_ENOUGH
    )
    return tuple(
        Mark(name, tone, tally[key]) for key, (name, tone) in CLASSES.items() if tally[key]
    )


def part_views(access: Access, brief: Brief, parts: Mapping[str, Any]) -> tuple[PartView, ...]:
    """Each part with its texts, how full each is, and how it is taken along from here."""
    taken = taken_along(access, brief.channel, parts)
    found: dict[str, list[tuple[str, Counter]]] = {}
    for each in place_texts(brief.channel, parts):
        found.setdefault(each.part.key, []).append((each.text, counter_of(each)))
    return tuple(
        PartView(
            part.key,
            part.name,
            tuple(found[part.key]),
            part_text(taken.get(part.key)),
        )
        for part in brief.channel.parts
        if part.key in found
    )


def taken_along(access: Access, channel: Channel, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """``parts`` with merge tags as the workspace's tool writes them; as they stand here where
    that tool has no field for one of them."""
    try:
        return translated(channel, parts, usual_way(access), tags=tags_of(access))
    except UnknownTokenError:
        return translated(channel, parts, NEUTRAL, tags=tags_of(access))


def copy_extras(channel: str, parts: Mapping[str, Any]) -> dict[str, Any]:
    """What a preview needs beside the parts."""
    body = parts.get("body")
    return {"segments": sms_segments(body)} if channel == "sms" and isinstance(body, str) else {}
