"""Search terms with counts: as a search console gives them out, or pasted."""

import pytest

from personas.listening.known_columns import recognise
from personas.listening.known_exports import SEARCH_TERMS
from personas.listening.mining.junk import junk_reason
from personas.listening.reading import read_table
from personas.listening.rows import ParsedRow, parse_rows

CONSOLE = """Top queries,Clicks,Impressions,CTR,Position
receipt app,12,"1,240",0.97%,8.1
close books faster,0,88,0%,14.2
"""
ADS = """Search terms report
"1 March 2026 - 31 March 2026"
Search term,Match type,Impr.,Clicks
receipt app,Broad match,"1,240",12
close books faster,Broad match,88,0
"""
PASTED = "receipt app\t1,240\nclose books faster\t88\n"


@pytest.mark.parametrize(
    ("text", "name"), [(CONSOLE, "q.csv"), (ADS, "q.csv"), (PASTED, "Pasted quotes.txt")]
)
def test_it_works(text: str, name: str) -> None:
    table = read_table(text.encode(), name)
    known = recognise(table.header, table.rows)
    assert known is not None
    assert known.key == SEARCH_TERMS
    first, second = parse_rows(table.rows, table.header, known.mapping, defaults=known.defaults)
    assert isinstance(first, ParsedRow)
    assert isinstance(second, ParsedRow)
    assert (first.text, first.times, first.source) == ("receipt app", 1240, "search")
    assert (first.asked, first.person) == (False, "")
    assert (second.text, second.times) == ("close books faster", 88)


@pytest.mark.parametrize("term", ["receipt app", "csv", "excel invoice template", "sap", "hr"])
def test_a_short_term_is_no_junk(term: str) -> None:
    assert junk_reason(term) == ""


@pytest.mark.parametrize("text", ["I waited\t\nIt broke\t7\n", "a\tb\tc\n1\t2\t3\n"])
def test_other_pasted_cells_are_no_search_terms(text: str) -> None:
    table = read_table(text.encode(), "Pasted quotes.txt")
    known = recognise(table.header, table.rows)
    assert known is None or known.key != SEARCH_TERMS
