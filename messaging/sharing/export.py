"""Asking for an export, and writing it as a job."""

from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from messaging.channels_here import channels_in
from messaging.sharing.collect_lines import Selection, collect_lines, selected_variants
from messaging.sharing.google_ads_editor import facts, write_google_ads_editor
from messaging.sharing.lines import Line
from workspaces.access import SHARE, VIEW, Access
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

WORKBOOK, GOOGLE_ADS_EDITOR = "workbook", "google_ads_editor"
FORMATS = {
    WORKBOOK: "Workbook (XLSX), one sheet a channel",
    GOOGLE_ADS_EDITOR: "Google Ads Editor (CSV), search ads only",
}
KINDS = {
    WORKBOOK: "messaging.export_workbook",
    GOOGLE_ADS_EDITOR: "messaging.export_google_ads_editor",
}


class NothingToExportError(ValueError):
    """No variant fits what was asked for."""


def request_export(*, access: Access, file_format: str, selection: Selection) -> Job:
    """Ask for a file of the selected variants. NothingToExportError where there is none."""
    access.require(SHARE)
    if file_format == GOOGLE_ADS_EDITOR:
        selection = replace(selection, channels=(facts()["channel"],))
    # Whoever may not read quotes on the site does not get them in a file either.
    selection = replace(selection, consented_only=not access.may(VIEW))
    if not selected_variants(access.workspace, selection).exists():
        raise NothingToExportError(
            "There is nothing to export yet: no text that fits this is approved."
        )
    return enqueue(access=access, kind=KINDS[file_format], arguments=asdict(selection))


def write_workbook_file(run: JobRun) -> dict[str, Any]:
    """The job behind a workbook."""
    # It brings numpy where that is installed, which web workers do without.
    from messaging.sharing.workbook import CellTooLongError, Cover, write_workbook

    selection = _selection(run)
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
        return _keep(run, f"{slugify(workspace.name)}-copy-{now:%Y-%m-%d}.xlsx", write, total)
    except CellTooLongError as error:
        raise JobFailed(str(error)) from error


def write_google_ads_editor_file(run: JobRun) -> dict[str, Any]:
    """The job behind a Google Ads Editor file."""
    selection = _selection(run)
    workspace = run.access.workspace
    now = timezone.now().astimezone(ZoneInfo(workspace.time_zone))
    total = selected_variants(workspace, selection).count()

    def lines() -> Iterator[Line]:
        for count, line in enumerate(collect_lines(workspace, selection), start=1):
            yield line
            run.progress(count, total, "Writing ads")

    def write(to: BinaryIO) -> None:
        write_google_ads_editor(to, lines())

    return _keep(run, f"{slugify(workspace.name)}-google-ads-{now:%Y-%m-%d}.csv", write, total)


def _selection(run: JobRun) -> Selection:
    arguments = run.arguments
    return Selection(
        which=arguments["which"],
        channels=tuple(arguments["channels"]),
        placements=tuple(arguments["placements"]),
        consented_only=arguments.get("consented_only", False),
    )


def _keep(run: JobRun, name: str, write: Callable[[BinaryIO], None], total: int) -> dict[str, Any]:
    run.keep_file(name, write)
    return {"title": name, "file_name": name, "rows": total}
