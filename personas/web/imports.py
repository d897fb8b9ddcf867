"""The first steps of an import: upload or paste, then say which column holds what."""

from itertools import islice

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.import_columns import forget_columns, remembered
from personas.import_evidence import change_mapping, start_import, start_paste
from personas.import_files import stored_rows
from personas.import_states import ImportStateError, is_at_work
from personas.listening.known_exports import LABELS
from personas.listening.tables import UnreadableFileError
from personas.models import EvidenceImport
from personas.web.evidence_forms import PasteForm
from personas.web.import_forms import ColumnsForm, MendedForm, UploadForm
from personas.web.inbox import waiting_suggestions
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page

ROWS_SHOWN = 5
IMPORTS_SHOWN = 20


@require_safe
@workspace_page()
def imports(request: HttpRequest, access: Access) -> HttpResponse:
    """Upload a file or paste, and what was imported before."""
    return _start_page(
        request, access, UploadForm(), PasteForm(access=access, initial={"source": "interview"})
    )


def _start_page(
    request: HttpRequest, access: Access, upload: UploadForm, paste: PasteForm
) -> HttpResponse:
    context = {
        "upload_form": upload,
        "paste_form": paste,
        "imports": EvidenceImport.objects.for_workspace(access.workspace).select_related(
            "created_by", "persona", "job"
        )[:IMPORTS_SHOWN],
        "waiting": waiting_suggestions(access),
        "tab": "imports",
    }
    return render(request, "listen/imports.html", context)


def _next_step(access: Access, batch: EvidenceImport, *, columns: bool) -> HttpResponse:
    """To the columns where there is something to choose, else to the look at the rows."""
    chosen = "text" in batch.mapping.values()
    is_open = batch.state == EvidenceImport.State.OPEN
    step = "columns" if is_open and (columns or not chosen) else "check"
    if batch.speakers and step == "columns":
        step = "speakers"  # a transcript has no columns to choose
    return redirect(f"listen-import-{step}", access.workspace.slug, batch.pk)


@require_POST
@workspace_page()
def upload(request: HttpRequest, access: Access) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            batch = start_import(access=access, file_name=file.name, content=file)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return _next_step(access, batch, columns=True)
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
            with stored_rows(batch) as (facts, _):
                several = len(facts.header) > 1
            return _next_step(access, batch, columns=several)
    return _start_page(request, access, UploadForm(), form)


@require_POST
@workspace_page()
def mended(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Send again only the rows that had faults, mended in a spreadsheet."""
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    form = MendedForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            again = start_import(access=access, file_name=file.name, content=file, mends=batch)
        except UnreadableFileError as error:
            form.add_error("file", str(error))
        else:
            return _next_step(access, again, columns=False)
    for fault in form.errors.get("file", []):
        messages.error(request, f"The mended rows: {fault}")
    return redirect("listen-import-check", access.workspace.slug, pk)


@workspace_page()
def columns(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Which column holds what, with the first rows to judge by."""
    batch = access_object(EvidenceImport.objects.select_related("job", "persona"), access, pk=pk)
    if batch.state != EvidenceImport.State.OPEN:
        return redirect("listen-import-check", access.workspace.slug, pk)
    try:
        with stored_rows(batch) as (facts, stored):
            rows = list(islice(stored, ROWS_SHOWN))
    except (UnreadableFileError, FileNotFoundError):
        return redirect("listen-import-check", access.workspace.slug, pk)
    form = ColumnsForm(
        request.POST or None,
        access=access,
        header=facts.header,
        mapping=batch.mapping,
        initial=_said_before(batch),
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
    width = len(facts.header)
    context = {
        "batch": batch,
        "form": form,
        "columns": list(zip(facts.header, form.columns(), strict=True)),
        "rows": [[*row.cells[:width], *[""] * (width - len(row.cells))] for row in rows],
        "count": batch.total_rows,
        "known": remembered(batch, facts),
        "taken_for": LABELS.get(batch.recognised, ""),
        "at_work": is_at_work(batch),
    }
    return render(request, "listen/import_columns.html", context)


@require_POST
@workspace_page()
def forget(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Forget which column held what in files like this one."""
    access.require(EDIT)
    batch = access_object(EvidenceImport.objects.all(), access, pk=pk)
    try:
        if forget_columns(access=access, batch=batch):
            messages.success(request, "Forgotten. The columns are guessed anew.")
    except ImportStateError as error:
        messages.warning(request, str(error))
    return redirect("listen-import-columns", access.workspace.slug, pk)


def _said_before(batch: EvidenceImport) -> dict[str, object]:
    return dict(batch.defaults) | {
        "source": batch.defaults.get("source", "other"),
        "customer_status": batch.defaults.get("customer_status", "unknown"),
        "persona": batch.persona_id,
        "may_quote": batch.defaults.get("may_quote") == "yes",
    }
