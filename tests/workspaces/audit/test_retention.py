"""Old records go where an owner wants that, and the log says so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from config.celery import app
from tests.conftest import Cast
from workspaces import audit_retention
from workspaces.audit_door import FORGET, audit_door
from workspaces.audit_retention import delete_old_records
from workspaces.models import AuditRecord, Workspace

NOW = timezone.now()


def write(cast: Cast, days: int, *, other: bool = False) -> AuditRecord:
    """A record of so many days ago: written then, so to say."""
    row = AuditRecord(
        workspace=cast.other.workspace if other else cast.workspace, actor="x", action="was"
    )
    AuditRecord._meta.get_field("at").auto_now_add = False
    try:
        row.at = NOW - timedelta(days=days)
        row.save()
    finally:
        AuditRecord._meta.get_field("at").auto_now_add = True
    return row


def keep(cast: Cast, days: int | None) -> None:
    Workspace.objects.filter(pk=cast.workspace.pk).update(audit_days=days)


def left(cast: Cast) -> list[int]:
    rows = AuditRecord.objects.filter(action="was").order_by("pk")
    return list(rows.values_list("pk", flat=True))


def test_it_works(cast: Cast) -> None:
    _, young = write(cast, 31), write(cast, 29)
    elsewhere = write(cast, 400, other=True)
    keep(cast, 30)
    assert delete_old_records(now=NOW) == 1
    assert left(cast) == [young.pk, elsewhere.pk]
    told = AuditRecord.objects.for_workspace(cast.workspace).get(action="old records deleted")
    assert told.after["records"] == 1
    assert (told.actor, told.via) == ("retention", "job")


def test_without_a_wish_everything_is_kept(cast: Cast) -> None:
    row = write(cast, 4_000)
    assert delete_old_records(now=NOW) == 0
    assert left(cast) == [row.pk]


def test_nothing_old_is_no_news(cast: Cast) -> None:
    keep(cast, 30)
    write(cast, 1)
    assert delete_old_records(now=NOW) == 0
    assert not AuditRecord.objects.filter(action="old records deleted").exists()


def test_many_go_in_batches_and_are_told_of_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_retention, "AT_ONCE", 2)
    for days in range(40, 45):
        write(cast, days)
    keep(cast, 30)
    assert delete_old_records(now=NOW) == 5
    assert left(cast) == []
    assert AuditRecord.objects.get(action="old records deleted").after["records"] == 5


def test_the_worker_does_it_every_day() -> None:
    beat = app.conf.beat_schedule["delete-old-audit-records"]
    assert beat["task"] == "workspaces.delete_old_audit_records"
    assert beat["schedule"] == 24 * 3600.0
    app.loader.import_default_modules()
    assert beat["task"] in app.tasks


def test_an_owner_says_how_long(cast: Cast) -> None:
    said = {"name": "Tea", "time_zone": "UTC", "language": "en"}
    client = cast.client(cast.owner)
    assert (
        b"Keep at least 30 days."
        in client.post(cast.url("settings/"), said | {"audit_days": 29}).content
    )
    client.post(cast.url("settings/"), said | {"audit_days": 90})
    cast.workspace.refresh_from_db()
    assert cast.workspace.audit_days == 90
    answer = cast.client(cast.approver).post(cast.url("settings/"), said | {"audit_days": 30})
    assert answer.status_code == 403
    client.post(cast.url("settings/"), said | {"audit_days": ""})
    cast.workspace.refresh_from_db()
    assert cast.workspace.audit_days is None


def test_forgetting_is_no_way_to_delete(cast: Cast) -> None:
    row = write(cast, 400)
    with pytest.raises(TypeError), audit_door(FORGET):
        AuditRecord.objects.filter(pk=row.pk).delete()
    assert left(cast) == [row.pk]
