"""Reports of platforms as they are written: numbers, columns, keys, totals, days. No database."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.results_home_columns import (
    Columns,
    facts,
    from_names,
    guess,
    header_at,
    recognise,
)
from experiments.results_home_numbers import (
    UnclearNumberError,
    count_from_rate,
    decimal_mark,
    read_count,
    read_number,
)
from experiments.results_home_rows import is_telling, read_rows, rows_hash, tokens_of
from experiments.results_home_series import Told, counts_by_day
from personas.listening.tables import Row

TODAY = date(2026, 11, 23)
HEADERS = {
    "google_ads": "Ad status,Ad,Labels on Ad,Campaign,Ad group,Currency code,Impr.,Clicks,CTR,"
    "Conversions,Conv. value",
    "microsoft_ads": "Gregorian date,Account name,Campaign name,Ad title,Ad labels,Impressions,"
    "Clicks,Spend,Conversions,Revenue",
    "meta": "Reporting starts,Reporting ends,Campaign name,Ad set name,Ad name,"
    "Amount spent (EUR),Impressions,Link clicks,Results",
    "linkedin": "Start Date (in UTC),Campaign Group Name,Campaign Name,Creative Name,"
    "Impressions,Clicks,Total Spent,Conversions",
    "mailchimp": "Title,Subject,List,Send Date,Send Weekday,Total Recipients,"
    "Successful Deliveries,Unique Opens,Unique Clicks,Total Clicks,Abuse Complaints,Total Revenue",
    "hubspot": "Email name,Subject,Sent,Delivered,Opened,Clicked,Bounced,Email ID",
    "other": "variant,day,impressions,clicks",
}


def rows(*lines: str) -> list[Row]:
    return [Row(at, tuple(line.split(";"))) for at, line in enumerate(lines, start=2)]


def told_by(
    of: str, report: int, taken: int, n: int, x: int = 0, day: int | None = None
) -> Told[str]:
    on = date(2026, 11, day) if day else None
    return Told(of, report, date(2026, 11, taken), report, on, n, x)


def test_it_works() -> None:
    read = read_rows(
        rows("hero-1;1,234;56", "Total: Ads;1,234;56"), Columns((0,), 1, 2), today=TODAY
    )
    assert (read[0].label, read[0].shown, read[0].did) == ("hero-1", 1234, 56)
    assert read[1].is_out


@pytest.mark.parametrize("platform", sorted(HEADERS))
def test_a_platform_is_known_by_its_header(platform: str) -> None:
    header = HEADERS[platform].split(",")
    assert recognise(header) == platform
    columns = guess(header, platform)
    assert columns.missing() == ""
    assert columns.shown != columns.did
    assert from_names(columns.as_names(header), header) == columns


def test_what_is_counted_depends_on_the_unit() -> None:
    header = HEADERS["google_ads"].split(",")
    ads = guess(header, "google_ads")
    assert [header[at] for at in ads.keys[:2]] == ["Labels on Ad", "Ad"]
    assert ads.shown is not None
    assert ads.did is not None
    assert (header[ads.shown], header[ads.did]) == ("Impr.", "Clicks")
    clicks = guess(header, "google_ads", "click")
    assert clicks.shown is not None
    assert clicks.did is not None
    assert (header[clicks.shown], header[clicks.did]) == ("Clicks", "Conversions")


def test_facts_say_where_they_come_from() -> None:
    assert facts()["checked_on"]
    assert all(told["source"] for told in facts()["platforms"].values())


def test_the_header_is_found_below_titles() -> None:
    above = [["Ad report"], ["1 November 2026 - 20 November 2026"]]
    assert header_at([*above, HEADERS["google_ads"].split(","), ["x"]]) == 2


@pytest.mark.parametrize(
    ("cell", "mark", "number"),
    [
        ("1,234", "", 1234),
        ("1.234", "", 1234),
        ("1\u202f234", "", 1234),
        ("1'234", "", 1234),
        ("1.234,00", ",", 1234),
        ("12.00", ".", 12),
        ("--", "", 0),
        ("", "", 0),
        ("1.234.567", "", 1_234_567),
    ],
)
def test_numbers_in_usual_spellings(cell: str, mark: str, number: int) -> None:
    assert read_count(cell, mark) == (number, False)


@pytest.mark.parametrize("cell", ["< 10", "12.3%", "many", "-5", "1e9", "9" * 30, "１２"])
def test_what_is_no_count_is_refused(cell: str) -> None:
    with pytest.raises(UnclearNumberError):
        read_count(cell)


def test_a_column_tells_its_decimal_sign() -> None:
    assert decimal_mark(["1.234", "12,50"]) == ","
    assert decimal_mark(["1,234", "1,234.5"]) == "."
    assert decimal_mark(["1,234", "17"]) == ""
    assert read_count("1.234", ",") == (1234, False)
    assert read_count("12.50", ".") == (12, True)
    assert read_number("€1.234,50", ",") == 1234.5


def test_a_rate_counts_only_where_one_number_gives_it() -> None:
    assert count_from_rate("12.5%", 40) == 5
    assert count_from_rate("12,5 %", 40) == 5
    with pytest.raises(UnclearNumberError, match="several"):
        count_from_rate("12.3%", 10_000)


@given(st.integers(0, 2_000_000_000), st.sampled_from([",", ".", " ", "\u00a0", "'", ""]))
def test_any_count_is_read_as_it_was_written(number: int, sign: str) -> None:
    assert read_count(f"{number:,}".replace(",", sign)) == (number, False)


@given(st.integers(0, 10**12), st.integers(0, 99), st.booleans())
def test_any_amount_is_read_as_it_was_written(whole: int, cents: int, german: bool) -> None:
    text = f"{whole:,}.{cents:02}"
    if german:
        text = text.translate(str.maketrans(",.", ".,"))
    mark = decimal_mark([text])
    assert read_number(text, mark) == float(f"{whole}.{cents:02}")


@given(st.text(max_size=40), st.sampled_from(["", ",", "."]))
def test_no_cell_breaks_the_reader(cell: str, mark: str) -> None:
    with contextlib.suppress(UnclearNumberError):
        assert read_count(cell, mark)[0] >= 0


def keys(cell: str) -> list[str]:
    return [token for token, _ in tokens_of(cell)]


def test_keys_are_found_as_whole_words() -> None:
    assert "hero-1" in keys("Autumn_hero-1_v2")
    assert "hero-1" in keys("https://example.org/?utm_source=x&utm_content=hero-1")
    assert "hero-1" in keys("https://example.org/?utm_content%3Dhero-1")
    assert "hero-1" not in keys("hero-12")
    assert "hero-1" not in keys("hero-1-b")
    assert keys("brand;hero-1.b")[0] == "hero-1.b"
    assert ("sunday", True) in tokens_of("cuppa; sunday")
    assert ("sunday", False) in tokens_of("Every sunday evening")
    assert not is_telling("sunday")
    assert is_telling("sunday-b")


@given(st.text(max_size=300))
def test_any_cell_has_few_tokens(cell: str) -> None:
    assert len(tokens_of(cell)) <= 200


def test_totals_and_nameless_rows_are_left_out() -> None:
    read = read_rows(
        rows(
            "Total: Account;9;1",
            "Gesamt;9;1",
            "Results from 3 ads;9;1",
            ";9;1",
            "Total peace of mind;9;1",
        ),
        Columns((0,), 1, 2),
        today=TODAY,
    )
    assert [row.is_out for row in read] == [True, True, True, True, False]


def test_rows_that_cannot_be_counted_say_why() -> None:
    read = read_rows(
        rows("a-1;10;< 10;2026-11-01", "a-2;3;5;2026-11-01", "a-3;9;1;soon", "a-4;9;1;2027-01-01"),
        Columns((0,), 1, 2, None, 3),
        today=TODAY,
    )
    assert all(row.is_out for row in read)
    notes = [row.note for row in read]
    for note, said in zip(
        notes, ("hides", "more than all", "no date", "still to come"), strict=True
    ):
        assert said in note


def test_days_may_stand_as_spans_of_one_day() -> None:
    columns = Columns((0,), 1, 2)
    daily = rows("a-1;9;1;2026-11-01;2026-11-01", "a-1;9;1;2026-11-02;2026-11-02")
    whole = rows("a-1;9;1;2026-11-01;2026-11-02")
    assert [r.day for r in read_rows(daily, columns, today=TODAY, span=(3, 4))] == [
        date(2026, 11, 1),
        date(2026, 11, 2),
    ]
    assert [r.day for r in read_rows(whole, columns, today=TODAY, span=(3, 4))] == [None]


def test_the_same_rows_have_the_same_mark_however_they_are_saved() -> None:
    columns = Columns((0,), 1, 2)
    one = read_rows(rows("a-1;1,234;5", "B-2;7;0"), columns, today=TODAY)
    other = read_rows(rows("b-2;7;--", "a-1;1234;5", "Total;1241;5"), columns, today=TODAY)
    assert rows_hash(one) == rows_hash(other)
    changed = read_rows(rows("a-1;1,235;5", "B-2;7;0"), columns, today=TODAY)
    assert rows_hash(one) != rows_hash(changed)


def test_a_newer_total_replaces_the_older_one() -> None:
    cells = counts_by_day([told_by("a", 1, 5, 100, 10), told_by("a", 2, 9, 250, 30)])
    assert cells == {("a", date(2026, 11, 5)): (100, 10), ("a", date(2026, 11, 9)): (150, 20)}


def test_days_that_are_told_again_are_replaced() -> None:
    cells = counts_by_day(
        [
            told_by("a", 1, 5, 10, 1, day=4),
            told_by("a", 1, 5, 20, 1, day=5),
            told_by("a", 2, 6, 25, 2, day=5),
            told_by("a", 2, 6, 30, 3, day=6),
        ]
    )
    assert [cells["a", date(2026, 11, day)] for day in (4, 5, 6)] == [(10, 1), (25, 2), (30, 3)]


def test_what_was_counted_in_an_earlier_phase_is_taken_off_a_total() -> None:
    cells = counts_by_day([told_by("a", 1, 9, 250, 30)], {"a": (100, 10)})
    assert cells == {("a", date(2026, 11, 9)): (150, 20)}


ROWS = st.tuples(
    st.integers(1, 6), st.integers(1, 20), st.integers(0, 500), st.none() | st.integers(1, 20)
)


@given(st.lists(ROWS, max_size=12), st.randoms())
def test_totals_hold_whatever_the_order_and_nothing_counts_twice(
    said: "list[tuple[int, int, int, int | None]]", order: "object"
) -> None:
    taken = {report: day for report, day, _, _ in said}
    told = [
        told_by("a", report, taken[report], n, n // 3, min(day, taken[report]) if day else None)
        for report, _, n, day in said
    ]
    cells = counts_by_day(told)
    assert all(n >= 0 and x >= 0 for n, x in cells.values())
    order.shuffle(shuffled := list(told))  # type: ignore[attr-defined]
    assert counts_by_day(shuffled) == cells
    again = [
        Told(row.of, row.report + 100, row.taken_on, row.order, row.day, row.n, row.x)
        for row in told
    ]
    # The same reports once more, under other numbers but in the same order, change nothing.
    totals = [row for row in told if row.day is None]
    if totals:
        newest = max(totals, key=lambda row: (row.taken_on, row.order, row.report))
        same = [row for row in totals if row.report == newest.report]
        until = [pair for (_, day), pair in cells.items() if day <= newest.taken_on]
        assert sum(n for n, _ in until) == sum(row.n for row in same)
    assert counts_by_day([*told, *again]) == cells
