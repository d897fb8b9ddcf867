"""One candidate: its quotes, and what a person makes of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from personas.decide_candidates import (
    CandidateStateError,
    accept_candidate,
    merge_candidates,
    reject_candidate,
    retitle_candidate,
)
from personas.find_candidates import open_candidates, show_candidates
from personas.keep_map import create_keyed
from personas.models import Candidate, CandidateQuote, Persona
from personas.split_candidates import ask_to_split, split_off
from personas.web.mining import take_back
from personas.web.mining_forms import AcceptForm, MergeForm
from workspaces.access import Access, access_object
from workspaces.changes import one_record
from workspaces.web.given import row_id, row_ids
from workspaces.web.views import workspace_page

QUOTES_A_PAGE = 100


def _candidate(access: Access, pk: int) -> Candidate:
    rows = Candidate.objects.select_related("mining__persona", "pain", "into")
    return access_object(rows, access, pk=pk)


def _on(request: HttpRequest, access: Access) -> HttpResponse:
    """Back to the review, to the place the form was at."""
    at, page = (row_id(request.POST.get(name, "")) for name in ("at", "page"))
    query = f"?page={page or 1}&at={at}#c{at}" if at is not None else ""
    return redirect(reverse("listen-mining", args=[access.workspace.slug]) + query)


@require_safe
@workspace_page()
def candidate(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _candidate(access, pk)
    quotes = (
        CandidateQuote.objects.for_workspace(access.workspace)
        .filter(candidate=row)
        .select_related("evidence__persona")
    )
    others = open_candidates(access).exclude(pk=row.pk).values_list("pk", "title")
    given = {"persona": row.mining.persona_id} if row.mining.persona_id else {}
    context = {
        "row": show_candidates(access, [row])[0],
        "page": Paginator(quotes, QUOTES_A_PAGE).get_page(request.GET.get("page")),
        "others": list(others[:200]),
        "accept_form": AcceptForm(access=access, initial=given),
        "tab": "mining",
    }
    return render(request, "listen/candidate.html", context)


@require_POST
@workspace_page()
def accept(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Make it a pain, and go on to its slots."""
    row = _candidate(access, pk)
    form = AcceptForm(request.POST, access=access)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.warning(request, " ".join(str(error) for error in errors))
        return redirect("listen-candidate", access.workspace.slug, pk)
    said = form.cleaned_data
    try:
        with one_record(access=access, action="candidate accepted", target=row):
            persona = said["persona"]
            if persona is None and said["pain"] is None:
                persona = Persona(name=said["new_persona"])
                create_keyed(access=access, instance=persona)
            pain = accept_candidate(
                access=access,
                candidate=row,
                title=said["title"],
                persona=persona,
                pain=said["pain"],
            )
    except CandidateStateError as error:
        messages.warning(request, str(error))
        return _on(request, access)
    messages.success(request, f"“{pain.title}” is a pain now, and its quotes stand behind it.")
    return redirect("map-pain-slots", access.workspace.slug, pain.pk)


@require_POST
@workspace_page()
def merge(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _candidate(access, pk)
    form = MergeForm(request.POST, access=access)
    if not form.is_valid():
        messages.warning(request, "Choose the candidate to merge it into.")
        return _on(request, access)
    into = form.cleaned_data["into"]
    try:
        merge_candidates(access=access, candidate=row, into=into)
    except CandidateStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{row.title}” is a part of “{into.title}” now.")
    return _on(request, access)


@require_POST
@workspace_page()
def split(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """By the quotes that were chosen, else by likeness."""
    row = _candidate(access, pk)
    chosen = row_ids(request.POST.getlist("evidence"))
    try:
        if "chosen" in request.POST:
            part = split_off(access=access, candidate=row, evidence=chosen)
            messages.success(request, f"“{part.title}” is a candidate of its own now.")
            return redirect("listen-candidate", access.workspace.slug, part.pk)
        ask_to_split(access=access, candidate=row)
    except CandidateStateError as error:
        messages.warning(request, str(error))
    return _on(request, access)


@require_POST
@workspace_page()
def reject(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _candidate(access, pk)
    try:
        reject_candidate(access=access, candidate=row)
    except CandidateStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{row.title}” is no pain. Press u to take that back.")
    return _on(request, access)


@require_POST
@workspace_page()
def retitle(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = _candidate(access, pk)
    try:
        retitle_candidate(access=access, candidate=row, title=request.POST.get("title", ""))
    except CandidateStateError as error:
        messages.warning(request, str(error))
    return _on(request, access)


@require_POST
@workspace_page()
def reopen(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Take the decision back."""
    take_back(request, access, _candidate(access, pk))
    return redirect("listen-mining", access.workspace.slug)
