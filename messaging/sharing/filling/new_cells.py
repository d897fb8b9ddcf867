"""What is written into the rows of somebody's file, and what cannot be.  [pure]

A row whose text does not fit is left as it was, as a whole: half an ad is worse than the old one.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from messaging.channels import Channel
from messaging.channels.measure import measure
from messaging.sharing.filling.assigning import FileRow, key_in
from messaging.sharing.filling.columns import LINK, NAME, URL_TAGS, target_of, targets_of
from messaging.sharing.leaving import Leaving, Told
from messaging.sharing.lines import PartColumn

LONGEST_NAME = 400
"""Characters; the longest name of an ad that Meta takes."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to write. ``mapping``: target -> column. ``write_key``: the key goes into the name or
    label of a row that does not carry it yet. ``cannot_hold`` tells which characters of a text the
    file cannot hold, ``refused`` why a cell cannot be written."""

    channel: Channel
    mapping: Mapping[str, int]
    longest: Mapping[str, str]
    write_key: bool
    cannot_hold: Callable[[str], str]
    longest_cell: int
    refused: Callable[[int, int], str] = lambda place, column: ""


@dataclass(slots=True)
class NewCells:
    """``cells``: (place of the row, column) -> text, only where it differs. ``rows`` are the
    numbers of the rows that carry their text now, changed or not."""

    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)


def new_cells(
    rows: Sequence[FileRow], texts: Mapping[int, Leaving], wanted: Wanted, told: Told
) -> NewCells:
    """The cells to write so that each row of ``texts`` (place -> text) carries its text."""
    made = NewCells()
    for row in rows:
        leaving = texts.get(row.place)
        if leaving is None:
            continue
        values = row_values(row, leaving, wanted)
        where = f"{leaving.line.key}, row {row.number}"
        faults = _faults(row, values, leaving, wanted)
        if faults:
            told.leave_out(leaving.line.key, f"Row {row.number} stays as it was. {faults[0]}")
            continue
        _warn_of_unused(where, leaving, wanted, told)
        if not leaving.link and {LINK, URL_TAGS} & set(wanted.mapping):
            told.warn(f"{where}: the text has no link of its own, so the row keeps what it has.")
        made.cells |= {
            (row.place, column): value
            for column, value in values.items()
            if value != row.cell(column)
        }
        made.rows.append(row.number)
        made.keys.append(leaving.line.key)
    return made


def row_values(row: FileRow, leaving: Leaving, wanted: Wanted) -> dict[int, str]:
    """Column -> what it shall say: every copy column, so that nothing of an old ad stays."""
    values: dict[int, str] = {}
    for target, column in wanted.mapping.items():
        if part := targets_of(wanted.channel).get(target):
            values[column] = part.text_of(leaving.parts)
    mapping, key = wanted.mapping, leaving.line.key
    if NAME in mapping and wanted.write_key and key_in(row, {NAME: mapping[NAME]}, {key}) != key:
        old = row.cell(mapping[NAME])
        values[mapping[NAME]] = f"{old} {key}".strip()
    if leaving.link and URL_TAGS in mapping:
        values[mapping[URL_TAGS]] = _tags(row.cell(mapping[URL_TAGS]), leaving.link_tags)
        if LINK in mapping:
            values[mapping[LINK]] = leaving.bare_link
    elif leaving.link and LINK in mapping:
        values[mapping[LINK]] = leaving.link
    return values


def _tags(old: str, new: str) -> str:
    """The parameters a row has, with ours in the place of those of the same name."""
    ours = {piece.partition("=")[0].lower() for piece in new.split("&")}
    kept = [
        piece
        for piece in old.strip().lstrip("?&").split("&")
        if piece and piece.partition("=")[0].lower() not in ours
    ]
    return "&".join([*kept, *(piece for piece in new.split("&") if piece)])


def _faults(row: FileRow, values: Mapping[int, str], leaving: Leaving, wanted: Wanted) -> list[str]:
    faults: list[str] = []
    columns = targets_of(wanted.channel)
    for target, column in wanted.mapping.items():
        value = values.get(column)
        if value is None or value == row.cell(column):
            continue
        title = columns[target].title if target in columns else target
        if strange := wanted.cannot_hold(value):
            signs = " ".join(strange[:5]) if strange.isprintable() else "an invisible character"
            faults.append(f"{title}: this file cannot hold {signs}. Save it as UTF-8 first.")
        elif why := wanted.refused(row.place, column):
            faults.append(f"{title}: the cell {why}.")
        elif len(value) > wanted.longest_cell or (target == NAME and len(value) > LONGEST_NAME):
            faults.append(f"{title}: {len(value):,} characters are too many for this cell.")
        elif target in columns:
            faults += _too_long(columns[target], leaving, wanted)
    return faults


def _too_long(column: PartColumn, leaving: Leaving, wanted: Wanted) -> list[str]:
    measured = measure(column.of, column.text_of(leaving.line.parts), wanted.longest)
    if not measured.over_hard:
        return []
    return [f"{column.title} is {measured.length} long; the platform takes {measured.hard}."]


def _warn_of_unused(where: str, leaving: Leaving, wanted: Wanted, told: Told) -> None:
    """Texts for which the file has no column."""
    lacking = [
        column.title
        for column in targets_of(wanted.channel).values()
        if target_of(column) not in wanted.mapping and column.text_of(leaving.parts)
    ]
    if lacking:
        told.warn(f"{where}: the file has no column for {', '.join(lacking)}.")
