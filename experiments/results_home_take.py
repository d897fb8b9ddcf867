"""Take in a platform's report: read it apart, know its columns, and find its texts.

Nothing counts before somebody has looked. The file is kept with what was read of it.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from experiments.models import ResultReport, ResultRow
from experiments.refusals import ExperimentRefusedError
from experiments.results_home_columns import (
    UNITS,
    Columns,
    from_names,
    guess,
    platform_names,
    recognise,
    span_columns,
)
from experiments.results_home_match import Taken, find_variant, place_rows, variants_by_key
from experiments.results_home_rows import ReadRow, last_day, read_rows, rows_hash
from experiments.results_home_sheet import Sheet, columns_of, header_of, read_sheet, remembered
from personas.listening.tables import UnreadableFileError
from workspaces.access import EDIT, Access
from workspaces.changes import record
from workspaces.models import Workspace

LARGEST_BYTES = 5 * 1024 * 1024
SAMPLE_ROWS = 5
LONGEST_SAMPLE = 120
State = ResultReport.State
GONE = "The file is no longer kept: bring it again."


def take_report(
    *,
    access: Access,
    file: "UploadedFile[bytes]",
    platform: str = "",
    taken_on: date | None = None,
) -> ResultReport:
    """Keep a report and read it as files with this header were read the last time, or as its
    platform names its columns. One record.

    The same bytes that wait already are not taken twice: the waiting report comes back.
    UnreadableFileError, with a sentence for whoever sent it, if it cannot be read;
    ExperimentRefusedError ``counted_already`` if the same file counts.
    """
    access.require(EDIT)
    name = (file.name or "report.csv")[-200:]
    if (file.size or 0) > LARGEST_BYTES:
        raise UnreadableFileError("Reports of up to 5 MB are read: choose fewer columns or days.")
    content = b"".join(file.chunks())
    digest = hashlib.sha256(content).hexdigest()
    if waiting := _known(access, digest):
        return waiting
    sheet = read_sheet(content, name)
    known = remembered(access.workspace, sheet.header)
    platform = platform or (known or {}).get("platform", "") or recognise(sheet.header)
    if platform not in platform_names():
        raise ExperimentRefusedError("no_platform", "We do not know this platform.")
    columns = from_names(known, sheet.header) if known else guess(sheet.header, platform)
    today = today_of(access.workspace)
    report = ResultReport(
        workspace=access.workspace,
        token=secrets.token_hex(16),
        platform=platform,
        file_name=name,
        file_hash=digest,
        taken_on=min(taken_on or _taken_on(sheet, platform, columns) or today, today),
        created_by=access.user,
    )
    rows = _understand(report, sheet, columns, today)
    if not known and report.counted["beside"] and not report.counted["tests"]:
        rows = _by_unit_of_tests(report, sheet, columns, today) or rows
    with transaction.atomic():
        report.file.save(name, ContentFile(content), save=False)
        report.save(force_insert=True)
        ResultRow.objects.bulk_create(rows, batch_size=500)
        record(access=access, action="created", target=report, after=told(report))
    return report


def change_columns(
    *,
    access: Access,
    report: ResultReport,
    columns: Columns | None = None,
    platform: str = "",
    taken_on: date | None = None,
) -> ResultReport:
    """Read a waiting report anew: by other columns, or taken on another day. Texts that were
    chosen by hand are looked for anew, too."""
    access.require(EDIT)
    with transaction.atomic():
        stored = locked_report(access, report, State.OPEN)
        before = told(stored)
        today = today_of(access.workspace)
        if platform and platform not in platform_names():
            raise ExperimentRefusedError("no_platform", "We do not know this platform.")
        if taken_on and taken_on > today:
            raise ExperimentRefusedError("day_to_come", "This day is still to come.")
        stored.platform = platform or stored.platform
        stored.taken_on = taken_on or stored.taken_on
        columns = columns or columns_of(stored)
        if any(place >= len(header_of(stored)) for place in _places(columns)):
            raise ExperimentRefusedError("no_column", "The file has no such column.")
        try:
            with stored.file.open("rb") as kept:
                content = kept.read()
        except (OSError, ValueError) as error:
            raise ExperimentRefusedError("gone", GONE) from error
        rows = _understand(stored, read_sheet(content, stored.file_name), columns, today)
        if told(stored) == before:
            return stored
        ResultRow.objects.for_workspace(access.workspace).filter(report=stored).delete()
        stored.save()
        ResultRow.objects.bulk_create(rows, batch_size=500)
        record(
            access=access, action="columns chosen", target=stored, before=before, after=told(stored)
        )
    return stored


def taken_of(report: ResultReport) -> Taken:
    """What its counts are of."""
    return Taken(columns_of(report).unit, report.platform, report.pk)


def locked_report(access: Access, report: ResultReport, state: str) -> ResultReport:
    """The report as it is now, held until the transaction ends. ExperimentRefusedError unless it
    is in this state."""
    stored: ResultReport = (
        ResultReport.objects.for_workspace(access.workspace)
        .select_for_update(of=("self",))
        .get(pk=report.pk)
    )
    if stored.state != state:
        raise ExperimentRefusedError(
            "wrong_state", f"This report is “{stored.get_state_display().lower()}” by now."
        )
    return stored


def today_of(workspace: Workspace) -> date:
    """Today, by the clock of the workspace."""
    return timezone.now().astimezone(ZoneInfo(workspace.time_zone)).date()


def told(report: ResultReport) -> dict[str, Any]:
    """What the audit log says of it: not the rows, of which there may be thousands."""
    columns = report.mapping.get("columns", {})
    return {
        "file_name": report.file_name,
        "platform": report.platform,
        "taken_on": report.taken_on.isoformat(),
        "columns": columns,
        "rows": report.counted.get("rows", 0),
    }


def _known(access: Access, digest: str) -> ResultReport | None:
    same = ResultReport.objects.for_workspace(access.workspace).filter(file_hash=digest)
    if counted := same.filter(state=State.APPLIED).first():
        day = timezone.localtime(counted.applied_at, ZoneInfo(access.workspace.time_zone))
        raise ExperimentRefusedError(
            "counted_already",
            f"This very file was counted on {day:%-d %B %Y} as “{counted.file_name}”.",
        )
    waiting: ResultReport | None = same.filter(state=State.OPEN).order_by("-pk").first()
    return waiting


def _understand(
    report: ResultReport, sheet: Sheet, columns: Columns, today: date
) -> list[ResultRow]:
    """Set what was understood of the file, and give its rows. Unsaved."""
    read: list[ReadRow] = []
    if not columns.missing():
        read = read_rows(
            sheet.rows,
            columns,
            today=today,
            month_first=columns.day in sheet.month_first,
            span=span_columns(sheet.header, report.platform),
        )
    report.mapping = {
        "header": [name[:LONGEST_SAMPLE] for name in sheet.header],
        "samples": [
            [cell[:LONGEST_SAMPLE] for cell in row.cells] for row in sheet.rows[:SAMPLE_ROWS]
        ],
        "columns": asdict(columns) | {"keys": list(columns.keys)},  # as JSON gives it back
        "rows_hash": rows_hash(read),
        "by_day": any(row.day for row in read),
    }
    known = variants_by_key(report.workspace, read)
    rows = [_row(report, row, known) for row in read]
    place_rows(report.workspace, rows, taken_of(report))
    report.counted = summary(rows)
    return rows


def _by_unit_of_tests(
    report: ResultReport, sheet: Sheet, first: Columns, today: date
) -> list[ResultRow]:
    """The rows by the columns of another unit, if a test of theirs counts that: clicks, where
    impressions were guessed. Empty, and all as it was, if none does."""
    for unit in UNITS:
        columns = guess(sheet.header, report.platform, unit)
        if unit == first.unit or columns.missing():
            continue
        rows = _understand(report, sheet, columns, today)
        if report.counted["tests"]:
            return rows
    _understand(report, sheet, first, today)
    return []


def _row(report: ResultReport, row: ReadRow, known: Mapping[str, int]) -> ResultRow:
    variant, why = (None, row.note) if row.is_out else find_variant(row, known)
    return ResultRow(
        workspace=report.workspace,
        report=report,
        number=row.number,
        label=row.label,
        variant_id=variant,
        day=row.day,
        shown=row.shown,
        did=row.did,
        value=row.value,
        note=(why or row.note)[:300],
        left_out=row.is_out,
    )


def summary(rows: Sequence[ResultRow]) -> dict[str, int]:
    """How many rows there are, and what becomes of them."""
    kept = [row for row in rows if not row.left_out]
    return {
        "rows": len(rows),
        "out": len(rows) - len(kept),
        "unmatched": sum(row.variant_id is None for row in kept),
        "tests": sum(row.arm_id is not None for row in kept),
        "beside": sum(row.variant_id is not None and row.arm_id is None for row in kept),
    }


def _taken_on(sheet: Sheet, platform: str, columns: Columns) -> date | None:
    _, end = span_columns(sheet.header, platform)
    for place in (end, columns.day):
        if found := last_day(sheet.rows, place, place in sheet.month_first):
            return found
    return None


def _places(columns: Columns) -> list[int]:
    single = (columns.shown, columns.did, columns.value, columns.day)
    return [*columns.keys, *(place for place in single if place is not None)]
