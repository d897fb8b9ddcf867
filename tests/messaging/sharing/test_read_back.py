"""A sheet that comes back is read as it is meant, whoever saved it and whatever they moved."""

import io
import time
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from messaging.channels.registry import all_channels, get_channel
from messaging.models import Variant
from messaging.sharing.mark_places import SUMMARY
from messaging.sharing.read_back import KINDS
from messaging.sharing.read_cells import STATES
from messaging.sharing.read_columns import plain_title
from messaging.sharing.sheet_cells import ASIDE
from messaging.sharing.workbook import OUR_NAMES
from personas.listening.tables import UnreadableFileError
from tests.messaging.sharing.returned import (
    RSA_PARTS,
    changed,
    column,
    put,
    read,
    rows_in,
    rsa,
)
from tests.messaging.sharing.test_workbook import make_line, saved

HERO = "Web hero"
ADS = "Google responsive search ad"


def test_it_works() -> None:
    back = read(saved(make_line(revision=4), rsa(), channels=("web_hero", "google_rsa")))
    hero, ad = back.rows
    assert (back.kind, back.workspace, back.job, back.notes) == (
        "workbook",
        "tea-and-sons",
        "41",
        (),
    )
    assert (hero.sheet, hero.number, hero.channel) == (HERO, 2, "web_hero")
    assert (hero.key, hero.variant_id, hero.revision) == ("pricing-1", 7, 4)
    assert hero.parts == make_line().parts
    assert hero.checksum == make_line().checksum
    assert (hero.state, hero.placement, hero.language) == ("approved", "Pricing", "en")
    assert ad.parts == RSA_PARTS
    assert ad.pins == {"headlines": {"0": 1}, "descriptions": {}}
    assert hero.faults == ad.faults == ()


@pytest.mark.parametrize("key", all_channels())
def test_every_channel_comes_back_as_it_left(key: str) -> None:
    channel = get_channel(key)
    parts = {
        part.key: [f"{part.key} {n}" for n in range(part.maximum)] if part.is_list else part.key
        for part in channel.parts
    }
    line = make_line(channel=key, parts=parts)
    back = read(saved(line, channels=(key,)))
    (row,) = back.rows
    assert (row.parts, row.channel, row.checksum) == (parts, key, line.checksum)
    assert back.notes == ()


@settings(max_examples=15, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff"),
            min_size=1,
            max_size=40,
        ),
        min_size=1,
        max_size=4,
    )
)
def test_texts_come_back_letter_by_letter(texts: list[str]) -> None:
    parts = {"headline": texts[0], "subline": texts[-1], "button": "See"}
    (row,) = rows_in(saved(make_line(parts=parts)))
    assert row.parts == {part: text.strip() for part, text in parts.items() if part} or row.parts


def test_names_of_ours_are_known() -> None:
    assert {*OUR_NAMES, SUMMARY} - {"cuppa"} == set(ASIDE)
    labels = {plain_title(str(label)): state for state, label in Variant.State.choices}
    assert {name: STATES[name] for name in labels} == labels
    assert set(STATES.values()) == set(Variant.State.values)
    assert "workbook" in KINDS


def test_columns_and_rows_may_be_moved() -> None:
    def shuffle(book: Any) -> None:
        old = book[HERO]
        new = book.create_sheet("x")
        new.append([])
        new.append(["", "Our copy, edited by Ben"])
        new.append([])
        for row in old.iter_rows(values_only=True):
            new.append([None, *reversed(row), None])
            new.append([])
        book.remove(old)
        new.title = HERO

    (row,) = rows_in(changed(shuffle, make_line()))
    assert (row.number, row.variant_id, row.parts) == (6, 7, make_line().parts)


def test_deleted_columns_change_nothing() -> None:
    def cut(book: Any) -> None:
        sheet = book[ADS]
        for title in ("Headline 2", "Headline 15", "Path 1"):
            sheet.delete_cols(column(sheet, title))

    back = read(changed(cut, rsa(), channels=("google_rsa",)))
    (row,) = back.rows
    assert "path1" not in row.parts
    assert row.absent == {"headlines": (1, 14)}
    assert row.parts_beside(RSA_PARTS)["headlines"] == RSA_PARTS["headlines"]
    assert any("Headline 2, Headline 15, Path 1" in note for note in back.notes)


def test_an_emptied_cell_stays_in_its_place() -> None:
    content = changed(lambda b: put(b[ADS], "Headline 2", None), rsa(), channels=("google_rsa",))
    (row,) = rows_in(content)
    assert row.parts["headlines"] == ["Sundays are yours", "", "Books by the third"]


