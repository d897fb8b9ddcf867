"""Review of suggestions: which pain does this quote speak of?"""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Max, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from personas.link_evidence import (
    attach_evidence,
    confirm_links,
    reject_suggestions,
)
from personas.models import Evidence, EvidenceLink, PainPoint
from personas.suggest_anew import suggest_anew, suggesting
from personas.web.evidence_forms import AttachForm, pains_of
from personas.web.inbox import waiting_suggestions
from workspaces.access import Access, access_object
from workspaces.models import Job
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page

PAGE_SIZE = 20
LAST_KEY = 9
SURE = 0.7
"""From here on nine of ten suggestions are right (see docs/how-to/import-quotes.md)."""


@require_safe
@workspace_page()
def suggestions(request: HttpRequest, access: Access) -> HttpResponse:
    """Quotes with suggestions, the surest first."""
    suggested = EvidenceLink.objects.for_workspace(access.workspace).filter(
        state=EvidenceLink.State.SUGGESTED
    )
    quotes = (
        Evidence.objects.for_workspace(access.workspace)
        .filter(links__in=suggested)
        .annotate(best=Max("links__confidence"))
        .order_by("-best", "pk")
        .select_related("persona")
        .prefetch_related(
            Prefetch("links", suggested.select_related("pain__persona"), to_attr="suggested")
        )
    )
    page = Paginator(quotes, PAGE_SIZE).get_page(request.GET.get("page"))
    pains = list(pains_of(access))
    for row in page:
        setattr(row, "others", _others(row, pains))  # noqa: B010
    context = {
        "page": page,
        "comparing": suggesting(access),
        "pains": pains,
        "at": request.GET.get("at", "0"),
        "sure": len(_surest(access)),
        "sure_percent": round(SURE * 100),
        "waiting": waiting_suggestions(access),
        "tab": "suggestions",
    }
    return render(request, "listen/suggestions.html", context)


def _others(row: Any, pains: list[PainPoint]) -> list[tuple[int, PainPoint]]:
    """Pains beside those suggested, with the key that picks each; those of its persona first."""
    known = {link.pain_id for link in row.suggested}
    left = [pain for pain in pains if pain.pk not in known]
    left.sort(key=lambda pain: pain.persona_id != row.persona_id)
    return list(enumerate(left[: LAST_KEY - len(known)], start=len(known) + 1))


def _surest(access: Access) -> list[int]:
    """Of each quote the likeliest suggestion, where it is sure enough to confirm unseen."""
    links = (
        EvidenceLink.objects.for_workspace(access.workspace)
        .filter(state=EvidenceLink.State.SUGGESTED, confidence__gte=SURE)
        .order_by("-confidence", "pk")
        .values_list("evidence_id", "pk")
    )
    best: dict[int, int] = {}
    for evidence_id, pk in links:
        best.setdefault(evidence_id, pk)
    return list(best.values())


@require_POST
@workspace_page()
def suggest(request: HttpRequest, access: Access) -> HttpResponse:
    """Compare every quote without a pain with the pains."""
    made = suggest_anew(access=access)
    if not isinstance(made, Job):
        messages.success(
            request,
            f"{made.suggested} of {made.looked_at} quotes without a pain sound like one you have.",
        )
    return redirect("listen-suggestions", access.workspace.slug)


@require_POST
@workspace_page()
def decide(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Confirm one of a quote's suggestions, attach another pain, or say none fits."""
    row = access_object(Evidence.objects.all(), access, pk=pk)
    confirmed = row_id(request.POST.get("confirm", ""))
    if confirmed is not None:
        access_object(EvidenceLink.objects.filter(evidence=row), access, pk=confirmed)
        confirm_links(access=access, links=[confirmed])
    elif "none" in request.POST:
        reject_suggestions(access=access, evidence=row)
    else:
        chosen = request.POST.get("pain") or request.POST.get("other", "")
        form = AttachForm({"pain": chosen}, access=access)
        if form.is_valid() and form.cleaned_data["pain"]:
            attach_evidence(access=access, evidence=[row.pk], pain=form.cleaned_data["pain"])
        else:
            messages.warning(request, "Choose a pain first.")
    at, number = (row_id(request.POST.get(name, "")) for name in ("at", "page"))
    query = f"?page={number or 1}&at={at}#c{at}" if at is not None else ""
    return redirect(reverse("listen-suggestions", args=[access.workspace.slug]) + query)


@require_POST
@workspace_page()
def confirm_surest(request: HttpRequest, access: Access) -> HttpResponse:
    confirmed = confirm_links(access=access, links=_surest(access))
    messages.success(request, f"{confirmed} suggestions are confirmed.")
    return redirect("listen-suggestions", access.workspace.slug)
