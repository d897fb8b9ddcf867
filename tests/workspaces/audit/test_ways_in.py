"""Addresses outside of a workspace that change one: one record each, there."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from tests.conftest import Cast
from tests.guards.addresses import addresses
from workspaces.archiving import archive_workspace
from workspaces.invitations import invite
from workspaces.models import AuditRecord, Workspace

FROM = "192.0.2.7"
TESTED = {"workspace-new", "workspace-restore", "workspace-delete", "invitation"}
BELONG_ELSEWHERE = {
    "bring": "keeps a file of the person's; a job makes the workspace: tests/home/data_rights",
    "bring-look": "the same",
    "bring-drop": "throws the file away again",
}
"""Addresses below /workspaces/ and /invitations/ that take a body, and where they are tested."""


def browser(user: Any) -> Client:
    client = Client(REMOTE_ADDR=FROM)
    client.force_login(user)
    return client


def the_one_since(last: int) -> AuditRecord:
    (row,) = AuditRecord.objects.filter(pk__gt=last).order_by("pk")
    assert (row.via, row.address) == ("site", FROM)
    return row


def newest() -> int:
    return AuditRecord.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def test_a_new_workspace(cast: Cast) -> None:
    last = newest()
    said = {"name": "Coffee", "time_zone": "UTC"}
    assert browser(cast.viewer).post("/workspaces/new/", said).status_code == 302
    row = the_one_since(last)
    assert (row.action, row.target_type, row.actor) == (
        "created",
        "workspace",
        "viewer@example.org",
    )
    assert row.workspace == Workspace.objects.get(name="Coffee")


def test_an_invitation_accepted(cast: Cast) -> None:
    letter = invite(access=cast.access, email=cast.outsider.email, role="editor")
    EmailAddress.objects.create(
        user=cast.outsider, email=cast.outsider.email, verified=True, primary=True
    )
    client = browser(cast.outsider)
    client.get(f"/invitations/{letter.token}/")
    last = newest()
    assert client.post("/invitations/").status_code == 302
    row = the_one_since(last)
    assert (row.action, row.actor, row.workspace) == (
        "accepted",
        "outsider@example.org",
        cast.workspace,
    )
    last = newest()
    client.post("/invitations/")
    assert newest() == last


@pytest.mark.parametrize(
    ("step", "said", "action"),
    [("restore", {}, "restored"), ("delete", {"name": "Tea and Sons"}, "to be deleted")],
)
def test_what_becomes_of_an_archived_one(
    cast: Cast, step: str, said: dict[str, str], action: str
) -> None:
    archive_workspace(access=cast.access)
    last = newest()
    assert browser(cast.approver).post(f"/workspaces/tea/{step}/", said).status_code == 404
    assert newest() == last
    client = browser(cast.owner)
    assert client.post(f"/workspaces/tea/{step}/", said).status_code == 302
    assert the_one_since(last).action == action
    last = newest()
    client.post(f"/workspaces/tea/{step}/", said)
    assert newest() == last


def test_every_such_address_is_tested(cast: Cast) -> None:
    client = browser(cast.owner)
    found = {
        address.name
        for address in addresses()
        if address.route.startswith(("workspaces/", "invitations/"))
        and client.post(address.path("nowhere", other="1")).status_code != 405
    }
    assert found - TESTED - set(BELONG_ELSEWHERE) - {"invitation-open"} == set()
