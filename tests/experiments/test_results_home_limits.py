"""Reports made to take long: their names, their rates, and how many words stand in them."""

import time
from datetime import date

import pytest

from experiments.results_home_columns import Columns, guess, recognise
from experiments.results_home_numbers import UnclearNumberError, count_from_rate
from experiments.results_home_rows import LONGEST_CELL, read_rows, tokens_of
from personas.listening.tables import Row, UnreadableFileError

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    "cell", ["9" * 400 + "%", "100.01%", "1" + "0" * 320 + "." + "0" * 400 + "%"]
)
def test_a_rate_of_more_than_all_is_none(cell: str) -> None:
    for shown in (0, 5, 10**9):
        with pytest.raises(UnclearNumberError):
            count_from_rate(cell, shown)
    assert count_from_rate("100%", 5) == 5


def test_names_made_to_be_looked_through_without_end_are_refused() -> None:
    begun = time.process_time()
    cell = " ".join(".".join(f"{n:x}{k}" for k in range(12)) for n in range(60))[:LONGEST_CELL]
    assert len(tokens_of(cell)) == 200
    with pytest.raises(UnreadableFileError, match="Bring fewer days"):
        read_rows([Row(2, (cell, "10", "1"))] * 20_000, Columns((0,) * 6, 1, 2), today=TODAY)
    assert time.process_time() - begun < 4


def test_names_of_columns_without_end_are_read_in_no_time() -> None:
    begun = time.process_time()
    header = ("(" * 131_000, "[" * 131_000, "Impressions", "Clicks")
    assert recognise(header) == "other"
    assert guess(header, "other").shown == 2
    assert time.process_time() - begun < 1
