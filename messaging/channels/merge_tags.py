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


EMPTY_BEFORE_MARK = re.compile(r"[ \t]+\{\{\s*[A-Za-z_][\w.]*\s*\|\s*\}\}[ \t]*(?=[,.;:!?])")
EMPTY = re.compile(r"(^|[ \t])\{\{\s*[A-Za-z_][\w.]*\s*\|\s*\}\}[ \t]", re.MULTILINE)
"""Tags with no fallback, with the blank that would be left over."""
MARKS = tuple(",.;:!?")
SHOWN = 12
"""Letters before a gap that are shown to say where it is."""
SUSPECT = re.compile(r"[{}*%\[\]]")


class UnknownTokenError(ValueError):
    """A token that no field stands behind."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """How one tool writes a merge tag; ``fields`` maps our token names to its own.

    ``escape`` is how a quotation mark is written inside the tool's own: single_quoted and
    double_quoted put a backslash before it, doubled writes it twice, other_quote quotes the text
    with the other mark, and where it is empty the fallback stands as it is.
    """

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
        return max(known.get(match[1], ""), match[2].strip(), key=len)

    return KEYWORD.sub(lambda match: match[1], TOKEN.sub(fill, text))


def with_fallbacks(text: str) -> str:
    """``text`` as a reader of whom we know nothing would see it; where a tag has no fallback
    either, no blank is left before the comma that follows it, nor two in a row."""
    if "{" not in text:
        return text
    filled = EMPTY_BEFORE_MARK.sub("", text)
    filled = EMPTY.sub(r"\1", filled)
    filled = TOKEN.sub(lambda match: match[2].strip(), filled)
    return KEYWORD.sub(lambda match: match[1], filled)


def fault_in(text: str, known: Mapping[str, str] | None = None) -> str:
    """What is wrong with the tokens of ``text`` in one sentence, or an empty string."""
    if not SUSPECT.search(text):
        return ""
    names = known if known is not None else longest_values()
    for match in TOKEN.finditer(text):
        if not match[2].strip():
            following = text[match.end() : match.end() + 1]
            if following in MARKS:
                start = text[max(match.start() - SHOWN, 0) : match.start()].lstrip()
                gap = f"so some would read “{start}{following}”"
            else:
                gap = "so some readers would see a gap"
            return f"The merge tag {match[0]} has no fallback, {gap}."
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
        return _written(dialect, names[match[1]], match[2].strip())

    return TOKEN.sub(write, text)


def _written(dialect: Dialect, field: str, fallback: str) -> str:
    """One tag of ``dialect``, such that no mark of the fallback ends it early."""
    template = dialect.template
    if dialect.escape in ("single_quoted", "double_quoted"):
        mark = "'" if dialect.escape == "single_quoted" else '"'
        fallback = fallback.replace("\\", "\\\\").replace(mark, f"\\{mark}")
    elif dialect.escape == "doubled":
        fallback = fallback.replace('"', '""')
    elif dialect.escape == "other_quote" and '"' in fallback:
        # The tool knows no escape: the other mark, and a typographic one where both are used.
        fallback = fallback.replace("'", "’")
        template = template.replace('"', "'")
    before, _, after = template.partition("<fallback>")
    return f"{before.replace('<field>', field)}{fallback}{after.replace('<field>', field)}"
