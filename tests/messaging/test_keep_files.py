"""Files that left or came are kept as long as the workspace says, and their rows for ever."""

import os
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from messaging.fill_template import FORGOTTEN_AFTER, take_template
from messaging.keep_files import delete_old_files
from messaging.models import BroughtIn, ShareLink, SheetImport
from messaging.share_settings import change_settings
from tests.conftest import Cast
from tests.messaging.share_link_cast import linked
from workspaces.job_files import DELETED_ON
from workspaces.models import AuditRecord, Job


def exported(cast: Cast, kind: str = "messaging.export_workbook") -> Job:
    """A job whose file was made now."""
    job = Job.objects.create(
        workspace=cast.workspace,
        kind=kind,
        state=Job.State.DONE,
        finished_at=timezone.now(),
        result={"rows": 3, "file_name": "tea.xlsx"},
    )
    job.result_file.save("tea.xlsx", ContentFile(b"PK"))
    return job


def came_back(cast: Cast, **fields: Any) -> SheetImport:
    batch = SheetImport(workspace=cast.workspace, token=f"{1:032}", file_name="back.xlsx", **fields)
    batch.file.save("back.xlsx", ContentFile(b"PK"), save=False)
    batch.marked_file.save("marked.xlsx", ContentFile(b"PK"), save=False)
    batch.save()
    return batch


def in_days(days: int) -> datetime:
    return timezone.now() + timedelta(days=days)


def test_it_works(cast: Cast) -> None:
    job, batch = exported(cast), came_back(cast, state="applied")
    paths = [Path(file.path) for file in (job.result_file, batch.file, batch.marked_file)]
    before = AuditRecord.objects.count()
    assert delete_old_files(now=in_days(89)) == 0
    assert all(path.exists() for path in paths)
    day = in_days(91)
    assert delete_old_files(now=day) == 2
    assert not any(path.exists() for path in paths)
    job.refresh_from_db()
    batch.refresh_from_db()
    assert (job.result_file.name, batch.file.name, batch.marked_file.name) == ("", "", "")
    assert job.result == {"rows": 3, "file_name": "tea.xlsx", DELETED_ON: f"{day:%Y-%m-%d}"}
    assert batch.state == "applied"
    assert delete_old_files(now=day) == 0
    assert AuditRecord.objects.count() == before, "nobody of the workspace did it"


def test_the_workspace_says_how_long(cast: Cast) -> None:
    job = exported(cast)
    change_settings(access=cast.access, changes={"keep_files_days": 7})
    assert delete_old_files(now=in_days(6)) == 0
    assert delete_old_files(now=in_days(8)) == 1
    job.refresh_from_db()
    assert not job.result_file


def test_another_workspaces_files_stay(cast: Cast) -> None:
    job = exported(cast)
    change_settings(access=cast.other, changes={"keep_files_days": 7})
    assert delete_old_files(now=in_days(8)) == 0
    job.refresh_from_db()
    assert job.result_file


@pytest.mark.parametrize("state", ["reading", "applying"])
def test_what_is_being_read_keeps_its_file(cast: Cast, state: str) -> None:
    batch = came_back(cast, state=state)
    assert delete_old_files(now=in_days(400)) == 0
    batch.refresh_from_db()
    assert batch.file


@pytest.mark.parametrize("state", ["reading", "applying"])
@pytest.mark.parametrize(
    ("job", "gone"), [("running", 0), ("queued", 0), ("failed", 1), ("cancelled", 1)]
)
def test_what_was_cut_short_is_not_kept_for_ever(
    cast: Cast, state: str, job: str, gone: int
) -> None:
    at_work = Job.objects.create(workspace=cast.workspace, kind="messaging.apply_sheet", state=job)
    came_back(cast, state=state, job=at_work)
    assert delete_old_files(now=in_days(89)) == 0
    assert delete_old_files(now=in_days(91)) == gone


def test_copy_that_was_brought_in_is_kept_alike(cast: Cast) -> None:
    batch = BroughtIn(workspace=cast.workspace, token=f"{2:032}", source="sheet", name="old.csv")
    batch.file.save("old.csv", ContentFile(b"x"), save=False)
    batch.save()
    assert delete_old_files(now=in_days(91)) == 1
    batch.refresh_from_db()
    assert not batch.file


def test_what_has_rules_of_its_own_is_left_to_them(cast: Cast) -> None:
    exported(cast, kind="home.export_workspace")
    exported(cast, kind="home.erase_person")
    assert delete_old_files(now=in_days(800)) == 0


def test_the_file_of_an_open_link_stays_until_it_closes(cast: Cast) -> None:
    change_settings(access=cast.access, changes={"keep_files_days": 7})
    link = linked(cast, days=30)
    assert link.job is not None
    Job.objects.filter(pk=link.job.pk).update(finished_at=timezone.now())
    assert delete_old_files(now=in_days(20)) == 0
    assert delete_old_files(now=in_days(31)) == 1
    assert ShareLink.objects.get(pk=link.pk).job is not None


@pytest.mark.parametrize("days", [6, 731])
def test_neither_shorter_nor_longer(cast: Cast, days: int) -> None:
    with pytest.raises(ValueError, match="7 to 730"):
        change_settings(access=cast.access, changes={"keep_files_days": days})


def test_files_that_nobody_has_filled_go_within_a_day(cast: Cast) -> None:
    content = SimpleUploadedFile("ads.csv", b"Ad Name,Title\nx,old\n")
    old, new = (take_template(access=cast.access, file=content) for _ in range(2))
    before = time.time() - FORGOTTEN_AFTER - 60
    for file in old.path.parent.glob(f"{old.token}*"):
        os.utime(file, (before, before))
    assert delete_old_files() == 1
    assert not old.path.exists()
    assert new.path.exists()
    assert delete_old_files() == 0
