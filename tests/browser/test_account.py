"""Two-step sign-in as a person sets it up and uses it."""

import base64
import hmac
import struct
import time
from collections.abc import Callable

from allauth.account.models import EmailAddress
from playwright.sync_api import Page, expect

from tests.browser.axe import assert_accessible
from tests.conftest import Cast

Visit = Callable[[str], Page]


def code_of(secret: str, at: float) -> str:
    """The six digits an authenticator app shows (RFC 6238: SHA-1, 30 seconds)."""
    counted = struct.pack(">Q", int(at) // 30)
    digest = hmac.new(base64.b32decode(secret), counted, "sha1").digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"


def sign_in_by_hand(page: Page) -> None:
    page.get_by_label("Email").fill("owner@example.org")
    page.get_by_label("Password").fill("tea")
    page.get_by_role("button", name="Sign in").click()


def test_two_step_sign_in(visit: Visit, page: Page, cast: Cast) -> None:
    EmailAddress.objects.create(
        user=cast.owner, email=cast.owner.email, verified=True, primary=True
    )
    visit("/accounts/login/?next=/accounts/2fa/")
    sign_in_by_hand(page)

    page.get_by_role("link", name="Set it up").click()
    expect(page.get_by_role("heading", level=1, name="Is it still you?")).to_be_visible()
    assert_accessible(page)
    page.get_by_label("Password").fill("tea")
    page.get_by_role("button", name="Continue").click()
    secret = page.get_by_label("No camera? Type this key into the app").input_value()
    assert_accessible(page)
    page.get_by_label("Authenticator code").fill(code_of(secret, time.time()))
    page.get_by_role("button", name="Switch it on").click()
    codes = page.get_by_label("Unused codes")
    expect(codes).to_be_visible()
    recovery = codes.input_value().splitlines()
    assert len(recovery) == 10
    assert_accessible(page)

    page.get_by_role("link", name="Done").click()
    assert_accessible(page)
    page.get_by_role("link", name="Make new ones").click()
    assert_accessible(page)
    visit("/accounts/2fa/totp/deactivate/")
    assert_accessible(page)

    page.locator(".account > summary").click()
    page.get_by_role("button", name="Sign out").click()
    visit("/accounts/login/?next=/accounts/2fa/")
    sign_in_by_hand(page)
    expect(page.get_by_role("heading", level=1, name="Your code")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("textbox").fill(recovery[0])
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_text("9 of 10 left")).to_be_visible()
