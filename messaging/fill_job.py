"""The job that fills somebody's file: the same file, with only the copy columns written."""

from typing import Any, BinaryIO

from messaging.fill_export import MOST_TEXTS, FillChoice, Filling, prepare
from messaging.fill_template import FileToFill, TemplateGoneError, template_of
from messaging.sharing.export_job import selection_from
from messaging.sharing.filling.text_cells import filled, open_text
from messaging.sharing.filling.workbook_cells import SheetOfWorkbook
from personas.listening.tables import UnreadableFileError
from workspaces.jobs import JobFailed, JobRun


def fill_file(run: JobRun) -> dict[str, Any]:
    """Safe to run again: the file that came stays, and the new one is written as a whole."""
    try:
        template = template_of(access=run.access, token=run.arguments["token"])
    except TemplateGoneError as error:
        raise JobFailed(str(error)) from error
    said = run.arguments["choice"]
    hand = {int(number): key for number, key in said["by_hand"].items()}
    choice = FillChoice(**(said | {"by_hand": hand}))
    selection = selection_from(run.arguments["selection"])
    run.progress(0, 2, "Finding the cells")
    if template.text is not None:
        found = prepare(run.access.workspace, template, choice, selection)
        whole = _filled_text(template, found)
        run.progress(1, 2, "Writing the file")
        run.keep_file(template.title, lambda to: _write(to, whole))
    else:
        with template.path.open("rb") as file:
            rows = {row.place for row in template.rows} or _below(template)
            sheet = _sheet(file, template.sheet, rows)
            found = prepare(run.access.workspace, template, choice, selection, sheet)
            run.progress(1, 2, "Writing the file")
            run.keep_file(template.title, lambda to: sheet.write(to, found.new.cells))
    return {
        "title": template.title,
        "file_name": template.title,
        "file_format": run.arguments["file_format"],
        "rows": len(found.keys),
        "cells": len(found.new.cells),
        "variants": found.variants,
    } | found.told.as_json()


def _below(template: FileToFill) -> set[int]:
    """The places that are filled where the header stands alone."""
    return set(range(template.header_at + 1, template.header_at + 1 + MOST_TEXTS))


def _sheet(file: BinaryIO, name: str, rows: set[int]) -> SheetOfWorkbook:
    try:
        return SheetOfWorkbook(file, name, rows)
    except UnreadableFileError as error:
        raise JobFailed(str(error)) from error


def _filled_text(template: FileToFill, found: Filling) -> bytes:
    """The file as it will be; read once more, to be sure that nothing else differs."""
    text = template.text
    assert text is not None
    whole = filled(text, found.new.cells, found.added)
    again = open_text(whole, text)
    same = len(again.rows) >= len(text.rows) and all(
        again.as_written(row, column) == text.as_written(row, column)
        for row in range(len(text.rows))
        for column in range(text.width(row))
        if (row, column) not in found.new.cells
    )
    if not same:
        raise JobFailed(
            "We could not make sure that nothing else would change in your file, so none was "
            "made. Save it as CSV in UTF-8 or as XLSX, and upload that."
        )
    return whole


def _write(to: BinaryIO, whole: bytes) -> None:
    to.write(whole)
