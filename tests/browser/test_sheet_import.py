"""A sheet that came back with texts both have changed: looked at, chosen, applied, taken back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from messaging.models import SheetImport, Variant
from messaging.tasks import apply_returned_sheet
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.sharing.laid_beside import (
    a_draft,
    come_back,
    new_row,
    reworded,
    row_of,
)

Visit = Callable[[str], Page]


def press(control: Locator, key: str = "Enter") -> None:
    control.focus()
    control.press(key)


def a_sheet(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> tuple[Variant, SheetImport]:
    both, theirs = a_draft(cast), a_draft(cast)
    rows = [
        row_of(both, 2, headline="Keep your Sundays"),
        row_of(theirs, 3, button="Have a look"),
        new_row(both.message, 4, headline="Books by the third", subline="So.", button="Go"),
    ]
    reworded(cast, both, headline="Sundays are for tea")
    return both, come_back(monkeypatch, cast.access, rows)


def test_it_works(
    visit: Visit, signed_in: Page, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, batch = a_sheet(cast, monkeypatch)
    page = visit(cast.url(f"share/sheets/{batch.pk}/"))
    expect(page.get_by_role("heading", name="2 rows ready to be taken")).to_be_visible()
    row = page.get_by_role("article", name=both.key)
    expect(row.get_by_text("When it left")).to_be_visible()
    expect(row.get_by_text("Sundays are not for receipts")).to_be_visible()
    assert_accessible(page)
    press(row.get_by_label("Theirs"), "Space")
    press(row.get_by_role("button", name="Keep this choice"))
    expect(page.get_by_role("heading", name="3 rows ready to be taken")).to_be_visible()
    expect(row.get_by_label("Theirs")).to_be_checked()

    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
    assert_accessible(page)
    press(page.get_by_role("link", name="New 1"))
    expect(page.get_by_role("article")).to_have_count(1)
    press(page.get_by_role("button", name="Apply 3 rows"))
    expect(page.get_by_text("Applying the sheet")).to_be_visible()
    batch.refresh_from_db()
    assert batch.job is not None
    apply_returned_sheet(batch.job.pk)
    page = visit(cast.url(f"share/sheets/{batch.pk}/"))
    expect(page.get_by_text("2 drafts changed.")).to_be_visible()
    expect(page.get_by_text("1 new draft.")).to_be_visible()
    assert_accessible(page)
    both.refresh_from_db()
    assert both.parts["headline"] == "Keep your Sundays"

    press(page.locator("summary").filter(has_text="Take it back"))
    press(page.get_by_role("button", name="Take it back"))
    expect(page.get_by_text("Taken back: 3 texts.")).to_be_visible()
    both.refresh_from_db()
    assert both.parts["headline"] == "Sundays are for tea"


def test_the_list_of_files(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url("share/sheets/"))
    expect(page.get_by_role("heading", name="Nothing came back yet")).to_be_visible()
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert_fits(page)
