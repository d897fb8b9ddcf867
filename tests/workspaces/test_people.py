"""Roles changed, people removed, workspaces left and handed over: and always an owner."""

import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, connections

from tests import make
from tests.conftest import Cast
from workspaces.close_account import StillOwnerError, close_account
from workspaces.membership import (
    LastOwnerError,
    add_member,
    create_workspace,
    remove_member,
    transfer_ownership,
)
from workspaces.models import AuditRecord, Membership, Role, User

PEOPLE = "settings/people/"


def member(cast: Cast, user: User) -> Membership:
    return Membership.objects.get(workspace=cast.workspace, user=user)


def last_action(cast: Cast) -> str:
    row = AuditRecord.objects.for_workspace(cast.workspace).first()
    assert row is not None
    return str(row.action)


def test_it_works(cast: Cast) -> None:
    client = cast.client(cast.owner)
    row = member(cast, cast.viewer)
    client.post(cast.url(f"{PEOPLE}{row.pk}/"), {"role": "approver"})
    assert member(cast, cast.viewer).role == Role.APPROVER
    assert last_action(cast) == "changed"
    client.post(cast.url(f"{PEOPLE}{row.pk}/remove/"))
    assert not Membership.objects.filter(pk=row.pk).exists()
    assert last_action(cast) == "removed"


def test_the_page_explains_each_role(cast: Cast) -> None:
    page = cast.client(cast.viewer).get(cast.url(PEOPLE)).content.decode()
    for role in ("Owner", "Approver", "Editor", "Viewer", "Agency"):
        assert f'<th scope="row">{role}' in page
    assert "Invite somebody" not in page
    assert "Hand Tea and Sons over" not in page


@pytest.mark.parametrize("role", ["approver", "editor", "viewer", "agency"])
def test_anybody_may_leave(cast: Cast, role: str) -> None:
    user = getattr(cast, role)
    page = cast.client(user).post(cast.url(f"{PEOPLE}leave/"), follow=True)
    assert "You have left Tea and Sons" in page.content.decode()
    assert not Membership.objects.filter(workspace=cast.workspace, user=user).exists()
    assert last_action(cast) == "left"


def test_the_last_owner_stays(cast: Cast) -> None:
    page = cast.client(cast.owner).post(cast.url(f"{PEOPLE}leave/"), follow=True)
    assert "needs an owner" in page.content.decode()
    assert member(cast, cast.owner).role == Role.OWNER


@pytest.mark.parametrize(("then", "role"), [("stay", "approver"), ("leave", None)])
def test_a_workspace_is_handed_over(cast: Cast, then: str, role: str | None) -> None:
    to = member(cast, cast.editor)
    data = {"member": to.pk, "then": then}
    page = cast.client(cast.owner).post(cast.url(f"{PEOPLE}hand-over/"), data, follow=True)
    assert "editor@example.org owns Tea and Sons now" in page.content.decode()
    assert member(cast, cast.editor).role == Role.OWNER
    mine = Membership.objects.filter(workspace=cast.workspace, user=cast.owner).first()
    assert (mine.role if mine else None) == role
    assert last_action(cast) == "handed over"


def test_it_is_handed_to_a_member_only(cast: Cast) -> None:
    client = cast.client(cast.owner)
    theirs = Membership.objects.get(workspace=cast.other.workspace)
    for pk in (theirs.pk, 999_999, "x", ""):
        answer = client.post(cast.url(f"{PEOPLE}hand-over/"), {"member": pk})
        assert answer.status_code == 404
    with pytest.raises(LastOwnerError):
        transfer_ownership(access=cast.access, to=member(cast, cast.owner))
    assert member(cast, cast.owner).role == Role.OWNER


def test_only_an_owner_changes_others(cast: Cast) -> None:
    access = cast.access_of(cast.approver)
    with pytest.raises(PermissionDenied):
        add_member(access=access, user=cast.approver, role=Role.OWNER)
    with pytest.raises(PermissionDenied):
        remove_member(access=access, membership=member(cast, cast.viewer))
    with pytest.raises(PermissionDenied):
        transfer_ownership(access=access, to=member(cast, cast.viewer))


def test_a_role_one_has_already_is_no_change(cast: Cast) -> None:
    before = AuditRecord.objects.for_workspace(cast.workspace).count()
    add_member(access=cast.access, user=cast.viewer, role=Role.VIEWER)
    assert AuditRecord.objects.for_workspace(cast.workspace).count() == before


def test_an_owner_who_is_kept_out_is_no_owner_left(cast: Cast) -> None:
    add_member(access=cast.access, user=cast.viewer, role=Role.OWNER)
    User.objects.filter(pk=cast.viewer.pk).update(is_active=False)
    rows = Membership.objects.filter(workspace=cast.workspace)
    with pytest.raises(LastOwnerError):
        remove_member(access=cast.access, membership=rows.get(user=cast.owner))
    with pytest.raises(LastOwnerError):
        transfer_ownership(access=cast.access, to=rows.get(user=cast.viewer))
    assert rows.get(user=cast.owner).role == Role.OWNER


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["remove", "demote", "close"])
def test_two_owners_who_go_at_once_leave_one(what: str) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time anyway")
    assert [_owners_after_both_go(what) for _ in range(8)] == [(1, 1)] * 8


def _owners_after_both_go(what: str) -> tuple[int, int]:
    """How many were told to stay, and how many owners are left."""
    first, second = make.make_user(), make.make_user()
    access = create_workspace(user=first, name="Tea")
    add_member(access=access, user=second, role=Role.OWNER)
    rows = list(Membership.objects.filter(workspace=access.workspace).select_related("user"))
    start = threading.Barrier(2)
    errors: list[Exception] = []

    def go(row: Membership) -> None:
        start.wait()
        try:
            if what == "close" and row.user == first:
                close_account(user=first)
            elif what != "demote":
                remove_member(access=access, membership=row)
            else:
                add_member(access=access, user=row.user, role=Role.VIEWER)
        except (LastOwnerError, StillOwnerError) as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=(row,)) for row in rows]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    owners = Membership.objects.filter(workspace=access.workspace, role=Role.OWNER)
    return len(errors), owners.count()
