"""A channel as a workspace writes it down: checked, and brought into the shape of our own files."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, get_args

from messaging.channels.channel import Channel, Counting, Part

KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_PARTS = 12
MOST_TEXTS = 50
LONGEST_LIMIT = 100_000
LONGEST_NAME = 80
LONGEST_APPENDED = 100
LONGEST_NOTES = 500
COUNTINGS: tuple[Counting, ...] = get_args(Counting)
UTM_NAMES = ("source", "medium", "campaign", "term")
LIMITS = ("hard", "truncation", "hard_octets")


@dataclass(frozen=True, slots=True)
class DocumentFault:
    """``place`` is ``name`` or ``parts[1].hard``, the field beside which ``message`` stands."""

    place: str
    message: str


class DocumentError(ValueError):
    """The document describes no channel; ``faults`` says at each field why."""

    def __init__(self, faults: Sequence[DocumentFault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def document_of(channel: Channel) -> dict[str, Any]:
    """The document that describes ``channel``: what a person starts from to change it."""
    return {
        "key": channel.key,
        "name": channel.name,
        "source": channel.source,
        "checked_on": channel.checked_on,
        "notes": channel.notes,
        "merge_tags": channel.merge_tags,
        "payload_octets": channel.payload_octets,
        "utm": dict(channel.utm),
        "like": channel.like or ("" if channel.whose == "own" else channel.key),
        "parts": [_part_document(part) for part in channel.parts],
    }


def tidy_document(raw: Mapping[str, Any], *, key: str) -> dict[str, Any]:
    """``raw`` as it is kept; DocumentError, with every fault, where it describes no channel.

    A part without a key gets one from its name, ending in the number it was added as, since
    databases keep no order of parts in copy at rest (``registry.reading_place``).
    """
    faults: list[DocumentFault] = []
    name = _text(raw, "name", "name", LONGEST_NAME, faults)
    if not name:
        faults.append(DocumentFault("name", "Give it a name, as people call it here."))
    if not KEY.fullmatch(key):
        message = "Use small letters, digits and underscores, and begin with a letter."
        faults.append(DocumentFault("key", message))
    given = raw.get("parts")
    if not isinstance(given, list) or not all(isinstance(part, Mapping) for part in given):
        raise DocumentError([*faults, DocumentFault("parts", "Say which texts it takes.")])
    if not given:
        faults.append(DocumentFault("parts", "It needs at least one text."))
    if len(given) > MOST_PARTS:
        faults.append(DocumentFault("parts", f"At most {MOST_PARTS} kinds of text, please."))
    parts = [_part(part, f"parts[{index}]", faults) for index, part in enumerate(given)]
    _name_parts(parts, faults)
    tidied = {
        "key": key,
        "name": name,
        "source": _text(raw, "source", "source", 300, faults),
        "checked_on": _text(raw, "checked_on", "checked_on", 10, faults),
        "notes": _text(raw, "notes", "notes", LONGEST_NOTES, faults),
        "merge_tags": raw.get("merge_tags") is True,
        "payload_octets": _number(raw, "payload_octets", "payload_octets", faults, least=1),
        "utm": _utm(raw, faults),
        "like": _text(raw, "like", "like", 40, faults),
        "parts": parts,
    }
    if faults:
        raise DocumentError(faults)
    return tidied


def _part_document(part: Part) -> dict[str, Any]:
    names = ("key", "name", *LIMITS, "minimum", "maximum", "counting", "multiline", "appended")
    document = {name: getattr(part, name) for name in names}
    return document | {"pins": part.pins, "seen_on": [list(each) for each in part.seen_on]}


def _part(raw: Mapping[str, Any], place: str, faults: list[DocumentFault]) -> dict[str, Any]:
    part: dict[str, Any] = {
        "key": _text(raw, "key", f"{place}.key", 40, faults),
        "name": _text(raw, "name", f"{place}.name", LONGEST_NAME, faults),
        "appended": _text(raw, "appended", f"{place}.appended", LONGEST_APPENDED, faults),
        "multiline": raw.get("multiline") is True,
        "counting": raw.get("counting") or "characters",
    }
    if not part["name"]:
        faults.append(DocumentFault(f"{place}.name", "Give this text a name, such as “Headline”."))
    if part["counting"] not in COUNTINGS:
        known = ", ".join(COUNTINGS)
        faults.append(DocumentFault(f"{place}.counting", f"It counts in one of: {known}."))
    for limit in LIMITS:
        part[limit] = _number(raw, limit, f"{place}.{limit}", faults, least=1)
    part["pins"] = _number(raw, "pins", f"{place}.pins", faults, least=0, most=MOST_PARTS) or 0
    part["seen_on"] = _seen_on(raw, place, faults)
    minimum = _number(raw, "minimum", f"{place}.minimum", faults, least=0, most=MOST_TEXTS)
    maximum = _number(raw, "maximum", f"{place}.maximum", faults, least=1, most=MOST_TEXTS)
    part["minimum"] = 1 if minimum is None else minimum
    part["maximum"] = 1 if maximum is None else maximum
    if part["minimum"] > part["maximum"]:
        message = f"At least {part['minimum']} and at most {part['maximum']} cannot both hold."
        faults.append(DocumentFault(f"{place}.minimum", message))
    hard, seen = part["hard"], part["truncation"]
    if hard is not None and seen is not None and seen > hard:
        message = f"More than {hard} is refused, so {seen} is never reached. Leave one empty."
        faults.append(DocumentFault(f"{place}.truncation", message))
    if hard is not None and len(part["appended"]) >= hard:
        message = "What is appended leaves no room for the text itself."
        faults.append(DocumentFault(f"{place}.appended", message))
    return part


def _seen_on(
    raw: Mapping[str, Any], place: str, faults: list[DocumentFault]
) -> list[list[str | int]]:
    found: list[list[str | int]] = []
    given = raw.get("seen_on") or ()
    if not isinstance(given, list | tuple) or len(given) > MOST_PARTS:
        message = f"A list of at most {MOST_PARTS} places and how much is seen there."
        faults.append(DocumentFault(f"{place}.seen_on", message))
        return []
    for each in given:
        fits = isinstance(each, list | tuple) and len(each) == 2
        fits = fits and isinstance(each[0], str) and each[0].isprintable()
        if not fits or type(each[1]) is not int or not 1 <= each[1] <= LONGEST_LIMIT:
            message = "Each is a place and how many characters are seen there."
            faults.append(DocumentFault(f"{place}.seen_on", message))
            return []
        found.append([each[0][:LONGEST_NAME], each[1]])
    return found


def _utm(raw: Mapping[str, Any], faults: list[DocumentFault]) -> dict[str, str]:
    given = raw.get("utm") or {}
    if not isinstance(given, Mapping) or not all(
        name in UTM_NAMES and isinstance(value, str) for name, value in given.items()
    ):
        faults.append(DocumentFault("utm", f"It may say {', '.join(UTM_NAMES)}, each a text."))
        return {}
    return {name: value.strip()[:LONGEST_NAME] for name, value in given.items() if value.strip()}


def _name_parts(parts: list[dict[str, Any]], faults: list[DocumentFault]) -> None:
    """Give every part a key; one that has one keeps it, for texts are stored under it."""
    taken: set[str] = set()
    highest = 0
    for index, part in enumerate(parts):
        if not part["key"]:
            continue
        if not KEY.fullmatch(part["key"]) or part["key"] in taken:
            message = f"“{part['key']}” cannot be the key of this text, or is there twice."
            faults.append(DocumentFault(f"parts[{index}].key", message))
        taken.add(part["key"])
        highest = max(highest, _number_of(part["key"]))
    highest = max(highest, len(taken))
    for part in parts:
        if not part["key"]:
            highest += 1
            plain = unicodedata.normalize("NFKD", part["name"]).encode("ascii", "ignore").decode()
            word = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:30].strip("_")
            word = word if word[:1].isalpha() else "text"
            part["key"] = f"{word}_{highest}"


def _number_of(key: str) -> int:
    found = re.search(r"_(\d{1,6})$", key)
    return int(found[1]) if found else 0


def _text(
    raw: Mapping[str, Any], name: str, place: str, most: int, faults: list[DocumentFault]
) -> str:
    value = raw.get(name) or ""
    if not isinstance(value, str):
        faults.append(DocumentFault(place, "This takes a text."))
        return ""
    text = " ".join(value.split())
    if len(text) > most:
        faults.append(DocumentFault(place, f"At most {most} characters, please."))
    return text


def _number(
    raw: Mapping[str, Any],
    name: str,
    place: str,
    faults: list[DocumentFault],
    *,
    least: int,
    most: int = LONGEST_LIMIT,
) -> int | None:
    value = raw.get(name)
    if value is None or value == "":
        return None
    if type(value) is not int or not least <= value <= most:
        faults.append(DocumentFault(place, f"A whole number from {least} to {most:,}, or nothing."))
        return None
    return value
