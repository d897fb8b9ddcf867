"""Whatever a table holds and however it was written, it reads back the same."""

import csv
import io
import json
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from personas.listening.apart import convert_apart
from personas.listening.header_names import by_name, by_number, fingerprint
from personas.listening.reading import begin_to_read, read_table
from personas.listening.stored_rows import read_stored
from personas.listening.tables import UnreadableFileError
from tests.personas.listening.test_hostile_workbooks import workbook
from tests.personas.listening.test_reading import outcome

HEADER = ("quote", "source", "date")
WORDS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Cn"), exclude_characters="'"
    ),
    max_size=30,
).map(str.strip)
ROWS = st.lists(st.tuples(WORDS.filter(bool), WORDS, WORDS), min_size=1, max_size=8)
NOON = datetime(2026, 4, 1, 12)  # noqa: DTZ001 - a sheet knows no time zone
Cells = list[tuple[str, str, str]]


def written(rows: Cells, delimiter: str, end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=csv.QUOTE_ALL).writerows(
        [HEADER, *rows]
    )
    return text.getvalue()


def cells(content: bytes, name: str) -> Cells:
    table = read_table(content, name)
    assert table.header == HEADER
    padded = [(*row.cells, "", "")[:3] for row in table.rows]
    return [(one, two, three) for one, two, three in padded]


@settings(max_examples=60, deadline=None)
@given(ROWS, st.sampled_from(",;\t|"), st.sampled_from(["\n", "\r\n", "\r"]))
def test_it_works(rows: Cells, delimiter: str, end: str) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"):
        if encoding.endswith(("le", "be")) and any(
            ord(one) > 255 for row in rows for one in "".join(row)
        ):
            continue  # without a mark at the start only Latin letters tell it
        assert cells(written(rows, delimiter, end).encode(encoding), "a.csv") == rows


@settings(max_examples=60, deadline=None)
@given(ROWS)
def test_json_lines_and_json_read_back(rows: Cells) -> None:
    items = [dict(zip(HEADER, row, strict=True)) for row in rows]
    lines = "\n".join(json.dumps(item) for item in items)
    assert cells(lines.encode(), "a.jsonl") == rows
    assert cells(json.dumps(items).encode(), "a.json") == rows
    assert cells(json.dumps({"data": items}, indent=1).encode(), "a.json") == rows


@settings(max_examples=30, deadline=None)
@given(ROWS)
def test_workbooks_read_back(rows: Cells) -> None:
    rows = [(f"q{one}", f"a{two}", f"b{three}") for one, two, three in rows]
    book = openpyxl.Workbook()
    for row in (HEADER, *rows):
        book.active.append([ILLEGAL_CHARACTERS_RE.sub("", cell) for cell in row])
    stored = io.BytesIO()
    book.save(stored)
    assert cells(stored.getvalue(), "a.xlsx") == rows


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 4_000), st.binary(max_size=30))
def test_a_workbook_with_any_damage_is_read_or_refused(place: int, damage: bytes) -> None:
    whole = workbook()
    place %= len(whole)
    content = whole[:place] + damage + whole[place + len(damage) :]
    rows, reason = outcome(content, "a.xlsx")
    assert bool(rows) != reason.endswith(".")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1252", "Das Blech ist heiß – für 5 €, „wirklich“"),
        ("mac_roman", "Müller wartet später über die Größe, „ja“"),
        ("iso8859_15", "Ça coûte 5 € et c'est déjà trop élevé"),
        ("cp1250", "Zażółć gęślą jaźń, proszę o pomoc i dziękuję"),
        ("iso8859_2", "Zażółć gęślą jaźń, proszę o pomoc i dziękuję"),
        ("cp1251", "Почему так долго? Я жду уже неделю"),
    ],
)
def test_encodings_from_before_unicode(encoding: str, text: str) -> None:
    content = f"quote;source;date\n{text};review;\n".encode(encoding)
    assert cells(content, "a.csv") == [(text, "review", "")]


