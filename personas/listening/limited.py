"""A process that may do no harm: it reads one file, within limits of time and memory.

It knows no secret of the site, may write no file, and is stopped by the system when it takes too
long or too much. What it finds it tells line by line on its standard output.
"""

import json
import math
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Timer
from typing import IO, Any

SMALL_BYTES = 96 * 1024 * 1024
"""What is read with the memory for looking at a file, unpacked."""
BYTES_A_CPU_SECOND = 12 * 1024 * 1024
MEMORY_A_BYTE = 4
TIMES = 8
"""The most that any file gets: so many times what looking at one takes."""
LONGEST_LINE_BYTES = 16 * 1024 * 1024
MOST_BYTES = 1024 * 1024 * 1024
REFUSED, TOO_MUCH = 3, 4
ROOT = Path(__file__).resolve().parents[2]


def run_limited(
    file: IO[bytes],
    code: str,
    arguments: list[str],
    take: Callable[[bytes], None],
    patience: float,
) -> int:
    """Run ``code``, our own Python, with ``file`` as its standard input; what it ended with.

    ``take`` is given every line it tells. ``patience`` is in seconds by the clock. ValueError
    (from ``take`` too) if it tells more than any of our readers would. ``sys.argv`` of the code is
    "-c", our root folder, then ``arguments``.
    """
    with subprocess.Popen(  # noqa: S603 - our own interpreter; names are arguments only
        [sys.executable, "-I", "-c", code, str(ROOT), *arguments],
        stdin=file,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONUTF8": "1", "LC_ALL": "C.UTF-8"},
    ) as child:
        timer = Timer(patience, child.kill)
        timer.start()
        try:
            written = 0
            while child.stdout and (line := child.stdout.readline(LONGEST_LINE_BYTES)):
                written += len(line)
                if written > MOST_BYTES or not line.endswith(b"\n"):
                    raise ValueError("more than any table holds")
                take(line)
            child.wait()
        finally:
            timer.cancel()
            child.kill()
    return child.returncode


def tell(out: IO[bytes], told: dict[str, Any]) -> None:
    """One line of the limited process to the one that started it."""
    out.write(json.dumps(told).encode() + b"\n")
    out.flush()


class Limits:
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
