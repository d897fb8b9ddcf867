"""An uploaded file is read once, in a process that can do no harm.

Readers look before they unpack, but a reader may have a hole nobody knows of. So a file is read in
a process of its own, which knows no secret of the site, may write no file, and is stopped by the
system when it takes too long or too much. It gives its rows line by line, which are kept here and
never held as a whole.
"""

import json
import resource
import subprocess
import sys
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryFile
from threading import Timer
from typing import IO, Any

from personas.listening.stored_rows import facts_from, head_line, row_line
from personas.listening.tables import FileFacts, UnreadableFileError

SMALL_TEXT_BYTES = 256 * 1024
"""Plain text of this size cannot hurt, and is what most people paste."""
CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
PATIENCE_SECONDS = 20.0
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
CHILD += "sys.exit(apart.look(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))"


def convert_apart(source: Path, file_name: str, target: Path) -> FileFacts:
    """Read ``source`` and write its rows to ``target`` (see ``stored_rows``).

    UnreadableFileError says why it is refused; then ``target`` is not there. ``file_name`` is the
    name it was given, which tells lines of quotes (.txt) from a table.
    """
    try:
        with source.open("rb") as file, target.open("wb") as rows:
            return _convert(file, file_name, rows)
    except UnreadableFileError:
        target.unlink(missing_ok=True)
        raise


def refuse_if_hostile(content: bytes, file_name: str) -> None:
    """UnreadableFileError unless a process with limits could read the file."""
    if len(content) <= SMALL_TEXT_BYTES and not content.startswith(PACKED):
        return
    with TemporaryFile() as file, TemporaryFile() as rows:
        file.write(content)
        file.seek(0)
        _convert(file, file_name, rows)


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
            told = _copy(child.stdout, target) if child.stdout else {}
            child.wait()
        finally:
            timer.cancel()
            child.kill()
    if child.returncode == REFUSED:
        raise UnreadableFileError(str(told.get("refused", HEAVY))[:500])
    if child.returncode or "header" not in told:
        raise UnreadableFileError(HEAVY)
    facts = facts_from(told)
    target.seek(0)
    target.write(head_line(facts, told["room"]))
    return facts


def _copy(lines: IO[bytes], target: IO[bytes]) -> dict[str, Any]:
    """Rows go to ``target`` as they come; what is told last of the whole file is given back."""
    told: dict[str, Any] = {}
    room = written = 0
    while line := lines.readline(LONGEST_LINE_BYTES):
        if line.startswith(b"["):
            written += target.write(line)
        else:
            told = json.loads(line)
            if not room and "header" in told:
                room = target.write(head_line(facts_from(told)))
        if written > MOST_BYTES or not line.endswith(b"\n"):
            return {}
    return told | {"room": room}


def look(file_name: str, cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: gives the rows of the file on standard input, and 0 if it could."""
    _limit(cpu_seconds, memory_bytes)
    from personas.listening.reading import read_facts_and_rows

    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            facts, rows = read_facts_and_rows(file, file_name)
            _tell(out, asdict(facts))
            count = 0
            for row in rows:
                out.write(row_line(row))
                count += 1
            _tell(out, asdict(replace(facts, rows=count)))
    except UnreadableFileError as error:
        _tell(out, {"refused": str(error)})
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    return 0


def _tell(out: IO[bytes], told: dict[str, Any]) -> None:
    out.write(json.dumps(told).encode() + b"\n")
    out.flush()


def _limit(cpu_seconds: int, memory_bytes: int) -> None:
    limits = (
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # a system that does not know this limit
            continue
