"""Write as people use it: typing with the lens, keys, phones, both themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page, expect

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
    """With the mouse alone: more like one, changed, kept, compared, submitted, approved, live."""
    message = a_message(cast)
    page = visit(cast.url(f"write/messages/{message.pk}/"))
    page.locator("#draft-2").get_by_role("link", name="More like this").click()
    expect(page.get_by_role("heading", name="More like")).to_be_visible()
    page.locator("#draft-1").get_by_role("link", name="Edit").click()
    button = page.get_by_label("Button", exact=True)
    button.fill("Show me how, please, and take all the time in the world")
    expect(page.locator("#count-button")).to_contain_text("may not be seen")
    button.fill("Show me how")
    expect(page.locator("#count-button")).to_contain_text("11 of")
    page.get_by_role("button", name="Keep in these words").click()
    expect(page.get_by_text("Kept in your words.")).to_be_visible()
    page.locator("#draft-1 [data-tick]").check()
    page.locator(".kept [data-tick]").check()
    page.get_by_role("button", name="Set two side by side").click()
    expect(page.get_by_role("heading", name="Word by word")).to_be_visible()
    page.get_by_role("link", name="Swap sides").click()
    page.get_by_role("button", name="Keep the left one").click()
    expect(page.get_by_text("One draft kept.")).to_be_visible()
    page.locator(".kept .words a").first.click()
    for button_name in ("Submit for approval", "Approve", "Put it live"):
        page.get_by_role("button", name=button_name, exact=True).click()
    expect(page.get_by_text("Visitors see it within a second.")).to_be_visible()
    message.refresh_from_db()
    assert message.live_variant is not None
    assert Variant.objects.filter(workspace=cast.workspace).count() == 2


def test_all_of_it_by_keys_alone(visit: Visit, signed_in: Page, cast: Cast) -> None:
    message = a_message(cast)
    page = visit(cast.url(f"write/messages/{message.pk}/"))
    keys = page.keyboard
    keys.press("j")
    keys.press("l")
    expect(page.get_by_role("heading", name="More like")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Drafts for")).to_be_visible()
    keys.press("j")
    keys.press("Shift+S")
    expect(page.get_by_role("heading", name="Shorter than")).to_be_visible()
    keys.press("g")
    page.wait_for_url("**-2#drafts")
    keys.press("j")
    keys.press("Enter")
    expect(page.locator("#draft-1 .trace")).to_be_visible()
    keys.press("e")
    field = page.locator("[data-editing] [data-part]").first
    expect(field).to_be_focused()
    keys.press("End")
    keys.type(" jeglsx")
    expect(page.locator("#lens")).to_contain_text("jeglsx")
    for _ in range(3):
        keys.press("Tab")
    keys.press("Enter")
    expect(page.get_by_text("Kept in your words.")).to_be_visible()
    keys.press("j")
    keys.press("x")
    expect(page.locator(".kept [data-tick]")).to_be_checked()
    keys.press("j")
    keys.press("x")
    expect(page.get_by_text("With the 2 ticked")).to_be_visible()
    keys.press("v")
    expect(page.get_by_role("heading", name="Side by side")).to_be_visible()
    page.go_back()
    keys.press("j")
    keys.press("s")
    expect(page.get_by_text("Waiting for a yes. Its words are fixed now.")).to_be_visible()
    assert Variant.objects.get(workspace=cast.workspace).state == "submitted"


def test_the_keys_are_told(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url(f"write/messages/{a_message(cast).pk}/"))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    page.keyboard.press("j")
    expect(page.locator("[data-draft]:focus")).to_have_count(0)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Keys")).to_be_hidden()
    page.keyboard.press("j")
    expect(page.locator("#draft-1")).to_be_focused()


def test_one_thing_is_changed_for_a_test(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url(f"write/messages/{a_message(cast).pk}/"))
    card = page.locator("#draft-1")
    card.locator(".beyond > summary").click()
    card.locator(".change > summary").click()
    card.locator("select").select_option(index=1)
    card.get_by_role("button", name="Show the pair").click()
    expect(page.get_by_text("They differ in one thing")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Keep both as a pair").click()
    for name in ("Submit both", "Approve both"):
        page.get_by_role("button", name=name).click()
    page.get_by_role("button", name="live").click()
    page.get_by_role("link", name="Test these two").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(1)


def test_words_are_not_lost_by_a_slip(visit: Visit, signed_in: Page, cast: Cast) -> None:
    page = visit(cast.url(f"write/messages/{a_message(cast).pk}/"))
    page.locator("#draft-1").get_by_role("link", name="Edit").click()
    page.locator("[data-editing] [data-part]").first.fill("My own words")
    page.locator("#draft-2").get_by_role("link", name="Edit").click()
    expect(page.get_by_text("You are changing a draft already.")).to_be_visible()
    expect(page.locator("[data-editing]")).to_have_count(1)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.get_by_role("link", name="Others").click()
    expect(page.locator("[data-editing] [data-part]").first).to_have_value("My own words")
    assert asked == ["beforeunload"]


def test_a_draft_is_copied_whole_by_one_key(visit: Visit, signed_in: Page, cast: Cast) -> None:
    signed_in.context.grant_permissions(["clipboard-read", "clipboard-write"])
    message = a_message(cast, "email")
    page = visit(cast.url(f"write/messages/{message.pk}/"))
    page.keyboard.press("Shift+C")
    expect(page.locator("[data-dialect]")).to_be_focused()
    page.locator("[data-dialect]").select_option("mailchimp")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("From now on copies")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    expect(page.locator("#draft-1")).to_be_focused()
    page.keyboard.press("c")
    expect(page.get_by_text("The whole draft copied.")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "*|" in copied
    assert "{{" not in copied
    page.evaluate("navigator.clipboard.writeText = () => Promise.reject(new Error('no')); 0")
    page.keyboard.press("c")
    expect(page.get_by_text("Mark the text and copy it by hand.")).to_be_visible()


def test_on_a_phone_the_brief_is_folded_and_the_preview_comes(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    page = visit(cast.url(f"write/messages/{a_message(cast).pk}/"))
    expect(page.get_by_label("Pain", exact=True)).to_be_hidden()
    page.locator("#brief").click()
    expect(page.get_by_label("Pain", exact=True)).to_be_visible()
    card = page.locator("#draft-2")
    card.locator(".beyond > summary").click()
    card.get_by_role("link", name="See it in place").click()
    expect(card.locator(".preview")).to_be_visible()
    assert_fits(page)
    card.get_by_role("link", name="Edit").click()
    expect(page.locator("#lens .meter")).to_have_count(6)
    assert_fits(page)
    assert_accessible(page)


def test_several_texts_are_handled_and_brought_back(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    message = a_message(cast)
    for _ in range(3):
        make.make_variant(message)
    page = visit(cast.url("write/variants/"))
    page.get_by_label("Tick all on this page").check()
    expect(page.get_by_text("With the 3 ticked")).to_be_visible()
    page.get_by_role("button", name="Take out of use").click()
    expect(page.get_by_text("3 taken out of use.")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Bring them back").click()
    expect(page.get_by_text("3 brought back.")).to_be_visible()
    states = Variant.objects.filter(workspace=cast.workspace).values_list("state", flat=True)
    assert set(states) == {"draft"}


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
