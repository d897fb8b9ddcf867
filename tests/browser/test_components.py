"""Components that do something: dialog, question, toast, long work."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.conftest import Cast
from workspaces.models import Job

Visit = Callable[[str], Page]


def test_a_dialog_opens_takes_the_focus_and_gives_it_back(visit: Visit, signed_in: Page) -> None:
    page = visit("/styleguide/")
    opener = page.get_by_role("button", name="Open a dialog")
    opener.click()
    dialog = page.get_by_role("dialog", name="Compare two versions")
    expect(dialog).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_question_is_asked_once_and_can_be_left(visit: Visit, signed_in: Page) -> None:
    page = visit("/styleguide/")
    question = page.get_by_text("Remove this pain and detach its nine quotes?")
    expect(question).to_be_hidden()
    page.locator(".confirm > summary").click()
    expect(question).to_be_visible()
    assert_accessible(page)
    page.get_by_role("button", name="Keep it").click()
    expect(question).to_be_hidden()


def test_a_toast_says_what_happened_and_can_be_dismissed(
    visit: Visit, signed_in: Page, cast: Cast
) -> None:
    page = visit(cast.url("settings/"))
    page.get_by_label("Name of the brand or client").fill("Tea and Daughters")
    page.get_by_role("button", name="Save", exact=True).click()
    toast = page.get_by_role("status").locator(".toast")
    expect(toast).to_be_visible()
    assert_accessible(page)
    toast.get_by_role("button", name="Dismiss").click()
    expect(toast).to_be_hidden()


def test_long_work_is_followed_until_it_is_done(visit: Visit, signed_in: Page, cast: Cast) -> None:
    job = Job.objects.create(
        workspace=cast.workspace,
        kind="export",
        state=Job.State.RUNNING,
        done=10,
        total=40,
        doing="Writing the sheet",
    )
    page = visit(cast.url(f"settings/jobs/{job.pk}/"))
    progress = page.get_by_role("progressbar")
    expect(progress).to_have_attribute("value", "25")
    assert_accessible(page)
    Job.objects.filter(pk=job.pk).update(done=30)
    expect(progress).to_have_attribute("value", "75")
    Job.objects.filter(pk=job.pk).update(state=Job.State.DONE, done=40)
    expect(page.locator(f"#job-{job.pk}").get_by_text("Done")).to_be_visible()
    expect(progress).to_have_count(0)
    expect(page.locator(f"#job-{job.pk}")).not_to_have_attribute("hx-get", re.compile(".*"))
