"""The worker. Its broker is a bell: Job rows in the database are the truth (workspaces/jobs.py)."""

import os
from typing import Any

from celery import Celery, signals

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

from django.conf import settings

from config.file_broker import register

register()
app = Celery("cuppa", broker=settings.BROKER_URL)


@signals.setup_logging.connect
def _log_as_the_site_does(**kwargs: Any) -> None:
    """With somebody listening here Celery adds no handlers of its own, which would not mask."""


def _transport_options() -> dict[str, Any]:
    if not settings.BROKER_URL.startswith("filesystem"):
        # Redelivery of what a killed worker held must come soon; the lease decides who may run it.
        return {
            "visibility_timeout": 3600,
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
        }
    queue = settings.DATA_DIR / "broker"
    for folder in ("messages", "control"):
        (queue / folder).mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue / "messages"),
        "data_folder_out": str(queue / "messages"),
        "control_folder": str(queue / "control"),
        "polling_interval": 0.1,
    }


app.conf.update(
    broker_transport_options=_transport_options(),
    broker_connection_retry_on_startup=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    timezone="UTC",
    beat_schedule_filename=str(settings.DATA_DIR / "beat-schedule"),
    beat_schedule={
        "sweep-jobs": {
            "task": "workspaces.sweep_jobs",
            "schedule": float(settings.JOB_SWEEP_SECONDS),
        },
        "forget-answers": {"task": "workspaces.forget_answers", "schedule": 3600.0},
        "send-webhooks": {"task": "workspaces.send_webhooks", "schedule": 10.0},
        "tidy-webhooks": {"task": "workspaces.tidy_webhooks", "schedule": 3600.0},
        "delete-workspaces": {"task": "workspaces.delete_due", "schedule": 3600.0},
        # Each workspace has its own Monday; whoever looks every hour meets them all.
        "weekly-digests": {"task": "personas.weekly_digests", "schedule": 3600.0},
        # Rules of the brand's voice that changed: live texts are read with them soon after.
        "check-voices": {"task": "messaging.check_voices", "schedule": 15.0},
        # One letter a review, in the last day before its deadline.
        "remind-reviews": {"task": "messaging.remind_reviews", "schedule": 3600.0},
        "forget-data-files": {"task": "home.forget_data_files", "schedule": 3600.0},
        "delete-old-files": {"task": "messaging.delete_old_files", "schedule": 24 * 3600.0},
        "delete-old-audit-records": {
            "task": "workspaces.delete_old_audit_records",
            "schedule": 24 * 3600.0,
        },
        "delete-old-events": {"task": "experiments.delete_old_events", "schedule": 24 * 3600.0},
        "recount-experiments": {"task": "experiments.recount_wanted", "schedule": 5.0},
        "observe-journeys": {"task": "experiments.observe_journeys", "schedule": 30.0},
        "scheduled-experiments": {"task": "experiments.run_schedules", "schedule": 30.0},
        "rebalance-bandits": {"task": "experiments.rebalance_bandits", "schedule": 3600.0},
        # Each workspace has its own Monday morning, as with the digests.
        "weekly-reports": {"task": "experiments.ask_for_due_reports", "schedule": 900.0},
        "work-out-resonance": {"task": "experiments.work_out_resonance", "schedule": 20.0},
    },
)
app.autodiscover_tasks()
