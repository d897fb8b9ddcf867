"""An ask-test, answered on a phone without a script."""

from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from messaging.models import AskAnswer
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.asking import begin


def test_it_works(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    test = begin(cast, count=3)
    context = browser.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False, color_scheme="dark"
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/a/{test.token}/")
    groups = page.get_by_role("group")
    expect(groups).to_have_count(3)
    groups.nth(0).get_by_text("Text A").click()
    groups.nth(0).get_by_label("Why?").fill("My Sundays are gone.")
    groups.nth(1).get_by_label("Neither of them").check()
    send = page.get_by_role("button", name="Send my answer")
    # Whoever is quicker than two seconds is asked to press once more; what was chosen stays.
    page.wait_for_timeout(2_100)
    send.click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert AskAnswer.objects.count() == 2
    context.close()


def test_the_page_fits_and_is_readable_to_all(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    test = begin(cast, count=3)
    for scheme in ("light", "dark"):
        # axe is a script of ours that the page's own policy would refuse.
        context = browser.new_context(
            viewport={"width": 360, "height": 740}, color_scheme=scheme, bypass_csp=True
        )
        page = context.new_page()
        page.goto(f"{live_server.url}/a/{test.token}/")
        assert_fits(page)
        assert_accessible(page)
        context.close()
