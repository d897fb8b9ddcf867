"""What is done with a sheet that came back: applied, taken back, dropped, fetched once more."""

from collections.abc import Callable

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from messaging.conflicts import RefusedError
from messaging.import_sheet import discard_sheet, read_again
from messaging.import_sheet_apply import apply_sheet
from messaging.import_sheet_undo import undo_sheet
from messaging.models import SheetImport
from messaging.sheet_files import Which, open_kept
from messaging.web.sheet_imports import InUseForm, sheet_of
from workspaces.access import SHARE, Access
from workspaces.web.views import workspace_page

KEYS_TOLD = 5


@require_POST
@workspace_page()
def apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Write what is ready, and say where its texts are in use if that is ticked."""
    batch = sheet_of(access, pk)
    form = InUseForm(request.POST)
    if not form.is_valid():
        messages.warning(request, f"What you call the spot there: {form.errors['place'][0]}")
        return redirect("share-sheet", access.workspace.slug, batch.pk)
    said = form.cleaned_data
    return _then(request, access, batch, lambda: apply_sheet(access=access, batch=batch, **said))


@require_POST
@workspace_page(change=SHARE)
def again(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Read a file whose reading was cut short."""
    batch = sheet_of(access, pk)
    return _then(request, access, batch, lambda: read_again(access=access, batch=batch))


@require_POST
@workspace_page()
def undo(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put back what was before; texts somebody changed since stay, and are named."""
    batch = sheet_of(access, pk)

    def work() -> None:
        undone = undo_sheet(access=access, batch=batch)
        many = undone.put_back + undone.removed
        if many or not undone.not_in_use:
            messages.success(request, f"Taken back: {many} text{'s' * (many != 1)}.")
        if undone.not_in_use:
            said = "1 text is" if undone.not_in_use == 1 else f"{undone.not_in_use} texts are"
            messages.success(request, f"{said} not said to be in use there any more.")
        if undone.kept:
            named = ", ".join(undone.kept[:KEYS_TOLD])
            more = len(undone.kept) - KEYS_TOLD
            rest = f" and {more} more" if more > 0 else ""
            messages.warning(
                request, f"These stay, since somebody has done something with them: {named}{rest}."
            )

    return _then(request, access, batch, work)


@require_POST
@workspace_page()
def discard(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    batch = sheet_of(access, pk)

    def work() -> None:
        discard_sheet(access=access, batch=batch)
        messages.success(request, "The file is gone. Nothing was changed.")

    return _then(request, access, batch, work)


@require_safe
@workspace_page(permission=SHARE)
def file(request: HttpRequest, access: Access, pk: int) -> FileResponse:
    """The file as it came."""
    return _download(sheet_of(access, pk), "file")


@require_safe
@workspace_page(permission=SHARE)
def marked_file(request: HttpRequest, access: Access, pk: int) -> FileResponse:
    """Their own file with a comment in every cell that has a fault."""
    return _download(sheet_of(access, pk), "marked_file")


def _download(batch: SheetImport, which: Which) -> FileResponse:
    found = open_kept(batch, which)
    if found is None:
        raise Http404("The file is not there any more.")
    kept, name = found
    return FileResponse(kept, as_attachment=True, filename=name)


def _then(
    request: HttpRequest, access: Access, batch: SheetImport, work: Callable[[], object]
) -> HttpResponse:
    try:
        work()
    except RefusedError as error:
        messages.warning(request, error.message)
    return redirect("share-sheet", access.workspace.slug, batch.pk)
