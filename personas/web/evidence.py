"""One quote: add it, change it, delete it. Its own page is messaging/web/quote.py."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from personas.keep_evidence import KnownQuoteError, add_evidence, change_evidence
from personas.link_evidence import detach_evidence
from personas.models import Evidence, EvidenceLink
from personas.remove_evidence import delete_quote
from personas.web.consent import looked_at
from personas.web.evidence_forms import EvidenceForm
from personas.web.inbox import back_to
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponse:
    form = EvidenceForm(request.POST or None, access=access, initial={"source": "interview"})
    if request.method == "POST" and form.is_valid():
        try:
            row = add_evidence(access=access, row=form.row(), persona=form.cleaned_data["persona"])
        except KnownQuoteError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "The quote is kept.")
            return redirect("listen-evidence", access.workspace.slug, row.pk)
    return render(request, "listen/evidence_form.html", {"form": form})


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Evidence.objects.all(), access, pk=pk)
    form = EvidenceForm(request.POST or None, access=access, initial=EvidenceForm.initial_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            change_evidence(access=access, evidence=row, changes=form.changes())
        except KnownQuoteError as error:
            form.add_error("text", str(error))
        else:
            messages.success(request, "The quote is changed.")
            return redirect("listen-evidence", access.workspace.slug, pk)
    return render(request, "listen/evidence_form.html", {"form": form, "row": row})


@require_POST
@workspace_page()
def delete(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Evidence.objects.all(), access, pk=pk)
    flagged = delete_quote(access=access, evidence=row)
    messages.success(request, f"The quote is deleted. {looked_at(flagged)}".strip())
    return redirect("listen", access.workspace.slug)


@require_POST
@workspace_page()
def detach(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take back that a quote speaks of a pain. ``pk`` is the link's."""
    link = access_object(EvidenceLink.objects.select_related("evidence", "pain"), access, pk=pk)
    detach_evidence(access=access, link=link)
    messages.success(request, f"It does not stand behind “{link.pain.title}” any more.")
    return back_to(request, access, "listen")
