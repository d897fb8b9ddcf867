"""The long work that spans all apps: each task claims its job and does one thing."""

from celery import shared_task

from home.data_rights.bring_workspace import bring_workspace as bring
from home.data_rights.bring_workspace import forget_old_uploads
from home.data_rights.erase_person import erase_person as erase
from home.data_rights.erase_person import forget_old_searches, search_person
from home.data_rights.export_workspace import forget_old_exports, write_workspace_export
from home.sample_tests import run_sample_tests
from workspaces.jobs import run_job


@shared_task(name="home.export_workspace")
def export_workspace(job_id: int) -> None:
    run_job(job_id, write_workspace_export)


@shared_task(name="home.bring_workspace")
def bring_workspace(job_id: int) -> None:
    run_job(job_id, bring)


@shared_task(name="home.find_person")
def find_person(job_id: int) -> None:
    run_job(job_id, search_person)


@shared_task(name="home.erase_person")
def erase_person(job_id: int) -> None:
    run_job(job_id, erase)


@shared_task(name="home.sample_visitors")
def sample_visitors(job_id: int) -> None:
    run_job(job_id, run_sample_tests)


@shared_task(name="home.forget_data_files")
def forget_data_files() -> None:
    """Delete exports that were kept long enough, uploads nobody decided about, and what searches
    for people were for."""
    forget_old_searches()
    forget_old_exports()
    forget_old_uploads()
