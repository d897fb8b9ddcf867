"""What the worker does for experiments by the clock. Each task is safe to run twice."""

import logging

from celery import shared_task
from django.db.models import F, Q
from django.utils import timezone

from experiments.models import Experiment
from experiments.recount import has_uploads
from experiments.schedules import run_due_schedules

log = logging.getLogger(__name__)


@shared_task(name="experiments.recount_wanted")
def recount_wanted() -> None:
    """Recount every experiment that has new events, where a look is due."""
    from experiments.looks import look_is_due, recount_and_look  # loads numpy: workers only

    now = timezone.now()
    # Frozen counts are final; what came in before they were frozen is still counted once.
    wanted = Experiment.objects.filter(recount_wanted_at__isnull=False).filter(
        Q(frozen_at=None) | Q(recount_wanted_at__lte=F("frozen_at"))
    )
    for experiment in wanted.order_by("recount_wanted_at"):
        last = experiment.looks.order_by("taken_at", "id").last()
        if not look_is_due(experiment, last, now) and not has_uploads(experiment):
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
    if experiment is not None and experiment.started_at is not None:
        recount_and_look(experiment=experiment)


@shared_task(name="experiments.run_schedules")
def run_schedules() -> None:
    """Start and stop what is due."""
    run_due_schedules(now=timezone.now())
