"""What a workbook says beside its lines: cover, coverage, results.  [pure]

Without openpyxl, so that it may be imported where no workbook is written.
"""

from dataclasses import dataclass, field
from datetime import datetime


class WontFitError(ValueError):
    """What was asked for does not fit into a spreadsheet; the message says what, to a person."""


class CellTooLongError(WontFitError):
    """A text does not fit into a cell."""


class TooManyRowsError(WontFitError):
    """A sheet cannot hold that many rows."""


@dataclass(frozen=True, slots=True)
class PainQuotes:
    """A pain and what customers said of it. ``quotes`` are such as may be shown to anybody."""

    title: str
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """What the first sheet says. ``facts`` are pairs of a label and a text."""

    brand: str
    made_at: datetime
    facts: tuple[tuple[str, str], ...] = ()
    subject: str = ""
    made_by: str = ""
    pains: tuple[PainQuotes, ...] = ()


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """``live`` has a number for each stage; None where the pain is not felt and nothing is live.
    ``opportunity`` (0 to 20) says what the pain is worth."""

    pain: str
    persona: str
    opportunity: float
    live: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class CoverageTable:
    """``stages`` are the titles of the columns, the last for texts that fit any moment."""

    stages: tuple[str, ...]
    rows: tuple[CoverageRow, ...]


@dataclass(frozen=True, slots=True)
class ArmLine:
    """One text in a test; ``sentence`` is the test's verdict. Rates and lifts are fractions
    (0.05 = 5 %); lifts are corrected for the winner's curse, and None for the control and where
    too little is known."""

    test: str
    state: str
    key: str
    text: str
    is_control: bool
    visitors: int
    conversions: int
    rate: float | None
    lift_low: float | None
    lift: float | None
    lift_high: float | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Origin:
    """By what we know the file again: the workspace, and the job that made it."""

    slug: str = ""
    job: str = ""


@dataclass(frozen=True, slots=True)
class Content:
    """All of it. Without ``coverage`` or ``results`` the workbook has no such sheet.

    ``states`` are the names a state may have in the list of that column.
    """

    cover: Cover
    origin: Origin = field(default_factory=Origin)
    coverage: CoverageTable | None = None
    results: tuple[ArmLine, ...] = ()
    states: tuple[str, ...] = ()
