"""Handing copy to an agency or an ad platform."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from messaging.channels_here import channels_in
from messaging.models import Campaign, Placement
from messaging.sharing.collect_lines import Selection, selected_variants
from messaging.sharing.export import FORMATS, KINDS, WORKBOOK, NothingToExportError, request_export
from workspaces.access import SHARE, Access, access_object
from workspaces.jobs import jobs_of
from workspaces.models import Workspace
from workspaces.web.views import workspace_page

EXPORTS_A_PAGE = 20
WHICH = (
    ("approved", "Everything approved, live copy included"),
    ("live", "Only what is live now"),
)


class ExportForm(forms.Form):
    file_format = forms.ChoiceField(
        label="What for",
        choices=list(FORMATS.items()),
        initial=WORKBOOK,
        widget=forms.RadioSelect,
    )
    which = forms.ChoiceField(
        label="Which texts", choices=WHICH, initial="approved", widget=forms.RadioSelect
    )
    placements = forms.ModelMultipleChoiceField(
        Placement.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None chosen means all of them.",
    )

    def __init__(self, *args: Any, workspace: Workspace, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["placements"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        ready = selected_variants(workspace, Selection())
        field.queryset = Placement.objects.for_workspace(workspace).filter(
            pk__in=ready.values("message__placement")
        )

    def selection(self) -> Selection:
        placements = tuple(row.pk for row in self.cleaned_data["placements"])
        return Selection(which=self.cleaned_data["which"], placements=placements)


@workspace_page(permission=SHARE, change=SHARE)
def share(request: HttpRequest, access: Access) -> HttpResponse:
    """Ask for a file, and find the files made before."""
    workspace = access.workspace
    chosen = {"placements": _places_of_campaign(request, access)}
    form = ExportForm(request.POST or None, workspace=workspace, initial=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            job = request_export(
                access=access,
                file_format=form.cleaned_data["file_format"],
                selection=form.selection(),
            )
        except NothingToExportError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The file is being made. You can leave this page.")
            return redirect("job", workspace.slug, job.pk)
    exports = jobs_of(access).filter(kind__in=KINDS.values())
    context = {
        "form": form,
        "counts": _counts(workspace),
        "page": Paginator(exports, EXPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "share/share.html", context)


def _places_of_campaign(request: HttpRequest, access: Access) -> list[int]:
    """The places of the campaign that the address names, to be ticked beforehand."""
    if not request.GET.get("campaign"):
        return []
    campaign = access_object(Campaign.objects.all(), access, pk=request.GET["campaign"])
    rows = Placement.objects.for_workspace(access.workspace).filter(campaign=campaign)
    return list(rows.values_list("pk", flat=True))


def _counts(workspace: Workspace) -> list[tuple[str, int]]:
    """How many texts of each channel could leave now."""
    rows = selected_variants(workspace, Selection()).order_by()
    found = dict(
        rows.values_list("message__placement__channel").annotate(many=Count("pk")),
    )
    return [(c.name, found[c.key]) for c in channels_in(workspace).values() if c.key in found]
