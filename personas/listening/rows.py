"""Each row of a table becomes quotes with their circumstances, or faults that say how to mend it.

One column with quotes is the usual case. A survey sheet has several, one question a column: then
each answered question of a row is a quote of its own, and the header is what was asked.
"""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from personas.listening.columns import (
    CellFaultError,
    ChoiceColumn,
    Column,
    DateColumn,
    LanguageColumn,
    YesNoColumn,
)
from personas.listening.joining import answer_id, with_title
from personas.listening.known_columns import COLUMNS, columns_for
from personas.listening.normalise import normal_form
from personas.listening.personal_data import mask
from personas.listening.tables import Row

LEFT_OUT = "leave_out"
Corrections = Mapping[str, Mapping[str, str]]
QUOTE = COLUMNS["text"]
SHARED = (ChoiceColumn, YesNoColumn, DateColumn, LanguageColumn)
MOST_KNOWN = 5_000


@dataclass(frozen=True, slots=True)
class ParsedRow:
    """One quote. ``asked`` None: not known whether it was asked for or unprompted.

    ``part`` counts the quotes of one row from 0. ``masked`` names the kinds of personal data that
    were taken out of the text, as ``Evidence.masked`` keeps them.
    """

    number: int
    text: str
    source: str = "other"
    customer_status: str = "unknown"
    asked: bool | None = None
    said_on: date | None = None
    person: str = ""
    language: str = ""
    may_quote: bool = False
    link: str = ""
    external_id: str = ""
    question: str = ""
    times: int = 1
    masked: str = ""
    part: int = 0

    @property
    def identity(self) -> tuple[str, ...]:
        """Equal for two rows that are one and the same quote."""
        if self.external_id:
            return (self.source, self.external_id)
        return (
            self.source,
            normal_form(self.text),
            self.person.casefold(),
            normal_form(self.question),
        )


@dataclass(frozen=True, slots=True)
class RowFault:
    """``field`` is empty where the row as a whole is at fault.

    Of several columns with quotes it names the one: ``text:3`` is that of column 3 (from 0). A
    correction goes by the same name.
    """

    number: int
    field: str
    column: str
    value: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class FaultyRow:
    """A row of which nothing is taken until its faults are mended. ``cells`` are those of the
    file, so that the row can be given back.
    """

    number: int
    faults: tuple[RowFault, ...]
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row a person said to leave out."""

    number: int


Outcome = ParsedRow | FaultyRow | LeftOut


class Seen:
    """Which quotes there were before, at 16 bytes each, so that a million can be remembered."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def before(self, row: ParsedRow) -> bool:
        """Was the same quote there before? From now on it was."""
        told = "\x1f".join(row.identity).encode("utf-8", "surrogatepass")
        digest = hashlib.blake2b(told, digest_size=16).digest()
        if digest in self._digests:
            return True
        self._digests.add(digest)
        return False


def parse_rows(
    rows: Iterable[Row],
    header: Sequence[str],
    mapping: Mapping[str, str],
    *,
    defaults: Mapping[str, Any] | None = None,
    corrections: Corrections | None = None,
    masking: bool = False,
    today: date = date.max,
    month_first: Collection[int] = (),
) -> Iterator[Outcome]:
    """Read rows as they come. ``defaults`` (field -> text) hold where a cell says nothing.

    ``corrections`` (row number as text -> field -> text) replace cells; the field ``leave_out``
    drops the row. ``month_first`` stands in ``FileFacts``. Whether a quote was there before is not
    looked at: see ``Seen``.
    """
    columns = columns_for(header, mapping, today, month_first)
    reader = _Reader(header, columns, defaults or {}, masking=masking)
    nothing: dict[str, str] = {}
    for row in rows:
        corrected = corrections.get(str(row.number), nothing) if corrections else nothing
        if corrected.get(LEFT_OUT):
            yield LeftOut(row.number)
            continue
        yield from reader.read(row, corrected)


