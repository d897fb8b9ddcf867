"""Bringing in what is live today: hand it in, name its columns, confirm the guesses, undo."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from messaging.bring_in import bring_mail, bring_page, bring_sheet, discard, map_columns
from messaging.bring_in_apply import Wanted, bring_in
from messaging.bring_in_confirm import DoesNotFitError, confirm, confirm_all
from messaging.bring_in_undo import undo
from messaging.conflicts import RefusedError
from messaging.models import BroughtIn, BroughtText
from messaging.web.bring_in_forms import FORMS, BringForm, ColumnsForm, InForm
from messaging.web.bring_in_page import bulk_values, columns_form, row_values, show
from workspaces.access import APPROVE, EDIT, Access, access_object
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

BATCHES_A_PAGE = 20


@workspace_page(permission=EDIT)
def bring(request: HttpRequest, access: Access) -> HttpResponse:
    """Hand in a page, an e-mail or a sheet, and find what was handed in before."""
    kind = request.POST.get("kind", "") if request.method == "POST" else ""
    if request.method == "POST" and kind not in FORMS:
        messages.warning(request, "Choose what to bring in: a page, an e-mail or a sheet.")
        return redirect("share-bring", access.workspace.slug)
    shown: dict[str, BringForm] = {}
    for name, form in FORMS.items():
        given = (request.POST, request.FILES) if name == kind else (None, None)
        shown[name] = form(*given, access=access, auto_id=f"{name}-%s")
    if kind and shown[kind].is_valid():
        try:
            batch = _taken(access, kind, shown[kind].cleaned_data)
        except ValueError as error:
            shown[kind].add_error(None, str(error))
        else:
            return redirect("share-bring-look", access.workspace.slug, batch.pk)
    rows = BroughtIn.objects.for_workspace(access.workspace).select_related("created_by")
    context = {
        "forms": shown,
        "page": Paginator(rows, BATCHES_A_PAGE).get_page(request.GET.get("page")),
        "chosen": kind,
        "part": "bring",
        "tab": "bring",
    }
    return render(request, "share/bring.html", context, status=422 if kind else 200)


@workspace_page(permission=EDIT)
def look(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Whatever comes next: columns to name, guesses to confirm, or what became of it. What is sent
    here are the guesses of the rows on this page."""
    batch = _batch(access, pk)
    if request.method != "POST":
        return show(request, access, batch)
    try:
        if request.POST.get("all") or request.POST.get("ticked"):
            only = None if request.POST.get("all") else row_ids(request.POST.getlist("text"))
            values = bulk_values(request, access)
            if only is not None and not only:
                raise DoesNotFitError("Tick at least one text.")
            if not values:
                raise DoesNotFitError("Choose a pain, a stage or a place to set.")
            number = confirm_all(access=access, batch=batch, only=only, **values)
        else:
            rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
            number = confirm(access=access, batch=batch, values=row_values(request, access, rows))
    except DoesNotFitError as error:
        return show(request, access, batch, refusal=str(error), status=422)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, f"Kept: {number} text{'' if number == 1 else 's'} changed.")
    return redirect(request.get_full_path())


@require_POST
@workspace_page(permission=EDIT)
def columns(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Say what the columns of a sheet hold, and have its rows read."""
    batch = _batch(access, pk)
    form: ColumnsForm = columns_form(access, batch, request.POST)
    if request.POST.get("again"):
        return show(request, access, batch, columns=form)
    if not form.is_valid():
        return show(request, access, batch, columns=form, status=422)
    try:
        chosen = form.columns()
        channel = form.cleaned_data["channel"]
        map_columns(access=access, batch=batch, channel=channel, columns=chosen)
    except ValueError as error:
        form.add_error(None, str(error))
        return show(request, access, batch, columns=form, status=422)
    except RefusedError as error:
        messages.error(request, error.message)
    return redirect("share-bring-look", access.workspace.slug, batch.pk)


@require_POST
@workspace_page(permission=EDIT)
def apply(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Keep what the page says of its guesses, and make texts of all that was confirmed."""
    batch = _batch(access, pk)
    form = InForm(request.POST, may_approve=access.may(APPROVE), auto_id="in-%s")
    rows = BroughtText.objects.for_workspace(access.workspace).filter(batch=batch)
    try:
        if values := row_values(request, access, rows):
            confirm(access=access, batch=batch, values=values)
        if not form.is_valid():
            return show(request, access, batch, into=form, status=422)
        bring_in(access=access, batch=batch, wanted=Wanted(**form.cleaned_data))
    except ValueError as error:
        form.add_error(None, str(error))
        return show(request, access, batch, into=form, status=422)
    except RefusedError as error:
        messages.error(request, error.message)
    return redirect("share-bring-look", access.workspace.slug, batch.pk)


@require_POST
@workspace_page(permission=EDIT)
def take_back(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Undo all of it, as one change."""
    batch = _batch(access, pk)
    try:
        done = undo(access=access, batch=batch)
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        kept = f" {done.kept} stayed: people have worked with them since." if done.kept else ""
        messages.success(request, f"Taken back: {done.removed} went.{kept}")
    return redirect("share-bring-look", access.workspace.slug, batch.pk)


@require_POST
@workspace_page(permission=EDIT)
def put_away(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """It is not brought in after all."""
    try:
        discard(access=access, batch=_batch(access, pk))
    except RefusedError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, "Put away. Nothing of it came in.")
    return redirect("share-bring", access.workspace.slug)


def _batch(access: Access, pk: int) -> BroughtIn:
    rows = BroughtIn.objects.select_related("persona", "job", "created_by")
    return access_object(rows, access, pk=pk)


def _taken(access: Access, kind: str, said: dict[str, Any]) -> BroughtIn:
    if kind == "page":
        return bring_page(access=access, **said)
    if kind == "mail":
        told = {name: said[name] for name in ("subject", "preheader", "body", "persona")}
        return bring_mail(access=access, file=said["mail"], **told)
    return bring_sheet(access=access, file=said["sheet"], persona=said["persona"])
