"""What the worker does for experiments by the clock. Each task is safe to run twice."""

import logging

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from experiments.client_reports import MAKE as MAKE_REPORT
from experiments.client_reports import SEND as SEND_REPORT
from experiments.client_reports import ask_for_due_reports, make_report, send_report
from experiments.holding_back import end_due_holdbacks
from experiments.late_goals import APPLY, LOOK, apply_rows, look_at
from experiments.models import Experiment
from experiments.observed_journey import observe_all
from experiments.ramping import run_due_ramps
from experiments.recount import has_uploads
from experiments.resonance_wanted import workspaces_wanting
from experiments.result_workbook import write_results_workbook
from experiments.retention import delete_old_events
from experiments.schedules import run_due_schedules
from workspaces.jobs import run_job

log = logging.getLogger(__name__)


@shared_task(name="experiments.recount_wanted")
def recount_wanted() -> None:
    """Recount every experiment that has new events, where a look is due."""
    from experiments.looks import look_is_due, recount_and_look  # loads numpy: workers only
    from experiments.standing_looks import newest_looks

    now = timezone.now()
    # Frozen counts are final; what came in before they were frozen is still counted once.
    wanted = Experiment.objects.filter(recount_wanted_at__isnull=False).filter(
        Q(frozen_at=None) | Q(recount_wanted_at__lte=F("frozen_at"))
    )
    for experiment in wanted.order_by("recount_wanted_at"):
        newest, last = newest_looks(experiment)
        is_due = newest != last or look_is_due(experiment, last, now)
        if not is_due and not has_uploads(experiment):
            continue
        try:
            recount_and_look(experiment=experiment)
        except Exception:
            log.exception("Experiment %s could not be recounted; it stays wanted.", experiment.pk)


@shared_task(name="experiments.recount")
def recount_one(experiment_id: int) -> None:
    """Recount one experiment now."""
    from experiments.looks import recount_and_look

    experiment = Experiment.objects.filter(pk=experiment_id).first()
    # Counts of an archived test are final; what came before they were is counted by the clock.
    if experiment is not None and experiment.started_at and experiment.frozen_at is None:
        recount_and_look(experiment=experiment)


@shared_task(name="experiments.run_schedules")
def run_schedules() -> None:
    """Start and stop what is due, show what grows to more, and end what is held back."""
    now = timezone.now()
    run_due_schedules(now=now)
    run_due_ramps(now=now)
    end_due_holdbacks(now=now)


@shared_task(name="experiments.observe_journeys")
def observe_journeys() -> None:
    """Move visitors along by their new signals, and draw observed journeys where that is due."""
    observe_all()


@shared_task(name="experiments.work_out_resonance")
def work_out_resonance() -> None:
    """Work out anew what all tests say together, wherever finished tests have changed."""
    from experiments.resonance_reading import take_reading  # loads numpy: workers only

    for workspace in workspaces_wanting():
        try:
            take_reading(workspace_id=workspace)
        except Exception:
            log.exception("Resonance of workspace %s could not be worked out.", workspace)


@shared_task(name="experiments.rebalance_bandits")
def rebalance_bandits() -> None:
    """Give the arms of bandits the shares that they have earned by now."""
    from experiments.bandit_steps import rebalance_due  # loads numpy: workers only

    rebalance_due(now=timezone.now())


@shared_task(name="experiments.export_results")
def export_results(job_id: int) -> None:
    """The workbook of everything a test's page shows."""
    run_job(job_id, write_results_workbook)


@shared_task(name=LOOK)
def look_at_late_goals(job_id: int) -> None:
    """Say what a file of late goals would do."""
    run_job(job_id, look_at)


@shared_task(name=APPLY)
def apply_late_goals(job_id: int) -> None:
    """Count a file of late goals."""
    run_job(job_id, apply_rows)


@shared_task(name="experiments.delete_old_events")
def delete_events() -> None:
    """Delete single events that workspaces no longer keep and no test needs."""
    delete_old_events(now=timezone.now())


@shared_task(name="experiments.ask_for_due_reports")
def ask_for_reports() -> None:
    """The weekly reports whose hour has come."""
    ask_for_due_reports()


@shared_task(name=MAKE_REPORT)
def make_client_report(job_id: int) -> None:
    run_job(job_id, make_report)


@shared_task(name=SEND_REPORT)
def send_client_report(job_id: int) -> None:
    run_job(job_id, send_report)
