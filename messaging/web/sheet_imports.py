"""Bringing a file back: send it, see what would change, choose."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from messaging.campaign_guests import guest_of, visible_campaigns
from messaging.conflicts import RefusedError
from messaging.import_sheet import (
    choose,
    choose_all,
    imports_of,
    is_at_work,
    ready_rows,
    summary,
    take_sheet,
)
from messaging.import_sheet_in_use import may_be_there, where_from
from messaging.models import SheetImport, SheetImportRow
from messaging.sharing.sheet_differences import OURS, THEIRS
from messaging.using_elsewhere import LONGEST_PLACE, WHERE
from messaging.web.sheet_import_rows import shown_rows
from workspaces.access import EDIT, SHARE, Access, access_object
from workspaces.web.views import workspace_page

State = SheetImport.State
Kind = SheetImportRow.Kind
ROWS_A_PAGE = 20
SHEETS_A_PAGE = 20
ACCEPTED = ".xlsx,.csv,.tsv,.txt,.json,.jsonl"
DOING = {State.READING: "Reading the file", State.APPLYING: "Applying the sheet"}
FILTERS = (Kind.CHANGED, Kind.CONFLICT, Kind.NEW, Kind.FAULT, Kind.SAME)


class SheetForm(forms.Form):
    """The file that came back."""

    file = forms.FileField(
        label="The file",
        help_text="The workbook you got here, or a table made of one of its sheets (CSV), also "
        "after other programs have saved it.",
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 2**20
            raise forms.ValidationError(
                f"This file is larger than {limit} MB. Send back the sheets that were changed, "
                "one at a time."
            )
        return file


class InUseForm(forms.Form):
    """Asked of the file of an ad platform."""

    in_use = forms.BooleanField(required=False)
    place = forms.CharField(
        required=False,
        max_length=LONGEST_PLACE,
        label="What you call the spot there",
        help_text="An account or an ad group. May stay empty.",
    )

    def __init__(self, *args: Any, where: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["in_use"].label = f"The texts of this file are in use in {where} now"
        self.fields["in_use"].help_text = (
            "They count as live: for coverage, consent and the checks of words. Untick it where "
            "the file was not uploaded there yet, or its ads are paused."
        )


def sheet_of(access: Access, pk: int) -> SheetImport:
    """A sheet whoever acts may see."""
    rows = imports_of(access).select_related("job", "campaign", "created_by", "link", "workspace")
    return access_object(rows, access, pk=pk)


@workspace_page(permission=SHARE, change=SHARE)
def sheets(request: HttpRequest, access: Access) -> HttpResponse:
    """Send a file back, and what came back before."""
    form = SheetForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        batch = take_sheet(access=access, file=form.cleaned_data["file"])
        return redirect("share-sheet", access.workspace.slug, batch.pk)
    rows = imports_of(access).select_related("created_by", "campaign", "job")
    context = {
        "form": form,
        "page": Paginator(rows, SHEETS_A_PAGE).get_page(request.GET.get("page")),
        "part": "sheets",
        "tab": "sheets",
    }
    return render(request, "share/sheets.html", context)


@require_safe
@workspace_page(permission=SHARE)
def sheet(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Where a sheet stands: being read or applied, to be looked at, applied, refused, gone."""
    batch = sheet_of(access, pk)
    context: dict[str, Any] = {"batch": batch, "part": "sheets", "tab": "sheets"}
    if batch.state in DOING:
        context |= {"doing": DOING[State(batch.state)], "stopped": not is_at_work(batch)}
        return render(request, "share/sheet_waiting.html", context)
    if batch.state in (State.REFUSED, State.DISCARDED):
        return render(request, "share/sheet_gone.html", context)
    wanted = request.GET.get("kind", "")
    wanted = wanted if wanted in Kind.values else ""
    every = _rows(access, batch, wanted)
    rows = _not_withheld(access, every)
    page = Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page"))
    counts = summary(batch)
    context |= {
        "page": page,
        "rows": shown_rows(access, list(page.object_list)),
        "wanted": wanted,
        "withheld": not page.object_list and every.exists(),
        "filters": [(kind, Kind(kind).label, counts[kind]) for kind in FILTERS if counts[kind]],
        "conflicts": counts[Kind.CONFLICT],
        "ready": ready_rows(batch).count() if batch.state == State.OPEN else 0,
        "waiting": _waiting(batch) if batch.state == State.OPEN else 0,
        "may_edit": access.may(EDIT),
        "where": WHERE.get(where_from(batch), ""),
    }
    if batch.state == State.OPEN and may_be_there(batch):
        context["use_form"] = InUseForm(where=context["where"], initial={"in_use": True})
    return render(request, "share/sheet.html", context)


