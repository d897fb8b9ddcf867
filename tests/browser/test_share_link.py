"""Somebody without an account fetches a file by its link, edits it and sends it back."""

from playwright.sync_api import Browser, FilePayload, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from messaging.models import SheetImport
from messaging.share_links import revoke_link
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.share_link_cast import linked

PHONE: ViewportSize = {"width": 375, "height": 812}
PASSWORD = "a pot of tea"
EDITED: FilePayload = {
    "name": "back.csv",
    "mimeType": "text/csv",
    "buffer": b"Key,Headline\nhero-1,Tea\n",
}


def test_it_works(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    link = linked(cast, password=PASSWORD)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/shared/{link.token}/")
    page.get_by_label("Password").fill("a cup of tea")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not the password of this link")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="For North & Co")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download").click()
    assert fetched.value.suggested_filename == "tea.xlsx"
    page.get_by_label("Your name").fill("Ada of North")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text("Choose the file you edited.").last).to_be_visible()
    expect(page.get_by_label("Your name")).to_have_value("Ada of North")
    page.get_by_label("The file", exact=True).set_input_files(EDITED)
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Your file has arrived")).to_be_visible()
    back = SheetImport.objects.get()
    assert (back.sender, back.file_name, back.link) == ("Ada of North", "back.csv", link)
    revoke_link(access=cast.access, link=link)
    page.goto(f"{live_server.url}/shared/{link.token}/")
    expect(page.get_by_role("heading", name="This link is closed")).to_be_visible()
    context.close()


def test_the_pages_fit_and_are_readable_to_all(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    link = linked(cast, password=PASSWORD)
    for scheme in ("light", "dark"):
        # axe is a script of ours that the page's own policy would refuse.
        context = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{live_server.url}/shared/nobody-made-this/")
        assert_accessible(page)
        page.goto(f"{live_server.url}/shared/{link.token}/sent/")
        assert_accessible(page)
        page.goto(f"{live_server.url}/shared/{link.token}/")
        assert_accessible(page)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Open").click()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing was sent yet")
        assert_fits(page)
        assert_accessible(page)
        context.close()
