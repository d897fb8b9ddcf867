"""Handing copy to an agency, an ad platform, an e-mail tool or a program."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.campaign_guests import visible_campaigns
from messaging.sharing.export import (
    EXPORT_KINDS,
    NotForThisFormatError,
    NothingToExportError,
    request_export,
)
from messaging.sharing.leaving import Told
from messaging.sharing.look_before import LOOKED_AT, look_before
from messaging.web.share_form import GROUPED, ExportForm
from workspaces.access import SHARE, Access, access_object
from workspaces.jobs import jobs_of
from workspaces.models import Job
from workspaces.web.views import workspace_page

EXPORTS_A_PAGE = 20


@workspace_page(permission=SHARE, change=SHARE)
def share(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask for a file, and find the files made before."""
    form = ExportForm(request.POST or None, access=access, initial=_initial(request, access))
    told: Told | None = None
    if request.method == "POST" and form.is_valid():
        done = _look_or_ask(form, access, looking="check" in request.POST)
        if isinstance(done, Job):
            messages.success(request, "The file is being made. You can leave this page.")
            return redirect("job", access.workspace.slug, done.pk)
        told = done
    exports = jobs_of(access).filter(kind__in=EXPORT_KINDS)
    context = {
        "form": form,
        "groups": GROUPED,
        "has_texts": any(any(counts.values()) for counts in form.leaving.values()),
        "told": told,
        "looked_at": LOOKED_AT,
        "page": Paginator(exports, EXPORTS_A_PAGE).get_page(request.GET.get("page")),
        "tab": "out",
    }
    return render(request, "share/share.html", context)


def _look_or_ask(form: ExportForm, access: Access, *, looking: bool) -> "Job | Told | None":
    """What a look says, or the job; None where the form has a fault now."""
    wanted = {
        "access": access,
        "file_format": form.cleaned_data["file_format"],
        "selection": form.selection(),
        "dialect": form.cleaned_data["dialect"],
    }
    try:
        return look_before(**wanted) if looking else request_export(**wanted)
    except NothingToExportError as error:
        form.add_error(None, str(error))
    except NotForThisFormatError as error:
        form.add_error(error.field, str(error))
    return None


def _initial(request: HttpRequest, access: Access) -> dict[str, object]:
    """The campaign that the address names, chosen beforehand."""
    if not request.GET.get("campaign"):
        return {}
    campaign = access_object(visible_campaigns(access), access, pk=request.GET["campaign"])
    return {"campaign": campaign.pk}
