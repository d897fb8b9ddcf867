"""The page of a persona: changed by keyboard alone, an old version brought back."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast

Visit = Callable[[str], Page]


def test_it_works(visit: Visit, signed_in: Page, cast: Cast) -> None:
    """In place by keyboard, put back with Escape, and an old version restored."""
    persona = make.make_persona(cast.workspace, name="Ines", goals=["sleep"], vocabulary=["pass"])
    pain = make.make_pain(cast.workspace, persona, struggle="chase receipts")
    make.make_evidence(cast.workspace, pain, persona=persona, may_quote=True, asked=False)
    page = visit(cast.url(f"map/personas/{persona.pk}/"))
    assert_accessible(page)

    edit = page.get_by_role("link", name="Change: What they want to get done")
    edit.focus()
    page.keyboard.press("Enter")
    field = page.get_by_role("textbox", name="Goals")
    expect(field).to_be_focused()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nswim")
    assert_accessible(page)
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("listitem").filter(has_text="swim")).to_be_visible()
    expect(edit).to_be_focused()

    page.keyboard.press("Enter")
    expect(field).to_be_focused()
    page.keyboard.type("never kept")
    page.keyboard.press("Escape")
    expect(edit).to_be_focused()
    expect(page.get_by_text("never kept")).to_have_count(0)

    page.get_by_role("link", name="Versions", exact=True).click()
    assert_accessible(page)
    page.get_by_role("link", name="Version 1", exact=True).click()
    page.get_by_role("button", name="Go back to this version").click()
    expect(page.get_by_text("Version 1 is back.")).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="swim")).to_have_count(0)

    page = visit(cast.url(f"map/pains/{pain.pk}/"))
    page.get_by_role("link", name="Change: They have to").click()
    field = page.get_by_role("textbox", name="Struggle")
    field.fill("chasing people")
    page.get_by_role("button", name="Use “chase people”").click()
    expect(page.locator("#part-struggle .phrase")).to_have_text("chase people")
    assert_accessible(page)


def test_they_fit_a_phone_in_the_dark(visit: Visit, signed_in: Page, cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    pain = make.make_pain(cast.workspace, persona, struggle="chasing receipts")
    for number in range(3):
        make.make_evidence(cast.workspace, pain, persona=persona, text=f"Soup, number {number}")
    signed_in.emulate_media(color_scheme="dark")
    signed_in.set_viewport_size({"width": 360, "height": 740})
    own = f"map/personas/{persona.pk}/"
    for path in (own, f"{own}vocabulary/", f"{own}part/goals/", f"map/pains/{pain.pk}/"):
        page = visit(cast.url(path))
        assert_fits(page)
        assert_accessible(page)
    visit(cast.url("map/opportunities/"))
    assert_fits(signed_in)
