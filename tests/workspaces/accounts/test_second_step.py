"""The second step: codes of an app, recovery codes, passkeys; and what lies in the database."""

import base64
import json

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from tests.conftest import Cast
from tests.workspaces.accounts.people import (
    SECRET,
    code_now,
    confirm,
    give_app,
    is_signed_in,
    prove,
    sign_in,
)
from workspaces.sealing import unseal

STEP = "/accounts/2fa/authenticate/"


def test_it_works(cast: Cast) -> None:
    confirm(cast.owner)
    give_app(cast.owner)
    client = Client()
    assert sign_in(client, cast.owner.email).headers["Location"] == STEP
    assert not is_signed_in(client)
    assert client.post(STEP, {"code": code_now()}).status_code == 302
    assert is_signed_in(client)


def test_a_code_and_a_recovery_code_work_once(cast: Cast) -> None:
    confirm(cast.owner)
    recovery = give_app(cast.owner)
    for code in (code_now(), recovery[0]):
        first, second = Client(), Client()
        for client in (first, second):
            sign_in(client, cast.owner.email)
            client.post(STEP, {"code": code})
        assert is_signed_in(first)
        assert not is_signed_in(second)


def test_seeds_lie_sealed(cast: Cast) -> None:
    give_app(cast.owner)
    stored = {row.type: row.data for row in Authenticator.objects.filter(user=cast.owner)}
    assert SECRET not in json.dumps(stored)
    assert unseal(stored["totp"]["secret"]) == SECRET
    assert len(unseal(stored["recovery_codes"]["seed"])) == 80


def test_setting_it_up_asks_for_the_password_and_tells_by_letter(cast: Cast) -> None:
    confirm(cast.owner)
    client = cast.client(cast.owner)
    page = "/accounts/2fa/totp/activate/"
    assert client.get(page).headers["Location"].startswith("/accounts/reauthenticate/")
    prove(client)
    secret = client.get(page).context["form"].secret
    answer = client.post(page, {"code": "no code"})
    assert "That did not match" in answer.content.decode()
    assert secret in answer.content.decode(), "the picture has been read already: keep it"
    assert client.post(page, {"code": code_now(secret)}).status_code == 302
    client.post("/accounts/2fa/totp/deactivate/")
    assert not Authenticator.objects.filter(user=cast.owner).exists()
    subjects = [letter.subject for letter in mail.outbox]
    # That it was switched on is told once all is written: tests/browser/test_account.py.
    assert "[Cuppa] The authenticator app was switched off" in subjects


@pytest.mark.parametrize("page", ["add/", "keys/{pk}/edit/", "keys/{pk}/remove/"])
def test_passkeys_are_changed_only_by_whoever_proved_who_they_are(cast: Cast, page: str) -> None:
    key = Authenticator.objects.create(
        user=cast.owner, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    path = f"/accounts/2fa/webauthn/{page.format(pk=key.pk)}"
    for client in (cast.client(cast.owner), cast.client(cast.outsider)):
        for answer in (client.get(path), client.post(path, {"name": "Mine"})):
            assert answer.status_code == 302, path
            assert answer.headers["Location"].startswith("/accounts/"), path
    key.refresh_from_db()
    assert key.data["name"] == "Laptop"


def test_a_passkey_of_somebody_else_is_not_there(cast: Cast) -> None:
    key = Authenticator.objects.create(
        user=cast.owner, type="webauthn", data={"name": "Laptop", "credential": {}}
    )
    client = cast.client(cast.outsider)
    prove(client)
    for page in ("edit", "remove"):
        path = f"/accounts/2fa/webauthn/keys/{key.pk}/{page}/"
        assert client.get(path).status_code == 404
        assert client.post(path, {"name": "Mine"}).status_code == 404
    assert Authenticator.objects.filter(pk=key.pk).exists()


def encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def answer_of_key(**fields: object) -> dict[str, object]:
    """Well formed, and signed by nobody."""
    data = json.dumps({"type": "webauthn.get", "challenge": "AAAA", "origin": "http://testserver"})
    response: dict[str, object] = {
        "clientDataJSON": encoded(data),
        "authenticatorData": base64.urlsafe_b64encode(bytes(37)).decode().rstrip("="),
        "signature": "AAAA",
    }
    return {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": response | fields}


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "no json",
        "null",
        "[]",
        "{}",
        '"text"',
        json.dumps(answer_of_key()),
        json.dumps(answer_of_key(userHandle=None)),
        json.dumps(answer_of_key(userHandle="MQ")),
        json.dumps(answer_of_key(userHandle=encoded("9" * 40))),
        json.dumps(answer_of_key(userHandle="*")),
    ],
)
def test_a_made_up_passkey_lets_nobody_in(cast: Cast, credential: str) -> None:
    client = Client(raise_request_exception=False)
    client.get("/accounts/2fa/webauthn/login/", headers={"accept": "application/json"})
    answer = client.post("/accounts/2fa/webauthn/login/", {"credential": credential})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/login/"
    assert not is_signed_in(client)
