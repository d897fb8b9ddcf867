"""Reads the whole corpus of hostile files as the site does, and says what each took.

    python -m tests.security.read_hostile FOLDER make [NAME ...]
    python -m tests.security.read_hostile FOLDER read
    python -m tests.security.read_hostile FOLDER sheets

The last reads them as sheets of copy that come back. Two steps, since a process that once was
large lends its size to its children in what the system counts of them.
"""

import json
import resource
import sys
from pathlib import Path

from messaging.sharing.read_apart import read_sheets
from personas.listening import apart
from personas.listening.tables import UnreadableFileError


def make(folder: Path, names: list[str]) -> None:
    from tests.security.hostile_files import REFUSED

    names = names or list(REFUSED)
    (folder / "names.json").write_text(json.dumps(names))
    for number, name in enumerate(names):
        (folder / str(number)).write_bytes(REFUSED[name][1]())


def read(folder: Path, *, as_sheets: bool = False) -> None:
    """A line of JSON for each: name, reason or null, CPU seconds; last the most memory in MB."""
    target = folder / "rows"
    for number, name in enumerate(json.loads((folder / "names.json").read_text())):
        before = _cpu()
        reason = None
        try:
            if as_sheets:
                read_sheets(folder / str(number), "copy.xlsx").close()
            else:
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
    where, what, *names = sys.argv[1:]
    if what == "make":
        make(Path(where), names)
    else:
        read(Path(where), as_sheets=what == "sheets")
