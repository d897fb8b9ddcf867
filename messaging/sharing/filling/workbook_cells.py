"""A workbook in which cells of one sheet are written anew, and every other member stays.  [pure]"""

import copy
import posixpath
import shutil
import zipfile
from collections.abc import Mapping
from typing import BinaryIO
from xml.parsers import expat

from messaging.sharing.filling.sheet_xml import DAMAGED, UNUSUAL, Place, SheetXml
from personas.listening.tables import UnreadableFileError

MOST_SHEET_BYTES = 100 * 1024 * 1024
SMALL_MEMBER_BYTES = 8 * 1024 * 1024
OFFICE_DOCUMENT = "/officeDocument"


class SheetOfWorkbook:
    """One sheet of the workbook in ``file``, which must have been looked through before."""

    def __init__(self, file: BinaryIO, sheet: str, rows: set[int]) -> None:
        self.file = file
        try:
            with zipfile.ZipFile(file) as book:
                self.member = _member_of(book, sheet)
                data = _read(book, self.member, MOST_SHEET_BYTES)
        except (zipfile.BadZipFile, KeyError, OSError, NotImplementedError) as error:
            raise UnreadableFileError(DAMAGED) from error
        self.xml = SheetXml(data, rows)

    def write(self, to: BinaryIO, cells: Mapping[Place, str]) -> None:
        """The workbook with ``cells`` written; with none of them, the very same bytes."""
        self.file.seek(0)
        if not cells:
            shutil.copyfileobj(self.file, to)
            return
        new = self.xml.written(cells)
        with zipfile.ZipFile(self.file) as book, zipfile.ZipFile(to, "w") as made:
            made.comment = book.comment
            for info in book.infolist():
                # Writing notes places in it, which reading goes by.
                kept = copy.copy(info)
                if info.filename == self.member:
                    made.writestr(kept, new)
                    continue
                with book.open(info) as source, made.open(kept, "w") as target:
                    shutil.copyfileobj(source, target)


def _member_of(book: zipfile.ZipFile, sheet: str) -> str:
    """The name of the member that holds the sheet called ``sheet``."""
    workbook = "xl/workbook.xml"
    for said in _elements(book, "_rels/.rels", "Relationship"):
        if said.get("Type", "").endswith(OFFICE_DOCUMENT):
            workbook = said.get("Target", workbook).lstrip("/")
    folder, name = posixpath.split(workbook)
    wanted = ""
    for said in _elements(book, workbook, "sheet"):
        if said.get("name", "").strip() == sheet.strip():
            wanted = next((v for k, v in said.items() if k.rpartition(":")[2] == "id"), "")
            break
    for said in _elements(book, f"{folder}/_rels/{name}.rels", "Relationship"):
        if wanted and said.get("Id") == wanted:
            target = said.get("Target", "")
            if target.startswith("/"):
                return target.lstrip("/")
            return posixpath.normpath(posixpath.join(folder, target))
    raise UnreadableFileError(UNUSUAL)


def _elements(book: zipfile.ZipFile, member: str, wanted: str) -> list[dict[str, str]]:
    data = _read(book, member, SMALL_MEMBER_BYTES)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise UnreadableFileError(UNUSUAL)
    found: list[dict[str, str]] = []

    def start(name: str, said: dict[str, str]) -> None:
        if name.rpartition(":")[2] == wanted:
            found.append(said)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise UnreadableFileError(DAMAGED) from error
    return found


def _read(book: zipfile.ZipFile, member: str, most: int) -> bytes:
    with book.open(member) as source:
        data = source.read(most + 1)
    if len(data) > most:
        raise UnreadableFileError("This workbook is larger than any list of ads. Split it.")
    return data
