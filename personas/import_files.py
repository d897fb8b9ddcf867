"""The files of an import: what was uploaded, and the rows that were read from it.

The upload is read once, by a process with limits; from then on its rows are streamed from a file
of our own, so that neither is ever held in memory as a whole.
"""

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_facts, read_stored
from personas.listening.tables import FileFacts, Row
from personas.models import EvidenceImport
from personas.models.evidence_imports import rows_path

Content = bytes | File  # type: ignore[type-arg]


def keep_upload(batch: EvidenceImport, content: Content) -> None:
    """Put the upload on the disk, piece by piece where it comes so."""
    file = ContentFile(content) if isinstance(content, bytes) else content
    batch.file.save(batch.file_name, file, save=False)


def read_upload(batch: EvidenceImport) -> FileFacts:
    """Read the upload's rows into a file of their own; UnreadableFileError says why not.

    The row of the import is not saved. Read twice, the rows are the same.
    """
    name = rows_path(batch, "")
    final = Path(default_storage.path(name))
    handle, partial = tempfile.mkstemp(dir=final.parent, prefix=".rows-")
    os.close(handle)
    try:
        facts = convert_apart(Path(batch.file.path), batch.file_name, Path(partial))
        Path(partial).replace(final)
    finally:
        Path(partial).unlink(missing_ok=True)
    batch.rows_file.name = name
    batch.total_rows = facts.rows
    return facts


def be_read(batch: EvidenceImport) -> None:
    """See that there are rows to stream: an import brought from another site comes without."""
    if batch.rows_file or not batch.file:
        return
    read_upload(batch)
    EvidenceImport.objects.filter(workspace=batch.workspace_id, pk=batch.pk).update(
        rows_file=batch.rows_file.name, total_rows=batch.total_rows
    )


@contextmanager
def stored_rows(
    batch: EvidenceImport, *, start: int = 0
) -> Iterator[tuple[FileFacts, Iterator[Row]]]:
    """What is known of the file, and its rows from ``start`` on.

    An import whose files were erased with a person, or that was discarded, has none.
    """
    with ExitStack() as opened:
        try:
            be_read(batch)
            path = Path(batch.rows_file.path) if batch.rows_file else None
            file = opened.enter_context(path.open("rb")) if path else None
        except FileNotFoundError:
            file = None  # it may have been discarded since the row was read
        if file is None:
            yield FileFacts(header=(), rows=0, kind=""), iter(())
        else:
            facts, rows = read_stored(file, start=start)
            yield facts, rows


def facts_of(batch: EvidenceImport) -> FileFacts:
    """What is known of the file."""
    with stored_rows(batch) as (facts, _):
        return facts


def rows_numbered(batch: EvidenceImport, wanted: Mapping[int, object]) -> list[Row]:
    """The rows with these numbers, in the order of the file."""
    found: list[Row] = []
    if wanted:
        with stored_rows(batch) as (_, rows):
            for row in rows:
                if row.number in wanted:
                    found.append(row)
                    if len(found) == len(wanted):
                        break
    return found


def cells_of(batch: EvidenceImport) -> Iterator[str]:
    """Every cell of an upload, also of one that nobody has read yet.

    Raises FileNotFoundError where it is gone, UnreadableFileError where it cannot be read.
    """
    if batch.rows_file:
        with Path(batch.rows_file.path).open("rb") as file:
            yield from _cells(file)
        return
    with tempfile.TemporaryDirectory() as folder:
        rows = Path(folder) / "rows"
        convert_apart(Path(batch.file.path), batch.file_name, rows)
        with rows.open("rb") as file:
            yield from _cells(file)


def forget_files(batch: EvidenceImport) -> None:
    """Take both files from the disk. The row of the import is not saved."""
    for file in (batch.file, batch.rows_file):
        if file:
            file.delete(save=False)


def _cells(file: IO[bytes]) -> Iterator[str]:
    facts = read_facts(file)
    yield from facts.header
    file.seek(0)
    for row in read_stored(file)[1]:
        yield from row.cells
