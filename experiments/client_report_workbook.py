"""A weekly report as a workbook: what it says, then a sheet for each table."""

from typing import Any, BinaryIO

from experiments.client_report_values import Report
from experiments.result_tables import Table
from experiments.result_workbook import write_tables


def write_report_workbook(to: BinaryIO, report: Report) -> None:
    """Write ``report``; no cell is a formula."""
    said: list[list[Any]] = [[report.title, report.period]]
    if report.agency:
        said.append(["From", report.agency])
    if report.is_invented:
        said.append(["Mind", "Some of these visitors are invented: this is a sample."])
    if report.note:
        said.append(["Note", report.note])
    said += [[section.title, each] for section in report.sections for each in section.sentences]
    tables = [Table("report", "Report", ("about", "sentence"), said)]
    for number, section in enumerate(report.sections, start=1):
        if section.table is not None:
            columns = tuple(title.lower() for title in section.table.columns)
            rows: list[list[Any]] = [list(row) for row in section.table.rows]
            tables.append(Table(f"table-{number}", section.title[:31], columns, rows))
    write_tables(to, tables)
