"""Weekly reports: their schedules, when one is due, and the job that makes and sends it."""

import io
from calendar import day_name
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils import timezone

from experiments.client_report import client_report
from experiments.client_report_values import Report
from experiments.models import ReportSchedule
from messaging.models import Campaign
from workspaces.access import EDIT, VIEW, Access, system_access
from workspaces.changes import change_row, create_row, remove_row
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job, Workspace

MAKE, SEND = "experiments.make_client_report", "experiments.send_client_report"
PDF, WORKBOOK = "pdf", "xlsx"
MOST_SCHEDULES, MOST_RECIPIENTS = 50, 20
CHANGEABLE = ("name", "campaign", "weekday", "hour", "recipients", "note", "is_on")
TYPES = {
    PDF: "application/pdf",
    WORKBOOK: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class ReportRefusedError(ValueError):
    """It cannot be done; the sentence says why."""


def create_schedule(*, access: Access, values: Mapping[str, Any]) -> ReportSchedule:
    """A new weekly report. ReportRefusedError for a name there is, or beyond MOST_SCHEDULES."""
    access.require(EDIT)
    rows = ReportSchedule.objects.for_workspace(access.workspace)
    if rows.count() >= MOST_SCHEDULES:
        raise ReportRefusedError(f"There are {MOST_SCHEDULES} weekly reports: remove one first.")
    row = ReportSchedule(workspace=access.workspace, created_by=access.user, **values)
    _must_be_free(row)
    create_row(access=access, instance=row)
    return row


def change_schedule(*, access: Access, row: ReportSchedule, values: Mapping[str, Any]) -> bool:
    """Change some of CHANGEABLE; False if all is as it was."""
    access.require(EDIT)
    changes = {name: value for name, value in values.items() if name in CHANGEABLE}
    if "name" in changes and changes["name"] != row.name:
        _must_be_free(ReportSchedule(pk=row.pk, workspace=row.workspace, name=changes["name"]))
    return bool(change_row(access=access, instance=row, changes=changes))


def remove_schedule(*, access: Access, row: ReportSchedule) -> None:
    access.require(EDIT)
    remove_row(access=access, instance=row)


def _must_be_free(row: ReportSchedule) -> None:
    others = ReportSchedule.objects.for_workspace(row.workspace).filter(name=row.name)
    if others.exclude(pk=row.pk).exists():
        raise ReportRefusedError("A weekly report of this name is there already.")


def request_report(
    *, access: Access, file_format: str, campaign: Campaign | None = None, note: str = ""
) -> Job:
    """Ask for the report of the last seven days as a file: PDF or WORKBOOK."""
    access.require(VIEW)
    until = today(access.workspace)
    arguments = {
        "format": file_format,
        "campaign": campaign.pk if campaign else None,
        "until": until.isoformat(),
        "note": note,
        "needs": VIEW,
    }
    return enqueue(access=access, kind=MAKE, arguments=arguments)


def today(workspace: Workspace) -> date:
    """The day it is where the workspace is."""
    return timezone.now().astimezone(ZoneInfo(workspace.time_zone)).date()


def due_on(row: ReportSchedule, now: datetime) -> date | None:
    """The day of the last report that was to be made by ``now`` and was not; None if none was.

    A schedule owes nothing for the time before it was made.
    """
    zone = ZoneInfo(row.workspace.time_zone)
    local = now.astimezone(zone)
    day = local.date() - timedelta(days=(local.weekday() - row.weekday) % 7)
    moment = datetime.combine(day, time(row.hour), zone)
    if moment > local:
        day -= timedelta(days=7)
        moment = datetime.combine(day, time(row.hour), zone)
    if moment < row.created_at or (row.last_made_on and row.last_made_on >= day):
        return None
    return day


def ask_for_due_reports(now: datetime | None = None) -> int:
    """Ask for every weekly report that is due; how many. Any number may call it at once."""
    now = now or timezone.now()
    asked = 0
    rows = ReportSchedule.objects.filter(is_on=True, workspace__archived_at=None)
    for row in rows.select_related("workspace").order_by("pk"):
        day = due_on(row, now)
        if day is None:
            continue
        mine = ReportSchedule.objects.for_workspace(row.workspace).filter(pk=row.pk)
        with transaction.atomic():
            if not mine.filter(Q(last_made_on=None) | Q(last_made_on__lt=day)).update(
                last_made_on=day
            ):
                continue
            access = system_access(row.workspace, actor=f"the weekly report {row.name}")
            arguments = {"schedule": row.pk, "until": (day - timedelta(days=1)).isoformat()}
            job = enqueue(access=access, kind=SEND, arguments=arguments | {"needs": VIEW})
            mine.update(job=job)
        asked += 1
    return asked


def make_report(run: JobRun) -> dict[str, Any]:
    """The job behind a report somebody asked for."""
    report = _report(run, run.arguments["campaign"], run.arguments["note"])
    return _keep(run, report, run.arguments["format"])


def send_report(run: JobRun) -> dict[str, Any]:
    """The job behind a weekly report: its PDF is kept, PDF and workbook are sent, once."""
    rows = ReportSchedule.objects.for_workspace(run.access.workspace)
    row = rows.filter(pk=run.arguments["schedule"]).first()
    if row is None:
        raise JobFailed("This weekly report was removed.")
    report = _report(run, row.campaign_id, row.note)
    result = _keep(run, report, PDF)
    day = date.fromisoformat(run.arguments["until"])
    unsent = Q(mailed_for=None) | Q(mailed_for__lt=day)
    mine = rows.filter(pk=row.pk)
    if row.recipients and mine.filter(unsent).update(mailed_for=day):
        try:
            letter_of(row, report).send()
        except OSError as error:
            mine.update(mailed_for=row.mailed_for)
            raise JobFailed(
                "The report is made, but the mail server did not take it. Try again later."
            ) from error
    return result | {"recipients": len(row.recipients)}


def letter_of(row: ReportSchedule, report: Report) -> EmailMultiAlternatives:
    """The letter with both files; nobody sees who else gets it."""
    context = {"report": report, "weekday": day_name[row.weekday % 7]}
    subject = " ".join(f"Weekly report of {report.title}, {report.period}".split())
    letter = EmailMultiAlternatives(
        subject,
        render_to_string("letters/report.txt", context),
        bcc=row.recipients,
        headers={"To": "undisclosed-recipients:;"},
    )
    letter.attach_alternative(render_to_string("letters/report.html", context), "text/html")
    for file_format in (PDF, WORKBOOK):
        file = io.BytesIO()
        write_report(file, report, file_format)
        letter.attach(f"{report.stem}.{file_format}", file.getvalue(), TYPES[file_format])
    return letter


def write_report(to: BinaryIO, report: Report, file_format: str) -> None:
    """Write it as PDF or WORKBOOK. The libraries are loaded here: only workers write files."""
    from experiments.client_report_pdf import write_report_pdf
    from experiments.client_report_workbook import write_report_workbook

    (write_report_pdf if file_format == PDF else write_report_workbook)(to, report)


def _report(run: JobRun, campaign: int | None, note: str) -> Report:
    found = None
    if campaign is not None:
        found = Campaign.objects.for_workspace(run.access.workspace).filter(pk=campaign).first()
        if found is None:
            raise JobFailed("The campaign this report is about is gone.")
    until = date.fromisoformat(run.arguments["until"])
    return client_report(access=run.access, until=until, campaign=found, note=note)


def _keep(run: JobRun, report: Report, file_format: str) -> dict[str, Any]:
    name = f"{report.stem}.{file_format}"
    run.keep_file(name, lambda to: write_report(to, report, file_format))
    return {"title": f"Report, {report.period}", "file_name": name, "rows": len(report.sections)}
