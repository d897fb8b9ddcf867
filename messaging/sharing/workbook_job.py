"""The job behind a workbook."""

from collections.abc import Iterator
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from messaging.channels_here import channels_in
from messaging.sharing.collect_lines import collect_lines, selected_variants
from messaging.sharing.export_job import keep, selection_of
from messaging.sharing.gather_content import gather_content
from messaging.sharing.lines import Line
from messaging.sharing.texts_left import Left
from messaging.sharing.workbook_content import WontFitError
from workspaces.jobs import JobFailed, JobRun


def write_workbook_file(run: JobRun) -> dict[str, Any]:
    """The job behind a workbook."""
    # It brings numpy where that is installed, which web workers do without.
    from messaging.sharing.workbook import write_workbook

    selection = selection_of(run)
    workspace = run.access.workspace
    rows = selected_variants(workspace, selection).order_by()
    used = set(rows.values_list("message__placement__channel", flat=True).distinct())
    now = timezone.now().astimezone(ZoneInfo(workspace.time_zone))
    total = rows.count()
    content = gather_content(
        access=run.access,
        selection=selection,
        job=str(run.job.pk),
        made_at=now,
        made_by=_who(run),
    )

    left = Left()

    def lines() -> Iterator[Line]:
        for line in collect_lines(workspace, selection, with_trace=True):
            left.add(line.variant_id)
            yield line

    def write(to: BinaryIO) -> None:
        write_workbook(
            to,
            content=content,
            channels=[one for key, one in channels_in(workspace).items() if key in used],
            lines=lines(),
            written=lambda count: run.progress(count, total, "Writing rows"),
        )

    try:
        kept = keep(run, f"{slugify(workspace.name)}-copy-{now:%Y-%m-%d}.xlsx", write, total)
    except WontFitError as error:
        raise JobFailed(str(error)) from error
    return kept | left.as_json()


def _who(run: JobRun) -> str:
    """The name of whoever asked, or their address; nobody where a key or a schedule did."""
    user = run.job.created_by
    return (user.name or user.email) if user else ""
