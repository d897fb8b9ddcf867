"""JSON that every database and every answer can hold."""

import re
from collections.abc import Iterator, Mapping
from typing import IO, Any

from rest_framework.exceptions import ErrorDetail, ParseError, ValidationError
from rest_framework.parsers import JSONParser

UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""PostgreSQL's text holds no NUL, and half a surrogate pair is no character in UTF-8."""
MOST_LEVELS = 64
"""How deep lists and objects may lie in each other; no request of ours needs ten."""


class JsonParser(JSONParser):
    """Refuses with 400 what would otherwise fail later: in the database, or in the answer."""

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        try:
            # JSON is UTF-8 (RFC 8259), whatever character set a header names.
            data = super().parse(
                stream, media_type, {**(parser_context or {}), "encoding": "utf-8"}
            )
        except RecursionError as error:
            raise _too_deep() from error
        for path, text in texts_of(data):
            if UNSTORABLE.search(text):
                detail = ErrorDetail("This holds a character that is no text.", code="no_text")
                raise ValidationError({path or "non_field_errors": [detail]})
        return data


def texts_of(data: Any) -> Iterator[tuple[str, str]]:
    """Every text in JSON data, the keys of objects included, with its path (``parts.headline``).

    ParseError beyond ``MOST_LEVELS``. A key belongs to the object around it.
    """
    level = [("", data)]
    for _ in range(MOST_LEVELS):
        deeper: list[tuple[str, Any]] = []
        for path, value in level:
            if isinstance(value, str):
                yield path, value
            elif isinstance(value, dict):
                yield from ((path, key) for key in value)
                deeper += [(_join(path, key), inner) for key, inner in value.items()]
            elif isinstance(value, list):
                deeper += [(_join(path, str(index)), inner) for index, inner in enumerate(value)]
        if not deeper:
            return
        level = deeper
    raise _too_deep()


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _too_deep() -> ParseError:
    return ParseError(f"Lists and objects may lie {MOST_LEVELS} deep in each other.")
