"""Documents (DOCX): the lines of a transcript, or quotes one a paragraph.

A document is a zip of XML as a workbook is, and is looked through in the same way before it is
opened. Of its parts only the text is read.
"""

import zipfile
from collections.abc import Iterator
from typing import IO, Any

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped] # has no types
from defusedxml.ElementTree import ParseError, iterparse  # type: ignore[import-untyped]

from personas.listening.tables import UnreadableFileError
from personas.listening.workbook_look import check_piece, members_of, pieces_of

TEXT_PART = "word/document.xml"
MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
"""A day of talk, with every word marked up, unpacks to about ten."""
LONGEST_PARAGRAPH = 200_000
NAMESPACES = (
    "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}",
    "{http://purl.oclc.org/ooxml/wordprocessingml/main}",
)
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
LOCKED = "This document is protected by a password. Save it without one and upload that."
DAMAGED = "This document is damaged. Open it, save it again as DOCX, and upload that."
MACROS = "This document has macros. Save it as DOCX without macros."
DECLARED = (
    "This document contains document type declarations, which Word never writes. Copy the text "
    "and paste it."
)
TOO_LARGE = (
    f"Unpacked, this document is larger than {MAX_DOCUMENT_BYTES // 2**20} MB. Copy the text and "
    "paste it."
)


def is_document(file: IO[bytes]) -> bool:
    """Does this zip hold a Word document? UnreadableFileError if it is no whole zip."""
    names = {member.filename for member in members_of(file)}
    file.seek(0)
    return TEXT_PART in names and "xl/workbook.xml" not in names


def look_through_document(file: IO[bytes]) -> int:
    """UnreadableFileError unless it is a plain document of a harmless size.

    Gives the bytes it unpacks to.
    """
    members = members_of(file)
    if any(member.filename.lower().endswith("vbaproject.bin") for member in members):
        raise UnreadableFileError(MACROS)
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableFileError(LOCKED)
    # Pictures are never unpacked, so they may be as large as they like; what is read may not.
    texts = [member for member in members if member.filename.endswith((".xml", ".rels"))]
    if sum(member.file_size for member in texts) > MAX_DOCUMENT_BYTES:
        raise UnreadableFileError(TOO_LARGE)
    if sum(member.filename == TEXT_PART for member in members) != 1:
        raise UnreadableFileError(DAMAGED)
    room = MAX_DOCUMENT_BYTES
    for member in texts:
        for piece in pieces_of(file, member):
            room -= len(piece)
            if room < 0:
                raise UnreadableFileError(TOO_LARGE)
            check_piece(piece, DECLARED)
    return MAX_DOCUMENT_BYTES - room


def document_lines(file: IO[bytes]) -> Iterator[str]:
    """The paragraphs, an empty line between any two; ``look_through_document`` found it harmless.

    A row of a table is one line: a cell with a name before a cell with what was said.
    """
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive, archive.open(TEXT_PART) as part:
            yield from _lines(part)
    except DefusedXmlException as error:
        raise UnreadableFileError(DECLARED) from error
    except (ParseError, zipfile.BadZipFile, OSError, EOFError, ValueError, LookupError) as error:
        if isinstance(error, UnreadableFileError):
            raise
        raise UnreadableFileError(DAMAGED) from error
    except (NotImplementedError, RuntimeError) as error:
        raise UnreadableFileError(DAMAGED) from error


def _lines(part: IO[bytes]) -> Iterator[str]:
    skipped = 0
    text: list[str] = []
    cells: list[list[str]] = []
    rows = 0
    events = iterparse(part, events=("start", "end"), forbid_dtd=True)
    for event, element in events:
        name = _name(element)
        if event == "start":
            skipped += element.tag == FALLBACK
            rows += name == "tr"
            if name == "tr" and rows == 1:
                cells = []
            if name == "tc" and rows == 1:
                cells.append([])
            continue
        if element.tag == FALLBACK:
            skipped -= 1
        elif skipped:
            pass
        elif name == "t":
            text.append(element.text or "")
        elif name in ("tab", "br", "cr"):
            text.append("\t" if name == "tab" else "\n")
        elif name == "p":
            paragraph = "".join(text)[:LONGEST_PARAGRAPH].replace("\x00", "")
            text = []
            if rows and cells:
                cells[-1].append(paragraph.strip())
            elif not rows:
                yield from (line.strip() for line in (*paragraph.splitlines(), ""))
        elif name == "tr":
            rows -= 1
            if not rows:
                yield from (_row(cells), "")
        element.clear()


def _name(element: Any) -> str:
    for namespace in NAMESPACES:
        if element.tag.startswith(namespace):
            return str(element.tag[len(namespace) :])
    return ""


def _row(cells: list[list[str]]) -> str:
    """ "Anna", "00:12", "I lost ..." as one line with the name before the colon."""
    filled = [" ".join(filter(None, cell)).replace("\n", " ") for cell in cells]
    filled = [cell for cell in filled if cell]
    if len(filled) < 2:
        return "".join(filled)
    *before, said = filled
    return f"{' '.join(before).rstrip(':')}: {said}"
