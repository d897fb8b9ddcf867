"""An .eml file is read in a process that can do no harm.

The standard library's reader of e-mails takes what its head asks for: a hundred kilobytes of it can
be gigabytes of memory. So there is a limit to both time and memory, as for a table.
"""

import json
import sys
from dataclasses import asdict
from datetime import date
from typing import IO, Any

from messaging.bringing.found import Found, NothingFoundError
from messaging.bringing.mail import MOST_BYTES, Mail, read_mail
from personas.listening.apart import CPU_SECONDS, MEMORY_BYTES, PATIENCE_SECONDS
from personas.listening.limited import REFUSED, TOO_MUCH, Limits, run_limited, tell

HEAVY = (
    "Reading this e-mail takes more than any we know. "
    "Save it once more, or paste its subject and body."
)
CHILD = "import sys; sys.path.insert(0, sys.argv[1]); from messaging.bringing import mail_apart; "
CHILD += "import os; os._exit(mail_apart.look(int(sys.argv[2]), int(sys.argv[3])))"


def read_mail_apart(file: IO[bytes]) -> Mail:
    """The e-mail in ``file``, a file of the system. NothingFoundError says why there is none."""
    told: dict[str, Any] = {}
    arguments = [str(CPU_SECONDS), str(MEMORY_BYTES)]
    try:
        ended = run_limited(
            file, CHILD, arguments, lambda line: told.update(json.loads(line)), PATIENCE_SECONDS
        )
    except (ValueError, TypeError) as error:
        raise NothingFoundError(HEAVY) from error
    if ended == REFUSED and "refused" in told:
        raise NothingFoundError(str(told["refused"])[:500])
    if ended or "found" not in told:
        raise NothingFoundError(HEAVY)
    found = told["found"]
    since = date.fromisoformat(found["since"]) if found["since"] else None
    return Mail(Found(found["name"], found["channel"], found["parts"], since), told["where"])


def look(cpu_seconds: int, memory_bytes: int) -> int:
    """The other process: tells the e-mail on standard input, and gives 0 if it could."""
    Limits(cpu_seconds, memory_bytes)
    out = sys.stdout.buffer
    try:
        with open(0, "rb", closefd=False) as file:
            mail = read_mail(file.read(MOST_BYTES + 1))
    except NothingFoundError as error:
        tell(out, {"refused": str(error)})
        return REFUSED
    except (MemoryError, RecursionError):
        return TOO_MUCH
    found = asdict(mail.found)
    found["since"] = mail.found.since.isoformat() if mail.found.since else ""
    tell(out, {"found": found, "where": mail.where})
    return 0
