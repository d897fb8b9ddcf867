"""Leaving for good, and taking along what is known."""

import json

import pytest
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client

from tests import make
from tests.conftest import Cast
from tests.workspaces.accounts.people import (
    SECRET,
    confirm,
    give_app,
    is_signed_in,
    prove,
    sign_in,
)
from workspaces.changes import record
from workspaces.models import ApiKey, AuditRecord, Membership, User

DATA = "/accounts/data/"
CLOSE = "/accounts/data/delete/"


def ready(cast: Cast, user: User) -> Client:
    """Signed in, and asked for the password a moment ago."""
    client = cast.client(user)
    prove(client)
    return client


def test_it_works(cast: Cast) -> None:
    confirm(cast.editor)
    record(access=cast.access_of(cast.editor), action="changed", target=cast.workspace)
    pk, elsewhere = cast.editor.pk, Client()
    sign_in(elsewhere, cast.editor.email)
    client = ready(cast, cast.editor)
    answer = client.post(CLOSE, {"email": "Editor@example.org"})
    assert answer.headers["Location"] == "/accounts/login/"
    assert not User.objects.filter(pk=pk).exists()
    assert not EmailAddress.objects.filter(email="editor@example.org").exists()
    assert not is_signed_in(client)
    assert not is_signed_in(elsewhere)
    assert not any(
        row.get_decoded().get("_auth_user_id") == str(pk) for row in Session.objects.all()
    )
    log = list(AuditRecord.objects.for_workspace(cast.workspace))
    assert [row.user_id for row in log if row.actor == f"former member #{pk}"] == [None, None]
    assert "editor@example.org" not in str([(row.actor, row.target_label) for row in log])
    assert [letter.subject for letter in mail.outbox] == ["[Cuppa] Your account is deleted"]


def test_the_password_is_asked_for(cast: Cast) -> None:
    client = cast.client(cast.editor)
    for path, ask in ((DATA, client.get), (f"{DATA}download/", client.get), (CLOSE, client.post)):
        answer = ask(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/reauthenticate/"), path
    assert User.objects.filter(pk=cast.editor.pk).exists()


def test_it_needs_the_address_typed(cast: Cast) -> None:
    client = ready(cast, cast.editor)
    answer = client.post(CLOSE, {"email": "owner@example.org"})
    assert "your main address is editor@example.org" in answer.content.decode()
    assert User.objects.filter(pk=cast.editor.pk).exists()


def test_it_is_done_although_the_mail_server_is_away(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse)
    answer = ready(cast, cast.editor).post(CLOSE, {"email": cast.editor.email}, follow=True)
    assert "Your account is deleted." in answer.content.decode()
    assert not User.objects.filter(pk=cast.editor.pk).exists()


def test_the_last_owner_is_told_what_to_do_first(cast: Cast) -> None:
    client = ready(cast, cast.owner)
    shown = client.get(DATA).content.decode()
    assert "Tea and Sons" in shown
    assert 'href="/w/tea/settings/people/"' in shown
    assert "Delete my account" not in shown
    answer = client.post(CLOSE, {"email": cast.owner.email})
    assert answer.status_code == 409
    assert User.objects.filter(pk=cast.owner.pk).exists()
    assert Membership.objects.filter(user=cast.owner).exists()
    Membership.objects.filter(workspace=cast.workspace, user=cast.editor).update(role="owner")
    assert "Delete my account" in client.get(DATA).content.decode()
    assert client.post(CLOSE, {"email": cast.owner.email}).status_code == 302
    assert not User.objects.filter(pk=cast.owner.pk).exists()


def test_what_they_made_stays(cast: Cast) -> None:
    persona = make.make_persona(cast.workspace)
    cast.api()
    Membership.objects.filter(workspace=cast.workspace, user=cast.editor).update(role="owner")
    ready(cast, cast.owner).post(CLOSE, {"email": cast.owner.email})
    persona.refresh_from_db()
    assert ApiKey.objects.filter(workspace=cast.workspace, created_by=None).exists()


def test_the_download_holds_everything_but_secrets(cast: Cast) -> None:
    confirm(cast.owner)
    give_app(cast.owner)
    client = Client(headers={"user-agent": "curl/8.0"})
    client.force_login(cast.owner)
    prove(client)
    answer = client.get(f"{DATA}download/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="cuppa-account.json"'
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.content.decode()
    data = json.loads(text)
    assert data["account"]["email"] == cast.owner.email
    assert data["email_addresses"][0]["verified"] is True
    assert [row["short_name"] for row in data["workspaces"]] == ["tea"]
    kinds = [way["kind"] for way in data["ways_to_sign_in"]]
    assert kinds == ["password", "totp", "recovery_codes"]
    assert "created" in {deed["action"] for deed in data["what_you_did"]}
    cast.owner.refresh_from_db()
    for secret in (SECRET, cast.owner.password, "gAAAA"):
        assert secret not in text


def test_the_download_tells_of_nobody_else(cast: Cast) -> None:
    text = ready(cast, cast.editor).get(f"{DATA}download/").content.decode()
    assert "owner@example.org" not in text
    assert "Elsewhere" not in text


def test_the_profile_keeps_the_name(cast: Cast) -> None:
    client = cast.client(cast.editor)
    assert client.post("/accounts/profile/", {"name": "Ann"}).status_code == 302
    cast.editor.refresh_from_db()
    assert cast.editor.name == "Ann"
    answer = client.post("/accounts/profile/", {"name": "A" * 151})
    assert "at most 150" in answer.content.decode()
