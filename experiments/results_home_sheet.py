"""The table in a report, and what its columns were said to hold the last time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from experiments.models import ResultReport
from experiments.results_home_columns import Columns, header_at
from personas.listening.apart import convert_apart
from personas.listening.header_names import fingerprint
from personas.listening.stored_rows import read_stored
from personas.listening.tables import FileFacts, Row, UnreadableFileError
from personas.models import RememberedColumns
from workspaces.models import Workspace

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A file that was read: the names of its columns and the rows below them."""

    header: tuple[str, ...]
    rows: list[Row]
    month_first: tuple[int, ...]


def read_sheet(content: bytes, name: str) -> Sheet:
    """The table in a file, read in a process with limits. UnreadableFileError says why not."""
    with TemporaryDirectory(prefix="results-") as folder:
        source, target = Path(folder, "upload"), Path(folder, "rows")
        source.write_bytes(content)
        convert_apart(source, name, target)
        with target.open("rb") as stored:
            facts, rows = read_stored(stored)
            found = list(islice(rows, MOST_ROWS + 1))
    if len(found) > MOST_ROWS:
        raise UnreadableFileError(
            f"Reports of up to {MOST_ROWS:,} rows are read: bring fewer days at once."
        )
    if len(facts.header) < 2:
        raise UnreadableFileError("This is no report: it has one column only.")
    return _below_header(facts, found)


def columns_of(report: ResultReport) -> Columns:
    """What the columns of a report hold; none of them where its file was never read here."""
    kept = dict(report.mapping.get("columns", {}))
    return Columns(**(kept | {"keys": tuple(kept.get("keys", ()))}))


def header_of(report: ResultReport) -> list[str]:
    """The names of its columns."""
    return list(report.mapping.get("header", []))


def remembered(workspace: Workspace, header: Sequence[str]) -> dict[str, Any] | None:
    """What was said the last time for a report with this header."""
    mark = header_mark(header)
    if not mark:
        return None
    mine = RememberedColumns.objects.for_workspace(workspace).filter(fingerprint=mark).first()
    return dict(mine.mapping) if mine else None


def remember(report: ResultReport) -> None:
    """Keep the columns for the next report with this header. It follows from counting one."""
    header = header_of(report)
    mark = header_mark(header)
    if mark:
        told_names = columns_of(report).as_names(header) | {"platform": report.platform}
        RememberedColumns.objects.update_or_create(
            workspace=report.workspace,
            fingerprint=mark,
            defaults={"name": report.file_name[-120:], "mapping": told_names},
        )


def header_mark(header: Sequence[str]) -> str:
    """What the columns are remembered by; not what files of quotes with this header are."""
    mark = fingerprint(header)
    return hashlib.sha256(f"results home\x1f{mark}".encode()).hexdigest() if mark else ""


def _below_header(facts: FileFacts, rows: list[Row]) -> Sheet:
    """The table below the titles that reports begin with."""
    first = [list(facts.header), *(list(row.cells) for row in rows[:12])]
    at = header_at(first)
    if at == 0:
        return Sheet(facts.header, rows, facts.month_first)
    return Sheet(tuple(first[at]), rows[at:], facts.month_first)
