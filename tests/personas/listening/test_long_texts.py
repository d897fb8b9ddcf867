"""No text of a customer's keeps us busy: what a quote can hold is gone through in a moment."""

from time import process_time

import pytest

from messaging.contradictions import Said, contradictions
from personas.listening.columns import CellFaultError
from personas.listening.constants import MAX_QUOTE_LENGTH
from personas.listening.json_rows import cell_text
from personas.listening.known_columns import COLUMNS
from personas.listening.mining.junk import junk_reason
from personas.listening.mining.titles import best_titles
from personas.listening.personal_data import find_personal_data, mask
from workspaces.cells import plain_cell, safe_cell

MOMENT = 0.25
"""Seconds, on a busy machine too; each of these texts took from one to sixty once."""
UNITS = (
    *("'", "d'", "a'b'", "A'A", "A.", "Aa-", "Aa. ", "a.", "a@b.", "a [at] b [dot] "),
    *("1.1.1.1 ", "12 Baker Way ", "12 Aa Aa Aa ", "12 rue de la ", "Hstr. 1", "call 1 "),
    *(" ", ")", "?", ".", "a@", "@a ", "x - ", "1% ", "£1", "1,", "12 hours a day "),
)


@pytest.mark.parametrize("unit", UNITS)
def test_it_works(unit: str) -> None:
    text = (unit * MAX_QUOTE_LENGTH)[: MAX_QUOTE_LENGTH - 5]
    for hostile in (f"{text} @1", f"1 @{text}", f"{text}a"):
        begun = process_time()
        find_personal_data(hostile)
        junk_reason(hostile)
        best_titles([hostile], {"x": 1.0})
        contradictions([Said(1, "ad", hostile), Said(2, "page", hostile[::-1])], [], "using")
        assert process_time() - begun < MOMENT


def test_what_stands_behind_a_long_text_is_found_all_the_same() -> None:
    text = "d'" * 4_000
    assert mask(f"{text} me@example.org")[0] == f"{text} [e-mail]"


def test_a_cell_of_line_ends_is_made_safe_in_a_moment() -> None:
    lines = "\n" * 100_000
    begun = process_time()
    assert plain_cell(safe_cell(f"'{lines}=1")) == f"'{lines}=1"
    assert process_time() - begun < MOMENT


def test_an_address_of_dots_is_refused_in_a_moment() -> None:
    begun = process_time()
    with pytest.raises(CellFaultError):
        COLUMNS["link"].parse(f"http://{'.' * 100_000} ")
    assert process_time() - begun < MOMENT


@pytest.mark.parametrize("written", ["0" * 11 + "1" * 5_000, "0" * 11 + "1" * 40])
def test_a_count_behind_many_noughts_is_none(written: str) -> None:
    with pytest.raises(CellFaultError):
        COLUMNS["times"].parse(written)
    assert COLUMNS["times"].parse("0012") == 12


def test_what_no_database_keeps_is_left_out() -> None:
    assert cell_text("It is\x00 slow") == "It is slow"
    assert cell_text({"a": ["\x00"]}) == '{"a": ["\\u0000"]}'
