"""Rows as they are kept between the steps of an import: one JSON list a line.

The first line holds what is known of the file (``FileFacts``), so that nothing else need be kept
to go on. A file of many rows is never held as a whole.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from itertools import islice
from typing import IO, Any

import orjson

from personas.listening.tables import FileFacts, Row

HEAD_ROOM = 2_000
"""Blanks after the first line, which is written anew when the last row is known."""


def read_stored(file: IO[bytes], *, start: int = 0) -> tuple[FileFacts, Iterator[Row]]:
    """What is known of the file, and its rows, the first ``start`` of them left out."""
    facts = read_facts(file)
    return facts, _rows(file, start)


def read_facts(file: IO[bytes]) -> FileFacts:
    """Only the first line."""
    return facts_from(json.loads(file.readline()))


def facts_from(told: Mapping[str, Any]) -> FileFacts:
    """Facts as they came through JSON; ValueError if these are none."""
    if missing := {one.name for one in fields(FileFacts)} - set(told):
        raise ValueError(f"Not told: {', '.join(sorted(missing))}.")
    known = {one.name: told[one.name] for one in fields(FileFacts)}
    known["header"] = tuple(known["header"])
    known["month_first"] = tuple(known["month_first"])
    return FileFacts(**known)


def _rows(file: IO[bytes], start: int) -> Iterator[Row]:
    for line in islice(file, start, None):
        number, cells = orjson.loads(line)
        yield Row(number, tuple(cells))


def head_line(facts: FileFacts, length: int = 0) -> bytes:
    """The first line; ``length`` bytes long where it takes the place of another."""
    line = json.dumps(asdict(facts)).encode()
    return line.ljust(length - 1 if length else len(line) + HEAD_ROOM) + b"\n"


def row_line(row: Row) -> bytes:
    return orjson.dumps((row.number, row.cells), option=orjson.OPT_APPEND_NEWLINE)
