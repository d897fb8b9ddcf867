"""Write for a moment of decision: choose the place and whom, then on to the studio."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.conflicts import RefusedError
from messaging.models import Placement
from messaging.moment_copy import message_for_moment
from messaging.web.forms import MomentPlaceForm
from personas.models import Transition
from workspaces.access import EDIT, Access, access_object
from workspaces.web.views import workspace_page


@workspace_page(permission=EDIT)
def write_for_moment(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    rows = Transition.objects.select_related("from_stage", "to_stage")
    moment = access_object(rows, access, pk=pk)
    form = MomentPlaceForm(request.POST if request.method == "POST" else None, access=access)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            message = message_for_moment(access=access, transition=moment, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(None, error.message)
            status = 409
        else:
            return redirect("write-studio", access.workspace.slug, message.pk)
    places = Placement.objects.for_workspace(access.workspace).filter(archived_at=None)
    context = {"form": form, "moment": moment, "has_places": places.exists()}
    return render(request, "map/moment_write.html", context, status=status)
