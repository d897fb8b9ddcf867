"""A first look at an uploaded file, in a process that can do no harm.

Readers look before they unpack, but a reader may have a hole nobody knows of. So a file is first
read in a process of its own, which knows no secret of the site, may write no file, and is stopped
by the system when it takes too long or too much. What came through there is then read here.
"""

import resource
import subprocess
import sys
from pathlib import Path

from personas.listening.tables import UnreadableFileError

SMALL_TEXT_BYTES = 256 * 1024
"""Plain text of this size cannot hurt, and is what most people paste."""
CPU_SECONDS = 2
MEMORY_BYTES = 256 * 1024 * 1024
PATIENCE_SECONDS = 20.0
"""By the clock, on a machine that has other things to do."""
PACKED = (b"PK", b"\xd0\xcf\x11\xe0")
REFUSED, TOO_MUCH = 3, 4
HEAVY = (
    "Reading this file takes more than a table of quotes ever needs. "
    "Copy only the table into a new workbook, or save it as CSV."
)
ROOT = Path(__file__).resolve().parents[2]
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from personas.listening import apart; "
CHILD += "sys.exit(apart.look(sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))"


def refuse_if_hostile(content: bytes, file_name: str) -> None:
    """UnreadableFileError unless a process with limits could read the file."""
    if len(content) <= SMALL_TEXT_BYTES and not content.startswith(PACKED):
        return
    command = [sys.executable, "-I", "-c", CHILD, str(ROOT), file_name]
    limits = [str(CPU_SECONDS), str(MEMORY_BYTES)]
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter; the name is an argument only
            [*command, *limits],
            input=content,
            capture_output=True,
            timeout=PATIENCE_SECONDS,
            env={"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(HEAVY) from error
    if done.returncode == REFUSED:
        raise UnreadableFileError(done.stdout.decode("utf-8", "replace")[:500])
    if done.returncode:
        raise UnreadableFileError(HEAVY)


def look(file_name: str, cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: 0 if the file on standard input can be read."""
    _limit(cpu_seconds, memory_bytes)
    from personas.listening.reading import read_table

    try:
        read_table(sys.stdin.buffer.read(), file_name)
    except UnreadableFileError as error:
        sys.stdout.buffer.write(str(error).encode())
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    return 0


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
