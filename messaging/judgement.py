"""Everything the studio says about one wording: lengths, faults and the lens's reading."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from messaging.channels import Channel, Fault, Measurement, Part, Parts, check_parts, measure
from messaging.lens import Reading, read
from messaging.writing.brief import Brief

BETWEEN_PARTS = "\n"
"""What stands between two parts where the lens reads a whole variant as one text."""


@dataclass(frozen=True, slots=True)
class PlacedText:
    """One text of a variant: ``place`` is its part, numbered where the part takes several
    (``headlines[2]``), and ``start`` its offset in the text the lens read."""

    place: str
    part: Part
    text: str
    measured: Measurement
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Judgement:
    """``faults`` are what the channel would refuse; the reading explains and forbids nothing."""

    texts: tuple[PlacedText, ...]
    faults: tuple[Fault, ...]
    reading: Reading

    @property
    def score(self) -> float | None:
        """What the lens says of the whole; None where it cannot read the text."""
        return None if self.reading.unreadable else self.reading.score


def judge(brief: Brief, parts: Mapping[str, object]) -> Judgement:
    """Measure, check and read ``parts`` for the brief's channel: fast enough to do while typing."""
    texts = place_texts(brief.channel, parts)
    # A text is not judged as the near-duplicate of itself.
    reading = read(joined(texts), replace(brief, avoid_texts=()))
    return Judgement(texts, tuple(check_parts(brief.channel, parts)), reading)


def joined(texts: tuple[PlacedText, ...]) -> str:
    """The whole wording as one text, as the lens reads it."""
    return BETWEEN_PARTS.join(placed.text for placed in texts)


def place_texts(channel: Channel, parts: Mapping[str, object]) -> tuple[PlacedText, ...]:
    """The texts of ``parts`` in the channel's order, measured; empty ones are left out."""
    placed: list[PlacedText] = []
    offset = 0
    for part in channel.parts:
        value = parts.get(part.key)
        texts = value if isinstance(value, list) else [value]
        for index, text in enumerate(texts):
            if not isinstance(text, str) or not text:
                continue
            place = f"{part.key}[{index}]" if part.is_list else part.key
            placed.append(PlacedText(place, part, text, measure(part, text), offset))
            offset += len(text) + len(BETWEEN_PARTS)
    return tuple(placed)


def tidy_parts(channel: Channel, parts: Mapping[str, object]) -> Parts:
    """``parts`` as they are kept: outer blanks and empty list items gone, one kind of line end.

    TypeError for a part that is no text (or list of texts), KeyError for one the channel lacks.
    """
    known = {part.key: part for part in channel.parts}
    tidied: Parts = {}
    for key, value in parts.items():
        if key not in known:
            channel.part(key)  # raises, naming the parts there are
        if known[key].is_list:
            if isinstance(value, str) and known[key].minimum <= 1:
                value = [value]  # one text is enough where one is asked for
            if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
                raise TypeError(f"{known[key].name} takes a list of texts.")
            tidied[key] = [text for item in value if (text := _tidy(item))]
        elif isinstance(value, str):
            tidied[key] = _tidy(value)
        else:
            raise TypeError(f"{known[key].name} takes one text.")
    return {part.key: tidied[part.key] for part in channel.parts if part.key in tidied}


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()
