"""An uploaded file is read once, in a process that can do no harm.

Readers look before they unpack, but a reader may have a hole nobody knows of. So a file is read in
a process of its own, which knows no secret of the site, may write no file, and is stopped by the
system when it takes too long or too much. It gives its rows line by line, which are kept here and
never held as a whole.
"""

import gc
import json
import math
import resource
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from threading import Timer
from typing import IO, Any

from personas.listening.stored_rows import facts_from, head_line, row_line
from personas.listening.tables import FileFacts, UnreadableFileError

SMALL_TEXT_BYTES = 256 * 1024
"""Plain text of this size cannot hurt, and is what most people paste."""
CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
"""To look at a file, and to read one of ``SMALL_BYTES``, unpacked."""
SMALL_BYTES = 96 * 1024 * 1024
BYTES_A_CPU_SECOND = 12 * 1024 * 1024
MEMORY_A_BYTE = 4
TIMES = 8
"""The most that any file gets: so many times what looking at one takes."""
PATIENCE_SECONDS = 120.0
"""By the clock, on a machine that has other things to do."""
PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
REFUSED, TOO_MUCH = 3, 4
LONGEST_LINE_BYTES = 16 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
HEAVY = (
    "Reading this file takes more than a table of quotes ever needs. "
    "Copy only the table into a new workbook, or save it as CSV."
)
ROOT = Path(__file__).resolve().parents[2]
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from personas.listening import apart; "
CHILD += "import os; os._exit(apart.look(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))"


def convert_apart(source: Path, file_name: str, target: Path) -> FileFacts:
    """Read ``source`` and write its rows to ``target`` (see ``stored_rows``).

    UnreadableFileError says why it is refused; then ``target`` is not there. ``file_name`` is the
    name it was given, which tells lines of quotes (.txt) from a table.
    """
    try:
        with source.open("rb") as file, target.open("w+b") as rows:
            if _is_harmless(file):
                return _convert_here(file, file_name, rows)
            return _convert(file, file_name, rows)
    except UnreadableFileError:
        target.unlink(missing_ok=True)
        raise


def _is_harmless(file: IO[bytes]) -> bool:
    length = file.seek(0, 2)
    file.seek(0)
    is_packed = file.read(4).startswith(PACKED)
    file.seek(0)
    return length <= SMALL_TEXT_BYTES and not is_packed


def _convert(file: IO[bytes], file_name: str, target: IO[bytes]) -> FileFacts:
    command = [sys.executable, "-I", "-c", CHILD, str(ROOT), file_name]
    with subprocess.Popen(  # noqa: S603 - our own interpreter; the name is an argument only
        [*command, str(CPU_SECONDS), str(MEMORY_BYTES)],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
    ) as child:
        timer = Timer(PATIENCE_SECONDS, child.kill)
        timer.start()
        try:
            told, room = _copy(child.stdout, target) if child.stdout else ({}, 0)
            child.wait()
        except ValueError as error:
            raise UnreadableFileError(HEAVY) from error
        finally:
            timer.cancel()
            child.kill()
    if child.returncode == REFUSED:
        raise UnreadableFileError(str(told.get("refused", HEAVY))[:500])
    if child.returncode or "header" not in told:
        raise UnreadableFileError(HEAVY)
    return _finished(target, facts_from(told), room)


def _copy(lines: IO[bytes], target: IO[bytes]) -> tuple[dict[str, Any], int]:
    """Rows go to ``target`` as they come. Gives what was told last, and the room for the head.

    ValueError if that is not what our readers say.
    """
    told: dict[str, Any] = {}
    room = written = 0
    while line := lines.readline(LONGEST_LINE_BYTES):
        written += len(line)
        if written > MOST_BYTES or not line.endswith(b"\n"):
            raise ValueError("more than any table holds")
        if line.startswith(b"["):
            target.write(line)
            continue
        told = json.loads(line)
        if not room and "header" in told:
            room = target.write(head_line(facts_from(told)))
    return told, room


def _finished(target: IO[bytes], facts: FileFacts, room: int) -> FileFacts:
    target.seek(0)
    target.write(head_line(facts, room))
    return facts


def _convert_here(file: IO[bytes], file_name: str, target: IO[bytes]) -> FileFacts:
    """A small text, without the half second that another process takes."""
    from personas.listening.reading import begin_to_read

    try:
        reading = begin_to_read(file, file_name)
        room = target.write(head_line(reading.facts))
        target.writelines(map(row_line, reading.rows()))
    except (MemoryError, RecursionError) as error:
        raise UnreadableFileError(HEAVY) from error
    return _finished(target, reading.facts, room)


def look(file_name: str, cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: gives the rows of the file on standard input, and 0 if it could."""
    limits = _Limits(cpu_seconds, memory_bytes)
    gc.disable()  # rows come and go one by one
    from personas.listening.reading import begin_to_read

    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            reading = begin_to_read(file, file_name, limits.allow)
            _tell(out, asdict(reading.facts))
            out.writelines(map(row_line, reading.rows()))
            _tell(out, asdict(reading.facts))
    except UnreadableFileError as error:
        _tell(out, {"refused": str(error)})
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    return 0


def _tell(out: IO[bytes], told: dict[str, Any]) -> None:
    out.write(json.dumps(told).encode() + b"\n")
    out.flush()


class _Limits:
    """What this process may take. To look at a file it gets little; to read one that was found to
    be honest, in proportion to what it holds, and never more than ``TIMES`` that.
    """

    def __init__(self, cpu_seconds: int, memory_bytes: int) -> None:
        self.cpu_seconds, self.memory_bytes = cpu_seconds, memory_bytes
        _limit(resource.RLIMIT_FSIZE, 0, 0)
        _limit(resource.RLIMIT_CORE, 0, 0)
        self._set(cpu_seconds, memory_bytes)

    def allow(self, size: int) -> None:
        more = max(0, size - SMALL_BYTES)
        self._set(
            self.cpu_seconds + math.ceil(size / BYTES_A_CPU_SECOND),
            self.memory_bytes + more * MEMORY_A_BYTE,
        )

    def _set(self, cpu_seconds: int, memory_bytes: int) -> None:
        _limit(resource.RLIMIT_CPU, cpu_seconds, self.cpu_seconds * TIMES)
        _limit(resource.RLIMIT_AS, memory_bytes, self.memory_bytes * TIMES)


def _limit(kind: int, usual: int, most: int) -> None:
    try:
        resource.setrlimit(kind, (min(usual, most), most))
    except (ValueError, OSError):  # a system that does not know this limit
        return
