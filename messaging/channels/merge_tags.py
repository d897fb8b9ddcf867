"""Merge tags: one neutral token with a fallback, written out in the dialect of each tool.

The neutral form is ``{{first_name|there}}``. Every token has a fallback, so that nobody reads
"Hi ,"; lengths are counted with the longer of the fallback and the longest value expected.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TOKEN = re.compile(r"\{\{\s*([A-Za-z_][\w.]*)\s*\|([^{}|]*)\}\}")
KEYWORD = re.compile(r"\{(?:KeyWord|Keyword|keyword|KEYWord|KeyWORD|CUSTOMIZER\.[\w ]+):([^{}]*)\}")
OPEN = re.compile(
    r"\{\{|\}\}|\{%|%\}|\*\||\|\*|%%|\{contactfield=|\[\[|\]\]|\$\{|\{(?!\s)[A-Za-z_][\w.:|]*\}"
)
"""What is left of a merge tag or slot once the complete tokens are taken out."""


SUSPECT = re.compile(r"[{}*%\[\]]")


class UnknownTokenError(ValueError):
    """A token that no field stands behind."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one tool writes a merge tag; ``fields`` maps our token names to its own."""

    key: str
    name: str
    template: str
    fields: Mapping[str, str]
    escape: str = ""


@cache
def _data() -> dict[str, Any]:
    path = Path(__file__).with_name("merge_tags.json")
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


@cache
def dialects() -> dict[str, Dialect]:
    """Every dialect by key."""
    return {
        key: Dialect(key, row["name"], row["template"], row["fields"], row.get("escape", ""))
        for key, row in _data()["dialects"].items()
    }


@cache
def longest_values() -> dict[str, str]:
    """The longest value we expect behind each token we know."""
    return {key: str(row["longest"]) for key, row in _data()["tokens"].items()}


def tokens(text: str) -> list[str]:
    """The names of the neutral tokens in ``text``, in order."""
    return [match[1] for match in TOKEN.finditer(text)]


def with_longest(text: str, values: Mapping[str, str] | None = None) -> str:
    """``text`` as the reader with the longest values would see it; what limits are counted on."""
    if "{" not in text:
        return text
    known = values if values is not None else longest_values()

    def fill(match: re.Match[str]) -> str:
        return max(known.get(match[1], ""), match[2], key=len)

    return KEYWORD.sub(lambda match: match[1], TOKEN.sub(fill, text))


def with_fallbacks(text: str) -> str:
    """``text`` as a reader of whom we know nothing would see it."""
    return KEYWORD.sub(lambda match: match[1], TOKEN.sub(lambda match: match[2], text))


def fault_in(text: str, known: Mapping[str, str] | None = None) -> str:
    """What is wrong with the tokens of ``text`` in one sentence, or an empty string."""
    if not SUSPECT.search(text):
        return ""
    names = known if known is not None else longest_values()
    for match in TOKEN.finditer(text):
        if not match[2].strip():
            return f"The merge tag {match[0]} has no fallback, so some readers would see a gap."
        if match[1] not in names:
            return f"No field stands behind the merge tag {match[0]}; known: {', '.join(names)}."
    rest = OPEN.search(KEYWORD.sub("", TOKEN.sub("", text)))
    if rest:
        return f"{rest[0]!r} looks like an unfilled slot or a merge tag without a fallback."
    return ""


def in_dialect(text: str, dialect: Dialect, fields: Mapping[str, str] | None = None) -> str:
    """``text`` with each neutral token in the tool's own writing.

    ``fields`` overrides the dialect's field names. UnknownTokenError if a token has no field.
    """
    names = {**dialect.fields, **(fields or {})}

    def write(match: re.Match[str]) -> str:
        if match[1] not in names:
            raise UnknownTokenError(f"{dialect.name} has no field for {match[0]}")
        fallback = match[2]
        if dialect.escape:
            mark = "'" if dialect.escape == "single_quoted" else '"'
            fallback = fallback.replace("\\", "\\\\").replace(mark, f"\\{mark}")
        return dialect.template.replace("<field>", names[match[1]]).replace("<fallback>", fallback)

    return TOKEN.sub(write, text)
