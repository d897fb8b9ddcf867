"""The rows with faults as a file: as they came, each with what is wrong."""

import csv
from collections.abc import Iterator

from personas.import_files import facts_of
from personas.import_look import Look, faulty_rows
from personas.models import EvidenceImport
from workspaces.cells import safe_cell

WRONG = "What is wrong"


def faults_as_rows(batch: EvidenceImport, look: Look | None = None) -> Iterator[list[str]]:
    """The header, and each faulty row with a column more that says what to mend."""
    header = facts_of(batch).header
    yield [*header, WRONG]
    for row in faulty_rows(batch, look):
        cells = [*row.cells, *[""] * (len(header) - len(row.cells))]
        told = " ".join(f"{one.column}: {one.message} {one.advice}" for one in row.faults)
        yield [*cells, told]


def faults_as_lines(batch: EvidenceImport, look: Look | None = None) -> Iterator[str]:
    """The same as the lines of a CSV file, which spreadsheets open as UTF-8."""
    writer = csv.writer(_Line())
    yield "\ufeff"
    for cells in faults_as_rows(batch, look):
        yield writer.writerow([safe_cell(cell) for cell in cells])


class _Line:
    """Gives back each line a csv writer writes."""

    def write(self, line: str) -> str:
        return line
