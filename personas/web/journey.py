"""The journey: its drawing, its stages and its transitions."""

from math import isnan, nan
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_journey import (
    change_transition,
    move_stage,
    place_stage,
    remove_stage,
    remove_transition,
    start_journey,
    tidy_up,
)
from personas.keep_map import StillInUseError, create_keyed
from personas.mapping.journey_templates import FIRST, journey_templates
from personas.models import JourneyStage, Transition
from personas.read_journey import read_journey
from personas.undo_journey import CannotUndoError, last_change, undo, words_of
from personas.web.journey_forms import MOST_SIGNALS, StageForm, TransitionForm
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import change_row, create_row
from workspaces.web.given import row_id
from workspaces.web.views import workspace_page


@require_safe
@workspace_page()
def journey(request: HttpRequest, access: Access) -> HttpResponse:
    context = _board(access) | {"templates": journey_templates().values(), "tab": "journey"}
    return render(request, "map/journey.html", context)


def _board(access: Access) -> dict[str, Any]:
    """What the drawing and its tools need. Three queries."""
    found = read_journey(access=access)
    may_edit = EDIT in access.permissions
    change = last_change(access=access) if may_edit else None
    return {
        "journey": found,
        "undo_words": words_of(change) if change else "",
        "is_placed": any(stage.x is not None for stage in found.stages),
        "can_draw": may_edit,
    }


@require_POST
@workspace_page()
def start_from_template(request: HttpRequest, access: Access) -> HttpResponse:
    template = journey_templates().get(request.POST.get("template") or FIRST)
    if template is None:
        messages.error(request, "Choose one of the journeys to start from.")
    else:
        start_journey(access=access, template=template)
        messages.success(request, "Here is a journey to start from. Rename what does not fit.")
    return _back(access)


@workspace_page(permission=EDIT)
def add_stage(request: HttpRequest, access: Access) -> HttpResponse:
    form = StageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        row = JourneyStage(**form.changes())
        create_keyed(access=access, instance=row)
        messages.success(request, f"“{row.name}” is on the journey.")
        return _back(access)
    context = {"form": form, "what": "stage", "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@workspace_page(permission=EDIT)
def edit_stage(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(JourneyStage.objects.all(), access, pk=pk)
    form = StageForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        change_row(access=access, instance=row, changes=form.changes())
        messages.success(request, "The stage is saved.")
        return _back(access)
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
    return _back(access)


@require_POST
@workspace_page()
def place(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put a stage where it was dragged; scripts get the board anew, browsers the page."""
    row = access_object(JourneyStage.objects.all(), access, pk=pk)
    try:
        x, y = (float(request.POST.get(name, "")) for name in ("x", "y"))
    except ValueError:
        x = y = nan
    if isnan(x) or isnan(y):
        return HttpResponse("Say x and y, each from 0 to 1.", status=400)
    place_stage(access=access, stage=row, x=x, y=y)
    if "HX-Request" not in request.headers:
        return _back(access)
    return render(request, "map/journey_board.html", _board(access))


@require_POST
@workspace_page()
def order(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One earlier or one later among the stages."""
    row = access_object(JourneyStage.objects.all(), access, pk=pk)
    move_stage(access=access, stage=row, by=-1 if "earlier" in request.POST else 1)
    answer = _back(access)
    answer["Location"] += "#stages"
    return answer


@require_POST
@workspace_page()
def tidy(request: HttpRequest, access: Access) -> HttpResponse:
    if tidy_up(access=access):
        messages.success(request, "Every stage is placed by itself again.")
    return _back(access)


@require_POST
@workspace_page()
def take_back(request: HttpRequest, access: Access) -> HttpResponse:
    try:
        messages.success(request, f"Taken back: {undo(access=access)}.")
    except CannotUndoError as error:
        messages.warning(request, str(error))
    return _back(access)


@workspace_page(permission=EDIT)
def add_transition(request: HttpRequest, access: Access) -> HttpResponse:
    initial = {
        "from_stage": row_id(request.GET.get("from", "")),
        "to_stage": row_id(request.GET.get("to", "")),
        "signals": request.GET.getlist("signal")[:MOST_SIGNALS],
    }
    form = TransitionForm(request.POST or None, access=access, initial=initial)
    if request.method == "POST" and form.is_valid():
        create_row(access=access, instance=Transition(**form.cleaned_data))
        messages.success(request, "The transition is on the journey.")
        return _back(access)
    context = {"form": form, "what": "transition", "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@workspace_page(permission=EDIT)
def edit_transition(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Transition.objects.all(), access, pk=pk)
    form = TransitionForm(request.POST or None, access=access, instance=row)
    if request.method == "POST" and form.is_valid():
        change_transition(access=access, transition_row=row, changes=form.cleaned_data)
        messages.success(request, "The moment is saved.")
        return redirect("map-moment", access.workspace.slug, pk)
    context = {"form": form, "what": "transition", "row_pk": pk, "tab": "journey"}
    return render(request, "map/journey_form.html", context)


@require_POST
@workspace_page()
def delete_transition(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(Transition.objects.select_related("from_stage", "to_stage"), access, pk=pk)
    try:
        remove_transition(access=access, transition_row=row)
    except StillInUseError as error:
        messages.warning(request, str(error))
        return redirect("map-moment", access.workspace.slug, pk)
    messages.success(request, "The transition is gone.")
    return _back(access)


def _back(access: Access) -> HttpResponse:
    return redirect("map-journey", access.workspace.slug)
