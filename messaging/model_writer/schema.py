"""The form an answer must have, as JSON Schema: the channel's parts, each text with its sources."""

from collections.abc import Mapping, Sequence
from typing import Any

from messaging.channels import Channel, Part

MOST_SENTENCES = 14
SHORT = 45
"""A part that takes no more characters than this is one or two sentences."""
OPEN_TEXT = 400
"""The longest single sentence of a part without a limit."""
MOST_SOURCES = 4
LENGTHS = ("maxLength", "minLength", "maxItems", "minItems")


def answer_schema(channel: Channel, sources: Sequence[str]) -> dict[str, Any]:
    """What an answer for ``channel`` looks like; ``sources`` are the numbers it may name.

    Lengths are in characters, the nearest that JSON Schema knows; what a platform really counts
    is measured when the answer is read.
    """
    parts = {part.key: _part(part, sources) for part in channel.parts}
    return _object(parts)


def without_lengths(schema: Any) -> Any:
    """The schema for endpoints that refuse lengths in one. They are checked all the same."""
    if isinstance(schema, Mapping):
        return {name: without_lengths(each) for name, each in schema.items() if name not in LENGTHS}
    return [without_lengths(each) for each in schema] if isinstance(schema, list) else schema


def sentences_of(part: Part) -> int:
    """The most texts an answer may hold for ``part``."""
    if part.is_list:
        return part.maximum
    return 2 if part.hard is not None and part.hard <= SHORT else MOST_SENTENCES


def _part(part: Part, sources: Sequence[str]) -> dict[str, Any]:
    longest = min(part.hard or OPEN_TEXT, 2 * OPEN_TEXT)
    names: dict[str, Any] = {"type": "array", "items": {"type": "string"}, "maxItems": MOST_SOURCES}
    if sources:
        names["items"]["enum"] = list(sources)
    fields: dict[str, Any] = {"text": {"type": "string", "maxLength": longest}, "sources": names}
    if part.multiline:
        fields["paragraph"] = {"type": "boolean"}
    return {
        "type": "array",
        "items": _object(fields),
        "minItems": part.minimum,
        "maxItems": sentences_of(part),
    }


def _object(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }
