"""What every reader of files gives: rows of text cells, or a reason why not."""

from dataclasses import dataclass


class UnreadableFileError(ValueError):
    """A file that is refused; the message tells a person why and what to do."""


@dataclass(frozen=True, slots=True)
class Row:
    """``number`` is the row's number as a spreadsheet shows it, from 1."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    header: tuple[str, ...]
    rows: tuple[Row, ...]
