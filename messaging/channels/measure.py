"""How long a text is on its channel, and what is wrong with a channel's copy."""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from messaging.channels import merge_tags
from messaging.channels.channel import Channel, Part, Parts
from messaging.channels.sms import count_sms


@dataclass(frozen=True, slots=True)
class Measurement:
    """``length`` in the part's own unit (characters, wide ones twice, or SMS units), counted with
    the longest merge-tag values; ``segments`` is 0 where text is not sent in messages."""

    length: int
    hard: int | None = None
    truncation: int | None = None
    over_hard: bool = False
    over_truncation: bool = False
    segments: int = 0
    encoding: str = ""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with the copy: ``part`` as ``headlines[2]``, a code for programs
    (unknown_part, missing, wrong_type, too_few, too_many, duplicate, hard_limit, merge_tag,
    line_break, payload) and a sentence for people."""

    part: str
    code: str
    message: str


def wide_length(text: str) -> int:
    """Length as Google counts it: full-width and wide characters are two."""
    if text.isascii():
        return len(text)
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def measure(part: Part, text: str, longest: Mapping[str, str] | None = None) -> Measurement:
    """Measure ``text`` for ``part``, with what is appended to it.

    ``longest`` gives the longest value behind each token; without it the part's own count.
    """
    sent = part.as_sent(text) if part.appended else text
    shown = merge_tags.with_longest(sent, longest if longest is not None else part.longest)
    segments, encoding = 0, ""
    over_truncation = False
    if part.counting == "sms":
        count = count_sms(shown)
        length, segments, encoding = count.units, count.segments, count.encoding
        over_truncation = segments > 1
    else:
        length = wide_length(shown) if part.counting == "double_width" else len(shown)
        over_truncation = part.truncation is not None and length > part.truncation
    over_hard = part.hard is not None and length > part.hard
    if part.hard_octets is not None and len(shown.encode()) > part.hard_octets:
        over_hard = True
    return Measurement(
        length, part.hard, part.truncation, over_hard, over_truncation, segments, encoding
    )


def check_parts(
    channel: Channel, parts: Mapping[str, object], longest: Mapping[str, str] | None = None
) -> list[Fault]:
    """All that makes ``parts`` unfit for ``channel``: used by gates, forms and imports alike.

    Truncation is no fault: the text is accepted, and measure() says that its end is not seen.
    """
    faults = [
        Fault(key, "unknown_part", f"{channel.name} has no part called {key}.")
        for key in parts
        if key not in {part.key for part in channel.parts}
    ]
    for part in channel.parts:
        value = parts.get(part.key)
        if part.is_list:
            faults += _list_faults(part, value, longest)
        elif value is None or value == "":
            if part.minimum:
                faults.append(Fault(part.key, "missing", f"{part.name} is empty."))
        elif isinstance(value, str):
            faults += _text_faults(part, part.key, value, longest)
        else:
            faults.append(Fault(part.key, "wrong_type", f"{part.name} takes one text."))
    if channel.payload_octets is not None:
        size = sum(len(text.encode()) for text in texts_of(parts))
        if size > channel.payload_octets:
            message = f"All parts together are {size} octets; {channel.payload_octets} are allowed."
            faults.append(Fault("", "payload", message))
    return faults


def texts_of(parts: Mapping[str, object] | Parts) -> list[str]:
    """Every text in ``parts``, lists flattened, in order."""
    texts: list[str] = []
    for value in parts.values():
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, Sequence):
            texts += [item for item in value if isinstance(item, str)]
    return texts


def _list_faults(part: Part, value: object, longest: Mapping[str, str] | None) -> list[Fault]:
    if value is None:
        value = []
    if isinstance(value, str) and part.minimum <= 1:  # one text is enough where one is asked for
        value = [value] if value else []
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        return [Fault(part.key, "wrong_type", f"{part.name} takes a list of texts.")]
    texts = [str(item) for item in value]
    faults: list[Fault] = []
    if len(texts) < part.minimum:
        message = f"{part.name}: {len(texts)} given, at least {part.minimum} are needed."
        faults.append(Fault(part.key, "too_few", message))
    if len(texts) > part.maximum:
        message = f"{part.name}: {len(texts)} given, at most {part.maximum} are taken."
        faults.append(Fault(part.key, "too_many", message))
    seen: set[str] = set()
    for index, text in enumerate(texts):
        place = f"{part.key}[{index}]"
        if not text.strip():
            faults.append(Fault(place, "missing", f"{part.name}: number {index + 1} is empty."))
            continue
        if text.casefold() in seen:
            faults.append(Fault(place, "duplicate", f"{part.name}: {text!r} is there twice."))
        seen.add(text.casefold())
        faults += _text_faults(part, place, text, longest)
    return faults


def _text_faults(
    part: Part, place: str, text: str, longest: Mapping[str, str] | None
) -> list[Fault]:
    faults: list[Fault] = []
    measured = measure(part, text, longest)
    if measured.over_hard:
        limit = part.hard if part.hard is not None and measured.length > part.hard else None
        message = (
            f"{part.name}: {measured.length} characters, {limit} are allowed."
            if limit is not None
            else f"{part.name}: {len(part.as_sent(text).encode())} octets, "
            f"{part.hard_octets} are allowed."
        )
        faults.append(Fault(place, "hard_limit", message))
    if not part.multiline and ("\n" in text or "\r" in text) and part.counting != "sms":
        faults.append(Fault(place, "line_break", f"{part.name} takes one line."))
    fault = merge_tags.fault_in(text, longest if longest is not None else part.longest)
    if fault:
        faults.append(Fault(place, "merge_tag", fault))
    return faults
