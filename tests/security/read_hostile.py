"""Reads the whole corpus of hostile files as the site does, and says what each took.

    python -m tests.security.read_hostile FOLDER make
    python -m tests.security.read_hostile FOLDER read

Two steps, since a process that once was large lends its size to its children in what the system
counts of them.
"""

import json
import resource
import sys
from pathlib import Path

from personas.listening import apart
from personas.listening.tables import UnreadableFileError


def make(folder: Path) -> None:
    from tests.security.hostile_files import REFUSED

    (folder / "names.json").write_text(json.dumps(list(REFUSED)))
    for number, (_, content) in enumerate(REFUSED.values()):
        (folder / str(number)).write_bytes(content())


def read(folder: Path) -> None:
    """A line of JSON for each: name, reason or null, CPU seconds; last the most memory in MB."""
    target = folder / "rows"
    for number, name in enumerate(json.loads((folder / "names.json").read_text())):
        before = _cpu()
        reason = None
        try:
            apart.convert_apart(folder / str(number), "quotes.xlsx", target)
        except UnreadableFileError as error:
            reason = str(error)
        told = {"name": name, "reason": reason, "cpu": _cpu() - before, "left": target.exists()}
        sys.stdout.write(json.dumps(told) + "\n")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    sys.stdout.write(json.dumps({"most_mb": most}) + "\n")


def _cpu() -> float:
    """Of this process and its children."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))


if __name__ == "__main__":
    {"make": make, "read": read}[sys.argv[2]](Path(sys.argv[1]))
