"""How a channel is filled that no layout of ours knows: by the shape of its parts."""

from collections.abc import Mapping
from typing import Any, get_args

from messaging.channels import Channel, Part
from messaging.writing.frameworks import Layout, PartLayout, Role, layouts

SHORT = 60
"""A list of texts no longer than this is one of lines; longer ones are sentences."""
LINE = 90
"""A single text no longer than this is one line."""
A_SENTENCE = 60
"""About what one sentence takes."""
MOST_SENTENCES = 8
ENOUGH_TEXTS = 6
BUTTONS = ("button", "cta", "call_to_action")


def layout_for(channel: Channel) -> Layout:
    """The workspace's own layout, else ours for the parts we know, else one by the parts' shape."""
    if channel.layout:
        return _given(channel)
    ours = layouts().get(channel.key) or layouts().get(channel.like)
    known = {place.part: place for place in ours.parts} if ours else {}
    parts: list[PartLayout] = []
    for part in channel.parts:
        hooked = any(place.role == "hook" for place in parts)
        if part.key in known:
            parts.append(known[part.key])
        elif not ours or part.minimum:
            # A part that was added to one of ours, and may stay empty, is for people to fill.
            parts.append(_derived(part, hooked=hooked))
    if ours:
        return Layout(tuple(parts), ours.ask, ours.situation)
    return Layout(tuple(parts), ask=not any(place.role == "button" for place in parts))


def _given(channel: Channel) -> Layout:
    assert channel.layout is not None
    there = {part.key for part in channel.parts}
    rows = [row for row in channel.layout.get("parts", ()) if row.get("part") in there]
    return Layout(
        parts=tuple(PartLayout(**row) for row in rows),
        ask=channel.layout.get("ask", True),
        situation=channel.layout.get("situation", False),
    )


def _derived(part: Part, *, hooked: bool) -> PartLayout:
    room = part.truncation or part.hard
    if part.counting == "sms":
        room = part.truncation or 160
    if any(word in part.key for word in BUTTONS):
        return PartLayout(part.key, "button")
    if part.is_list:
        count = min(part.maximum, max(part.minimum, ENOUGH_TEXTS))
        role: Role = "lines" if room is not None and room <= SHORT else "flows"
        return PartLayout(part.key, role, sentences=2, count=count, again=hooked)
    if not part.multiline and room is not None and room <= LINE:
        return PartLayout(part.key, "line" if hooked else "hook")
    sentences = MOST_SENTENCES if room is None else room // A_SENTENCE
    return PartLayout(part.key, "flow", sentences=min(max(sentences, 1), MOST_SENTENCES))


LIST_ROLES = ("lines", "flows")
MOST_OF_A_LIST = 15


def tidy_layout(raw: Mapping[str, Any], channel: Channel) -> dict[str, Any]:
    """A layout as it is kept, empty for none; ValueError with what is wrong with it."""
    if not raw:
        return {}
    rows = raw.get("parts")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise ValueError("A layout says in “parts” how each part is filled.")
    known = {part.key: part for part in channel.parts}
    parts = [_tidy_row(row, known) for row in rows]
    missing = [key for key, part in known.items() if part.minimum]
    missing = [key for key in missing if key not in {row["part"] for row in parts}]
    if missing:
        raise ValueError(f"Nothing says how to fill {', '.join(missing)}.")
    return {
        "parts": parts,
        "ask": raw.get("ask") is not False,
        "situation": raw.get("situation") is True,
    }


def _tidy_row(row: Mapping[str, Any], known: Mapping[str, Part]) -> dict[str, Any]:
    key, role = str(row.get("part")), row.get("role")
    if key not in known:
        raise ValueError(f"There is no part {key!r}; there are {', '.join(known)}.")
    if role not in get_args(Role):
        raise ValueError(f"{role!r} is no role; there are {', '.join(get_args(Role))}.")
    if known[key].is_list and role in ("letter", "path", "button"):
        raise ValueError(f"{known[key].name} takes several texts, so its role is lines or flows.")
    if not known[key].is_list and role in LIST_ROLES:
        raise ValueError(f"{known[key].name} takes one text, so its role is not {role}.")
    numbers = {name: row.get(name, 1) for name in ("sentences", "count")}
    for name, value in numbers.items():
        if type(value) is not int or not 1 <= value <= MOST_OF_A_LIST:
            raise ValueError(f"“{name}” is a whole number from 1 to {MOST_OF_A_LIST}.")
    return {"part": key, "role": role, **numbers, "again": row.get("again") is True}
