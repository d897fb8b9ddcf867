"""The long work of messaging: each task claims its job and does one thing."""

from celery import shared_task

from messaging.bring_in import READ as READ_BROUGHT_IN
from messaging.bring_in import read_brought_in
from messaging.bring_in_apply import APPLY as BRING_IN
from messaging.bring_in_apply import bring_in_by_job
from messaging.campaigns_draft import draft_campaign
from messaging.fill_job import fill_file
from messaging.import_sheet_apply import apply_in_job
from messaging.import_sheet_read import read_in_job
from messaging.keep_files import delete_old_files
from messaging.model_writer.try_model import try_model
from messaging.model_writer.write_with_model import write_with_model
from messaging.review_reminding import remind_due
from messaging.sharing.export import FILL_KIND
from messaging.sharing.export_job import write_table_file
from messaging.sharing.workbook_job import write_workbook_file
from messaging.sheet_reading import read_sheet
from messaging.voice_check import KIND as CHECK_VOICE
from messaging.voice_check import check_due, check_in_job
from workspaces.jobs import run_job


@shared_task(name="messaging.export_workbook")
def export_workbook(job_id: int) -> None:
    run_job(job_id, write_workbook_file)


@shared_task(name="messaging.export_google_ads_editor")
def export_google_ads_editor(job_id: int) -> None:
    """What was asked for before there were more formats."""
    run_job(job_id, write_table_file)


@shared_task(name="messaging.export_table")
def export_table(job_id: int) -> None:
    run_job(job_id, write_table_file)


@shared_task(name=FILL_KIND)
def fill_export(job_id: int) -> None:
    run_job(job_id, fill_file)


@shared_task(name=READ_BROUGHT_IN)
def read_what_was_brought_in(job_id: int) -> None:
    run_job(job_id, read_brought_in)


@shared_task(name=BRING_IN)
def bring_in_texts(job_id: int) -> None:
    run_job(job_id, bring_in_by_job)


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


@shared_task(name="messaging.read_sheet_back")
def read_returned_sheet(job_id: int) -> None:
    run_job(job_id, read_in_job)


@shared_task(name="messaging.apply_sheet")
def apply_returned_sheet(job_id: int) -> None:
    run_job(job_id, apply_in_job)


@shared_task(name=CHECK_VOICE)
def check_voice(job_id: int) -> None:
    run_job(job_id, check_in_job)


@shared_task(name="messaging.check_voices")
def check_voices() -> None:
    """Live texts of workspaces whose rules changed, and once a day those of all."""
    check_due()


@shared_task(name="messaging.remind_reviews")
def remind_reviews() -> None:
    """Clients whose deadline is a day away and who have not answered everything."""
    remind_due()


@shared_task(name="messaging.delete_old_files")
def delete_files_kept_long_enough() -> None:
    delete_old_files()
