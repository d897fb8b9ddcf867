"""What is written in the audit log stays written, whoever tries by whichever way."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from tests import make
from tests.conftest import Cast
from workspaces.audit_door import FORGET, RETENTION, WORKSPACE, audit_door, open_door
from workspaces.audit_triggers import (
    DELETE_TRIGGER,
    UPDATE_TRIGGER,
    make_way,
    put_up,
    standing,
    take_down,
)
from workspaces.changes import record
from workspaces.models import AuditRecord, Workspace
from workspaces.models.audit import AppendOnlyError


def written(cast: Cast) -> AuditRecord:
    row = record(
        access=cast.access_of(cast.editor), action="changed", target=cast.workspace, after={"a": 1}
    )
    assert row is not None
    return row


def past_the_models() -> Any:
    """The rows as Django's own deleting and saving reaches them."""
    return AuditRecord._base_manager.all()


def execute(statement: str, *values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_it_works(cast: Cast) -> None:
    row = written(cast)
    assert AuditRecord.objects.for_workspace(cast.workspace).first() == row
    assert standing() == {UPDATE_TRIGGER, DELETE_TRIGGER}


def save_again(row: AuditRecord) -> None:
    row.actor = "nobody"
    row.save()


def save_a_copy(row: AuditRecord) -> None:
    AuditRecord(pk=row.pk, workspace=row.workspace, actor="nobody", at=row.at).save()


@pytest.mark.parametrize(
    "attempt",
    [
        save_again,
        lambda row: row.delete(),
        lambda row: AuditRecord.objects.filter(pk=row.pk).update(actor="nobody"),
        lambda row: AuditRecord.objects.filter(pk=row.pk).delete(),
        lambda row: AuditRecord.objects.bulk_update([row], ["actor"]),
        lambda row: AuditRecord.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["id"], update_fields=["actor"]
        ),
        lambda row: AuditRecord.objects.update_or_create(pk=row.pk, defaults={"actor": "nobody"}),
    ],
)
def test_the_models_refuse(cast: Cast, attempt: Callable[[AuditRecord], Any]) -> None:
    row = written(cast)
    with pytest.raises(AppendOnlyError), transaction.atomic():
        attempt(row)
    assert AuditRecord.objects.get(pk=row.pk).actor == "editor@example.org"


@pytest.mark.parametrize(
    "attempt",
    [
        save_a_copy,
        lambda row: past_the_models().filter(pk=row.pk).update(actor="nobody"),
        lambda row: past_the_models().filter(pk=row.pk).update(after={}),
        lambda row: past_the_models().filter(pk=row.pk).update(address="192.0.2.1"),
        lambda row: past_the_models().filter(pk=row.pk).update(via="job"),
        lambda row: past_the_models().filter(pk=row.pk).update(user=make.make_user()),
        lambda row: past_the_models().filter(pk=row.pk).delete(),
        lambda row: execute("UPDATE workspaces_auditrecord SET action = 'x' WHERE id = %s", row.pk),
        lambda row: execute("DELETE FROM workspaces_auditrecord WHERE id = %s", row.pk),
        lambda row: execute("DELETE FROM workspaces_auditrecord"),
    ],
)
def test_the_database_refuses(cast: Cast, attempt: Callable[[AuditRecord], Any]) -> None:
    row = written(cast)
    with pytest.raises(DatabaseError), transaction.atomic():
        attempt(row)
    assert AuditRecord.objects.get(pk=row.pk).after == {"a": 1}


def test_forgetting_a_person_changes_what_names_them_and_nothing_else(cast: Cast) -> None:
    row = written(cast)
    with audit_door(FORGET):
        past_the_models().filter(pk=row.pk).update(actor="former member")
    for fixed in ({"action": "x"}, {"target_id": "9"}, {"via": "api"}, {"at": "2020-01-01 00:00Z"}):
        with pytest.raises(DatabaseError), audit_door(FORGET):
            past_the_models().filter(pk=row.pk).update(**fixed)
    with pytest.raises(DatabaseError), audit_door(FORGET):
        past_the_models().filter(pk=row.pk).delete()
    assert AuditRecord.objects.get(pk=row.pk).actor == "former member"


def test_a_door_is_open_for_its_purpose_and_closed_again(cast: Cast) -> None:
    row = written(cast)
    with pytest.raises(DatabaseError), audit_door(RETENTION):
        past_the_models().filter(pk=row.pk).update(actor="nobody")
    with audit_door(RETENTION), audit_door(WORKSPACE):
        pass
    assert open_door() == ""
    with pytest.raises(DatabaseError), transaction.atomic():
        past_the_models().filter(pk=row.pk).delete()
    with audit_door(RETENTION):
        AuditRecord.objects.filter(pk=row.pk).delete()
    assert not AuditRecord.objects.filter(pk=row.pk).exists()


def test_a_failure_behind_a_door_closes_it(cast: Cast) -> None:
    row = written(cast)
    with pytest.raises(ZeroDivisionError), audit_door(RETENTION):
        _ = 1 / 0
    with pytest.raises(DatabaseError), transaction.atomic():
        past_the_models().filter(pk=row.pk).delete()


@pytest.mark.parametrize("whole_queryset", [True, False])
def test_a_workspace_takes_its_log_with_it(cast: Cast, whole_queryset: bool) -> None:
    written(cast)
    kept = AuditRecord.objects.filter(workspace=cast.other.workspace).count()
    rows = Workspace.objects.filter(pk=cast.workspace.pk)
    if whole_queryset:
        rows.delete()
    else:
        rows.get().delete()
    assert not AuditRecord.objects.filter(workspace_id=cast.workspace.pk).exists()
    assert AuditRecord.objects.filter(workspace=cast.other.workspace).count() == kept > 0


def test_a_deleted_account_leaves_its_records(cast: Cast) -> None:
    row = written(cast)
    cast.editor.delete()
    row = AuditRecord.objects.get(pk=row.pk)
    assert (row.user, row.actor) == (None, "editor@example.org")


def test_erased_rows_leave_no_words(cast: Cast) -> None:
    quote = make.make_evidence(cast.workspace)
    record(access=cast.access, action="created", target=quote, after={"text": quote.text})
    record(access=cast.access, action="created", target=cast.workspace, after={"name": "Tea"})
    erased = AuditRecord.objects.forget_rows(
        workspace=cast.workspace, target_type="evidence", ids=[quote.pk]
    )
    row = AuditRecord.objects.get(target_type="evidence")
    assert erased == 1
    assert (row.after, row.target_label, row.action) == ({"erased": True}, "erased", "created")
    other = AuditRecord.objects.for_workspace(cast.other.workspace)
    assert not other.filter(after__erased=True).exists()


def test_the_triggers_come_back_after_a_change_of_the_tables(db: None) -> None:
    take_down()
    assert standing() == set()
    put_up()
    assert standing() == {UPDATE_TRIGGER, DELETE_TRIGGER}
    put_up()  # there already: nothing to do
    make_way(plan=[])
    assert standing() == {UPDATE_TRIGGER, DELETE_TRIGGER}


@pytest.mark.django_db(transaction=True)
def test_the_database_can_still_be_emptied(cast: Cast) -> None:
    call_command("flush", interactive=False, verbosity=0)
    assert not AuditRecord.objects.exists()
    assert standing() == {UPDATE_TRIGGER, DELETE_TRIGGER}
