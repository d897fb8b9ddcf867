"""What every reader of files gives: rows of text cells, or a reason why not."""

from collections.abc import Iterable
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


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What was told of a file while it was read. ``kind``: csv, xlsx, jsonl, json or paste.

    ``rows`` counts those with words in them, the header left out. ``month_first`` names the columns
    (from 0) in whose dates 03/04 is the fourth of March. ``recognised`` is the kind of export it
    was taken for; ``encoding``, ``delimiter`` and ``sheet`` are empty where there is none.
    """

    header: tuple[str, ...]
    rows: int
    kind: str
    recognised: str = ""
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    month_first: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Opened:
    """A file that a reader has begun to read: what it told of itself, and its rows to come."""

    rows: Iterable[Row]
    kind: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    header: tuple[str, ...] = ()
    """Where the format names its columns itself; empty: the first row may be the names."""
