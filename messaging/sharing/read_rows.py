"""A row of a sheet that came back: its texts, and what is odd about its cells.  [pure]

What a single cell holds is told by ``read_cells``.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from messaging.sharing.read_cells import (
    assets_in,
    checksum_in,
    oddity_of,
    shortened,
    state_in,
    whole_number,
)
from messaging.sharing.read_columns import Columns
from messaging.sharing.sheet_rows import Fault, SheetRow
from workspaces.cells import plain_cell

LARGEST_ID = 2**63 - 1
LARGEST_REVISION = 2**31 - 1
MOST_LISTED = 100  # texts of one cell; the longest list of any platform has a fifth of that
NO_PIN = ("", "-", "--", "none", "unpinned")
NO_LIST = "“{said}” is no list of texts."
MANY_LISTED = f"“{{said}}” holds more than {MOST_LISTED} texts. Give each a column of its own."
NO_POSITION = "“{said}” is no position, so what is pinned stays as it is."
TORN = (
    "This row has {cells} cells where the header has {header}. A comma or semicolon in a text may "
    "have torn it apart: put quotation marks around it."
)
ODD_ID = "The hidden Id of this row is none of ours. The row is told by its key."
NO_CHANNEL = "“{said}” is no channel here."


@dataclass(slots=True)
class Reader:
    """Reads the rows of one sheet. ``columns`` gives the columns for what a row says of its
    channel; ``is_exact`` keeps apostrophes before signs, which files for platforms do not have."""

    sheet: str
    columns: Callable[[str], Columns | None]
    header: int
    is_exact: bool = False
    key_of: Callable[[str], str] = str.strip
    width_matters: bool = False
    found: list[Fault] = field(default_factory=list)

    def read(self, number: int, cells: Sequence[str], marks: Mapping[int, str]) -> SheetRow | None:
        """None for a row that says nothing."""
        self.found = []
        said = self._channel_said(cells)
        columns = self.columns(said)
        if columns is None:
            text = NO_CHANNEL.format(said=shortened(said))
            self.found.append(Fault("", None, "channel", text, blocks=True))
            columns = self.columns("") or Columns("")
        row = _Cells(self._text, cells, marks, self.found)
        parts, absent = self._parts(row, columns)
        key = self.key_of(row.of(columns.fields.get("key")))[:200]
        told_id = row.of(columns.fields.get("id"))
        if not key and not told_id and not _any(parts):
            return None
        if self.width_matters and any(cell.strip() for cell in cells[self.header :]):
            text = TORN.format(cells=len(cells), header=self.header)
            self.found.append(Fault("", None, "torn", text, blocks=True))
        return SheetRow(
            sheet=self.sheet,
            number=number,
            key=key,
            variant_id=self._id(told_id),
            checksum=checksum_in(row.of(columns.fields.get("checksum"))),
            revision=whole_number(row.of(columns.fields.get("revision")), LARGEST_REVISION),
            parts=parts,
            pins=self._pins(row, columns, parts),
            state=state_in(row.of(columns.fields.get("state"))),
            channel=columns.channel,
            placement=(
                row.of(columns.fields.get("placement_key"))
                or row.of(columns.fields.get("placement"))
            )[:200],
            language=row.of(columns.fields.get("language"))[:20],
            pain=row.of(columns.fields.get("pain"))[:300],
            faults=tuple(self.found),
            absent=absent,
        )

    def _channel_said(self, cells: Sequence[str]) -> str:
        place = (self.columns("") or Columns("")).fields.get("channel")
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def _text(self, cell: str) -> str:
        text = cell if self.is_exact else plain_cell(cell)
        if not text.isprintable() or "_x000D_" in text:
            text = text.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
            text = text.replace("\x00", "").replace("\ufeff", "")
        return text.strip()

    def _parts(
        self, row: "_Cells", columns: Columns
    ) -> tuple[dict[str, str | list[str]], dict[str, tuple[int, ...]]]:
        parts: dict[str, str | list[str]] = {}
        lists: dict[str, dict[int, str]] = {}
        for place, (part, index) in columns.texts.items():
            if row.is_absent(place):
                continue
            text = row.part(place, part, index)
            if index is None:
                parts[part] = text
            else:
                lists.setdefault(part, {})[index] = text
        for place, part in columns.whole.items():
            # An empty cell may be another channel's column: it takes no texts away.
            if not row.is_absent(place) and (texts := self._list(row, place, part)):
                lists[part] = dict(enumerate(texts))
        absent = {}
        for part, texts_at in lists.items():
            texts = [texts_at.get(index, "") for index in range(max(texts_at, default=-1) + 1)]
            while texts and not texts[-1]:
                texts.pop()
            parts[part] = texts
            if part in columns.absent:
                absent[part] = columns.absent[part]
        return parts, absent

    def _list(self, row: "_Cells", place: int, part: str) -> list[str] | None:
        """All texts of a part from one cell; None, with a fault, where it holds no list."""
        said = row.part(place, part, None)
        assets = assets_in(said)
        if assets is None or len(assets) > MOST_LISTED:
            text = (NO_LIST if assets is None else MANY_LISTED).format(said=shortened(said))
            self.found.append(Fault(part, None, "list", text, blocks=True))
            return None
        return [self._text(text) for text, _ in assets]

    def _pins(
        self, row: "_Cells", columns: Columns, parts: Mapping[str, str | list[str]]
    ) -> dict[str, dict[str, int]]:
        pins: dict[str, dict[str, int]] = {}
        odd: set[str] = set()
        for place, (part, index) in columns.pins.items():
            texts = parts.get(part)
            if not isinstance(texts, list):
                continue
            kept = pins.setdefault(part, {})
            said = row.of(place)
            if said.casefold() in NO_PIN:
                continue
            position = whole_number(said, LARGEST_REVISION)
            if position is None:
                text = NO_POSITION.format(said=shortened(said))
                self.found.append(Fault(part, index, "pin", text, blocks=False))
                odd.add(part)
            elif index < len(texts) and texts[index]:
                kept[str(index)] = position
        for place, part in columns.whole.items():
            for index, (_, position) in enumerate((assets_in(row.of(place)) or ())[:MOST_LISTED]):
                if position:
                    pins.setdefault(part, {})[str(index)] = position
        return {part: places for part, places in pins.items() if part not in odd}

    def _id(self, said: str) -> int | None:
        if not said:
            return None
        if (number := whole_number(said, LARGEST_ID)) is None:
            self.found.append(Fault("", None, "id", ODD_ID, blocks=False))
        return number


@dataclass(frozen=True, slots=True)
class _Cells:
    text: Callable[[str], str]
    cells: Sequence[str]
    marks: Mapping[int, str]
    faults: list[Fault]

    def of(self, place: int | None) -> str:
        if place is None or place >= len(self.cells) or self.marks.get(place) == "e":
            return ""
        return self.text(self.cells[place])

    def is_absent(self, place: int) -> bool:
        return self.marks.get(place) == "-"

    def part(self, place: int, part: str, index: int | None) -> str:
        """The text of a part; what is odd about its cell goes to the faults."""
        said = self.text(self.cells[place]) if place < len(self.cells) else ""
        if told := oddity_of(self.marks.get(place, ""), said):
            code, text, blocks = told
            self.faults.append(Fault(part, index, code, text, blocks))
        return said


def _any(parts: Mapping[str, str | list[str]]) -> bool:
    return any(any(value) if isinstance(value, list) else value for value in parts.values())
