"""Working on a text together, as two people do it."""

from collections.abc import Callable

from playwright.sync_api import Page, expect

from messaging.models import Variant
from messaging.wording import Wording, edit_variant, write_variant
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast

Visit = Callable[[str], Page]
OTHER = make.HERO | {"headline": "Close the books by the third", "button": "Ask us"}


def a_draft(cast: Cast) -> Variant:
    message = make.make_message(cast.workspace)
    return write_variant(access=cast.access, message=message, wording=Wording(dict(make.HERO)))


def test_two_people_in_one_draft_lose_nothing(visit: Visit, signed_in: Page, cast: Cast) -> None:
    draft = a_draft(cast)
    page = visit(cast.url(f"write/variants/{draft.pk}/edit/"))
    page.get_by_label("Headline").fill("Sundays are yours")
    page.get_by_label("Subline").fill("The month ends, and you go for a walk.")
    edit_variant(access=cast.access, variant=draft, parts=OTHER, revision=1)
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Somebody saved other words meanwhile")).to_be_visible()
    expect(page.get_by_label("Headline")).to_have_value("Sundays are yours")
    expect(page.get_by_label("Button")).to_have_value("Ask us")
    assert_accessible(page)
    page.get_by_role("button", name="Take theirs for Headline").click()
    expect(page.get_by_label("Headline")).to_have_value(OTHER["headline"])
    page.get_by_role("button", name="Save what is below").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.parts == OTHER | {"subline": "The month ends, and you go for a walk."}


def test_a_version_comes_back_and_a_remark_is_made(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    draft = a_draft(cast)
    edit_variant(access=cast.access, variant=draft, parts=OTHER, revision=1)
    signed_in.set_viewport_size({"width": 390, "height": 800})
    page = visit(cast.url(f"write/variants/{draft.pk}/"))
    page.get_by_label("Say something about it").fill("Is the third a promise?")
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".said").get_by_text("Is the third", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Dealt with").click()
    expect(page.locator(".said .tag")).to_have_text("Dealt with")
    page.get_by_text("Earlier versions (1)").click()
    page.get_by_role("link", name="Version 1").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
    page.wait_for_load_state()
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Say this again").click()
    expect(page.get_by_text("It says again what it said then")).to_be_visible()
    assert_fits(page)


def test_a_sign_in_that_ended_takes_no_words(
    visit: Visit, signed_in: Page, sign_in: Callable[..., Page], cast: Cast
) -> None:
    draft = a_draft(cast)
    page = visit(cast.url(f"write/variants/{draft.pk}/edit/"))
    page.get_by_label("Headline").fill("Sundays are yours")
    expect(page.locator("#count-headline")).to_contain_text("17")
    page.context.clear_cookies(name="session")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name="Your words are still here")).to_be_visible()
    assert_accessible(page)
    sign_in(cast.owner)
    page.get_by_role("button", name="Send them again").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    draft.refresh_from_db()
    assert draft.parts["headline"] == "Sundays are yours"
