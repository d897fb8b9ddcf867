"""The page of one quote. It lies in this app since texts stand on quotes, and it shows them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from messaging.standing_on import what_stands_on
from personas.models import Evidence
from personas.web.evidence_forms import AttachForm
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def quote(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(
        Evidence.objects.select_related("persona", "evidence_import"), access, pk=pk
    )
    context = {
        "row": row,
        "standing": what_stands_on(access=access, evidence=row),
        "attach_form": AttachForm(access=access),
    }
    return render(request, "listen/evidence.html", context)
