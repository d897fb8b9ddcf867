"""The long work of listening: each task claims its job and does one thing."""

from celery import shared_task

from personas.import_apply import apply_in_job
from personas.import_read import look_in_job, read_in_job
from personas.import_states import APPLY, LOOK, READ, UNDO
from personas.import_undo import undo_in_job
from personas.mine_pains import KIND as MINE_KIND
from personas.mine_pains import search
from personas.split_candidates import SPLIT_KIND, split
from personas.suggest_anew import SUGGEST_KIND, suggest_in_job
from personas.weekly_letter import catch_up
from workspaces.jobs import run_job


@shared_task(name=MINE_KIND)
def mine_pains(job_id: int) -> None:
    run_job(job_id, search)


@shared_task(name=SPLIT_KIND)
def split_candidate(job_id: int) -> None:
    run_job(job_id, split)


@shared_task(name=SUGGEST_KIND)
def suggest_links(job_id: int) -> None:
    run_job(job_id, suggest_in_job)


@shared_task(name="personas.weekly_digests")
def weekly_digests() -> None:
    """What customers began to say last week, for every workspace whose week is over."""
    catch_up()


@shared_task(name=READ)
def read_import(job_id: int) -> None:
    run_job(job_id, read_in_job)


@shared_task(name=LOOK)
def look_through_import(job_id: int) -> None:
    run_job(job_id, look_in_job)


@shared_task(name=APPLY)
def apply_import(job_id: int) -> None:
    run_job(job_id, apply_in_job)


@shared_task(name=UNDO)
def undo_import(job_id: int) -> None:
    run_job(job_id, undo_in_job)
