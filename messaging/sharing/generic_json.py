"""Copy of any channel as JSON, for programs: one list, or an object a line.  [pure]"""

import json
from collections.abc import Iterable
from typing import Any, BinaryIO

from messaging.channels import Channel
from messaging.sharing.generic_tables import about
from messaging.sharing.leaving import Leaving


def as_object(leaving: Leaving) -> dict[str, Any]:
    line = leaving.line
    said: dict[str, Any] = {**about(leaving), "live": line.is_live}
    return said | {"parts": leaving.parts, "pins": line.pins, "checksum": line.checksum}


def write_generic_jsonl(
    to: BinaryIO, lines: Iterable[Leaving], channels: Iterable[Channel] = ()
) -> int:
    count = 0
    for leaving in lines:
        to.write(json.dumps(as_object(leaving), ensure_ascii=False).encode() + b"\n")
        count += 1
    return count


def write_generic_json(
    to: BinaryIO, lines: Iterable[Leaving], channels: Iterable[Channel] = ()
) -> int:
    """Written line by line, so that memory does not grow with the number of texts."""
    count = 0
    to.write(b"[")
    for leaving in lines:
        to.write(b",\n" if count else b"\n")
        to.write(json.dumps(as_object(leaving), ensure_ascii=False).encode())
        count += 1
    to.write(b"\n]\n")
    return count
