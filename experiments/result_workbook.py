"""A test's tables as a workbook, written by a worker: openpyxl loads numpy where it is there."""

from typing import Any, BinaryIO

from django.utils import timezone

from experiments.models import Experiment
from experiments.result_tables import Table, tables_of
from workspaces.access import EDIT, Access
from workspaces.jobs import JobFailed, JobRun, enqueue
from workspaces.models import Job

KIND = "experiments.export_results"


def request_workbook(*, access: Access, experiment: Experiment) -> Job:
    """Ask for a workbook of everything the page of a test shows."""
    access.require(EDIT)
    return enqueue(access=access, kind=KIND, arguments={"experiment": experiment.pk})


def write_results_workbook(run: JobRun) -> dict[str, Any]:
    """The job behind it."""
    workspace = run.access.workspace
    rows = Experiment.objects.for_workspace(workspace)
    experiment = rows.filter(pk=run.arguments["experiment"]).first()
    if experiment is None:
        raise JobFailed("This test is gone.")
    tables = tables_of(experiment)
    name = f"{experiment.key}-{timezone.localdate():%Y-%m-%d}.xlsx"

    def write(to: BinaryIO) -> None:
        write_tables(to, tables, lambda done: run.progress(done, len(tables), "Writing sheets"))

    run.keep_file(name, write)
    count = sum(len(table.rows) for table in tables)
    return {"title": experiment.name, "file_name": name, "rows": count}


def write_tables(to: BinaryIO, tables: list[Table], told: Any = lambda done: None) -> None:
    """A sheet for each table. Text is never a formula, control characters are left out."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for number, table in enumerate(tables, start=1):
        sheet = book.create_sheet(table.title)
        sheet.freeze_panes = "A2"
        for place, column in enumerate(table.columns, start=1):
            wide = column in ("sentence", "text", "value", "what", "goal_name")
            sheet.column_dimensions[get_column_letter(place)].width = 40 if wide else 14

        def cell(value: Any, bold: bool = False, sheet: Any = sheet) -> Any:
            if not isinstance(value, str):
                return value
            made = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767])
            made.data_type = "s"
            if bold:
                made.font = Font(bold=True)
            return made

        sheet.append([cell(column, bold=True) for column in table.columns])
        for row in table.rows:
            sheet.append([cell(value) for value in row])
        width = get_column_letter(len(table.columns))
        sheet.auto_filter.ref = f"A1:{width}{len(table.rows) + 1}"
        told(number)
    book.save(to)
