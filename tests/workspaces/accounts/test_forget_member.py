"""Who leaves for good is named nowhere, and what they did stays."""

import re
from dataclasses import replace

import pytest

from tests.conftest import Cast
from workspaces.changes import record
from workspaces.forget_member import forget_member
from workspaces.membership import add_member, remove_member
from workspaces.models import AuditRecord, Membership, User
from workspaces.models.audit import AppendOnlyError


def log(cast: Cast) -> list[AuditRecord]:
    return list(AuditRecord.objects.for_workspace(cast.workspace).order_by("pk"))


def test_it_works(cast: Cast) -> None:
    access = cast.access_of(cast.editor)
    record(access=access, action="changed", target=cast.workspace, after={"name": "Tea"})
    before = len(log(cast))
    forget_member(user=cast.editor, emails=[cast.editor.email])
    after = log(cast)
    assert len(after) == before + 1  # that they left
    assert f"former member #{cast.editor.pk}" in {row.actor for row in after}
    assert {"name": "Tea"} in [row.after for row in after]
    assert not Membership.objects.filter(user=cast.editor).exists()


def test_nothing_in_the_log_names_them(cast: Cast) -> None:
    person = cast.editor
    access = cast.access_of(person)
    record(
        access=access,
        action="changed",
        target=cast.workspace,
        before={"contact": "Write to EDITOR@example.org, please."},
        after={"people": ["old@example.org", "coeditor@example.org", "editor@example.org.uk"]},
    )
    forget_member(user=person, emails=["old@example.org"])
    text = " ".join(
        f"{row.actor} {row.target_label} {row.before} {row.after} {row.address}"
        for row in log(cast)
    )
    theirs = r"(?i)(?<!co)editor@example\.org(?!\.uk)|old@example\.org"
    assert re.search(theirs, text) is None
    assert "coeditor@example.org" in text
    assert "editor@example.org.uk" in text
    assert "owner@example.org" in text


def test_a_name_in_memberships_goes_and_a_namesake_stays(cast: Cast) -> None:
    for user in (cast.editor, cast.viewer):
        user.name = "Ann"
        user.save()
    member = Membership.objects.get(workspace=cast.workspace, user=cast.editor)
    remove_member(access=cast.access, membership=member)
    add_member(access=cast.access, user=cast.editor, role="editor")
    namesake = Membership.objects.get(workspace=cast.workspace, user=cast.viewer)
    record(access=cast.access, action="changed", target=namesake)
    forget_member(user=cast.editor, emails=[])
    assert [row.target_label for row in log(cast) if row.target_label.startswith("Ann is")] == [
        "Ann is Viewer of Tea and Sons"
    ]


def test_network_addresses_of_theirs_are_emptied(cast: Cast) -> None:
    access = replace(cast.access_of(cast.editor), address="203.0.113.9")
    row = record(access=access, action="changed", target=cast.workspace)
    assert row is not None
    forget_member(user=cast.editor, emails=[])
    assert AuditRecord.objects.for_workspace(cast.workspace).get(pk=row.pk).address is None


def test_the_log_is_otherwise_only_added_to(cast: Cast) -> None:
    with pytest.raises(AppendOnlyError):
        AuditRecord.objects.for_workspace(cast.workspace).update(actor="nobody")
    assert User.objects.filter(pk=cast.editor.pk).exists()
