"""A client reviews copy on a phone, without a script; we read what they said."""

from collections.abc import Callable

from playwright.sync_api import Browser, Page, ViewportSize, expect
from pytest_django.live_server_helper import LiveServer

from messaging.models import ReviewItem, ReviewNote, Variant
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.reviewing import answer, begin, enter
from workspaces.models import User

PHONE: ViewportSize = {"width": 390, "height": 844}


def test_it_works(browser: Browser, live_server: LiveServer, cast: Cast) -> None:
    review = begin(cast, 2, password="a cup of tea")
    context = browser.new_context(viewport=PHONE, java_script_enabled=False, color_scheme="dark")
    page = context.new_page()
    page.goto(f"{live_server.url}/review/{review.token}/")
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Password").fill("a cup of tea")
    page.keyboard.press("Enter")
    expect(page.get_by_text("0 of 2 answered").last).to_be_visible()
    page.get_by_role("link", name="Begin").click()
    page.get_by_label("Yes, use it").check()
    page.get_by_text("Say it in other words").click()
    page.get_by_label("Headline").first.fill("Sundays are for you")
    page.get_by_role("button", name="Send and go on").click()
    expect(page.get_by_role("heading", name="Text 2")).to_be_visible()
    page.get_by_label("No, not like this").check()
    page.get_by_role("button", name="Send and go on").click()
    expect(page.get_by_text("Not kept yet")).to_be_visible()
    page.get_by_label("What is wrong with it").fill("We never say that.")
    page.get_by_role("button", name="Send and go on").click()
    expect(page.get_by_role("heading", name="Thank you, Ada")).to_be_visible()
    verdicts = ReviewItem.objects.order_by("position").values_list("verdict", flat=True)
    assert list(verdicts) == ["approved", "rejected"]
    assert ReviewNote.objects.get().text == "Sundays are for you"
    context.close()


def test_the_pages_fit_and_are_readable_to_all(
    browser: Browser, live_server: LiveServer, cast: Cast
) -> None:
    review = begin(cast, 2)
    answer(enter(review, "Grace"), review, 2, comment="Warm.", **{"line-button": "Look"})
    for scheme in ("light", "dark"):
        # axe is a script of ours that the page's own policy would refuse.
        context = browser.new_context(viewport=PHONE, color_scheme=scheme, bypass_csp=True)
        page = context.new_page()
        page.goto(f"{live_server.url}/review/{review.token}/")
        assert_accessible(page)
        page.get_by_label("Your name").fill("Ada")
        page.keyboard.press("Enter")
        expect(page.get_by_text("You read as Ada")).to_be_visible()
        for rest in ("", "2/", "done/"):
            page.goto(f"{live_server.url}/review/{review.token}/{rest}")
            for folded in page.locator("details").all():
                folded.evaluate("each => { each.open = true }")
            assert_fits(page)
            assert_accessible(page)
        context.close()


def test_what_they_said_is_read_and_taken(
    sign_in: Callable[[User], Page], live_server: LiveServer, cast: Cast
) -> None:
    review = begin(cast, 1)
    answer(enter(review), review, verdict="approved", **{"line-headline": "Sundays are for you"})
    page = sign_in(cast.owner)
    for path in ("share/reviews/", "share/reviews/new/", f"share/reviews/{review.pk}/edit/"):
        page.goto(live_server.url + cast.url(path))
        assert_accessible(page)
    page.set_viewport_size(PHONE)
    page.goto(live_server.url + cast.url(f"share/reviews/{review.pk}/"))
    assert_fits(page)
    assert_accessible(page)
    page.get_by_role("button", name="Make a draft of it").click()
    expect(page.get_by_text("There is a new draft with their words").first).to_be_visible()
    assert Variant.objects.filter(derived_from__isnull=False).count() == 1
