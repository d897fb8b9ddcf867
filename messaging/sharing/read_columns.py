"""Which column of a sheet that came back is which.  [pure]

Columns are known by their titles, whatever their order: without the bracket at the end, and
whatever the case and the blanks. A title nobody knows leaves its texts alone.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

from messaging.channels.channel import Channel
from messaging.sharing.lines import part_columns

LONGEST_TITLE = 300
"""What is longer is no title: any cell of the first rows is looked at as one."""
NEAR = 75.0
"""How alike (0 to 100) a title is to one of ours to be taken for a misspelling of it."""
FIELDS = {
    "key": "key",
    "id": "id",
    "checksum": "checksum",
    "revision": "revision",
    "state": "state",
    "placement": "placement",
    "placementkey": "placement_key",
    "language": "language",
    "pain": "pain",
    "channel": "channel",
    "pins": "pins",
}
KNOWN_ASIDE = frozenset(
    {"account", "adgroup", "alphabet", "campaign", "comment", "comments", "framework", "length"}
    | {"link", "live", "messages", "note", "notes", "persona", "segments", "stage"}
)
"""Columns of ours that nothing is read from."""
_BRACKET = re.compile(r"\s*[(（][^()（）]*[)）]\s*$")
_BETWEEN = re.compile(r"[\s_\u200b\ufeff]+")

Place = tuple[str, int | None]


def plain_title(title: str) -> str:
    """``Headline 1 (at most 30)`` is ``headline1``."""
    bare = _BRACKET.sub("", unicodedata.normalize("NFKC", title[:LONGEST_TITLE]))
    return _BETWEEN.sub("", bare.casefold()).removeprefix("parts.")


@dataclass(slots=True)
class Columns:
    """Columns (from 0) of one sheet for one channel. ``whole`` are those that hold all texts of a
    part at once, as a list; ``places`` says what a person calls each text."""

    channel: str
    fields: dict[str, int] = field(default_factory=dict)
    texts: dict[int, Place] = field(default_factory=dict)
    whole: dict[int, str] = field(default_factory=dict)
    pins: dict[int, tuple[str, int]] = field(default_factory=dict)
    unknown: list[tuple[int, str]] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    absent: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lists: frozenset[str] = frozenset()

    @property
    def known(self) -> int:
        return len(self.fields) + len(self.texts) + len(self.whole)


def columns_of(header: Sequence[str], channel: Channel | None, asked: Iterable[str]) -> Columns:
    """The columns of ``header`` for ``channel``; ``asked`` are the fields that are read."""
    names = _names_in(header, channel) if channel is not None else {}
    found = Columns(
        channel.key if channel is not None else "",
        lists=frozenset(part.key for part in channel.parts if part.is_list)
        if channel
        else frozenset(),
    )
    seen: set[object] = set()
    wanted = set(asked)
    for place, title in enumerate(header):
        name = plain_title(title)
        if not name:
            continue
        if what := names.get(name):
            if what in seen:
                found.doubled.append(title.strip())
                continue
            seen.add(what)
            _put(found, place, what)
        elif FIELDS.get(name) in wanted:
            if found.fields.setdefault(FIELDS[name], place) != place:
                found.doubled.append(title.strip())
        elif name not in KNOWN_ASIDE and name not in FIELDS and not name.startswith("pins."):
            found.unknown.append((place, title.strip()))
    # `headline` is the text of another channel where the headlines have columns of their own.
    listed = {part for part, index in found.texts.values() if index is not None}
    found.whole = {place: part for place, part in found.whole.items() if part not in listed}
    if channel is not None:
        _say_missing(found, channel)
    return found


def _names(channel: Channel) -> dict[str, tuple[str, str, int | None]]:
    """Plain title -> ("text" | "whole" | "pin", part, index)."""
    names: dict[str, tuple[str, str, int | None]] = {}
    for column in part_columns(channel):
        what = ("text", column.part, column.index)
        names.setdefault(plain_title(column.title), what)
        if column.index is None:
            names.setdefault(plain_title(column.part), what)
            continue
        number = column.index + 1
        names.setdefault(plain_title(f"{column.part}{number}"), what)
        names.setdefault(plain_title(f"{column.of.name}{number}"), what)
        if column.of.pins:
            pin = ("pin", column.part, column.index)
            names.setdefault(plain_title(column.pin_title), pin)
            names.setdefault(f"pins.{plain_title(column.part)}.{column.index}", pin)
    for part in channel.parts:
        if part.is_list:
            for title in (part.key, part.name, part.name.removesuffix("s")):
                names.setdefault(plain_title(title), ("whole", part.key, None))
    return names


def _names_in(header: Sequence[str], channel: Channel) -> dict[str, tuple[str, str, int | None]]:
    """Those that hold for this header: where `headlines` is there, `headline` is another channel's
    text."""
    names, said = _names(channel), {plain_title(title) for title in header}
    for part in channel.parts:
        exact, what = plain_title(part.key), ("whole", part.key, None)
        if part.is_list and exact in said:
            names = {name: of for name, of in names.items() if of != what or name == exact}
    return names


def _put(found: Columns, place: int, what: tuple[str, str, int | None]) -> None:
    kind, part, index = what
    if kind == "whole":
        found.whole[place] = part
    elif kind == "text":
        found.texts[place] = (part, index)
    elif index is not None:
        found.pins[place] = (part, index)


def _say_missing(found: Columns, channel: Channel) -> None:
    there = set(found.texts.values())
    whole = set(found.whole.values())
    listed = {part for part, index in there if index is not None}
    absent: dict[str, list[int]] = {}
    for column in part_columns(channel):
        if (column.part, column.index) in there or column.part in whole:
            continue
        found.missing.append(column.title)
        if column.index is not None and column.part in listed:
            absent.setdefault(column.part, []).append(column.index)
    found.absent = {part: tuple(places) for part, places in absent.items()}


def near_title(title: str, missing: Sequence[str]) -> str:
    """The one of ``missing`` that ``title`` was probably meant for, or nothing."""
    near = process.extractOne(
        plain_title(title),
        [plain_title(each) for each in missing],
        scorer=fuzz.ratio,
        score_cutoff=NEAR,
    )
    return missing[near[2]] if near else ""


def best_channels(header: Sequence[str], channels: Mapping[str, Channel]) -> list[Channel]:
    """The channels whose texts ``header`` has most of; several that do so equally well."""
    best: list[Channel] = []
    most = (0.0, 0)
    for channel in channels.values():
        names = _names(channel)
        said = {names[name] for title in header if (name := plain_title(title)) in names}
        texts = {what for what in said if what[0] != "pin"}
        total = len(part_columns(channel))
        score = (len(texts) / max(1, total), len(texts))
        if not texts or score < most:
            continue
        best = [*best, channel] if score == most else [channel]
        most = score
    return best


def header_at(rows: Sequence[Sequence[str]], channels: Mapping[str, Channel]) -> int:
    """The place of the row with the names of columns among ``rows``; -1 if there is none."""
    known = set(FIELDS) | {name for channel in channels.values() for name in _names(channel)}
    scores = [len({plain_title(cell) for cell in cells} & known) for cells in rows]
    most = max(scores, default=0)
    return scores.index(most) if most else -1
