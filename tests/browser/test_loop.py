"""The whole loop, as a marketer goes through it: from a file of quotes to copy that is tested,
rolled out and handed to an agency. Nothing is done behind the site's back but the worker's part.
"""

import io
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from experiments.models import Experiment
from experiments.resonance_reading import take_reading
from experiments.tasks import recount_wanted
from messaging.models import Message, Variant
from messaging.tasks import export_workbook
from personas.models import Evidence, PainPoint
from tests.browser.axe import assert_accessible
from tests.conftest import Cast
from workspaces.keys import create_key
from workspaces.models import ApiKey, Job

QUOTES = Path(__file__).parent / "data" / "quotes.csv"
VISITORS = 1500
PAINS = {
    "Chasing receipts": {
        "statement": "I spend my Sundays chasing people for receipts.",
        "struggle": "chase people for receipts",
        "trigger": "the month ends",
        "cost": "every last Sunday of the month",
        "feeling": "worn out",
        "desired_outcome": "close the books by the third",
        "why": "have my Sundays back",
    },
    "Waiting to be paid": {
        "statement": "I send an invoice in May and am paid in September.",
        "struggle": "remind the same client again and again",
        "trigger": "an invoice is a month late",
        "cost": "a night's sleep before every payday",
        "feeling": "awkward",
        "desired_outcome": "be paid on the day it was agreed",
        "why": "stop checking the bank account in bed",
    },
}


@pytest.fixture
def go(page: Page, live_server: LiveServer, cast: Cast) -> Callable[[str], Page]:
    """``go("write/")``: that page of the workspace."""

    def go(rest: str) -> Page:
        response = page.goto(live_server.url + cast.url(rest))
        assert response is not None
        assert response.status == 200
        return page

    return go


def test_from_a_file_of_quotes_to_a_workbook(
    signed_in: Page, go: Callable[[str], Page], cast: Cast, live_server: LiveServer
) -> None:
    page = signed_in
    listen(go)
    describe_pains(go)
    attach_quotes(go, cast)
    hero, rival = write_two(go)
    approve(go, [hero, rival])
    write_mail(go)
    start_test(go)
    let_visitors_answer(cast, live_server, better=rival)
    read_and_roll_out(page, go, rival)
    take_the_workbook(page, go, cast, rival)