def test_a_first_line_may_tell_the_delimiter() -> None:
    table = read_table(b"sep=;\nquote;source\nI waited, and left;review\n", "a.csv")
    assert table.header == ("quote", "source")
    assert table.rows[0].number == 3


def test_nested_keys_are_flattened_and_unequal_keys_united() -> None:
    lines = (
        b'{"quote":"I wait","user":{"id":7,"tags":["a","b"]}}\n{"quote":"It broke","stars":1.0}\n'
    )
    table = read_table(lines, "export.jsonl")
    assert table.header == ("quote", "user.id", "user.tags", "stars")
    assert [row.cells for row in table.rows] == [
        ("I wait", "7", "a, b", ""),
        ("It broke", "", "", "1"),
    ]


def test_a_line_that_is_no_json_is_named() -> None:
    with pytest.raises(UnreadableFileError, match="Line 2"):
        read_table(b'{"quote":"I wait"}\n{"quote":\n', "export.jsonl")


def test_a_workbook_as_people_make_them() -> None:
    """A cover that is hidden, a title above the header, merged cells, dates, numbers."""
    book = openpyxl.Workbook()
    book.active.append(["secret", "things"])
    book.active.append(["of", "ours"])
    book.active.sheet_state = "hidden"
    sheet = book.create_sheet("Answers")
    sheet.append(["Interviews, spring"])
    sheet.append([])
    sheet.append(["person", "quote", "date", "score", "paid"])
    sheet.append(["P1", "I print it all", date(2026, 3, 31), 4.0, True])
    sheet.append([None, "I carry it upstairs", NOON, 4.5, False])
    sheet.append(["P2", "It is lost", None, 17, None])
    sheet.merge_cells("A4:A5")
    sheet.merge_cells("A1:E1")
    stored = io.BytesIO()
    book.save(stored)
    table = read_table(stored.getvalue(), "a.xlsx")
    assert table.header == ("person", "quote", "date", "score", "paid")
    assert [row.cells for row in table.rows] == [
        ("P1", "I print it all", "2026-03-31", "4", "yes"),
        ("P1", "I carry it upstairs", "2026-04-01", "4.5", "no"),
        ("P2", "It is lost", "", "17"),
    ]
    assert [row.number for row in table.rows] == [4, 5, 6]


def test_rows_are_kept_and_can_be_gone_on_with(tmp_path: Path) -> None:
    upload, kept = tmp_path / "a.csv", tmp_path / "rows"
    upload.write_text(
        "quote,date\n" + "".join(f"I wait {n},04/{n % 28 + 1}/26\n" for n in range(40))
    )
    facts = convert_apart(upload, "a.csv", kept)
    assert (facts.rows, facts.kind, facts.delimiter, facts.encoding) == (40, "csv", ",", "utf-8")
    assert facts.month_first == (1,)
    with kept.open("rb") as file:
        stored, rows = read_stored(file, start=38)
        assert stored == facts
        assert [row.cells[0] for row in rows] == ["I wait 38", "I wait 39"]


def test_a_small_file_and_one_read_apart_give_the_same(tmp_path: Path) -> None:
    text = "quote,source\n" + "I wait for an hour every day,review\n" * 9_000
    (tmp_path / "a.csv").write_text(text)
    facts = convert_apart(tmp_path / "a.csv", "a.csv", tmp_path / "rows")
    with (tmp_path / "rows").open("rb") as file:
        here = begin_to_read(io.BytesIO(text.encode()), "a.csv")
        assert list(read_stored(file)[1]) == list(here.rows())
    assert facts == here.facts


def test_a_header_is_known_again_in_another_order() -> None:
    mapping = by_name({"0": "text", "2": "source"}, ("Quote", "x", "Where From"))
    again = ("where_from", "QUOTE ", "x")
    assert fingerprint(again) == fingerprint(("Quote", "x", "Where From"))
    assert by_number(mapping, again) == {"1": "text", "0": "source"}
    assert fingerprint(("Column 1", "Column 2")) == ""
