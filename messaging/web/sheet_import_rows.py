"""Rows of a returned sheet as a page shows them: each cell with what would change in it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from messaging.channels import Channel
from messaging.channels_here import channels_of
from messaging.import_sheet_keep import matches_of
from messaging.import_sheet_look import kind_of
from messaging.import_sheet_match import Match
from messaging.models import SheetImportRow, Variant
from messaging.sharing.lines import part_columns
from messaging.sharing.sheet_differences import Cell, compare, is_taken, plain
from messaging.web.differences import Piece, differences
from workspaces.access import Access

Kind = SheetImportRow.Kind
LONGEST_SHOWN = 20_000
TAGS = {Kind.CHANGED: "info", Kind.CONFLICT: "warn", Kind.NEW: "tea", Kind.FAULT: "bad"}


@dataclass(frozen=True, slots=True)
class ShownCell:
    """``pieces`` are ours turned into theirs; ``then`` is None where nobody knows how it left.
    ``choice`` is whose text is taken so far, "" where nobody has said. ``may_choose`` is False
    where theirs is taken without a question."""

    label: str
    place: str
    theirs: str
    ours: str
    then: str | None
    pieces: Sequence[Piece]
    is_conflict: bool
    may_choose: bool
    choice: str
    remarks: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """``waits`` says that nobody chose yet in a cell both changed; ``remarks`` are on the row as a
    whole; ``stays`` is the state of a text that may not be changed where it stands, else "";
    ``beside`` is the key of the text beside which a changed one came as a new draft."""

    row: SheetImportRow
    of: Variant | None
    title: str
    place: str
    tag: str
    cells: Sequence[ShownCell] = ()
    remarks: Sequence[Mapping[str, Any]] = field(default_factory=tuple)
    wanted_state: str = ""
    stays: str = ""
    beside: str = ""

    @property
    def may_choose(self) -> bool:
        return any(cell.may_choose for cell in self.cells)

    @property
    def waits(self) -> bool:
        return any(cell.is_conflict and not cell.choice for cell in self.cells)


def shown_rows(access: Access, rows: Sequence[SheetImportRow]) -> list[ShownRow]:
    """The rows beside ours as it is now. A few queries however many rows there are."""
    channels = channels_of(access)
    return [
        _shown(row, match, channels)
        for row, match in zip(rows, matches_of(access, rows), strict=True)
    ]


def _shown(row: SheetImportRow, match: Match, channels: Mapping[str, Channel]) -> ShownRow:
    channel = channels.get(match.message.placement.channel) if match.message else None
    names = _names(channel)
    if match.ours is None:
        cells: Sequence[Cell] = _of_new(match)
    else:
        cells = kind_of(match).cells if row.applied_at is None else _taken(row, match)
    shown = [_cell(cell, row, names) for cell in cells]
    told = {cell.place for cell in cells}
    state = Variant.State(row.wanted_state).label if row.wanted_state in Variant.State else ""
    of = row.made or match.variant
    nameless = "New text" if row.kind == Kind.NEW else f"Row {row.number}"
    return ShownRow(
        row,
        of,
        of.key if of is not None else nameless,
        match.message.placement.name if match.message else "",
        TAGS.get(Kind(row.kind), "quiet"),
        shown,
        [each for each in row.faults if _place(each) not in told],
        state,
        of.get_state_display().lower() if of and not (row.made or of.is_editable) else "",
        match.variant.key if match.variant and row.applied_at and row.before.get("new") else "",
    )


def _taken(row: SheetImportRow, match: Match) -> list[Cell]:
    """The cells that were taken of a row, beside the words they took the place of."""
    if match.ours is None or not row.before.keys() & {"parts", "new"}:
        return []  # only its state was changed
    was = {name: row.before[name] for name in ("parts", "pins") if name in row.before}
    cells = compare(row.parts, row.pins, replace(match.ours, **was)).cells
    return [cell for cell in cells if is_taken(cell, row.choices)]


def _of_new(match: Match) -> list[Cell]:
    """The texts of a new row, beside those of the text it was copied from."""
    of = match.source.parts if match.source is not None else {}
    found = []
    for part, value in match.row.parts.items():
        texts = value if isinstance(value, list) else [value]
        mine = of.get(part, "")
        for index, text in enumerate(texts):
            if not plain(text):
                continue
            kept = mine[index] if isinstance(mine, list) and index < len(mine) else mine
            before = plain(kept)
            at = index if isinstance(value, list) else None
            found.append(Cell(part, at, plain(text), before, before))
    return found


def _cell(cell: Cell, row: SheetImportRow, names: Mapping[str, str]) -> ShownCell:
    remarks = [each for each in row.faults if _place(each) == cell.place]
    choice = row.choices.get(cell.place, "")
    is_refused = any(each["blocks"] for each in remarks) and row.kind != Kind.NEW
    is_open = row.applied_at is None and row.variant_id is not None
    theirs, ours = _cut(cell.theirs), _cut(cell.ours)
    pieces = differences(ours, theirs)
    if row.kind == Kind.NEW:  # the text it was copied from keeps its words
        pieces = [piece for piece in pieces if piece.kind != "left"]
    return ShownCell(
        names.get(cell.place) or _in_words(cell),
        cell.place,
        theirs,
        ours,
        cell.then if cell.then is None else _cut(cell.then),
        pieces,
        cell.is_conflict and row.applied_at is None,
        is_open and (cell.is_conflict or is_refused or bool(choice)),
        choice,
        remarks,
    )


def _cut(text: str) -> str:
    """What is longer than any copy is not shown to its end."""
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _in_words(cell: Cell) -> str:
    """A name for a cell of a channel nobody knows."""
    name = cell.part.replace("_", " ").capitalize()
    return name if cell.index is None else f"{name} {cell.index + 1}"


def _names(channel: Channel | None) -> dict[str, str]:
    if channel is None:
        return {}
    found = {
        column.part if column.index is None else f"{column.part}.{column.index}": column.title
        for column in part_columns(channel)
    }
    return found | {f"pins.{part.key}": f"{part.name}: pinned" for part in channel.parts}


def _place(fault: Mapping[str, Any]) -> str:
    if fault["code"] == "pins":
        return f"pins.{fault['part']}"
    return fault["part"] if fault["index"] is None else f"{fault['part']}.{fault['index']}"
