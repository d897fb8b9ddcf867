"""The long work of messaging: each task claims its job and does one thing."""

from celery import shared_task

from messaging.sharing.export import write_google_ads_editor_file, write_workbook_file
from workspaces.jobs import run_job


@shared_task(name="messaging.export_workbook")
def export_workbook(job_id: int) -> None:
    run_job(job_id, write_workbook_file)


@shared_task(name="messaging.export_google_ads_editor")
def export_google_ads_editor(job_id: int) -> None:
    run_job(job_id, write_google_ads_editor_file)
