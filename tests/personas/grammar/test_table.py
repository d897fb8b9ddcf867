"""The grammar in some 400 rows: table.txt says what each function makes of what is typed."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from messaging.writing import sentence
from personas.grammar import person, verb_phrase

FUNCTIONS: dict[str, Callable[[str], str | None]] = {
    "second": lambda text: person.turn(text, "second"),
    "third": lambda text: person.turn(text, "third"),
    "gerund": verb_phrase.gerund,
    "someone": verb_phrase.third_singular,
    "you": verb_phrase.finite,
    "can": verb_phrase.with_can,
    "to": verb_phrase.to_infinitive,
    "imperative": verb_phrase.imperative,
    "capitalise": sentence.capitalise,
    "embed": sentence.embed,
    "article": sentence.with_article,
    "plural": sentence.plural,
    "end": sentence.end_sentence,
    "quoted": sentence.quote,
}
NOTHING = "-"


def _rows() -> Iterator[tuple[str, str, str | None]]:
    section = ""
    for line in Path(__file__).with_name("table.txt").read_text("utf-8").splitlines():
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1]
        elif line and not line.startswith("#"):
            typed, _, expected = line.partition(" -> ")
            yield section, typed, None if expected == NOTHING else expected


ROWS = list(_rows())


@pytest.mark.parametrize(("function", "typed", "expected"), ROWS)
def test_it_works(function: str, typed: str, expected: str | None) -> None:
    assert FUNCTIONS[function](typed) == expected


def test_the_table_covers_every_function() -> None:
    assert len(ROWS) >= 400
    assert {function for function, _, _ in ROWS} == set(FUNCTIONS)
    assert len(set(ROWS)) == len(ROWS)
