"""“Where it comes from”: what each sentence of the copy stands on."""

from typing import Any

from messaging.sharing.lines import Line, TraceLine
from messaging.sharing.workbook_looks import LONGEST_SHEET, Column, Table

NAME = "Where it comes from"
COLUMNS = (
    Column("Key", 20),
    Column("Part", 16),
    Column("Sentence", 56, "words"),
    Column("Stands on", 20),
    Column("What was said", 56, "words"),
    Column(
        "May be quoted",
        12,
        "fact",
        note="“no”: the customer did not agree to be quoted. Learn from it, "
        "and never print it word for word.",
    ),
)
MOST_ROWS = LONGEST_SHEET - 1


class TraceSheets:
    """One sheet, and another where the first is full."""

    def __init__(self, book: Any, most_rows: int = MOST_ROWS) -> None:
        self._book = book
        self._most = most_rows
        self.tables = [Table(book, NAME, COLUMNS)]

    @property
    def rows(self) -> int:
        return sum(table.row - 1 for table in self.tables)

    def append(self, line: Line) -> None:
        for said in line.trace:
            if self.tables[-1].row > self._most:
                name = f"{NAME} {len(self.tables) + 1}"
                self.tables.append(Table(self._book, name, COLUMNS))
            self.tables[-1].append(
                [line.key, said.part, said.sentence, said.kind, said.said, _quotable(said)],
                line.key,
            )

    def finish(self) -> None:
        for table in self.tables:
            table.filter_all()


def _quotable(said: TraceLine) -> str:
    return "" if said.consent is None else "yes" if said.consent else "no"
