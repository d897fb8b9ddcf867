"""What a weekly report says: plain sentences and small tables, whatever they are written into.

[pure]
"""

from dataclasses import dataclass
from datetime import date

Cell = str | int | float


@dataclass(frozen=True, slots=True)
class ReportTable:
    """``columns`` are titles; a row has a cell for each."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    @property
    def heads(self) -> tuple[tuple[str, bool], ...]:
        """The titles, and whether numbers stand below."""
        return tuple(
            (title, all(isinstance(row[place], (int, float)) for row in self.rows))
            for place, title in enumerate(self.columns)
        )

    @property
    def labelled(self) -> tuple[tuple[tuple[str, bool, Cell], ...], ...]:
        """The rows, each cell with its title."""
        return tuple(
            tuple((*head, cell) for head, cell in zip(self.heads, row, strict=True))
            for row in self.rows
        )


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, sentences under it and, where numbers are compared, a table."""

    title: str
    sentences: tuple[str, ...]
    table: ReportTable | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """``since`` and ``until`` are days, both included. ``agency`` may be empty; ``logo`` is the
    content of a PNG or JPEG file, or nothing. ``is_invented`` says that numbers of a sample are
    in it."""

    brand: str
    agency: str
    campaign: str
    since: date
    until: date
    note: str
    sections: tuple[Section, ...]
    logo: bytes = b""
    is_invented: bool = False

    @property
    def title(self) -> str:
        return f"{self.brand}: {self.campaign}" if self.campaign else self.brand

    @property
    def period(self) -> str:
        first = f"{self.since.day} {self.since:%B}"
        return f"{first} to {self.until.day} {self.until:%B %Y}"

    @property
    def stem(self) -> str:
        """How its files are called, without their endings."""
        return f"report-{self.until:%Y-%m-%d}"


def counted(number: int, one: str, many: str) -> str:
    """A number with its noun: "1 text", "3 texts", "no text"."""
    return f"{number:,} {one if number == 1 else many}" if number else f"no {one}"
