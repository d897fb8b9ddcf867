"""What the worker runs for all apps."""

from typing import Any

from celery import current_app, shared_task
from celery.signals import worker_ready
from django.utils import timezone

from workspaces.audit_retention import delete_old_records
from workspaces.deleting import delete_due_workspaces
from workspaces.jobs import sweep_jobs
from workspaces.kept_answers import forget_answers
from workspaces.webhook_sending import send_due, tidy
from workspaces.webhooks import SEND_TASK


@shared_task(name="workspaces.sweep_jobs")
def sweep() -> None:
    sweep_jobs()


@shared_task(name="workspaces.forget_answers")
def forget() -> None:
    forget_answers()


@shared_task(name=SEND_TASK)
def send_webhooks() -> None:
    send_due()


@shared_task(name="workspaces.tidy_webhooks")
def tidy_webhooks() -> None:
    tidy()


@shared_task(name="workspaces.delete_due")
def delete_due() -> None:
    delete_due_workspaces()


@shared_task(name="workspaces.delete_old_audit_records")
def delete_old_audit_records() -> None:
    delete_old_records(now=timezone.now())


@worker_ready.connect
def sweep_at_start(**_: Any) -> None:
    """Take up what a worker before this one left, without waiting for the first beat."""
    current_app.send_task("workspaces.sweep_jobs", ignore_result=True)
