"""A walk in a customer's shoes: the whole way at a glance, and one seat after the other."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from messaging.models import Variant
from messaging.walk import Walk, read_walk
from personas.models import JourneyStage, Persona, Transition
from workspaces.access import Access, access_object
from workspaces.web.views import workspace_page

LONGEST_WAY = 12
"""Stages of the way behind somebody that a page still shows."""


@require_safe
@workspace_page()
def walk_start(request: HttpRequest, access: Access) -> HttpResponse:
    """The whole way of one persona at a glance, and whose else there is."""
    people = Persona.objects.for_workspace(access.workspace).filter(archived_at=None)
    persona = _person(request, access) or people.first()
    walk = read_walk(access=access, persona=persona) if persona else None
    context = {
        "people": people,
        "persona": persona,
        "seats": walk.seats() if walk else [],
        "tab": "walk",
    }
    return render(request, "map/walk_start.html", context)


@require_safe
@workspace_page()
def seat(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """One seat: at a stage, reached by a moment (``by``), maybe with a draft tried in it."""
    stage = access_object(JourneyStage.objects.all(), access, pk=pk)
    people = Persona.objects.for_workspace(access.workspace).filter(archived_at=None)
    person = _person(request, access) or people.first()
    if person is None:
        return redirect("map-walk", access.workspace.slug)
    walk = read_walk(access=access, persona=person)
    moment = _moment(request, walk, stage)
    drafts = Variant.objects.for_workspace(access.workspace).select_related(
        "message__placement", "message__persona", "message__stage", "message__transition", "pain"
    )
    draft = None
    if request.GET.get("text"):
        draft = access_object(drafts, access, pk=request.GET["text"])
    behind = _way_behind(request, walk)
    context = {
        "persona": person,
        "seat": walk.seat(stage, moment, draft),
        "draft": draft,
        "behind": behind,
        "way": ",".join(str(each.pk) for each in [*behind, stage][-LONGEST_WAY:]),
        "to_try": drafts.filter(
            state__in=[Variant.State.DRAFT, Variant.State.SUBMITTED, Variant.State.APPROVED],
            live_in__isnull=True,
            pain__persona=person,
        )[:LONGEST_WAY],
        "tab": "walk",
    }
    return render(request, "map/walk_seat.html", context)


def _person(request: HttpRequest, access: Access) -> Persona | None:
    chosen = request.GET.get("persona")
    return access_object(Persona.objects.all(), access, pk=chosen) if chosen else None


def _moment(request: HttpRequest, walk: Walk, stage: JourneyStage) -> Transition | None:
    wanted = request.GET.get("by", "")
    if not wanted:
        return None
    for each in walk.transitions:
        if str(each.pk) == wanted and each.to_stage_id == stage.pk:
            return each
    raise Http404("Nothing of the kind leads here.")


def _way_behind(request: HttpRequest, walk: Walk) -> list[JourneyStage]:
    """The stages that were visited, as the address tells; what is no stage of ours is left out."""
    by_number = {str(stage.pk): stage for stage in walk.stages}
    visited = request.GET.get("way", "").split(",")
    return [by_number[number] for number in visited if number in by_number][-LONGEST_WAY:]