class _Reader:
    """What is the same for all rows of a file, worked out once."""

    def __init__(
        self,
        header: Sequence[str],
        columns: Mapping[int, Column],
        defaults: Mapping[str, Any],
        *,
        masking: bool,
    ) -> None:
        self.header = header
        self.masking = masking
        self.defaults = {name: str(text) for name, text in defaults.items() if name in COLUMNS}
        self.quotes = sorted(index for index, column in columns.items() if column.field == "text")
        at = {column.field: (index, column) for index, column in columns.items()}
        self.circumstances = [
            (name, *at.get(name, (None, known)))
            for name, known in COLUMNS.items()
            if name != "text"
        ]
        self.said = [one for one in self.circumstances if one[0] in at or one[0] in self.defaults]
        self.known: dict[tuple[str, str], Any] = {}

    def read(self, row: Row, corrected: Mapping[str, str]) -> Iterator[ParsedRow | FaultyRow]:
        faults: list[RowFault] = []
        texts = self._texts(row, corrected, faults)
        values: dict[str, Any] = {}
        for name, index, column in self.circumstances if corrected else self.said:
            cell = row.cells[index] if index is not None and index < len(row.cells) else ""
            cell = corrected.get(name, cell).strip() or self.defaults.get(name, "")
            if not cell:
                continue
            try:
                value = self._value(column, cell)
            except CellFaultError as error:
                faults.append(self._fault(row, name, index, cell, error))
                continue
            if value not in ("", None):
                values[name] = value
        if faults:
            yield FaultyRow(row.number, tuple(faults), row.cells)
            return
        title = values.pop("title", "")
        for part, (index, text) in enumerate(texts):
            told = values
            if len(self.quotes) == 1:
                text = with_title(title, text) if title else text
            else:
                question = self.header[index]  # and a title belongs to none of the answers
                external = answer_id(values.get("external_id", ""), question)
                told = values | {"question": question[:300], "external_id": external}
            masked = ""
            if self.masking:
                text, kinds = mask(text, values.get("language", ""))
                masked = ", ".join(kinds)
            yield ParsedRow(row.number, text, part=part, masked=masked, **told)

    def _texts(
        self, row: Row, corrected: Mapping[str, str], faults: list[RowFault]
    ) -> list[tuple[int, str]]:
        """The quotes of a row, by column; what is wrong with them goes to ``faults``."""
        several = len(self.quotes) > 1
        texts: list[tuple[int, str]] = []
        if not any(key.partition(":")[0] == "text" for key in corrected):
            key = f"text:{self.quotes[-1]}" if several else "text"
            heading = self.header[self.quotes[-1]] if self.quotes else QUOTE.label
            faults += _overflow(row, len(self.header), key, heading)
        places: list[int | None] = [*self.quotes] or [None]
        for index in places:
            key = f"text:{index}" if several else "text"
            cell = row.cells[index] if index is not None and index < len(row.cells) else ""
            cell = corrected.get(key, cell).strip() or self.defaults.get("text", "")
            if several and not any(letter.isalpha() for letter in cell):
                continue  # a question left open, or answered with a dash
            try:
                texts.append((index or 0, QUOTE.parse(cell)))
            except CellFaultError as error:
                faults.append(self._fault(row, key, index, cell, error))
        if several and not texts and not faults:
            try:
                QUOTE.parse("")
            except CellFaultError as error:
                faults.append(self._fault(row, f"text:{self.quotes[0]}", None, "", error))
        return texts

    def _fault(
        self, row: Row, name: str, index: int | None, cell: str, error: CellFaultError
    ) -> RowFault:
        label = COLUMNS[name.partition(":")[0]].label
        heading = self.header[index] if index is not None else label
        return RowFault(row.number, name, heading, cell, error.message, error.advice)

    def _value(self, column: Column, cell: str) -> Any:
        """The value of a cell. Those that many rows share are read once."""
        if not isinstance(column, SHARED):
            return column.parse(cell)
        key = (column.field, cell)
        if key not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[key] = column.parse(cell)
        return self.known[key]


def _overflow(row: Row, width: int, key: str, heading: str) -> list[RowFault]:
    """A row with more cells than columns: its quote was most likely torn apart."""
    if len(row.cells) <= width or not any(row.cells[width:]):
        return []
    return [
        RowFault(
            row.number,
            key,
            heading,
            ", ".join(cell for cell in row.cells if cell),
            f"This row has {len(row.cells)} cells where the header has {width}.",
            "A comma or semicolon inside the quote may have torn it apart. Write the whole quote "
            "here, or put quotation marks around it in the file.",
        )
    ]
