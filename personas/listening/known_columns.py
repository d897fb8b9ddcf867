"""The columns we know, and which column of a file is which."""

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import mean

from personas.listening.columns import (
    CellFaultError,
    ChoiceColumn,
    Column,
    CountColumn,
    DateColumn,
    LanguageColumn,
    LinkColumn,
    QuoteColumn,
    YesNoColumn,
    plain,
)
from personas.listening.dates import is_month_first
from personas.listening.known_exports import (
    LABELS,
    LEAST_QUESTIONS,
    SEARCH_DEFAULTS,
    SEARCH_TERMS,
    SURVEY_SHEET,
    export_mapping,
    find_export,
    question_columns,
)
from personas.listening.tables import Row, Table

_WORDS = tomllib.loads(Path(__file__).with_name("column_words.toml").read_text(encoding="utf-8"))


def _words(table: str, name: str) -> frozenset[str]:
    return frozenset(_WORDS[table][name].split())


def _synonyms(table: str) -> dict[str, str]:
    """Word -> value, the value itself among its words."""
    return {
        word: value for value, words in _WORDS[table].items() for word in (value, *words.split())
    }


def _headers(name: str) -> frozenset[str]:
    return _words("headers", name)


_VALUES = set(_synonyms("sources")) | set(_synonyms("statuses"))
YES = _words("yes_no", "yes")
NO = _words("yes_no", "no")
COLUMNS: dict[str, Column] = {
    column.field: column
    for column in (
        QuoteColumn("text", "Quote", _headers("text")),
        ChoiceColumn("source", "Source", _headers("source"), synonyms=_synonyms("sources")),
        ChoiceColumn(
            "customer_status",
            "Customer status",
            _headers("customer_status"),
            synonyms=_synonyms("statuses"),
        ),
        YesNoColumn(
            "asked",
            "Asked or unprompted",
            _headers("asked"),
            yes=YES | _words("yes_no", "asked"),
            no=NO | _words("yes_no", "unprompted"),
        ),
        DateColumn("said_on", "Date", _headers("said_on")),
        Column("person", "Person", _headers("person")),
        LanguageColumn("language", "Language", _headers("language")),
        YesNoColumn("may_quote", "May be quoted", _headers("may_quote"), yes=YES, no=NO),
        LinkColumn("link", "Link", _headers("link")),
        Column("external_id", "Id in its own system", _headers("external_id"), longest=120),
        Column("title", "Title of the quote", _headers("title"), longest=300),
        Column("question", "Question it answers", _headers("question"), longest=300),
        CountColumn("times", "How often it was said", _headers("times")),
    )
}
# Of a file whose headers say nothing, a column of texts this long is taken for the quotes.
QUOTE_LIKE_LENGTH = 15
SAMPLE_ROWS = 40
# A cell of more words is a sentence and not a name.
NAME_WORDS = 4
# What a table of two columns is given where it names none.
NO_NAMES = ("Column 1", "Column 2")
# A search of more characters is a quote.
LONGEST_TERM = 100
# What a column must be readable at, over the sample, to be taken at its header's word.
MOSTLY = 0.5


