"""The page of a moment of decision: its event, its quotes, and how it is recognised."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_moments import attach_quotes, detach_quote, suggest_quotes
from personas.models import MomentQuote, Transition
from workspaces.access import Access, access_object
from workspaces.web.given import row_ids
from workspaces.web.views import workspace_page

LONGEST_SEARCH = 200
QUOTES_SHOWN = 50


@require_safe
@workspace_page()
def moment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One moment; ``?words=`` looks for quotes that share these words."""
    rows = Transition.objects.select_related("from_stage", "to_stage")
    row = access_object(rows, access, pk=pk)
    words = request.GET.get("words", "")[:LONGEST_SEARCH].replace("\x00", "")
    quotes = (
        MomentQuote.objects.for_workspace(access.workspace)
        .filter(transition=row)
        .select_related("evidence")
    )
    context = {
        "moment": row,
        "quotes": quotes[:QUOTES_SHOWN],
        "suggested": suggest_quotes(access=access, transition_row=row, words=words),
        "words": words,
        "tab": "journey",
    }
    return render(request, "map/moment.html", context)


@require_POST
@workspace_page()
def attach(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Transition.objects.all(), access, pk=pk)
    ids = row_ids(request.POST.getlist("evidence"))
    number = attach_quotes(access=access, transition_row=row, evidence=ids)
    if number:
        said = "One quote tells" if number == 1 else f"{number} quotes tell"
        messages.success(request, f"{said} of this moment now.")
    elif not ids:
        messages.warning(request, "Choose a quote first.")
    return redirect("map-moment", access.workspace.slug, pk)


@require_POST
@workspace_page()
def detach(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    quote = access_object(MomentQuote.objects.select_related("evidence"), access, pk=pk)
    moment_pk = quote.transition_id
    detach_quote(access=access, quote=quote)
    messages.success(request, "The quote no longer tells of this moment.")
    return redirect("map-moment", access.workspace.slug, moment_pk)
