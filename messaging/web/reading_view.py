"""A judgement laid out for the page: meters, lengths, and the text with its remarks marked."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from messaging.channels.merge_tags import with_longest
from messaging.channels.sms import count_sms, straightening_saves
from messaging.judgement import Judgement, PlacedText, joined
from messaging.lens import COMPONENT_NAMES, Finding
from messaging.web.remarks import SEVERITY_ORDER, RemarkView, remarks_of

GOOD, POOR = 65, 40
"""From and below which a meter is coloured; the number stands beside it."""
MEANINGS = {
    "problem_first": "Does it open on their problem, or on what they want instead?",
    "why_over_what": "Outcomes and reasons, weighed against features.",
    "customers_words": "How much of it is in the words customers use.",
    "concrete": "Moments, people and things one can picture.",
    "plain": "Short sentences, everyday words.",
    "honest": "Claims that something backs, and no pressure.",
}


@dataclass(frozen=True, slots=True)
class Meter:
    """``value`` is None where it cannot be judged."""

    name: str
    meaning: str
    value: float | None

    @property
    def tone(self) -> str:
        if self.value is None:
            return ""
        return "good" if self.value >= GOOD else "warn" if self.value >= POOR else "bad"


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of text, with the gravest remark on it if there is one."""

    text: str
    finding: Finding | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """How full a text is: what is refused and what is only not seen are said apart."""

    text: str
    tone: str = ""
    saves: int = 0
    """How many text messages plain quotes and dashes would save."""


@dataclass(frozen=True, slots=True)
class TextView:
    """``number`` counts from 1 where the part takes several texts, and is 0 where it takes one."""

    placed: PlacedText
    segments: tuple[Segment, ...]
    counter: Counter
    number: int = 0

    @property
    def remarked(self) -> bool:
        return any(segment.finding for segment in self.segments)


@dataclass(frozen=True, slots=True)
class ReadingView:
    judgement: Judgement
    meters: tuple[Meter, ...]
    texts: tuple[TextView, ...]
    remarks: tuple[RemarkView, ...]


def lay_out(judgement: Judgement) -> ReadingView:
    reading = judgement.reading
    return ReadingView(
        judgement=judgement,
        meters=meters_of(reading.components),
        texts=tuple(
            TextView(
                placed,
                mark(placed.text, reading.findings, placed.start),
                counter_of(placed),
                _number(placed),
            )
            for placed in judgement.texts
        ),
        remarks=remarks_of(joined(judgement.texts), reading.findings),
    )


def _number(placed: PlacedText) -> int:
    return int(placed.place.partition("[")[2].rstrip("]")) + 1 if placed.part.is_list else 0


def meters_of(components: dict[str, float | None]) -> tuple[Meter, ...]:
    return tuple(
        Meter(name, MEANINGS[key], components[key]) for key, name in COMPONENT_NAMES.items()
    )


def mark(text: str, findings: Sequence[Finding], start: int = 0) -> tuple[Segment, ...]:
    """``text`` cut at the edges of its remarks; ``start`` is its offset in what the lens read."""
    spans = [
        (max(each.start - start, 0), min(each.end - start, len(text)), each)
        for each in findings
        if each.start - start < len(text) and each.end - start > 0
    ]
    edges = sorted({0, len(text), *(edge for low, high, _ in spans for edge in (low, high))})
    segments: list[Segment] = []
    for low, high in itertools.pairwise(edges):
        covering = [finding for first, last, finding in spans if first <= low and last >= high]
        gravest = min(covering, key=lambda each: SEVERITY_ORDER[each.severity], default=None)
        if segments and segments[-1].finding is gravest:
            segments[-1] = Segment(segments[-1].text + text[low:high], gravest)
        else:
            segments.append(Segment(text[low:high], gravest))
    return tuple(segments)


def counter_of(placed: PlacedText) -> Counter:
    measured = placed.measured
    if placed.part.counting == "sms":
        return _sms_counter(placed)
    if measured.over_hard:
        if measured.hard is None or measured.length <= measured.hard:
            return Counter(f"{measured.length}: too many octets, refused", "bad")
        over = measured.length - measured.hard
        return Counter(f"{measured.length} of {measured.hard}: {over} too many, refused", "bad")
    if measured.over_truncation:
        unseen = measured.length - (measured.truncation or 0)
        return Counter(f"{measured.length}: the last {unseen} may not be seen", "warn")
    for place, seen in placed.part.seen_on:
        if measured.length > seen:
            unseen = measured.length - seen
            return Counter(f"{measured.length}: on {place} the last {unseen} are not seen", "warn")
    limit = measured.hard or measured.truncation
    return Counter(f"{measured.length} of {limit}" if limit else f"{measured.length}")


def _sms_counter(placed: PlacedText) -> Counter:
    measured = placed.measured
    count = f"{measured.length} units, {measured.segments} message"
    if measured.segments != 1:
        count += "s"
    saved = straightening_saves(with_longest(placed.part.as_sent(placed.text), placed.part.longest))
    if saved:
        return Counter(f"{count}; plain quotes and dashes would save {saved}", "warn", saved)
    return Counter(count, "warn" if measured.segments > 1 else "")


def sms_segments(text: str) -> list[str]:
    """The text of each message that ``text`` is sent as."""
    sizes = count_sms(text).characters
    found: list[str] = []
    position = 0
    for size in sizes:
        found.append(text[position : position + size])
        position += size
    return found if text else []
