"""Their own file with our remarks in its cells, made once a returned sheet was read.

It is a help and no more: a file that cannot be marked up is looked at on its page, as any other.
"""

import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from messaging.channels_here import channels_in
from messaging.models import SheetImport, SheetImportRow
from messaging.models.sheet_imports import marked_path
from messaging.sharing.mark_places import MOST_MARKS, Mark
from messaging.sharing.mark_up import write_marked_copy
from personas.listening.tables import UnreadableFileError

ROWS_AT_ONCE = 500
log = logging.getLogger(__name__)


def keep_marked_copy(batch: SheetImport) -> str:
    """Write the marked-up copy of a sheet whose rows were looked at; its name in the storage, ""
    where there is nothing to mark. The row of the sheet is not saved. Written twice, it is the
    same file: a worker that takes over replaces it."""
    marks = list(_marks(batch))
    name = marked_path(batch, "")
    final = Path(default_storage.path(name))
    if not marks:
        final.unlink(missing_ok=True)
        return ""
    handle, partial = tempfile.mkstemp(dir=final.parent, prefix=".marked-")
    try:
        with os.fdopen(handle, "wb") as file:
            write_marked_copy(
                Path(batch.file.path), batch.file_name, file, marks, channels_in(batch.workspace)
            )
        Path(partial).replace(final)
    except (UnreadableFileError, OSError, ValueError):
        log.exception("Sheet %s could not be marked up", batch.pk)
        return ""
    finally:
        Path(partial).unlink(missing_ok=True)
    return name


def _marks(batch: SheetImport) -> Iterator[Mark]:
    """Every fault that stands in a row, in the order of the file, up to ``MOST_MARKS``."""
    rows = SheetImportRow.objects.for_workspace(batch.workspace).filter(batch=batch)
    faulty = rows.exclude(faults=[]).order_by("pk")
    count = 0
    for row in faulty.only("sheet", "number", "faults").iterator(chunk_size=ROWS_AT_ONCE):
        for fault in row.faults:
            yield _mark(row, fault)
            count += 1
            if count >= MOST_MARKS:
                return


def _mark(row: SheetImportRow, fault: dict[str, Any]) -> Mark:
    return Mark(
        row.sheet, row.number, fault["part"], fault["index"], fault["text"], bool(fault["blocks"])
    )
