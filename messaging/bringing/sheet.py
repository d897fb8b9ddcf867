"""A sheet of copy: which column holds which part, and the texts of its rows.  [pure]

Exports of Google Ads Editor, Microsoft Advertising and Meta are known by their headers; of any
other deck the channel is guessed whose parts its columns are called like.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from messaging.bringing.found import LONGEST_NAME, LONGEST_TEXT, Found, NothingFoundError, cut
from messaging.channels import Channel
from messaging.channels.channel import Parts
from messaging.sharing.lines import part_columns
from personas.listening.tables import Row

PART = "part:"
MOST_LISTED = 100
"""Texts of one cell; the longest list of any platform has a fifth of that."""
NAME, SINCE, STATE = "name", "since", "state"
OTHER_FIELDS = {NAME: "Its name", SINCE: "Since when it runs", STATE: "Whether it runs"}
_OFF = frozenset(("paused", "removed", "disabled", "inactive", "ended", "off", "deleted", "no"))
_OFF |= {"archived", "draft", "completed", "false"}
_NAMES = frozenset(("ad name", "name", "ad", "campaign name", "title of ad", "asset name", "id"))
_SINCE = frozenset(("since", "start date", "started", "start", "live since", "created", "date"))
_STATES = frozenset(("status", "state", "ad status", "delivery", "ad delivery", "active"))
_META = {"title": "headline", "body": "primary_text", "link description": "description"}
_CALLED: Mapping[str, tuple[str, ...]] = {
    "headline": ("headline", "title", "heading", "hook", "header"),
    "headlines": ("headline", "headlines"),
    "descriptions": ("description", "descriptions"),
    "subline": ("subline", "subheadline", "subheading", "subtitle", "tagline"),
    "button": ("button", "cta", "call to action", "button text"),
    "body": ("body", "text", "copy", "message", "body text", "body copy"),
    "subject": ("subject", "subject line", "email subject"),
    "preheader": ("preheader", "preview text", "preview", "pre header"),
    "primary_text": ("primary text", "ad text"),
    "intro": ("introductory text", "intro text"),
    "text": ("text", "copy", "message", "post"),
}
_NUMBER = re.compile(r"\s*\d+$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Guess:
    """``mapping`` goes from the number of a column, from 0, to what it holds."""

    channel: str
    mapping: Mapping[str, str]
    where: str = ""


def plain_title(title: str) -> str:
    """The title of a column without bracket, number, case and signs between words."""
    bare = re.sub(r"\([^()]*\)", " ", title.replace("\x00", "")[:200])
    return " ".join(re.sub(r"[_\W]+", " ", bare).lower().split())


def guess_columns(header: Sequence[str], channels: Mapping[str, Channel]) -> Guess:
    """What the columns hold, as far as their titles tell; a mapping without parts where not."""
    titles = [plain_title(title) for title in header]
    bare = {_NUMBER.sub("", title) for title in titles}
    if {"headline 1", "description 1"} <= set(titles) and (
        {"row type", "ad type", "ad group"} & set(titles) and "google_rsa" in channels
    ):
        return Guess("google_rsa", _numbered(titles), "google_ads")
    if {"headline", "description", "type"} <= set(titles) and (
        {"parent id", "client id"} & set(titles) and "microsoft_rsa" in channels
    ):
        fields = {"headline": "headlines", "description": "descriptions"}
        return Guess("microsoft_rsa", _named(titles, fields), "microsoft_ads")
    if {"title", "body"} <= bare and {"ad set name", "ad name", "link description"} & bare:
        return Guess("meta_ad", _meta(titles), "meta")
    best = Guess("", _named(titles, {}))
    most = 0
    for channel in channels.values():
        mapping = _like(titles, header, channel)
        held = {field for field in mapping.values() if field.startswith(PART)}
        if len(held) > most:
            best, most = Guess(channel.key, mapping), len(held)
    return best


def _numbered(titles: Sequence[str]) -> dict[str, str]:
    fields = {"headline": "headlines", "description": "descriptions"}
    found = _named(titles, {"path 1": "path1", "path 2": "path2"})
    for place, title in enumerate(titles):
        if re.fullmatch(r"(?:headline|description) \d{1,2}", title):
            found[str(place)] = PART + fields[title.split()[0]]
    return found


def _meta(titles: Sequence[str]) -> dict[str, str]:
    found = _named(titles, {})
    for place, title in enumerate(titles):
        bare = _NUMBER.sub("", title).removeprefix("additional ")
        if bare in _META:
            found[str(place)] = PART + _META[bare]
    return found


def _named(titles: Sequence[str], fields: Mapping[str, str]) -> dict[str, str]:
    """Columns called like a part of ``fields``, and those that name, date or switch a text."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for place, title in enumerate(titles):
        if title in fields:
            found[str(place)] = PART + fields[title]
            continue
        for field, names in ((NAME, _NAMES), (SINCE, _SINCE), (STATE, _STATES)):
            if title in names and field not in taken:
                found[str(place)] = field
                taken.add(field)
    return found


