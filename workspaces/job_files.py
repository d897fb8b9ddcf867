"""Files that finished jobs made: taken from the disk, while the rows stay."""

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.storage import default_storage

from workspaces.models import Job
from workspaces.models.jobs import result_path

DELETED_ON = "file_deleted_on"
"""In a job's result: the day its file was deleted, where that was because of its age."""


def forget_file(job: Job, *, on: date | None = None) -> None:
    """Delete the file of a finished job, whole folder and all; its row stays, and tells ``on``."""
    folder = Path(default_storage.path(result_path(job, "file"))).parent
    shutil.rmtree(folder, ignore_errors=True)
    said: dict[str, Any] = {"result": job.result | {DELETED_ON: on.isoformat()}} if on else {}
    Job.objects.filter(pk=job.pk, workspace=job.workspace_id).update(result_file="", **said)
