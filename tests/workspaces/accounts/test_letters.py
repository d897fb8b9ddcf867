"""What people are written, and what is written down: our words, and no secrets."""

import re
from pathlib import Path

import allauth
import pytest
from allauth.account import signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa
from django.conf import settings
from django.core import mail
from django.template import TemplateDoesNotExist
from django.template.loader import get_template, render_to_string
from django.test import Client, RequestFactory

from tests.conftest import Cast
from tests.workspaces.accounts.people import confirm, give_app, prove, sign_in
from workspaces.security_log import CHANGES

THEIRS = Path(allauth.__file__).parent / "templates"
NEVER_SENT = ("code", "email/login", "phone")
"""Letters with codes to type: we send links."""
KINDS = [
    str(path.relative_to(THEIRS))
    for folder in ("account", "mfa", "socialaccount")
    for path in sorted((THEIRS / folder / "email").glob("*.txt"))
    if not any(word in path.name for word in NEVER_SENT) or "recovery_codes" in path.name
]


@pytest.mark.parametrize("name", KINDS)
def test_every_letter_is_in_our_words(name: str) -> None:
    assert len(KINDS) > 30
    origin = get_template(name).origin
    assert origin is not None
    assert Path(origin.name).is_relative_to(Path(settings.BASE_DIR) / "templates"), name


@pytest.mark.parametrize("name", [name for name in KINDS if re.search("(?<!base)_message", name)])
def test_every_letter_can_be_read(name: str, rf: RequestFactory) -> None:
    shown = {
        "site_url": "https://cuppa.example.org",
        "activate_url": "https://cuppa.example.org/a",
        "password_reset_url": "https://cuppa.example.org/b",
        "from_email": "a&b@example.org",
        "deleted_email": "a&b@example.org",
        "user_agent": "Firefox/1 Linux",
        "ip": "203.0.113.7",
    }
    text = render_to_string(name, shown)
    assert text.startswith("Hello,\n\n")
    assert "&amp;" not in text
    assert "{{" not in text
    assert max(len(line) for line in text.splitlines() if "https://" not in line) <= 110
    assert re.search(r"\n{4}", text) is None, text
    subject = render_to_string(name.replace("_message", "_subject"), shown).strip()
    assert 5 < len(subject) < 60
    with pytest.raises(TemplateDoesNotExist):
        get_template(name.replace(".txt", ".html"))


def test_a_new_main_address_is_told_to_the_old_one(cast: Cast) -> None:
    confirm(cast.owner)
    EmailAddress.objects.create(user=cast.owner, email="new@example.org", verified=True)
    client = cast.client(cast.owner)
    page = "/accounts/email/"
    answer = client.post(page, {"email": "new@example.org", "action_primary": ""})
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    prove(client)
    client.post(page, {"email": "new@example.org", "action_primary": ""})
    cast.owner.refresh_from_db()
    assert cast.owner.email == "new@example.org"
    (letter,) = mail.outbox
    assert letter.subject == "[Cuppa] Your main address was changed"
    assert letter.to == ["owner@example.org"]
    assert "from owner@example.org to new@example.org" in str(letter.body)


def test_signing_in_is_written_down(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "cuppa.security")
    confirm(cast.owner)
    give_app(cast.owner)
    client = Client(REMOTE_ADDR="203.0.113.7")
    sign_in(client, cast.owner.email, "hunter2 and more")
    sign_in(client, "typed-by-mistake@example.org", "hunter2 and more")
    sign_in(client, cast.owner.email)
    client.post("/accounts/2fa/authenticate/", {"code": "123456"})
    cast.client(cast.editor).post("/accounts/logout/")
    pk = cast.owner.pk
    lines = [f"{row.levelname} {row.getMessage()}" for row in caplog.records]
    assert lines == [
        f"WARNING sign-in failed: user {pk} from 203.0.113.7: wrong password",
        "WARNING sign-in failed: an address nobody has from 203.0.113.7: wrong password",
        f"WARNING sign-in failed: user {pk} from 203.0.113.7: wrong code",
        f"INFO signed out: user {cast.editor.pk} from 127.0.0.1",
    ]


def test_a_sign_in_that_worked_says_by_what(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO", "cuppa.security")
    confirm(cast.owner)
    sign_in(Client(), cast.owner.email)
    (line,) = [row.getMessage() for row in caplog.records]
    assert line == f"signed in: user {cast.owner.pk} from 127.0.0.1 by password"


def test_what_changes_protection_is_written_down() -> None:
    listened = {id(signal) for signal, _ in CHANGES}
    for signal in (
        signals.password_changed,
        signals.password_set,
        signals.password_reset,
        signals.email_changed,
        signals.email_added,
        signals.email_removed,
        mfa.authenticator_added,
        mfa.authenticator_removed,
        mfa.authenticator_reset,
    ):
        assert id(signal) in listened
        assert signal.receivers
