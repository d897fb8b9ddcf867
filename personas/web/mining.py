"""Pains to find: searching the quotes, and going through what was found."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.decide_candidates import CandidateStateError, last_decided, reopen_candidate
from personas.find_candidates import (
    decided_candidates,
    latest_mining,
    open_candidates,
    progress_of,
    show_candidates,
)
from personas.link_evidence import unattached
from personas.listening.constants import FEW_QUOTES
from personas.mine_pains import MiningStateError, put_back, running, start_mining
from personas.models import Candidate, CandidateQuote, Evidence, Mining
from personas.split_candidates import splitting
from personas.web.inbox import waiting_suggestions
from personas.web.mining_forms import AcceptForm, StartForm
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

PAGE_SIZE = 30
DECIDED_SHOWN = 60
JUNK_A_PAGE = 100
ROWS_AT_ONCE = 500
COLUMNS = ("candidate", "state", "pain", "words", "closeness", "quote", "source", "customer_status")


@require_safe
@workspace_page()
def mining(request: HttpRequest, access: Access) -> HttpResponse:
    """What a search found, to be decided one by one; or how to start one."""
    latest = latest_mining(access)
    page = Paginator(open_candidates(access), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "search": running(access),
        "stopped": _stopped(access),
        "mining": latest,
        "progress": progress_of(access, latest) if latest else None,
        "page": page,
        "rows": show_candidates(access, list(page)),
        "others": list(open_candidates(access).values_list("pk", "title")[:200]),
        "decided": decided_candidates(access)[:DECIDED_SHOWN],
        "splits": splitting(access),
        "accept_form": AcceptForm(access=access, initial=_preset(latest)),
        "start_form": StartForm(access=access),
        "left": unattached(access).count(),
        "few": FEW_QUOTES,
        "at": request.GET.get("at", "0"),
        "waiting": waiting_suggestions(access),
        "tab": "mining",
    }
    return render(request, "listen/mining.html", context)


def _preset(latest: Mining | None) -> dict[str, object]:
    return {"persona": latest.persona_id} if latest and latest.persona_id else {}


def _stopped(access: Access) -> Mining | None:
    """The newest search, if it came to nothing."""
    newest = Mining.objects.for_workspace(access.workspace).select_related("job").first()
    if newest is None or newest.state != Mining.State.RUNNING:
        return None
    return newest if newest.job is None or newest.job.is_finished else None


@require_POST
@workspace_page()
def start(request: HttpRequest, access: Access) -> HttpResponse:
    form = StartForm(request.POST, access=access)
    if form.is_valid():
        try:
            start_mining(access=access, persona=form.cleaned_data["persona"])
        except MiningStateError as error:
            messages.warning(request, str(error))
    else:
        messages.warning(request, "Choose a persona from the list, or all quotes.")
    return redirect("listen-mining", access.workspace.slug)


@require_POST
@workspace_page()
def undo(request: HttpRequest, access: Access) -> HttpResponse:
    """Take the last decision back."""
    candidate = last_decided(access)
    if candidate is None:
        messages.info(request, "There is no decision to take back.")
    else:
        take_back(request, access, candidate)
    return redirect("listen-mining", access.workspace.slug)


def take_back(request: HttpRequest, access: Access, candidate: Candidate) -> None:
    """Reopen a candidate and say so."""
    try:
        told = reopen_candidate(access=access, candidate=candidate)
    except CandidateStateError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{candidate.title}” is open again. {told}".strip())


@workspace_page()
def junk(request: HttpRequest, access: Access) -> HttpResponse:
    """What was put aside and why; what a person puts back is looked at by the next search."""
    if request.method == "POST":
        count = put_back(access=access, evidence=row_ids(request.POST.getlist("evidence")))
        quotes = "1 quote is" if count == 1 else f"{count} quotes are"
        messages.success(request, f"{quotes} back. The next search looks at them.")
        return redirect("listen-mining-junk", access.workspace.slug)
    rows = Evidence.objects.for_workspace(access.workspace).exclude(junk="").order_by("junk", "pk")
    page = Paginator(rows, JUNK_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "listen/mining_junk.html", {"page": page, "tab": "mining"})


class _Echo:
    """A file for ``csv`` that hands each line back."""

    def write(self, line: str) -> str:
        return line


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access) -> HttpResponseBase:
    """Every quote of every candidate as CSV, with what was decided; no cell is a formula."""
    rows = (
        CandidateQuote.objects.for_workspace(access.workspace)
        .select_related("candidate__pain", "evidence")
        .order_by("candidate__rest", "candidate__position", "candidate_id", "-closeness", "pk")
    )

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(COLUMNS)
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield writer.writerow([safe_cell(cell) for cell in _cells(row)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="pains-to-find.csv"'
    return response


def _cells(row: CandidateQuote) -> list[str]:
    candidate, quote = row.candidate, row.evidence
    return [
        candidate.title,
        str(candidate.get_state_display()),
        candidate.pain.title if candidate.pain else "",
        ", ".join(candidate.words),
        f"{row.closeness:.2f}",
        quote.text,
        quote.source,
        quote.customer_status,
    ]
