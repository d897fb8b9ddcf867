"""A campaign as people use it: made, planned, written for, decided about; by keys, on a phone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from messaging.campaigns_ask import request_drafts
from messaging.campaigns_draft import draft_campaign
from messaging.models import Variant
from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from tests.messaging.campaigning import make_campaign
from workspaces.jobs import run_job
from workspaces.models import Job

Visit = Callable[[str], Page]


def test_it_works(visit: Visit, signed_in: Page, cast: Cast) -> None:
    pain = make.make_pain(cast.workspace)
    make.make_offer(cast.workspace, pain)
    for kind in ("aware", "deciding"):
        make.make_stage(cast.workspace, kind)
    page = visit(cast.url("write/campaigns/"))
    assert_accessible(page)
    page.get_by_role("link", name="Plan a campaign").click()
    page.get_by_label("Name", exact=True).fill("Spring")
    page.get_by_label(pain.persona.name).check()
    page.get_by_label("Email", exact=True).check()
    page.get_by_label("SMS", exact=True).check()
    page.get_by_label("Where it leads").fill("http://ladle.example")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("Begin with https://")).to_be_visible()
    page.get_by_label("Where it leads").fill("https://ladle.example")
    page.get_by_role("button", name="Plan it").click()
    expect(page.get_by_text("0 of 4 cells")).to_be_visible()
    assert_accessible(page)
    _leave_one_out(page, pain.persona.name)
    page.get_by_label("Drafts for each cell").fill("1")
    page.get_by_role("button", name="Write drafts").click()
    expect(page.get_by_text("You can leave this page").first).to_be_visible()
    run_job(Job.objects.get().pk, draft_campaign)
    # The page looks again by itself once the work is done.
    expect(page.get_by_text("3 drafts for 3 cells")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Read them").click()
    _approve_by_key(page)
    assert sorted(Variant.objects.values_list("state", flat=True)) == ["approved"] * 3


def _leave_one_out(page: Page, persona: str) -> None:
    page.get_by_label(f"{persona}, Deciding, SMS").check()
    expect(page.get_by_text("With 1 ticked:")).to_be_visible()
    page.get_by_role("button", name="Leave out").click()
    expect(page.get_by_text("One cell is left out of the plan.")).to_be_visible()


def _approve_by_key(page: Page) -> None:
    """Tick the first text by x, the others a cell at a time; submit, then approve."""
    expect(page.get_by_label("All of this cell").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(page.get_by_text("With 1 ticked:")).to_be_visible()
    for box in page.get_by_label("All of this cell").all():
        box.check()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("3 texts submitted.")).to_be_visible()
    page.get_by_role("link", name="Waiting for approval").click()
    expect(page.get_by_label("All of this cell").first).to_be_visible()
    for box in page.get_by_label("All of this cell").all():
        box.focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Approve", exact=True).press("Enter")
    expect(page.get_by_text("3 texts approved.")).to_be_visible()


@pytest.mark.parametrize(("scheme", "size"), [("light", (1280, 900)), ("dark", (390, 844))])
def test_every_page_fits_and_is_accessible(
    visit: Visit, signed_in: Page, cast: Cast, scheme: str, size: tuple[int, int]
) -> None:
    campaign = make_campaign(cast.access, channels=("email", "sms", "google_rsa", "push"))
    job = request_drafts(access=cast.access, campaign=campaign, count=1)
    run_job(job.pk, draft_campaign)
    signed_in.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    signed_in.set_viewport_size({"width": size[0], "height": size[1]})
    for path in ("", "plan/", "plan/?order=journey", "review/", "leads/", "edit/"):
        page = visit(cast.url(f"write/campaigns/{campaign.pk}/{path}"))
        assert_fits(page)
        assert_accessible(page)
    for path in ("", "new/", f"new/?from={campaign.pk}"):
        page = visit(cast.url(f"write/campaigns/{path}"))
        assert_fits(page)
        assert_accessible(page)


def test_on_a_phone_the_plan_is_a_list_of_cells(visit: Visit, signed_in: Page, cast: Cast) -> None:
    campaign = make_campaign(cast.access, channels=("email", "sms"))
    signed_in.set_viewport_size({"width": 390, "height": 844})
    page = visit(cast.url(f"write/campaigns/{campaign.pk}/plan/"))
    cells = page.locator(".plan tbody tr").first.locator("td")
    first, second = (cells.nth(number).bounding_box() for number in (0, 1))
    assert first is not None
    assert second is not None
    assert second["y"] >= first["y"] + first["height"], "one below the other"
    expect(cells.first.get_by_text("nothing yet")).to_be_visible()