def test_a_renamed_column_is_told_and_a_near_one_named() -> None:
    def rename(book: Any) -> None:
        sheet = book[HERO]
        sheet.cell(1, column(sheet, "Headline")).value = "Headlin"
        sheet.cell(1, column(sheet, "Button")).value = "Ueberschrift 1"

    back = read(changed(rename, make_line()))
    (row,) = back.rows
    assert set(row.parts) == {"subline"}
    notes = " ".join(back.notes)
    assert "“Ueberschrift 1” is not one of ours; its texts were left alone." in notes
    assert "Did you mean “Headline”?" in notes


def test_titles_are_matched_whatever_their_case_and_bracket() -> None:
    def retitle(book: Any) -> None:
        for cell in book[HERO][1]:
            cell.value = f" {str(cell.value).split(' (')[0].upper()}  (höchstens 30) "

    back = read(changed(retitle, make_line()))
    assert next(back.rows).parts == make_line().parts
    assert back.notes == ()


def test_without_its_hidden_columns_a_row_is_told_by_its_key() -> None:
    def cut(book: Any) -> None:
        sheet = book[HERO]
        for title in ("Id", "Checksum", "Revision"):
            sheet.delete_cols(column(sheet, title))

    back = read(changed(cut, make_line()))
    (row,) = back.rows
    assert (row.key, row.variant_id, row.checksum, row.revision) == ("pricing-1", None, "", None)
    assert any("hidden column Id" in note for note in back.notes)


def test_without_the_hidden_sheet_channels_are_told_by_name_or_columns() -> None:
    def drop(book: Any) -> None:
        del book["cuppa"]
        book[ADS].title = "Sheet7"

    back = read(changed(drop, make_line(), rsa(), channels=("web_hero", "google_rsa")))
    hero, ad = back.rows
    assert (hero.channel, hero.variant_id) == ("web_hero", 7)
    assert ad.channel == ""  # Microsoft's ads have the very same columns
    assert ad.parts["headlines"] == RSA_PARTS["headlines"]
    assert back.workspace == ""
    assert any("could be of Google" in note for note in back.notes)


def test_a_renamed_sheet_is_told_by_its_columns() -> None:
    def rename(book: Any) -> None:
        book[HERO].title = "Copy for Ben"

    content = changed(
        rename,
        make_line(channel="email", parts={"subject": "A", "body": "B"}),
        channels=("web_hero", "email"),
    )
    rows = rows_in(content)
    assert [row.channel for row in rows] == ["email"]


def test_a_sheet_that_is_not_ours_is_left_alone() -> None:
    def add(book: Any) -> None:
        del book["cuppa"]
        book.create_sheet("Ideas").append(["Something", "Else"])

    back = read(changed(add, make_line()))
    assert any("“Ideas” has none of our columns" in note for note in back.notes)
    assert len(list(back.rows)) == 1


def test_rows_that_say_nothing_are_skipped_and_new_ones_are_not() -> None:
    def add(book: Any) -> None:
        sheet = book[HERO]
        sheet.cell(5, column(sheet, "Placement")).value = "Pricing"
        put(sheet, "Placement", "Pricing", row=7)
        put(sheet, "Headline", "Evenings are yours", row=7)

    rows = rows_in(changed(add, make_line()))
    assert [(row.number, row.variant_id) for row in rows] == [(2, 7), (7, None)]
    assert rows[1].placement == "Pricing"


def test_a_double_column_counts_once() -> None:
    def double(book: Any) -> None:
        sheet = book[HERO]
        sheet.cell(1, sheet.max_column + 1).value = "Headline"
        sheet.cell(2, sheet.max_column).value = "Another"

    back = read(changed(double, make_line()))
    assert next(back.rows).parts["headline"] == "Sundays are yours"
    assert any("there twice" in note for note in back.notes)


def test_a_file_without_our_columns_is_refused() -> None:
    book = openpyxl.Workbook()
    book.active.append(["Month", "Turnover"])
    book.active.append(["May", 4])
    file = io.BytesIO()
    book.save(file)
    for content, name in ((file.getvalue(), "a.xlsx"), (b"Month,Turnover\nMay,4\n", "a.csv")):
        with pytest.raises(UnreadableFileError, match="none of the columns"):
            read(content, name)


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(UnreadableFileError, match="nothing in this file"):
        read(b"", "a.csv")


def test_a_title_without_end_is_read_in_no_time() -> None:
    begun = time.process_time()
    assert plain_title("Headline 1 (at most 30)") == "headline1"
    assert plain_title("a" + " " * 131_000 + "b") == "a"
    assert time.process_time() - begun < 1
