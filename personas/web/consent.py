"""A customer takes back their word: take the quote away, or quote it no more."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from personas.models import Evidence
from personas.withdraw_consent import (
    LONGEST_REASON,
    StillComingInError,
    stop_quoting,
    withdraw_quote,
)
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


def looked_at(flagged: int) -> str:
    """What to do about the texts that were flagged, if there are any."""
    if not flagged:
        return ""
    texts = "One text repeats it" if flagged == 1 else f"{flagged} texts repeat it"
    return f"{texts}: they are flagged under Write, what visitors see first."


@require_POST
@workspace_page()
def withdraw(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The quote goes, and whatever repeats it is flagged."""
    row = access_object(Evidence.objects.select_related("evidence_import"), access, pk=pk)
    reason = request.POST.get("reason", "")[:LONGEST_REASON]
    try:
        gone = withdraw_quote(access=access, evidence=row, reason=reason)
    except StillComingInError as error:
        messages.error(request, str(error))
        return redirect("listen-evidence", access.workspace.slug, pk)
    messages.success(request, f"The quote is gone and stays out. {looked_at(gone.flagged)}".strip())
    return redirect("listen", access.workspace.slug)


@require_POST
@workspace_page()
def keep_unquoted(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """The quote stays among us."""
    row = access_object(Evidence.objects.all(), access, pk=pk)
    flagged = stop_quoting(access=access, evidence=row)
    said = f"It is kept as an insight, and quoted no more. {looked_at(flagged)}"
    messages.success(request, said.strip())
    return redirect("listen-evidence", access.workspace.slug, pk)
