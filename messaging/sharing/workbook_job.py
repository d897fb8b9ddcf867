"""The job behind a workbook."""

from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from messaging.channels_here import channels_in
from messaging.sharing.collect_lines import collect_lines, selected_variants
from messaging.sharing.export_job import keep, selection_of
from workspaces.jobs import JobFailed, JobRun


def write_workbook_file(run: JobRun) -> dict[str, Any]:
    """The job behind a workbook."""
    # It brings numpy where that is installed, which web workers do without.
    from messaging.sharing.workbook import CellTooLongError, Cover, write_workbook

    selection = selection_of(run)
    workspace = run.access.workspace
    rows = selected_variants(workspace, selection)
    used = set(rows.values_list("message__placement__channel", flat=True).distinct())
    now = timezone.now().astimezone(ZoneInfo(workspace.time_zone))
    total = rows.count()
    channels = channels_in(workspace)
    facts_shown = (
        ("Texts", f"{total:,} {'live' if selection.which == 'live' else 'approved or live'}"),
        ("Channels", ", ".join(c.name for c in channels.values() if c.key in used)),
    )

    def write(to: BinaryIO) -> None:
        write_workbook(
            to,
            cover=Cover(workspace.name, now, facts_shown),
            channels=[channel for key, channel in channels.items() if key in used],
            lines=collect_lines(workspace, selection),
            written=lambda count: run.progress(count, total, "Writing rows"),
        )

    try:
        return keep(run, f"{slugify(workspace.name)}-copy-{now:%Y-%m-%d}.xlsx", write, total)
    except CellTooLongError as error:
        raise JobFailed(str(error)) from error
