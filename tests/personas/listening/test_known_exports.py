"""Files that other programs give out are known by their columns."""

from datetime import date

import pytest

from personas.listening.known_columns import COLUMNS, guess_mapping, recognise
from personas.listening.known_exports import EXPORTS
from personas.listening.reading import read_table
from personas.listening.rows import LeftOut, ParsedRow, parse_rows
from personas.listening.tables import Table

SAMPLES: dict[str, tuple[str, dict[str, str], str]] = {
    "feedback_records": (
        "source_type,source_name,field_label,value_text,user_id,language,collected_at\n"
        "survey,Exit survey,Why did you leave?,It lost my data twice a week,u7,en,2026-03-01\n",
        {"text": "value_text", "question": "field_label", "source": "source_type"},
        "It lost my data twice a week",
    ),
    "g2_reviews": (
        "Title,Rating,What do you like best about Tool?,What do you dislike about Tool?,"
        "Review Date\n"
        'Fine,4,"It is quick to set up","The export fails every Friday","Mar 3, 2026"\n',
        {"said_on": "Review Date"},
        "It is quick to set up",
    ),
    "capterra_reviews": (
        "Title,Overall rating,Pros,Cons,Date\n"
        "Good enough,4,Easy for new people,Support takes days to answer,2026-02-01\n",
        {"title": "Title", "said_on": "Date"},
        "Easy for new people",
    ),
    "app_reviews": (
        "Package Name,App Version Name,Reviewer Language,Star Rating,Review Title,Review Text,"
        "Review Submit Date and Time\n"
        "org.x,1.2,de,1,Schlecht,Die App stürzt beim Start ab,2026-01-02T10:00:00Z\n",
        {"text": "Review Text", "title": "Review Title", "language": "Reviewer Language"},
        "Schlecht. Die App stürzt beim Start ab",
    ),
    "reviews": (
        "Review Id,Consumer Name,Stars,Review Title,Review Content,Review Created (UTC)\n"
        "r1,Jo,1,Never again!,They never called me back,2026-01-02\n",
        {"text": "Review Content", "person": "Consumer Name", "external_id": "Review Id"},
        "Never again! They never called me back",
    ),
    "support_tickets": (
        "id,subject,description,created_at,tags,requester\n"
        "17,Export,The export has been empty since Monday,2026-01-05,bug,jo@example.org\n",
        {"text": "description", "title": "subject", "person": "requester"},
        "Export. The export has been empty since Monday",
    ),
    "search_terms": (
        "Search terms report\n1 Jan 2026 - 31 Jan 2026\nSearch term,Match type,Impressions,Clicks\n"
        'how to stop chasing invoices,Broad,"1,204",33\nlate invoice letter,Exact,88,5\n'
        "invoice reminder tool,Exact,40,2\n",
        {"text": "Search term", "times": "Impressions"},
        "how to stop chasing invoices",
    ),
    "interview_notes": (
        "participant,interview date,note\nP3,2026-02-02,I print it all and carry it upstairs\n",
        {"text": "note", "person": "participant", "said_on": "interview date"},
        "I print it all and carry it upstairs",
    ),
    "survey_sheet": (
        "Timestamp,What was hard for you last week?,What would be better if it were solved?,Score\n"
        "2026-01-01,Chasing people for receipts,I would have my Sundays back again,7\n"
        "2026-01-02,Nobody knows which list is right,We would stop asking each other,8\n",
        {"said_on": "Timestamp"},
        "Chasing people for receipts",
    ),
}


def table_of(text: str) -> Table:
    return read_table(text.encode(), "export.csv")


def test_it_works() -> None:
    table = table_of(SAMPLES["support_tickets"][0])
    known = recognise(table.header, table.rows)
    assert known is not None
    assert (known.key, known.label) == ("support_tickets", "Support tickets")
    assert known.defaults["source"] == "support"


@pytest.mark.parametrize("key", SAMPLES)
def test_an_export_is_known_and_mapped(key: str) -> None:
    text, wanted, first = SAMPLES[key]
    table = table_of(text)
    known = recognise(table.header, table.rows)
    assert known is not None
    assert known.key == key
    mapped = {field: table.header[int(index)] for index, field in known.mapping.items()}
    assert wanted.items() <= mapped.items()
    rows = list(parse_rows(table.rows, table.header, known.mapping, defaults=known.defaults))
    assert all(isinstance(row, ParsedRow) for row in rows), rows
    assert isinstance(rows[0], ParsedRow)
    assert rows[0].text == first


def test_every_known_export_has_a_sample_and_maps_to_columns_we_know() -> None:
    assert {export.key for export in EXPORTS} | {"survey_sheet"} == {*SAMPLES, "transcript"}
    for export in EXPORTS:
        assert {*export.columns, *export.defaults} <= set(COLUMNS)
        assert "text" in export.columns


@pytest.mark.parametrize("header", ["quote,source,status", "name,city,age", "text", "a,b,c"])
def test_what_is_no_export_is_not_taken_for_one(header: str) -> None:
    assert recognise(header.split(","), ()) is None


def test_each_answer_of_a_survey_is_a_quote_with_its_question() -> None:
    table = table_of(
        "Response ID,What was hard for you?,What would be better?\n"
        "r1,Chasing people for receipts,My Sundays would be mine\n"
        "r2,-,Nobody would have to ask me again\nr3,,\n"
    )
    mapping = guess_mapping(table)
    mapping |= {"0": "external_id", "1": "text", "2": "text"}
    first, second, third, none = parse_rows(table.rows, table.header, mapping)
    assert isinstance(first, ParsedRow)
    assert isinstance(second, ParsedRow)
    assert isinstance(third, ParsedRow)
    assert (first.number, first.part, first.question) == (2, 0, "What was hard for you?")
    assert (second.number, second.part, second.question) == (2, 1, "What would be better?")
    assert third.number == 3
    assert len({first.identity, second.identity, third.identity}) == 3
    assert first.external_id != second.external_id
    assert not isinstance(none, ParsedRow | LeftOut)
    assert none.faults[0].field == "text:1"


def test_one_answer_of_several_is_mended_by_its_column() -> None:
    table = Table(("What was hard?", "What helps?"), table_of("a,b\nlong enough,short\n").rows)
    mended = parse_rows(
        table.rows,
        table.header,
        {"0": "text", "1": "text"},
        corrections={"2": {"text:1": "A list that is right"}},
    )
    assert [row.text for row in mended if isinstance(row, ParsedRow)] == [
        "long enough",
        "A list that is right",
    ]


def test_search_terms_keep_how_often_they_were_searched() -> None:
    table = table_of(SAMPLES["search_terms"][0])
    rows = list(parse_rows(table.rows, table.header, guess_mapping(table)))
    assert [row.times for row in rows if isinstance(row, ParsedRow)] == [1204, 88, 40]


def test_personal_data_is_taken_out_where_that_is_wanted() -> None:
    table = table_of("quote\nCall me on +44 20 7946 0958 please\n")
    for masking, text in ((True, "Call me on [phone] please"), (False, table.rows[0].cells[0])):
        (row,) = parse_rows(
            table.rows, table.header, {"0": "text"}, masking=masking, today=date.max
        )
        assert isinstance(row, ParsedRow)
        assert (row.text, row.masked) == (text, "phone" if masking else "")
