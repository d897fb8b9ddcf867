"""What limits, gates and the lens say of texts that came back in a sheet."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from messaging.channels import Channel, check_parts, texts_of
from messaging.channels_here import channels_of
from messaging.judgement import Judgement, PlacedText, judge, tidy_parts
from messaging.models import Message
from messaging.remarks import CHANNELS_OWN, remarks_on
from messaging.sharing.sheet_rows import Fault
from messaging.unasked_quotes import unasked_runs
from messaging.writing.brief import Brief
from messaging.writing.compose_briefs import Asked, compose_briefs
from personas.models import PainPoint
from workspaces.access import Access

UNFINISHED = frozenset({"missing", "too_few", "duplicate"})
"""What a draft may be: it is told, and mended before the draft is submitted."""
MOST_REMARKS = 12
LENS_REMARKS = 3
_PLACE = re.compile(r"(?P<part>[^\[\]]*)(?:\[(?P<index>\d+)\])?")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text as it would be. Texts of a list keep their places, emptied ones as ""."""

    message: Message
    pain: PainPoint | None
    parts: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Judged:
    """``parts`` are tidied; ``faults`` name cells by their places in the sheet."""

    parts: dict[str, Any]
    brief: Brief
    faults: tuple[Fault, ...]
    judgement: Judgement

    @property
    def texts(self) -> tuple[PlacedText, ...]:
        return self.judgement.texts

    @property
    def score(self) -> float | None:
        return self.judgement.score


def judge_all(*, access: Access, wanted: Sequence[Wanted]) -> list[Judged]:
    """Each of ``wanted``, in their order; a dozen queries however many there are.

    Load messages with ``Message.objects.with_aims()`` and pains with their personas.
    """
    if not wanted:
        return []
    briefs = compose_briefs(
        access=access, asked=[Asked(each.message, each.pain) for each in wanted]
    )
    channels = channels_of(access)
    tidied = [tidy_parts(channels[each.message.placement.channel], each.parts) for each in wanted]
    held = unasked_runs(access, (text for parts in tidied for text in texts_of(parts)))
    return [
        _judged(brief, each.parts, parts, held)
        for each, parts, brief in zip(wanted, tidied, briefs, strict=True)
    ]


def _judged(
    brief: Brief, given: Mapping[str, Any], parts: dict[str, Any], held: frozenset[str]
) -> Judged:
    judgement = judge(brief, parts)
    said = [
        *_of_the_channel(brief.channel, parts),
        *(
            (each.part, each.gate.replace(" ", "_"), _sentence(each.detail), each.blocks)
            for each in remarks_on(brief, parts, held)
            if each.gate not in CHANNELS_OWN
        ),
        *_of_the_lens(judgement),
    ]
    places = _places(given)
    faults: dict[tuple[str, int | None, str], Fault] = {}
    for place, code, text, blocks in sorted(said, key=lambda each: not each[3]):
        part, index = _cell(place, places)
        faults.setdefault((part, index, text), Fault(part, index, code, text[:300], blocks))
    return Judged(parts, brief, tuple(faults.values())[:MOST_REMARKS], judgement)


def _of_the_channel(channel: Channel, parts: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    return [
        (each.part, each.code, each.message, each.code not in UNFINISHED)
        for each in check_parts(channel, parts)
    ]


def _of_the_lens(judgement: Judgement) -> list[tuple[str, str, str, bool]]:
    grave = [each for each in judgement.reading.findings if each.severity != "suggestion"]
    grave.sort(key=lambda each: ("error", "warning").index(each.severity))
    found = []
    for finding in grave[:LENS_REMARKS]:
        place = next((t.place for t in judgement.texts if t.start <= finding.start < t.end), "")
        found.append((place, "lens", finding.why, False))
    return found


def _places(given: Mapping[str, Any]) -> dict[str, list[int]]:
    """Part -> where in the sheet each of its texts stands that is kept."""
    return {
        part: [index for index, text in enumerate(value) if str(text).strip()]
        for part, value in given.items()
        if isinstance(value, list)
    }


def _cell(place: str, places: Mapping[str, Sequence[int]]) -> tuple[str, int | None]:
    match = _PLACE.fullmatch(place)
    if match is None:
        return "", None
    part, number = match["part"], match["index"]
    if number is None:
        return part, None
    filled = places.get(part, ())
    index = int(number)
    return part, filled[index] if index < len(filled) else index


def _sentence(detail: str) -> str:
    text = detail[:1].upper() + detail[1:]
    return text if text.endswith((".", "?")) else f"{text}."
