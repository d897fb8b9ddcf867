"""Settings, account and workspaces as an owner finds them, with something in each list."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests import make
from tests.browser.axe import assert_accessible, assert_fits
from tests.conftest import Cast
from workspaces.invitations import invite
from workspaces.keys import create_key, revoke_key, rotate_key

Visit = Callable[[str], Page]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}


@pytest.fixture
def pages(cast: Cast) -> list[str]:
    """The addresses to look at."""
    invite(access=cast.access, email="ann.with.a.rather.long.address@example.org", role="editor")
    shop, _ = create_key(access=cast.access, name="Shop", kind="secret")
    rotate_key(access=cast.access, key=shop, overlap=timedelta(days=1))
    soon = timezone.now() + timedelta(days=2)
    page, _ = create_key(access=cast.access, name="Page", kind="publishable", expires_at=soon)
    gone, _ = create_key(access=cast.access, name="Gone", kind="secret")
    revoke_key(access=cast.access, key=gone)
    webhook = make.make_webhook(cast.workspace, failures=3)
    delivery = make.make_delivery(webhook, error="It did not answer within ten seconds.")
    settings = [
        "people/",
        "keys/",
        f"keys/{page.pk}/",
        f"keys/{gone.pk}/",
        "webhooks/",
        f"webhooks/{webhook.pk}/",
        f"webhooks/deliveries/{delivery.pk}/",
        "data/",
    ]
    return [
        *(cast.url(f"settings/{path}") for path in settings),
        "/workspaces/",
        f"/workspaces/{cast.workspace.slug}/delete/",
        "/accounts/profile/",
    ]


def wider_than_they_stand(page: Page) -> list[str]:
    """Tables that scroll sideways."""
    found: list[str] = page.eval_on_selector_all(
        ".table-wrap",
        "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)",
    )
    return found


@pytest.mark.parametrize(
    ("size", "colours"), [(WIDE, "light"), (PHONE, "dark")], ids=["wide-light", "phone-dark"]
)
def test_every_page_is_accessible_and_fits(
    signed_in: Page, visit: Visit, pages: list[str], size: dict[str, int], colours: str
) -> None:
    signed_in.set_viewport_size({"width": size["width"], "height": size["height"]})
    signed_in.emulate_media(color_scheme="dark" if colours == "dark" else "light")
    for path in pages:
        page = visit(path)
        page.evaluate("document.querySelectorAll('details.more').forEach(d => { d.open = true; })")
        assert_accessible(page)
        assert_fits(page)
        assert not wider_than_they_stand(page), path


def test_a_person_is_taken_out_by_keyboard_on_a_phone(
    signed_in: Page, visit: Visit, cast: Cast
) -> None:
    signed_in.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page = visit(cast.url("settings/people/"))
    row = page.get_by_role("row").filter(has_text="viewer@example.org")
    row.locator("summary").focus()
    page.keyboard.press("Enter")
    question = row.get_by_text("Take this person out of the workspace?")
    expect(question).to_be_in_viewport()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("viewer@example.org no longer belongs here.")).to_be_visible()


def test_a_fault_below_the_fold_is_brought_into_view(
    signed_in: Page, visit: Visit, cast: Cast
) -> None:
    signed_in.set_viewport_size({"width": PHONE["width"], "height": PHONE["height"]})
    page = visit(cast.url("settings/people/"))
    page.get_by_label("E-mail address").fill("viewer@example.org")
    page.keyboard.press("Enter")
    expect(page.get_by_text("belongs to this workspace already")).to_be_in_viewport()
    expect(page.get_by_label("E-mail address")).to_be_focused()
