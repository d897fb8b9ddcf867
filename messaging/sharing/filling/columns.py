"""Which columns of somebody's file hold copy: told by their names, or said by a person.  [pure]

A target is a part of a channel (``subject``, ``headline.0`` of a list), or one of ``ABOUT``: where
the ad's name or label stands, its link, its parameters.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from messaging.channels import Channel
from messaging.sharing.lines import PartColumn, part_columns
from messaging.sharing.platform_facts import facts_of

NAME, LINK, URL_TAGS = "name", "link", "url_tags"
ABOUT = {
    NAME: "The ad’s name or label, where the key stands",
    LINK: "The link",
    URL_TAGS: "The link’s parameters (utm)",
}
BRACKET = re.compile(r"\([^)]*\)|\[[^\]]*\]")
SIGNS = re.compile(r"[\s_\-–:.#]+")
LONGEST_TITLE = 300
ROWS_FOR_HEADER = 20
NEARLY_ALL = 0.6


@dataclass(frozen=True, slots=True)
class Guess:
    """``mapping``: target -> column, from 0. ``tool`` is empty where no export was recognised."""

    channel: str
    mapping: Mapping[str, int]
    tool: str = ""


def plain(title: str) -> str:
    """A title without case, blanks, underscores and what stands in brackets."""
    return SIGNS.sub("", BRACKET.sub("", title[:LONGEST_TITLE])).casefold()


def target_of(column: PartColumn) -> str:
    return column.part if column.index is None else f"{column.part}.{column.index}"


def targets_of(channel: Channel) -> dict[str, PartColumn]:
    """Every text of ``channel`` that a column can hold."""
    return {target_of(column): column for column in part_columns(channel)}


def header_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the first rows names the columns: the first that is nearly as full as any."""
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:ROWS_FOR_HEADER]]
    most = max(filled, default=0)
    return next((n for n, many in enumerate(filled) if many >= NEARLY_ALL * most), 0)


def guess_columns(header: Sequence[str], channels: Mapping[str, Channel]) -> Guess:
    """What the names of the columns say; the first channel with nothing where they say nothing."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(plain(name), index)
    for tool in facts_of("fill_columns")["tools"]:
        if tool["channel"] in channels and all(plain(n) in places for n in tool["known_by"]):
            channel = channels[tool["channel"]]
            mapping = _about(places) | _of_tool(tool, places, targets_of(channel))
            for target, column in guess_for(header, channel).items():
                if target not in mapping and column not in mapping.values():
                    mapping[target] = column
            return Guess(channel.key, mapping, tool["key"])
    best, most = "", (0, 0)
    for key, channel in channels.items():
        texts = [one for one in guess_for_channel(header, channel) if one not in ABOUT]
        score = (len(texts), len(guess_for(header, channel)))
        if score > most:
            best, most = key, score
    if not best:
        return Guess(next(iter(channels), ""), _about(places))
    return Guess(best, guess_for_channel(header, channels[best]))


def guess_for_channel(header: Sequence[str], channel: Channel) -> dict[str, int]:
    """What the columns hold where the copy is of ``channel``: by our names, then by those that the
    tools for it use."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(plain(name), index)
    mapping = _about(places) | guess_for(header, channel)
    for tool in facts_of("fill_columns")["tools"]:
        if tool["channel"] == channel.key:
            for target, column in _of_tool(tool, places, targets_of(channel)).items():
                if target not in mapping and column not in mapping.values():
                    mapping[target] = column
    return mapping


def guess_for(header: Sequence[str], channel: Channel) -> dict[str, int]:
    """The columns that are called as a part of ``channel`` is."""
    places: dict[str, int] = {}
    for index, name in enumerate(header):
        places.setdefault(plain(name), index)
    mapping: dict[str, int] = {}
    for target, column in targets_of(channel).items():
        for name in _names(column):
            if name in places and places[name] not in mapping.values():
                mapping[target] = places[name]
                break
    return mapping


def _names(column: PartColumn) -> Iterable[str]:
    yield plain(column.title)
    singular = plain(column.of.name.removesuffix("s"))
    if column.index is not None:
        for one in (plain(column.part), plain(column.part).removesuffix("s"), singular):
            yield f"{one}{column.index + 1}"
    if column.index in (None, 0):
        yield from (plain(column.part), singular)


def _of_tool(
    tool: Mapping[str, object], places: Mapping[str, int], targets: Mapping[str, PartColumn]
) -> dict[str, int]:
    said = dict(tool.get("columns", {}))  # type: ignore[call-overload]
    up_to = int(tool.get("up_to", 0))  # type: ignore[call-overload]
    for kind, shift in (("numbered", 0), ("numbered_from_one", -1)):
        for title, part in tool.get(kind, {}).items():  # type: ignore[attr-defined]
            for number in range(1, up_to + 1):
                said[f"{title} {number}"] = f"{part}.{number + shift}"
    mapping: dict[str, int] = {}
    for title, target in said.items():
        place = places.get(plain(title))
        if place is not None and (target in targets or target in ABOUT):
            mapping.setdefault(target, place)
    return mapping


def _about(places: Mapping[str, int]) -> dict[str, int]:
    found = {}
    for target, titles in facts_of("fill_columns")["any"].items():
        for title in titles:
            if plain(title) in places:
                found[target] = places[plain(title)]
                break
    return found
