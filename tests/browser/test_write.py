"""Write as people use it: typing with the lens, keys, phones, both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from messaging.models import Message, Variant
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.web.test_write_pages import addresses, editor_pages

Visit = Callable[[str], Page]


def a_message(cast: Cast, channel: str = "web_hero") -> Message:
    make.make_offer(cast.workspace, make.make_pain(cast.workspace))
    return make.make_message(cast.workspace, channel=channel)


def test_it_works(visit: Visit, signed_in: Page, cast: Cast) -> None:
    """A draft kept, submitted, approved and live, with the mouse alone."""
    message = a_message(cast)
    page = visit(cast.url(f"write/messages/{message.pk}/"))
    page.get_by_role("button", name="Keep this one").nth(1).click()
    expect(page.get_by_text("One draft kept.")).to_be_visible()
    page.locator(".kept a").first.click()
    for button in ("Submit for approval", "Approve", "Put it live"):
        page.get_by_role("button", name=button, exact=True).click()
    expect(page.get_by_text("Visitors see it within a second.")).to_be_visible()
    message.refresh_from_db()
    assert message.live_variant is not None


@pytest.mark.parametrize(("scheme", "size"), [("light", (1280, 900)), ("dark", (360, 740))])
def test_every_page_fits_and_is_accessible(
    visit: Visit, signed_in: Page, cast: Cast, scheme: str, size: tuple[int, int]
) -> None:
    signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    signed_in.set_viewport_size({"width": size[0], "height": size[1]})
    for path in [*addresses(cast), *editor_pages(cast)]:
        page = visit(cast.url(path))
        assert_fits(page)
        assert_accessible(page)


def test_the_lens_follows_the_typing(visit: Visit, signed_in: Page, cast: Cast) -> None:
    message = a_message(cast, "sms")
    page = visit(cast.url(f"write/messages/{message.pk}/new/"))
    field = page.get_by_label("Text", exact=True)
    field.press_sequentially("Our world-class platform")
    expect(page.locator("#count-body")).to_contain_text("24 units, 1 message")
    expect(page.locator("#lens mark").first).to_be_visible()
    expect(page.locator("#lens .meter")).to_have_count(6)
    assert field.evaluate("field => field === document.activeElement")
    field.fill("a" * 161)
    expect(page.locator("#count-body")).to_contain_text("2 messages")
    assert_accessible(page)


def test_drafts_are_read_by_key(visit: Visit, signed_in: Page, cast: Cast) -> None:
    message = a_message(cast)
    page = visit(cast.url(f"write/messages/{message.pk}/"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-draft]").nth(1)).to_be_focused()
    expect(page.locator("#shown-2")).to_be_visible()
    expect(page.locator("#shown-1")).to_be_hidden()
    page.keyboard.press("k")
    expect(page.locator("#shown-1")).to_be_visible()
    page.keyboard.press("a")
    expect(page.get_by_text("One draft kept.")).to_be_visible()
    assert Variant.objects.filter(workspace=cast.workspace).count() == 1


def test_what_waits_is_approved_by_key(visit: Visit, signed_in: Page, cast: Cast) -> None:
    message = a_message(cast)
    make.make_variant(message, state="submitted")
    page = visit(cast.url("write/approvals/"))
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.get_by_text("Approved. It can go live")).to_be_visible()
    variant = make.make_variant(message)
    page = visit(cast.url(f"write/variants/{variant.pk}/"))
    page.keyboard.press("e")
    page.wait_for_url("**/edit/")


def test_keys_stay_out_of_the_way_of_typing(visit: Visit, signed_in: Page, cast: Cast) -> None:
    message = a_message(cast)
    variant = make.make_variant(message)
    page = visit(cast.url(f"write/variants/{variant.pk}/"))
    page.get_by_label("Search this workspace").press_sequentially("jake")
    assert page.url.endswith(f"write/variants/{variant.pk}/")
    expect(page.get_by_label("Search this workspace")).to_have_value("jake")


def test_a_part_is_copied(visit: Visit, signed_in: Page, cast: Cast) -> None:
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    variant = make.make_variant(a_message(cast))
    page = visit(cast.url(f"write/variants/{variant.pk}/"))
    page.get_by_role("button", name="Copy").first.click()
    expect(page.get_by_text("Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == make.HERO["headline"]