def _like(titles: Sequence[str], header: Sequence[str], channel: Channel) -> dict[str, str]:
    """The columns of one channel's sheet, as ours are titled or as people call its parts."""
    ours = {plain_title(column.title): column.part for column in part_columns(channel)}
    called: dict[str, str] = {}
    for part in channel.parts:
        for name in (plain_title(part.name), part.key.lower(), *_CALLED.get(part.key, ())):
            called.setdefault(name, part.key)
    found = _named(titles, {})
    once: set[str] = set()
    for place, title in enumerate(titles):
        key = ours.get(title) or called.get(title) or called.get(_NUMBER.sub("", title))
        if key is None or (key in once and not channel.part(key).is_list):
            continue
        once.add(key)
        found[str(place)] = PART + key
    return found


def fields_of(channel: Channel) -> list[tuple[str, str]]:
    """What a column may hold, for people to choose from."""
    parts = [(PART + part.key, part.name) for part in channel.parts]
    return [*parts, *OTHER_FIELDS.items()]


def texts_of_rows(
    rows: Iterable[Row], mapping: Mapping[str, str], channel: Channel
) -> Iterator[Found]:
    """The text of each row that has one. NothingFoundError where no column holds a part."""
    places = sorted((int(place), field) for place, field in mapping.items() if place.isdecimal())
    known = {PART + part.key for part in channel.parts}
    wanted = [(place, field) for place, field in places if field in known or field in OTHER_FIELDS]
    if not any(field in known for _, field in wanted):
        raise NothingFoundError("Say of at least one column which part of the copy it holds.")
    for row in rows:
        cells = [(field, row.cells[place]) for place, field in wanted if place < len(row.cells)]
        parts = _parts(cells, channel)
        if parts:
            yield _found(row, cells, parts, channel)


def _parts(cells: Iterable[tuple[str, str]], channel: Channel) -> Parts:
    found: Parts = {}
    for field, cell in cells:
        if not field.startswith(PART) or not cell.strip():
            continue
        part = channel.part(field.removeprefix(PART))
        if part.is_list:
            texts = found.setdefault(part.key, [])
            assert isinstance(texts, list)
            texts.extend(_several(cell))
        else:
            found.setdefault(part.key, cut(cell))
    return {key: value for key, value in found.items() if value}


def _several(cell: str) -> list[str]:
    """A cell of a list part: one text, or a JSON list of texts as Microsoft's files hold it."""
    said = cell.strip()
    if said.startswith("[") and said.endswith("]") and len(said) <= 10 * LONGEST_TEXT:
        try:
            told = json.loads(said)
        except (ValueError, RecursionError):
            return [cut(cell)]
        texts = [each.get("text") if isinstance(each, dict) else each for each in told]
        said_so = [cut(text) for text in texts if isinstance(text, str) and text.strip()]
        return said_so[:MOST_LISTED]
    return [cut(cell)]


def _found(row: Row, cells: Sequence[tuple[str, str]], parts: Parts, channel: Channel) -> Found:
    told = {field: cell.strip() for field, cell in reversed(cells) if cell.strip()}
    name = " ".join(told.get(NAME, "").split())[:LONGEST_NAME]
    is_off = plain_title(told.get(STATE, "")) in _OFF
    return Found(name or f"Row {row.number}", channel.key, parts, _day(told.get(SINCE, "")), is_off)


def _day(text: str) -> date | None:
    found = _DAY.match(text)
    if not found:
        return None
    try:
        return date.fromisoformat(found.group())
    except ValueError:
        return None
