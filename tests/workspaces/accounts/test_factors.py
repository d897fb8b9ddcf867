"""What lets somebody in is long, drawn by lot, short-lived where it must be, and enough of it."""

import re

import pytest
from allauth.mfa import app_settings as mfa
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.socialaccount.models import SocialToken
from django.conf import settings
from django.core import mail
from django.test import Client

from tests.conftest import Cast
from tests.workspaces.accounts.people import code_now, confirm, give_app, is_signed_in, sign_in
from workspaces.keys import create_key
from workspaces.models import Invitation, User
from workspaces.signing import new_secret

NEW = "ten quiet minutes"
BITS_OF_A_SIGN = 6
"""Of texts in base64, as ``secrets`` draws them."""


def set_new_password(client: Client) -> None:
    """By the letter, as somebody who forgot theirs."""
    client.post("/accounts/password/reset/", {"email": "owner@example.org"})
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[-1].body))
    assert found is not None
    page = client.get(found[1]).headers["Location"]
    answer = client.post(page, {"password1": NEW, "password2": NEW})
    assert answer.status_code == 302


def test_it_works(cast: Cast) -> None:
    confirm(cast.owner)
    client = Client()
    set_new_password(client)
    sign_in(client, cast.owner.email, NEW)
    assert is_signed_in(client)


def test_a_new_password_by_letter_still_needs_the_second_step(cast: Cast) -> None:
    confirm(cast.owner)
    give_app(cast.owner)
    client = Client()
    set_new_password(client)
    assert not is_signed_in(client)
    answer = sign_in(client, cast.owner.email, NEW)
    assert answer.headers["Location"] == "/accounts/2fa/authenticate/"
    assert not is_signed_in(client)
    client.post("/accounts/2fa/authenticate/", {"code": code_now()})
    assert is_signed_in(client)


def test_a_link_for_a_new_password_works_once(cast: Cast) -> None:
    confirm(cast.owner)
    set_new_password(Client())
    found = re.search(r"https?://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert found is not None
    again = Client().get(found[1], follow=True)
    assert 'name="password1"' not in again.content.decode()
    assert settings.PASSWORD_RESET_TIMEOUT <= 24 * 60 * 60


def test_no_password_grows_old() -> None:
    """Nothing here knows how old a password is, and no setting would."""
    names = {field.name for field in User._meta.get_fields()}
    assert "password" in names
    assert not [name for name in names if re.search("expire|changed|rotat", name)]


def test_seeds_differ_and_are_long(cast: Cast) -> None:
    seeds = {generate_totp_secret() for _ in range(50)}
    assert len(seeds) == 50
    assert min(map(len, seeds)) * 5 >= 100
    codes = RecoveryCodes.activate(cast.owner).get_unused_codes()
    assert len(set(codes)) == 10
    assert all(len(code) >= 8 and code.isdigit() for code in codes)


def test_a_code_lives_thirty_seconds() -> None:
    assert mfa.TOTP_PERIOD == 30
    assert mfa.TOTP_TOLERANCE == 0
    assert mfa.TOTP_DIGITS == 6
    assert not mfa.TOTP_INSECURE_BYPASS_CODE


def test_a_session_has_enough_signs(cast: Cast) -> None:
    keys = set()
    for _ in range(5):
        client = cast.client(cast.owner)
        keys.add(client.session.session_key)
    assert len(keys) == 5
    assert all(key is not None and re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)


def test_what_lets_in_is_long(cast: Cast) -> None:
    for kind in ("secret", "publishable"):
        _, token = create_key(access=cast.access, name="a", kind=kind)
        assert len(token.removeprefix("sk_").removeprefix("pk_")) * BITS_OF_A_SIGN >= 128
    assert len(new_secret().removeprefix("whsec_")) * BITS_OF_A_SIGN >= 128
    cast.client(cast.owner).post(
        cast.url("settings/people/"), {"email": "new@example.org", "role": "viewer"}
    )
    assert Invitation.objects.count() == 1
    found = re.search(r"/invitations/([\w-]+)/", str(mail.outbox[-1].body))
    assert found is not None
    assert len(found[1]) * BITS_OF_A_SIGN >= 128


def test_every_frame_offers_to_sign_out(cast: Cast) -> None:
    for page in (cast.url(), cast.url("settings/"), "/accounts/profile/", "/accounts/sessions/"):
        shown = cast.client(cast.owner).get(page).content.decode()
        assert 'action="/accounts/logout/"' in shown, page


@pytest.mark.django_db
def test_tokens_of_the_provider_are_not_kept() -> None:
    assert settings.SOCIALACCOUNT_STORE_TOKENS is False
    assert not SocialToken.objects.exists()
