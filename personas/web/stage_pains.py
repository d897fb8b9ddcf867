"""Which pains are felt at which stage, how strongly, and how it shows."""

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.models import JourneyStage, StagePain
from personas.web.evidence_forms import pains_of
from personas.web.map_forms import StagePainForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row, remove_row
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def stage_pains(request: HttpRequest, access: Access) -> HttpResponse:
    placed = (
        StagePain.objects.for_workspace(access.workspace)
        .filter(pain__archived_at=None)
        .select_related("pain__persona")
        .order_by("-intensity", "pk")
    )
    stages = JourneyStage.objects.for_workspace(access.workspace).prefetch_related(
        Prefetch("stage_pains", placed, to_attr="placed")
    )
    context = {"stages": stages, "has_pains": pains_of(access).exists(), "tab": "stage-pains"}
    return render(request, "map/stage_pains.html", context)


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponse:
    given = {name: request.GET.get(name) for name in ("stage", "pain")}
    form = StagePainForm(request.POST or None, access=access, initial=given)
    if request.method == "POST" and form.is_valid():
        row = StagePain(**form.cleaned_data)
        create_row(access=access, instance=row)
        messages.success(request, f"“{row.pain.title}” is felt at “{row.stage.name}”.")
        return redirect("map-stage-pains", access.workspace.slug)
    context = {"form": form, "tab": "stage-pains"}
    return render(request, "map/stage_pain_form.html", context)


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(StagePain.objects.all(), access, pk=pk)
    form = StagePainForm(request.POST or None, access=access, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "Saved.")
        return redirect("map-stage-pains", access.workspace.slug)
    context = {"form": form, "row_pk": pk, "tab": "stage-pains"}
    return render(request, "map/stage_pain_form.html", context)


@require_POST
@workspace_page()
def delete(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(StagePain.objects.select_related("stage", "pain"), access, pk=pk)
    remove_row(access=access, instance=row)
    messages.success(request, f"“{row.pain.title}” is off “{row.stage.name}”.")
    return redirect("map-stage-pains", access.workspace.slug)
