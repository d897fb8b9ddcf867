"""Files that other programs give out, known by their columns (``known_exports.toml``)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from statistics import mean

from personas.listening.columns import plain
from personas.listening.tables import Row

SURVEY_SHEET = "survey_sheet"
SEARCH_TERMS = "search_terms"
SEVERAL = "+"
"""Before the names of a field that several columns may hold."""
# A survey asks at least two questions whose answers are sentences.
LEAST_QUESTIONS = 2
# Shorter cells than this, on average, are choices and grades.
ANSWER_LENGTH = 20
# A header of this many words or with a question mark is a question and no name.
QUESTION_WORDS = 4
LEAST_DIFFERENT = 0.5


@dataclass(frozen=True, slots=True)
class KnownExport:
    """``needs``: of each group of names one must be there. ``columns``: field -> names."""

    key: str
    label: str
    needs: tuple[tuple[str, ...], ...]
    never: tuple[str, ...] = ()
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    defaults: Mapping[str, str] = field(default_factory=dict)


def _load() -> tuple[KnownExport, ...]:
    told = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return tuple(
        KnownExport(
            key,
            one["label"],
            tuple(tuple(names.split()) for names in one["needs"]),
            tuple(one.get("never", ())),
            {name: tuple(names.split()) for name, names in one["columns"].items()},
            one.get("defaults", {}),
        )
        for key, one in told.items()
    )


EXPORTS = _load()
SEARCH_DEFAULTS = next(one.defaults for one in EXPORTS if one.key == SEARCH_TERMS)
LABELS = {one.key: one.label for one in EXPORTS} | {SURVEY_SHEET: "Survey, one question a column"}


def find_export(header: Sequence[str]) -> KnownExport | None:
    """The first export whose columns are all there."""
    names = [plain(name) for name in header]
    for export in EXPORTS:
        if any(name in export.never for name in names):
            continue
        if all(any(_places(names, group)) for group in export.needs):
            return export
    return None


def export_mapping(export: KnownExport, header: Sequence[str]) -> dict[str, str]:
    """Column number -> field, for the columns the export names."""
    names = [plain(name) for name in header]
    mapping: dict[str, str] = {}
    for name, wanted in export.columns.items():
        places = [str(n) for n in _in_order(names, wanted) if str(n) not in mapping]
        for place in places if wanted[0] == SEVERAL else places[:1]:
            mapping[place] = name
    return mapping


def question_columns(header: Sequence[str], sample: Sequence[Row]) -> list[int]:
    """The columns (from 0) of a survey sheet whose headers ask and whose cells answer in words."""
    asking = [index for index, name in enumerate(header) if _asks(name)]
    return [index for index in asking if _answers(sample, index)]


def _asks(name: str) -> bool:
    return "?" in name or len(name.split()) >= QUESTION_WORDS


def _answers(sample: Sequence[Row], index: int) -> bool:
    cells = [row.cells[index] for row in sample if index < len(row.cells) and row.cells[index]]
    if not cells or len(set(cells)) / len(cells) < LEAST_DIFFERENT:
        return False
    return mean(len(cell) for cell in cells) >= ANSWER_LENGTH


def _places(names: Sequence[str], wanted: Sequence[str]) -> list[bool]:
    return [any(fnmatchcase(name, pattern) for pattern in wanted) for name in names]


def _in_order(names: Sequence[str], wanted: Sequence[str]) -> list[int]:
    """The columns of these names, by the order of the names."""
    found: list[int] = []
    for pattern in wanted:
        found += [
            index
            for index, name in enumerate(names)
            if fnmatchcase(name, pattern) and index not in found
        ]
    return found
