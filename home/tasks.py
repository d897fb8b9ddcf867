"""The long work that spans all apps: each task claims its job and does one thing."""

from celery import shared_task

from home.data_rights.bring_workspace import bring_workspace as bring
from home.data_rights.bring_workspace import forget_old_uploads
from home.data_rights.export_workspace import forget_old_exports, write_workspace_export
from workspaces.jobs import run_job


@shared_task(name="home.export_workspace")
def export_workspace(job_id: int) -> None:
    run_job(job_id, write_workspace_export)


@shared_task(name="home.bring_workspace")
def bring_workspace(job_id: int) -> None:
    run_job(job_id, bring)


@shared_task(name="home.forget_data_files")
def forget_data_files() -> None:
    """Delete exports that were kept long enough, and uploads nobody decided about."""
    forget_old_exports()
    forget_old_uploads()
