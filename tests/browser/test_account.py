"""Two-step sign-in and passkeys as a person sets them up and uses them."""

import base64
import hmac
import struct
import time
from collections.abc import Callable

from allauth.mfa.models import Authenticator
from django.core import mail
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.axe import assert_accessible
from tests.conftest import Cast
from tests.workspaces.accounts.people import confirm

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
    page.get_by_role("button", name="Sign in", exact=True).click()


def say_who_one_is(page: Page) -> None:
    expect(page.get_by_role("heading", level=1, name="Is it still you?")).to_be_visible()
    page.get_by_label("Password").fill("tea")
    page.get_by_role("button", name="Continue").click()


def sign_out(page: Page) -> None:
    page.locator(".account > summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_two_step_sign_in(visit: Visit, page: Page, cast: Cast) -> None:
    confirm(cast.owner)
    visit("/accounts/login/?next=/accounts/2fa/")
    sign_in_by_hand(page)

    page.get_by_role("link", name="Set it up").click()
    say_who_one_is(page)
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

    sign_out(page)
    visit("/accounts/login/?next=/accounts/2fa/")
    sign_in_by_hand(page)
    expect(page.get_by_role("heading", level=1, name="Your second step")).to_be_visible()
    assert_accessible(page)
    page.get_by_role("textbox").fill(recovery[0])
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("9 of 10 left")).to_be_visible()
    assert "[Cuppa] Two-step sign-in is on" in [letter.subject for letter in mail.outbox]


def finger(page: Page) -> None:
    """A device with a fingerprint reader, always touched by the right person."""
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_passkey(visit: Visit, signed_in: Page, live_server: LiveServer, cast: Cast) -> None:
    assert "//localhost:" in live_server.url, "browsers know no passkeys at a bare IP address"
    page = signed_in
    confirm(cast.owner)
    finger(page)
    visit("/accounts/2fa/")
    page.get_by_role("link", name="Add a passkey").click()
    say_who_one_is(page)
    assert_accessible(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_label("Unused codes")).to_be_visible()
    assert "[Cuppa] A passkey was added" in [letter.subject for letter in mail.outbox]

    visit("/accounts/2fa/webauthn/")
    assert_accessible(page)
    expect(page.get_by_text("Without password")).to_be_visible()
    page.get_by_role("link", name="Rename Laptop").click()
    page.get_by_label("Name").fill("My laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="My laptop")).to_be_visible()

    sign_out(page)
    assert_accessible(page)
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/w/tea/")

    sign_out(page)
    sign_in_by_hand(page)
    assert_accessible(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/w/tea/")

    visit("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove My laptop").click()
    say_who_one_is(page)
    page.get_by_role("button", name="Remove it").click()
    expect(page.get_by_text("No passkey yet")).to_be_visible()
    assert not Authenticator.objects.exists()


def test_the_other_pages_are_accessible(visit: Visit, signed_in: Page) -> None:
    for path in ("profile/", "email/", "password/change/", "sessions/"):
        assert_accessible(visit(f"/accounts/{path}"))
    visit("/accounts/data/")
    say_who_one_is(signed_in)
    assert_accessible(signed_in)
