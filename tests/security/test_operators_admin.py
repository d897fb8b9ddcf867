"""The operators' admin: not there for others, and behind a second step for operators."""

import logging
import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.conf import settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from experiments.models import QuarantinedEvent
from tests import make
from tests.conftest import Cast
from workspaces.admin_site import FRESH_SECONDS, operators
from workspaces.keys import create_key
from workspaces.models import ApiKey, AuditRecord, Invitation, Job, User

MODELS = sorted(model._meta.label_lower for model in operators._registry)
PLACES = ["/operators/", "/operators/workspaces/user/", "/operators/login/", "/operators/nothing/"]


def second_step(client: Client, user: User, at: float | None = None) -> None:
    """As if the person had given a code in this browser."""
    session = client.session
    assert isinstance(session, SessionStore)
    request = HttpRequest()
    request.session = session
    record_authentication(request, user, method="mfa", type="totp")
    if at is not None:
        for each in session["account_authentication_methods"]:
            each["at"] = at
    session.save()


def but_for_the_token(content: bytes) -> bytes:
    return re.sub(rb'"x-csrftoken": "\w+"', b"", content)


@pytest.fixture
def operator(cast: Cast) -> User:
    return make.make_user("operator@example.org", is_staff=True)


@pytest.fixture
def client(operator: User) -> Client:
    """A browser in which the operator has just signed in with both steps."""
    TOTP.activate(operator, "JBSWY3DPEHPK3PXP")
    client = Client()
    client.force_login(operator)
    second_step(client, operator)
    return client


@pytest.fixture
def rows(cast: Cast) -> None:
    """At least two rows of everything that is listed."""
    for number in (1, 2):
        create_key(access=cast.access, name=f"key {number}", kind="secret")
        Job.objects.create(workspace=cast.workspace, kind="a.b", created_by=cast.owner)
        Invitation.objects.create(
            workspace=cast.workspace,
            email=f"guest{number}@example.org",
            token_hash=f"{number:064}",
            expires_at=timezone.now(),
            invited_by=cast.owner,
        )
        QuarantinedEvent.objects.create(
            workspace=cast.workspace,
            received_at=timezone.now(),
            code="bad_type",
            detail="the secret detail",
            body={"visitor": "the secret visitor"},
            fingerprint=f"{number:064}",
        )


def test_it_works(client: Client) -> None:
    assert "People, workspaces and what runs" in client.get("/operators/").content.decode()


@pytest.mark.parametrize("place", [*PLACES, "/operators"])
@pytest.mark.parametrize("method", ["get", "post", "head"])
def test_for_others_there_is_nothing(cast: Cast, place: str, method: str) -> None:
    nowhere = getattr(Client(), method)("/nowhere/")
    answer = getattr(Client(), method)(place)
    assert answer.status_code == nowhere.status_code == 404
    assert but_for_the_token(answer.content) == but_for_the_token(nowhere.content)
    for user in (cast.owner, cast.viewer):
        assert getattr(cast.client(user), method)(place).status_code == 404


def test_an_operator_who_is_kept_out_finds_nothing(client: Client, operator: User) -> None:
    User.objects.filter(pk=operator.pk).update(is_active=False)
    assert client.get("/operators/").status_code == 404


@pytest.mark.parametrize("place", ["/operators/", "/operators/workspaces/user/"])
def test_an_operator_without_a_second_step_is_told_to_set_one_up(
    cast: Cast, operator: User, place: str
) -> None:
    answer = cast.client(operator).get(place)
    assert answer.status_code == 403
    assert reverse("mfa_index") in answer.content.decode()
    assert "owner@example.org" not in answer.content.decode()


