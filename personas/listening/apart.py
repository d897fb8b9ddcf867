"""An uploaded file is read once, in a process that can do no harm.

Readers look before they unpack, but a reader may have a hole nobody knows of. So a file is read in
a process of its own, which knows no secret of the site, may write no file, and is stopped by the
system when it takes too long or too much. It gives its rows line by line, which are kept here and
never held as a whole.
"""

import gc
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from personas.listening.limited import REFUSED, TOO_MUCH, Limits, run_limited, tell
from personas.listening.stored_rows import facts_from, head_line, row_line
from personas.listening.tables import FileFacts, UnreadableFileError

SMALL_TEXT_BYTES = 256 * 1024
"""Plain text of this size cannot hurt, and is what most people paste."""
CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
"""To look at a file, and to read one of ``limited.SMALL_BYTES``, unpacked."""
PATIENCE_SECONDS = 120.0
"""By the clock, on a machine that has other things to do."""
PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
HEAVY = (
    "Reading this file takes more than a table of quotes ever needs. "
    "Copy only the table into a new workbook, or save it as CSV."
)
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from personas.listening import apart; "
CHILD += "import os; os._exit(apart.look(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), "
CHILD += "sys.argv[5] == 'whole'))"
_Limits = Limits


def convert_apart(
    source: Path, file_name: str, target: Path, *, is_whole: bool = False
) -> FileFacts:
    """Read ``source`` and write its rows to ``target`` (see ``stored_rows``).

    UnreadableFileError says why it is refused; then ``target`` is not there. ``file_name`` is the
    name it was given, which tells lines of quotes (.txt) from a table. With ``is_whole`` nothing
    is taken for a header: every row is given as it stands.
    """
    try:
        with source.open("rb") as file, target.open("w+b") as rows:
            if is_harmless(file):
                return _convert_here(file, file_name, rows, is_whole)
            return _convert(file, file_name, rows, is_whole)
    except UnreadableFileError:
        target.unlink(missing_ok=True)
        raise


def is_harmless(file: IO[bytes]) -> bool:
    """A short plain text, which needs no process of its own."""
    length = file.seek(0, 2)
    file.seek(0)
    is_packed = file.read(4).startswith(PACKED)
    file.seek(0)
    return length <= SMALL_TEXT_BYTES and not is_packed


def _convert(file: IO[bytes], file_name: str, target: IO[bytes], is_whole: bool) -> FileFacts:
    told: dict[str, Any] = {}
    room = 0

    def take(line: bytes) -> None:
        """Rows go to ``target`` as they come; the head has room for what is told last."""
        nonlocal told, room
        if line.startswith(b"["):
            target.write(line)
            return
        told = json.loads(line)
        if not room and "header" in told:
            room = target.write(head_line(facts_from(told)))

    wanted = "whole" if is_whole else "table"
    arguments = [file_name, str(CPU_SECONDS), str(MEMORY_BYTES), wanted]
    try:
        ended = run_limited(file, CHILD, arguments, take, PATIENCE_SECONDS)
    except ValueError as error:
        raise UnreadableFileError(HEAVY) from error
    if ended == REFUSED:
        raise UnreadableFileError(str(told.get("refused", HEAVY))[:500])
    if ended or "header" not in told:
        raise UnreadableFileError(HEAVY)
    return _finished(target, facts_from(told), room)


def _finished(target: IO[bytes], facts: FileFacts, room: int) -> FileFacts:
    target.seek(0)
    target.write(head_line(facts, room))
    return facts


def _convert_here(file: IO[bytes], file_name: str, target: IO[bytes], is_whole: bool) -> FileFacts:
    """A small text, without the half second that another process takes."""
    from personas.listening.reading import begin_to_read

    try:
        reading = begin_to_read(file, file_name, is_whole=is_whole)
        room = target.write(head_line(reading.facts))
        target.writelines(map(row_line, reading.rows()))
    except (MemoryError, RecursionError) as error:
        raise UnreadableFileError(HEAVY) from error
    return _finished(target, reading.facts, room)


def look(file_name: str, cpu_seconds: int, memory_bytes: int, is_whole: bool = False) -> int:
    """The other process: gives the rows of the file on standard input, and 0 if it could."""
    limits = Limits(cpu_seconds, memory_bytes)
    gc.disable()  # rows come and go one by one
    from personas.listening.reading import begin_to_read

    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            reading = begin_to_read(file, file_name, limits.allow, is_whole=is_whole)
            tell(out, asdict(reading.facts))
            out.writelines(map(row_line, reading.rows()))
            tell(out, asdict(reading.facts))
    except UnreadableFileError as error:
        tell(out, {"refused": str(error)})
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    return 0