@require_POST
@workspace_page(permission=SHARE)
def choose_row(request: HttpRequest, access: Access, pk: int, row: int) -> HttpResponse:
    """Say whose text is taken in the cells of one row, or leave the row out."""
    batch = sheet_of(access, pk)
    rows = SheetImportRow.objects.filter(batch=batch)
    found = access_object(rows, access, pk=row)
    chosen = {
        name.partition(":")[2]: value
        for name, value in request.POST.items()
        if name.startswith("cell:") and value in (THEIRS, OURS)
    }
    left_out = request.POST.get("left_out")
    if not chosen and left_out is None:
        messages.warning(request, "Nothing is chosen yet: take theirs or keep ours.")
        return _back(request, access, batch, f"row-{row}")
    try:
        choose(
            access=access,
            row=found,
            choices=chosen or None,
            left_out=None if left_out is None else left_out == "yes",
        )
    except RefusedError as error:
        messages.warning(request, error.message)
    return _back(request, access, batch, f"row-{row}")


@require_POST
@workspace_page(permission=SHARE)
def choose_for_all(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take theirs, or keep ours, wherever both changed a text."""
    batch = sheet_of(access, pk)
    whose = request.POST.get("whose", "")
    if whose in (THEIRS, OURS):
        try:
            many = choose_all(access=access, batch=batch, whose=whose)
        except RefusedError as error:
            messages.warning(request, error.message)
        else:
            taken = "Theirs is taken" if whose == THEIRS else "Ours stays"
            messages.success(request, f"{taken} in {many} row{'s' * (many != 1)}.")
    return _back(request, access, batch, "rows")


def _rows(access: Access, batch: SheetImport, wanted: str) -> "QuerySet[SheetImportRow]":
    rows = SheetImportRow.objects.for_workspace(access.workspace).filter(batch=batch)
    rows = rows.filter(kind=wanted) if wanted else rows.exclude(kind=Kind.SAME, faults=[])
    return rows.select_related("made", "source", "pain__persona").order_by("pk")


def _not_withheld(access: Access, rows: "QuerySet[SheetImportRow]") -> "QuerySet[SheetImportRow]":
    """What was shared with an agency when it sent the sheet may have been taken back since."""
    if guest_of(access) is None:
        return rows
    seen = visible_campaigns(access)
    return rows.filter(Q(message=None) | Q(message__placement__campaign__in=seen))


def _waiting(batch: SheetImport) -> int:
    """Rows that are not left out and that nobody can take as they stand."""
    rows = SheetImportRow.objects.for_workspace(batch.workspace).filter(batch=batch)
    return int(rows.filter(left_out=False, open_cells__gt=0).count())


def _back(request: HttpRequest, access: Access, batch: SheetImport, at: str) -> HttpResponse:
    kind, page = request.POST.get("kind", ""), request.POST.get("page", "")
    query = {
        "kind": kind if kind in Kind.values else "",
        "page": page if page.isascii() and page.isdecimal() and len(page) < 7 else "",
    }
    said = urlencode({name: value for name, value in query.items() if value})
    url = reverse("share-sheet", args=[access.workspace.slug, batch.pk])
    return redirect(f"{url}{'?' if said else ''}{said}#{at}")
