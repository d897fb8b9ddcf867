"""Bringing in a broken spreadsheet, by the keyboard alone."""

import csv
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from personas.models import Evidence
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast

Visit = Callable[[str], Page]
BROKEN = (
    "Comment;Submitted on;Kind;E-mail\n"
    "I waited a week and nobody called me back;1.2.2026;support;ann@example.org\n"
    "Write to me at bo@example.org when it is mended;2.2.2026;review;bo@example.org\n"
    "It broke twice;soon;review;cy@example.org\n"
    "It logs me out every day;3.2.2026;carrier pigeon;dee@example.org\n"
)


def press(control: Locator, key: str = "Enter") -> None:
    control.focus()
    control.press(key)


def choose(page: Page, column: str, what: str) -> None:
    field = page.get_by_label(f"What “{column}” holds")
    field.focus()
    field.select_option(label=what)


def test_it_works(visit: Visit, signed_in: Page, cast: Cast, tmp_path: Path) -> None:
    broken = tmp_path / "broken.csv"
    broken.write_text(BROKEN, encoding="cp1252")
    page = visit(cast.url("listen/imports/"))
    page.get_by_label("File", exact=True).set_input_files(broken)
    press(page.get_by_role("button", name="Upload"))

    expect(page.get_by_role("heading", name="Which column holds what?")).to_be_visible()
    choose(page, "Submitted on", "Date")
    choose(page, "Kind", "Source")
    assert_accessible(page)
    press(page.get_by_role("button", name="Check the rows"))

    expect(page.get_by_text("Personal data in 1 quote")).to_be_visible()
    expect(page.get_by_text("Write to me at [e-mail] when it is mended").first).to_be_visible()
    date = page.get_by_label("Submitted on of row 4")
    date.focus()
    date.fill("2026-02-04")
    date.press("Enter")
    expect(page.get_by_text("Row 4, Submitted on.")).to_have_count(0)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    assert_accessible(page)

    with page.expect_download() as downloading:
        press(page.get_by_role("link", name="Download these rows"))
    rows = list(csv.reader(downloading.value.path().read_text("utf-8-sig").splitlines()))
    assert [row[0] for row in rows] == ["Comment", "It logs me out every day"]
    press(page.get_by_role("button", name="Import 3 quotes"))
    expect(page.get_by_text("1 row stayed out")).to_be_visible()

    rows[1][2] = "support"
    mended = tmp_path / "mended.csv"
    with mended.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file, delimiter=";").writerows(rows)
    press(page.get_by_text("Send mended rows"))
    page.get_by_label("The mended rows").set_input_files(mended)
    press(page.get_by_role("button", name="Look at them"))
    press(page.get_by_role("button", name="Import 1 quote"))
    expect(page.get_by_role("link", name="Read these quotes")).to_be_visible()
    kept = Evidence.objects.for_workspace(cast.workspace)
    assert set(kept.values_list("text", "source")) == {
        ("I waited a week and nobody called me back", "support"),
        ("Write to me at [e-mail] when it is mended", "review"),
        ("It broke twice", "review"),
        ("It logs me out every day", "support"),
    }

    press(page.get_by_text("Take this import back"))
    press(page.get_by_role("button", name="Take it back"))
    expect(page.get_by_text("1 quotes were taken back.")).to_be_visible()
    assert kept.count() == 3
