"""Putting a workspace away, bringing it back, deleting it for good."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.utils import timezone

from experiments.delivery.registry import Registry
from home.load_brand import load_sample
from messaging.models import Campaign
from personas.models import EvidenceImport
from tests import make
from tests.conftest import Cast
from tests.guards.tenancy import workspace_models
from workspaces import deleting
from workspaces.archiving import (
    WorkspaceStateError,
    archive_workspace,
    delete_later,
    restore_workspace,
)
from workspaces.deleting import delete_due_workspaces, delete_for_good
from workspaces.keys import create_key, find_key, hash_key
from workspaces.models import AuditRecord, DeliveryVersion, Job, Workspace
from workspaces.tasks import delete_due

ARCHIVE = "settings/archive/"


def version(cast: Cast) -> int:
    return DeliveryVersion.objects.get(workspace=cast.workspace).version


def test_it_works(cast: Cast) -> None:
    _, token = create_key(access=cast.access, name="shop", kind="publishable")
    registry = Registry()
    registry.refresh()
    assert registry.find_key(hash_key(token), timezone.now())
    before = version(cast)
    client = cast.client(cast.owner)
    client.post(cast.url(ARCHIVE))
    assert client.get(cast.url()).status_code == 404
    assert find_key(token) is None
    registry.refresh()
    assert registry.find_key(hash_key(token), timezone.now()) is None
    assert version(cast) == before + 1
    page = client.get("/", follow=True).content.decode()
    assert "Put away" in page
    assert "Tea and Sons" in page
    client.post("/workspaces/tea/restore/")
    assert client.get(cast.url()).status_code == 200
    registry.refresh()
    assert registry.find_key(hash_key(token), timezone.now())
    actions = AuditRecord.objects.for_workspace(cast.workspace).values_list("action", flat=True)
    assert list(actions[:2]) == ["restored", "archived"]


@pytest.mark.parametrize("role", ["approver", "editor", "viewer", "agency", "outsider"])
def test_nobody_else_archives_deletes_restores_or_sees_it(cast: Cast, role: str) -> None:
    client = cast.client(getattr(cast, role))
    expected = 404 if role == "outsider" else 403
    assert client.post(cast.url(ARCHIVE)).status_code == expected
    archive_workspace(access=cast.access)
    assert client.post("/workspaces/tea/restore/").status_code == 404
    assert client.get("/workspaces/tea/delete/").status_code == 404
    assert client.post("/workspaces/tea/delete/", {"name": "Tea and Sons"}).status_code == 404
    assert "Tea and Sons" not in client.get("/workspaces/").content.decode()
    cast.workspace.refresh_from_db()
    assert cast.workspace.archived_at is not None
    assert cast.workspace.delete_after is None
    if role != "outsider":
        access = Workspace.objects.filter(memberships__user=getattr(cast, role))
        assert access.exists()


def test_the_use_cases_ask_for_the_owner(cast: Cast) -> None:
    cast.workspace.refresh_from_db()
    access = cast.access_of(cast.approver)
    with pytest.raises(PermissionDenied):
        archive_workspace(access=access)
    with pytest.raises(PermissionDenied):
        delete_later(access=access, typed_name="Tea and Sons")


def test_a_second_press_is_told(cast: Cast) -> None:
    archive_workspace(access=cast.access)
    with pytest.raises(WorkspaceStateError):
        archive_workspace(access=cast.access)
    restore_workspace(access=cast.access)
    with pytest.raises(WorkspaceStateError):
        restore_workspace(access=cast.access)


def test_deleting_takes_the_name_and_can_be_taken_back(cast: Cast) -> None:
    client = cast.client(cast.owner)
    wrong = client.post("/workspaces/tea/delete/", {"name": "Coffee"})
    assert "Type the name as it stands here" in wrong.content.decode()
    assert 'value="Coffee"' in wrong.content.decode()
    client.post("/workspaces/tea/delete/", {"name": " tea and  SONS "})
    cast.workspace.refresh_from_db()
    assert cast.workspace.archived_at is not None
    assert cast.workspace.delete_after is not None
    left = cast.workspace.delete_after - timezone.now()
    assert timedelta(days=13, hours=23) < left <= timedelta(days=14)
    assert "Goes for good on" in client.get("/workspaces/").content.decode()
    assert delete_due_workspaces() == 0, "nothing goes before its time"
    client.post("/workspaces/tea/restore/")
    cast.workspace.refresh_from_db()
    assert (cast.workspace.archived_at, cast.workspace.delete_after) == (None, None)


def counts(cast: Cast) -> dict[str, int]:
    return {
        model._meta.label: model._base_manager.filter(workspace=cast.workspace).count()
        for model in workspace_models()
    }


def fill(cast: Cast) -> list[Path]:
    """Rows of every kind the sample brings, and a file of each folder; where the files are."""
    load_sample(access=cast.access)
    pain = make.make_pain(cast.workspace)
    campaign = Campaign.objects.create(workspace=cast.workspace, name="Spring")
    campaign.personas.add(pain.persona)
    old, _ = create_key(access=cast.access, name="old", kind="secret")
    new, _ = create_key(access=cast.access, name="new", kind="secret")
    new.replaces = old
    new.save()
    job = Job.objects.create(workspace=cast.workspace, kind="messaging.export_workbook")
    job.result_file.save("copy.xlsx", ContentFile(b"PK"))
    batch = EvidenceImport(workspace=cast.workspace, file_name="quotes.csv")
    batch.file.save("quotes.csv", ContentFile(b"text"))
    batch.save()
    return [Path(job.result_file.path), Path(batch.file.path)]


@pytest.mark.django_db(transaction=True)
def test_it_goes_for_good_with_its_files_and_nothing_else(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(deleting, "DELETE_ROWS_AT_ONCE", 3)
    persona = make.make_persona(cast.other.workspace)
    files = fill(cast)
    assert all(path.exists() for path in files)
    delete_later(access=cast.access, typed_name="Tea and Sons")
    Workspace.objects.filter(pk=cast.workspace.pk).update(delete_after=timezone.now())
    delete_due()
    assert not Workspace.objects.filter(pk=cast.workspace.pk).exists()
    assert set(counts(cast).values()) == {0}
    assert not any(path.exists() for path in files)
    persona.refresh_from_db()
    assert Workspace.objects.filter(slug="elsewhere").exists()
    delete_due()


@pytest.mark.django_db(transaction=True)
def test_a_deletion_cut_short_goes_on_where_it_ended(
    cast: Cast, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.MEDIA_ROOT = tmp_path
    fill(cast)
    delete_later(access=cast.access, typed_name="Tea and Sons")
    Workspace.objects.filter(pk=cast.workspace.pk).update(delete_after=timezone.now())
    whole, calls = deleting._empty, iter(range(100))

    def cut_short(rows: Any) -> None:
        if next(calls) == 20:
            raise KeyboardInterrupt
        whole(rows)

    monkeypatch.setattr(deleting, "_empty", cut_short)
    with pytest.raises(KeyboardInterrupt):
        delete_due_workspaces()
    assert sum(counts(cast).values()) > 0
    with pytest.raises(WorkspaceStateError, match="being deleted"):
        restore_workspace(access=cast.access)
    monkeypatch.setattr(deleting, "_empty", whole)
    assert delete_due_workspaces() == 1
    assert delete_due_workspaces() == 0


def test_one_that_cannot_be_deleted_does_not_hold_up_the_others(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = timezone.now() - timedelta(days=1)
    Workspace.objects.update(archived_at=due, delete_after=due)
    whole = deleting.delete_for_good

    def fail_for_the_first(workspace: Workspace) -> bool:
        if workspace == cast.workspace:
            raise OSError("The disk is read-only.")
        return whole(workspace)

    monkeypatch.setattr(deleting, "delete_for_good", fail_for_the_first)
    assert delete_due_workspaces() == 1
    assert list(Workspace.objects.all()) == [cast.workspace]


def test_what_is_not_due_is_not_touched(cast: Cast) -> None:
    make.make_persona(cast.workspace)
    assert not delete_for_good(cast.workspace)
    assert counts(cast)["personas.Persona"] == 1


def test_the_worker_looks_every_hour() -> None:
    from config.celery import app

    planned = {row["task"]: row["schedule"] for row in app.conf.beat_schedule.values()}
    assert planned["workspaces.delete_due"] == 3600.0
    assert settings.MEDIA_ROOT


def test_a_time_zone_is_picked_from_a_list(cast: Cast) -> None:
    page = cast.client(cast.owner).get(cast.url("settings/")).content.decode()
    assert 'list="known-time-zones"' in page
    assert '<option value="Europe/London">' in page
    assert '<option value="pt-BR">' in page
