"""Somebody's own file, kept while they say what goes where: an ad account's export, a template.

The file stays as it came, byte for byte. What is no plain text is read by a process with limits
first. A file that nobody has filled within a day is deleted with the next that comes, or by the
clock; all of them go when a person is erased.
"""

import json
import re
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile

from messaging.sharing.filling.assigning import FileRow
from messaging.sharing.filling.columns import header_row
from messaging.sharing.filling.text_cells import TextFile, open_text
from personas.listening.apart import convert_apart
from personas.listening.stored_rows import read_stored
from personas.listening.tables import UnreadableFileError
from workspaces.access import SHARE, Access
from workspaces.models import Workspace

MOST_BYTES: Final = 20 * 1024 * 1024
MOST_ROWS: Final = 20_000
MOST_CELLS: Final = 1_000_000
MOST_COLUMNS: Final = 2_000
LONGEST_NAME_BYTES: Final = 180
FORGOTTEN_AFTER: Final = 24 * 3600
TOKEN = re.compile(r"[0-9a-f]{32}")
XLSX, TEXT = "xlsx", "text"
ZIP_MAGIC = b"PK"
UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:]")
TOO_LARGE = (
    f"Files of up to {MOST_BYTES // 2**20} MB and {MOST_ROWS:,} rows are filled. "
    "Export fewer ads at once."
)
GONE = "This file is kept no longer. Upload it once more."
EMPTY = "This file is empty. Its first row has to name the columns."
NO_WORKBOOK = "This is no table. Take a CSV, a TSV or a workbook (XLSX)."


class TemplateGoneError(LookupError):
    """The file was not kept, or no longer."""


@dataclass(frozen=True, slots=True)
class FileToFill:
    """A file as it was told: its header, and the rows below that hold anything.

    ``rows`` go by their place in the file, as does ``header_at``; ``text`` is there for what is no
    workbook.
    """

    token: str
    title: str
    kind: str
    path: Path
    header: tuple[str, ...]
    rows: list[FileRow] = field(repr=False)
    sheet: str = ""
    header_at: int = 0
    text: TextFile | None = field(default=None, repr=False)

    @property
    def told(self) -> str:
        """What the file is, in a few words."""
        if self.text is None:
            return f"Workbook, sheet “{self.sheet}”"
        parted = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
        encoding = self.text.encoding.upper()
        return f"Text in {encoding}, parted by {parted.get(self.text.delimiter, 'a sign')}"


def take_template(*, access: Access, file: "UploadedFile[bytes]") -> FileToFill:
    """Keep the file, and tell its columns. UnreadableFileError with a sentence if it is refused."""
    access.require(SHARE)
    if (file.size or 0) > MOST_BYTES:
        raise UnreadableFileError(TOO_LARGE)
    folder = _folder(access.workspace)
    folder.mkdir(parents=True, exist_ok=True)
    forget_templates(access.workspace, older_than=FORGOTTEN_AFTER)
    token = uuid.uuid4().hex
    path = folder / token
    title = _plain_name(file.name or "")
    try:
        with path.open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
        sheet = _look_into(path, title)
        (folder / f"{token}.json").write_text(json.dumps({"title": title, "sheet": sheet}))
        return template_of(access=access, token=token)
    except UnreadableFileError:
        for left in folder.glob(f"{token}*"):
            left.unlink(missing_ok=True)
        raise


def template_of(*, access: Access, token: str) -> FileToFill:
    """The file that was kept under ``token``; TemplateGoneError if there is none."""
    access.require(SHARE)
    if not TOKEN.fullmatch(token):
        raise TemplateGoneError(GONE)
    path = _folder(access.workspace) / token
    told = path.with_name(f"{token}.json")
    if not path.exists() or not told.exists():
        raise TemplateGoneError(GONE)
    known = json.loads(told.read_text())
    text = None
    if known["sheet"]:
        every = _rows_of_workbook(path.with_name(f"{token}.rows"))
    else:
        text = open_text(path.read_bytes())
        every = _rows_of_text(text)
    first = header_row([row.cells for row in every])
    header = tuple(name.strip() for name in every[first].cells) if every else ()
    if len(header) > MOST_COLUMNS:
        raise UnreadableFileError(f"{MOST_COLUMNS:,} columns are the most we fill.")
    if not any(header):
        raise UnreadableFileError(EMPTY)
    rows = [row for row in every[first + 1 :] if any(cell.strip() for cell in row.cells)]
    kind = TEXT if text else XLSX
    at = every[first].place
    return FileToFill(token, known["title"], kind, path, header, rows, known["sheet"], at, text)


def forget_templates(workspace: Workspace, *, older_than: float = 0) -> int:
    """Delete the files that were kept here, those ``older_than`` so many seconds; how many."""
    folder = _folder(workspace)
    if not folder.is_dir():
        return 0
    count = 0
    for file in folder.iterdir():
        with suppress(FileNotFoundError):  # somebody else deletes them, too
            if file.stat().st_mtime <= time.time() - older_than:
                file.unlink()
                count += bool(TOKEN.fullmatch(file.name))
    return count


def _look_into(path: Path, title: str) -> str:
    """The sheet of a workbook that holds the table; empty for a text."""
    with path.open("rb") as file:
        if file.read(2) != ZIP_MAGIC:
            return ""
    facts = convert_apart(path, title, path.with_name(f"{path.name}.rows"), is_whole=True)
    if facts.kind != XLSX or not facts.sheet:
        raise UnreadableFileError(NO_WORKBOOK)
    if facts.rows > MOST_ROWS:
        raise UnreadableFileError(TOO_LARGE)
    return facts.sheet


def _rows_of_workbook(stored: Path) -> list[FileRow]:
    with stored.open("rb") as file:
        _, rows = read_stored(file)
        return [FileRow(row.number - 1, row.number, row.cells) for row in rows]


def _rows_of_text(text: TextFile) -> list[FileRow]:
    if len(text.rows) > MOST_ROWS + 100 or _cells(text) > MOST_CELLS:
        raise UnreadableFileError(TOO_LARGE)
    return [FileRow(row, row + 1, text.values(row)) for row in range(len(text.rows))]


def _cells(text: TextFile) -> int:
    return sum(len(places) - 1 for places in text.rows)


def _plain_name(name: str) -> str:
    clean = UNSAFE.sub("_", Path(name).name).strip(". ") or "file.csv"
    stem, dot, ending = clean.rpartition(".")
    return f"{_cut(stem)}{dot}{ending[:8]}" if dot else _cut(clean)


def _cut(name: str) -> str:
    """A disk counts the bytes of a name, of which a letter has up to four."""
    return name[:100].encode()[:LONGEST_NAME_BYTES].decode(errors="ignore")


def _folder(workspace: Workspace) -> Path:
    # Among the files of jobs, which go with the workspace.
    return Path(default_storage.path(f"jobs/{workspace.pk}/fills"))
