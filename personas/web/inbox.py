"""The evidence inbox: what customers said, and what it speaks of."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.find_evidence import EvidenceFilter, find_evidence, with_pains
from personas.link_evidence import attach_evidence, create_pain_from
from personas.models import Evidence, EvidenceLink
from personas.web.evidence_forms import AttachForm, EvidenceFilterForm, PasteForm
from workspaces.access import Access
from workspaces.cells import safe_cell
from workspaces.web.given import own_path, row_ids
from workspaces.web.views import workspace_page

PAGE_SIZE = 50
ROWS_AT_ONCE = 500
DOWNLOADED = (
    "text",
    "source",
    "customer_status",
    "asked",
    "said_on",
    "language",
    "may_quote",
    "link",
    "external_id",
)


def waiting_suggestions(access: Access) -> int:
    """How many quotes have a suggestion a person has not looked at."""
    return int(
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(state=EvidenceLink.State.SUGGESTED)
        .values("evidence")
        .distinct()
        .count()
    )


@require_safe
@workspace_page()
def inbox(request: HttpRequest, access: Access) -> HttpResponse:
    form = EvidenceFilterForm(request.GET, access=access)
    wanted = form.wanted()
    rows = with_pains(access, find_evidence(access=access, wanted=wanted))
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "filtered": wanted != EvidenceFilter(),
        "page": page,
        "attach_form": AttachForm(access=access),
        "paste_form": PasteForm(access=access, initial={"source": "interview"}),
        "query": request.GET.urlencode(),
        "waiting": waiting_suggestions(access),
        "tab": "quotes",
    }
    return render(request, "listen/inbox.html", context)


@require_POST
@workspace_page()
def attach(request: HttpRequest, access: Access) -> HttpResponse:
    """Say of the chosen quotes which pain they speak of."""
    form = AttachForm(request.POST, access=access)
    chosen = row_ids(request.POST.getlist("evidence"))
    if not chosen:
        messages.warning(request, "Choose at least one quote first.")
    elif not form.is_valid():
        for error in form.non_field_errors():
            messages.warning(request, str(error))
    else:
        pain = form.cleaned_data["pain"]
        if pain is None:
            pain = create_pain_from(
                access=access,
                evidence=chosen,
                title=form.cleaned_data["title"],
                persona=form.cleaned_data["persona"],
            )
        else:
            attach_evidence(access=access, evidence=chosen, pain=pain)
        quotes = "1 quote stands" if len(chosen) == 1 else f"{len(chosen)} quotes stand"
        messages.success(request, f"{quotes} behind “{pain.title}” now.")
    return back_to(request, access, "listen")


def back_to(request: HttpRequest, access: Access, name: str) -> HttpResponse:
    """To the page the form was on (``next``), or to the page called ``name``."""
    following = own_path(request)
    if following is not None:
        return redirect(following)
    return redirect(name, access.workspace.slug)


class _Echo:
    """A file for ``csv`` that hands each line back."""

    def write(self, line: str) -> str:
        return line


@require_safe
@workspace_page()
def download(request: HttpRequest, access: Access) -> HttpResponseBase:
    """The quotes of the filter as CSV, newest first; no cell is a formula."""
    wanted = EvidenceFilterForm(request.GET, access=access).wanted()
    rows = with_pains(access, find_evidence(access=access, wanted=wanted))

    def lines() -> Iterator[str]:
        writer = csv.writer(_Echo())
        yield "\ufeff" + writer.writerow(["quote", *DOWNLOADED[1:], "persona", "pains"])
        for row in rows.iterator(chunk_size=ROWS_AT_ONCE):
            yield writer.writerow([safe_cell(cell) for cell in _cells(row)])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="evidence.csv"'
    return response


def _cells(row: Evidence) -> list[str]:
    words = {None: "", True: "yes", False: "no"}
    values = [getattr(row, name) for name in DOWNLOADED]
    cells = [
        words[value] if isinstance(value, bool) or value is None else str(value) for value in values
    ]
    pains = "; ".join(link.pain.title for link in row.confirmed_links)  # type: ignore[attr-defined]
    return [*cells, row.persona.name if row.persona else "", pains]
