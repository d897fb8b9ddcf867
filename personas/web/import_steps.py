"""The later steps of an import: look at the rows, mend them, apply, take back."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from personas.import_apply import apply_import
from personas.import_evidence import choose_masking, correct_row, discard_import, go_on
from personas.import_faults import faults_as_lines
from personas.import_look import (
    Look,
    current_look,
    faulty_rows_numbered,
    kept_look,
    personal_examples,
    quotes_of,
)
from personas.import_sizes import EXAMPLES, FAULTS_A_PAGE
from personas.import_states import ImportStateError, is_at_work
from personas.import_undo import undo_import
from personas.keep_evidence import evidence_rows
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from personas.web.import_forms import MendedForm
from workspaces.access import Access, access_object
from workspaces.jobs import JobStateError, cancel_job
from workspaces.web.views import workspace_page

State = EvidenceImport.State
DOING = {
    State.READING: "Reading the file",
    State.OPEN: "Looking at all rows",
    State.APPLYING: "Importing",
    State.APPLIED: "Taking the import back",
}


@require_safe
@workspace_page()
def check(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Where an import stands: at work, to be looked at, imported, refused or discarded."""
    batch = _import(access, pk)
    context: dict[str, Any] = {"batch": batch, "mended_form": MendedForm()}
    waits = batch.state in (State.READING, State.APPLYING)
    if waits or (is_at_work(batch) and batch.state in DOING):
        return _waiting(request, batch)
    if batch.state == State.OPEN:
        if "text" not in batch.mapping.values():
            return redirect("listen-import-columns", access.workspace.slug, pk)
        try:
            look = current_look(access=access, batch=batch)
        except (UnreadableFileError, FileNotFoundError) as error:
            return render(request, "listen/import_lost.html", context | {"reason": str(error)})
        if look is None:
            return _waiting(request, batch)
        context |= _looked_at(request, access, batch, look)
        return render(request, "listen/import_check.html", context)
    return render(request, "listen/import_done.html", context)


def _waiting(request: HttpRequest, batch: EvidenceImport) -> HttpResponse:
    job = batch.job
    context = {
        "batch": batch,
        "job": job,
        "doing": DOING[State(batch.state)],
        "stopped": not is_at_work(batch),
        "left": max(0, batch.total_rows - batch.position),
    }
    return render(request, "listen/import_waiting.html", context)


def _looked_at(
    request: HttpRequest, access: Access, batch: EvidenceImport, look: Look
) -> dict[str, Any]:
    page = Paginator(look.faulty_rows, FAULTS_A_PAGE).get_page(request.GET.get("page"))
    faults = faulty_rows_numbered(batch, list(page.object_list))
    first = quotes_of(batch, look.first_rows)[:EXAMPLES]
    return {
        "look": look,
        "rows": evidence_rows(access=access, rows=first, persona=batch.persona),
        "page": page,
        "faults": [fault for row in faults for fault in row.faults],
        "personal": personal_examples(batch, look),
        "more_faults": look.faulty - len(look.faulty_rows),
    }


@require_POST
@workspace_page()
def mend(request: HttpRequest, access: Access, pk: int, number: int) -> HttpResponse:
    """Replace a cell of one row, or leave the row out."""
    batch = _import(access, pk)
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
    shown = request.POST.get("page", "")
    query = f"?page={shown}" if shown.isdecimal() and shown.isascii() and shown != "1" else ""
    return redirect(f"{page}{query}#faults")


@require_POST
@workspace_page()
def masking(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take personal data out of the quotes, or keep them as they are."""
    batch = _import(access, pk)
    wanted = request.POST.get("masking", "")
    if wanted in EvidenceImport.Masking.values:
        try:
            choose_masking(access=access, batch=batch, masking=wanted)
        except ImportStateError as error:
            messages.warning(request, str(error))
    page = reverse("listen-import-check", args=[access.workspace.slug, pk])
    return redirect(f"{page}#personal")


@require_safe
@workspace_page()
def faulty_rows(request: HttpRequest, access: Access, pk: int) -> HttpResponseBase:
    """The rows with faults as CSV, as they are in the file, each with what is wrong."""
    batch = _import(access, pk)
    if batch.state not in (State.OPEN, State.APPLYING, State.APPLIED):
        return redirect("listen-imports", access.workspace.slug)
    lines = faults_as_lines(batch, kept_look(batch))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="rows-to-mend.csv"'
    return answer


@require_POST
@workspace_page()
def apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        batch = apply_import(access=access, batch=_import(access, pk))
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        if batch.state == State.APPLIED:
            messages.success(request, f"{batch.added} quotes are in your inbox.")
    return redirect("listen-import-check", access.workspace.slug, pk)


@require_POST
@workspace_page()
def stop(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Stop what a job does with this import. What is in stays in."""
    batch = _import(access, pk)
    try:
        if batch.job is not None:
            cancel_job(access=access, job=batch.job)
            messages.success(request, "Stopped. What was finished before stays as it is.")
    except JobStateError as error:
        messages.warning(request, str(error))
    return redirect("listen-import-check", access.workspace.slug, pk)


@require_POST
@workspace_page()
def take_up(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Go on with what was stopped or failed."""
    go_on(access=access, batch=_import(access, pk))
    return redirect("listen-import-check", access.workspace.slug, pk)


@require_POST
@workspace_page()
def discard(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        discard_import(access=access, batch=_import(access, pk))
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, "The upload is gone. Nothing was imported.")
    return redirect("listen-imports", access.workspace.slug)


@require_POST
@workspace_page()
def undo(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    try:
        undone = undo_import(access=access, batch=_import(access, pk))
    except ImportStateError as error:
        messages.warning(request, str(error))
    else:
        if undone.job is None:
            kept = f" {undone.kept} stay, since you have put them to use." if undone.kept else ""
            messages.success(request, f"{undone.removed} quotes were taken back.{kept}")
    return redirect("listen-import-check", access.workspace.slug, pk)


def _import(access: Access, pk: int) -> EvidenceImport:
    rows = EvidenceImport.objects.select_related("persona", "job", "mends", "workspace")
    found: EvidenceImport = access_object(rows, access, pk=pk)
    return found
