"""Pains: ranked, one by one, and changing them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from personas.keep_map import bring_back, put_away
from personas.know_personas import know_pains
from personas.models import PainPoint, Persona, StagePain
from personas.rank_pains import opportunities_of, rank_pains
from personas.read_pain import strongest_links
from personas.slot_sources import slot_traces
from personas.web.map_forms import PainForm
from personas.web.profile_parts import PAIN_PARTS, Part, ShownPart, edit_part, show
from personas.web.whole_profile import change_whole, mark_of_whole
from workspaces.access import EDIT, Access, access_object
from workspaces.changes import create_row
from workspaces.web.views import workspace_page

LADDER = ("why", "desired_outcome", "job", "function")
SLOTS = ("trigger", "struggle", "cost", "feeling", "workaround")


@require_safe
@workspace_page()
def pains(request: HttpRequest, access: Access) -> HttpResponse:
    rows = PainPoint.objects.for_workspace(access.workspace)
    context = {
        "ranked": rank_pains(access=access),
        "put_away": rows.exclude(archived_at=None).select_related("persona"),
        "has_personas": Persona.objects.for_workspace(access.workspace).exists(),
        "tab": "pains",
    }
    return render(request, "map/pains.html", context)


@require_safe
@workspace_page()
def pain(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(PainPoint.objects.select_related("persona"), access, pk=pk)
    stages = StagePain.objects.for_workspace(access.workspace).filter(pain=row)
    links, weights = strongest_links(access=access, pain=row)
    context = {
        "pain": row,
        "row": row,
        "opportunity": opportunities_of(access=access, pains=[row])[row.pk],
        "known": know_pains(access=access, pains=[row])[row.pk],
        "links": [(link, weights[link.pk]) for link in links],
        "stages": stages.select_related("stage"),
        "slots": [show(access, row, PAIN_PARTS[key]) for key in SLOTS],
        "ladder": [show(access, row, PAIN_PARTS[key]) for key in LADDER],
        "traces": slot_traces(access, row),
        "withdrawn": _withdrawn(row.quotes_withdrawn),
        "tab": "pains",
    }
    return render(request, "map/pain.html", context)


def _withdrawn(quotes: int) -> str:
    """What is told of quotes that are gone."""
    said = "One quote it stood on is" if quotes == 1 else f"{quotes} quotes it stood on are"
    return (
        f"{said} gone: consent was withdrawn, or a person erased. The ranking counts what is left."
    )


@workspace_page(permission=EDIT)
def part(request: HttpRequest, access: Access, pk: int, key: str) -> HttpResponse:
    """One part of the page in place: its form, and what was written."""
    row = access_object(PainPoint.objects.select_related("persona"), access, pk=pk)

    def shown(part: Part) -> ShownPart:
        return show(access, row, part)

    return edit_part(request, access, row, key, shown)


@workspace_page(permission=EDIT)
def add(request: HttpRequest, access: Access) -> HttpResponse:
    given = {"persona": request.GET.get("persona")}
    form = PainForm(request.POST or None, access=access, initial=given)
    if request.method == "POST" and form.is_valid():
        row = PainPoint(**form.cleaned_data)
        create_row(access=access, instance=row)
        messages.success(request, f"“{row.title}” is on the map.")
        return redirect("map-pain", access.workspace.slug, row.pk)
    return render(request, "map/pain_form.html", {"form": form, "tab": "pains"})


@workspace_page(permission=EDIT)
def edit(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    row = access_object(PainPoint.objects.all(), access, pk=pk)
    title, seen = row.title, mark_of_whole(row)
    form = PainForm(request.POST or None, access=access, instance=row)
    context = {"form": form, "pain_pk": pk, "title": title, "tab": "pains"}
    context["seen"] = request.POST.get("seen", seen)
    if request.method == "POST" and form.is_valid():
        conflict = change_whole(request, access, row, form)
        if not conflict:
            messages.success(request, "The pain is saved.")
            return redirect("map-pain", access.workspace.slug, pk)
        context |= conflict
    return render(request, "map/pain_form.html", context)


@require_POST
@workspace_page()
def archive(request: HttpRequest, access: Access, pk: int) -> HttpResponse:
    """Put a pain away, or bring it back (``bring_back`` in the form)."""
    row = access_object(PainPoint.objects.all(), access, pk=pk)
    if "bring_back" in request.POST:
        bring_back(access=access, row=row)
        messages.success(request, f"“{row.title}” is back.")
        return redirect("map-pain", access.workspace.slug, pk)
    put_away(access=access, row=row)
    messages.success(request, f"“{row.title}” is put away. You can bring it back from the list.")
    return redirect("map-pains", access.workspace.slug)