def listen(go: Callable[[str], Page]) -> None:
    """Persona first, then the file: columns guessed, one row to mend, the rest imported."""
    page = go("map/personas/add/")
    page.get_by_label("Name").fill("Ines")
    page.get_by_label("Role").fill("runs a design studio of four")
    page.locator("main form button[type=submit]").first.click()
    page = go("listen/imports/")
    page.locator("input[type=file]").set_input_files(QUOTES)
    page.get_by_role("button", name="Upload").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Which column holds what?")
    page.get_by_role("button", name="Check the rows").click()
    expect(page.get_by_role("heading", name="Rows to mend")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Leave the row out").click()
    page.get_by_role("button", name="Import 17 quotes").click()
    assert Evidence.objects.count() == 17


def describe_pains(go: Callable[[str], Page]) -> None:
    for title, slots in PAINS.items():
        page = go("map/pains/add/")
        page.locator("[name=persona]").select_option(label="Ines")
        page.locator("[name=title]").fill(title)
        for details in page.locator("main form details:not([open]) > summary").all():
            details.click()
        for name, text in slots.items():
            page.locator(f"[name={name}]").fill(text)
        page.locator("[name=severity]").select_option("5")
        page.locator("main form button[type=submit]").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(title)


def attach_quotes(go: Callable[[str], Page], cast: Cast) -> None:
    """Some by hand, the rest by suggestion."""
    page = go("listen/?q=receipts")
    for box in page.locator("input[name=evidence]").all()[:3]:
        box.check()
    receipts = PainPoint.objects.get(title="Chasing receipts")
    page.locator("[name=pain]").select_option(str(receipts.pk))
    page.get_by_role("button", name="Attach").click()
    assert receipts.links.count() == 3
    page = go("listen/")
    page.get_by_role("button", name="Suggest pains").click()
    assert_accessible(page)


def write_two(go: Callable[[str], Page]) -> tuple[str, str]:
    """A placement, and in its studio one draft for each pain; the keys of the two variants."""
    page = go("write/placements/new/")
    page.locator("[name=name]").fill("Site, first screen")
    page.locator("[name=key]").fill("site-hero")
    page.locator("[name=channel]").select_option("web_hero")
    page.locator("main form button[type=submit]").first.click()
    for title in PAINS:
        pain = PainPoint.objects.get(title=title)
        choice = page.locator("select[name=pain]")
        page.wait_for_load_state()
        if not choice.is_visible():  # folded away once there are drafts to read
            page.get_by_role("heading", name="What we know").click()
        choice.select_option(str(pain.pk))
        page.get_by_role("button", name="Write drafts").click()
        expect(page.get_by_role("heading", name=f"Drafts for “{title}”")).to_be_visible()
        page.get_by_role("button", name="Keep this one").first.click()
        expect(page.get_by_text("One draft kept.")).to_be_visible()
    assert_accessible(page)
    message = Message.objects.get(placement__key="site-hero")
    hero, rival = message.variants.order_by("pk")
    assert hero.pain != rival.pain
    assert hero.sources.exists(), "every kept draft has its trace"
    return hero.key, rival.key


def approve(go: Callable[[str], Page], keys: list[str]) -> None:
    variants = [Variant.objects.get(key=key) for key in keys]
    for variant in variants:
        page = go(f"write/variants/{variant.pk}/")
        page.get_by_role("button", name="Submit for approval").click()
    page = go("write/approvals/")
    for box in page.locator("input[name=variant]").all():
        box.check()
    page.get_by_role("button", name="Approve the ticked ones").click()
    page = go(f"write/variants/{variants[0].pk}/")
    page.get_by_role("button", name="Put it live").click()
    assert Message.objects.get(placement__key="site-hero").live_variant == variants[0]


def write_mail(go: Callable[[str], Page]) -> None:
    """A second channel: written, edited by hand under the lens, submitted and approved."""
    page = go("write/placements/new/")
    page.locator("[name=name]").fill("Welcome e-mail")
    page.locator("[name=key]").fill("welcome")
    page.locator("[name=channel]").select_option("email")
    page.locator("main form button[type=submit]").first.click()
    # The pain with the most to win is drafted for at once.
    page.get_by_role("button", name="Keep this one").first.click()
    expect(page.get_by_text("One draft kept.")).to_be_visible()
    message = Message.objects.get(placement__key="welcome")
    variant = message.variants.get()
    page = go(f"write/variants/{variant.pk}/edit/")
    page.locator("[name=part_subject]").fill("Sundays are not for receipts")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    variant.refresh_from_db()
    assert variant.parts["subject"] == "Sundays are not for receipts"
    page = go(f"write/variants/{variant.pk}/")
    page.get_by_role("button", name="Submit for approval").click()
    page.get_by_role("button", name="Approve").click()


def start_test(go: Callable[[str], Page]) -> None:
    page = go("test/new/")
    page.locator("[name=message]").select_option(index=1)
    page.get_by_role("button", name="Go on").click()
    page.locator("[name=name]").fill("Which pain opens the page?")
    page.locator("[name=rivals]").first.check()
    page.locator("[name=new_goal]").fill("Trial")
    page.get_by_role("button", name="Keep the plan").click()
    page.get_by_role("button", name="Start").click()
    assert Experiment.objects.get().state == Experiment.State.RUNNING


def let_visitors_answer(cast: Cast, live_server: LiveServer, better: str) -> None:
    """Visitors come over HTTP; the worker's part, counting, is done here."""
    _, token = create_key(access=cast.access, name="visitors", kind=ApiKey.Kind.SECRET)
    call_command(
        "simulate_visitors",
        url=live_server.url,
        key=token,
        placement="site-hero",
        goal="trial",
        visitors=VISITORS,
        rates=f"control=0.05,{better}=0.2",
        threads=4,
        wait=0,
        seed=5,
    )
    recount_wanted()


def read_and_roll_out(page: Page, go: Callable[[str], Page], rival: str) -> None:
    experiment = Experiment.objects.get()
    page = go(f"test/{experiment.pk}/")
    expect(page.locator(".verdict.winner")).to_be_visible()
    expect(page.get_by_text("Simulated visitors")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Show it to everybody").click()
    expect(page.get_by_text("Everybody sees “")).to_be_visible()
    live = Message.objects.get(placement__key="site-hero").live_variant
    assert live is not None
    assert live.key == rival
    take_reading(workspace_id=experiment.workspace_id)  # the worker's part
    page = go("learn/")
    if experiment.factor == Experiment.Factor.PAIN:
        expect(page.locator(".chart text", has_text="Waiting to be paid")).to_be_visible()
    else:  # the first draft for each pain happens to be told in another way too
        assert experiment.factor == Experiment.Factor.SEVERAL
        expect(page.get_by_text("1 test that changed several things at once")).to_be_visible()
    expect(page.get_by_text("All tests together were worth")).to_be_visible()
    assert_accessible(page)


def take_the_workbook(page: Page, go: Callable[[str], Page], cast: Cast, rival: str) -> None:
    page = go("share/")
    assert_accessible(page)
    page.get_by_role("button", name="Make the file").click()
    job = Job.objects.for_workspace(cast.workspace).get()
    export_workbook(job.pk)
    page = go(f"settings/jobs/{job.pk}/")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    book = openpyxl.load_workbook(io.BytesIO(Path(download.value.path()).read_bytes()))
    assert {"Read me", "Web hero", "Email", "Where it comes from"} <= set(book.sheetnames)
    keys = [row[0] for row in book["Web hero"].iter_rows(min_row=2, values_only=True)]
    assert rival in keys
