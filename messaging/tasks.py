"""The long work of messaging: each task claims its job and does one thing."""

from celery import shared_task

from messaging.campaigns_draft import draft_campaign
from messaging.model_writer.try_model import try_model
from messaging.model_writer.write_with_model import write_with_model
from messaging.sharing.export import write_google_ads_editor_file, write_workbook_file
from messaging.sheet_reading import read_sheet
from messaging.voice_check import KIND as CHECK_VOICE
from messaging.voice_check import check_due, check_in_job
from workspaces.jobs import run_job


@shared_task(name="messaging.export_workbook")
def export_workbook(job_id: int) -> None:
    run_job(job_id, write_workbook_file)


@shared_task(name="messaging.export_google_ads_editor")
def export_google_ads_editor(job_id: int) -> None:
    run_job(job_id, write_google_ads_editor_file)


@shared_task(name="messaging.draft_campaign")
def write_campaign_drafts(job_id: int) -> None:
    run_job(job_id, draft_campaign)


@shared_task(name="messaging.write_with_model")
def write_drafts_with_model(job_id: int) -> None:
    run_job(job_id, write_with_model)


@shared_task(name="messaging.try_model")
def try_language_model(job_id: int) -> None:
    run_job(job_id, try_model)


@shared_task(name="messaging.read_sheet")
def read_sheet_of_copy(job_id: int) -> None:
    run_job(job_id, read_sheet)


@shared_task(name=CHECK_VOICE)
def check_voice(job_id: int) -> None:
    run_job(job_id, check_in_job)


@shared_task(name="messaging.check_voices")
def check_voices() -> None:
    """Live texts of workspaces whose rules changed, and once a day those of all."""
    check_due()
