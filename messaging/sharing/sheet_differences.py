"""What a row that came back says other than we do.  [pure]

A cell is one text. It is compared with ours as it is now and, where that is known, as it was when
the file left: who changed it then is plain. Changed by both, it is a conflict, and a person says
whose text is taken. Where nobody knows how it left, any difference is one.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from messaging.sharing.lines import checksum

Kind = Literal["same", "changed", "conflict", "new", "fault"]
Texts = Mapping[str, Any]
Choices = Mapping[str, str]
THEIRS, OURS = "theirs", "ours"
PINS = "pins"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What no spreadsheet holds: it is left out when the file leaves."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A text of ours beside the row. ``then`` are its parts as they left us, None where nobody
    knows; ``is_editable`` is False for a text whose words are fixed."""

    key: str
    parts: Texts
    pins: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    is_editable: bool = True
    then: Texts | None = None
    then_pins: Mapping[str, Mapping[str, int]] | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """One text three times. ``then`` is None where nobody knows how it left."""

    part: str
    index: int | None
    theirs: str
    ours: str
    then: str | None
    is_pin: bool = False

    @property
    def place(self) -> str:
        """``headlines.0``, ``body``, or ``pins.headlines`` for what is pinned in a list."""
        if self.is_pin:
            return f"{PINS}.{self.part}"
        return self.part if self.index is None else f"{self.part}.{self.index}"

    @property
    def is_changed(self) -> bool:
        """Whether taking theirs would change ours."""
        return self.theirs != self.ours and self.theirs != self.then

    @property
    def is_conflict(self) -> bool:
        """Whether both changed it, each in another way, or nobody knows who did."""
        return self.is_changed and self.ours != self.then


@dataclass(frozen=True, slots=True)
class Difference:
    """``cells`` are those in which the row would change something."""

    kind: Kind
    cells: tuple[Cell, ...] = ()

    @property
    def conflicts(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.is_conflict)


def plain(text: object) -> str:
    """A text as it is compared: outer blanks, kinds of line ends and control characters aside."""
    if not isinstance(text, str):
        return ""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def same_texts(left: Texts, right: Texts) -> bool:
    """Whether both say the same, blank texts aside."""
    return _said(left) == _said(right)


def was_left_alone(theirs: Texts, told: str, known: Iterable[Texts]) -> bool:
    """Whether the row says what it said when it left.

    ``told`` is the checksum that came with it; ``known`` are texts of ours that may be those.
    """
    if not told:
        return False
    filled = {part: value for part, value in theirs.items() if value}
    if told in (checksum(dict(theirs)), checksum(filled)):
        return True
    return any(checksum(dict(each)) == told and same_texts(theirs, each) for each in known)


def cells_of(theirs: Texts, pins: Mapping[str, Mapping[str, int]], ours: Ours) -> list[Cell]:
    """Every cell the sheet has a column for, in its order. Parts without a column are not ours to
    compare."""
    then = ours.then
    cells: list[Cell] = []
    for part, value in theirs.items():
        mine = ours.parts.get(part, "")
        was = then.get(part, "") if then is not None else None
        if not isinstance(value, list):
            before = None if was is None else plain(was)
            cells.append(Cell(part, None, plain(value), plain(mine), before))
            continue
        lists = [each if isinstance(each, list) else [] for each in (value, mine, was)]
        for index in range(max(map(len, lists))):
            their, our, before = (_at(each, index) for each in lists)
            cells.append(Cell(part, index, their, our, before if was is not None else None))
    for part, places in pins.items():
        told = ours.then_pins
        before = pins_said(told.get(part, {})) if told is not None else None
        said, mine = pins_said(places), pins_said(ours.pins.get(part, {}))
        cells.append(Cell(part, None, said, mine, before, is_pin=True))
    return cells


def compare(
    theirs: Texts,
    pins: Mapping[str, Mapping[str, int]],
    ours: Ours,
    *,
    left_alone: bool = False,
) -> Difference:
    """Of which kind the row is, and the cells it would change.

    ``left_alone`` says that its texts are those that left (``was_left_alone``): then ours may have
    changed since, and nothing of theirs is taken.
    """
    cells = cells_of({} if left_alone else theirs, pins, ours)
    changed = tuple(cell for cell in cells if cell.is_changed)
    if not changed:
        return Difference("same")
    return Difference("conflict" if any(c.is_conflict for c in changed) else "changed", changed)


def merged(ours: Texts, cells: Iterable[Cell], choices: Choices) -> dict[str, Any]:
    """Our parts with those of ``cells`` that are taken; a conflict nobody chose stays ours.

    Texts of a list keep their places: what was emptied stands there as "".
    """
    found: dict[str, Any] = {
        part: list(value) if isinstance(value, list) else value for part, value in ours.items()
    }
    for cell in cells:
        if cell.is_pin or not is_taken(cell, choices):
            continue
        if cell.index is None:
            found[cell.part] = cell.theirs
            continue
        texts = found.get(cell.part)
        if not isinstance(texts, list):
            texts = found[cell.part] = [texts] if texts else []
        texts.extend([""] * (cell.index + 1 - len(texts)))
        texts[cell.index] = cell.theirs
    return found


def merged_pins(
    ours: Mapping[str, Mapping[str, int]],
    theirs: Mapping[str, Mapping[str, int]],
    cells: Iterable[Cell],
    choices: Choices,
) -> dict[str, dict[str, int]] | None:
    """The pins that hold then; None where the sheet changes none."""
    taken = [cell.part for cell in cells if cell.is_pin and is_taken(cell, choices)]
    if not taken:
        return None
    kept = {part: dict(places) for part, places in ours.items() if part not in taken}
    return kept | {part: dict(theirs.get(part, {})) for part in taken}


def is_taken(cell: Cell, choices: Choices) -> bool:
    """Whether theirs is taken: it is unless somebody chose ours, or has yet to choose."""
    return choices.get(cell.place, OURS if cell.is_conflict else THEIRS) == THEIRS


def undecided(cells: Iterable[Cell], choices: Choices) -> int:
    """In how many conflicts somebody has yet to choose."""
    return sum(cell.is_conflict and cell.place not in choices for cell in cells)


def pins_said(places: Mapping[str, int]) -> str:
    """What is pinned, in one line: ``1 at 2, 3 at 1``; texts and positions count from 1."""
    known = sorted((int(name), position) for name, position in places.items() if name.isdecimal())
    return ", ".join(f"{index + 1} at {position}" for index, position in known)


def _at(texts: list[Any], index: int) -> str:
    return plain(texts[index]) if index < len(texts) else ""


def _said(parts: Texts) -> dict[str, list[str]]:
    found = {}
    for part, value in parts.items():
        texts = value if isinstance(value, list) else [value]
        said = [text for text in map(plain, texts) if text]
        if said:
            found[part] = said
    return found
