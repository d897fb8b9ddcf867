"""Writing a file of copy as a job: what all formats have in common, and all but the workbook."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.text import slugify

from messaging.channels import Channel
from messaging.channels.merge_tags import dialects
from messaging.channels.registry import get_channel
from messaging.channels_here import places_in
from messaging.sharing.ad_rules import fit_for_platform
from messaging.sharing.collect_lines import Selection, collect_lines, selected_variants
from messaging.sharing.destinations import with_destinations
from messaging.sharing.export import GOOGLE_ADS_EDITOR, NEUTRAL
from messaging.sharing.formats import BY_KEY, ExportFormat
from messaging.sharing.leaving import Leaving, Told, translated
from messaging.sharing.lines import Line
from messaging.sharing.platform_facts import facts_of
from messaging.sharing.texts_left import Left
from messaging.sharing.workbook_content import WontFitError
from workspaces.jobs import JobFailed, JobRun
from workspaces.models import Workspace


def write_table_file(run: JobRun) -> dict[str, Any]:
    """The job behind every file that is no workbook. Its result says what was left out, and why."""
    wanted = BY_KEY[run.arguments.get("file_format", GOOGLE_ADS_EDITOR)]
    assert wanted.writer is not None
    workspace, told = run.access.workspace, Told()
    selection = selection_of(run)
    rows = selected_variants(workspace, selection)
    total = rows.count()
    used = set(rows.order_by().values_list("message__placement__channel", flat=True).distinct())
    channels = places_in(workspace).channels
    writer = wanted.writer
    written = 0
    left = Left()

    def lines() -> Iterator[Line]:
        for count, line in enumerate(collect_lines(workspace, selection), start=1):
            yield line
            run.progress(count, total, "Writing rows")

    def write(to: BinaryIO) -> None:
        nonlocal written
        leaving = leaving_lines(workspace, wanted, lines(), told, run.arguments.get("dialect", ""))
        noted = _noted(leaving, left)
        written = writer(to, noted, [one for key, one in channels.items() if key in used])

    day = timezone.now().astimezone(ZoneInfo(workspace.time_zone)).date()
    name = f"{slugify(workspace.name)}-{wanted.ending.format(day=day.isoformat())}"
    try:
        kept = keep(run, name, write, total)
    except WontFitError as error:
        raise JobFailed(str(error)) from error
    said = {"rows": written, "file_format": wanted.key}
    return kept | said | left.as_json() | told.as_json()


def _noted(lines: Iterable[Leaving], left: Left) -> Iterator[Leaving]:
    """``lines`` as they are, each noted in ``left``."""
    for leaving in lines:
        left.add(leaving.line.variant_id)
        yield leaving


def leaving_lines(
    workspace: Workspace,
    wanted: ExportFormat,
    lines: Iterable[Line],
    told: Told,
    dialect: str,
) -> Iterator[Leaving]:
    """``lines`` as they go into a file of the format ``wanted``; ``told`` hears what does not."""
    here = places_in(workspace)
    channels: dict[str, Channel] = here.channels
    leaving = with_destinations(workspace, channels, lines, told)
    if wanted.facts:
        known = facts_of(wanted.facts)
        platform = get_channel(known["channel"])
        leaving = fit_for_platform(leaving, platform, known, here.tags.longest, told)
        tool = dialects()[known["dialect"]]
        fields = here.tags.fields.get(tool.key, {})
        return translated(leaving, channels, tool, fields, told, everywhere=True)
    spoken = dialect or here.tags.dialect or NEUTRAL
    if not wanted.has_dialect or spoken == NEUTRAL:
        return leaving
    tool = dialects()[spoken]
    return translated(leaving, channels, tool, here.tags.fields.get(spoken, {}), told)


def selection_of(run: JobRun) -> Selection:
    """What the job was asked to export."""
    return selection_from(run.arguments)


def selection_from(arguments: Mapping[str, Any]) -> Selection:
    """A selection as it was kept among the arguments of a job."""
    return Selection(
        which=arguments["which"],
        channels=tuple(arguments["channels"]),
        placements=tuple(arguments["placements"]),
        campaigns=tuple(arguments.get("campaigns", ())),
        consented_only=arguments.get("consented_only", False),
        guest=arguments.get("guest"),
    )


def keep(run: JobRun, name: str, write: Callable[[BinaryIO], None], total: int) -> dict[str, Any]:
    """Keep the file under ``name``; what the result says of it."""
    run.keep_file(name, write)
    return {"title": name, "file_name": name, "rows": total}
