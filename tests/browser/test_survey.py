"""A survey, answered on a phone without a script."""

from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from personas.models import Evidence, PainRating
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.personas.survey_answers import begin

PHONE = {"width": 360, "height": 740}


def test_it_works(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    survey = begin(cast, "rating", pains=2)
    context = browser.new_context(viewport=PHONE, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/s/{survey.token}/?from=message")
    pain = page.get_by_role("group").nth(0)
    for scale, step in ((0, "5"), (1, "2")):
        pain.get_by_role("radiogroup").nth(scale).get_by_role("radio", name=step).check()
    page.get_by_role("textbox").first.fill("My Sundays are gone.")
    page.get_by_label("may quote").check()
    page.wait_for_timeout(2_100)  # whoever is quicker is asked to press once more
    page.get_by_role("button", name="Send my answer").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    rating, quote = PainRating.objects.get(), Evidence.objects.get()
    assert (rating.importance, rating.satisfaction) == (5, 2)
    assert (quote.text, quote.may_quote) == ("My Sundays are gone.", True)
    assert not context.cookies()
    context.close()


def test_it_fits_and_is_readable_to_all(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    survey = begin(cast, "rating", pains=2)
    for scheme in ("light", "dark"):
        # axe is a script of ours that the page's own policy would refuse.
        context = browser.new_context(
            viewport=PHONE,
            color_scheme=scheme,
            bypass_csp=True,
        )
        page = context.new_page()
        for place in ("", "thanks/"):
            page.goto(f"{live_server.url}/s/{survey.token}/{place}")
            assert_fits(page)
            assert_accessible(page)
        context.close()
