"""The journey: its drawing, its stages and its transitions."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_map import StillInUseError, create_keyed, remove_stage
from personas.load_profile import save_journey
from personas.mapping.template_journey import TEMPLATE_JOURNEY
from personas.models import JourneyStage, Transition
from personas.read_journey import read_journey
from personas.web.map_forms import StageForm, TransitionForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row, remove_row
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def journey(request: HttpRequest, access: Access) -> HttpResponse:
    context = {"journey": read_journey(access=access), "tab": "journey"}
    return render(request, "map/journey.html", context)


@require_POST
@workspace_page()
def start_from_template(request: HttpRequest, access: Access) -> HttpResponse:
    save_journey(access=access, journey=TEMPLATE_JOURNEY)
    messages.success(request, "Here is a journey to start from. Rename what does not fit.")
    return redirect("map-journey", access.workspace.slug)


@workspace_page(permission=EDIT)
def add_stage(request: HttpRequest, access: Access) -> HttpResponse:
    form = StageForm(request.POST or None)
    form.fields["position"].required = False
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data | {"position": form.cleaned_data["position"] or 0}
        row = JourneyStage(**said)
        create_keyed(access=access, instance=row)
        messages.success(request, f"“{row.name}” is on the journey.")
        return redirect("map-journey", access.workspace.slug)
    context = {"form": form, "what": "stage", "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@workspace_page(permission=EDIT)
def edit_stage(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(JourneyStage.objects.all(), access, pk=pk)
    form = StageForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "The stage is saved.")
        return redirect("map-journey", access.workspace.slug)
    context = {"form": form, "what": "stage", "row_pk": pk, "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@require_POST
@workspace_page()
def delete_stage(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(JourneyStage.objects.all(), access, pk=pk)
    try:
        remove_stage(access=access, stage=row)
    except StillInUseError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, f"“{row.name}” is gone, with its transitions.")
    return redirect("map-journey", access.workspace.slug)


@workspace_page(permission=EDIT)
def add_transition(request: HttpRequest, access: Access) -> HttpResponse:
    form = TransitionForm(
        request.POST or None, access=access, initial={"from_stage": request.GET.get("from")}
    )
    if request.method == "POST" and form.is_valid():
        create_row(access=access, instance=Transition(**form.cleaned_data))
        messages.success(request, "The transition is on the journey.")
        return redirect("map-journey", access.workspace.slug)
    context = {"form": form, "what": "transition", "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@workspace_page(permission=EDIT)
def edit_transition(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Transition.objects.all(), access, pk=pk)
    form = TransitionForm(request.POST or None, access=access, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.cleaned_data)
        messages.success(request, "The transition is saved.")
        return redirect("map-journey", access.workspace.slug)
    context = {"form": form, "what": "transition", "row_pk": pk, "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@require_POST
@workspace_page()
def delete_transition(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Transition.objects.select_related("from_stage", "to_stage"), access, pk=pk)
    remove_row(access=access, instance=row)
    messages.success(request, "The transition is gone.")
    return redirect("map-journey", access.workspace.slug)
