"""JSON Lines and JSON: objects become rows, their keys the columns.

Keys of objects within objects are joined by dots; an object without a key that others have leaves
that cell empty. A file is read twice: for its keys, and for its rows.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from personas.listening.constants import LONGEST_CELL, MAX_COLUMNS, MAX_ROWS
from personas.listening.delimited import too_many_rows
from personas.listening.tables import Opened, Row, UnreadableFileError

Lines = Callable[[], Iterator[str]]
Written = Callable[[dict[str, Any], str], str]
"""What is kept of the value that an object has for a key, if it has one."""
LINES_SUFFIXES = (".jsonl", ".ndjson")
MOST_LEVELS = 6
"""What lies deeper is kept as JSON text."""
QUOTE_KEY = "quote"


def json_kind(begins: str, file_name: str) -> str:
    """jsonl, json, or nothing if it is no JSON: told by how the text begins, and by its name."""
    first_line, _, more = begins.partition("\n")
    if begins.startswith("{") and isinstance(_parsed(first_line), dict):
        return "jsonl" if more.strip() or not file_name.endswith(".json") else "json"
    if file_name.endswith(LINES_SUFFIXES):
        return "json" if begins.startswith("[") else "jsonl"
    is_list = "".join(begins[:200].split())[:2] in ("[", "[{", "[]")
    if file_name.endswith(".json") or is_list or first_line.strip() == "{":
        return "json"
    return ""


def json_lines(lines: Lines, written: Written | None = None) -> Opened:
    """The rows of a file with an object on each line, numbered by their lines."""
    return _opened(lambda: _of_lines(lines()), "jsonl", written)


def json_document(content: bytes, encoding: str, written: Written | None = None) -> Opened:
    """The rows of a list of objects, or of the longest list in an object."""
    try:
        told = orjson.loads(content.decode(encoding).removeprefix("\ufeff"))
    except (orjson.JSONDecodeError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", 1)
        raise UnreadableFileError(
            f"This is no complete JSON: look near line {line}. "
            "Export it again, or save the table as CSV."
        ) from error
    if isinstance(told, dict):
        lists = [value for value in told.values() if isinstance(value, list)]
        told = max(lists, key=len, default=[told])
    if not isinstance(told, list):
        raise UnreadableFileError("This JSON holds no list of quotes or of objects with quotes.")
    if len(told) > MAX_ROWS:
        raise too_many_rows()
    items: list[Any] = told
    return _opened(lambda: enumerate(items, start=1), "json", written)


def _of_lines(lines: Iterable[str]) -> Iterator[tuple[int, Any]]:
    count = 0
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        count += 1
        if count > MAX_ROWS:
            raise too_many_rows()
        try:
            yield number, orjson.loads(line)
        except orjson.JSONDecodeError as error:
            raise UnreadableFileError(
                f"Line {number} is no complete JSON object. Each line must hold one, as the other "
                "lines do."
            ) from error


def _opened(
    items: Callable[[], Iterable[tuple[int, Any]]], kind: str, written: Written | None
) -> Opened:
    keys: dict[str, None] = {}
    known: set[tuple[str, ...]] = set()
    for _, item in items():
        plain = item if isinstance(item, dict) else {QUOTE_KEY: item}
        if _is_flat(plain):
            these = tuple(plain)
        else:
            plain = flattened(plain)
            these = tuple(plain)
        if these in known:
            continue
        known.add(these)
        keys.update(dict.fromkeys(these))
        if len(keys) > MAX_COLUMNS:
            raise UnreadableFileError(
                f"The objects of this file have more than {MAX_COLUMNS} keys between them. Leave "
                "out those that nobody needs."
            )
    header = tuple(key.replace("\x00", "") for key in keys)
    rows = _rows(items(), tuple(keys), written or _written)
    return Opened(rows, kind, header=header, encoding="utf-8")


def _rows(
    items: Iterable[tuple[int, Any]], keys: tuple[str, ...], written: Written
) -> Iterator[Row]:
    for number, item in items:
        plain = item if isinstance(item, dict) else {QUOTE_KEY: item}
        if not _is_flat(plain):
            plain = flattened(plain)
        cells = tuple([written(plain, key) for key in keys])
        if any(cells):
            yield Row(number, cells)


def _written(item: dict[str, Any], key: str) -> str:
    return cell_text(item.get(key))


def _is_flat(item: dict[str, Any]) -> bool:
    return not any(type(value) is dict for value in item.values())


def flattened(item: dict[str, Any], level: int = 1) -> dict[str, Any]:
    """{"user": {"id": 1}} becomes {"user.id": 1}."""
    flat: dict[str, Any] = {}
    for key, value in item.items():
        if isinstance(value, dict) and value and level < MOST_LEVELS:
            for inner, cell in flattened(value, level + 1).items():
                flat[f"{key}.{inner}"] = cell
        else:
            flat[key] = value
    return flat


def cell_text(value: Any) -> str:
    """A value as a spreadsheet would show it."""
    if isinstance(value, str):
        text = value.replace("\x00", "").strip()  # JSON can spell it; no database keeps it
    elif value is None:
        return ""
    elif isinstance(value, bool):
        return "yes" if value else "no"
    elif isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    elif isinstance(value, list) and not any(isinstance(one, dict | list) for one in value):
        text = ", ".join(filter(None, map(cell_text, value)))
    elif isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False) if value else ""
    else:
        text = str(value)
    if len(text) > LONGEST_CELL:
        raise UnreadableFileError(
            f"One text of this file is longer than {LONGEST_CELL:,} characters, which no text is."
        )
    return text


def _parsed(line: str) -> Any:
    try:
        return orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