def test_a_second_step_must_be_used_in_this_session(cast: Cast, operator: User) -> None:
    TOTP.activate(operator, "JBSWY3DPEHPK3PXP")
    client = cast.client(operator)
    answer = client.get("/operators/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    second_step(client, operator)
    assert client.get("/operators/").status_code == 200


def test_a_second_step_wears_off(cast: Cast, operator: User) -> None:
    TOTP.activate(operator, "JBSWY3DPEHPK3PXP")
    client = cast.client(operator)
    second_step(client, operator, at=time.time() - FRESH_SECONDS - 1)
    assert client.get("/operators/").status_code == 302


def test_a_second_step_that_was_taken_away_opens_nothing(client: Client, operator: User) -> None:
    Authenticator.objects.filter(user=operator).delete()
    assert client.get("/operators/").status_code == 403


def test_the_real_second_step_opens_it(cast: Cast, operator: User) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(operator, secret)
    client = cast.client(operator)
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = client.post(
        reverse("mfa_reauthenticate") + "?next=/operators/", {"code": code, "next": "/operators/"}
    )
    assert answer.headers["Location"] == "/operators/"
    assert client.get("/operators/").status_code == 200


def test_nobody_is_led_here(cast: Cast, operator: User) -> None:
    for user in (cast.owner, operator):
        assert "/operators" not in cast.client(user).get(cast.url()).content.decode()


@pytest.mark.parametrize("label", MODELS)
def test_every_list_and_page_opens(
    client: Client, rows: None, label: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    model = next(each for each in operators._registry if each._meta.label_lower == label)
    place = reverse(f"admin:{label.replace('.', '_')}_changelist")
    client.get("/operators/")  # the first page of a session is written down
    with django_assert_max_num_queries(8):
        page = client.get(place, {"q": "a"})
    assert page.status_code == 200
    row = model._default_manager.first()
    assert row is not None
    change = reverse(f"admin:{label.replace('.', '_')}_change", args=[row.pk])
    with django_assert_max_num_queries(8):
        page = client.get(change)
    assert page.status_code == 200
    text = page.content.decode()
    history = f"{place}{row.pk}/history/"
    assert client.get(history).status_code == 302
    for hidden in ("argon2", "md5$", "the secret", "the_hash"):
        assert hidden not in text
    for verb in ("add/", f"{row.pk}/delete/"):
        assert client.get(f"{place}{verb}").status_code == 403
        assert client.post(f"{place}{verb}", {"post": "yes"}).status_code == 403
    assert client.post(change, {"name": "changed"}).status_code == 403
    assert model._default_manager.filter(pk=row.pk).exists()


QUERIES = dict.fromkeys(MODELS, 5) | {
    "experiments.quarantinedevent": 6,
    "workspaces.auditrecord": 6,
    "workspaces.job": 6,
}
"""Session, person, second step, count and rows; one more where a filter lists what there is."""


def test_the_lists_take_no_more_queries_for_more_rows(
    client: Client, rows: None, cast: Cast, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(10):
        user = make.make_user(f"more{number}@example.org")
        create_key(access=cast.access, name=f"more {number}", kind="secret")
        Job.objects.create(workspace=cast.other.workspace, kind="a.b", created_by=user)
    for label, queries in QUERIES.items():
        place = reverse(f"admin:{label.replace('.', '_')}_changelist")
        client.get(place)
        with django_assert_num_queries(queries):
            client.get(place)


def act(client: Client, label: str, action: str, *ids: int) -> None:
    place = reverse(f"admin:{label}_changelist")
    answer = client.post(place, {"action": action, "_selected_action": ids})
    assert answer.status_code == 302


def test_somebody_is_let_in_no_more(
    client: Client, cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    theirs = cast.client(cast.editor)
    theirs.get(cast.url())
    with caplog.at_level(logging.INFO, "cuppa.security"):
        act(client, "workspaces_user", "deactivate", cast.editor.pk)
    assert theirs.get(cast.url()).status_code == 302
    assert f"deactivated user {cast.editor.pk}" in caplog.text
    assert cast.editor.email not in caplog.text
    act(client, "workspaces_user", "reactivate", cast.editor.pk)
    cast.editor.refresh_from_db()
    assert cast.editor.is_active


def test_a_lost_second_step_is_taken_away(
    client: Client, cast: Cast, django_capture_on_commit_callbacks: Callable[..., Any]
) -> None:
    TOTP.activate(cast.editor, "JBSWY3DPEHPK3PXP")
    with django_capture_on_commit_callbacks(execute=True):
        act(client, "workspaces_user", "reset_second_step", cast.editor.pk)
    assert not Authenticator.objects.filter(user=cast.editor).exists()
    assert [each.to for each in mail.outbox] == [[cast.editor.email]]
    assert "removed the second step" in mail.outbox[0].body
    assert settings.SITE_URL in mail.outbox[0].body


@pytest.mark.parametrize("action", ["deactivate", "reset_second_step"])
def test_an_operator_does_nothing_to_themselves(
    client: Client, operator: User, action: str
) -> None:
    act(client, "workspaces_user", action, operator.pk)
    operator.refresh_from_db()
    assert operator.is_active
    assert Authenticator.objects.filter(user=operator).exists()
    assert client.get("/operators/").status_code == 200


def test_a_key_is_revoked_and_written_down(client: Client, cast: Cast, operator: User) -> None:
    key, _ = create_key(access=cast.access, name="leaked", kind="secret")
    before = AuditRecord.objects.count()
    act(client, "workspaces_apikey", "revoke", key.pk)
    assert ApiKey.objects.get(pk=key.pk).revoked_at
    said = AuditRecord.objects.filter(action="revoked").get()
    assert AuditRecord.objects.count() == before + 1
    assert said.workspace == cast.workspace
    assert said.via == "admin"
    assert said.user == operator
    assert said.actor == "operator operator@example.org"


def test_a_job_is_stopped_and_tried_again(client: Client, cast: Cast) -> None:
    job = Job.objects.create(workspace=cast.workspace, kind="a.b")
    act(client, "workspaces_job", "stop", job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    act(client, "workspaces_job", "try_again", job.pk)
    job.refresh_from_db()
    assert job.state == Job.State.QUEUED
    said = AuditRecord.objects.filter(target_type="job").values_list("action", "via")
    assert set(said) == {("cancelled", "admin"), ("retried", "admin")}


def test_djangos_own_actions_and_history_are_not_used(client: Client, cast: Cast) -> None:
    for model in operators._registry:
        place = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        client.post(place, {"action": "delete_selected", "_selected_action": [1], "post": "yes"})
    assert User.objects.filter(pk=cast.owner.pk).exists()
    assert LogEntry.objects.count() == 0


def test_an_operator_is_made_and_unmade(cast: Cast) -> None:
    call_command("make_operator", "OWNER@example.org")
    assert User.objects.get(pk=cast.owner.pk).is_staff
    call_command("make_operator", "owner@example.org", "--no-more")
    assert not User.objects.get(pk=cast.owner.pk).is_staff
    with pytest.raises(CommandError, match="Nobody has this address"):
        call_command("make_operator", "nobody@example.org")