def is_header(cells: Sequence[str]) -> bool:
    """Is this row a row of names? One known name suffices; so do only short, wordy cells.

    Beside a sentence, a name that is also a value ("review", "customer") proves nothing.
    """
    words = {plain(cell) for cell in cells}
    known = {word for word in words for column in COLUMNS.values() if word in column.names}
    prose = any(len(cell.split()) > NAME_WORDS for cell in cells)
    if known - (_VALUES if prose else set()):
        return True
    if prose:
        return False
    return len(cells) > 1 and all(0 < len(cell) <= 30 and not cell[0].isdigit() for cell in cells)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A kind of export, and what follows from it. ``label`` is what the page calls it."""

    key: str
    label: str
    mapping: Mapping[str, str]
    defaults: Mapping[str, str]


def recognise(header: Sequence[str], sample: Sequence[Row]) -> Recognised | None:
    """The kind of export a file is, by its columns; None if it is none we know."""
    if export := find_export(header):
        mapping = _readable(export_mapping(export, header), sample)
        if "text" in mapping.values():
            return Recognised(
                export.key, export.label, _completed(mapping, header, sample), export.defaults
            )
    if _counts_terms(header, sample):
        return Recognised(
            SEARCH_TERMS, LABELS[SEARCH_TERMS], {"0": "text", "1": "times"}, SEARCH_DEFAULTS
        )
    questions = question_columns(header, sample)
    if len(questions) < LEAST_QUESTIONS:
        return None
    mapping = {str(index): "text" for index in questions}
    return Recognised(
        SURVEY_SHEET,
        LABELS[SURVEY_SHEET],
        _completed(mapping, header, sample),
        {"source": "survey", "asked": "yes"},
    )


def _counts_terms(header: Sequence[str], sample: Sequence[Row]) -> bool:
    """Are these pasted lines of a search term and how often it was searched, without names?"""
    if tuple(header) != NO_NAMES or not sample:
        return False
    for row in sample:
        if len(row.cells) != len(NO_NAMES) or len(row.cells[0]) > LONGEST_TERM:
            return False
    wordy = [any(letter.isalpha() for letter in row.cells[0]) for row in sample]
    counts = [row.cells[1] for row in sample]
    return all(counts) and sum(wordy) >= MOSTLY * len(sample) and _reads(COLUMNS["times"], counts)


def guess_mapping(table: Table) -> dict[str, str]:
    """Column number (as text, from 0) -> field, for the columns that could be told.

    What the kind of export says comes first, then the names of columns; a named column whose cells
    do not read is left out. Without a name for the quote, the column with the longest texts is
    taken.
    """
    sample = table.rows[:SAMPLE_ROWS]
    if known := recognise(table.header, sample):
        return dict(known.mapping)
    return _completed({}, table.header, sample)


def _completed(
    given: Mapping[str, str], header: Sequence[str], sample: Sequence[Row]
) -> dict[str, str]:
    """The mapping with every field that is missing and can be told by name or content."""
    mapping = dict(given)
    for column in COLUMNS.values():
        if column.field in mapping.values():
            continue
        candidates = [
            index
            for index, name in enumerate(header)
            if plain(name) in column.names and str(index) not in mapping
        ]
        readable = [index for index in candidates if _reads(column, _cells(sample, index))]
        if isinstance(column, QuoteColumn) and len(readable) > 1:
            asked = COLUMNS["question"].names
            readable = [n for n in readable if plain(header[n]) not in asked] or readable
        if readable:
            best = max(readable, key=lambda index: _fitness(column, _cells(sample, index)))
            mapping[str(best)] = column.field
    if "text" not in mapping.values():
        lengths = {
            index: _mean_length(_cells(sample, index))
            for index in range(len(header))
            if str(index) not in mapping
        }
        longest = max(lengths, key=lambda index: lengths[index], default=None)
        if longest is not None and lengths[longest] >= QUOTE_LIKE_LENGTH:
            mapping[str(longest)] = "text"
    return mapping


def _readable(mapping: Mapping[str, str], sample: Sequence[Row]) -> dict[str, str]:
    return {
        key: name
        for key, name in mapping.items()
        if _reads(COLUMNS[name], _cells(sample, int(key)))
    }


def columns_for(
    header: Sequence[str],
    mapping: Mapping[str, str],
    today: date,
    month_first: Collection[int] = (),
) -> dict[int, Column]:
    """The column objects of a mapping, told what the file as a whole says about its dates."""
    columns: dict[int, Column] = {}
    for key, name in mapping.items():
        if name not in COLUMNS or not key.isdecimal() or int(key) >= len(header):
            continue
        column = COLUMNS[name]
        if isinstance(column, DateColumn):
            column = replace(column, month_first=int(key) in month_first, latest=today)
        columns[int(key)] = column
    return columns


def month_first_columns(rows: Sequence[Row], width: int) -> tuple[int, ...]:
    """The columns (from 0) whose dates can only be read with the month first."""
    return tuple(index for index in range(width) if is_month_first(_cells(rows, index)))


def _cells(rows: Sequence[Row], index: int) -> list[str]:
    return [row.cells[index] for row in rows if index < len(row.cells) and row.cells[index]]


def _reads(column: Column, cells: list[str]) -> bool:
    if not cells:
        return True
    read = 0
    for cell in cells:
        try:
            column.parse(cell)
        except CellFaultError:
            continue
        read += 1
    return read / len(cells) >= MOSTLY


def _fitness(column: Column, cells: list[str]) -> float:
    """Among columns of one meaning: the longest texts for a quote, the first one otherwise."""
    return _mean_length(cells) if isinstance(column, QuoteColumn) else 0.0


def _mean_length(cells: list[str]) -> float:
    return mean(len(cell) for cell in cells) if cells else 0.0
