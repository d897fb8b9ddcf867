"""Import of quotes, step by step: upload or paste, columns, check, done."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from personas.import_evidence import (
    ImportStateError,
    apply_import,
    change_mapping,
    correct_row,
    discard_import,
    preview_import,
    read_import,
    start_import,
    start_paste,
    undo_import,
)
from personas.keep_evidence import evidence_rows
from personas.listening.constants import FAULTS_SHOWN
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from personas.web.evidence_forms import ColumnsForm, PasteForm, UploadForm
from personas.web.inbox import waiting_suggestions
from workspaces.access import Access, access_object
from workspaces.cells import safe_cell
from workspaces.web.views import workspace_page

ROWS_SHOWN = 5
IMPORTS_SHOWN = 20


@require_safe
@workspace_page()
def imports(request: HttpRequest, access: Access) -> HttpResponse:
    """Upload a file or paste, and what was imported before."""
    return _start_page(
        request,
        access,
        UploadForm(access=access, initial={"source": "survey"}),
        PasteForm(access=access, initial={"source": "interview"}),
    )


def _start_page(
    request: HttpRequest, access: Access, upload: UploadForm, paste: PasteForm
) -> HttpResponse:
    context = {
        "upload_form": upload,
        "paste_form": paste,
        "imports": EvidenceImport.objects.for_workspace(access.workspace).select_related(
            "created_by", "persona"
        )[:IMPORTS_SHOWN],
        "waiting": waiting_suggestions(access),
        "tab": "imports",
    }
    return render(request, "listen/imports.html", context)


@require_POST
@workspace_page()
def upload(request: HttpRequest, access: Access) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES, access=access)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = start_import(
                access=access,
                file_name=file.name,
                content=file.read(),
                persona=form.cleaned_data["persona"],
                defaults=form.defaults(),
            )
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return redirect("listen-import-columns", access.workspace.slug, batch.pk)
    return _start_page(request, access, form, PasteForm(access=access))


@require_POST
@workspace_page()
def paste(request: HttpRequest, access: Access) -> HttpResponse:
    form = PasteForm(request.POST, access=access)
    if form.is_valid():
        try:
            batch = start_paste(
                access=access,
                text=form.cleaned_data["text"],
                persona=form.cleaned_data["persona"],
                defaults=form.defaults(),
            )
        except UnreadableFileError as error:
            form.add_error("text", str(error))
        else:
            several = len(read_import(batch).header) > 1
            step = "listen-import-columns" if several else "listen-import-check"
            return redirect(step, access.workspace.slug, batch.pk)
    return _start_page(request, access, UploadForm(access=access), form)


@workspace_page()
def columns(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Which column holds what, with the first rows to judge by."""
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    if batch.state != EvidenceImport.State.OPEN:
        return redirect("listen-import-check", access.workspace.slug, pk)
    table = read_import(batch)
    given = dict(batch.defaults) | {
        "persona": batch.persona_id,
        "may_quote": batch.defaults.get("may_quote") == "yes",
    }
    form = ColumnsForm(
        request.POST or None,
        access=access,
        header=table.header,
        mapping=batch.mapping,
        initial=given,
    )
    if request.method == "POST" and form.is_valid():
        change_mapping(
            access=access,
            batch=batch,
            mapping=form.mapping(),
            defaults=form.defaults(),
            persona=form.cleaned_data["persona"],
        )
        return redirect("listen-import-check", access.workspace.slug, pk)
    rows = [
        [row.cells[index] if index < len(row.cells) else "" for index in range(len(table.header))]
        for row in table.rows[:ROWS_SHOWN]
    ]
    context = {
        "batch": batch,
        "form": form,
        "columns": list(zip(table.header, form.columns(), strict=True)),
        "rows": rows,
        "count": len(table.rows),
    }
    return render(request, "listen/import_columns.html", context)


@require_safe
@workspace_page()
def check(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """What an open import would add, and its faults; or what an applied one did."""
    batch = access_object(EvidenceImport.objects.select_related("persona"), access, pk=pk)
    if batch.state != EvidenceImport.State.OPEN:
        return render(request, "listen/import_done.html", {"batch": batch})
    if "text" not in batch.mapping.values():
        return redirect("listen-import-columns", access.workspace.slug, pk)
    preview = preview_import(access=access, batch=batch)
    faults = preview.parsed.faults
    context = {
        "batch": batch,
        "preview": preview,
        "rows": evidence_rows(
            access=access, rows=preview.to_add[:ROWS_SHOWN], persona=batch.persona
        ),
        "faults": faults[:FAULTS_SHOWN],
        "more_faults": max(len(faults) - FAULTS_SHOWN, 0),
    }
    return render(request, "listen/import_check.html", context)


@require_POST
@workspace_page()
def mend(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    """Replace a cell of one row, or leave the row out."""
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    field = request.POST.get("field", "")
    try:
        correct_row(
            access=access,
            batch=batch,
            number=number,
            values={field: request.POST.get("value", "").replace("\x00", "")[:20_000]},
            leave_out="leave_out" in request.POST,
        )
    except ImportStateError as error:
        messages.warning(request, str(error))
    page = reverse("listen-import-check", args=[access.workspace.slug, pk])
    return redirect(f"{page}#faults")


@require_safe
@workspace_page()
def faulty_rows(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The rows with faults as CSV, as they are in the file, each with what is wrong."""
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    if batch.state == EvidenceImport.State.DISCARDED:
        return redirect("listen-imports", access.workspace.slug)
    preview = preview_import(access=access, batch=batch)
    told: dict[int, list[str]] = {}
    for fault in preview.parsed.faults:
        told.setdefault(fault.number, []).append(f"{fault.column}: {fault.message} {fault.advice}")
    text = io.StringIO()
    writer = csv.writer(text)
    width = len(preview.table.header)
    writer.writerow([safe_cell(name) for name in (*preview.table.header, "What is wrong")])
    for row in preview.table.rows:
        if row.number in told:
            cells = (*row.cells, *[""] * (width - len(row.cells)))
            writer.writerow([safe_cell(cell) for cell in (*cells, " ".join(told[row.number]))])
    response = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return response


@require_POST
@workspace_page()
def apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    try:
        batch = apply_import(access=access, batch=batch)
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"{batch.added} quotes are in your inbox.")
    return redirect("listen-import-check", access.workspace.slug, pk)


@require_POST
@workspace_page()
def discard(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    try:
        discard_import(access=access, batch=batch)
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The upload is gone. Nothing was imported.")
    return redirect("listen-imports", access.workspace.slug)


@require_POST
@workspace_page()
def undo(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    try:
        undone = undo_import(access=access, batch=batch)
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        kept = f" {undone.kept} stay, since you have put them to use." if undone.kept else ""
        messages.success(request, f"{undone.removed} quotes were taken back.{kept}")
    return redirect("listen-import-check", access.workspace.slug, pk)
