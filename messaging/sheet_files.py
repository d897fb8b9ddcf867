"""The files of a sheet that came back: as it came, and with our remarks in its cells."""

from typing import TYPE_CHECKING, Literal

from messaging.models import SheetImport

if TYPE_CHECKING:
    from django.core.files import File

Which = Literal["file", "marked_file"]


def open_kept(batch: SheetImport, which: Which) -> "tuple[File[bytes], str] | None":
    """The open file and the name to save it under; None where there is none any more."""
    kept = getattr(batch, which)
    try:
        return (kept.open("rb"), name_of(batch, which)) if kept else None
    except FileNotFoundError:
        return None


def name_of(batch: SheetImport, which: Which) -> str:
    """Their own name for it; the marked copy is a workbook, whatever they sent."""
    if which == "file":
        return batch.file_name
    stem = batch.file_name.rpartition(".")[0] or batch.file_name
    return f"{stem}-marked.xlsx"
