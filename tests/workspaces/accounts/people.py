"""What a person does at the door, as requests."""

import base64
import hmac
import struct
import time
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client

from workspaces.models import User

PASSWORD = "tea"
SECRET = base64.b32encode(b"twenty bytes of seed").decode()


def confirm(user: User) -> None:
    """The address of the account is confirmed, as after opening the link."""
    email = user.email.lower()  # as django-allauth writes all of them
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)


def sign_in(
    client: Client, email: str, password: str = PASSWORD, where: str = "", **extra: Any
) -> HttpResponse:
    data = {"login": email, "password": password, "next": where}
    answer = client.post("/accounts/login/", data, **extra)
    assert isinstance(answer, HttpResponse)
    return answer


def prove(client: Client, password: str = PASSWORD) -> None:
    """Say once more who one is."""
    answer = client.post("/accounts/reauthenticate/", {"password": password})
    assert answer.status_code == 302


def is_signed_in(client: Client) -> bool:
    return bool(client.get("/accounts/profile/").status_code == 200)


def give_app(user: User) -> list[str]:
    """An authenticator app with SECRET; the recovery codes that come with it."""
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def code_now(secret: str = SECRET) -> str:
    """The six digits the app shows (RFC 6238: SHA-1, 30 seconds), as if not used before."""
    cache.clear()
    if time.time() % 30 > 28:
        time.sleep(2.1)  # it would be an old one by the time it is read
    counted = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.new(base64.b32decode(secret), counted, "sha1").digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06}"
